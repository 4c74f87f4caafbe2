import numpy as np
import pytest

from rml.stats import arguments


@pytest.mark.parametrize("value", [0, 1, -0.1, 95, float("nan")])
def test_a_fraction_lies_strictly_between_zero_and_one(value):
    with pytest.raises(ValueError, match=r"`level` must lie strictly between 0 and 1"):
        arguments.checked_fraction("level", value)


def test_a_rate_may_be_zero_or_one_but_no_percentage():
    assert arguments.checked_rate("p", 0) == 0.0
    assert arguments.checked_rate("p", 1) == 1.0
    for value in (-0.01, 8, float("nan")):
        with pytest.raises(ValueError, match=r"proportion from 0 to 1, not .*write 8 % as 0\.08"):
            arguments.checked_rate("p", value)


@pytest.mark.parametrize("value", [5, 5.0, np.int64(5), np.float64(5.0)])
def test_a_count_may_be_stored_as_a_float(value):
    count = arguments.checked_count("trials", value)
    assert count == 5
    assert type(count) is int


@pytest.mark.parametrize("value", [2.5, -1, 11, float("nan"), float("inf")])
def test_a_count_is_whole_and_in_range(value):
    with pytest.raises(ValueError, match=r"`trials` must be a whole number from 0 to 10, not"):
        arguments.checked_count("trials", value, maximum=10)


def test_the_message_for_a_count_without_upper_bound():
    with pytest.raises(ValueError, match="at least 1, not 0"):
        arguments.checked_count("trials", 0, minimum=1)


def test_a_choice_is_one_of_those_allowed():
    assert arguments.checked_choice("kind", "a", ("a", "b")) == "a"
    with pytest.raises(ValueError, match="`kind` must be one of 'a', 'b', not 'c'"):
        arguments.checked_choice("kind", "c", ("a", "b"))


@pytest.mark.parametrize("value", ["", "  "])
def test_what_was_counted_has_a_name(value):
    with pytest.raises(ValueError, match="`of` must name what was counted"):
        arguments.checked_noun("of", value)


@pytest.mark.parametrize("value", [None, 1, np.random.RandomState(1)])
def test_randomness_comes_from_a_generator_alone(value):
    with pytest.raises(ValueError, match=r"must be a numpy\.random\.Generator, not"):
        arguments.checked_generator(value)


@pytest.mark.parametrize(("level", "least"), [(0.95, 39), (0.9, 19), (0.99, 199)])
def test_each_tail_of_an_interval_holds_a_resample(level, least):
    assert arguments.checked_resamples(least, level) == least
    with pytest.raises(ValueError, match=f"give at least {least}"):
        arguments.checked_resamples(least - 1, level)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_missing_and_infinite_values_are_refused_with_their_number(value):
    with pytest.raises(ValueError, match="2 of 3 entries of `values` are missing or infinite"):
        arguments.checked_sample("values", [1.0, value, value], minimum=1)


def test_texts_are_no_numbers():
    with pytest.raises(ValueError, match="`values` must hold numbers only"):
        arguments.checked_finite("values", ["many", "few"])


def test_a_sample_is_one_column_of_sufficient_length():
    with pytest.raises(ValueError, match=r"one-dimensional, not of shape \(2, 2\)"):
        arguments.checked_sample("values", [[1, 2], [3, 4]], minimum=1)
    with pytest.raises(ValueError, match="at least 3 values, not 2"):
        arguments.checked_sample("values", [1, 2], minimum=3)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_equal_values_have_no_spread(value):
    # Thirds of sums of 0.1 differ from 0.1 in the last digits.
    values = np.array([value, (value + value + value) / 3, value])
    with pytest.raises(ValueError, match="cannot be estimated"):
        arguments.check_spread("values", values)


def test_small_spread_is_spread():
    arguments.check_spread("values", np.array([1.0, 1.0 + 1e-9]))
