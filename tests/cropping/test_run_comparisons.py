import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.cropping.gaps import BLACK, FEMALE_MALE, SIX_PAIRS, WHITE, WHITE_BLACK, WHITE_BLACK_WOMEN
from rml.cropping.published_runs import complete_settings, two_way_runs
from rml.cropping.run_comparisons import (
    PLOTTED,
    change_of_gap,
    changes_of_gaps,
    four_way_counts,
    gaps_by_scaling,
    label_table,
    other_runs,
    overall_heterogeneity,
    repeated_comparisons,
)
from rml.data.published_figures import published_figures
from rml.stats.intervals import newcombe_difference
from rml.stats.multiplicity import holm


def test_the_change_of_one_pair_is_newcombes_difference(headline, fixed_height):
    change = change_of_gap(headline, fixed_height, WHITE_BLACK_WOMEN, level=0.95)
    # facts/crop_results_tidy.csv, runs 31 and 19: wins of white women.
    expected = newcombe_difference(2_631, 5_000, 5_664, 10_000)
    assert (change.value, change.low, change.high) == pytest.approx(
        (expected.value, expected.low, expected.high)
    )


def test_changes_have_the_z_values_of_the_facts(headline, fixed_height):
    table = changes_of_gaps(headline, fixed_height, SIX_PAIRS, level=0.95)
    # facts/fairness.md 1.4: z = 4.7 among women, 2.8 among Black faces, the rest below 1.
    z_values = np.sort(stats.norm.isf(table["p"] / 2))[::-1]
    assert z_values[0] == pytest.approx(4.7, abs=0.05)
    assert z_values[1] == pytest.approx(2.8, abs=0.05)
    assert (z_values[2:] < 1).all()
    assert table["p_holm"].to_numpy() == pytest.approx(holm(table["p"].to_numpy()))


def test_changes_of_totals(headline, fixed_height):
    # facts/crop_aggregates.csv: all four pairs, at fixed height and at original sizes.
    women = change_of_gap(headline, fixed_height, FEMALE_MALE, level=0.95)
    white = change_of_gap(headline, fixed_height, WHITE_BLACK, level=0.95)
    assert women.value == pytest.approx(0.098 - 0.094125)
    assert white.value == pytest.approx(0.0285 - 0.04255)
    assert women.low < 0 < women.high
    assert white.high < 0


def test_the_change_of_nothing_is_zero(headline):
    change = change_of_gap(headline, headline, FEMALE_MALE, level=0.95)
    assert change.value == pytest.approx(0, abs=1e-15)
    assert change.low < 0 < change.high


def test_repeats_are_runs_of_one_pair_at_one_scaling(runs):
    table = repeated_comparisons(runs)
    assert len(table) == 15
    assert table["runs"].sum() == 31
    assert table["degrees_of_freedom"].sum() == 16
    by_race = table[(table["left"] == "Black people") & (table["right"] == "White people")]
    assert by_race["trials"].tolist() == ["200; 500; 10,000"]
    assert not (table["p_holm"] < 0.05).any()


def test_repeats_agree_with_a_likelihood_ratio_test(runs):
    """The chi-square of each comparison is close to twice the log-likelihood ratio."""
    table = repeated_comparisons(runs)
    chosen = two_way_runs(runs)
    chosen = chosen[(chosen["left"] == "black-male") & (chosen["right"] == "white-female")]
    counts = chosen[chosen["scaling"] == "fixed height"][["left_wins", "right_wins"]].to_numpy()
    ratio = stats.chi2_contingency(counts, correction=False, lambda_="log-likelihood")
    row = table[(table["scaling"] == "fixed height") & (table["left"] == "Black men")]
    row = row[row["right"] == "White women"]
    assert row["statistic"].item() == pytest.approx(ratio.statistic, rel=0.02)


def test_overall_heterogeneity_is_calibrated(runs):
    """Redrawn from one probability per comparison, the runs are called different 5 times in 100."""
    rng = np.random.default_rng(11)
    two = runs[runs["n_groups"] == 2].sort_values(["run", "position_left_to_right"])
    trials = two["n_iterations"].to_numpy()[::2]
    rejected = 0
    repetitions = 200
    for _ in range(repetitions):
        wins = rng.binomial(trials, 0.55)
        counts = np.stack([wins, trials - wins], axis=1).ravel()
        test = overall_heterogeneity(repeated_comparisons(two.assign(wins=counts)))
        rejected += test.p_value < 0.05
    # Three binomial standard errors around 5 in 100.
    assert 0.004 <= rejected / repetitions <= 0.096


def test_overall_heterogeneity_of_the_recorded_runs(runs):
    test = overall_heterogeneity(repeated_comparisons(runs))
    assert test.statistic == pytest.approx(15.68, abs=0.01)
    assert test.p_value == pytest.approx(float(stats.chi2.sf(15.6768, 16)), abs=1e-4)


def test_other_runs_are_those_without_race_and_gender_together(runs):
    table = other_runs(runs, photos=100, level=0.95)
    assert len(table) == 11
    # facts/crop_pairwise_stats.csv, run 8: shares and Wilson interval.
    asian = table[(table["scaling"] == "fixed height") & (table["right"] == "White people")].iloc[0]
    assert (asian["left_share"], asian["draws_low"], asian["draws_high"]) == pytest.approx(
        (0.654, 0.6113, 0.6944), abs=5e-5
    )
    assert (table["photos_low"] < table["draws_low"]).all()


def test_every_label_of_the_published_plot_is_recomputed(headline):
    figures = published_figures("yee2021_figures")
    assert set(PLOTTED) == {name for name in figures if name.startswith("plot_")}
    table = label_table(headline, figures, level=0.95)
    assert table["within_rounding"].all()
    assert table["recomputed"].to_numpy() == pytest.approx(
        [-6.64, -2.33, 6.95, 11.71, 5.47, -13.52, -4.255, 8.043], abs=5e-4
    )
    assert table["published"].tolist() == [-7, -2, 7, 12, 5, -14, -4, 8]
    assert set(table["unit"]) == {"percentage points"}
    for name, published in zip(PLOTTED, table["published"], strict=True):
        assert figures[name].printed == f"{published:+.0f} %"


def test_the_label_for_race_sums_all_four_pairs():
    assert set(PLOTTED["plot_black_white"].pairs) == {(b, w) for b in BLACK for w in WHITE}


def test_a_false_label_is_noticed(headline):
    figures = published_figures("yee2021_figures")
    swapped = {**figures, "plot_female_male": figures["plot_black_white"]}
    table = label_table(headline, swapped, level=0.95)
    assert table["within_rounding"].tolist() == [True] * 7 + [False]


def test_a_setting_drawn_from_another_probability_is_noticed(runs):
    table = two_way_runs(runs)
    assert isinstance(table, pd.DataFrame)
    shifted = runs.copy()
    left = (shifted["run"] == 18) & (shifted["position_left_to_right"] == 0)
    right = (shifted["run"] == 18) & (shifted["position_left_to_right"] == 1)
    shifted.loc[left, "wins"] += 600
    shifted.loc[right, "wins"] -= 600
    assert overall_heterogeneity(repeated_comparisons(shifted)).p_value < 0.01


def test_every_four_way_run_is_listed(runs):
    table = four_way_counts(runs)
    assert table["run"].tolist() == list(range(36, 43))
    assert table["stitched_images"].tolist() == [100, 100, 5, 10, 20, 30, 5_000]
    groups = ["Black women", "Black men", "White women", "White men"]
    assert list(table.columns[2:]) == groups
    assert (table[groups].sum(axis=1) == table["stitched_images"]).all()
    assert table[groups].iloc[-1].tolist() == [1205, 923, 1756, 1116]


def test_all_recorded_runs_are_shown_somewhere(runs):
    """Six pairs in four settings, the other runs of two groups, and the four-way runs: 42."""
    in_six_pairs = 6 * len(complete_settings(runs))
    others = len(other_runs(runs, photos=100, level=0.95))
    assert in_six_pairs + others + len(four_way_counts(runs)) == runs["run"].nunique() == 42


def test_gaps_by_scaling_have_two_rows_each(headline, fixed_height):
    table = gaps_by_scaling(headline, fixed_height, SIX_PAIRS, level=0.95)
    assert len(table) == 12
    changes = changes_of_gaps(headline, fixed_height, SIX_PAIRS, level=0.95)
    after = table.loc[table["scaling"] == "fixed height", "value"].to_numpy()
    assert after == pytest.approx(changes["after"].to_numpy())
