import numpy as np
import pytest

from rml.cropping.crop_policies import CENTRE, Images, Scene, sampled
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.policy_comparisons import (
    Compared,
    adjusted,
    compared_pairs,
    compared_portraits,
    family_table,
)
from rml.cropping.policy_images import PairImages, declared_contrasts, group_name, met_pairs
from rml.cropping.salient_point import grid_places
from rml.estimate import Estimate
from rml.stats.multiplicity import holm

ETHNICITIES = ("white", "hispanic")
GROUPS = np.repeat([group_name(e, g) for e in ETHNICITIES for g in ("female", "male")], 17)
CONTRASTS = declared_contrasts(GROUPS, ethnicities=ETHNICITIES)
RNG = np.random.default_rng(7)


def images_of(scene, scores):
    x, y = grid_places(scene.width, scene.height)
    return Images(scene=scene, x=x, y=y, scores=scores, symmetric=np.zeros(len(scores), dtype=bool))


@pytest.fixture(scope="module")
def pairs():
    placements = met_pairs(GROUPS, CONTRASTS, pairs=20, rng=np.random.default_rng(1))
    own = RNG.normal(size=(GROUPS.size, 10, 10)) + RNG.normal(size=(GROUPS.size, 1, 1))
    own += 2 * np.char.endswith(GROUPS, "women")[:, None, None]
    scores = np.concatenate([own[placements.people[:, side]] for side in (0, 1)], axis=2)
    images = images_of(Scene.of_two(512, CONGRESS_FACE), scores)
    return PairImages(images=images, people=placements.people, groups=GROUPS[placements.people])


@pytest.fixture(scope="module")
def family(pairs):
    others = {"centre": CENTRE, "sampled": sampled(1.0)}
    found = compared_pairs(pairs, CONTRASTS, others, ratio=1.0, shown_from=0.9, level=0.95)
    portraits = images_of(Scene.of_one(512, CONGRESS_FACE), RNG.normal(size=(GROUPS.size, 20, 20)))
    return found | compared_portraits(
        portraits,
        GROUPS,
        {"wide": 0.56, "tall": 2.0},
        rng=np.random.default_rng(2),
        resamples=199,
        level=0.95,
    )


def test_the_family_is_complete(family):
    assert list(family) == [
        "women_men_centre",
        "white_hispanic_centre",
        "women_men_sampled",
        "white_hispanic_sampled",
        "wide_centre",
        "wide_women_men",
        "tall_centre",
        "tall_women_men",
    ]
    assert len({one.words for one in family.values()}) == len(family)


def test_the_planted_preference_is_found_and_its_direction(family):
    change = family["women_men_centre"].estimate
    assert change.low > 0
    assert adjusted(family)["women_men_centre"] < 0.05


def test_every_p_value_is_adjusted_over_the_whole_family(family):
    expected = holm([one.p_value for one in family.values()])
    assert list(adjusted(family).values()) == expected.tolist()
    table = family_table(family)
    assert table["p_holm"].tolist() == expected.tolist()
    assert (table["p_holm"] >= table["p"]).all()


def test_the_centre_crop_gains_what_the_model_crop_loses(family):
    """Scores without any face in them: the model crop then wanders off."""
    for name in ("wide_centre", "tall_centre"):
        assert family[name].estimate.low > 0


def test_people_without_a_group_are_left_out(pairs):
    groups = np.where(np.arange(GROUPS.size) % 17 < 2, "", GROUPS)
    portraits = images_of(Scene.of_one(512, CONGRESS_FACE), RNG.normal(size=(GROUPS.size, 20, 20)))
    found = compared_portraits(
        portraits,
        groups,
        {"wide": 0.56},
        rng=np.random.default_rng(2),
        resamples=99,
        level=0.9,
    )
    assert {one.estimate.n for one in found.values()} == {"60 people"}


def test_a_table_shows_intervals_only_where_there_are_any():
    fixed = Estimate(value=1.0, low=None, high=None, level=None, n="1", unit="u", method="m")
    table = family_table({"one": Compared("words", fixed, 1.0)})
    assert table[["low", "high"]].isna().all(axis=None)
