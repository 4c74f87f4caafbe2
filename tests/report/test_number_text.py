import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.report.number_text import (
    decimals_of_interval,
    exact,
    formatted,
    is_spec,
    readable,
    ten_digits,
    with_decimals,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (7, "7"),
        (2019, "2019"),
        (40000, "40,000"),
        (-3, "−3"),
        (0.0941, "0.0941"),
        (3.14159, "3.14"),
        (12.0, "12"),
        (1234.5678, "1235"),
        (123456.7, "123,457"),
        (0.00012345, "0.000123"),
        (2.5e-9, "2.5 × 10⁻⁹"),
        (-0.5, "−0.5"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_read_as_people_write_them(number, text):
    assert readable(number) == text


@pytest.mark.parametrize(
    ("number", "spec", "text"),
    [
        (0.0941, ".1%", "9.4 %"),
        (-0.0941, "+.1%", "−9.4 %"),
        (0.0941, "+.1f", "+0.1"),
        (40000, ",d", "40,000"),
        (39999.6, ",d", "40,000"),
        (-0.04, ".1f", "0.0"),
        (1234.5, ",.2f", "1,234.50"),
        (math.inf, ".2f", "∞"),
    ],
)
def test_a_format_gives_a_real_minus_and_a_space_before_the_per_cent_sign(number, spec, text):
    assert formatted(number, spec) == text


@pytest.mark.parametrize("spec", ["", ".2f", ",d", "+.1%", ",.3g", ".10f"])
def test_plain_digit_formats_are_allowed(spec):
    assert is_spec(spec)


@pytest.mark.parametrize(
    "spec", [">20", "999999999d", "{width}", "s", ".999f", "x", "_d", " .1f\n"]
)
def test_formats_that_pad_or_do_more_are_not(spec):
    assert not is_spec(spec)


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals"),
    [
        (9.41, 8.93, 9.89, 2),
        (9.4, 8.9, 9.9, 1),
        (0.0941, 0.0893, 0.0989, 4),
        (40000, 35000, 45000, 0),
        (1.2, 0.4, math.inf, 1),
        (5, 5, 5, 1),
        (0, 0, 0, 0),
    ],
)
def test_an_intervals_width_sets_its_decimals(value, low, high, decimals):
    assert decimals_of_interval(value, low, high) == decimals


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_ten_digits_are_kept_and_stable(number):
    kept = ten_digits(number)
    assert ten_digits(kept) == kept
    assert float(exact(number)) == kept
    assert math.isclose(kept, number, rel_tol=5e-10) or abs(number) < 1e-300


@given(st.floats(min_value=-1e15, max_value=1e15))
def test_readable_numbers_are_near_the_number(number):
    text = readable(number)
    if "×" in text:
        return
    assert math.isclose(
        float(text.replace("−", "-").replace(",", "")), number, rel_tol=0.006, abs_tol=1e-9
    )


def test_whole_numbers_are_exact_whatever_their_size():
    assert exact(12345678901234567890) == "12345678901234567890"
    assert exact(1 / 3) == "0.3333333333"


def test_numbers_just_under_ten_thousand_group_as_they_are_printed():
    assert with_decimals(9999.4, 0) == "9999"
    assert with_decimals(9999.6, 0) == "10,000"
    assert with_decimals(9999.97, 1) == "10,000.0"
