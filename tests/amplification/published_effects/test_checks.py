import itertools

import pytest

from rml.amplification.published_effects.checks import (
    AGREES,
    CHECKS,
    DISAGREES,
    ROUNDING,
    Computed,
    checked,
    checks_frame,
    computed,
    quotient,
    reach_ratio,
)
from rml.data import ledger
from rml.data.published_figures import PublishedFigure, published_figures
from rml.report.verdict import judge


def made(value, tolerance=0.0, unit="ratio"):
    return PublishedFigure(
        id="made", value=value, unit=unit, printed=f"{value:g}", tolerance=tolerance,
        source="doi:10.1/x", status="verified",
    )  # fmt: skip


@pytest.fixture
def figures():
    yield published_figures("huszar2022_figures")
    ledger.clear()


def test_the_range_is_that_of_all_roundings():
    found = computed(quotient, made(10, 0.5), made(4, 0.5))
    assert found.value == 2.5
    grid = [(10 + a) / (4 + b) for a, b in itertools.product([-0.5, -0.2, 0.0, 0.3, 0.5], repeat=2)]
    assert found.low == pytest.approx(min(grid))
    assert found.high == pytest.approx(max(grid))


def test_the_reach_ratio_depends_on_the_base():
    # Sixty points apart, on a low and on a high base.
    assert reach_ratio(0.7, 0.1) == pytest.approx(1.7 / 1.1)
    assert reach_ratio(2.7, 2.1) == pytest.approx(3.7 / 3.1)
    found = computed(reach_ratio, made(167, 0.5), made(43, 0.5), factor=0.01)
    assert found.value == pytest.approx(2.67 / 1.43)
    assert (found.low, found.high) == pytest.approx((2.665 / 1.435, 2.675 / 1.425))


@pytest.mark.parametrize(
    ("value", "low", "high", "result"),
    [
        (1.9, 1.7, 2.1, AGREES),
        (2.5, 2.4, 2.6, AGREES),
        (2.6, 2.4, 2.8, ROUNDING),
        (1.4, 1.3, 1.5, ROUNDING),
        (1.4, 1.3, 1.49, DISAGREES),
        (2.7, 2.6, 2.8, DISAGREES),
    ],
)
def test_agreement_is_told_from_what_rounding_may_explain(value, low, high, result):
    assert Computed(value=value, low=low, high=high).against(made(2.0, 0.5)) == result


def test_the_published_experiment_adds_up_but_for_the_daily_control_accounts(figures):
    frame = checks_frame(figures)
    results = dict(zip(CHECKS, frame["result"], strict=True))
    assert results.pop("daily_control_accounts") == DISAGREES
    assert results.pop("logged_in_within_a_week") == ROUNDING
    assert set(results.values()) == {AGREES}
    assert checked("group_sizes", figures).value == 58_087_969
    daily = checked("daily_control_accounts", figures)
    assert daily.value == pytest.approx(7e6 * 11_617_373 / 58_087_969)
    assert daily.high < 1.5e6


def test_the_constant_of_the_formula_is_no_rounded_measurement(figures):
    assert "size_ratio_in_formula" not in {check.against for check in CHECKS.values()}
    # Every figure that is checked is printed finely enough for the check to fail.
    for name, check in CHECKS.items():
        figure = figures[check.against]
        assert figure.tolerance <= 0.25 * abs(figure.value), name


def test_a_check_and_the_verdict_on_its_finding_agree(figures):
    for name, check in CHECKS.items():
        found, figure = checked(name, figures), figures[check.against]
        estimate = found.estimate(unit=figure.unit, n="figures", method="arithmetic")
        assert not estimate.has_interval
        verdict = judge(
            estimate, data_kind="published", published=figure, comparison="same data"
        ).verdict
        assert (verdict == "reproduced") == (found.against(figure) == AGREES)
