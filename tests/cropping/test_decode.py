"""Reading images: what is honoured, what is ignored, what is refused, and that it is named."""

import io
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from rml.cropping.decode import decode, oriented
from rml.cropping.resample import target_size
from rml.cropping.saliency_model import fed_image
from rml.errors import DataError

WHITE = [255, 255, 255]
ORIENTATION = 0x0112
# What a viewer does to the pixels as the file has them, in Pillow's words.
TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def noise(width, height, channels=3, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)


def smooth(width, height):
    """A picture without edges, which JPEG keeps within a few levels."""
    x, y = np.meshgrid(np.linspace(0, 3, width), np.linspace(0, 2, height))
    waves = np.stack([np.sin(x), np.cos(y), np.sin(x + y)], axis=2)
    return (127.5 + 100 * waves).astype(np.uint8)


def encoded(image, kind, **options):
    stream = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(
        stream, kind, **options
    )
    return stream.getvalue()


def exif(orientation):
    made = Image.Exif()
    made[ORIENTATION] = orientation
    return made


def png(width, height, *, depth, colour_type, rows, chunks=()):
    """Return a PNG of any depth, which Pillow cannot write."""

    def chunk(name, content):
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *(chunk(*given) for given in chunks)]
    parts += [chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, chunk(b"IEND", b"")])


# Orientation


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("size", [(1100, 700), (40, 90)])
def test_a_jpeg_with_an_orientation_is_fed_as_the_plain_one_and_then_turned(size, orientation):
    pixels = noise(*size)
    plain = fed_image(encoded(pixels, "JPEG"))
    turned = fed_image(encoded(pixels, "JPEG", exif=exif(orientation)))
    assert (plain.width, plain.height) == size
    assert (turned.width, turned.height) == (size if orientation < 5 else size[::-1])
    expected = Image.fromarray(plain.pixels)
    if TURNS[orientation] is not None:
        expected = expected.transpose(TURNS[orientation])
    np.testing.assert_array_equal(turned.pixels, np.asarray(expected))
    assert turned.pixels.shape[1::-1] == target_size(turned.width, turned.height)


@pytest.mark.parametrize("orientation", TURNS)
def test_pixels_are_turned_as_a_viewer_turns_them(orientation):
    pixels = noise(7, 4)
    expected = Image.fromarray(pixels)
    if TURNS[orientation] is not None:
        expected = expected.transpose(TURNS[orientation])
    result = oriented(pixels, orientation)
    np.testing.assert_array_equal(result, np.asarray(expected))
    assert result.flags.c_contiguous


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
    ],
)
@pytest.mark.parametrize("orientation", TURNS)
def test_orientation_is_ignored_but_in_jpeg(kind, options, orientation):
    pixels = noise(40, 30)
    found = decode(encoded(pixels, kind, exif=exif(orientation), **options))
    assert (found.width, found.height, found.orientation) == (40, 30, 1)
    np.testing.assert_array_equal(found.pixels, pixels)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_means_nothing_is_ignored(orientation):
    found = decode(encoded(noise(40, 30), "JPEG", exif=exif(orientation)))
    assert (found.width, found.height, found.orientation) == (40, 30, 1)


def test_damaged_exif_does_not_keep_a_jpeg_from_being_read():
    whole = encoded(noise(40, 30), "JPEG", exif=exif(6))
    damaged = whole.replace(b"Exif\0\0MM\0*", b"Exif\0\0XX\0*")
    assert damaged != whole
    assert decode(damaged).orientation == 1


def test_the_orientation_in_xmp_is_not_exif():
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r tiff:Orientation="6"/></x:xmpmeta>'
    found = decode(encoded(noise(40, 30), "JPEG", xmp=packet))
    assert (found.width, found.height, found.orientation) == (40, 30, 1)


# JPEG at a fraction of its size


def halvings(width, height):
    """The number of times both sides may be halved, rounding up, without passing the target."""
    target = target_size(width, height)
    fits = [
        n for n in range(4) if -(-width // 2**n) >= target[0] and -(-height // 2**n) >= target[1]
    ]
    return fits[-1] if fits else 0


@pytest.mark.parametrize(
    ("size", "n"),
    [
        ((320, 240), 0),
        ((100, 80), 0),  # would be enlarged
        ((638, 480), 0),  # half of 638 is 319
        ((639, 480), 1),  # rounded up, half is 320
        ((640, 480), 1),
        ((1276, 30), 1),
        ((1277, 30), 2),
        ((1279, 959), 2),
        ((2553, 1000), 3),
        ((2552, 1000), 2),
        ((5200, 100), 3),  # at most three times
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_jpeg_is_halved_while_both_sides_stay_at_the_target(size, n, turned):
    width, height = size[::-1] if turned else size
    assert halvings(width, height) == n
    found = decode(encoded(np.zeros((height, width, 3), np.uint8), "JPEG"))
    assert (found.width, found.height) == (width, height)
    assert found.pixels.shape == (-(-height // 2**n), -(-width // 2**n), 3)


@pytest.mark.parametrize("size", [(1280, 960), (1300, 970), (640, 400), (2700, 1900)])
def test_what_is_decoded_is_the_picture_at_that_fraction(size):
    pixels = smooth(*size)
    found = decode(encoded(pixels, "JPEG", quality=95)).pixels
    step = 2 ** halvings(*size)
    assert step > 1
    rows, columns = size[1] // step, size[0] // step
    blocks = pixels[: rows * step, : columns * step].reshape(rows, step, columns, step, 3)
    assert np.abs(found[:rows, :columns] - blocks.mean(axis=(1, 3))).max() < 6


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("BMP", {}), ("TIFF", {}), ("GIF", {}), ("WEBP", {"lossless": True})],
)
def test_other_formats_are_decoded_at_their_full_size(kind, options):
    found = decode(encoded(smooth(1300, 660), kind, **options))
    assert found.pixels.shape == (660, 1300, 3)


# Colours


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
def test_lossless_colours_come_through(kind):
    pixels = noise(33, 21)
    options = {"lossless": True} if kind == "WEBP" else {}
    np.testing.assert_array_equal(decode(encoded(pixels, kind, **options)).pixels, pixels)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_grey_is_replicated(kind):
    grey = noise(33, 21, 1)[..., 0]
    found = decode(encoded(grey, kind)).pixels
    np.testing.assert_array_equal(found, np.stack([grey] * 3, axis=2))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_one_bit_is_black_and_white(kind):
    bits = noise(33, 21, 1)[..., 0] > 127
    found = decode(encoded(bits, kind)).pixels
    np.testing.assert_array_equal(found, np.where(bits[..., np.newaxis], 255, 0).repeat(3, 2))


def test_sixteen_bits_keep_the_high_byte():
    values = np.random.default_rng(3).integers(0, 65536, (9, 8, 3)).astype(">u2")
    grey = values[..., 0]
    colour = png(8, 9, depth=16, colour_type=2, rows=[row.tobytes() for row in values])
    plain = png(8, 9, depth=16, colour_type=0, rows=[row.tobytes() for row in grey])
    np.testing.assert_array_equal(decode(colour).pixels, values >> 8)
    expected = np.stack([grey >> 8] * 3, axis=2)
    np.testing.assert_array_equal(decode(plain).pixels, expected)
    np.testing.assert_array_equal(decode(encoded(grey.astype("<u2"), "TIFF")).pixels, expected)


@pytest.mark.parametrize("bits", [2, 4])
def test_few_levels_of_grey_are_spread_over_the_bytes(bits):
    levels = 2**bits
    packed = bytes([0b00011011]) if bits == 2 else bytes([0x05, 0xAF])
    values = [0, 1, 2, 3] if bits == 2 else [0, 5, 10, 15]
    found = decode(png(4, 1, depth=bits, colour_type=0, rows=[packed])).pixels[0, :, 0]
    assert found.tolist() == [value * 255 // (levels - 1) for value in values]


def test_palettes_are_expanded():
    indices = noise(20, 10, 1)[..., 0] % 5
    colours = noise(5, 1, seed=4)[0]
    image = Image.fromarray(indices, "L").convert("P")
    image.putpalette(colours.tobytes())
    for kind in ("PNG", "GIF", "BMP", "TIFF"):
        np.testing.assert_array_equal(decode(encoded(image, kind)).pixels, colours[indices])


def alpha_plane(width, height):
    """0, 1, 127, 254, 255 in turn."""
    return np.resize(np.array([0, 1, 127, 254, 255], np.uint8), (height, width))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_pixels_are_white_and_other_alpha_is_ignored(kind):
    pixels, alpha = noise(21, 13), alpha_plane(21, 13)
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    found = decode(encoded(np.dstack([pixels, alpha]), kind, **options)).pixels
    np.testing.assert_array_equal(found, np.where(alpha[..., np.newaxis] == 0, 255, pixels))


def test_grey_with_alpha():
    grey, alpha = noise(21, 13, 1)[..., 0], alpha_plane(21, 13)
    image = Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
    expected = np.where(alpha == 0, 255, grey)
    found = decode(encoded(image, "PNG")).pixels
    np.testing.assert_array_equal(found, np.stack([expected] * 3, axis=2))


def test_one_colour_named_as_transparent():
    pixels = noise(6, 5)
    pixels[2, 3] = pixels[4, 1] = (9, 8, 7)
    found = decode(encoded(pixels, "PNG", transparency=(9, 8, 7))).pixels
    hole = (pixels == (9, 8, 7)).all(axis=2)
    assert hole.sum() == 2
    np.testing.assert_array_equal(found, np.where(hole[..., np.newaxis], 255, pixels))
    grey = pixels[..., 0]
    found = decode(encoded(grey, "PNG", transparency=9)).pixels
    np.testing.assert_array_equal(found[..., 2], np.where(grey == 9, 255, grey))


@pytest.mark.parametrize(
    ("kind", "transparency"), [("PNG", 2), ("PNG", bytes([255, 128, 0, 1, 255])), ("GIF", 2)]
)
def test_a_palette_with_transparent_entries(kind, transparency):
    indices = noise(20, 10, 1)[..., 0] % 5
    colours = noise(5, 1, seed=4)[0]
    image = Image.fromarray(indices, "L").convert("P")
    image.putpalette(colours.tobytes())
    found = decode(encoded(image, kind, transparency=transparency)).pixels
    colours[2] = WHITE
    np.testing.assert_array_equal(found, colours[indices])


def test_the_first_frame_of_an_animation_is_read():
    frames = [Image.fromarray(noise(20, 10, seed=seed)) for seed in range(3)]
    for kind, options in (("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {}), ("TIFF", {})):
        single = decode(encoded(frames[0], kind, **options))
        several = decode(
            encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        )
        np.testing.assert_array_equal(several.pixels, single.pixels)


def test_a_jpeg_with_more_pictures_behind_it_is_a_jpeg():
    """As phones write them: Pillow calls the format MPO."""
    first, second = Image.fromarray(noise(1300, 700)), Image.fromarray(noise(600, 400))
    several = encoded(first, "MPO", save_all=True, append_images=[second], exif=exif(6), quality=75)
    single = encoded(first, "JPEG", exif=exif(6), quality=75)
    with Image.open(io.BytesIO(several)) as opened:
        assert opened.format == "MPO"
    found, expected = decode(several), decode(single)
    assert (found.width, found.height, found.orientation) == (700, 1300, 6)
    np.testing.assert_array_equal(found.pixels, expected.pixels)


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"subsampling": 2}]
)
def test_all_kinds_of_jpeg_are_read(options):
    pixels = smooth(200, 100)
    found = decode(encoded(pixels, "JPEG", quality=95, **options)).pixels
    assert np.abs(found.astype(int) - pixels).max() < 8


def test_a_grey_jpeg_is_replicated():
    grey = smooth(200, 100)[..., 0]
    found = decode(encoded(grey, "JPEG", quality=95)).pixels
    assert np.abs(found[..., 0].astype(int) - grey).max() < 4
    assert (found == found[..., :1]).all()


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_inks_become_colours(kind):
    inks = np.zeros((16, 64, 4), np.uint8)
    given_inks = [(0, 0, 0, 0), (0, 255, 255, 0), (255, 0, 0, 0), (0, 0, 0, 255)]
    for number, colour in enumerate(given_inks):
        inks[:, number * 16 : number * 16 + 16] = colour
    found = decode(encoded(Image.frombytes("CMYK", (64, 16), inks.tobytes()), kind)).pixels
    expected = [WHITE, [255, 0, 0], [0, 255, 255], [0, 0, 0]]
    assert np.abs(found[8, 8::16].astype(int) - expected).max() < 10


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_colour_profiles_are_ignored(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    pixels = noise(33, 21)
    with_profile = encoded(pixels, kind, icc_profile=profile)
    assert profile[:30] in with_profile or kind == "PNG"  # compressed there
    np.testing.assert_array_equal(decode(with_profile).pixels, decode(encoded(pixels, kind)).pixels)


# What may be given


def test_content_tells_the_format_and_not_the_name(tmp_path):
    path = tmp_path / "photo.jpg"
    pixels = noise(12, 9)
    path.write_bytes(encoded(pixels, "PNG"))
    for given_path in (path, str(path)):
        np.testing.assert_array_equal(decode(given_path).pixels, pixels)


def test_arrays_are_taken_as_they_are():
    pixels = noise(12, 9)
    for array in (pixels, pixels[:, ::-1], pixels[..., :1], pixels[..., 0]):
        before = array.copy()
        found = decode(array)
        assert (found.width, found.height, found.orientation) == (12, 9, 1)
        expected = array if array.shape[2:] == (3,) else pixels[..., :1].repeat(3, 2)
        np.testing.assert_array_equal(found.pixels, expected)
        np.testing.assert_array_equal(array, before)
    alpha = alpha_plane(12, 9)
    np.testing.assert_array_equal(
        decode(np.dstack([pixels, alpha])).pixels,
        np.where(alpha[..., np.newaxis] == 0, 255, pixels),
    )


@pytest.mark.parametrize(
    ("array", "fault"),
    [
        (np.zeros((4, 4, 3)), "An array of float64 and shape (4, 4, 3) is no image"),
        (np.zeros((4, 4), bool), "An array of bool and shape (4, 4) is no image"),
        (np.zeros(4, np.uint8), "An array of uint8 and shape (4,) is no image"),
        (np.zeros((1, 4, 4, 3), np.uint8), "shape (1, 4, 4, 3) is no image"),
        (np.zeros((4, 4, 2), np.uint8), "1, 3 or 4 channels, not 2"),
        (np.zeros((3, 4, 40), np.uint8), "1, 3 or 4 channels, not 40"),
        (np.zeros((0, 4, 3), np.uint8), "The image is empty (4 x 0 pixels)"),
        (np.zeros((1, 16385, 3), np.uint8), "The image is too large (16385 x 1 pixels)"),
        (np.zeros((1, 700), np.uint8), "The image of 700 x 1 pixels is too thin"),
    ],
)
def test_arrays_that_are_no_image_are_refused(array, fault):
    with pytest.raises(DataError) as caught:
        decode(array)
    assert str(caught.value).startswith("an image given as ndarray: ")
    assert fault in str(caught.value)


FILES = {
    "jpeg": ("JPEG", Image.fromarray(noise(900, 700)), {"exif": exif(6)}),
    "progressive": ("JPEG", Image.fromarray(noise(900, 700)), {"progressive": True}),
    "pictures": (
        "MPO",
        Image.fromarray(noise(900, 700)),
        {"save_all": True, "append_images": [Image.fromarray(noise(80, 60))]},
    ),
    "png": ("PNG", Image.fromarray(noise(90, 70, 4)), {}),
    "named": ("PNG", Image.fromarray(np.full((7, 9, 3), 5, np.uint8)), {"transparency": (5, 5, 5)}),
    "gif": ("GIF", Image.fromarray(noise(90, 70)), {}),
    "tiff": ("TIFF", Image.fromarray(noise(90, 70)), {"compression": "tiff_lzw", "exif": exif(6)}),
    "webp": ("WEBP", Image.fromarray(noise(90, 70)), {"lossless": True}),
    "bmp": ("BMP", Image.fromarray(noise(90, 70)), {}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_pillow_image_gives_what_its_file_gives_and_stays_as_it_was(tmp_path, name):
    kind, image, options = FILES[name]
    path = tmp_path / name
    path.write_bytes(encoded(image, kind, **options))
    from_path, from_bytes = decode(path), decode(path.read_bytes())
    with Image.open(path) as untouched, Image.open(path) as opened:
        from_image, again = decode(opened), decode(opened)
        assert opened.size == untouched.size
        assert opened.mode == untouched.mode
        assert opened.tell() == 0
        assert opened.tobytes() == untouched.tobytes()
        assert opened.getexif() == untouched.getexif()
    for other in (from_bytes, from_image, again):
        np.testing.assert_array_equal(other.pixels, from_path.pixels)
        assert (other.width, other.height) == (from_path.width, from_path.height)
        assert other.orientation == from_path.orientation


def test_a_copy_of_an_image_keeps_its_transparent_colour():
    with Image.open(
        io.BytesIO(encoded(np.full((7, 9, 3), 5, np.uint8), "PNG", transparency=(5,) * 3))
    ) as opened:
        copy = opened.copy()
    assert copy.format is None
    assert (decode(copy).pixels == 255).all()


def test_a_pillow_image_is_read_at_the_frame_it_stands_at():
    frames = [Image.fromarray(noise(20, 10, seed=seed)) for seed in range(3)]
    content = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(content)) as opened:
        opened.seek(2)
        np.testing.assert_array_equal(decode(opened).pixels, np.asarray(frames[2]))
        assert opened.tell() == 2
    content = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(content)) as opened:
        opened.seek(2)
        found = decode(opened).pixels
        assert opened.tell() == 2
        np.testing.assert_array_equal(found, np.asarray(opened))


def test_an_image_made_by_pillow_is_taken_as_it_is():
    pixels = noise(30, 20, 4)
    image = Image.fromarray(pixels[..., :3])
    np.testing.assert_array_equal(decode(image).pixels, pixels[..., :3])
    grey = image.convert("L")
    np.testing.assert_array_equal(decode(grey).pixels[..., 1], np.asarray(grey))
    assert decode(Image.new("CMYK", (5, 4))).pixels.tolist() == [[WHITE] * 5] * 4


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "tiff"])
def test_one_image_given_to_several_threads_is_read_right(name):
    kind, image, options = FILES[name]
    content = encoded(image, kind, **options)
    expected = decode(content).pixels
    with Image.open(io.BytesIO(content)) as opened, ThreadPoolExecutor(8) as pool:
        for found in pool.map(decode, [opened] * 24):
            np.testing.assert_array_equal(found.pixels, expected)


# What is refused


def header_only(width, height):
    """A PNG that says its size and ends before its pixels."""
    return png(width, height, depth=1, colour_type=0, rows=[])


@pytest.mark.parametrize("size", [(16384, 4096), (4096, 16384), (8192, 8192), (16384, 26)])
def test_the_greatest_sizes_are_read(size):
    # They get past the check of their size, and then to the pixels that are not there.
    with pytest.raises(DataError) as caught:
        decode(header_only(*size))
    assert "too large" not in str(caught.value)
    assert "truncated" in str(caught.value)


@pytest.mark.parametrize(
    "size", [(16385, 100), (100, 16385), (8193, 8192), (9000, 9000), (16384, 4097)]
)
def test_larger_sizes_are_refused(size):
    with pytest.raises(DataError, match=f"too large .{size[0]} x {size[1]} pixels.") as caught:
        decode(header_only(*size))
    assert "16384 a side and 67,108,864 pixels" in str(caught.value)


@pytest.mark.parametrize("size", [(16000, 6000), (16000, 16000)])
@pytest.mark.parametrize("action", ["error", "ignore"])
def test_what_pillow_takes_for_a_bomb_is_refused(size, action):
    with warnings.catch_warnings():
        warnings.simplefilter(action, Image.DecompressionBombWarning)
        with pytest.raises(DataError, match="The image is too large"):
            decode(header_only(*size))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_file_too_thin_is_refused_by_name(tmp_path, kind):
    path = tmp_path / "thin"
    path.write_bytes(encoded(np.zeros((2000, 3), np.uint8), kind))
    with pytest.raises(DataError, match="The image of 3 x 2000 pixels is too thin") as caught:
        decode(path)
    assert str(caught.value).startswith(f"{path}: ")


def faulty(folder):
    """Return paths of what is no readable image, with words that must be said of each."""
    whole = {kind: encoded(noise(60, 50), kind) for kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP")}
    contents = {
        "empty.jpg": (b"", "The file is empty"),
        "text.jpg": (b"Not a picture.\n", "no image of a known format"),
        "page.pdf": (b"%PDF-1.4\n", "no image of a known format"),
        "icon.ico": (encoded(noise(32, 32), "ICO"), "no image of a known format"),
        "plain.ppm": (encoded(noise(32, 32), "PPM"), "no image of a known format"),
        **{
            f"half.{kind}": (content[: len(content) // 2], "The image (cannot be read|is damaged)")
            for kind, content in whole.items()
        },
        "half.webp": (whole["WEBP"][: len(whole["WEBP"]) // 2], "known format|cannot|damaged"),
    }
    del contents["half.WEBP"]
    for name, (content, _) in contents.items():
        (folder / name).write_bytes(content)
    (folder / "folder.png").mkdir()
    faults = {name: words for name, (_, words) in contents.items()}
    return faults | {"folder.png": "cannot be read: Is a directory", "none.png": "No such file"}


def test_what_cannot_be_read_is_named_with_a_remedy(tmp_path):
    for name, words in faulty(tmp_path).items():
        path = tmp_path / name
        with pytest.raises(DataError, match=words) as caught:
            decode(path)
        assert caught.value.where == str(path)
        assert caught.value.remedy
        assert "\n" not in str(caught.value)


def test_what_has_no_path_is_named_by_its_kind(tmp_path):
    with pytest.raises(DataError, match="^an image given as bytes: "):
        decode(b"none")
    half = encoded(noise(60, 50), "PNG")[:3000]
    with (
        Image.open(io.BytesIO(half)) as opened,
        pytest.raises(DataError, match="^an image given as PngImageFile: "),
    ):
        decode(opened)
    path = tmp_path / "half.png"
    path.write_bytes(half)
    with Image.open(path) as opened, pytest.raises(DataError) as caught:
        decode(opened)
    assert caught.value.where == str(path)


SEEDS = [encoded(noise(9, 7), kind) for kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")]
SEEDS += [
    encoded(noise(9, 7), "JPEG", exif=exif(6), progressive=True),
    encoded(noise(9, 7), "TIFF", compression="tiff_lzw"),
    encoded(Image.fromarray(noise(9, 7)).convert("P"), "PNG", transparency=3),
]


@pytest.mark.filterwarnings("ignore")  # Pillow's own, of metadata that make no sense
@settings(deadline=None, max_examples=300)
@given(
    content=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=4),
    end=st.floats(0.5, 1),
)
def test_damaged_files_are_read_or_refused_and_nothing_else(content, changes, end):
    damaged = bytearray(content)
    for place, value in changes:
        damaged[int(place * (len(damaged) - 1))] = value
    try:
        found = decode(bytes(damaged[: round(end * len(damaged))]))
    except DataError as error:
        assert error.where == "an image given as bytes"  # noqa: PT017 - either is right
    else:
        assert found.pixels.dtype == np.uint8
        assert found.pixels.ndim == 3
