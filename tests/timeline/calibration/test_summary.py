"""What is said of repetitions, against plain arithmetic."""

import numpy as np
import pytest
from scipy import stats

from rml.errors import DataError
from rml.report.verdict import judge
from rml.timeline.calibration.repetitions import Intervals
from rml.timeline.calibration.summary import (
    alarm_frame,
    declared_as,
    design_frame,
    failures,
    interval_frame,
    judge_intervals,
    not_kept,
    share_kept,
    told_of,
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
    ("held", "declared", "kept"),
    [
        (950, "regular", True),
        (917, "regular", True),  # the interval of 91.7 % reaches 93 %
        (905, "regular", False),
        (978, "regular", True),
        (990, "regular", False),
        (990, "cautious", True),
        (1000, "cautious", True),
        (905, "cautious", False),
        (990, "stress", False),
    ],
)
def test_an_interval_is_kept_if_its_coverage_reaches_into_the_band(
    judged, bounds, held, declared, kept
):
    assert judged(held, declared=declared).kept(bounds) is kept


def test_an_interval_that_is_often_missing_is_not_kept(judged, bounds):
    assert judged(950, refused=10).kept(bounds)
    assert not judged(950, refused=11).kept(bounds)


@pytest.mark.parametrize(
    ("alarms", "declared", "kept"),
    [
        (50, "regular", True),
        (85, "regular", True),
        (95, "regular", False),
        (15, "regular", False),
        (15, "cautious", True),
        (95, "cautious", False),
    ],
)
def test_a_test_is_kept_if_its_rate_reaches_into_the_band(alarmed, bounds, alarms, declared, kept):
    assert alarmed(alarms, declared=declared).kept(bounds) is kept


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


def test_those_that_did_not_keep_it_are_named_with_the_reason(judged, bounds):
    found = [
        judged(950, label="good"),
        judged(880, label="short"),
        judged(950, refused=50, label="refused"),
        judged(500, declared="stress", label="stressed"),
    ]
    assert not_kept(found, bounds) == (
        "short (held the truth in 88.0 %); refused (no interval on 4.8 % of the data sets)"
    )
    assert not_kept(found[:1], bounds) == "none"


def test_failures_are_counted_by_their_direction(judged, alarmed, bounds):
    found = [
        judged(880, declared="stress"),
        judged(999, declared="stress"),
        judged(950, declared="stress"),
        judged(880),
        alarmed(200, declared="stress"),
        alarmed(5, declared="stress"),
    ]
    assert failures(found, bounds) == (2, 2)


def test_the_worst_is_farthest_from_nominal_on_either_side_of_its_part(judged, alarmed):
    found = [
        judged(940),
        judged(970),
        judged(900, part="county"),
        judged(1000, declared="cautious"),
    ]
    assert worst_interval(found, declared="regular", level=0.95) is found[2]
    assert worst_interval(found, declared="regular", level=0.95, part="panel") is found[1]
    with pytest.raises(DataError, match="No design is declared as stress in the part county"):
        worst_interval(found, declared="stress", level=0.95, part="county")
    tests = [alarmed(60), alarmed(20), alarmed(0, declared="cautious")]
    assert worst_alarm(tests, declared="regular", alpha=0.05) is tests[1]


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
    frame = interval_frame([judged(950), judged(880, refused=5, part="county")], bounds)
    assert frame["held"].tolist() == [95.0, 88.0]
    assert frame["kept"].tolist() == ["yes", "no"]
    assert frame["part"].tolist() == ["Rates in a panel", "County audit"]
    assert frame["undefined"].tolist() == pytest.approx([0, 100 * 5 / 1005])
    assert set(frame["report"]) == {"home_timeline/panel_exposure_by_race"}
    tests = alarm_frame([alarmed(50), alarmed(200)], bounds)
    assert tests["alarms"].tolist() == [5.0, 20.0]
    assert tests["kept"].tolist() == ["yes", "no"]


def test_a_claim_is_told_what_design_it_is_about(judged):
    assert told_of(judged(950)) == {
        "label": "t of five",
        "estimand": "mean",
        "world": "five normal values",
        "repetitions": 1000,
    }
