"""Scores of portraits beside black: which cells are whose, and against whole composites."""

import math

import numpy as np
import pandas as pd
import pytest

from rml.cropping.composites import compose
from rml.cropping.joined_grids import LAYOUT, halves_of, joined_grids, whole_pairs
from rml.cropping.pair_design import Placements
from rml.cropping.sampled_choice import whole_table
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError

SIDE = 160  # two of them are 320 wide: nothing is resampled


class BlockMeans:
    """A saliency function that sees its own cell only: the mean brightness of 16 by 16 pixels."""

    identity = "block means"
    batch = 3

    def __init__(self):
        self.images = 0

    def scores(self, images):
        self.images += len(images)
        return [self.one(image) for image in images]

    def one(self, image):
        height, width = image.shape[0] // 16, image.shape[1] // 16
        blocks = image.reshape(height, 16, width, 16, 3).mean(axis=(1, 3, 4))
        return blocks.astype(np.float32)


class Blurred(BlockMeans):
    """Sees the neighbouring cells as well, and so across the seam."""

    identity = "blurred"

    def one(self, image):
        blocks = super().one(image)
        wide = np.pad(blocks, ((0, 0), (1, 1)), mode="edge")
        return (wide[:, :-2] + wide[:, 1:-1] + wide[:, 2:]) / 3


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


def drawn(count, *, side=SIDE):
    rng = np.random.default_rng(8)
    small = rng.integers(0, 256, (count, 10, 10, 3), dtype=np.uint8)
    arrays = list(small.repeat(side // 10, axis=1).repeat(side // 10, axis=2))
    frame = pd.DataFrame(
        {
            "image": [f"i{number}" for number in range(count)],
            "sha256": [f"{number:064x}" for number in range(count)],
            "gender": ["female", "male"] * (count // 2),
        }
    )
    return LabelledImages(name="drawn", kind="simulated", frame=frame, arrays=arrays)


@pytest.mark.parametrize(("width", "height"), [(512, 512), (160, 160), (300, 500), (333, 250)])
def test_the_halves_share_no_cell_and_leave_none_out(width, height):
    (left, on_left), (right, on_right) = halves_of(width, height)
    assert not (left & right).any()
    assert (left | right).all()
    rows = len(on_left) // left.sum()
    for columns, places in ((left, on_left), (right, on_right)):
        assert places.shape == (rows * columns.sum(), 2)
        assert (places >= 0).all()
        assert (places < 1).all()


def test_a_portrait_of_512_pixels_has_ten_by_ten_cells_in_a_pair():
    (left, on_left), (_, on_right) = halves_of(512, 512)
    assert (left.sum(), len(on_left)) == (10, 100)
    np.testing.assert_allclose(on_left, on_right, atol=1e-6)
    np.testing.assert_allclose(
        on_left[0], [0.05, 0.05], atol=1e-6
    )  # cell 0 stands at pixel 8 of 160
    np.testing.assert_allclose(on_left[9], [0.95, 0.05], atol=1e-6)


def test_each_portrait_is_scored_once_at_either_side_and_kept():
    images, model = drawn(4), BlockMeans()
    grids = joined_grids(model, images)
    expected = np.stack([model.one(image).ravel() for image in images.arrays])
    np.testing.assert_array_equal(grids.left, expected)
    np.testing.assert_array_equal(grids.right, expected)
    assert model.images == 8
    again = joined_grids(model, images)
    assert model.images == 8
    np.testing.assert_array_equal(again.left, grids.left)


def test_whole_composites_agree_where_cells_see_themselves_only_and_else_do_not():
    images = drawn(4)
    people = np.array([[0, 1], [1, 0], [2, 3]])
    placements = Placements(people=people, meeting=np.arange(3), place_of=np.tile([0, 1], (3, 1)))
    for model, alike in ((BlockMeans(), True), (Blurred(), False)):
        grids = joined_grids(model, images)
        left, right = whole_pairs(model, images, placements)
        composite = compose([images.arrays[2], images.arrays[3]], LAYOUT).pixels
        np.testing.assert_allclose(left[2], model.one(composite)[:, :10].ravel(), rtol=1e-6)
        apart = np.abs(left - grids.left[people[:, 0]]).reshape(3, 10, 10).max(axis=(0, 1))
        assert apart[:9].max() < 1e-4
        assert (apart[9] < 1e-4) == alike
        other = np.abs(right - grids.right[people[:, 1]]).reshape(3, 10, 10).max(axis=(0, 1))
        assert (other[0] < 1e-4) == alike


def test_the_table_of_whole_composites_tells_whether_joining_is_right():
    images = drawn(8)
    groups = {"women": np.arange(0, 8, 2), "men": np.arange(1, 8, 2)}
    for model, alike in ((BlockMeans(), True), (Blurred(), False)):
        table = whole_table(
            model,
            images,
            joined_grids(model, images),
            groups,
            ("women", "men"),
            pairs=6,
            temperatures=[0.0, 20.0, math.inf],
            rng=np.random.default_rng(9),
        )
        assert (table["typical"].iloc[1] < 1e-3) == alike
        np.testing.assert_allclose(table["difference"], table["joined"] - table["whole"])
        assert table["joined"].iloc[2] == pytest.approx(0)


def test_the_table_follows_the_first_group_through_both_orders():
    """Women's portraits are bright: their gap must be positive although men stand first too."""
    images = drawn(8)
    for row in range(0, 8, 2):
        images.arrays[row] = images.arrays[row] // 4 + 190
    for row in range(1, 8, 2):
        images.arrays[row] = images.arrays[row] // 4
    model = BlockMeans()
    table = whole_table(
        model,
        images,
        joined_grids(model, images),
        {"women": np.arange(0, 8, 2), "men": np.arange(1, 8, 2)},
        ("women", "men"),
        pairs=16,
        temperatures=[0.0, 1.0],
        rng=np.random.default_rng(9),
    )
    np.testing.assert_allclose(table[["joined", "whole"]], 50)


def test_portraits_of_several_sizes_are_refused():
    images = drawn(4)
    images.arrays[2] = images.arrays[2][:100]
    with pytest.raises(DataError, match="2 sizes"):
        joined_grids(BlockMeans(), images)
