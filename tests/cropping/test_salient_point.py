"""From scores to the salient point and the crops around it."""

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rml.cropping.resample import resample, target_size
from rml.cropping.salient_point import (
    Crop,
    SaliencyGrid,
    crop_box,
    crop_centre,
    grid_places,
    is_symmetric,
)

SIDES = st.integers(1, 16384)
RATIOS = st.floats(0.01, 100)
CFD_CROPS = Path(__file__).parent / "golden" / "cfd_crops.csv"


def grid_of(scores, *, width=None, height=None):
    scores = np.array(scores, np.float32)
    rows, columns = scores.shape
    return SaliencyGrid(
        width=width or 16 * columns,
        height=height or 16 * rows,
        x=np.arange(columns, dtype=np.float32) * 16 + 8,
        y=np.arange(rows, dtype=np.float32) * 16 + 8,
        scores=scores,
    )


# Places


@pytest.mark.parametrize(
    ("size", "x", "y"),
    [
        ((320, 40), [8 + 16 * i for i in range(20)], [8, 24, 39]),
        ((640, 80), [16 + 32 * i for i in range(20)], [16, 48, 78]),
        ((512, 512), [12.8 + 25.6 * i for i in range(20)], [12.8 + 25.6 * i for i in range(20)]),
        # 320 x 4 as fed: one row, at its last pixel, not at the eighth
        ((640, 8), [16 + 32 * i for i in range(20)], [6]),
        ((8, 640), [6], [16 + 32 * i for i in range(20)]),
        # 320 x 240 as fed: enlarged, so that a pixel has several cells
        ((24, 18), [0.6 + 1.2 * i for i in range(20)], [0.6 + 1.2 * i for i in range(15)]),
    ],
)
def test_cells_stand_where_they_should(size, x, y):
    found_x, found_y = grid_places(*size)
    assert found_x.dtype == found_y.dtype == np.float32
    np.testing.assert_allclose(found_x, x, rtol=1e-6)
    np.testing.assert_allclose(found_y, y, rtol=1e-6)


def test_one_scale_holds_for_both_axes():
    """583 x 3000 is fed at 62 x 320: its sides are scaled by 9.40 and 9.375."""
    x, y = grid_places(583, 3000)
    np.testing.assert_array_equal(x, [75, 225, 375, 525])
    assert y[0] == 75


@given(SIDES, SIDES)
def test_every_cell_lies_in_the_image(width, height):
    if max(width, height) > 600 * min(width, height):
        return
    x, y = grid_places(width, height)
    fed_width, fed_height = target_size(width, height)
    assert (len(x), len(y)) == (-(-fed_width // 16), -(-fed_height // 16))
    for places, side in ((x, width), (y, height)):
        assert (np.diff(places) > 0).all()
        assert places[0] >= 0
        assert int(places[-1]) < side


# The salient point


def test_the_greatest_score_wins():
    grid = grid_of([[0, 1, 2], [5, 4, 3]])
    assert grid.salient_cell == (1, 0)
    assert grid.salient_point == (8, 24)
    assert all(isinstance(value, int) for value in (*grid.salient_cell, *grid.salient_point))


def test_among_equals_the_first_wins_row_by_row():
    assert grid_of([[0, 0, 7], [7, 7, 0]]).salient_cell == (0, 2)
    assert grid_of(np.zeros((4, 5))).salient_cell == (0, 0)
    assert grid_of([[-3, -2], [-2, -3]]).salient_cell == (0, 1)


@given(st.lists(st.lists(st.integers(-2, 2), min_size=4, max_size=4), min_size=1, max_size=5))
def test_the_salient_cell_is_that_of_a_plain_search(rows):
    best, cell = -np.inf, None
    for i, row in enumerate(rows):
        for j, score in enumerate(row):
            if score > best:
                best, cell = score, (i, j)
    assert grid_of(rows).salient_cell == cell


def test_the_salient_point_is_cut_to_whole_pixels():
    x, y = grid_places(512, 512)
    scores = np.zeros((20, 20), np.float32)
    scores[2, 3] = 1
    grid = SaliencyGrid(width=512, height=512, x=x, y=y, scores=scores)
    assert (float(x[3]), float(y[2])) == pytest.approx((89.6, 64.0), rel=1e-6)
    assert grid.salient_point == (89, 64)


# Symmetry


def mirrored(seed, size=(40, 60)):
    half = np.random.default_rng(seed).integers(0, 256, (size[0], size[1] // 2, 3), np.uint8)
    return np.concatenate([half, half[:, ::-1]], axis=1)


def test_a_mirrored_image_is_symmetric_and_noise_is_not():
    for seed in range(20):
        image = mirrored(seed)
        assert is_symmetric(image)
        assert is_symmetric(255 - image)
    gradient = np.broadcast_to(np.arange(60, dtype=np.uint8)[:, None] * 4, (40, 60, 3))
    assert not is_symmetric(gradient)
    assert is_symmetric(np.ascontiguousarray(gradient.transpose(1, 0, 2)))


def symmetric_by_the_rule(fed):
    """The rule, section 8, with plain numbers."""
    small = resample(fed, 10, 10).astype(int)
    differences = sorted(
        abs(small[row, column, c] - small[row, 9 - column, c])
        for row in range(10)
        for column in range(10)
        for c in range(3)
    )
    values = small.ravel().tolist()
    return 137 * int(differences[284]) / (max(values) - min(values) + 10) < 25


@given(seed=st.integers(0, 10_000), level=st.integers(0, 60), places=st.integers(0, 100))
def test_the_rule_is_the_one_described(seed, level, places):
    """Mirrored 10 x 10 images with a level added to some pixels, about where it turns."""
    rng = np.random.default_rng(seed)
    image = mirrored(seed, (10, 10)) // 2
    chosen = rng.permutation(100)[:places]
    image.reshape(100, 3)[chosen] += np.uint8(level)
    assert is_symmetric(image) == symmetric_by_the_rule(image)


def test_both_answers_occur_about_the_threshold():
    base = mirrored(1, (10, 10)) // 2
    answers = []
    for level in range(60):
        image = base.copy()
        image[:, :5] += np.uint8(level)
        answers.append(is_symmetric(image))
    turn = answers.index(False)
    assert answers == [True] * turn + [False] * (60 - turn)
    spread = int(base.max()) - int(base.min())
    # 137 D / (spread + 10) = 25, where the level itself can widen the spread
    assert 25 * (spread + 10) / 137 <= turn <= 25 * (spread + turn + 10) / 137 + 1


def test_fourteen_differences_of_300_may_be_any():
    flat = np.full((10, 10, 3), 100, np.uint8)
    few, more = flat.copy(), flat.copy()
    few.reshape(-1)[:7] = 255  # 7 values differ, and so do their 7 mirror images
    more.reshape(-1)[:9] = 255
    assert is_symmetric(few)
    assert not is_symmetric(more)


def test_symmetry_centres_crops_from_left_to_right_alone():
    grid = grid_of([[0, 9, 0], [0, 0, 0]], width=51, height=32)
    assert crop_centre(grid, symmetric=False) == (24, 8)
    assert crop_centre(grid, symmetric=True) == (25, 8)
    assert grid.salient_point == (24, 8)


# Crops


@given(
    width=SIDES, height=SIDES, ratio=RATIOS, x=st.integers(-50, 17000), y=st.integers(-50, 17000)
)
@example(width=5, height=16384, ratio=0.01, x=4, y=16383)
@example(width=16384, height=5, ratio=100.0, x=16383, y=4)
def test_a_crop_lies_in_the_image_and_spans_one_full_side(width, height, ratio, x, y):
    crop = crop_box(width, height, centre=(x, y), ratio=ratio)
    assert crop.left >= 0
    assert crop.top >= 0
    assert crop.width >= 1
    assert crop.height >= 1
    assert crop.left + crop.width <= width
    assert crop.top + crop.height <= height
    assert crop.width == width or crop.height == height


@given(width=SIDES, height=SIDES, ratio=RATIOS)
def test_a_crop_has_the_shape_asked_for_to_half_a_pixel(width, height, ratio):
    crop = crop_box(width, height, centre=(width // 2, height // 2), ratio=ratio)
    exact = Fraction(ratio)
    slack = Fraction(1, 2) + Fraction(1, 500)  # single precision
    if crop.width == width:
        expected = min(width * exact, height)
        assert abs(crop.height - expected) <= slack or crop.height == 1
    if crop.height == height:
        expected = min(height / exact, width)
        assert abs(crop.width - expected) <= slack or crop.width == 1


@given(width=SIDES, height=SIDES, ratio=RATIOS, x=SIDES, y=SIDES)
def test_a_crop_is_centred_unless_the_edge_forbids_it(width, height, ratio, x, y):
    x, y = min(x, width) - 1, min(y, height) - 1
    crop = crop_box(width, height, centre=(x, y), ratio=ratio)
    assert crop.left <= x < crop.left + crop.width
    assert crop.top <= y < crop.top + crop.height
    for start, length, side, centre in (
        (crop.left, crop.width, width, x),
        (crop.top, crop.height, height, y),
    ):
        wanted = centre - length // 2
        assert start == wanted or (start == 0 > wanted) or (start == side - length < wanted)


@given(width=SIDES, height=SIDES, ratio=RATIOS, centres=st.lists(SIDES, min_size=2, max_size=2))
def test_a_crop_moves_with_its_centre(width, height, ratio, centres):
    first, second = (
        crop_box(width, height, centre=(c - 1, c - 1), ratio=ratio) for c in sorted(centres)
    )
    assert first.left <= second.left
    assert first.top <= second.top
    assert (first.width, first.height) == (second.width, second.height)


@given(width=SIDES, height=SIDES)
def test_the_images_own_shape_gives_the_whole_image(width, height):
    own = float(np.float32(height) / np.float32(width))
    assert crop_box(width, height, centre=(0, 0), ratio=own) == (0, 0, width, height)


def test_crops_at_edges_and_halves():
    assert crop_box(100, 200, centre=(50, 100), ratio=1.0) == Crop(0, 50, 100, 100)
    assert crop_box(100, 200, centre=(50, 0), ratio=1.0) == Crop(0, 0, 100, 100)
    assert crop_box(100, 200, centre=(50, 199), ratio=1.0) == Crop(0, 100, 100, 100)
    assert crop_box(200, 100, centre=(0, 50), ratio=1.0) == Crop(0, 0, 100, 100)
    # 5 x 0.5 = 2.5 is rounded up; an odd length has its centre right in the middle
    assert crop_box(5, 9, centre=(2, 4), ratio=0.5) == Crop(0, 3, 5, 3)
    assert crop_box(3, 3, centre=(2, 2), ratio=0.001) == Crop(0, 2, 3, 1)
    assert crop_box(3, 3, centre=(2, 2), ratio=1000.0) == Crop(2, 0, 1, 3)


@pytest.mark.parametrize(
    "ratio", [0, -1, -0.56, float("nan"), float("inf"), 1e-60, 1e60, 0.0, -float("inf")]
)
def test_what_is_no_ratio_is_refused(ratio):
    with pytest.raises(ValueError, match="must be above 0 and finite"):
        crop_box(10, 10, centre=(5, 5), ratio=ratio)


@pytest.mark.parametrize("ratio", [1.2e-38, 1e-30, 1e30, 3.4e38])
def test_extreme_ratios_leave_one_pixel_inside_the_image(ratio):
    crop = crop_box(10, 20, centre=(9, 19), ratio=ratio)
    assert crop == ((0, 19, 10, 1) if ratio < 1 else (9, 0, 1, 20))


def test_recorded_crops_of_twitter_are_reproduced():
    """1,500 crops of 583 x 3000 images, recorded while Twitter ran the model."""
    with CFD_CROPS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    assert sum(int(row["count"]) for row in rows) == 1500
    x, y = grid_places(583, 3000)
    for row in rows:
        centre = int(row["salient_x"]), int(row["salient_y"])
        assert centre[0] in x.astype(int)
        assert centre[1] in y.astype(int)
        crop = crop_box(583, 3000, centre=centre, ratio=0.56)
        assert crop == tuple(int(row[name]) for name in ("left", "top", "width", "height"))
