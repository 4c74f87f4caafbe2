import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.errors import ProductError
from rml.estimate import Estimate, HypothesisTest
from rml.report.format import estimate_text, prose, refuse_unused

TEST = HypothesisTest(
    statistic=2.3456,
    p_value=0.0312,
    smallest_p=1 / 64,
    n="6 seeds",
    null="no difference",
    method="sign-flip test",
)


def text_of(template, **values):
    (text,) = prose(template, values, where="text")["values"].values()
    return text


def test_an_estimate_stands_with_unit_and_interval(gap, make_estimate):
    assert text_of("{gap}", gap=gap) == "9.41 percentage points (95 % interval 8.93 to 9.89)"
    rounder = make_estimate(9.4, 8.9, 9.9)
    assert text_of("{gap}", gap=rounder) == "9.4 percentage points (95 % interval 8.9 to 9.9)"


def test_an_estimate_without_interval_says_so(make_estimate):
    gap = make_estimate(9.4, None, None)
    assert text_of("{gap}", gap=gap) == "9.4 percentage points (no sampling interval)"


def test_a_proportion_is_written_in_per_cent(make_estimate):
    share = make_estimate(0.0941, 0.0893, 0.0989, unit="proportion")
    assert text_of("{share}", share=share) == "9.41 % (95 % interval 8.93 % to 9.89 %)"
    assert text_of("{share.low}", share=share) == "8.93 %"
    assert text_of("{share:.1%}", share=share) == "9.4 % (95 % interval 8.9 % to 9.9 %)"


def test_a_ratio_needs_no_unit_and_may_be_unbounded(make_estimate):
    ratio = make_estimate(1.25, 0.5, float("inf"), unit="ratio")
    assert text_of("{ratio}", ratio=ratio) == "1.2 (95 % interval 0.5 to ∞)"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{gap.value}", "9.41"),
        ("{gap.low}", "8.93"),
        ("{gap.high:.1f}", "9.9"),
        ("{gap.level}", "95 %"),
        ("{gap.n}", "40,000 pairs"),
        ("{gap.unit}", "percentage points"),
        ("{gap.method}", "Wilson interval"),
        ("{gap:.1f}", "9.4 percentage points (95 % interval 8.9 to 9.9)"),
    ],
)
def test_an_estimates_fields(template, text, gap):
    assert text_of(template, gap=gap) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{test.p_value}", "0.0312"),
        ("{test.statistic:.2f}", "2.35"),
        ("{test.smallest_p:.3f}", "0.016"),
        ("{test.null}", "no difference"),
        ("{test}", "sign-flip test, p = 0.0312"),
    ],
)
def test_a_hypothesis_tests_fields(template, text):
    assert text_of(template, test=TEST) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        ("words", "words"),
        (0.125, "0.125"),
        (np.float64(0.5), "0.5"),
        (np.int64(40000), "40,000"),
        (np.float32(0.25), "0.25"),
    ],
)
def test_plain_values(value, text):
    assert text_of("{x}", x=value) == text


def test_doubled_braces_are_braces():
    assert prose("{{x}} {x}", {"x": 1}, where="text") == {
        "template": "{{x}} {x}",
        "values": {"x": "1"},
    }


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{gpa}", "Did you mean `gap`?"),
        ("{gap.lo}", "Did you mean `low`?"),
        ("{gap.__class__}", "no such field"),
        ("{gap.low.real}", "no such field"),
        ("{gap[0]}", "index"),
        ("{gap!r}", "conversion"),
        ("{gap:{gap}}", "nested"),
        ("{gap:>40}", "not one of those allowed"),
        ("{gap", "braces"),
        ("{}", "unknown"),
        ("{0}", "unknown"),
        ("{gap.method:.1f}", "cannot be used on text"),
        ("{gap:.1%}", "multiplied by 100"),
        ("{word.upper}", "no fields"),
        ("{word:.1f}", "cannot be used on text"),
        ("{flag}", "bool cannot stand"),
        ("{missing}", "NaN"),
        ("{thing}", "dict cannot stand"),
        ("", "empty"),
        ("  ", "empty"),
    ],
)
def test_what_a_template_must_not_ask_for(template, message, gap):
    values = {"gap": gap, "word": "w", "flag": True, "missing": float("nan"), "thing": {}}
    with pytest.raises(ProductError, match="finding `g`") as caught:
        prose(template, values, where="finding `g`")
    assert message in str(caught.value)


@pytest.mark.parametrize("field", ["low", "high", "level"])
def test_ends_that_are_not_there_cannot_be_named(field, make_estimate):
    census = make_estimate(9.4, None, None)
    with pytest.raises(ProductError, match="no sampling interval"):
        prose(f"{{census.{field}}}", {"census": census}, where="text")


def test_aliases_name_the_estimates_fields(gap):
    aliases = {"low": "estimate.low"}
    filled = prose("{low:.1f}", {"estimate": gap}, where="text", aliases=aliases)
    assert filled["values"] == {"low:.1f": "8.9"}


def test_a_value_that_no_text_names_is_refused(gap):
    texts = [prose("{gap.low}", {"gap": gap}, where="text")]
    refuse_unused({"gap": gap}, texts, where="text")
    with pytest.raises(ProductError, match="`other`"):
        refuse_unused({"gap": gap, "other": 1}, texts, where="text")


@given(
    value=st.floats(min_value=-1e6, max_value=1e6),
    below=st.floats(min_value=0, max_value=1e5),
    above=st.floats(min_value=0, max_value=1e5),
)
def test_a_printed_interval_keeps_its_order_and_says_it_in_words(value, below, above):
    estimate = Estimate(
        value=value,
        low=value - below,
        high=value + above,
        level=0.9,
        n="5 days",
        unit="views",
        method="bootstrap",
    )
    text = estimate_text(estimate)
    point, rest = text.split(" views (90 % interval ")
    low, high = rest.removesuffix(")").split(" to ")
    numbers = [float(part.replace("−", "-").replace(",", "")) for part in (low, point, high)]
    assert numbers == sorted(numbers)
