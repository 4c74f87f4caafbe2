"""The images whose scores and crops `saliency_golden_synthetic.json` holds.

Integer arithmetic only (no random generator, no library of functions), so that the pixels are
the same on every machine; the golden file has their sha256.
"""

import hashlib

import numpy as np
from PIL import Image

BITS_32 = np.int64(0xFFFFFFFF)


def places(width, height):
    return np.meshgrid(np.arange(width, dtype=np.int64), np.arange(height, dtype=np.int64))


def noise(width, height, channels, seed):
    """A hash of each pixel's place, 0 to 255."""
    x, y = places(width, height)
    pixels = np.empty((height, width, channels), np.uint8)
    for channel in range(channels):
        offset = (seed * 2654435761 + channel * 97531) % (1 << 32)
        value = (x * 374761393 + y * 668265263 + offset) & BITS_32
        value = ((value ^ (value >> 13)) * 1274126177) & BITS_32
        value = ((value ^ (value >> 16)) * 2246822519) & BITS_32
        pixels[..., channel] = ((value ^ (value >> 15)) & 255).astype(np.uint8)
    return pixels


def canvas(width, height, top, bottom):
    """A gradient from the colour at the top to the one at the bottom."""
    y = np.arange(height, dtype=np.int64)[:, None, None]
    above, below = np.array(top, np.int64), np.array(bottom, np.int64)
    colours = (above * (height - 1 - y) + below * y) // max(height - 1, 1)
    return np.broadcast_to(colours, (height, width, 3)).astype(np.int64).copy()


def ellipse(pixels, x0, y0, half_width, half_height, colour):
    height, width = pixels.shape[:2]
    x, y = places(width, height)
    wide, high = half_width * half_width, half_height * half_height
    pixels[(x - x0) ** 2 * high + (y - y0) ** 2 * wide <= wide * high, :3] = colour


def rectangle(pixels, left, top, right, bottom, colour):
    pixels[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0), :3] = colour


def blob(pixels, x0, y0, radius, colour):
    """A soft spot: its weight is r^4 / (r^2 + d^2)^2 in steps of 1/256."""
    height, width = pixels.shape[:2]
    x, y = places(width, height)
    distance = (x - x0) ** 2 + (y - y0) ** 2
    weight = ((256 * radius**4) // (radius * radius + distance) ** 2)[..., None]
    blended = pixels[..., :3] * (256 - weight) + np.array(colour, np.int64) * weight
    pixels[..., :3] = blended // 256


def face(pixels, x, y, size, *, skin=(224, 180, 150), hair=(60, 40, 30), eye=(40, 60, 110)):
    """A face whose head is about 2 sizes wide and 2.6 sizes tall."""
    ellipse(pixels, x, y - size // 4, size + size // 6, size + size // 2, hair)
    rectangle(pixels, x - size // 3, y + size, x + size // 3, y + 2 * size, skin)
    ellipse(pixels, x, y, size, size + size // 4, skin)
    for side in (-1, 1):
        middle, level = x + side * size * 2 // 5, y - size // 5
        ellipse(pixels, middle, level, size // 5, size // 8, (250, 250, 250))
        ellipse(pixels, middle, level, size // 9, size // 9, eye)
        ellipse(pixels, middle, level, max(size // 20, 1), max(size // 20, 1), (10, 10, 10))
        brow = y - size // 2
        thick = max(size // 14, 1)
        rectangle(pixels, middle - size // 4, brow, middle + size // 4, brow + thick, hair)
    ellipse(pixels, x, y + size // 4, size // 10, size // 5, tuple(v * 4 // 5 for v in skin))
    mouth, wide, thick = y + size * 2 // 3, size * 2 // 5, max(size // 40, 1)
    ellipse(pixels, x, mouth, wide, size // 8, (170, 60, 70))
    rectangle(pixels, x - wide, mouth - thick, x + wide, mouth + thick, (110, 30, 40))


def glyphs(pixels, left, top, count, size, colour, seed):
    """A row of blocky letters of 3 by 5 squares."""
    value = seed
    for letter in range(count):
        for row in range(5):
            for column in range(3):
                value = (value * 1103515245 + 12345) & 0x7FFFFFFF
                if (value >> 16) & 3:
                    x, y = left + (letter * 4 + column) * size, top + row * size
                    rectangle(pixels, x, y, x + size, y + size, colour)


def speckle(pixels, amount, seed):
    height, width = pixels.shape[:2]
    grain = noise(width, height, 3, seed).astype(np.int64)
    pixels[..., :3] += grain * (2 * amount + 1) // 256 - amount


def to_bytes(pixels):
    return np.clip(pixels, 0, 255).astype(np.uint8)


def gradient():
    width, height = 640, 480  # exactly twice what is fed
    x, y = places(width, height)
    across, down = x * 255 // (width - 1), y * 255 // (height - 1)
    return to_bytes(np.stack([across, down, (x + y) * 255 // (width + height - 2)], 2))


def blobs():
    pixels = canvas(801, 603, (30, 40, 80), (10, 60, 40))  # halved, then filtered
    blob(pixels, 620, 150, 90, (250, 220, 40))
    blob(pixels, 180, 430, 60, (220, 40, 60))
    blob(pixels, 420, 320, 35, (240, 240, 250))
    return to_bytes(pixels)


def one_face():
    pixels = canvas(500, 700, (150, 190, 230), (90, 120, 70))
    face(pixels, 340, 200, 80)
    speckle(pixels, 6, 11)
    return to_bytes(pixels)


def two_faces():
    pixels = canvas(1200, 675, (200, 200, 190), (120, 110, 100))
    face(pixels, 180, 300, 70)
    face(pixels, 1010, 360, 55, skin=(150, 105, 80), hair=(20, 15, 15), eye=(50, 30, 20))
    glyphs(pixels, 470, 80, 12, 7, (40, 40, 40), 99)
    speckle(pixels, 4, 3)
    return to_bytes(pixels)


def mirrored():
    pixels = canvas(600, 900, (190, 210, 240), (60, 90, 60))  # the symmetry rule applies
    face(pixels, 150, 330, 60)
    half = pixels[:, :300]
    return to_bytes(np.concatenate([half, half[:, ::-1]], 1))


def wide():
    pixels = canvas(2400, 300, (120, 170, 220), (60, 100, 50))
    face(pixels, 1930, 130, 50)
    ellipse(pixels, 500, 200, 70, 40, (220, 60, 40))
    speckle(pixels, 5, 5)
    return to_bytes(pixels)


def tall():
    pixels = canvas(240, 1900, (40, 40, 60), (180, 160, 140))
    face(pixels, 110, 1480, 45, skin=(130, 90, 70), hair=(15, 10, 10))
    glyphs(pixels, 20, 120, 8, 6, (240, 230, 90), 5)
    speckle(pixels, 5, 6)
    return to_bytes(pixels)


def tiny():
    pixels = canvas(24, 18, (220, 220, 220), (40, 90, 160))  # enlarged
    rectangle(pixels, 15, 3, 20, 8, (200, 20, 20))
    rectangle(pixels, 4, 10, 6, 15, (20, 180, 40))
    return to_bytes(pixels)


def grey_text():
    pixels = canvas(512, 384, (235, 235, 235), (200, 200, 200))
    for row in range(6):
        glyphs(pixels, 40, 60 + row * 48, 3 if row == 4 else 9, 6, (30, 30, 30), 17 + row)
    return to_bytes(pixels)[..., 0]


def with_alpha():
    pixels = canvas(640, 401, (90, 140, 200), (200, 160, 90))
    face(pixels, 150, 190, 60)
    blob(pixels, 500, 200, 50, (20, 220, 120))
    x, y = places(640, 401)
    hole = (x - 480) ** 2 + (y - 190) ** 2 < 110**2
    alpha = np.where(hole, 0, np.where(x < 60, 128, 255))
    return np.dstack([to_bytes(pixels), alpha.astype(np.uint8)])


def palette():
    x, y = places(299, 299)
    indices = ((x // 23 + y // 23) % 5).astype(np.uint8)
    indices[180:240, 40:100] = 5
    indices[195:225, 55:85] = 6
    image = Image.fromarray(indices).convert("P")
    colours = [(20, 30, 60), (50, 80, 120), (90, 120, 150), (60, 60, 90), (110, 90, 100)]
    colours += [(250, 210, 30), (200, 20, 30)]
    image.putpalette([value for colour in colours for value in colour] + [0] * (768 - 21))
    return image


def busy():
    pixels = canvas(1283, 721, (230, 200, 170), (150, 90, 80))
    face(pixels, 900, 430, 120, skin=(240, 200, 175), hair=(150, 110, 40), eye=(60, 120, 70))
    for i in range(12):
        colour = (40 + i * 15, 90, 200 - i * 10)
        ellipse(pixels, 60 + i * 40, 640 - (i * i * 3) % 90, 14, 14, colour)
    speckle(pixels, 8, 21)
    return to_bytes(pixels)


def build():
    """Return the 14 images by name, as Pillow images of mode RGB, L, RGBA or P."""
    arrays = {
        "gradient_640x480": gradient(),
        "noise_400x300": noise(400, 300, 3, 7),
        "blobs_801x603": blobs(),
        "face_500x700": one_face(),
        "two_faces_1200x675": two_faces(),
        "mirror_600x900": mirrored(),
        "wide_2400x300": wide(),
        "tall_240x1900": tall(),
        "tiny_24x18": tiny(),
        "gray_text_512x384": grey_text(),
        "rgba_640x401": with_alpha(),
        "flat_320x320": np.full((320, 320, 3), 128, np.uint8),  # fed as it is
        "busy_1283x721": busy(),
    }
    images = {name: Image.fromarray(pixels) for name, pixels in arrays.items()}
    return images | {"palette_299x299": palette()}


def pixel_sha256(image):
    """Return the checksum by which the golden file knows an image."""
    plain = image.convert("RGB") if image.mode == "P" else image
    size = f"{plain.width},{plain.height},"
    return hashlib.sha256(f"{plain.mode}{size}".encode() + plain.tobytes()).hexdigest()
