"""What measures report of simulated platforms, and what becomes of it as a verdict."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from rml.data.ledger import inputs
from rml.stats.ecological import recovered_share
from rml.timeline.county_audit.auditor import MEASURES, Auditor
from rml.timeline.county_audit.power import LOOKED_AT, detectable_gap, power_frame
from rml.timeline.county_audit.repetitions import (
    Judged,
    places_digest,
    recovery_frame,
    repeated,
    truths_of,
)
from rml.timeline.county_audit.said import detectable_of, power_of
from rml.timeline.county_audit.worlds import (
    adoption,
    author_counts,
    cancelled,
    county_only,
    mixture,
    own_race,
    rural_counties,
    states,
)

GAP = -0.2
BOUNDS = {
    "bias": 1.0,
    "weighted_width": 5.0,
    "regression_width": 30.0,
    "state_effects_width": 40.0,
}


@pytest.fixture
def auditor(places, authors):
    return Auditor(places, authors)


def test_without_chance_weighted_means_show_the_recovered_share_and_regression_all(auditor):
    counts = author_counts(own_race(GAP), auditor.places, auditor.authors)
    shown = recovered_share(auditor.places.share, counts).value
    assert 0.05 < shown < 0.5
    for world in (own_race(GAP), county_only(GAP), mixture(GAP, own_race_share=0.3)):
        assert auditor.expected_report(world, "weighted gap") == pytest.approx(100 * GAP * shown)
        for measure in MEASURES[1:]:
            assert auditor.expected_report(world, measure) == pytest.approx(100 * GAP)


def test_flat_county_means_are_reported_as_no_gap(auditor):
    for measure in MEASURES:
        assert auditor.expected_report(cancelled(GAP), measure) == pytest.approx(0, abs=1e-9)


def test_the_covariate_and_the_state_effects_help_in_their_world_alone(auditor):
    rural = rural_counties(GAP, rural_slope=0.4)
    assert auditor.expected_report(rural, "regression, rural share") == pytest.approx(100 * GAP)
    assert auditor.expected_report(rural, "regression") != pytest.approx(100 * GAP, abs=0.1)
    world = states(GAP, state_slope=1.0, state_spread=0.0)
    assert auditor.expected_report(world, "regression, state effects") == pytest.approx(100 * GAP)
    assert auditor.expected_report(world, "regression") > 100 * GAP + 1


def test_a_group_that_uses_the_platform_more_has_its_gap_overstated(auditor):
    reports = [
        auditor.expected_report(adoption(GAP, ratio=ratio), "regression") for ratio in (0.5, 1, 2)
    ]
    assert reports[0] > reports[1] > reports[2]
    assert reports[1] == pytest.approx(100 * GAP)


def test_repetitions_find_what_each_measure_can_find(auditor):
    found = repeated(own_race(GAP), auditor, repetitions=300, level=0.95, seed=1)
    assert set(found) == set(MEASURES)
    one = found["regression"]
    error = one.value.std() / np.sqrt(300)
    assert one.bias("individual gap") == pytest.approx(0, abs=4 * error)
    # 300 repetitions leave a coverage of 95 per cent within 91 and 99.
    assert 0.91 < one.coverage("individual gap") < 0.995
    assert found["weighted gap"].coverage("individual gap") < 0.05
    assert found["weighted gap"].bias("individual gap") > 5
    assert one.width() > 3 * found["weighted gap"].width()


def test_repetitions_come_from_the_cache_and_hang_on_places_and_seed(auditor, monkeypatch):
    plan = {"measures": LOOKED_AT, "repetitions": 4, "level": 0.95}
    first = repeated(own_race(GAP), auditor, seed=1, **plan)
    monkeypatch.setattr(
        "rml.timeline.county_audit.repetitions._repeated", lambda *_: pytest.fail("drawn again")
    )
    again = repeated(own_race(GAP), auditor, seed=1, **plan)
    np.testing.assert_array_equal(first["regression"].value, again["regression"].value)
    assert "simulated" in inputs().values()
    moved = dataclasses.replace(auditor.places, share=auditor.places.share[::-1].copy())
    assert places_digest(moved) != places_digest(auditor.places)
    monkeypatch.undo()


def test_another_seed_gives_other_draws(auditor):
    plan = {"measures": LOOKED_AT, "repetitions": 4, "level": 0.95}
    first, second = (repeated(own_race(GAP), auditor, seed=seed, **plan) for seed in (1, 2))
    assert (first["regression"].value != second["regression"].value).all()
    other = repeated(county_only(GAP), auditor, seed=1, **plan)
    assert (first["regression"].value != other["regression"].value).all()


def test_planted_gaps_are_in_per_cent_and_zero_has_no_sign(auditor):
    truths = truths_of(county_only(GAP), auditor)
    assert f"{truths['individual gap']:+.1f}" == "+0.0"
    assert -20 < truths["group gap"] < 0
    assert truths_of(own_race(GAP), auditor)["group gap"] == pytest.approx(-20)


def judged(value, *, half=1.0, measure="regression", truth=-20.0, group=-5.0):
    values = np.asarray(value, dtype=float)
    return Judged(
        world=own_race(GAP),
        measure=measure,
        value=values,
        low=values - half,
        high=values + half,
        truths={"individual gap": truth, "group gap": group},
    )


def test_a_judgement_counts_what_intervals_held_and_missed():
    one = judged([-20.5, -19.5, -22.0, 0.5])
    assert one.coverage("individual gap") == 0.5
    assert one.coverage("group gap") == 0
    assert one.bias("individual gap") == pytest.approx(20 - 61.5 / 4)
    assert one.found() == 0.75
    assert one.width() == 2
    reported = one.reported(level=0.95)
    assert reported.value == pytest.approx(-61.5 / 4)
    assert reported.low < reported.value < reported.high
    record = one.recovery("group gap", BOUNDS)
    assert (record.repetitions, record.bias_bound, record.width_bound) == (4, 1.0, 30.0)
    weighted = judged([-20.0, -21.0], measure="weighted gap").recovery("group gap", BOUNDS)
    assert weighted.width_bound == 5.0


def test_verdicts_need_a_thousand_repetitions_and_both_gaps_have_one():
    rng = np.random.default_rng(9)
    values = -20 + rng.standard_normal(1000)
    (row,) = recovery_frame([judged(values, half=1.96)], BOUNDS).to_dict("records")
    assert row["individual_verdict"] == "recovered"
    assert row["group_verdict"] == "missed: biased"
    assert row["individual_planted"] == -20
    assert row["gap_reported"] == 1
    for half, verdict in ((6.0, "over-cautious"), (0.5, "too sure")):
        (row,) = recovery_frame([judged(values, half=half)], BOUNDS).to_dict("records")
        assert row["individual_verdict"] == f"missed: {verdict}"
    (wide,) = recovery_frame(
        [judged(values, half=1.96)], {**BOUNDS, "regression_width": 1.0}
    ).to_dict("records")
    assert wide["individual_verdict"] == "missed: too wide"
    (few,) = recovery_frame([judged(values[:999], half=1.96)], BOUNDS).to_dict("records")
    assert few["individual_verdict"] == "illustration"


def test_larger_gaps_and_more_authors_are_found_more_often(places, authors):
    frame = power_frame(
        places,
        authors,
        effects=[0.0, 15.0, 60.0],
        sizes=[0.5, 20.0],
        repetitions=60,
        level=0.95,
        seed=3,
    )
    assert len(frame) == 20
    assert (frame["found_low"] <= frame["found"]).all()
    assert (frame["found"] <= frame["found_high"]).all()
    for _, rows in frame.groupby(["per_thousand", "measure"]):
        assert rows["gap"].tolist() == [-60, -15, 0, 15, 60]
        assert rows["found"].iloc[2:].is_monotonic_increasing
        assert rows["found"].iloc[:3].is_monotonic_decreasing
        assert rows["found"].iloc[2] < 0.2
    far = frame[frame["gap"] == 15.0].set_index(["per_thousand", "measure"])["found"]
    assert far[20.0, "regression"] > far[0.5, "regression"] + 0.1


def test_a_gap_downwards_is_found_more_often_than_one_as_large_upwards(places, authors):
    frame = power_frame(
        places, authors, effects=[40.0], sizes=[3.0], repetitions=200, level=0.95, seed=5
    )
    down, up = frame.loc[frame["measure"] == "regression", "found_high"]
    assert 0.4 < up < down - 0.1


@pytest.fixture
def curve():
    """Return the power of a normal estimate whose error is larger upwards, on a fine grid."""
    rows = []
    for gap in np.arange(-12.0, 12.5, 0.5):
        error = 2.0 if gap < 0 else 2.5
        found = norm.sf(1.96 - abs(gap) / error) + norm.cdf(-1.96 - abs(gap) / error)
        rows.append((20.0, "regression", gap, 500, found, found - 0.02, found + 0.02))
    columns = ["per_thousand", "measure", "gap", "platforms", "found", "found_low", "found_high"]
    return pd.DataFrame(rows, columns=columns)


ASKED = {"measure": "regression", "per_thousand": 20.0, "level": 0.95}


@pytest.mark.parametrize(("sign", "error"), [(-1, 2.0), (1, 2.5)])
def test_the_detectable_gap_is_where_the_power_of_its_own_sign_is_reached(curve, sign, error):
    found = detectable_gap(curve, sign=sign, power=0.8, **ASKED)
    assert found.value == pytest.approx(sign * (1.96 + 0.8416) * error, rel=0.01)
    ends = sorted(abs(end) for end in (found.low, found.high))
    for end, power in zip(ends, (0.78, 0.82), strict=True):
        assert end == pytest.approx((1.96 + norm.ppf(power)) * error, rel=0.01)
    assert found.low < found.value < found.high
    assert found.n == "500 simulated platforms for each of 25 gaps"


def test_the_detectable_gap_lies_on_the_straight_line_between_simulated_gaps(curve):
    rows = curve[curve["gap"].isin([0.0, 4.0, 8.0])]
    low, high = rows["found"].iloc[1:]
    found = detectable_gap(rows, sign=1, power=0.8, **ASKED)
    assert found.value == pytest.approx(4 + 4 * (0.8 - low) / (high - low))
    assert detectable_gap(rows, sign=1, power=0.01, **ASKED).value == 0


def told_of(rows, gap):
    told = detectable_of(rows, gap=gap, power=0.8, **ASKED)
    for field in told["values"]:
        assert f"{{{field}:" in told["statement"] or f"{{{field}}}" in told["statement"]
    return told


def test_the_smallest_gap_is_told_with_that_of_the_other_sign(curve):
    told = told_of(curve, gap=-20.0)
    assert told["estimate"].value < 0 < told["values"]["other_low"]
    assert told_of(curve, gap=20.0)["values"]["other"] == told["estimate"].value


def test_a_power_that_simulated_gaps_do_not_reach_is_told_with_the_largest(curve):
    few = curve[curve["gap"].abs() <= 6]
    assert detectable_gap(few, sign=1, power=0.8, **ASKED) is None
    told = told_of(few, gap=20.0)
    assert told["values"]["largest"] == 6
    assert told["estimate"].value == few["found"].iloc[-1] < 0.8
    assert told["estimate"].n == "500 simulated platforms"
    other = told_of(few, gap=-20.0)
    assert other["estimate"].value == pytest.approx(-2.8 * 2, rel=0.01)
    assert "other" not in other["values"]


def test_a_band_that_does_not_reach_the_power_leaves_the_gap_open(curve):
    wide = curve.assign(found_low=0.5)
    assert detectable_gap(wide, sign=1, power=0.8, **ASKED) is None


def test_power_is_told_for_both_signs(curve):
    both = pd.concat([curve, curve.assign(measure="weighted gap", found=0.5)])
    shares = power_of(both, per_thousand=20.0, size=6.0)
    assert shares["regression_down"] > shares["regression_up"]
    assert shares["weighted_up"] == 0.5
