import numpy as np
import pytest

from rml.timeline.imputation.own_totals import LEAST_PEOPLE, group_totals

NUMBERS = ["expected_people", "share", "low_if_right", "high_if_right"]


def certain(*counts):
    """Return probabilities of people who are surely of one group each."""
    return np.repeat(np.eye(6), counts, axis=0)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((11, 13, 299, 1, 0, 0), [1, 2]),  # with 11 shown, three groups would be 1 person
        ((39, 2, 1, 1, 1, 1), []),  # with 39 shown, five groups would be 6 people
        ((100, 20, 30, 40, 50, 60), [0, 1, 2, 3, 4, 5]),
        ((100, 20, 30, 40, 50, 0), [0, 2, 3, 4]),
        ((100, 9, 8, 40, 50, 60), [0, 3, 4, 5]),
        ((1000, 0, 0, 0, 0, 0), []),
        ((3, 2, 1, 0, 0, 0), []),
        ((0, 0, 0, 0, 0, 0), []),
    ],
)
def test_ten_people_at_least_are_behind_what_is_withheld(counts, shown):
    frame = group_totals(certain(*counts))
    visible = frame["expected_people"].notna().to_numpy()
    assert np.flatnonzero(visible).tolist() == shown
    np.testing.assert_array_equal(frame["expected_people"][visible], np.array(counts)[visible])
    assert (frame[NUMBERS].isna().to_numpy() == ~visible[:, None]).all()


def test_no_files_of_whatever_size_let_fewer_than_ten_people_be_had_by_subtraction():
    rng = np.random.default_rng(5)
    some = 0
    for _ in range(60):
        people = int(rng.integers(1, 400))
        probabilities = rng.dirichlet(rng.choice([0.02, 0.3, 3.0], 6), people)
        numbers = group_totals(probabilities)["expected_people"].to_numpy()
        missing = np.isnan(numbers)
        withheld = people - np.nansum(numbers)
        assert not missing.any() or missing.all() or withheld >= LEAST_PEOPLE
        assert not (numbers < LEAST_PEOPLE).any()
        some += missing.any() and not missing.all()
    assert some > 10


def test_no_number_has_the_digits_that_would_tell_of_one_person():
    probabilities = np.random.default_rng(6).dirichlet(np.full(6, 2.0), 5000)
    frame = group_totals(probabilities)
    expected = probabilities.sum(axis=0)
    for name in ("expected_people", "low_if_right", "high_if_right"):
        np.testing.assert_array_equal(frame[name], np.round(frame[name]))
    np.testing.assert_allclose(frame["expected_people"], expected, atol=1)
    np.testing.assert_array_equal(frame["share"], (frame["expected_people"] / 5000).round(4))
    assert (frame["low_if_right"] < expected).all()
    assert (frame["high_if_right"] > expected).all()
    assert frame["expected_people"].sum() == 5000


def test_the_range_holds_draws_from_the_probabilities():
    rng = np.random.default_rng(7)
    probabilities = rng.dirichlet(np.full(6, 0.5), 600)
    frame = group_totals(probabilities)
    chosen = (rng.random((600, 2000, 1)) > probabilities.cumsum(axis=1)[:, None, :]).sum(axis=2)
    counts = np.stack([(chosen == group).sum(axis=0) for group in range(6)])
    low, high = (frame[name].to_numpy()[:, None] for name in ("low_if_right", "high_if_right"))
    held = ((counts >= low) & (counts <= high)).mean(axis=1)
    assert (held > 0.93).all()
    assert (held < 0.98).all()
