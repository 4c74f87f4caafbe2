import dataclasses
from dataclasses import dataclass

import pytest

from rml.errors import ProductError
from rml.report.verdict import VERDICTS, Recovery, judge


@dataclass(frozen=True)
class Figure:
    value: float = 8.0
    unit: str = "percentage points"
    printed: str = "8 %"
    tolerance: float = 0.5
    source: str = "doi:10.1145/3479594"
    status: str = "verified"


GOOD = Recovery(
    repetitions=1000, bias=0.01, bias_bound=0.02, coverage=0.95, width=1.0, width_bound=1.5
)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (8.0, "reproduced"),
        (8.5, "reproduced"),
        (7.5, "reproduced"),
        (8.51, "differs"),
        (9.41, "differs"),
    ],
)
def test_the_same_data_are_held_to_the_printed_rounding(value, verdict, make_estimate):
    estimate = make_estimate(value, value - 3, value + 3)
    judged = judge(estimate, data_kind="published", published=Figure(), comparison="same data")
    assert judged.verdict == verdict
    assert "8 %" in judged.reason


def test_the_tolerance_holds_in_binary_arithmetic(make_estimate):
    figure = Figure(value=0.08, tolerance=0.005, unit="proportion")
    estimate = make_estimate(0.085, None, None, unit="proportion")
    assert abs(0.085 - 0.08) > 0.005
    judged = judge(estimate, data_kind="real", published=figure, comparison="same data")
    assert judged.verdict == "reproduced"


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (8.9, 9.9, "inconsistent"),
        (8.5, 9.9, "consistent"),
        (6.0, 7.5, "consistent"),
        (6.0, 7.49, "inconsistent"),
        (1.0, float("inf"), "consistent"),
        (7.9, 8.1, "consistent"),
    ],
)
def test_new_data_are_held_to_their_interval(low, high, verdict, make_estimate):
    estimate = make_estimate(low, low, high)
    judged = judge(estimate, data_kind="real", published=Figure(), comparison="new data")
    assert judged.verdict == verdict


def test_nothing_published_is_new(gap):
    assert judge(gap, data_kind="real").verdict == "new"


def test_not_comparable_draws_no_verdict(gap, make_estimate):
    for published in (None, Figure(unit="ratio")):
        judged = judge(gap, data_kind="real", published=published, comparison="not comparable")
        assert judged.verdict == "not comparable"


@pytest.mark.parametrize("data_kind", ["simulated", "mixed"])
def test_one_simulated_draw_is_an_illustration(data_kind, gap):
    assert judge(gap, data_kind=data_kind).verdict == "illustration"


@pytest.mark.parametrize(
    ("change", "verdict", "said"),
    [
        ({}, "recovered", "within the declared bounds"),
        ({"coverage": 0.93}, "recovered", "93.0 %"),
        ({"coverage": 0.97}, "recovered", "97.0 %"),
        ({"bias": -0.02}, "recovered", "−0.02"),
        ({"coverage": 0.929}, "missed", "coverage 92.9 %"),
        ({"coverage": 0.971}, "missed", "coverage"),
        ({"bias": 0.021}, "missed", "bias"),
        ({"bias": -0.021}, "missed", "bias"),
        ({"width": 1.51}, "missed", "width"),
        ({"bias": 0.03, "width": 2.0}, "missed", "and the mean width"),
        ({"repetitions": 999}, "illustration", "too few"),
    ],
)
@pytest.mark.parametrize("data_kind", ["simulated", "mixed"])
def test_a_method_is_judged_over_repetitions(change, verdict, said, data_kind, gap):
    judged = judge(gap, data_kind=data_kind, recovery=dataclasses.replace(GOOD, **change))
    assert judged.verdict == verdict
    assert said in judged.reason


@pytest.mark.parametrize("data_kind", ["simulated", "mixed"])
@pytest.mark.parametrize("comparison", ["same data", "new data", "not comparable", None])
def test_a_simulated_number_is_never_held_against_a_published_one(data_kind, comparison, gap):
    with pytest.raises(ProductError, match="simulated number"):
        judge(gap, data_kind=data_kind, published=Figure(), comparison=comparison, recovery=GOOD)


@pytest.mark.parametrize("status", ["unverified", "", "Verified", "not known"])
@pytest.mark.parametrize("comparison", ["same data", "new data", "not comparable"])
def test_unverified_figures_are_refused(status, comparison, gap):
    with pytest.raises(ProductError, match="only verified and derived"):
        judge(gap, data_kind="real", published=Figure(status=status), comparison=comparison)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"published": Figure()}, "not how this estimate compares"),
        ({"comparison": "same data"}, "no published figure"),
        ({"published": Figure(), "comparison": "same"}, "unknown"),
        ({"published": Figure(unit="proportion"), "comparison": "same data"}, "mix units"),
        ({"published": Figure(value=float("nan")), "comparison": "same data"}, "finite value"),
        ({"published": Figure(tolerance=-1), "comparison": "same data"}, "tolerance"),
        ({"recovery": GOOD}, "no known truth"),
    ],
)
def test_comparisons_that_cannot_be_made(arguments, message, gap):
    with pytest.raises(ProductError, match=message):
        judge(gap, data_kind="real", **arguments)


def test_new_data_without_interval_cannot_be_compared(make_estimate):
    with pytest.raises(ProductError, match="interval"):
        judge(
            make_estimate(8, None, None),
            data_kind="real",
            published=Figure(),
            comparison="new data",
        )


@pytest.mark.parametrize(
    "change",
    [
        {"repetitions": 0},
        {"coverage": 1.2},
        {"bias": float("nan")},
        {"width": float("nan")},
        {"bias_bound": -1},
    ],
)
def test_a_recovery_must_be_possible(change):
    with pytest.raises(ProductError):
        dataclasses.replace(GOOD, **change)


def test_every_verdict_of_the_design_is_known():
    assert set(VERDICTS) == {
        "reproduced",
        "differs",
        "consistent",
        "inconsistent",
        "recovered",
        "missed",
        "illustration",
        "new",
        "not comparable",
    }
