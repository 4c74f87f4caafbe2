"""The catalogue: what is planted, and that each method is tried on what it is meant for."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from rml.errors import DataError
from rml.run.collection import read_collection
from rml.run.project import find_project
from rml.stats.disparity_values import noise_variance
from rml.stats.inequality import gini, top_share
from rml.stats.inequality_models import Lognormal
from rml.timeline.calibration import (
    county_designs,
    imputed_people,
    panel_designs,
    pooled_designs,
    spread_designs,
)
from rml.timeline.calibration.catalogue import alarm_designs, check_declared, interval_designs
from rml.timeline.calibration.design import PART_NAMES
from rml.timeline.calibration.parameters import TimelineCalibration
from rml.timeline.imputation.groups import group_index

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "params" / "home_timeline" / "calibration.yaml"
VALUES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["parameters"]
INTERVALS = {design.id: design for design in interval_designs()}
ALARMS = {design.id: design for design in alarm_designs()}
ESTIMATED = [
    name
    for name, design in INTERVALS.items()
    if design.point and name not in VALUES["stress_cases"]
]


def test_designs_have_distinct_names_in_order_of_their_parts():
    everything = [*interval_designs(), *alarm_designs()]
    assert len({design.id for design in everything}) == len(everything)
    for designs in (interval_designs(), alarm_designs()):
        assert len({(design.part, design.label) for design in designs}) == len(designs)
        parts = [design.part for design in designs]
        order = [part for part in PART_NAMES if part in parts]
        assert list(dict.fromkeys(parts)) == order
        assert parts == sorted(parts, key=order.index)


def test_every_design_names_a_report_of_the_collection():
    reports = set(read_collection(find_project(ROOT)))
    named = {design.report for design in [*INTERVALS.values(), *ALARMS.values()]}
    assert named <= reports


def test_what_is_declared_is_in_the_catalogue_and_every_part_has_both_kinds():
    TimelineCalibration.model_validate(VALUES)
    everything = [*INTERVALS.values(), *ALARMS.values()]
    check_declared(everything, [*VALUES["cautious"], *VALUES["stress_cases"]])
    check_declared(everything, VALUES["added_later"])
    for part in PART_NAMES:
        own = {name for name, design in INTERVALS.items() if design.part == part}
        assert own & set(VALUES["stress_cases"])
        assert own - set(VALUES["stress_cases"]) - set(VALUES["cautious"])


def test_an_unknown_design_is_refused_with_the_nearest_name():
    with pytest.raises(DataError, match="no design called 'gap_13'.*gap_1"):
        check_declared(list(INTERVALS.values()), ["gap_13"])


@pytest.mark.parametrize("name", ESTIMATED)
def test_estimates_scatter_about_what_is_planted(name):
    design, rng = INTERVALS[name], np.random.default_rng(5)
    found = np.array([design.once(rng, level=0.95) for _ in range(40)])
    error = found[:, 0] - found[:, 3]
    error = error[~np.isnan(error)]
    assert error.size > 30
    assert abs(error.mean()) < 5 * error.std(ddof=1) / np.sqrt(error.size)
    assert error.std(ddof=1) > 0


@pytest.mark.parametrize("name", sorted(set(VALUES["cautious"]) & set(INTERVALS)))
def test_bounds_and_exact_intervals_hold_the_truth(name):
    design, rng = INTERVALS[name], np.random.default_rng(5)
    found = np.array([design.once(rng, level=0.95) for _ in range(40)])
    assert ((found[:, 1] <= found[:, 3]) & (found[:, 3] <= found[:, 2])).mean() > 0.85


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_tests_are_seldom_alarmed_where_there_is_nothing(name):
    design, rng = ALARMS[name], np.random.default_rng(5)
    rate = np.mean([design.alarm(design.draw(rng), 0.05, rng) for _ in range(40)])
    assert rate < (0.9 if name in VALUES["stress_cases"] else 0.25)


def test_the_weighted_truth_is_that_of_a_very_large_country():
    rng = np.random.default_rng(2)
    shares, _, _ = county_designs._drawn_counties(rng, 40_000, 10)
    outcomes = county_designs._BASE + county_designs._GAP * shares
    of_group = np.average(outcomes, weights=shares)
    of_others = np.average(outcomes, weights=1 - shares)
    gap, ratio = county_designs._weighted_truth()
    assert gap == pytest.approx(of_group - of_others, rel=0.02)
    assert ratio == pytest.approx(of_group / of_others, rel=0.01)
    # Most of the individual gap is lost, which is what the stress case is about.
    assert abs(gap) < 0.5 * abs(county_designs._GAP)


def test_people_are_of_the_group_as_often_as_their_probabilities_say():
    rng = np.random.default_rng(2)
    people = imputed_people.draw_people(rng, own_group=True, people=200_000)
    counted = np.bincount(people.group, minlength=6) / 200_000
    assert counted == pytest.approx(people.probabilities.mean(axis=0), abs=0.005)
    member = people.group == group_index("black")
    gap = people.outcomes[member].mean() - people.outcomes[~member].mean()
    assert gap == pytest.approx(imputed_people.EFFECT, abs=0.02)
    known = people.known >= 0
    assert known.mean() == pytest.approx(0.2, abs=0.01)
    assert (people.known[known] == people.group[known]).all()


def test_truths_of_imputed_means_are_those_of_very_many_people():
    rng = np.random.default_rng(2)
    people = imputed_people.draw_people(rng, own_group=False, people=400_000)
    member = people.group == group_index("black")
    rare = people.group == group_index("aian")
    of_group, of_others = imputed_people.means_by_name()
    assert of_group == pytest.approx(people.outcomes[member].mean(), abs=0.02)
    assert of_others == pytest.approx(people.outcomes[~member].mean(), abs=0.02)
    assert imputed_people.mean_of_rare() == pytest.approx(people.outcomes[rare].mean(), abs=0.06)
    white = people.group == group_index("white")
    slope = imputed_people.RATES[1] / imputed_people.EFFECT
    gap = people.outcomes[member].mean() - people.outcomes[white].mean()
    assert imputed_people.gap_of_rates() == pytest.approx(slope * gap, abs=0.01)
    own = people.probabilities[np.arange(400_000), people.group]
    scores = 1 - 2 * own + np.square(people.probabilities).sum(axis=1)
    assert imputed_people.mean_brier() == pytest.approx(scores.mean(), abs=0.005)


def test_a_shared_place_moves_its_people_together():
    rng = np.random.default_rng(2)
    apart = imputed_people.draw_people(rng, own_group=False, people=50_000)
    together = imputed_people.draw_people(rng, own_group=False, places_differ=True, people=50_000)

    def spread(people):
        means = np.bincount(people.place, people.outcomes) / np.bincount(people.place)
        return means.std(ddof=1)

    assert spread(apart) < 0.1
    assert 0.25 < spread(together) < 0.6


def test_truths_of_inequality_are_those_of_very_many_units():
    # As the designs draw them, rounded to a tenth.
    draws = np.round(Lognormal(0.75).draw(1_000_000, np.random.default_rng(2)), 1)
    assert INTERVALS["gini_linearised"].truth == pytest.approx(gini(draws), rel=0.004)
    assert INTERVALS["top_linearised"].truth == pytest.approx(top_share(draws, 0.1), rel=0.004)


def test_groups_near_noise_differ_by_what_is_said():
    for times in (0.5, 1.5):
        assert np.std(spread_designs.apart(7, times), ddof=1) == pytest.approx(times)
    rng = np.random.default_rng(2)
    for name, times in (("spread_of_people_one", 1.0), ("spread_dependent_apart", 3.0)):
        draw = INTERVALS[name].draw
        means = np.array([np.atleast_2d(draw(rng)).mean(axis=0) for _ in range(4000)])
        noise = np.sqrt(noise_variance(np.cov(means, rowvar=False)))
        assert INTERVALS[name].truth == pytest.approx(times * noise, rel=0.04)
        spread = np.std(means.mean(axis=0), ddof=1)
        assert spread == pytest.approx(INTERVALS[name].truth, rel=0.1)
        shared = np.corrcoef(means, rowvar=False)[np.triu_indices(5, 1)]
        assert (shared > 0.15).all()


def test_few_authors_have_the_planted_gap_and_only_residents_shares_are_known():
    rng = np.random.default_rng(2)
    countries = [pooled_designs.draw_few_authors(rng) for _ in range(20)]
    authors = np.concatenate([one.users for one in countries])
    assert np.median(authors) == pytest.approx(5, abs=1)
    above = np.concatenate([one.outcomes for one in countries])
    shares = np.concatenate([one.shares for one in countries])
    # Chances do not depend on the share, so the slope is the gap between individuals.
    slope = np.polyfit(shares, above, 1, w=np.sqrt(authors))[0]
    assert slope == pytest.approx(INTERVALS["pooled_bounds"].truth, abs=0.04)


def test_the_family_has_one_rate_an_outcome():
    rng = np.random.default_rng(2)
    table = panel_designs._draw_family(rng)
    assert table.groupby("outcome")["panelists"].sum().tolist() == [2526, 2526]
    many = np.mean(
        [panel_designs._draw_family(rng).groupby("outcome")["exposed"].sum() for _ in range(300)],
        axis=0,
    )
    assert many / 2526 == pytest.approx([0.066, 0.009], rel=0.05)


def test_conditions_and_estimands_are_phrases_without_a_full_stop():
    for design in [*INTERVALS.values(), *ALARMS.values()]:
        assert not design.condition.endswith(".")
        assert re.fullmatch(r"[a-z][a-z0-9_]*", design.id)
        assert len(design.label) <= 42
    for design in INTERVALS.values():
        assert not design.estimand.endswith(".")
