import numpy as np
import pytest

from rml.stats.paired_design import design_matrix
from rml.stats.pairwise import bradley_terry


def test_a_row_has_plus_one_minus_one_and_the_side():
    pairs = [("a", "b"), ("c", "a"), ("b", "c")]
    assert design_matrix(pairs, ["b", "c"], side=True).tolist() == [
        [-1, 0, 1],
        [0, 1, 1],
        [1, -1, 1],
    ]
    assert design_matrix(pairs, ["b", "c"], side=False).shape == (3, 2)


@pytest.mark.parametrize("side", [False, True])
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (([], [], [], []), "of one length, at least 1"),
        ((["a"], ["b"], [1, 2], [3, 4]), r"not 1, 1, \(2,\) and \(2,\); give one row a pair"),
        ((["a"], ["b"], [[1]], [[3]]), "of one length"),
        ((["a", "b"], ["a", "a"], [1, 1], [2, 2]), "Row 0 compares 'a' with itself"),
        (
            (["a", None], ["b", "a"], [1, 1], [2, 2]),
            "Row 1 needs the names of two groups, not None",
        ),
        ((["a"], ["b"], [3], [2]), r"`left_wins\[0\]` must be a whole number from 0 to 2, not 3"),
        ((["a"], ["b"], [0], [0]), r"`trials\[0\]` must be a whole number at least 1, not 0"),
        ((["a"], ["b"], [0.5], [2]), r"`left_wins\[0\]` .* give counts, not shares"),
        ((["a"], ["b"], [np.nan], [2]), "1 of 1 entries of `left_wins` are missing"),
        ((["a"], ["b"], [1], [np.nan]), "1 of 1 entries of `trials` are missing"),
    ],
)
def test_rows_that_are_no_comparisons_are_refused(rows, message, side):
    with pytest.raises(ValueError, match=message):
        bradley_terry(*rows, side=side)


def test_groups_that_never_meet_are_named():
    with pytest.raises(ValueError, match=r"never meet: \{a, b\} and \{c, d\}"):
        bradley_terry(["a", "c", "b"], ["b", "d", "a"], [5, 5, 4], [10, 10, 10])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["a"], ["b"]),
        (["a", "b"], ["b", "c"]),
        # One kind always stands left, as the women in a comparison of women with men.
        (["a", "a", "b", "b"], ["c", "d", "c", "d"]),
    ],
)
def test_a_side_that_no_comparison_shows_is_refused(left, right):
    wins, trials = [4] * len(left), [10] * len(left)
    with pytest.raises(ValueError, match="side term cannot be told apart from the strengths"):
        bradley_terry(left, right, wins, trials, side=True)
    assert bradley_terry(left, right, wins, trials, side=False).side is None


def test_both_orders_of_one_pair_or_a_cycle_show_the_side():
    assert bradley_terry(["a", "b"], ["b", "a"], [6, 7], [10, 10]).side is not None
    assert bradley_terry(["a", "a", "b"], ["b", "c", "c"], [6, 7, 4], [10] * 3).side is not None


@pytest.mark.parametrize(
    ("rows", "side", "message"),
    [
        ((["a"], ["b"], [10], [10]), False, r"always win .* \{a\} \| \{b\}"),
        ((["a", "b", "a"], ["b", "c", "c"], [5, 10, 10], [10] * 3), False, r"\{a, b\} \| \{c\}"),
        # The left one wins whatever the pair: no strength separates, but the side does.
        ((["a", "b"], ["b", "a"], [10, 10], [10, 10]), True, "side and strengths together"),
    ],
)
def test_separation_is_refused_with_its_parts(rows, side, message):
    with pytest.raises(ValueError, match=message):
        bradley_terry(*rows, side=side)


def test_a_pair_that_one_group_always_wins_is_no_separation_if_others_close_the_ring():
    fit = bradley_terry(["a", "b", "c"], ["b", "c", "a"], [10, 6, 3], [10, 10, 10], side=False)
    assert all(np.isfinite([one.low, one.high]).all() for one in fit.strengths.values())
