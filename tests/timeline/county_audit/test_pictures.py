"""Frames that figures draw, and the figures with their words."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from scipy.stats import norm

from rml.estimate import Estimate
from rml.report.alt_text import check_alt
from rml.timeline.county_audit.auditor import Auditor
from rml.timeline.county_audit.bounds_example import (
    bounds_by_share,
    bounds_frame,
    bounds_of,
    planted_rates,
    simulated_outcomes,
)
from rml.timeline.county_audit.claims import TOO_CAUTIOUS
from rml.timeline.county_audit.display import CAPTIONS, JUDGED, MAIN, MIXED, OTHERS
from rml.timeline.county_audit.figures import (
    bounds_data,
    bounds_plot,
    definition_labels,
    definitions_plot,
    left_out_plot,
    mixtures_plot,
    power_plot,
    worlds_plot,
)
from rml.timeline.county_audit.group_definitions import group_definition
from rml.timeline.county_audit.looks import looks
from rml.timeline.county_audit.measures import CountyOutcomes
from rml.timeline.county_audit.own_figures import gaps_plot, possible_plot
from rml.timeline.county_audit.pictures import (
    adoption_frame,
    all_judged,
    influences_of_one_draw,
    largest_difference,
    mixtures,
    state_left_out,
    two_worlds,
    worlds_of,
)
from rml.timeline.county_audit.repetitions import Judged
from rml.timeline.county_audit.said import (
    adoption_of,
    baseline_of,
    bounds_width,
    ends_of,
    expected_of,
    gaps_of,
    largest_shifts,
    number_of,
    said_of,
    span_of,
    widely_bounded,
)
from rml.timeline.county_audit.worlds import (
    author_counts,
    county_only,
    own_race,
    rural_counties,
)

GAP = -0.2
PLAN = {"repetitions": 5, "level": 0.95, "seed": 1}
GROUPS = group_definition("nh_black vs rest")


@pytest.fixture
def auditor(places, authors):
    return Auditor(places, authors)


@pytest.fixture
def counties(places):
    """Return a county table whose composition is that of the places, up to rounding."""
    black = np.rint(places.residents * places.share).astype(int)
    return pd.DataFrame(
        {
            "fips": [f"{number:05d}" for number in range(1, len(places) + 1)],
            "state": [f"State {number}" for number in places.state],
            "total": places.residents,
            "nh_black": black,
        }
    )


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def said(id_, figure, data, *source, own=False):
    look = looks(id_, data, *source, own=own)
    check_alt(look["alt"], caption=look["caption"], where=id_)
    assert figure.axes
    assert look["data"] is data
    return look["alt"]


def test_both_worlds_are_drawn_by_classes_that_hide_single_counties(auditor):
    frame = two_worlds(auditor, gap=GAP, seed=1)
    assert (frame["counties"] >= 10).all()
    assert frame.groupby("world")["counties"].sum().eq(len(auditor.places)).all()
    own, county = (frame[frame["world"] == name] for name in ("own race", "county only"))
    np.testing.assert_allclose(own["expected"], county["expected"], rtol=1e-12)
    assert (own["group"] - own["others"]).round(9).eq(100 * GAP).all()
    assert (county["group"] == county["others"]).all()
    assert (own["mean"].to_numpy() != county["mean"].to_numpy()).all()
    assert frame["mean"].sub(frame["expected"]).abs().max() < 20
    assert largest_difference(auditor, gap=GAP) < 1e-10
    alt = said("worlds", worlds_plot(frame), frame)
    assert "other authors at 100 and the group at 80" in alt


def test_between_the_worlds_reports_stay_and_gaps_move(auditor):
    frame = mixtures(auditor, gap=GAP, own_race_shares=[0.0, 0.5, 1.0], **PLAN)
    assert frame["individual_gap"].tolist() == pytest.approx([0, -10, -20])
    assert frame["group_gap"].iloc[-1] == pytest.approx(-20)
    assert frame["group_gap"].is_monotonic_decreasing
    assert np.ptp(frame["weighted"]) < 2
    assert (frame["regression_low"] <= frame["regression"]).all()
    said("mixtures", mixtures_plot(frame), frame)


def test_worlds_take_their_gaps_in_per_cent():
    worlds = worlds_of(
        -20.0,
        own_race_share=0.5,
        adoption_ratio=1.5,
        rural_slope=-30.0,
        state_slope=40.0,
        state_spread=3.0,
    )
    by_name = {world.name: world for world in worlds}
    assert {one.world for one in JUDGED.values()} == set(by_name)
    assert by_name["mixture"].individual_gap == pytest.approx(-0.1)
    assert by_name["rural counties"].rural_slope == pytest.approx(-0.3)
    assert (by_name["states"].state_slope, by_name["states"].state_spread) == (0.4, 0.03)
    assert by_name["adoption"].adoption_ratio == 1.5


def test_findings_fall_into_three_parts_and_each_claim_names_its_numbers(auditor):
    assert {*MAIN, *MIXED, *OTHERS} == set(JUDGED)
    assert len(MAIN) + len(MIXED) + len(OTHERS) == len(JUDGED)
    judged = all_judged([own_race(GAP)], auditor, **PLAN)
    bounds = {
        "bias": 1.0,
        "weighted_width": 5.0,
        "regression_width": 30.0,
        "state_effects_width": 40.0,
    }
    told = said_of(JUDGED["own_race_regression"], judged, level=0.95, bounds=bounds)
    assert told["values"]["planted"] == pytest.approx(-20)
    assert told["recovery"].repetitions == told["values"]["repetitions"] == 5
    for field in told["values"]:
        assert f"{{{field}:" in told["statement"]


@pytest.mark.parametrize(
    ("repetitions", "half", "off", "cautious"),
    [
        (1000, 5.0, 0.0, True),
        (1000, 1.96, 0.0, False),
        (1000, 9.0, 3.0, False),
        (9, 5.0, 0.0, False),
    ],
)
def test_intervals_that_are_too_wide_without_bias_are_called_over_cautious(
    repetitions, half, off, cautious
):
    value = -20 + off + norm.ppf((np.arange(repetitions) + 0.5) / repetitions)
    one = Judged(
        world=own_race(GAP),
        measure="regression",
        value=value,
        low=value - half,
        high=value + half,
        truths={"individual gap": -20.0, "group gap": -20.0},
    )
    told = said_of(
        JUDGED["own_race_regression"],
        {("own race", "regression"): one},
        level=0.95,
        bounds={"bias": 1.0, "regression_width": 30.0},
    )
    assert (told["why"] == TOO_CAUTIOUS) is cautious
    assert cautious or told["why"] is None


def test_a_planted_gap_that_is_none_is_called_zero(auditor):
    judged = all_judged([county_only(GAP)], auditor, **PLAN)
    bounds = {"bias": 1.0, "weighted_width": 5.0, "regression_width": 30.0}
    told = said_of(JUDGED["county_only_weighted"], judged, level=0.95, bounds=bounds)
    assert "The individual gap is zero; " in told["statement"]
    assert "planted" not in told["values"]


def test_the_average_other_author_gets_less_or_more_than_the_baseline(auditor):
    worlds = [own_race(GAP), county_only(GAP), rural_counties(GAP, rural_slope=-0.3)]
    places = auditor.places
    counts = author_counts(worlds[1], places, auditor.authors) * (1 - places.share)
    county = 1 + GAP * np.average(places.share, weights=counts)
    rural = 1 - 0.3 * np.average(places.rural, weights=counts)
    told = baseline_of(worlds, auditor, gap=-20.0)
    assert told["most"] == pytest.approx(100)
    assert told["least"] == pytest.approx(100 * min(county, rural))
    assert (told["smallest"], told["gap"]) == (-20.0, -20.0)
    assert told["largest"] == pytest.approx(-20 / min(county, rural))


def test_where_the_group_uses_the_platform_less_both_measures_fall_short(auditor):
    told = adoption_of(adoption_frame(auditor, gap=GAP, ratios=[0.5, 1.0, 2.0]))
    assert told["ratio"] == 0.5
    assert told["gap"] < told["low"] < told["weighted"] < 0
    assert told["high"] < told["gap"]


def test_adoption_leaves_what_was_planted_and_moves_what_is_reported(auditor):
    frame = adoption_frame(auditor, gap=GAP, ratios=[0.5, 1.0, 2.0])
    assert (frame["planted"] == -20).all()
    assert frame["group_share"].is_monotonic_increasing
    assert frame["regression"].is_monotonic_decreasing
    between = expected_of(auditor, GAP)
    assert frame["weighted"].iloc[1] == pytest.approx(between["weighted"])
    # Weighted means are right about the group gap of the county-only world.
    assert between["county_group"] == pytest.approx(between["weighted"])


def test_states_are_left_out_in_order_and_named_only_if_asked_for(auditor):
    influences = influences_of_one_draw(auditor, own_race(GAP), seed=1)
    frame = state_left_out(influences, named=False)
    assert "state" not in frame
    assert "state" in state_left_out(influences, named=True)
    for measure, rows in frame.groupby("measure"):
        assert rows["place"].tolist() == list(range(1, 11))
        assert rows["shift"].is_monotonic_increasing
        assert largest_shifts(frame)[measure.split()[0]] == rows["shift"].abs().max()
    said("left_out", left_out_plot(frame, unit="points"), frame)


def test_bounds_of_both_worlds_are_one_and_hold_both_truths(places, authors, counties):
    rates = planted_rates(places, authors, gap=-10.0)
    counts = author_counts(own_race(0.0), places, authors)
    overall = np.average(places.share, weights=counts)
    assert rates.group * overall + rates.others * (1 - overall) == pytest.approx(0.5)
    assert rates.group - rates.others == pytest.approx(-0.1)
    both = rates.county_group * overall + rates.county_others * (1 - overall)
    assert both == pytest.approx(0.5)
    outcomes = simulated_outcomes(counties, places, authors, rates, rng=np.random.default_rng(2))
    by_share, nation, ends = bounds_of(outcomes, GROUPS, level=0.95)
    own, county = rates.in_points()
    for truths in (own, county):
        assert (nation["lower"] <= truths).all()
        assert (truths <= nation["upper"]).all()
    assert (by_share["counties"] >= 10).all()
    assert (by_share["width"] > 0).all()
    numbers = bounds_data(by_share, nation, rates)
    assert len(numbers) == len(by_share) + 3
    assert numbers["planted_own_race"].dropna().tolist() == own
    alt = said("bounds", bounds_plot(by_share, nation, rates), numbers, by_share, nation)
    width, limits = bounds_width(ends)
    assert width.value == limits["highest"] - limits["lowest"]
    assert width.low is None
    assert f"the gap from {limits['lowest']:.0f}" in alt
    assert gaps_of(rates)["own"] == pytest.approx(-10)
    wide = widely_bounded(by_share, width=0.0)
    assert wide["wide"] == pytest.approx(100)


def test_classes_of_few_counties_are_left_out():
    shares = np.array([0.005] * 12 + [0.9] * 9)
    frame = bounds_by_share(np.full(21, 0.5), shares, np.full(21, 100.0))
    assert frame["counties"].tolist() == [12]
    assert frame["lower"].tolist() == [0]


def test_gaps_too_large_for_rates_are_refused(places, authors):
    with pytest.raises(ValueError, match="rates would be"):
        planted_rates(places, authors, gap=-70.0)


def test_bounds_need_the_median(counties):
    outcomes = CountyOutcomes(
        counties=counties,
        authors=np.ones(len(counties)),
        means=np.ones(len(counties)),
        above_median=None,
    )
    with pytest.raises(Exception, match="national median") as caught:
        bounds_of(outcomes, GROUPS, level=0.95)
    assert "impressions by author" in str(caught.value)


def test_definitions_have_short_names_and_are_spanned_by_group():
    frame = pd.DataFrame(
        {
            "group": ["Black, not Hispanic", "Black alone, any ethnicity", "Hispanic"],
            "against": ["everybody else", "White alone, any ethnicity", "White, not Hispanic"],
            "others": ["there are none", "are left out", "fare as the second"],
            "group_share": [12.5, 13.4, 18.3],
            "recovered": [14.4, 15.7, 20.9],
        }
    )
    assert definition_labels(frame) == [
        "Black (NH) against all others",
        "Black alone against White alone, rest left out",
        "Hispanic against White (NH), rest as second",
    ]
    assert span_of(frame, GROUPS) == {"lowest": 14.4, "highest": 15.7}
    alt = said("definitions", definitions_plot(frame), frame)
    assert "from 14.4 to 15.7 per cent" in alt


def test_power_is_drawn_by_the_number_of_authors():
    frame = pd.DataFrame(
        [
            (size, measure, gap, share, share - 0.02, share + 0.02)
            for size in (2.0, 20.0)
            for measure in ("weighted gap", "regression")
            for gap, share in ((-20.0, 0.7), (0.0, 0.05), (20.0, 0.6))
        ],
        columns=["per_thousand", "measure", "gap", "found", "found_low", "found_high"],
    )
    alt = said("power", power_plot(frame, power=0.8, alpha=0.05), frame)
    assert "with 20 authors per thousand residents a gap of -20 per cent is reported on 70%" in alt
    assert "a gap of +20 per cent is reported on 60%" in alt
    assert power_plot(frame[frame["per_thousand"] == 2.0], power=0.8, alpha=0.05).axes


def test_gaps_of_ones_own_are_drawn_with_their_intervals():
    gaps = {
        name: Estimate(
            value=value,
            low=value - 1,
            high=value + 1,
            level=0.95,
            n="9 counties",
            unit="u",
            method="m",
        )
        for name, value in (("weighted gap", -2.8), ("regression", -19.2))
    }
    frame = pd.DataFrame({"measure": list(gaps)})
    assert "regression -19.2, from -20.2 to -18.2" in said(
        "gaps", gaps_plot(gaps), frame, gaps, own=True
    )
    possible = pd.DataFrame(
        {
            "own_race_share": [0.0, 1.0],
            "individual_gap": [0.0, -19.2],
            "individual_gap_low": [0.0, -21.0],
            "individual_gap_high": [0.0, -17.0],
            "group_gap": [-2.8, -19.2],
        }
    )
    assert "from 0 to -19.2" in said("possible", possible_plot(possible), possible, own=True)


def test_small_things_that_texts_name(auditor):
    by_state = pd.DataFrame({"state": ["A", "B", "C"], "recovered": [13.0, 14.0, 15.0]})
    assert ends_of(by_state) == {"least": 13.0, "least_state": "A", "most": 15.0, "most_state": "C"}
    assert number_of(auditor) == author_counts(own_race(0.0), auditor.places, auditor.authors).sum()
    assert set(CAPTIONS) == {"definitions", "worlds", "mixtures", "power", "left_out", "bounds"}
    frame = bounds_frame({"gap": (estimate(-1.0), estimate(1.0))})
    assert frame[["of", "lower", "upper"]].to_numpy().tolist() == [["gap", -1.0, 1.0]]


def estimate(value):
    return Estimate(
        value=value, low=value - 1, high=value + 1, level=0.95, n="9 counties", unit="u", method="m"
    )
