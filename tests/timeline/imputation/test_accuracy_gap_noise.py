import numpy as np
import pytest

from rml.timeline.imputation.accuracy_gap_noise import gap_noise_of_accuracy
from rml.timeline.imputation.congress_check import INFORMATION, CongressCheck
from rml.timeline.imputation.groups import GROUPS

HOW = {"least": 10, "level": 0.95, "resamples": 499, "seed": 1}


def check_of(sizes, found):
    """Return members of whom so many of each group are found; the others are guessed white."""
    labels, chosen = [], []
    for group, size in sizes.items():
        own = GROUPS.index(group)
        other = GROUPS.index("black" if group == "white" else "white")
        labels += [own] * size
        chosen += [own] * found[group] + [other] * (size - found[group])
    probabilities = np.eye(len(GROUPS))[chosen]
    everybody = np.ones(len(labels), dtype=bool)
    return CongressCheck(
        labels=np.array(labels),
        probabilities=dict.fromkeys(INFORMATION, probabilities),
        listed=everybody,
        first_name_listed=everybody,
        prior=np.full(len(GROUPS), 1 / len(GROUPS)),
        reported=tuple(sizes),
    )


def test_the_largest_gap_is_that_of_the_shares_found():
    check = check_of(
        {"white": 400, "black": 50, "hispanic": 40}, {"white": 380, "black": 5, "hispanic": 30}
    )
    found = gap_noise_of_accuracy(check, **HOW)
    assert list(found) == list(INFORMATION)
    one = found[INFORMATION[0]]
    assert one.groups == 3
    assert one.gap == pytest.approx(85)
    assert one.observed_spread == pytest.approx(np.std([95, 10, 75], ddof=1))
    assert one.spread.low > 20
    assert one.test.p_value == pytest.approx(1 / 500)
    assert one.spread.n == "3 groups of 490 members"


def test_groups_that_are_found_alike_differ_by_chance_alone():
    check = check_of({"white": 40, "black": 40}, {"white": 20, "black": 21})
    one = gap_noise_of_accuracy(check, **HOW)[INFORMATION[0]]
    assert one.gap < one.by_chance
    assert one.test.p_value > 0.5
    assert one.spread.low == 0


def test_too_small_a_group_is_refused():
    check = check_of({"white": 40, "black": 9}, {"white": 20, "black": 5})
    with pytest.raises(ValueError, match="smaller than 10"):
        gap_noise_of_accuracy(check, **HOW)
