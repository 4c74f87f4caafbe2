"""Portraits as they enter composites: read as any viewer shows them, masked, scaled."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from rml.cropping import portraits as module
from rml.cropping.composites import scaled_to_height
from rml.cropping.face_region import FaceRegion
from rml.cropping.portraits import GREY, TREATMENTS, Portraits, Preparation, read_portrait
from rml.errors import DataError

FACE = FaceRegion(centre_x=0.5, centre_y=0.45, half_width=0.2, half_height=0.3)


def noise(height, width, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


HUGE = png(
    (b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)),
    (b"IDAT", zlib.compress(b"")),
    (b"IEND", b""),
)


def cut(suffix):
    def content(folder):
        whole = folder / f"whole.{suffix}"
        Image.fromarray(noise(64, 64)).save(whole)
        return whole.read_bytes()[:900]

    return content


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a0001.jpg", lambda _: b"no image", "no image of a known format"),
        ("a0001.jpg", lambda _: b"", "no image of a known format"),
        ("a0001.jpg", cut("jpg"), "truncated"),
        ("a0001.png", cut("png"), "truncated"),
        ("a0001.png", lambda _: HUGE, "too many pixels"),
        ("a0001.png", lambda _: None, "No such file"),
    ],
)
def test_an_unreadable_image_is_named_without_its_folder_and_with_a_remedy(
    tmp_path, name, content, reason
):
    folder = tmp_path / "a private folder"
    folder.mkdir()
    given = content(folder)
    if given is not None:
        (folder / name).write_bytes(given)
    with pytest.raises(DataError) as caught:
        read_portrait(folder / name)
    text = str(caught.value)
    assert text.startswith(f"{name}: The image cannot be read: ")
    assert reason in text
    assert text.endswith("Replace the file, or take its row out of the labels.")
    assert "private" not in text
    assert str(tmp_path) not in text


def test_pixels_are_those_of_the_file(tmp_path):
    pixels = noise(20, 30)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(read_portrait(tmp_path / "a.png"), pixels)
    Image.fromarray(pixels).convert("L").save(tmp_path / "grey.png")
    grey = read_portrait(tmp_path / "grey.png")
    assert grey.shape == (20, 30, 3)
    assert (grey[..., 0] == grey[..., 2]).all()


def test_a_turned_photograph_is_turned_back(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter clockwise
    pixels = noise(20, 30)
    Image.fromarray(pixels).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(read_portrait(tmp_path / "a.png"), np.rot90(pixels, -1))


def test_masks_hide_the_face_or_all_but_the_face():
    portrait = noise(50, 40)
    inside = FACE.mask(40, 50)
    face, background = (
        Preparation(treatment=treatment, face=FACE).applied(portrait)
        for treatment in ("face masked", "background masked")
    )
    assert face.dtype == background.dtype == np.uint8
    assert (face[inside] == GREY).all()
    assert np.array_equal(face[~inside], portrait[~inside])
    assert (background[~inside] == GREY).all()
    assert np.array_equal(background[inside], portrait[inside])
    assert Preparation(face=FACE).applied(portrait) is portrait


def test_what_is_masked_cannot_be_seen_in_the_scaled_portrait():
    # Two people who differ in the face only are the same image once it is masked.
    one, other = noise(50, 40, seed=1), noise(50, 40, seed=2)
    inside = FACE.mask(40, 50)
    other[~inside] = one[~inside]
    preparation = Preparation(height=30, treatment="face masked", face=FACE)
    assert np.array_equal(preparation.applied(one), preparation.applied(other))
    shown = Preparation(height=30)
    assert not np.array_equal(shown.applied(one), shown.applied(other))
    assert np.array_equal(shown.applied(one), scaled_to_height(one, 30))


def test_a_mask_needs_a_face_region():
    for treatment in TREATMENTS[1:]:
        with pytest.raises(ValueError, match=f"'{treatment}' needs a declared face region"):
            Preparation(treatment=treatment)


def test_the_key_depends_on_the_face_only_where_it_is_masked():
    other = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.2, half_height=0.3)
    assert Preparation(face=FACE).as_key() == Preparation(face=other).as_key()
    keys = [
        Preparation(treatment=treatment, face=face, height=height).as_key()
        for treatment in TREATMENTS[1:]
        for face in (FACE, other)
        for height in (None, 100)
    ]
    assert len({str(key) for key in keys}) == len(keys)


def test_portraits_are_read_once_and_forgotten_when_there_are_too_many(tmp_path, monkeypatch):
    read = []

    def reading(path):
        read.append(path.name)
        return noise(10, 10, seed=int(path.stem))

    monkeypatch.setattr(module, "read_portrait", reading)
    monkeypatch.setattr(module, "_KEPT_BYTES", 3 * 300)
    portraits = Portraits([tmp_path / f"{row}.png" for row in range(5)], Preparation())
    for row in (0, 1, 2, 0):
        assert np.array_equal(portraits[row], noise(10, 10, seed=row))
    assert read == ["0.png", "1.png", "2.png"]
    assert np.array_equal(portraits[3], noise(10, 10, seed=3))  # 1 was used longest ago
    assert np.array_equal(portraits[0], noise(10, 10, seed=0))
    assert np.array_equal(portraits[1], noise(10, 10, seed=1))
    assert read == ["0.png", "1.png", "2.png", "3.png", "1.png"]


def test_drawn_portraits_are_taken_as_they_are():
    drawn = [noise(10, 12), noise(10, 12, seed=2)]
    portraits = Portraits(drawn, Preparation(height=5))
    assert portraits[1].shape == (5, 6, 3)
    assert np.array_equal(portraits[0], scaled_to_height(drawn[0], 5))
