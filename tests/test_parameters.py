from __future__ import annotations

import pytest
from pydantic import ValidationError

from rml.parameters import (
    Day,
    NotebookParameters,
    Rate,
    Share,
    refuse_other_alpha,
    refuse_repeats,
    refuse_unless_rising,
)


class Some(NotebookParameters):
    rate: Rate
    share: Share
    day: Day
    listed: list[int]


GIVEN = {"rate": 0.5, "share": 1.0, "day": "2016-04-15", "listed": [1, 2]}


def test_a_rate_is_never_none_or_all_and_a_share_may_be():
    assert Some(**GIVEN).share == 1
    for wrong in ({"rate": 1.0}, {"rate": 0.0}, {"share": 1.1}, {"day": "15 April 2016"}):
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            Some(**GIVEN | wrong)


def test_a_value_listed_twice_is_refused_by_the_lists_name():
    refuse_repeats(Some(**GIVEN), ["listed"])
    with pytest.raises(ValueError, match=r"^listed lists a value twice: \[3, 3\]\.$"):
        refuse_repeats(Some(**GIVEN | {"listed": [3, 3]}), ["listed"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([0.2, 0.2], "edges must rise"),
        ([0.3, 0.2], "edges must rise"),
        ([-0.1, 0.2], "edges must lie between 0 and 1"),
        ([0.2, 1.1], "edges must lie between 0 and 1"),
    ],
)
def test_a_list_rises_within_its_bounds(values, words):
    refuse_unless_rising("edges", [0.0, 0.5, 1.0], low=0, high=1)
    with pytest.raises(ValueError, match=words):
        refuse_unless_rising("edges", values, low=0, high=1)


def test_tests_are_those_of_the_intervals():
    refuse_other_alpha(alpha=0.05, level=0.95, found="a gap")
    with pytest.raises(ValueError, match=r"alpha must be 1 - level, 0\.05, not 0\.1: a gap counts"):
        refuse_other_alpha(alpha=0.1, level=0.95, found="a gap")
