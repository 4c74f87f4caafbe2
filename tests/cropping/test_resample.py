"""The target size and the resampler, against the description written out pixel by pixel."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rml.cropping.resample import resample, round_half_away, target_size
from rml.errors import DataError

f32 = np.float32


# The description, section 6, one number at a time: Python integers for what is whole, numpy's
# scalars for what is in single precision.


def halved_by_loops(pixels):
    rows, columns, channels = pixels.shape
    return np.array(
        [
            [
                [
                    sum(int(pixels[2 * i + di, 2 * j + dj, c]) for di in (0, 1) for dj in (0, 1))
                    >> 2
                    for c in range(channels)
                ]
                for j in range(columns // 2)
            ]
            for i in range(rows // 2)
        ],
        dtype=np.uint8,
    )


def sinc(x):
    x = float(x)
    return f32(1) if x == 0 else f32(math.sin(math.pi * x) / (math.pi * x))


def reducing_taps(n_in, n_out):
    """Return for each output the first input and the whole coefficients."""
    r, big_r = f32(n_out / n_in), f32(n_in / n_out)
    window = min(f32(6.0 - 0.00001), f32(3 * big_r))
    taps = []
    for i in range(n_out):
        centre = f32(f32(i + 0.5) * big_r - f32(0.00001))
        first = math.trunc(float(f32(f32(centre - window) + f32(0.5))))
        last = math.trunc(float(f32(f32(centre + window) + f32(0.5))))
        weights = []
        for tap in range(first, last):
            u = f32(r * f32(f32(f32(tap) - centre) + f32(0.5)))
            weights.append(f32(sinc(u) * sinc(f32(u * f32(1 / 3)))))
        taps.append((first, whole(weights)))
    return taps


def whole(weights):
    total = f32(0)
    for weight in weights:
        total = f32(total + weight)
    inverse = f32(f32(1) / total)
    return [math.trunc(float(f32(f32(weight * inverse) * f32(65536)))) for weight in weights]


def enlarging_taps(n_in, n_out):
    big_r = f32(n_in / n_out)
    taps = []
    for i in range(n_out):
        place = max(f32(0), f32(f32(f32(i + 0.5) * big_r) - f32(0.5)))
        base = math.floor(float(place))
        t = f32(place - f32(base))
        weights = []
        for distance in (f32(t + f32(1)), t, f32(f32(1) - t), f32(f32(2) - t)):
            y = max(math.pi * float(distance), 1e-6)
            weights.append(f32(math.sin(y) * math.sin(y / 2) / (y * y)))
        taps.append((base - 1, whole(weights)))
    return taps


def clamped(value):
    return min(max(value, 0), 255)


def at(line, place):
    return int(line[min(max(place, 0), len(line) - 1)])


def reduced_by_loops(pixels, width, height):
    rows, columns, channels = pixels.shape
    across = np.zeros((rows, width, channels), np.uint8)
    for j, (first, taps) in enumerate(reducing_taps(columns, width)):
        for i in range(rows):
            for c in range(channels):
                total = sum(q * at(pixels[i, :, c], first + k) for k, q in enumerate(taps))
                across[i, j, c] = clamped((total + 32767) >> 16)
    result = np.zeros((height, width, channels), np.uint8)
    for i, (first, taps) in enumerate(reducing_taps(rows, height)):
        for j in range(width):
            for c in range(channels):
                total = sum(q * at(across[:, j, c], first + k) for k, q in enumerate(taps))
                result[i, j, c] = clamped((total + 32767) >> 16)
    return result


def enlarged_by_loops(pixels, width, height):
    rows, columns, channels = pixels.shape
    result = np.zeros((height, width, channels), np.uint8)
    for i, (top, down) in enumerate(enlarging_taps(rows, height)):
        lines = [pixels[min(max(top + k, 0), rows - 1)] for k in range(4)]
        for j, (left, across) in enumerate(enlarging_taps(columns, width)):
            for c in range(channels):
                parts = [
                    sum(q * at(line[:, c], left + k) for k, q in enumerate(across)) >> 10
                    for line in lines
                ]
                total = sum(q * part for q, part in zip(down, parts, strict=True))
                result[i, j, c] = clamped((total + 2097151) >> 22)
    return result


def resampled_by_loops(pixels, width, height):
    while pixels.shape[1] // 2 >= width and pixels.shape[0] // 2 >= height:
        pixels = halved_by_loops(pixels)
    if pixels.shape[:2] == (height, width):
        return pixels
    if width > pixels.shape[1] or height > pixels.shape[0]:
        return enlarged_by_loops(pixels, width, height)
    return reduced_by_loops(pixels, width, height)


IMAGES = arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24), st.just(1)))


@settings(deadline=None, max_examples=60)
@given(pixels=IMAGES, width=st.integers(1, 26), height=st.integers(1, 26))
def test_any_size_to_any_size_gives_the_bytes_of_the_description(pixels, width, height):
    ours = resample(pixels, width, height)
    assert ours.dtype == np.uint8
    np.testing.assert_array_equal(ours, resampled_by_loops(pixels, width, height))


@pytest.mark.parametrize(
    ("size", "target"),
    [
        ((61, 47), (40, 31)),  # reduced by a filter
        ((90, 50), (40, 22)),  # halved, then filtered
        ((80, 48), (40, 24)),  # halved alone
        ((81, 49), (40, 24)),  # halved, the odd row and column dropped
        ((170, 9), (40, 2)),  # halved twice, then filtered with all 12 taps
        ((9, 170), (2, 40)),
        ((20, 13), (41, 27)),  # enlarged
        ((30, 7), (40, 5)),  # one axis grows, the other shrinks: both enlarge
        ((7, 30), (5, 40)),
        ((1, 1), (33, 20)),
        ((1, 40), (1, 17)),
        ((40, 1), (64, 1)),
        ((200, 3), (64, 1)),  # the shorter side forbids halving: a wide step, 12 taps
        ((320, 1), (64, 1)),  # five to one: the cut at six pixels falls onto a pixel's edge
        ((1, 63), (1, 9)),
    ],
)
def test_colour_images_give_the_bytes_of_the_description(size, target):
    rng = np.random.default_rng(size[0] * 1000 + target[1])
    pixels = rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    expected = resampled_by_loops(pixels, *target)
    assert expected.shape == (target[1], target[0], 3)
    np.testing.assert_array_equal(resample(pixels, *target), expected)


@pytest.mark.parametrize("size", [(400, 321), (331, 700), (801, 603)])
def test_whole_images_are_right_where_they_are_spot_checked(size):
    """Rows and columns of full-sized images, at which a filter over blocks might err."""
    rng = np.random.default_rng(4)
    width, height = size
    pixels = rng.integers(0, 256, (height, width, 1), dtype=np.uint8)
    target = target_size(width, height)
    ours = resample(pixels, *target)
    source = pixels
    while source.shape[1] // 2 >= target[0] and source.shape[0] // 2 >= target[1]:
        source = halved_by_loops(source)
    across, down = (
        reducing_taps(source.shape[1], target[0]),
        reducing_taps(source.shape[0], target[1]),
    )
    edges = (0, 1, 15, 16, 17, 31, 32)
    for i in sorted({*edges, *(target[1] - 1 - k for k in edges)}):
        for j in sorted({*edges, *(target[0] - 1 - k for k in edges)}):
            column = []
            for k in range(len(down[i][1])):
                line = source[min(max(down[i][0] + k, 0), source.shape[0] - 1), :, 0]
                total = sum(q * at(line, across[j][0] + n) for n, q in enumerate(across[j][1]))
                column.append(clamped((total + 32767) >> 16))
            total = sum(q * value for q, value in zip(down[i][1], column, strict=True))
            assert ours[i, j, 0] == clamped((total + 32767) >> 16)


@given(pixels=IMAGES)
def test_the_same_size_changes_nothing(pixels):
    np.testing.assert_array_equal(resample(pixels, pixels.shape[1], pixels.shape[0]), pixels)


@given(
    value=st.integers(0, 255),
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    target=st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_a_flat_image_stays_flat_but_for_the_truncated_coefficients(value, size, target):
    """Coefficients are truncated and not made to sum to one again: a level may be lost."""
    pixels = np.full((size[1], size[0], 3), value, np.uint8)
    result = resample(pixels, *target)
    assert result.shape == (target[1], target[0], 3)
    assert value - 1 <= result.min()
    assert result.max() <= value


@settings(deadline=None)
@given(pixels=IMAGES, width=st.integers(1, 40), height=st.integers(1, 40))
def test_channels_do_not_touch_each_other(pixels, width, height):
    other = 255 - pixels[::-1]
    both = resample(np.concatenate([pixels, other, pixels], axis=2), width, height)
    np.testing.assert_array_equal(both[..., :1], resample(pixels, width, height))
    np.testing.assert_array_equal(both[..., 1:2], resample(other, width, height))
    np.testing.assert_array_equal(both[..., 2:], both[..., :1])


def test_the_given_pixels_are_not_changed():
    rng = np.random.default_rng(8)
    pixels = rng.integers(0, 256, (50, 70, 3), dtype=np.uint8)
    before = pixels.copy()
    for target in ((70, 50), (35, 25), (30, 20), (90, 60)):
        resample(pixels, *target)
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("view", ["turned", "mirrored", "strided"])
def test_pixels_may_lie_in_memory_in_any_order(view):
    rng = np.random.default_rng(9)
    pixels = rng.integers(0, 256, (50, 70, 3), dtype=np.uint8)
    seen = {
        "turned": pixels.transpose(1, 0, 2),
        "mirrored": pixels[::-1, ::-1],
        "strided": pixels[::2, ::3],
    }[view]
    for target in ((20, 13), (90, 60)):
        np.testing.assert_array_equal(resample(seen, *target), resample(seen.copy(), *target))


# Target sizes


@given(st.integers(1, 16384), st.integers(1, 16384))
def test_the_longer_side_is_fed_at_320_and_the_aspect_is_kept(width, height):
    longer, shorter = max(width, height), min(width, height)
    exact = Fraction(320 * shorter, longer)
    if exact < Fraction(1, 2) - Fraction(1, 1000):
        with pytest.raises(DataError, match="too thin"):
            target_size(width, height)
        return
    if exact <= Fraction(1, 2) + Fraction(1, 1000):
        return  # single precision decides
    fed = target_size(width, height)
    assert max(fed) == fed[0 if width >= height else 1] == 320
    assert abs(min(fed) - exact) <= Fraction(1, 2) + Fraction(1, 10_000)
    assert target_size(height, width) == fed[::-1]


@pytest.mark.parametrize(
    ("size", "fed"),
    [
        ((1034, 851), (320, 263)),
        ((512, 512), (320, 320)),
        ((1, 1), (320, 320)),
        ((24, 18), (320, 240)),
        ((583, 3000), (62, 320)),
        ((640, 1), (320, 1)),  # exactly half: away from zero
        ((801, 603), (320, 241)),
        ((16384, 4096), (320, 80)),
    ],
)
def test_target_sizes_of_examples(size, fed):
    assert target_size(*size) == fed


@pytest.mark.parametrize("size", [(641, 1), (1, 641), (16384, 25), (3, 2000)])
def test_a_side_of_nothing_is_refused_and_says_so(size):
    with pytest.raises(DataError, match=f"{size[0]} x {size[1]} pixels is too thin") as caught:
        target_size(*size)
    assert "below 640 to 1" in caught.value.remedy


@given(st.integers(0, 100_000))
def test_halves_are_rounded_away_from_zero(twice):
    assert round_half_away(f32(twice / 2)) == (twice + 1) // 2
