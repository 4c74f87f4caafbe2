import numpy as np
import pandas as pd
import pytest
from scipy import special

from rml.cropping.gaps import (
    FEMALE_MALE,
    GROUPS,
    NAMES,
    WHITE_BLACK,
    WHITE_BLACK_WOMEN,
    gap_over_draws,
)
from rml.cropping.published_runs import six_pairs
from rml.cropping.side_effect import (
    fit_pairs,
    four_way_shares,
    four_way_test,
    gap_without_side,
    side_of,
    side_table,
)
from rml.errors import DataError

# facts/crop_bradley_terry.csv: setting, trials, black men, white women, white men against
# black women, left side, deviance; log-odds.
WITH_SIDE = [
    ("wiki_no_scaling_intersect", 10_000, -0.2946, 0.2578, -0.2223, -0.0089, 0.74),
    ("wiki_fixed_height_intersect", 5_000, -0.3477, 0.1882, -0.2161, 0.0438, 4.31),
    ("wiki_fixed_height_intersect", 2_000, -0.4310, 0.1459, -0.3516, -0.0577, 1.49),
    ("wiki_no_scaling", 2_000, -0.2809, 0.2525, -0.2133, 0.0080, 2.44),
]
WITHOUT_SIDE = [
    ("wiki_no_scaling_intersect", 10_000, -0.2901, 0.2667, -0.2090, 0.93),
    ("wiki_fixed_height_intersect", 5_000, -0.3696, 0.1446, -0.2815, 6.61),
    ("wiki_fixed_height_intersect", 2_000, -0.4019, 0.2032, -0.2655, 3.07),
    ("wiki_no_scaling", 2_000, -0.2849, 0.2445, -0.2253, 2.47),
]
# The same file: setting, trials, goodness of fit with side and without, error of the side.
GOODNESS = [
    ("wiki_no_scaling", 2_000, 0.295, 0.480, 0.0456),
    ("wiki_no_scaling_intersect", 10_000, 0.692, 0.819, 0.0204),
    ("wiki_fixed_height_intersect", 2_000, 0.475, 0.381, 0.0459),
    ("wiki_fixed_height_intersect", 5_000, 0.116, 0.0854, 0.0289),
]
STRENGTHS = np.array([0.0, -0.3, 0.25, -0.2])


def drawn_pairs(rng, *, side, trials):
    rows = []
    for place, left in enumerate(GROUPS):
        for other, right in enumerate(GROUPS[place + 1 :], start=place + 1):
            share = special.expit(STRENGTHS[place] - STRENGTHS[other] + side)
            wins = rng.binomial(trials, share)
            rows.append((left, right, wins, trials - wins, trials))
    return pd.DataFrame(rows, columns=["left", "right", "left_wins", "right_wins", "trials"])


def true_gap(gap):
    place = dict(zip(GROUPS, STRENGTHS, strict=True))
    shares = [special.expit(place[first] - place[second]) for first, second in gap.pairs]
    return float(np.mean(shares)) - 0.5


@pytest.mark.parametrize("row", WITH_SIDE)
def test_strengths_and_side_are_those_of_the_facts(runs, row):
    setting, trials, *strengths, side, deviance = row
    fit = fit_pairs(six_pairs(runs, setting=setting, trials=trials), side=True, level=0.95)
    found = [fit.strengths[group].value for group in GROUPS[1:]]
    assert found == pytest.approx(strengths, abs=6e-5)
    assert side_of(fit).value == pytest.approx(side, abs=6e-5)
    assert (fit.deviance, fit.degrees_of_freedom) == (pytest.approx(deviance, abs=6e-3), 2)


@pytest.mark.parametrize("row", WITHOUT_SIDE)
def test_strengths_without_a_side_are_those_of_the_facts(runs, row):
    setting, trials, *strengths, deviance = row
    fit = fit_pairs(six_pairs(runs, setting=setting, trials=trials), side=False, level=0.95)
    found = [fit.strengths[group].value for group in GROUPS[1:]]
    assert found == pytest.approx(strengths, abs=6e-5)
    assert (fit.deviance, fit.degrees_of_freedom) == (pytest.approx(deviance, abs=6e-3), 3)
    with pytest.raises(ValueError, match="no side effect"):
        side_of(fit)


def test_the_side_table_has_the_goodness_of_fit_of_the_facts(runs):
    table = side_table(runs, level=0.95)
    assert len(table) == len(GOODNESS)
    for row, (setting, trials, with_side, without, error) in zip(
        table.itertuples(), GOODNESS, strict=True
    ):
        assert (row.setting, row.trials) == (setting, trials)
        assert row.p_with_side == pytest.approx(with_side, abs=6e-4)
        assert row.p_without_side == pytest.approx(without, abs=6e-4)
        assert (row.high - row.low) / 2 == pytest.approx(1.959964 * error, rel=5e-3)


@pytest.mark.parametrize("gap", [WHITE_BLACK, FEMALE_MALE], ids=lambda gap: gap.label)
def test_a_planted_side_effect_is_taken_out(gap):
    """Black faces stood left: a pull to the left hides in the raw gap, not in the adjusted one."""
    rng = np.random.default_rng(5)
    repetitions, raw, adjusted, estimates = 1_000, 0, 0, []
    truth = true_gap(gap)
    for _ in range(repetitions):
        pairs = drawn_pairs(rng, side=0.3, trials=10_000)
        plain = gap_over_draws(pairs, gap, level=0.95)
        taken_out = gap_without_side(fit_pairs(pairs, side=True, level=0.95), gap, level=0.95)
        raw += plain.low <= truth <= plain.high
        adjusted += taken_out.low <= truth <= taken_out.high
        estimates.append(taken_out.value)
    assert raw == 0
    assert 0.93 <= adjusted / repetitions <= 0.97
    assert np.mean(estimates) == pytest.approx(truth, abs=5e-4)


def test_taking_out_no_side_effect_changes_little(headline):
    fit = fit_pairs(headline, side=True, level=0.95)
    for gap in (WHITE_BLACK, FEMALE_MALE, WHITE_BLACK_WOMEN):
        raw = gap_over_draws(headline, gap, level=0.95)
        without = gap_without_side(fit, gap, level=0.95)
        assert without.value == pytest.approx(raw.value, abs=0.005)
        assert without.high - without.low > raw.high - raw.low


def test_four_way_shares_are_recorded_left_to_right(runs, headline):
    fit = fit_pairs(headline, side=False, level=0.95)
    table = four_way_shares(runs, fit, level=0.95)
    assert table["group"].tolist() == [NAMES[group] for group in GROUPS]
    # facts/fairness.md 1.4.
    assert table["wins"].tolist() == [1205, 923, 1756, 1116]
    assert table["share"].sum() == pytest.approx(1)
    assert table["predicted"].sum() == pytest.approx(1)
    strengths = np.exp([0, -0.2901, 0.2667, -0.2090])
    assert table["predicted"].to_numpy() == pytest.approx(strengths / strengths.sum(), abs=2e-4)
    assert four_way_test(table, fit).p_value == pytest.approx(0.004, abs=5e-4)


def test_the_four_way_test_is_calibrated(runs):
    """Where Luce's rule holds, pairs and four-way runs are called different 5 times in 100."""
    rng = np.random.default_rng(17)
    recorded = runs[runs["run"] == 42]
    shares = special.softmax(STRENGTHS)
    repetitions, rejected = 1_000, 0
    for _ in range(repetitions):
        fit = fit_pairs(drawn_pairs(rng, side=0.0, trials=10_000), side=False, level=0.95)
        drawn = recorded.assign(wins=rng.multinomial(5_000, shares))
        table = four_way_shares(drawn, fit, level=0.95)
        rejected += four_way_test(table, fit).p_value < 0.05
    assert 0.03 <= rejected / repetitions <= 0.07


def test_without_a_four_way_run_there_are_no_shares(runs, headline):
    fit = fit_pairs(headline, side=False, level=0.95)
    with pytest.raises(DataError, match="No run put four photos side by side"):
        four_way_shares(runs[runs["n_groups"] == 2], fit, level=0.95)
