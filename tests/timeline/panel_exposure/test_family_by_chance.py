import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.timeline.panel_exposure.comparisons import compare_with_rest
from rml.timeline.panel_exposure.family_by_chance import chance_of_one_so_small, smallest_p_values


def test_the_smallest_p_value_is_that_of_the_reallocated_table(counts, settings):
    (smallest,) = smallest_p_values(counts, rng=np.random.default_rng(5), resamples=1)
    rng, drawn = np.random.default_rng(5), counts.copy()
    for outcome, rows in counts.groupby("outcome", sort=False):
        sizes, total = rows["panelists"].to_numpy(), int(rows["exposed"].sum())
        drawn.loc[drawn["outcome"] == outcome, "exposed"] = rng.multivariate_hypergeometric(
            sizes, total, size=1
        )[0]
    family = compare_with_rest(drawn, **settings)
    expected = min(one.contrast.test.result.p_value for one in family.values())
    assert smallest == pytest.approx(expected)


def test_in_a_single_comparison_it_is_fishers_own_p_value():
    """Two groups make two mirrored comparisons, so the adjusted p-value is Fisher's."""
    frame = pd.DataFrame(
        {"outcome": "one", "group": ["a", "b"], "exposed": [3, 20], "panelists": [60, 120]}
    )
    smallest = smallest_p_values(frame, rng=np.random.default_rng(6), resamples=20_000)
    exact = stats.fisher_exact([[3, 57], [20, 100]]).pvalue
    chance = chance_of_one_so_small(exact, smallest, level=0.999)
    assert chance.low <= exact <= chance.high
    assert chance.unit == "proportion"
    assert chance.n == "20,000 random reallocations"


def test_a_larger_family_makes_small_p_values_more_likely(counts):
    wide = pd.concat([counts.assign(outcome=counts["outcome"] + str(copy)) for copy in range(8)])
    chances = [
        chance_of_one_so_small(
            0.05, smallest_p_values(frame, rng=np.random.default_rng(7), resamples=2000)
        ).value
        for frame in (counts, wide)
    ]
    assert chances[0] < chances[1]


def test_the_same_seed_gives_the_same_values(counts):
    first, second = (
        smallest_p_values(counts, rng=np.random.default_rng(8), resamples=50) for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_it_never_claims_that_chance_cannot_do_it(counts):
    smallest = smallest_p_values(counts, rng=np.random.default_rng(9), resamples=99)
    found = chance_of_one_so_small(1e-12, smallest)
    assert found.value == 0
    assert found.high > 0.03


def test_what_cannot_be_used_is_refused(counts):
    with pytest.raises(ValueError, match="Generator"):
        smallest_p_values(counts, rng=3, resamples=99)
    with pytest.raises(ValueError, match="resamples"):
        smallest_p_values(counts, rng=np.random.default_rng(1), resamples=0)
    with pytest.raises(ValueError, match="p_value"):
        chance_of_one_so_small(0.0, np.ones(9))
    with pytest.raises(ValueError, match="level"):
        chance_of_one_so_small(0.5, np.ones(9), level=2.0)
