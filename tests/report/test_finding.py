from dataclasses import dataclass

import pytest

from rml.errors import ProductError
from rml.estimate import HypothesisTest
from rml.report.finding import Recovery, finding


@dataclass(frozen=True)
class Figure:
    value: float = 8.0
    unit: str = "percentage points"
    printed: str = "8 %"
    tolerance: float = 0.5
    source: str = "doi:10.1145/3479594"
    status: str = "verified"


WORDS = {
    "estimand": "Lead over all pairs.",
    "assumptions": "Draws are independent.",
    "breaks_if": "Images repeat.",
}


def test_a_finding_holds_all_that_findings_json_needs(shown, real, gap):
    finding(
        "female_male_gap",
        "Women lead by **{value:.1f}** points ({low:.1f} to {high:.1f}); n = {pairs}.",
        gap,
        values={"pairs": 40000},
        published=Figure(),
        comparison="same data",
        why="The published total leaves out a pair, see [the code](https://example.org).",
        **WORDS,
    )
    product = shown.product
    prose = product.pop("prose")
    assert product == {
        "product": "finding",
        "id": "female_male_gap",
        "data_kind": "real",
        "inputs": {"some_dataset": "real"},
        "statement": "Women lead by 9.4 points (8.9 to 9.9); n = 40,000.",
        "value": 9.41,
        "low": 8.93,
        "high": 9.89,
        "level": 0.95,
        "n": "40,000 pairs",
        "unit": "percentage points",
        "method": "Wilson interval",
        "estimate": "9.41 percentage points (95 % interval 8.93 to 9.89)",
        **WORDS,
        "published": {
            "value": 8.0,
            "unit": "percentage points",
            "printed": "8 %",
            "tolerance": 0.5,
            "source": "doi:10.1145/3479594",
            "status": "verified",
        },
        "comparison": "same data",
        "recovery": None,
        "verdict": "differs",
        "reason": "The value lies outside what the published rounding allows: 8 % (tolerance "
        "0.5); the distance is 1.41.",
        "why": "The published total leaves out a pair, see the code.",
    }
    assert prose["statement"]["values"]["pairs"] == "40,000"
    assert "<strong>9.4</strong>" in shown.html
    assert shown[-1]["text/plain"].endswith("[differs]")


def test_a_simulated_finding_is_an_illustration_or_judged(shown, simulated, gap):
    finding("one_draw", "A gap of {estimate}.", gap, **WORDS)
    assert shown.product["verdict"] == "illustration"
    recovery = Recovery(
        repetitions=2000, bias=0, bias_bound=0.1, coverage=0.95, width=1, width_bound=2
    )
    finding("many_draws", "A gap of {estimate}.", gap, recovery=recovery, **WORDS)
    assert shown.product["verdict"] == "recovered"
    assert shown.product["recovery"]["repetitions"] == 2000


def test_a_simulated_finding_is_never_compared(shown, simulated, gap):
    with pytest.raises(ProductError, match="finding `gap`.*simulated number"):
        finding("gap", "{estimate}", gap, published=Figure(), comparison="same data", **WORDS)
    assert not shown


def test_infinite_and_missing_ends_are_json(shown, real, make_estimate):
    finding("wide", "{estimate}", make_estimate(1.0, 0.5, float("inf"), unit="ratio"), **WORDS)
    assert (shown.product["low"], shown.product["high"]) == (0.5, "inf")
    finding("census", "{estimate}", make_estimate(1.0, None, None), **WORDS)
    assert shown.product["low"] is None
    assert "no sampling interval" in shown.html


def test_values_may_be_tests_and_numbers_have_ten_digits(shown, real, make_estimate):
    test = HypothesisTest(
        statistic=2.0, p_value=0.25, smallest_p=0.25, n="3", null="none", method="sign flips"
    )
    estimate = make_estimate(1 / 3, 0.1, 2 / 3)
    finding("third", "{estimate}, p = {test.p_value}", estimate, values={"test": test}, **WORDS)
    assert shown.product["value"] == 0.3333333333
    assert "p = 0.25" in shown.product["statement"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "Bad Id"}, "snake_case"),
        ({"statement": ""}, "statement.*empty"),
        ({"estimand": " "}, "estimand.*empty"),
        ({"assumptions": ""}, "assumptions.*empty"),
        ({"breaks_if": ""}, "breaks_if.*empty"),
        ({"statement": "{valeu}"}, "Did you mean `value`"),
        ({"values": {"x": 1}}, "`x` is given but no text names it"),
        ({"values": {"low": 1}}, "stands for the estimate itself"),
        ({"estimate": 0.5}, "is a float"),
        ({"comparison": "not comparable"}, "without a reason"),
        ({"published": Figure()}, "not how this estimate compares"),
        ({"published": Figure(status="unverified"), "comparison": "same data"}, "unverified"),
        ({"statement": "# Loud"}, "heading"),
    ],
)
def test_what_a_finding_must_not_be(shown, real, gap, change, message):
    arguments = {"id": "gap", "statement": "{estimate}", "estimate": gap, **WORDS, **change}
    with pytest.raises(ProductError, match=message):
        finding(**arguments)
    assert not shown


def test_a_finding_without_input_has_no_data_kind(shown, gap):
    with pytest.raises(ProductError, match="No dataset was loaded"):
        finding("gap", "{estimate}", gap, **WORDS)
