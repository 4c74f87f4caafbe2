import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from rml.amplification.ranked_feed.orientations import (
    claims_count,
    equal_volume_contrast,
    hurdles_table,
    orientation_permutation_test,
    orientation_ratios,
    these_pages_table,
)
from rml.amplification.ranked_feed.page_ratios import page_log_ratios
from rml.data.fb_feed_audit_schema import ORIENTATIONS

RULES = {"added_slots": 0.5, "hidden_share": 0.25, "level": 0.95, "alpha": 0.05}
SPREADS = {"page_spread": 0.4, "account_spread": 0.2, "day_spread": 0.1}


def judged(counts, **changes):
    return {one.orientation: one for one in orientation_ratios(counts, **(RULES | changes))}


def test_a_strong_difference_of_every_page_clears_all_hurdles(made_counts, rng):
    counts, _ = made_counts(
        rng, page_spread=0.1, account_spread=0.05, orientation_effect=(1.0, 0, 0, 0, -1.0)
    )
    found = judged(counts)
    assert [one.claim for one in found.values()] == [
        "favoured",
        "none",
        "none",
        "none",
        "disfavoured",
    ]
    assert claims_count(list(found.values())).value == 2
    assert found["left"].failed == ()
    assert found["left"].typical_page.value == pytest.approx(math.e, rel=0.15)
    assert found["left"].these_pages.value == pytest.approx(math.e, rel=0.25)


def test_one_large_page_makes_no_claim_on_its_orientation(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.05, account_spread=0.05, volume_spread=0.1)
    largest = np.flatnonzero(counts.orientation == "right")[0]
    counts.ranked[:, largest] *= 6
    counts.chronological[:, largest] *= 2
    right = judged(counts)["right"]
    assert right.these_pages.low > 1
    assert right.claim == "none"
    assert 1 in right.failed


def test_a_difference_by_volume_alone_fails_the_second_hurdle(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.02, account_spread=0.02, volume_spread=0.1)
    small = counts.orientation == "far-right"
    logs = np.where(small, 1.0, 0.0)
    counts.ranked[:] = counts.chronological * np.exp(logs)
    counts.ranked[:] = rng.poisson(counts.ranked)
    counts.posts[:] = counts.posts * np.exp(-5 * logs)
    # Four other pages with as few posts and as high a ratio: it is volume, not orientation.
    for place in (1, 7, 13, 19):
        counts.ranked[:, place] = rng.poisson(counts.chronological[:, place] * math.e)
        counts.posts[place] *= math.exp(-5)
    found = judged(counts)["far-right"]
    assert found.p_typical < 0.05
    assert found.failed == (2,)


def test_hurdles_that_point_in_opposite_directions_are_not_cleared(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.02, account_spread=0.02, volume_spread=0.5)
    small = counts.orientation == "far-right"
    counts.posts[:] = 100 * np.exp(np.where(small, 0.1, 1.0) * rng.normal(size=30) - 3.0 * small)
    # A ratio above one, but half of what so small a volume brings elsewhere.
    logs = -0.5 * np.log(counts.posts / 100) - 1.0 * small
    counts.ranked[:] = rng.poisson(counts.chronological * np.exp(logs))
    found = judged(counts)["far-right"]
    assert found.typical_page.low > 1 > found.at_equal_volume.high
    assert max(found.p_typical, found.p_equal_volume) <= 0.05
    assert found.failed == (2,)


def test_a_small_difference_falls_to_hidden_posts(made_counts, rng):
    counts, _ = made_counts(
        rng, page_spread=0.01, slots=200_000, orientation_effect=(0.15, 0, 0, 0, 0)
    )
    assert judged(counts)["left"].failed == (3,)
    assert judged(counts, hidden_share=0.01)["left"].claim == "favoured"


def test_the_contrast_is_that_of_an_independent_regression(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.4, volume_exponent=-0.3)
    logs = page_log_ratios(counts, added_slots=0.5)
    values, variances, freedom = equal_volume_contrast(logs, counts.orientation, counts.posts)
    dummies = np.stack([counts.orientation == one for one in ORIENTATIONS], axis=1).astype(float)
    fit = sm.OLS(logs, np.column_stack([dummies, np.log(counts.posts)])).fit()
    row = np.append(np.eye(5)[2] - 0.2, 0.0)
    expected = fit.t_test(row)
    assert values[2] == pytest.approx(float(expected.effect[0]))
    assert math.sqrt(variances[2]) == pytest.approx(float(np.squeeze(expected.sd)))
    assert freedom == fit.df_resid
    assert values.sum() == pytest.approx(0, abs=1e-12)


def test_where_accounts_and_days_do_not_vary_pages_alone_make_the_intervals(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.4, account_spread=1e-5, chance=False)
    logs = page_log_ratios(counts, added_slots=0.5)
    dummies = np.stack([counts.orientation == one for one in ORIENTATIONS], axis=1).astype(float)
    fit = sm.OLS(logs, np.column_stack([dummies, np.log(counts.posts)])).fit()
    for place, one in enumerate(judged(counts).values()):
        assert one.typical_page.low == pytest.approx(one.pages_alone.low, rel=1e-3)
        assert one.typical_page.high == pytest.approx(one.pages_alone.high, rel=1e-3)
        ends = np.squeeze(fit.t_test(np.append(np.eye(5)[place] - 0.2, 0.0)).conf_int())
        assert np.exp(ends) == pytest.approx(
            [one.at_equal_volume.low, one.at_equal_volume.high], rel=1e-3
        )


def test_p_values_are_corrected_over_the_five_orientations(made_counts, rng):
    counts, _ = made_counts(
        rng,
        page_spread=0.4,
        account_spread=1e-5,
        orientation_effect=(0.6, 0, 0, 0, 0),
        chance=False,
    )
    logs = page_log_ratios(counts, added_slots=0.5)
    alone = [stats.ttest_1samp(logs[counts.orientation == one], 0).pvalue for one in ORIENTATIONS]
    expected = multipletests(alone, method="holm")[1]
    assert [one.p_typical for one in judged(counts).values()] == pytest.approx(expected, rel=0.01)


def test_pages_without_posts_and_orientations_with_too_few_are_refused(made_counts, rng):
    counts, _ = made_counts(rng)
    logs = page_log_ratios(counts, added_slots=0.5)
    none = counts.posts * (counts.page != "left-2")
    with pytest.raises(ValueError, match="1 pages have no post"):
        equal_volume_contrast(logs, counts.orientation, none)
    kept = (counts.orientation != "left") | np.isin(counts.page, ["left-1", "left-2"])
    with pytest.raises(ValueError, match=r"Too few pages to compare orientations: left \(2\)"):
        equal_volume_contrast(logs[kept], counts.orientation[kept], counts.posts[kept])


def test_the_permutation_statistic_is_the_f_statistic(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.4)
    logs = page_log_ratios(counts, added_slots=0.5)
    test = orientation_permutation_test(
        logs, counts.orientation, counts.posts, rng=rng, resamples=499
    )
    dummies = np.stack([counts.orientation == one for one in ORIENTATIONS], axis=1).astype(float)
    volume = np.log(counts.posts)
    full = sm.OLS(logs, np.column_stack([dummies, volume])).fit()
    part = sm.OLS(logs, sm.add_constant(volume)).fit()
    f_statistic, p_value, _ = full.compare_f_test(part)
    assert test.statistic == pytest.approx(f_statistic)
    assert test.p_value == pytest.approx(p_value, abs=0.07)
    assert test.smallest_p == 1 / 500


def test_a_planted_difference_is_found_by_permutation(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.2, orientation_effect=(1, 0, 0, 0, -1))
    logs = page_log_ratios(counts, added_slots=0.5)
    test = orientation_permutation_test(
        logs, counts.orientation, counts.posts, rng=rng, resamples=499
    )
    assert test.p_value == 1 / 500


def test_tables_hold_each_orientation_once(made_counts, rng):
    counts, _ = made_counts(rng, **SPREADS)
    found = orientation_ratios(counts, **RULES)
    these, hurdles = these_pages_table(found, counts, counts), hurdles_table(found)
    assert list(these["orientation"]) == list(hurdles["orientation"]) == list(ORIENTATIONS)
    assert these["ranked"].sum() == pytest.approx(1)
    added_up = these["top_ranked"] / these["top_chronological"]
    scale = counts.ranked.sum() / counts.chronological.sum()
    assert these["top_ratio"].to_numpy() == pytest.approx((added_up * scale).to_numpy())
    assert these["chronological"].sum() == pytest.approx(1)
    assert (hurdles["bound_low"] < hurdles["typical"]).all()
    assert (hurdles["typical"] < hurdles["bound_high"]).all()


@pytest.mark.slow
def test_intervals_over_pages_accounts_and_days_cover_and_claims_are_rare(made_counts, rng):
    covered, equal, any_claim, found = [], [], [], []
    for _ in range(300):
        counts, _planted = made_counts(rng, **SPREADS)
        ratios = orientation_ratios(counts, **RULES)
        covered.append([one.typical_page.low <= 1 <= one.typical_page.high for one in ratios])
        equal.append([one.at_equal_volume.low <= 1 <= one.at_equal_volume.high for one in ratios])
        any_claim.append(any(one.claim != "none" for one in ratios))
        test = orientation_permutation_test(
            page_log_ratios(counts, added_slots=0.5),
            counts.orientation,
            counts.posts,
            rng=rng,
            resamples=199,
        )
        found.append(test.p_value <= 0.05)
    assert 0.93 <= np.mean(covered) <= 0.98
    assert 0.93 <= np.mean(equal) <= 0.98
    assert np.mean(any_claim) <= 0.05
    assert np.mean(found) == pytest.approx(0.05, abs=0.035)


@pytest.mark.slow
def test_where_accounts_have_tastes_pages_alone_are_not_enough(made_counts, rng):
    together, alone = [], []
    for _ in range(200):
        counts, _planted = made_counts(rng, page_spread=0.2, taste_spread=0.5)
        for one in orientation_ratios(counts, **RULES):
            # The mean of log-normal tastes over accounts that are added up.
            truth = math.exp(0.5**2 / 2)
            together.append(one.typical_page.low <= truth <= one.typical_page.high)
            alone.append(one.pages_alone.low <= truth <= one.pages_alone.high)
    assert np.mean(together) >= 0.9
    assert np.mean(alone) < 0.75


def test_in_the_real_feeds_no_orientation_clears_the_hurdles(real_counts):
    found = judged(real_counts)
    assert {one.claim for one in found.values()} == {"none"}
    assert all(2 in one.failed for one in found.values())
    assert found["right"].these_pages.high < 1
    assert found["right"].typical_page.low < 1 < found["right"].typical_page.high
    left = found["left"].typical_page
    assert (left.value, left.low, left.high) == pytest.approx((1.683, 1.011, 2.802), abs=0.001)
