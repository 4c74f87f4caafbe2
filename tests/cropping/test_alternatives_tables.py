import numpy as np
import pytest

from rml.cropping.alternatives_tables import (
    EVERYBODY,
    gaps_table,
    group_pairs_table,
    kept_by_group,
    least_kept,
    pairs_table,
    policies_of,
    portraits_table,
    regions_table,
    scaled_region,
    size_without_cropping,
    views_table,
)
from rml.cropping.crop_policies import CENTRE, MODEL, Images, Scene, outcome_of, sampled
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.policy_gaps import parity_gap
from rml.cropping.policy_images import PairImages, declared_contrasts, group_name, met_pairs
from rml.cropping.salient_point import grid_places

ETHNICITIES = ("white", "hispanic")
GROUPS = np.repeat([group_name(e, g) for e in ETHNICITIES for g in ("female", "male")], 16)
CONTRASTS = declared_contrasts(GROUPS, ethnicities=ETHNICITIES)
POLICIES = policies_of([0.5, 1.0])


def images_of(scene, scores):
    x, y = grid_places(scene.width, scene.height)
    return Images(scene=scene, x=x, y=y, scores=scores, symmetric=np.zeros(len(scores), dtype=bool))


@pytest.fixture(scope="module")
def pairs():
    rng = np.random.default_rng(1)
    placements = met_pairs(GROUPS, CONTRASTS, pairs=20, rng=rng)
    own = rng.normal(size=(GROUPS.size, 10, 10)) + rng.normal(size=(GROUPS.size, 1, 1))
    own += np.char.endswith(GROUPS, "women")[:, None, None]
    scores = np.concatenate([own[placements.people[:, side]] for side in (0, 1)], axis=2)
    images = images_of(Scene.of_two(512, CONGRESS_FACE), scores)
    return PairImages(images=images, people=placements.people, groups=GROUPS[placements.people])


@pytest.fixture(scope="module")
def portraits():
    scores = np.random.default_rng(2).normal(size=(GROUPS.size, 20, 20))
    return images_of(Scene.of_one(512, CONGRESS_FACE), scores)


def test_policies_come_in_one_order():
    assert [policy.name for policy in POLICIES] == [
        "model crop",
        "sampled, T = 0.5",
        "sampled, T = 1",
        "centre crop",
        "whole picture",
    ]


def test_pairs_by_preview_and_policy(pairs):
    table = pairs_table(
        pairs, POLICIES, CONTRASTS[0], ratios=[1.0, 0.56], shown_from=0.75, level=0.95
    )
    assert len(table) == 2 * len(POLICIES)
    square = table[table["ratio"] == 1].set_index("policy")
    whole = square.loc["whole picture"]
    assert (whole["face_kept"], whole["shown"], whole["area_kept"]) == (1, 1, 1)
    crops = square.drop("whole picture")
    assert crops["face_kept"].to_numpy() == pytest.approx(0.5)
    assert (crops["filled"] == 1).all()
    # Half the width each way and twice the people: the crop's one face fills twice the area.
    assert crops["faces_area"].to_numpy() == pytest.approx(2 * whole["faces_area"])
    fixed = ["centre crop", "whole picture"]
    assert square.loc[fixed, ["gap_low", "shown_low"]].isna().all(axis=None)
    assert (square.loc["model crop", "gap_low"] < square.loc["model crop", "gap"]).all()
    wide = table[table["ratio"] == 0.56]
    assert (wide["gap"] == 0).all()


def test_gaps_by_three_measures(pairs):
    table = gaps_table(pairs, POLICIES, CONTRASTS, ratio=1.0, shown_from=0.75, level=0.95)
    assert len(table) == len(CONTRASTS) * len(POLICIES)
    with_point = table["win"].notna()
    assert set(table.loc[~with_point, "policy"]) == {"centre crop", "whole picture"}
    model = table[table["policy"] == "model crop"]
    assert model["kept"].to_numpy() == pytest.approx(model["win"].to_numpy(), abs=8)


def test_the_gap_of_a_comparison_is_the_mean_of_its_pairs_of_groups(pairs):
    outcome = outcome_of(MODEL, pairs.images, ratio=1.0, shown_from=0.75)
    table = group_pairs_table(pairs, CONTRASTS, {"model": outcome}, level=0.95)
    pairs_of_groups = {frozenset(cell) for contrast in CONTRASTS for cell in contrast.cells}
    assert len(table) == len(pairs_of_groups)
    by_cell = table.set_index(["first", "second"])["model"]
    either_way = {**by_cell, **{(two, one): -gap for (one, two), gap in by_cell.items()}}
    for contrast in CONTRASTS:
        gap = parity_gap(pairs, outcome, contrast, level=0.95).value
        assert np.mean([either_way[cell] for cell in contrast.cells]) == pytest.approx(gap)


def test_what_is_kept_of_both_groups_makes_the_gap(pairs):
    outcome = outcome_of(sampled(1.0), pairs.images, ratio=2.0, shown_from=0.75)
    first, second = kept_by_group(pairs, outcome, CONTRASTS[0])
    gap = parity_gap(pairs, outcome, CONTRASTS[0], level=0.95)
    assert 100 * (first - second) / 2 == pytest.approx(gap.value)


def test_portraits_by_group(portraits):
    groups = np.where(np.arange(GROUPS.size) == 0, "", GROUPS)
    table = portraits_table(
        portraits, groups, POLICIES, ratios=[0.56, 2.0], shown_from=0.75, level=0.95
    )
    assert len(table) == 2 * len(POLICIES) * 5
    everybody = table[table["group"] == EVERYBODY]
    assert set(everybody["people"]) == {63}
    for (_, _), rows in table.groupby(["ratio", "policy"]):
        grouped = rows[rows["group"] != EVERYBODY]
        mean = np.average(grouped["face_kept"], weights=grouped["people"])
        assert mean == pytest.approx(rows["face_kept"].iloc[0])
    ends = table.dropna(subset=["face_kept_low"])
    assert ends["face_kept_low"].between(0, 1).all()
    assert ends["face_kept_high"].between(0, 1).all()
    assert set(table.loc[table["face_kept_low"].isna(), "policy"]) == {
        "centre crop",
        "whole picture",
    }


def test_views_are_those_of_the_geometry():
    scenes = {"two": Scene.of_two(512, CONGRESS_FACE)}
    table = views_table(scenes, ratios={"two": [1.0]}).set_index("preview")
    assert table.loc["any crop", ["area_kept", "filled"]].tolist() == [0.5, 1.0]
    assert table.loc["whole picture", ["area_kept", "filled"]].tolist() == [1.0, 0.5]
    size = size_without_cropping(scenes["two"], ratio=1.0)
    assert (size.value, size.has_interval) == (0.5, False)


def test_the_least_that_is_kept_of_anyone(pairs):
    assert least_kept(pairs.images, POLICIES, ratio=0.56) == pytest.approx(1)
    assert least_kept(pairs.images, [CENTRE], ratio=1.0) == 0.5
    assert least_kept(pairs.images, POLICIES, ratio=2.0) == 0


def test_a_smaller_region_is_cut_less(pairs, portraits):
    table = regions_table(
        pairs,
        portraits,
        CONTRASTS[0],
        ratio=1.0,
        portrait_ratios=[0.56],
        scales=[0.5, 1.0, 1.2],
        level=0.95,
    )
    assert (np.diff(table["centre_0.56"]) < 0).all()
    assert (np.diff(table["model_0.56"]) < 0).all()
    same = outcome_of(MODEL, pairs.images, ratio=1.0, shown_from=1.0)
    gap = parity_gap(pairs, same, CONTRASTS[0], level=0.95).value
    assert table.loc[table["scale"] == 1, "gap"].item() == gap
    assert scaled_region(CONGRESS_FACE, 0.5).half_width == CONGRESS_FACE.half_width / 2
