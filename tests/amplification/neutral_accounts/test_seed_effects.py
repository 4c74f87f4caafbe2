import doctest
import functools
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from rml.amplification.neutral_accounts import published_tests as published_module
from rml.amplification.neutral_accounts.analyses import ANALYSES
from rml.amplification.neutral_accounts.daily_differences import (
    account_means,
    comparisons_of,
    rows_of,
)
from rml.amplification.neutral_accounts.published_tests import (
    PRINTED_WITH_THE_DATA,
    comparison_id,
    published_tests,
    t_statistic,
)
from rml.amplification.neutral_accounts.seed_effects import (
    effects_frame,
    inverted_p_value,
    leaves_zero_out,
    over_accounts,
    over_blocks,
    over_days,
    over_independent_days,
    seed_effects,
    significant_count,
)
from rml.stats.intervals import t_interval
from rml.stats.multiplicity import holm

SETTINGS = {
    "level": 0.95,
    "max_lag_days": 6,
    "block_length_days": 8,
    "prewhiten": True,
    "resamples": 999,
}

# t, p, Cohen's d, n. Those in chen2021_figures are verified as printed in osome-iu/DrifterBot,
# exps/algorithm_bias_estimation.ipynb; the others guard our recomputation, at as many digits.
PUBLISHED_WAY = {
    ("url", "Left"): ("4.146558", "4.144082e-05", "0.209700", 391),
    ("url", "C. Left"): ("-2.324818", "2.059695e-02", "0.117873", 389),
    ("url", "Center"): ("-15.156787", "3.611706e-41", "0.764559", 393),
    ("url", "C. Right"): ("-4.092429", "5.205458e-05", "0.208570", 385),
    ("url", "Right"): ("-4.954729", "1.128585e-06", "0.264088", 352),
    ("hashtag", "Left"): ("-6.033468", "3.763578e-09", "0.306698", 387),
    ("hashtag", "C. Left"): ("2.573025", "1.045799e-02", "0.131475", 383),
    ("hashtag", "Center"): ("1.797072", "7.309583e-02", "0.090766", 392),
    ("hashtag", "C. Right"): ("4.669914", "4.186471e-06", "0.239247", 381),
    ("hashtag", "Right"): ("-10.573009", "7.251819e-23", "0.563543", 352),
}
# facts/drifterbot_tests.csv: t over the three accounts' means and its p-value.
OVER_ACCOUNTS = {
    ("url", "Left"): (1.1717220105231516, 0.361999873218907),
    ("url", "Center"): (-2.5408895594642273, 0.12622376944981398),
    ("url", "Right"): (-1.3730393448832678, 0.3034148338166181),
    ("hashtag", "C. Left"): (0.40752394141892107, 0.7231042394085196),
    ("hashtag", "C. Right"): (0.760061100178823, 0.5265949130242957),
}


@pytest.fixture(scope="module")
def real_effects(real_differences):
    return seed_effects(
        real_differences,
        level=0.95,
        max_lag_days=15,
        block_length_days=16,
        prewhiten=True,
        resamples=499,
        rng=np.random.default_rng(1),
    )


def test_the_published_tests_give_the_known_digits(real_differences):
    tests = published_tests(real_differences, {})
    assert list(zip(tests["score"], tests["leaning"], strict=True)) == list(PUBLISHED_WAY)
    for row, (t, p, d, n) in zip(tests.itertuples(), PUBLISHED_WAY.values(), strict=True):
        assert f"{row.t:.6f}" == t
        assert f"{row.p_value:.6e}" == p
        assert f"{row.cohen_d:.6f}" == d
        assert row.account_days == n
        estimate = t_statistic(rows_of(real_differences, score=row.score, leaning=row.leaning))
        assert f"{estimate.value:.6f}" == t
        assert not estimate.has_interval


def test_the_tests_over_accounts_are_those_of_the_facts(real_differences):
    for (score, leaning), (t, p) in OVER_ACCOUNTS.items():
        rows = rows_of(real_differences, score=score, leaning=leaning)
        test = stats.ttest_1samp(account_means(rows), 0.0)
        assert test.statistic == pytest.approx(t, rel=1e-9)
        assert test.pvalue == pytest.approx(p, rel=1e-9)


def test_fewer_real_tests_remain_the_more_the_design_is_heeded(real_effects):
    counts = {
        analysis: significant_count(real_effects, analysis, alpha=0.05).value
        for analysis in ANALYSES
    }
    assert counts["independent_days"] == 9
    assert counts["hac"] == 2
    assert counts["block_bootstrap"] <= 4
    assert counts["accounts"] == 0


def test_the_p_values_of_the_effects_are_those_of_the_t_tests(real_effects, real_differences):
    printed = published_tests(real_differences, {})["p_value"].tolist()
    ours = [effect.p_value for effect in real_effects if effect.analysis == "independent_days"]
    assert ours == pytest.approx(printed, rel=1e-12)
    of_accounts = {
        (effect.score, effect.leaning): effect.p_value
        for effect in real_effects
        if effect.analysis == "accounts"
    }
    for comparison, (_, p) in OVER_ACCOUNTS.items():
        assert of_accounts[comparison] == pytest.approx(p, rel=1e-9)


def test_every_analysis_gives_every_comparison_once_and_adjusts_within_itself(differences, rng):
    effects = seed_effects(differences, **SETTINGS, rng=rng)
    assert [effect.analysis for effect in effects] == [
        analysis for analysis in ANALYSES for _ in range(10)
    ]
    for analysis in ANALYSES:
        family = [effect for effect in effects if effect.analysis == analysis]
        assert [effect.holm_p_value for effect in family] == pytest.approx(
            holm([effect.p_value for effect in family])
        )
        assert len({effect.id for effect in family}) == 10
    frame = effects_frame(effects)
    assert frame["analysis"].tolist()[:5] == [note.name for note in ANALYSES.values()] + [
        ANALYSES["independent_days"].name
    ]
    assert frame["low"].lt(frame["effect"]).all()
    assert frame["effect"].lt(frame["high"]).all()
    assert set(frame["analysis"]) == {note.name for note in ANALYSES.values()}


def test_an_effect_says_its_direction_only_when_it_is_established(differences, rng):
    effects = seed_effects(differences, **SETTINGS, rng=rng)
    for effect in effects:
        said = effect.reading(0.05)
        assert f"{effect.holm_p_value:.2g}" in said
        assert ("not established" in said) == (effect.holm_p_value > 0.05)
        assert effect.seed in effect.population
    left = next(one for one in effects if one.holm_p_value <= 0.05 and one.estimate.value < 0)
    assert "further left" in left.reading(0.05)


def test_the_same_seed_gives_the_same_effects(differences):
    first, second = (
        seed_effects(differences, **SETTINGS, rng=np.random.default_rng(3)) for _ in range(2)
    )
    assert first == second


def test_the_three_analyses_of_account_days_share_their_value(differences):
    for _, _, rows in comparisons_of(differences):
        mean = pytest.approx(rows["difference"].mean())
        assert over_independent_days(rows, level=0.9).value == mean
        assert over_days(rows, level=0.9, max_lag_days=5, prewhiten=False).value == mean
        blocks = over_blocks(rows, level=0.9, block_length_days=5, resamples=199, seed=1)
        assert blocks.value == mean


def test_an_estimate_says_how_many_accounts_it_rests_on(differences):
    rows = rows_of(differences, score="url", leaning="Center")
    assert over_accounts(rows, level=0.95).n == "3 accounts"
    hac = over_days(rows, level=0.95, max_lag_days=5, prewhiten=True)
    assert hac.n == "180 account-days in 3 accounts"
    assert "60 days" in hac.method
    of_all = differences[differences["score"] == "url"]
    assert over_accounts(of_all, level=0.95).n == "15 accounts"


def test_swapping_home_and_friends_turns_the_signs(timelines, differences):
    from rml.amplification.neutral_accounts.daily_differences import daily_differences  # noqa: PLC0415

    names = {"home": "friends", "friends": "home"}
    swapped = timelines.assign(timeline=timelines["timeline"].map(names))
    turned = published_tests(daily_differences(swapped, scores=["url", "hashtag"]), {})
    tests = published_tests(differences, {})
    assert turned["t"].to_numpy() == pytest.approx(-tests["t"].to_numpy())
    assert turned["p_value"].to_numpy() == pytest.approx(tests["p_value"].to_numpy())


@pytest.mark.parametrize("shift", [0.0, 0.01, 0.05, 1.0])
def test_an_inverted_p_value_is_that_of_the_test(rng, shift):
    values = rng.normal(shift, 0.1, size=20)
    p_value = stats.ttest_1samp(values, 0.0).pvalue
    interval = functools.partial(t_interval, values, unit="score")
    found = inverted_p_value(interval, smallest=1e-10)
    assert found == pytest.approx(max(p_value, 1e-10), rel=0.006)
    assert leaves_zero_out(t_interval(values, level=0.95, unit="score")) == (p_value < 0.05)


def test_a_p_value_of_an_effect_of_zero_is_one():
    interval = functools.partial(t_interval, [-1.0, 0.0, 1.0], unit="score")
    assert inverted_p_value(interval, smallest=1e-6) == 1.0


def test_names_of_comparisons_are_those_of_the_published_figures():
    from rml.data.published_figures import published_figures  # noqa: PLC0415

    figures = published_figures("chen2021_figures")
    held = [pair for pair in PUBLISHED_WAY if f"{comparison_id(*pair)}_t" in figures]
    assert sorted(held) == sorted(PRINTED_WITH_THE_DATA)
    for pair in held:
        assert figures[f"{comparison_id(*pair)}_t"].printed == PUBLISHED_WAY[pair][0]


def test_the_table_of_tests_marks_which_values_are_verified(differences):
    table = published_tests(differences, {"url_left": 1.5})
    assert table["printed_t"].tolist()[0] == 1.5
    assert table["printed_t"].isna().sum() == 9


@pytest.mark.parametrize(
    ("low", "high", "border"),
    [(0.001, 0.03, True), (-0.03, 0.001, True), (0.01, 0.03, False), (-0.02, 0.03, False)],
)
def test_an_interval_that_ends_next_to_zero_is_called_a_border_case(
    differences, rng, low, high, border
):
    effect = seed_effects(differences, **SETTINGS, rng=rng)[0]
    moved = replace(effect.estimate, value=(low + high) / 2, low=low, high=high)
    effect = replace(effect, estimate=moved)
    assert effect.at_border is border
    assert ("at the border" in effect.reading(0.05)) is border
    assert effect.reading(0.05).count("p\N{NO-BREAK SPACE}=") == 1 + border


def test_the_examples_give_what_they_show():
    assert doctest.testmod(published_module).failed == 0
