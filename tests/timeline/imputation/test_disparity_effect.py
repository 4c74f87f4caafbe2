import numpy as np
import pytest

from rml.estimate import Estimate
from rml.timeline.imputation import disparity_effect
from rml.timeline.imputation.disparity_effect import (
    BIRDIE,
    BOUNDS,
    CERTAIN,
    LABELLED,
    LABELLED_ONLY,
    METHODS,
    MOST_PROBABLE,
    WEIGHTED,
    PlantedGap,
    Repeated,
    by_key,
    effect_frame,
    repeat_world,
)
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.made_up_people import WORLDS, labelled_people

PLANTED = PlantedGap(
    first="black", second="white", base=0.7, gap=-0.2, cutoff=0.8, known_share=0.2, level=0.95
)


def population(size=20_000, spread=0.6, seed=1):
    """Return people who are Black with a probability b from a Beta, and white otherwise."""
    rng = np.random.default_rng(seed)
    b = rng.beta(spread, 2 * spread, size=size)
    shares = np.zeros((size, len(GROUPS)))
    shares[:, 1], shares[:, 0] = b, 1 - b
    return labelled_people((rng.random(size) < b).astype(int), shares)


@pytest.fixture(scope="module")
def people():
    return population()


@pytest.fixture(scope="module")
def found(people):
    repeated = []
    for world in WORLDS:
        repeated += repeat_world(
            people, PLANTED, population="drawn", world=world, sample=2000, repetitions=250, seed=[2]
        )
    return by_key(repeated)


def test_weighting_is_right_where_the_outcome_depends_on_name_and_place(found):
    one = found["drawn", "name and place", WEIGHTED]
    assert one.truth == pytest.approx(-20)
    assert one.estimate.low - 0.5 <= one.truth <= one.estimate.high + 0.5
    assert 0.90 <= one.coverage <= 0.98
    assert one.kept == pytest.approx(1, abs=0.05)


def test_weighting_keeps_what_theory_says_of_a_gap_by_ones_own_group(people, found):
    b = people.probabilities[:, 1]
    # E[b | Black] - E[b | white], each weighted by the probability instead of the group.
    kept = (b * b).sum() / b.sum() - (b * (1 - b)).sum() / (1 - b).sum()
    one = found["drawn", "own group", WEIGHTED]
    assert one.kept == pytest.approx(kept, abs=0.04)
    assert kept < 0.7
    assert one.coverage < 0.2


def test_birdie_is_right_in_the_other_world_and_too_large_in_this_one(people, found):
    own, proxy = (found["drawn", world, BIRDIE] for world in WORLDS)
    assert own.kept == pytest.approx(1, abs=0.06)
    assert 0.9 <= own.coverage <= 0.99
    # A rate of 1 less a rate of 0 is the slope of the outcome on the probability.
    b, black = people.probabilities[:, 1], people.groups == 1
    slope = 1 / (b[black].mean() - b[~black].mean())
    assert proxy.kept == pytest.approx(slope, abs=0.08)
    assert slope > 1.5


def test_thresholding_is_too_large_in_one_world_and_too_small_in_the_other(found):
    for method in (MOST_PROBABLE, CERTAIN):
        assert found["drawn", "name and place", method].kept > 1.2
        assert found["drawn", "own group", method].kept < 1
    rows = [
        found["drawn", "name and place", name].kept for name in (WEIGHTED, MOST_PROBABLE, CERTAIN)
    ]
    assert rows == sorted(rows)


@pytest.mark.parametrize("world", WORLDS)
def test_the_corrected_gap_and_the_bounds_hold_the_truth_in_both_worlds(found, world):
    corrected = found["drawn", world, LABELLED]
    assert corrected.kept == pytest.approx(1, abs=0.1)
    assert 0.9 <= corrected.coverage <= 0.99
    alone = found["drawn", world, LABELLED_ONLY]
    assert alone.kept == pytest.approx(1, abs=0.1)
    assert 0.9 <= alone.coverage <= 0.99
    assert alone.width > corrected.width
    bounds = found["drawn", world, BOUNDS]
    assert bounds.coverage > 0.99
    assert bounds.width > 3 * corrected.width


def test_known_people_alone_are_a_difference_of_means_and_look_at_no_name():
    rng = np.random.default_rng(8)
    known = rng.choice([-1, 0, 1, 2], size=4000, p=[0.7, 0.15, 0.1, 0.05])
    outcomes = rng.integers(0, 2, size=4000).astype(float)
    alone = PLANTED.estimators()[LABELLED_ONLY]
    value, low, high = alone(rng.dirichlet(np.ones(6), size=4000), outcomes, known)
    black, white = outcomes[known == 1], outcomes[known == 0]
    assert value == pytest.approx(black.mean() - white.mean())
    error = (black.var() / black.size + white.var() / white.size) ** 0.5
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.02)
    again = alone(rng.dirichlet(np.ones(6), size=4000), outcomes, known)
    assert again == (value, low, high)


def test_repetitions_come_from_the_cache_and_depend_on_people_and_seed(people, monkeypatch):
    given = {"population": "drawn", "world": "own group", "sample": 600, "repetitions": 20}
    first = repeat_world(people, PLANTED, seed=[5], **given)
    other = repeat_world(people, PLANTED, seed=[6], **given)
    monkeypatch.setattr(disparity_effect, "_repeat", None)
    again = repeat_world(people, PLANTED, seed=[5], **given)
    for one, two, three in zip(first, again, other, strict=True):
        assert np.array_equal(one.values, two.values)
        assert np.array_equal(one.ends, two.ends)
        assert not np.array_equal(one.values, three.values)
    with pytest.raises(TypeError):
        repeat_world(population(seed=9), PLANTED, seed=[5], **given)


def test_the_same_people_can_be_kept_and_then_nobody_is_asked(people):
    few = labelled_people(people.groups[:300], people.probabilities[:300])
    repeated = by_key(
        repeat_world(
            few,
            PLANTED,
            population="few",
            world="own group",
            sample=None,
            repetitions=20,
            seed=[3],
        )
    )
    assert len(repeated["few", "own group", LABELLED].values) == 0
    assert len(repeated["few", "own group", LABELLED_ONLY].values) == 0
    assert len(repeated["few", "own group", BIRDIE].values) == 0
    assert len(repeated["few", "own group", WEIGHTED].values) == 20


def test_a_method_without_anybody_to_count_has_an_empty_row():
    vague = population(size=2000, spread=30)
    repeated = repeat_world(
        vague,
        PLANTED,
        population="vague",
        world="own group",
        sample=None,
        repetitions=20,
        seed=[4],
    )
    frame = effect_frame(repeated, cutoff=0.8).set_index("method")
    assert frame.loc["only probabilities of 0.8 or more", "mean_low":].isna().all()
    assert frame.loc[WEIGHTED].notna().all()
    assert np.isnan(frame.loc[BOUNDS, "mean_found"])
    assert frame.loc[BOUNDS, "coverage"] == 1
    assert len(frame) == len(METHODS)


def test_what_was_repeated_is_summed_up():
    one = Repeated(
        population="made", world="own group", method=WEIGHTED, truth=-10.0,
        values=np.array([-4.0, -6.0, -8.0]),
        ends=np.array([[-8.0, -11.0, -13.0], [0.0, -1.0, -3.0]]), level=0.95,
    )  # fmt: skip
    assert (one.coverage, one.width, one.kept) == (pytest.approx(2 / 3), 28 / 3, 0.6)
    assert one.inconclusive == pytest.approx(1 / 3)
    recovery = one.recovery(bias_bound=1.0, width_bound=10.0)
    assert (recovery.repetitions, recovery.bias, recovery.coverage) == (3, 4.0, one.coverage)
    assert (one.estimate.value, one.estimate.n) == (-6.0, "3 repetitions")


def test_an_estimator_without_interval_is_refused():
    bare = Estimate(value=1.0, low=None, high=None, level=None, n="1", unit="x", method="m")
    with pytest.raises(ValueError, match="no interval"):
        disparity_effect._three(bare)
