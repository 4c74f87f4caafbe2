import numpy as np
import pandas as pd
import pytest

from rml.cropping.composites import compose, fed_composite
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.policy_images import (
    LAYOUT,
    composite_images,
    declared_contrasts,
    group_name,
    groups_of,
    met_pairs,
    people_by_group,
    portrait_images,
)
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.portraits import Portraits, Preparation
from rml.cropping.salient_point import grid_places, is_symmetric
from rml.data.congress_portraits import load_congress_portraits
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError, DataUnavailableError

ETHNICITIES = ("white", "african-american", "hispanic")


def frame(**counts):
    rows = [
        (ethnicity.replace("_", "-"), gender)
        for ethnicity, numbers in counts.items()
        for gender, number in zip(("female", "male"), numbers, strict=True)
        for _ in range(number)
    ]
    return pd.DataFrame(rows, columns=["ethnicity", "gender"])


def test_groups_are_named_and_small_ones_left_out():
    groups = groups_of(
        frame(white=(12, 15), african_american=(10, 4), asian=(20, 20)),
        ethnicities=("white", "african-american"),
        minimum_people=10,
    )
    assert people_by_group(groups) == {
        "African-American women": 10,
        "White men": 15,
        "White women": 12,
    }
    assert np.sum(groups == "") == 44


def test_every_pair_of_groups_of_a_contrast_is_listed_once():
    present = [group_name(e, g) for e in ETHNICITIES for g in ("female", "male")]
    women_men, *others = declared_contrasts(present, ethnicities=ETHNICITIES)
    assert len(set(women_men.cells)) == 9
    assert all("women" in one and "women" not in two for one, two in women_men.cells)
    assert [contrast.name for contrast in others] == ["white_african_american", "white_hispanic"]
    assert [contrast.label for contrast in others] == [
        "White over African-American",
        "White over Hispanic",
    ]
    for contrast in others:
        assert len(set(contrast.cells)) == 4
        assert all(one.startswith("White") for one, _ in contrast.cells)


def test_contrasts_without_people_drop_out():
    present = ["White women", "White men", "Hispanic men"]
    found = {c.name: c.cells for c in declared_contrasts(present, ethnicities=ETHNICITIES)}
    assert set(found) == {"women_men", "white_hispanic"}
    assert found["women_men"] == (("White women", "White men"), ("White women", "Hispanic men"))


def test_an_ethnicity_with_one_gender_is_compared_within_it():
    present = ["White women", "White men", "Hispanic men"]
    _, ethnic = declared_contrasts(present, ethnicities=("white", "hispanic"))
    assert ethnic.cells == (("White men", "Hispanic men"),)
    assert ethnic.label == "White men over Hispanic men"


def test_pairs_meet_in_both_orders_and_only_where_needed():
    groups = np.array(["White women"] * 5 + ["White men"] * 7 + ["Hispanic men"] * 4)
    contrasts = declared_contrasts(groups, ethnicities=("white", "hispanic"))
    placements = met_pairs(groups, contrasts, pairs=6, rng=np.random.default_rng(1))
    met = groups[placements.people]
    assert (
        len(placements) == 2 * 6 * 3
    )  # women with both groups of men, and the men with each other
    listed = {tuple(row) for row in placements.people}
    assert all((right, left) in listed for left, right in listed)
    assert (met[:, 0] != met[:, 1]).all()


def test_a_cell_has_no_more_pairs_than_there_are():
    groups = np.array(["White women"] * 2 + ["White men"] * 2)
    contrasts = declared_contrasts(groups, ethnicities=("white", "hispanic"))
    placements = met_pairs(groups, contrasts, pairs=50, rng=np.random.default_rng(1))
    assert len(placements) == 2 * 4


class Brightness:
    """A scorer that gives each cell the mean brightness of the image below it."""

    identity = "brightness"
    batch = 1

    def scores(self, images):
        return [
            np.stack(
                [
                    [block.mean() for block in np.array_split(row, -(-image.shape[1] // 16), 1)]
                    for row in np.array_split(image, -(-image.shape[0] // 16), 0)
                ]
            ).astype(np.float32)
            for image in images
        ]


@pytest.fixture
def flat(monkeypatch, tmp_path):
    """Four portraits of one grey each, brighter from row to row."""
    monkeypatch.setenv("RML_CACHE", str(tmp_path))
    arrays = [np.full((64, 64, 3), 50 * (row + 1), dtype=np.uint8) for row in range(4)]
    table = pd.DataFrame({"image": list("abcd"), "sha256": [f"{row:064d}" for row in range(4)]})
    return LabelledImages(name="flat", kind="simulated", frame=table, arrays=arrays)


def test_composites_carry_scores_people_and_groups(flat):
    groups = np.array(["White women"] * 2 + ["White men"] * 2)
    contrasts = declared_contrasts(groups, ethnicities=("white", "hispanic"))
    placements = met_pairs(groups, contrasts, pairs=4, rng=np.random.default_rng(2))
    pairs = composite_images(
        flat, groups, placements, side=64, face=CONGRESS_FACE, scorer=Brightness()
    )
    left, right = np.split(pairs.images.scores, 2, axis=2)
    brighter = right.mean(axis=(1, 2)) > left.mean(axis=(1, 2))
    assert (brighter == (pairs.people[:, 1] > pairs.people[:, 0])).all()
    assert (pairs.groups == groups[pairs.people]).all()
    assert pairs.images.scene.width == 128


def test_portraits_that_are_no_squares_are_refused(flat):
    groups = np.array(["White women"] * 2 + ["White men"] * 2)
    contrasts = declared_contrasts(groups, ethnicities=("white", "hispanic"))
    placements = met_pairs(groups, contrasts, pairs=1, rng=np.random.default_rng(2))
    with pytest.raises(DataError, match="two squares"):
        composite_images(flat, groups, placements, side=65, face=CONGRESS_FACE, scorer=Brightness())
    x, y = grid_places(100, 80)
    tall = PortraitGrids(
        width=100,
        height=80,
        x=x,
        y=y,
        scores=np.zeros((1, y.size, x.size), np.float32),
        symmetric=np.array([False]),
    )
    with pytest.raises(DataError, match="100 by 80"):
        portrait_images(tall, CONGRESS_FACE)


def test_composites_of_real_people_are_not_mirror_symmetric():
    """Composites are cropped without the program's rule for mirror-symmetric images."""
    try:
        images = load_congress_portraits()
    except DataUnavailableError:
        pytest.skip("the portraits are not at hand: set RML_MIRROR or get them")
    portraits = Portraits(images.frame["path"].tolist(), Preparation())
    rows = np.random.default_rng(1).permutation(len(images.frame))[:80].reshape(-1, 2)
    fed = [
        fed_composite(compose([portraits[one], portraits[two]], LAYOUT), jpeg=LAYOUT.jpeg)
        for one, two in rows
    ]
    assert not any(is_symmetric(one.pixels) for one in fed)
