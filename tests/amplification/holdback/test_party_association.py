import numpy as np
import pytest
from statsmodels.stats.oneway import anova_oneway

from rml.amplification.holdback.party_association import party_association


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_statistic_is_welchs():
    values = rng(1).normal(size=60) * np.repeat([1, 2, 0.5], 20)
    parties = np.repeat(["a", "b", "c"], 20)
    found = party_association(values, parties, rng=rng(), resamples=19)
    assert found.statistic == pytest.approx(
        anova_oneway(values, parties, use_var="unequal").statistic
    )
    assert found.smallest_p == pytest.approx(1 / 20)
    assert found.n == "60 authors of 3 parties"


def test_the_order_of_rows_does_not_matter():
    values, parties = rng(1).normal(size=40), np.repeat(["a", "b"], 20)
    order = rng(2).permutation(40)
    one = party_association(values, parties, rng=rng(), resamples=199)
    other = party_association(values[order], parties[order], rng=rng(), resamples=199)
    assert one.statistic == pytest.approx(other.statistic)


def test_a_planted_association_is_found():
    values = rng(3).normal(size=80) + np.repeat([0.0, 1.0], 40)
    found = party_association(values, np.repeat(["a", "b"], 40), rng=rng(), resamples=999)
    assert found.p_value <= 0.002


def test_parties_are_permuted_within_countries_alone():
    # Countries differ, parties within them do not: no association.
    values = rng(4).normal(size=120) + np.repeat([0.0, 5.0], 60)
    parties = np.repeat(["a", "b", "c", "d"], 30)
    country = np.repeat(["one", "two"], 60)
    apart = party_association(values, parties, country=country, rng=rng(), resamples=999)
    assert apart.p_value > 0.05
    mixed = party_association(values, parties, rng=rng(), resamples=999)
    assert mixed.p_value <= 0.002


@pytest.mark.slow
def test_the_level_is_kept_where_parties_differ_in_spread_and_size():
    false_alarms = 0
    for seed in range(400):
        generator = rng(seed)
        values = generator.normal(size=80) * np.repeat([1.0, 3.0], [60, 20])
        found = party_association(
            values, np.repeat(["a", "b"], [60, 20]), rng=generator, resamples=199
        )
        false_alarms += found.p_value <= 0.05
    assert 0.025 < false_alarms / 400 < 0.08


@pytest.mark.parametrize(
    ("values", "parties", "words"),
    [
        ([1.0, 2, 3, 4], ["a", "a", "a", "b"], "sizes are 3, 1"),
        ([1.0, 2, 3, 4], ["a"] * 4, "at least two parties"),
        ([1.0, 2, 3, 4], ["a", "b"], "4 values, 2 parties"),
        ([1.0, 2, float("nan"), 4], ["a", "a", "b", "b"], "values"),
    ],
)
def test_what_cannot_be_tested_is_refused(values, parties, words):
    with pytest.raises(ValueError, match=words):
        party_association(values, parties, rng=rng(), resamples=19)
