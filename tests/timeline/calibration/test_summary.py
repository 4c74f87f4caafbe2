"""What is said of repetitions, against plain arithmetic."""

import numpy as np
import pytest
from scipy import stats

from rml.errors import DataError
from rml.report.verdict import judge
from rml.timeline.calibration.frames import alarm_frame, design_frame, interval_frame
from rml.timeline.calibration.repetitions import Intervals
from rml.timeline.calibration.said import (
    chance_error,
    not_kept,
    outcomes_of,
    regular_counts,
    stress_counts,
    stress_outcomes,
    told_of,
)
from rml.timeline.calibration.summary import (
    Bounds,
    declared_as,
    judge_intervals,
    share_kept,
    worst_alarm,
    worst_interval,
)


def test_coverage_carries_wilsons_interval_and_leaves_refused_draws_out(judged):
    one = judged(930, of=1000, refused=50)
    low, high = stats.binomtest(930, 1000).proportion_ci(0.95, method="wilson")
    share = one.coverage
    assert (share.value, share.low, share.high) == pytest.approx((93, 100 * low, 100 * high))
    assert one.repetitions == 1050
    assert one.undefined == pytest.approx(100 * 50 / 1050)


def test_bias_and_width_are_in_per_cent_of_the_middle_of_the_estimates(design):
    rng = np.random.default_rng(1)
    truth = rng.normal(size=500)
    error = rng.normal(0.3, 1.0, 500)
    found = Intervals(
        value=truth + error, low=truth + error - 2, high=truth + error + 3, truth=truth
    )
    one = judge_intervals(design(), found, declared="regular", level=0.95)
    span = np.quantile(error, 0.975) - np.quantile(error, 0.025)
    assert one.bias == pytest.approx(100 * error.mean() / span)
    assert one.width == pytest.approx(100 * 5 / span)
    region = judge_intervals(design(point=False), found, declared="cautious", level=0.95)
    assert np.isnan([region.bias, region.width]).all()
    assert region.coverage == one.coverage


def test_a_method_that_refuses_everything_is_an_error(design):
    nothing = np.full(20, np.nan)
    found = Intervals(value=nothing, low=nothing, high=nothing, truth=np.zeros(20))
    with pytest.raises(DataError, match="t_of_five gave no interval in 20 repetitions"):
        judge_intervals(design(), found, declared="regular", level=0.95)


@pytest.mark.parametrize(
    ("held", "declared", "outcome"),
    [
        (950, "regular", "kept"),
        (930, "regular", "kept"),
        (929, "regular", "too short"),
        (970, "regular", "kept"),
        (971, "regular", "too wide"),
        (1000, "cautious", "kept"),
        (929, "cautious", "too short"),
        (929, "stress", "too short"),
        (971, "stress", "too wide"),
    ],
)
def test_an_interval_comes_out_by_its_coverage_without_an_allowance(
    judged, bounds, held, declared, outcome
):
    one = judged(held, declared=declared)
    assert one.outcome(bounds) == outcome
    assert one.kept(bounds) is (outcome == "kept")
    assert (one.strain(bounds) <= 1 + 1e-9) is (outcome == "kept")


@pytest.fixture
def shaped(design):
    """Return a function that makes the judgement on intervals of given bias and width."""

    def make(*, bias=0.0, width=100.0, declared="regular", refused=0):
        error = np.linspace(-1, 1, 1000)
        span = np.quantile(error, 0.975) - np.quantile(error, 0.025)
        missing = np.full(refused, np.nan)
        value = np.r_[error + bias / 100 * span, missing]
        truth = np.zeros(value.size)
        # All hold the truth but for one in twenty, and all are of one width.
        half = width / 100 * span / 2
        middle = np.where(np.arange(value.size) % 20 == 0, 5 * half, 0.0) + 0 * value
        found = Intervals(value=value, low=middle - half, high=middle + half, truth=truth)
        return judge_intervals(design(), found, declared=declared, level=0.95)

    return make


def test_each_bound_is_enforced_and_named(shaped, judged, bounds):
    assert shaped().outcome(bounds) == "kept"
    biased = shaped(bias=7.0)
    assert (biased.outcome(bounds), biased.farthest(bounds)) == ("biased", "bias")
    assert biased.reason(bounds) == "biased by +7.0 % of the range"
    wide = shaped(width=250.0)
    assert (wide.outcome(bounds), wide.farthest(bounds)) == ("too wide", "mean width")
    assert wide.reason(bounds).startswith("mean width 2")
    none = shaped(refused=20)
    assert none.outcome(bounds) == "often none"
    assert none.farthest(bounds) == "data sets without an interval"
    assert none.reason(bounds) == "none on 2.0 % of the data sets"
    for made in ({"bias": 7.0}, {"width": 250.0}):
        assert shaped(**made, declared="cautious").outcome(bounds) == "kept"
    assert shaped(refused=20, declared="cautious").outcome(bounds) == "often none"
    # Wrong too often comes before all else, for it is what must not be believed.
    assert judged(900, refused=50).outcome(bounds) == "too short"


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        ({}, "recovered"),
        ({"bias": 5.9}, "recovered"),
        ({"bias": 6.1}, "missed"),
        ({"bias": -6.1}, "missed"),
        ({"width": 250.0}, "missed"),
        ({"refused": 10}, "recovered"),
        ({"refused": 20}, "missed"),
    ],
)
def test_table_and_verdict_follow_one_rule(shaped, bounds, made, verdict):
    one = shaped(**made)
    assert one.kept(bounds) is (verdict == "recovered")
    assert verdict_on(one.coverage, one.recovery(bounds)) == verdict


@pytest.mark.parametrize("held", [*range(925, 936), *range(965, 976)])
def test_the_ends_of_the_band_are_the_same_for_table_and_verdict(judged, alarmed, bounds, held):
    one = judged(held)
    assert one.kept(bounds) is (verdict_on(one.coverage, one.recovery(bounds)) == "recovered")
    test = alarmed(1000 - held)
    record = test.recovery(bounds, alpha=0.05)
    assert test.kept(bounds) is (verdict_on(test.rate, record) == "recovered")


def test_a_missing_interval_is_told_beside_the_verdict(shaped, bounds):
    assert shaped(refused=10).none_given(bounds) is None
    assert "On 2.0 % of the data sets there was no interval" in shaped(refused=20).none_given(
        bounds
    )


def test_nothing_is_divided_by_a_bound_of_zero(shaped):
    strict = Bounds(band=(95, 95), alarm_band=(5, 5), bias=6, width=100, undefined=0)
    assert shaped(width=110.0).outcome(strict) == "too wide"
    assert shaped(refused=1, declared="cautious").outcome(strict) == "often none"


@pytest.mark.parametrize(
    ("alarms", "declared", "outcome"),
    [
        (50, "regular", "kept"),
        (70, "regular", "kept"),
        (71, "regular", "too many"),
        (29, "regular", "too few"),
        (15, "cautious", "kept"),
        (71, "cautious", "too many"),
        (29, "stress", "too few"),
    ],
)
def test_a_test_comes_out_by_its_rate(alarmed, bounds, alarms, declared, outcome):
    one = alarmed(alarms, declared=declared)
    assert one.outcome(bounds) == outcome
    assert one.kept(bounds) is (outcome == "kept")


def verdict_on(one, record):
    return judge(one, data_kind="simulated", recovery=record).verdict


def test_the_verdict_allows_nothing_for_chance(judged, bounds):
    for held, verdict in ((950, "recovered"), (929, "missed"), (971, "missed")):
        one = judged(held)
        assert verdict_on(one.coverage, one.recovery(bounds)) == verdict
    few = judged(95, of=100)
    assert verdict_on(few.coverage, few.recovery(bounds)) == "illustration"


def test_the_record_of_a_test_says_how_far_its_rate_is_off(alarmed, bounds):
    one = alarmed(65)
    record = one.recovery(bounds, alpha=0.05)
    assert record.bias == pytest.approx(1.5)
    assert record.bias_bound == pytest.approx(2.0)
    assert record.coverage == pytest.approx(0.935)
    assert verdict_on(one.rate, record) == "recovered"
    other = alarmed(75)
    assert verdict_on(other.rate, other.recovery(bounds, alpha=0.05)) == "missed"


def test_designs_are_regular_unless_declared_otherwise():
    declared = {"cautious": ["a"], "stress": ["b"]}
    assert [declared_as(name, **declared) for name in "abc"] == ["cautious", "stress", "regular"]


def test_the_share_kept_leaves_stress_cases_out(judged, bounds):
    found = [
        judged(950),
        judged(990, declared="cautious"),
        judged(880),
        judged(500, declared="stress"),
    ]
    share = share_kept(found, bounds, of="designs")
    assert share.value == pytest.approx(200 / 3)
    assert share.n == "3 designs"
    assert not share.has_interval


def test_those_that_did_not_keep_it_are_named_with_the_reason(judged, alarmed, bounds):
    found = [
        judged(950, label="good"),
        judged(880, label="short"),
        judged(950, refused=50, label="refused"),
        judged(500, declared="stress", label="stressed"),
    ]
    assert not_kept(found, bounds) == (
        "short (held the truth in 88.0 %, 85.8 to 89.9); refused (none on 4.8 % of the data sets)"
    )
    assert not_kept(found[:1], bounds) == "none"
    assert not_kept([alarmed(20)], bounds) == "a coin (false alarms in 2.0 %, 1.3 to 3.1)"


def test_stress_cases_are_told_apart_by_the_side_on_which_they_fail(judged, alarmed, bounds):
    found = [
        judged(880, declared="stress", label="short"),
        judged(999, declared="stress", label="wide"),
        judged(950, declared="stress", label="right"),
        judged(950, declared="stress", label="missing", refused=50),
        judged(880, label="regular"),
        alarmed(200, declared="stress", label="alarmed"),
        alarmed(5, declared="stress", label="asleep"),
    ]
    assert stress_counts(found, bounds) == {"stress": 6, "short": 2, "wide": 2, "other": 1}
    assert regular_counts(found[:5], bounds) == {"below": 1, "above": 0}
    told = stress_outcomes(found, bounds)
    named = {
        side: [part.split(" (")[0] for part in text.split("; ")] for side, text in told.items()
    }
    assert named == {
        "short": ["short", "alarmed"],
        "wide": ["wide", "asleep"],
        "other": ["missing"],
        "kept": ["right"],
    }
    assert set(stress_outcomes(found[4:5], bounds).values()) == {"none"}


def test_outcomes_are_told_of_designs_whose_name_begins_so(judged, bounds):
    found = [judged(950, id="spread_a", label="A"), judged(990, id="spread_b", label="B")]
    told = outcomes_of([*found, judged(900, id="other")], bounds, holding="spread_")
    assert told == "A 95.0 % (kept); B 99.0 % (too wide)"


def test_the_chance_error_is_that_of_a_share():
    low, high = stats.norm.interval(0.95, loc=95, scale=100 * np.sqrt(0.95 * 0.05 / 1000))
    assert chance_error(0.95, 1000) == pytest.approx((high - low) / 2, rel=1e-4)


def test_the_worst_is_farthest_beyond_any_bound_of_its_part(judged, shaped, alarmed, bounds):
    found = [
        judged(940),
        judged(970),
        judged(900, part="county"),
        judged(1000, declared="cautious"),
    ]
    assert worst_interval(found, bounds, declared="regular") is found[2]
    assert worst_interval(found, bounds, declared="regular", part="panel") is found[1]
    wide = shaped(width=300.0)
    assert worst_interval([*found, wide], bounds, declared="regular") is wide
    with pytest.raises(DataError, match="No design is declared as stress in the part county"):
        worst_interval(found, bounds, declared="stress", part="county")
    tests = [alarmed(60), alarmed(20), alarmed(0, declared="cautious")]
    assert worst_alarm(tests, bounds, declared="regular") is tests[1]


def test_every_design_is_described_once(judged, alarmed):
    frame = design_frame([judged(950, part="county"), alarmed(50)])
    assert frame.to_dict("records") == [
        {
            "part": "County audit",
            "design": "t of five",
            "asks": "mean",
            "world": "five normal values",
            "report": "panel_exposure_by_race",
        },
        {
            "part": "Rates in a panel",
            "design": "a coin",
            "asks": "tests: nothing",
            "world": "a number between 0 and 1",
            "report": "panel_exposure_by_race",
        },
    ]


def test_frames_have_a_row_a_design_and_name_the_report(judged, alarmed, bounds):
    found = [judged(950), judged(880, refused=5, part="county", id="late_one")]
    frame = interval_frame(found, bounds, later=["late_one"])
    assert frame["held"].tolist() == [95.0, 88.0]
    assert frame["outcome"].tolist() == ["kept", "too short"]
    assert frame["added"].tolist() == ["at first", "later"]
    assert frame["part"].tolist() == ["Rates in a panel", "County audit"]
    assert frame["undefined"].tolist() == pytest.approx([0, 100 * 5 / 1005])
    assert set(frame["report"]) == {"home_timeline/panel_exposure_by_race"}
    tests = alarm_frame([alarmed(50), alarmed(200)], bounds, later=["coin"])
    assert tests["alarms"].tolist() == [5.0, 20.0]
    assert tests["outcome"].tolist() == ["kept", "too many"]
    assert set(tests["added"]) == {"later"}


def test_a_claim_is_told_what_design_it_is_about(judged, bounds):
    assert told_of(judged(900), bounds) == {
        "label": "t of five",
        "estimand": "mean",
        "world": "five normal values",
        "repetitions": 1000,
        "by": "coverage",
    }
