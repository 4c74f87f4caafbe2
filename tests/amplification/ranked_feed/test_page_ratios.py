import math

import numpy as np
import pytest
from scipy import stats

from rml.amplification.ranked_feed.page_ratios import (
    account_log_ratios,
    combined_interval,
    delete_one_variance,
    geometric_mean,
    page_log_ratios,
    slot_ratio,
)


def test_planted_ratios_come_back_without_chance(made_counts, rng):
    counts, planted = made_counts(rng, page_spread=0.5, chance=False)
    assert page_log_ratios(counts, added_slots=1e-9) == pytest.approx(planted)


def test_added_slots_keep_the_ratio_of_an_absent_page_finite(made_counts, rng):
    counts, _ = made_counts(rng)
    counts.ranked[:, 3] = 0
    found = page_log_ratios(counts, added_slots=0.5)[3]
    assert found == pytest.approx(math.log(0.5 / (counts.chronological[:, 3].sum() + 0.5)))


def test_a_ratio_of_slots_adds_up_and_its_accounts_average_to_it(made_counts, rng):
    counts, _ = made_counts(rng, chance=False, orientation_effect=(0.4, 0, 0, 0, 0))
    left = counts.orientation == "left"
    assert slot_ratio(counts, left) == pytest.approx(math.exp(0.4))
    assert account_log_ratios(counts, left) == pytest.approx(np.full(6, 0.4))


def test_an_account_without_a_slot_is_named(made_counts, rng):
    counts, _ = made_counts(rng)
    left = counts.orientation == "left"
    counts.ranked[np.ix_(counts.account == "right", left)] = 0
    with pytest.raises(ValueError, match="The feeds of right have no slot"):
        account_log_ratios(counts, left)


def test_leaving_one_out_of_a_mean_gives_its_variance(made_counts, rng):
    counts, _ = made_counts(rng)
    values = dict(zip(np.unique(counts.day), rng.normal(size=5), strict=True))

    def mean(kept):
        return float(np.mean([values[day] for day in kept.day]))

    variance, freedom = delete_one_variance(counts, counts.day, mean)
    sample = np.array(list(values.values()))
    assert variance == pytest.approx(sample.var(ddof=1) / 5)
    assert freedom == 4


def test_two_groups_are_too_few_to_leave_one_out(made_counts, rng):
    counts, _ = made_counts(rng)
    few = counts.kept(np.isin(counts.account, ["left", "right"]))
    with pytest.raises(ValueError, match="one of 2 groups"):
        delete_one_variance(few, few.account, lambda _: 0.0)


def test_one_part_alone_gives_the_t_interval_and_test():
    sample = np.array([0.3, 0.1, 0.5, 0.2, 0.05, 0.4])
    part = (sample.var(ddof=1) / 6, 5.0)
    low, high, p_value = combined_interval(sample.mean(), [part], level=0.95)
    estimate = geometric_mean(sample, level=0.95, of="pages")
    assert (math.exp(low), math.exp(high)) == pytest.approx((estimate.low, estimate.high))
    assert p_value == pytest.approx(stats.ttest_1samp(sample, 0).pvalue)


def test_a_further_part_makes_the_interval_longer():
    one = combined_interval(0.2, [(0.01, 5)], level=0.95)
    two = combined_interval(0.2, [(0.01, 5), (0.02, 4)], level=0.95)
    assert two[0] < one[0]
    assert two[1] > one[1]
    assert two[2] > one[2]
    with pytest.raises(ValueError, match="nothing varied"):
        combined_interval(0.2, [(0.0, 5)], level=0.95)


@pytest.mark.slow
@pytest.mark.parametrize("volume_spread", [0.7, 1.5])
@pytest.mark.parametrize("exponent", [0.0, -0.4])
def test_over_six_pages_the_typical_page_covers_and_added_up_slots_do_not(
    rng, volume_spread, exponent
):
    draws = 20_000
    volume = np.exp(rng.normal(0, volume_spread, (draws, 6)))
    logs = rng.normal(0.2, 0.3, (draws, 6)) + exponent * np.log(volume)
    ranked = volume * np.exp(logs)
    critical = stats.t.ppf(0.975, 5)

    half = critical * logs.std(axis=1, ddof=1) / math.sqrt(6)
    typical = np.abs(logs.mean(axis=1) - 0.2) <= half
    assert typical.mean() == pytest.approx(0.95, abs=0.007)

    every = np.exp(rng.normal(0, volume_spread, 2_000_000))
    truth = math.log(np.mean(every ** (1 + exponent)) / every.mean()) + 0.2 + 0.3**2 / 2
    above, below = ranked.sum(axis=1, keepdims=True), volume.sum(axis=1, keepdims=True)
    value = np.log(above / below)[:, 0]
    without = np.log((above - ranked) / (below - volume))
    error = np.sqrt(5 / 6 * ((without - without.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))
    added_up = np.abs(value - truth) <= critical * error
    assert added_up.mean() < 0.935
