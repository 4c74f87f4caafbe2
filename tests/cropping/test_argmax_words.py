"""Sentences that depend on results say what the results are, and no more."""

import math

import numpy as np
import pandas as pd
import pytest

from rml.cropping.argmax_words import (
    agreement_words,
    face_verdict,
    formula_values,
    halfway_words,
    is_clear,
    left_out_words,
    one_cell_verdict,
    race_words,
    rates_of,
    refusals,
    verdict_of,
)
from rml.cropping.sampled_choice import OUTSIDE
from rml.cropping.spread_alone import maxima_from_spread
from rml.estimate import Estimate


def points(value, low, high):
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=0.95,
        n="535 people",
        unit="percentage points",
        method="two-way",
    )


UP, DOWN, OPEN = points(9, 4, 14), points(-9, -14, -4), points(2, -3, 7)


def test_clear_of_zero_needs_an_interval_on_one_side():
    assert is_clear(UP)
    assert is_clear(DOWN)
    assert not is_clear(OPEN)
    assert not is_clear(
        Estimate(value=3, low=None, high=None, level=None, n="1", unit="1", method="m")
    )


@pytest.mark.parametrize(
    ("alone", "paired", "said", "not_said"),
    [
        (UP, UP, ["at both sizes", "larger gap"], ["settle", "smaller"]),
        (DOWN, UP, ["size of a pair", "larger", "alone", "smaller"], ["both sizes"]),
        (OPEN, UP, ["do not settle", "larger"], ["smaller", "both sizes"]),
        (OPEN, OPEN, ["at both sizes", "do not settle"], ["smaller", "maximum"]),
    ],
)
def test_the_verdict_names_direction_and_size(alone, paired, said, not_said):
    verdict = verdict_of(alone, paired)
    for word in said:
        assert word in verdict
    for word in not_said:
        assert word not in verdict


def test_the_faces_own_median_is_called_a_gap_only_where_it_is_clear():
    assert "no single square is needed" in face_verdict(UP, UP)
    for alone, paired in ((UP, OPEN), (DOWN, DOWN), (UP, DOWN), (OPEN, OPEN)):
        assert "as a whole" not in face_verdict(alone, paired)
    assert "not clear" in face_verdict(OPEN, OPEN)
    assert face_verdict(OPEN, UP).endswith("portraits in a pair")


def test_one_cell_is_blamed_only_where_it_is_clear():
    assert "is not shown" in one_cell_verdict(OPEN, share=0.8)
    assert "gives 84% of the gap" in one_cell_verdict(OPEN, share=0.84)
    assert "adds to it" in one_cell_verdict(UP, share=0.8)
    assert "takes from it" in one_cell_verdict(DOWN, share=1.2)


def test_race_words_give_numbers_only_where_something_is_clear():
    assert "too few" in race_words(OPEN, OPEN)
    assert "+2 points" in race_words(OPEN, UP)
    assert "+9" in race_words(OPEN, UP)


def test_rates_come_from_medians_and_maxima():
    gaps = {
        "alone": {
            "median": points(1, 0, 2),
            "median_in_face": points(3, 2, 4),
            "maximum": points(4, 3, 5),
        },
        "in a pair": {
            "maximum": points(8, 7, 9),
            "median": points(5, 4, 6),
            "median_in_face": points(6, 5, 7),
        },
    }
    assert rates_of(gaps) == {
        "alone_rate": 54,
        "alone_typical": 51,
        "alone_face": 53,
        "paired_rate": 58,
        "paired_typical": 55,
        "paired_face": 56,
    }


def test_the_formula_is_filled_with_the_ratio_of_spreads():
    summary = pd.DataFrame(
        {
            "size": ["alone", "alone", "in a pair", "in a pair"],
            "group": ["women", "men", "women", "men"],
            "spread": [1.2, 1.0, 1.5, 1.5],
        }
    )
    gaps = {size: {"maximum": points(7, 6, 8)} for size in ("alone", "in a pair")}
    found = formula_values(summary, gaps, cells={"alone": 100, "in a pair": 25})
    assert found["alone_ratio"] == pytest.approx(1.2)
    assert found["alone_gap"] == pytest.approx(100 * maxima_from_spread(1.2, 100) - 50)
    assert (found["paired_ratio"], found["paired_gap"]) == (1.0, 0.0)
    assert found["alone_seen"] == 7


def test_refusals_are_counted_by_size_and_rule():
    table = pd.DataFrame(
        {"p_median": [0.2, 0.05], "p_maximum": [0.01, 0.02], "p_contrast": [0.5, 0.6]}
    )
    found = refusals({"alone": table, "in a pair": table.iloc[:1]}, alpha=0.05)
    assert (found["alone_median"], found["alone_maximum"], found["alone_contrast"]) == (1, 2, 0)
    assert (found["paired_median"], found["paired_maximum"]) == (0, 1)


def test_halfway_is_the_first_temperature_with_at_most_half_the_gap():
    temperatures = [0.0, 0.5, 1.0, 2.0, math.inf]
    gaps = pd.DataFrame(
        {
            "temperature": temperatures,
            "quantity": "women over men",
            "value": [20.0, 14.0, 10.0, 3.0, 0.0],
        }
    )
    missed = gaps.assign(quantity=OUTSIDE, value=[0.0, 2.0, 12.4, 40.0, 82.0])
    words = halfway_words(pd.concat([gaps, missed]), quantity="women over men")
    assert "from 1 on, where 12 of 100 draws" in words
    negative = pd.concat([gaps.assign(value=-gaps["value"]), missed])
    assert "from 1 on" in halfway_words(negative, quantity="women over men")


def test_groups_that_are_left_out_are_named():
    groups = dict.fromkeys(
        ["women", "men", "White women", "White men", "Hispanic men"], np.arange(3)
    )
    assert left_out_words(groups) == (
        "African-American women, African-American men, Hispanic women, people of every other "
        "ethnicity"
    )


def test_baselines_are_said_to_disagree_by_their_range():
    shares = pd.DataFrame({"region": ["face", "background", "face"], "share": [61.0, 5.0, 84.4]})
    assert "from 61 to 84 %" in agreement_words(shares)
