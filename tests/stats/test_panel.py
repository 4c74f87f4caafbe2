import numpy as np
import pytest

from rml.stats import panel

SERIES = [np.arange(10.0), np.arange(30.0)]


def test_one_series_or_a_list_of_them():
    numbers = list(range(12))
    assert [one.tolist() for one in panel.one_or_several_series("values", numbers)] == [numbers]
    assert [one.size for one in panel.one_or_several_series("values", SERIES)] == [10, 30]
    assert [one.size for one in panel.one_or_several_series("values", tuple(SERIES))] == [10, 30]


@pytest.mark.parametrize("values", [[], np.arange(10.0), np.ones((2, 10)), [1.0, 2.0], "series"])
def test_what_is_no_list_of_series_is_refused(values):
    with pytest.raises(ValueError, match="non-empty list of one-dimensional arrays"):
        panel.checked_series_list(values)


def test_a_matrix_is_refused_because_its_direction_is_not_known():
    with pytest.raises(ValueError, match=r"`values` must be one-dimensional, not of shape"):
        panel.one_or_several_series("values", np.random.default_rng(1).normal(size=(3, 20)))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.arange(9.0), "`series 1` needs at least 10 values, not 9"),
        (np.append(np.arange(10.0), np.nan), "1 of 11 entries of `series 1` are missing"),
        (np.ones(10), "All 10 entries of `series 1` equal 1"),
    ],
)
def test_a_bad_series_is_named_by_its_place(bad, message):
    with pytest.raises(ValueError, match=message):
        panel.checked_series_list([SERIES[0], bad])


def test_shares_sum_to_one_and_follow_the_weights():
    assert panel.series_shares(SERIES, "series").tolist() == [0.5, 0.5]
    assert panel.series_shares(SERIES, "length").tolist() == [0.25, 0.75]
    with pytest.raises(ValueError, match="`weights` must be one of 'series', 'length', not 'size'"):
        panel.series_shares(SERIES, "size")


def test_what_was_counted_is_said_in_words():
    assert panel.series_count(SERIES, "days", "accounts") == "40 days in 2 accounts"
    assert panel.series_count(SERIES[:1], "days", "accounts") == "10 days"
    assert panel.within_series(SERIES[:1], "accounts", "series") == ""
    assert panel.within_series(SERIES, "accounts", "length") == (
        " within each of 2 fixed accounts, weighted by length"
    )
    with pytest.raises(ValueError, match="`of_series` must name"):
        panel.series_count(SERIES, "days", "")
