from dataclasses import FrozenInstanceError, asdict, replace

import pytest
from planted_cases import HABITS

from rml.amplification.holdback.habits import Habits


def test_habits_are_plain_values_that_stay():
    assert Habits(**asdict(HABITS)) == HABITS
    with pytest.raises(FrozenInstanceError):
        HABITS.affinity = 2.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"largest_reach": 0.0}, r"`largest_reach` must lie in \(0, 1\), not 0\.0"),
        ({"largest_reach": 1.0}, "`largest_reach`"),
        ({"activity_classes": 0}, "at least one class of activity"),
        ({"day_levels": 0}, "one level of days"),
        ({"affinity": 0.9}, "affinity of at least 1"),
        ({"activity_shape": 0.0}, "positive shape"),
        ({"popularity_spread": -0.1}, "cannot be negative"),
        ({"amplification_spread": -0.1}, "cannot be negative"),
        ({"day_spread": -0.1}, "cannot be negative"),
    ],
)
def test_habits_that_cannot_be_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        replace(HABITS, **change)


def test_the_least_habits_are_allowed():
    least = {"activity_classes": 1, "day_levels": 1, "affinity": 1.0}
    spreads = dict.fromkeys(("popularity_spread", "amplification_spread", "day_spread"), 0.0)
    assert replace(HABITS, **least, **spreads).day_levels == 1
