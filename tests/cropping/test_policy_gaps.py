import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from rml.cropping.crop_policies import (
    CENTRE,
    MODEL,
    WHOLE,
    Images,
    Scene,
    chance_on_left,
    outcome_of,
    sampled,
)
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.policy_gaps import (
    gap_change,
    gap_change_test,
    mean_over_pairs,
    paired_gap,
    parity_gap,
)
from rml.cropping.policy_images import PairImages, declared_contrasts, group_name, met_pairs
from rml.cropping.salient_point import grid_places

ETHNICITIES = ("white", "african-american")
GROUPS = np.repeat([group_name(e, g) for e in ETHNICITIES for g in ("female", "male")], 15)
CONTRASTS = declared_contrasts(GROUPS, ethnicities=ETHNICITIES)
WOMEN_MEN = CONTRASTS[0]


def made(*, favour=0.0, seed=1, people_spread=1.0, pairs=60):
    """Composites whose scores are a level for each person, women's raised, and noise."""
    rng = np.random.default_rng(seed)
    placements = met_pairs(GROUPS, CONTRASTS, pairs=pairs, rng=rng)
    level = rng.normal(0, people_spread, GROUPS.size)
    level += favour * np.char.endswith(GROUPS, "women")
    scene = Scene.of_two(512, CONGRESS_FACE)
    x, y = grid_places(scene.width, scene.height)
    own = rng.normal(size=(GROUPS.size, y.size, x.size // 2)) + level[:, None, None]
    scores = np.concatenate([own[placements.people[:, side]] for side in (0, 1)], axis=2)
    images = Images(
        scene=scene, x=x, y=y, scores=scores, symmetric=np.zeros(len(placements), dtype=bool)
    )
    return PairImages(images=images, people=placements.people, groups=GROUPS[placements.people])


def outcome(policy, pairs, ratio=1.0):
    return outcome_of(policy, pairs.images, ratio=ratio, shown_from=0.9)


@pytest.mark.parametrize("policy", [CENTRE, WHOLE])
@pytest.mark.parametrize("ratio", [0.56, 1.0, 1.14, 2.0])
def test_policies_that_do_not_look_have_no_gap_and_no_interval(policy, ratio):
    pairs = made(favour=2)
    for contrast in CONTRASTS:
        gap = parity_gap(pairs, outcome(policy, pairs, ratio), contrast, level=0.95)
        assert gap.value == 0
        assert not gap.has_interval


def test_if_one_face_is_kept_whole_and_the_other_lost_the_gap_is_the_win_rate_less_a_half():
    pairs = made(favour=1)
    # A crop as wide as one portrait around a cell near its middle: moved there by hand.
    scores = np.full_like(pairs.images.scores, -9.0)
    for place in (4, 15):
        scores[:, 4, place] = pairs.images.scores[:, 4, place]
    images = Images(
        scene=pairs.images.scene,
        x=pairs.images.x,
        y=pairs.images.y,
        scores=scores,
        symmetric=pairs.images.symmetric,
    )
    moved = PairImages(images=images, people=pairs.people, groups=pairs.groups)
    kept = outcome(MODEL, moved)
    assert np.isin(kept.kept, (0, 1)).all()
    left = chance_on_left(MODEL, images)
    wins = np.stack([left, 1 - left], axis=1)
    for measure in ("kept", "shown"):
        gap = parity_gap(moved, kept, WOMEN_MEN, measure=measure, level=0.95)
        assert gap == paired_gap(moved, wins, WOMEN_MEN, level=0.95)


def test_the_gap_is_the_equal_weight_mean_of_its_cells():
    pairs = made(favour=1)
    kept = outcome(MODEL, pairs).kept
    means = []
    for first, second in WOMEN_MEN.cells:
        for_first = [
            kept[row, side] - kept[row, 1 - side]
            for row, names in enumerate(pairs.groups)
            for side in (0, 1)
            if names[side] == first and names[1 - side] == second
        ]
        means.append(np.mean(for_first) / 2)
    gap = parity_gap(pairs, outcome(MODEL, pairs), WOMEN_MEN, level=0.95)
    assert gap.value == pytest.approx(100 * np.mean(means))


def test_cells_can_be_weighted_by_their_pairs_of_people():
    pairs = made(favour=1)
    model = outcome(MODEL, pairs)
    counts = {"White women": 30, "White men": 10, "African-American women": 5}
    by_people = WOMEN_MEN.by_people({**counts, "African-American men": 20})
    assert sum(by_people.shares.values()) == pytest.approx(1)
    assert by_people.shares["White women", "African-American men"] == pytest.approx(600 / 1050)
    cells = [
        parity_gap(pairs, model, replace(WOMEN_MEN, cells=(cell,)), level=0.95).value
        for cell in by_people.cells
    ]
    gap = parity_gap(pairs, model, by_people, level=0.95)
    assert gap.value == pytest.approx(np.dot(cells, list(by_people.shares.values())))


def test_women_favoured_women_ahead():
    pairs = made(favour=1.5)
    gap = parity_gap(pairs, outcome(MODEL, pairs), WOMEN_MEN, level=0.95)
    assert gap.low > 0
    softer = parity_gap(pairs, outcome(sampled(1.0), pairs), WOMEN_MEN, level=0.95)
    assert 0 < softer.value < gap.value


def test_mirroring_every_composite_changes_no_gap():
    pairs = made(favour=1)
    images = pairs.images
    turned = PairImages(
        images=Images(
            scene=images.scene,
            x=images.x,
            y=images.y,
            scores=images.scores[:, :, ::-1],
            symmetric=images.symmetric,
        ),
        people=pairs.people[:, ::-1],
        groups=pairs.groups[:, ::-1],
    )
    gaps = [
        parity_gap(one, outcome(MODEL, one), WOMEN_MEN, level=0.95).value for one in (pairs, turned)
    ]
    assert gaps[0] == pytest.approx(gaps[1], abs=0.5)


def test_a_change_from_a_policy_without_a_gap_is_the_gap_itself():
    pairs = made(favour=1)
    model, centre = outcome(MODEL, pairs), outcome(CENTRE, pairs)
    gap = parity_gap(pairs, model, WOMEN_MEN, level=0.95)
    change = gap_change(pairs, model, centre, WOMEN_MEN, level=0.95)
    assert (change.value, change.low, change.high) == (gap.value, gap.low, gap.high)
    test = gap_change_test(pairs, model, centre, WOMEN_MEN)
    assert (test.p_value < 0.05) == (gap.low > 0 or gap.high < 0)


def test_a_change_is_paired_on_the_same_people():
    """The softer crop follows the same scores, so their difference varies less than either."""
    pairs = made(favour=1, people_spread=2)
    model, soft = outcome(MODEL, pairs), outcome(sampled(0.5), pairs)
    gaps = [parity_gap(pairs, one, WOMEN_MEN, level=0.95) for one in (model, soft)]
    change = gap_change(pairs, model, soft, WOMEN_MEN, level=0.95)
    assert change.value == pytest.approx(gaps[0].value - gaps[1].value)
    independent = math.hypot(*(gap.high - gap.low for gap in gaps))
    assert change.high - change.low < 0.8 * independent
    test = gap_change_test(pairs, model, soft, WOMEN_MEN)
    assert (test.p_value < 0.05) == (change.low > 0 or change.high < 0)


def test_two_policies_that_do_not_look_cannot_be_tested():
    pairs = made()
    with pytest.raises(ValueError, match="alike"):
        gap_change_test(pairs, outcome(CENTRE, pairs), outcome(WHOLE, pairs), WOMEN_MEN)


def test_without_a_preference_the_interval_holds_parity_at_its_level():
    held = []
    for seed in range(300):
        pairs = made(seed=seed, pairs=30)
        gap = parity_gap(pairs, outcome(MODEL, pairs), WOMEN_MEN, level=0.95)
        held.append(gap.low <= 0 <= gap.high)
    low, high = stats.binom.ppf([0.001, 0.999], len(held), 0.95)
    assert low <= np.sum(held) <= high


def test_means_over_pairs_are_shares():
    pairs = made()
    whole = mean_over_pairs(pairs, outcome(WHOLE, pairs).kept.mean(axis=1), WOMEN_MEN, level=0.95)
    assert (whole.value, whole.low, whole.unit) == (1.0, None, "proportion")
    values = outcome(sampled(1.0), pairs, 2.0).kept.mean(axis=1)
    mean = mean_over_pairs(pairs, values, WOMEN_MEN, level=0.95)
    assert 0 < mean.low < mean.value < mean.high < 1


def test_any_square_crop_of_two_square_portraits_keeps_one_face_in_all():
    """What one face loses on one side of the crop, the other gains: the face region is one."""
    pairs = made()
    for policy in (MODEL, sampled(1.0), CENTRE):
        assert outcome(policy, pairs).kept.sum(axis=1) == pytest.approx(1)


def test_a_contrast_without_composites_is_refused():
    pairs = made()
    (missing,) = declared_contrasts(
        [group_name("hispanic", gender) for gender in ("female", "male")],
        ethnicities=("hispanic", "white"),
    )
    with pytest.raises(ValueError, match="No composite"):
        parity_gap(pairs, outcome(MODEL, pairs), missing, level=0.95)
