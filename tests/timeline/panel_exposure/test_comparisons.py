import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from rml.errors import DataError
from rml.stats.multiplicity import holm
from rml.timeline.panel_exposure.comparisons import (
    compare_with_rest,
    comparison_table,
    contrast,
    contrast_table,
    count_differences,
    count_equalities,
    declared_counts,
)
from rml.timeline.panel_exposure.fisher import conditional_p_values

# The sizes of the two real panels by race, with the overall rate of each of the four topics.
HEALTH = [113, 190, 116, 8, 16, 22, 61, 1995]
HASHTAGS = [143, 280, 153, 10, 29, 69, 2581]
PANELS = [(HEALTH, 0.0654), (HEALTH, 0.0397), (HASHTAGS, 0.0527), (HASHTAGS, 0.0086)]


def test_a_contrast_holds_the_estimates_of_independent_implementations():
    found = contrast(6, 190, 159, 2331)
    exact = proportion_confint(6, 190, method="beta")
    assert (found.rate.low, found.rate.high) == pytest.approx(exact, rel=1e-6)
    gap = confint_proportions_2indep(6, 190, 159, 2331, method="newcomb", compare="diff")
    assert (found.gap.low, found.gap.high) == pytest.approx([100 * end for end in gap], rel=1e-3)
    ratio = confint_proportions_2indep(
        6, 190, 159, 2331, method="score", compare="ratio", correction=True
    )
    assert (found.ratio.low, found.ratio.high) == pytest.approx(ratio, rel=1e-3)
    exact_test = stats.fisher_exact([[6, 184], [159, 2172]])
    assert found.test.result.p_value == pytest.approx(exact_test.pvalue)
    assert found.gap.value == pytest.approx(100 * (6 / 190 - 159 / 2331))
    assert found.gap.unit == "percentage points"


def test_a_group_without_a_sighting_has_a_ratio_with_an_upper_end():
    found = contrast(0, 16, 159, 2331)
    assert found.ratio.value == found.ratio.low == 0
    assert 1 < found.ratio.high < math.inf
    assert found.rate.high == pytest.approx(1 - 0.025 ** (1 / 16))


def test_without_a_sighting_in_the_rest_there_is_no_ratio():
    found = contrast(2, 16, 0, 50)
    assert found.ratio is None
    assert math.isnan(contrast_table({"one": found}, label="name").loc[0, "ratio"])


def test_every_row_is_set_against_everybody_else_in_its_outcome(counts, settings):
    family = compare_with_rest(counts, **settings)
    assert list(family) == [*zip(counts["outcome"], counts["group"], strict=True)]
    assert family["first", "middle"].contrast.counts == (5, 190, 180, 2003)
    assert family["second", "large"].contrast.counts == (96, 1995, 10, 198)


def test_adjusted_p_values_are_those_of_statsmodels_over_the_whole_table(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    assert shown["p_holm"].tolist() == pytest.approx(
        multipletests(shown["p"], method="holm")[1].tolist()
    )
    assert shown["p_benjamini_hochberg"].tolist() == pytest.approx(
        multipletests(shown["p"], method="fdr_bh")[1].tolist()
    )


def test_readings_tell_adjusted_unadjusted_and_open_comparisons_apart(counts, settings):
    family = compare_with_rest(counts, **settings)
    assert family["first", "middle"].reading == "lower"
    assert family["first", "small"].reading == "open"
    copies = [counts, *(counts[:3].assign(outcome=f"copy {copy}", exposed=0) for copy in range(40))]
    many = compare_with_rest(pd.concat(copies, ignore_index=True), **settings)
    assert many["first", "middle"].reading == "lower, if tested alone"


def test_higher_is_read_as_higher(settings):
    frame = pd.DataFrame(
        {"outcome": "one", "group": ["a", "b"], "exposed": [40, 10], "panelists": [100, 100]}
    )
    family = compare_with_rest(frame, **settings)
    assert [one.reading for one in family.values()] == ["higher", "lower"]
    assert count_differences(family).value == 2
    assert not count_differences(family).has_interval


def test_equality_needs_evidence(settings):
    few = pd.DataFrame(
        {"outcome": "one", "group": ["a", "b"], "exposed": [5, 5], "panelists": [100, 100]}
    )
    many = few.assign(exposed=[5000, 5000], panelists=[100_000, 100_000])
    assert count_equalities(compare_with_rest(few, **settings)).value == 0
    assert count_equalities(compare_with_rest(many, **settings)).value == 2
    never = few.assign(exposed=[0, 0])
    assert count_equalities(compare_with_rest(never, **settings)).value == 0


def test_family_intervals_are_wider_and_agree_with_the_holm_test_at_the_ends(counts, settings):
    for one in compare_with_rest(counts, **settings).values():
        assert one.family_gap.low < one.contrast.gap.low
        assert one.family_gap.high > one.contrast.gap.high or one.contrast.counts[0] == 0
        assert one.family_gap.level == pytest.approx(1 - 0.05 / len(counts))
        if one.reading == "open":
            assert one.family_gap.low <= 0 <= one.family_gap.high


@pytest.mark.parametrize(("people", "rate", "rest"), [(8, 0.04, 2513), (69, 0.008, 3196)])
def test_family_intervals_miss_no_more_often_than_their_level_in_small_groups(people, rate, rest):
    """Newcombe's own interval misses there about seven times as often as it may."""
    level, missed = 1 - 0.05 / 30, {"cautious": 0.0, "newcombe": 0.0}
    likely = np.unique(stats.binom.ppf(np.linspace(0.01, 0.99, 15), rest, rate).astype(int))
    weights = stats.binom.pmf(likely, rest, rate)
    weights /= weights.sum()
    for count_rest, weight in zip(likely.tolist(), weights, strict=True):
        for count in range(min(people, 12) + 1):
            frame = pd.DataFrame(
                {
                    "outcome": "one",
                    "group": ["a", "b"],
                    "exposed": [count, count_rest],
                    "panelists": [people, rest],
                }
            )
            # Two rows, so alpha is set to give each the level of a family of thirty.
            family = compare_with_rest(frame, level=level, alpha=0.1 / 30, equality_band=0.8)
            one = family["one", "a"]
            chance = weight * stats.binom.pmf(count, people, rate)
            missed["cautious"] += chance * (one.family_gap.low > 0 or one.family_gap.high < 0)
            missed["newcombe"] += chance * (one.contrast.gap.low > 0 or one.contrast.gap.high < 0)
    assert missed["cautious"] <= 1 - level
    assert missed["newcombe"] > 4 * (1 - level)


def test_clopper_pearson_covers_where_wilson_does_not():
    """The reason for the choice: rare sightings in a group of eight."""
    rate = 0.021
    covered = {"beta": 0.0, "wilson": 0.0}
    for method in covered:
        for count in range(9):
            low, high = proportion_confint(count, 8, method=method)
            covered[method] += stats.binom.pmf(count, 8, rate) * (low <= rate <= high)
    assert covered["beta"] >= 0.95
    assert covered["wilson"] < 0.9


def false_alarms(repeats, *, rng, shift=1.0):
    """Return in which simulated panels Holm rejects a true null hypothesis of the family.

    As in the real tables, whoever is exposed to the second topic is exposed to the first.
    With a shift, one group's rate of the third topic is multiplied by it; this group is in
    every other group's rest, so none of that topic's nulls is true.
    """
    rates = [np.full(len(sizes), rate) for sizes, rate in PANELS]
    rates[2][1] *= shift
    drawn = [
        rng.binomial(sizes, rate, size=(repeats, len(sizes)))
        for (sizes, _), rate in zip(PANELS, rates, strict=True)
    ]
    drawn[1] = rng.binomial(drawn[0], PANELS[1][1] / PANELS[0][1])
    known, p_values, is_null = {}, [], []
    for place, (counts, (sizes, _)) in enumerate(zip(drawn, PANELS, strict=True)):
        for group, own in enumerate(sizes):
            column = []
            for count, total in zip(
                counts[:, group].tolist(), counts.sum(axis=1).tolist(), strict=True
            ):
                key = (own, sum(sizes) - own, total)
                if key not in known:
                    known[key] = conditional_p_values(*key)
                fewest, _, attainable = known[key]
                column.append(attainable[count - fewest])
            p_values.append(column)
            is_null.append(place != 2 or shift == 1.0)
    family = np.array(p_values).T
    return np.array([(holm(tests) <= 0.05)[np.array(is_null)].any() for tests in family])


def test_the_whole_family_raises_a_false_alarm_in_at_most_one_of_twenty_panels():
    alarms = false_alarms(10_000, rng=np.random.default_rng(11))
    # Exact tests in small groups stay well below 5 %, by more than the simulation's error.
    assert 0 < alarms.mean() <= 0.05


def test_a_true_difference_elsewhere_raises_no_false_alarms():
    alarms = false_alarms(5_000, rng=np.random.default_rng(12), shift=3.0)
    assert alarms.mean() <= 0.05


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.drop(columns="panelists"), "lacks the columns panelists"),
        (lambda frame: frame.iloc[:0], "no row"),
        (lambda frame: pd.concat([frame, frame]), "twice"),
        (lambda frame: frame.iloc[:1], "no second group"),
    ],
)
def test_tables_that_are_no_family_are_refused(counts, settings, change, words):
    with pytest.raises(DataError, match=words) as refused:
        compare_with_rest(change(counts), **settings)
    assert refused.value.where == "count table"
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [("level", 1.0), ("alpha", 0.6), ("equality_band", 1.2), ("equality_band", 0.0)],
)
def test_settings_out_of_range_are_refused(counts, settings, name, value):
    with pytest.raises(ValueError, match="must"):
        compare_with_rest(counts, **(settings | {name: value}))


def test_more_people_reached_than_there_are_is_refused(counts, settings):
    with pytest.raises(ValueError, match="whole number"):
        compare_with_rest(counts.assign(exposed=3000), **settings)


def test_the_declared_family_comes_in_its_own_order(counts):
    found = declared_counts(counts, ["second", "first"])
    assert found["outcome"].tolist() == ["second"] * 3 + ["first"] * 3
    assert found["group"].tolist() == ["large", "middle", "small"] * 2
    with pytest.raises(DataError, match="Nothing is counted for third"):
        declared_counts(counts, ["first", "third"])
