import pandas as pd
import pytest

from rml.estimate import Estimate
from rml.timeline.panel_exposure import display as exposure_display
from rml.timeline.panel_exposure.claims import VERDICTS
from rml.timeline.panel_exposure.comparisons import compare_with_rest, comparison_table
from rml.timeline.panel_exposure.display import (
    READING_WORDS,
    confirmed_in_words,
    counts_of,
    layout,
    misfit_words,
    readable_probabilities,
    values_of,
    watched_in_words,
    wording_of,
)

NAMES = {"first": "the first", "second": "the second"}


def test_every_reading_has_its_words(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    assert set(shown["reading"]) <= set(READING_WORDS)
    assert set(READING_WORDS) == set(VERDICTS)


def test_the_tables_have_the_columns_that_are_shown(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    for columns in ("RATE_COLUMNS", "GAP_COLUMNS", "TEST_COLUMNS"):
        assert set(getattr(exposure_display, columns)) <= set(shown.columns)


def test_layout_speaks_of_columns_that_are_there_only():
    found = layout(pd.DataFrame({"gap": [1.0], "p": [0.5], "group": ["a"]}))
    assert found == {"units": {"gap": "points"}, "formats": {"gap": ".2f", "p": ".4f"}}


def test_values_of_a_comparison(counts, settings):
    found = compare_with_rest(counts, **settings)["first", "middle"]
    assert counts_of(found) == {
        "exposed": 5,
        "people": 190,
        "exposed_rest": 180,
        "people_rest": 2003,
        "rate": pytest.approx(5 / 190),
        "rate_rest": pytest.approx(180 / 2003),
    }
    assert values_of(found)["reading"] == READING_WORDS["lower"]


def test_confirmed_differences_in_words(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    words = confirmed_in_words(shown, NAMES)
    assert "feeds of middle panelists held the first less often" in words
    assert "2.6 % against 9.0 %" in words
    assert "the 2,003 panelists who are not middle, of whom 180 were reached" in words
    nothing = comparison_table(compare_with_rest(counts[3:].reset_index(), **settings))
    assert confirmed_in_words(nothing, NAMES) == "no difference for any group or topic"


def alone(*counts):
    """Return the first of two groups, among so many topics that Holm confirms nothing."""
    names = ["group", "others"]
    one = pd.DataFrame({"group": names, "exposed": counts[::2], "panelists": counts[1::2]})
    none = one.assign(exposed=0)
    tables = [one.assign(outcome="topic"), *(none.assign(outcome=str(i)) for i in range(20))]
    family = compare_with_rest(
        pd.concat(tables, ignore_index=True), level=0.95, alpha=0.05, equality_band=0.8
    )
    return family["topic", "group"]


def test_a_border_case_is_called_so_where_test_and_interval_disagree():
    found = alone(6, 190, 159, 2331)
    assert found.reading == "lower, if tested alone"
    assert found.contrast.gap.high > 0
    assert wording_of(found) == "borderline"
    assert "disagree" in values_of(found)["reading"]
    other = alone(4, 29, 168, 3236)
    assert other.reading == "open"
    assert other.contrast.gap.low > 0
    assert wording_of(other) == "borderline"


def test_where_both_agree_the_reading_stands():
    for counts in ((4, 190, 159, 2331), (10, 190, 159, 2331)):
        found = alone(*counts)
        assert wording_of(found) == found.reading
    assert wording_of(alone(4, 190, 159, 2331)) == "lower, if tested alone"
    assert wording_of(alone(10, 190, 159, 2331)) == "open"


def test_no_probability_reads_as_zero():
    numbers = pd.DataFrame({"group": ["a", "b"], "power_alone": [0.5, 3e-5]})
    numbers = numbers.assign(power_family=[0.0, 0.00099], p_if_none=[1.0, 1e-120])
    found = readable_probabilities(numbers)
    assert found["power_alone"].tolist() == ["0.500", "< 0.001"]
    assert found["power_family"].tolist() == ["< 0.001", "< 0.001"]
    assert found["p_if_none"].tolist() == ["1.000", "< 0.001"]
    assert found["group"].tolist() == ["a", "b"]


def judged(**changes):
    given = {
        "outcome": ["any_health_agency", "hhs", "hhs"],
        "group": ["Black", "Black", "White"],
        "exposed": [6, 3, 92],
        "panelists": [190, 190, 1995],
        "printed": [3.0, 1.5, 4.6],
        "verdict": ["differs", "differs", "reproduced"],
        "verdict_if_whole": ["reproduced", None, None],
    }
    return pd.DataFrame(given | changes)


VALUES = {"printed": 3, "impossible": 1, "groups": 2, "consistent": 2, "least": 0.1, "most": 0.2}


def test_misfits_in_words_name_those_that_rest_on_reading_a_whole_number():
    words = misfit_words(judged(), VALUES)
    assert words == {
        "printed": 3,
        "impossible": 1,
        "least": 0.1,
        "most": 0.2,
        "where": "any agency and HHS",
        "fitted": "each of the 2",
        "whole": "3 % for 6 of 190 Black panelists",
    }
    assert misfit_words(judged(), VALUES | {"consistent": 1})["fitted"] == "1 of the 2"


def test_misfits_in_words_say_none():
    words = misfit_words(judged(verdict=["reproduced"] * 3), VALUES)
    assert (words["where"], words["whole"]) == ("none", "none")
    differ_either_way = judged(verdict_if_whole=["differs", None, None])
    assert misfit_words(differ_either_way, VALUES)["whole"] == "none"


@pytest.mark.parametrize(("value", "words"), [(-9.7, "there are signs"), (1.0, "no signs")])
def test_signs_of_less_watching_follow_the_panel_sizes(value, words):
    gap = Estimate(value=value, low=None, high=None, level=None, n="9", unit="points", method="m")
    assert words in watched_in_words("Black", gap)
