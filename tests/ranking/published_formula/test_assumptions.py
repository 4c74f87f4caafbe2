"""Changed assumptions, leads that are shown or not, and ranges over them."""

import dataclasses

import numpy as np
import pytest

from rml.ranking.published_formula import sensitivity_display
from rml.ranking.published_formula.assumptions import (
    AS_STATED,
    EQUAL_ADDED,
    PLAIN_SUM,
    SECOND_SET,
    assumptions_frame,
    changed_designs,
    effects_by_assumption,
    equal_added_design,
    lead,
    next_to,
    one_changed,
    range_of,
    said_of_lead,
    stronger_than,
    strongest_on_order,
    widest_half,
    without_a_lead,
)
from rml.ranking.published_formula.feeds import FeedDesign, equal_contribution_rates
from rml.ranking.published_formula.sensitivity import WeightEffects, weight_effects
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES

SIZE = {"feeds": 60, "candidates": 200, "top": 10, "order_feeds": 10}
CLICK = ENGAGEMENTS.index("good_click")


@pytest.fixture(scope="module")
def design(weights):
    rates = equal_contribution_rates(weights, like_rate=0.02, video_rate=0.3)
    return FeedDesign(rates=rates, spread=1.0, common=0.3, complaints=0.0)


@pytest.fixture(scope="module")
def effects(design, weights):
    return weight_effects(design, weights, rng=np.random.default_rng(1), **SIZE)


def made_effects(means, *, seed=1, tau=0.9):
    """Effects whose removed weights replace posts with the given means over 200 feeds."""
    rng = np.random.default_rng(seed)
    replaced = np.zeros((200, 10, 3))
    replaced[:, :, 0] = rng.poisson(means, size=(200, 10))
    return WeightEffects(
        replaced=replaced, tau=np.full((5, 10), tau), added=np.ones((200, 10)), top=10
    )


def test_one_assumption_is_changed_at_a_time(design):
    found = changed_designs(
        design, other_rates=[0.1] * 10, spreads=[0.5], commons=[0.8], complaint_signs=[-1.0]
    )
    assert found.pop(AS_STATED) == design
    assert found.pop(SECOND_SET) == dataclasses.replace(design, rates=(0.1,) * 10)
    assert found == {
        "spread 0.5": dataclasses.replace(design, spread=0.5),
        "correlation 0.8": dataclasses.replace(design, common=0.8),
        "complaints load \N{MINUS SIGN}1 on appeal": dataclasses.replace(design, complaints=-1.0),
    }
    other = one_changed(design, spread=0.5, rates=[0.1] * 10)
    assert other == dataclasses.replace(design, spread=0.5, rates=(0.1,) * 10)


def test_the_larger_of_both_adds_more_and_scaled_rates_take_that_away(design, weights, effects):
    added = effects.added.mean(axis=0)
    assert added[CLICK] / added[0] > 1.4
    scaled = equal_added_design(design, effects)
    found = weight_effects(scaled, weights, rng=np.random.default_rng(1), **SIZE).added.mean(axis=0)
    assert found[CLICK] == pytest.approx(found[0], rel=0.03)
    changed = np.array(scaled.rates) != np.array(design.rates)
    assert np.flatnonzero(changed).tolist() == [6, 7]


def test_a_planted_lead_is_shown_and_a_tie_is_not():
    ahead = made_effects([3.0] + [1.0] * 9)
    tied = made_effects([2.0, 2.0] + [1.0] * 8)
    found = lead(ahead, "fav", level=0.95)
    assert 1.2 < found.low < found.value < 2.3
    assert found.level == 0.95
    assert "Bonferroni" in found.method
    assert lead(tied, "fav", level=0.95).low < 0
    behind = made_effects([1.0, 3.0] + [1.0] * 8)
    assert lead(behind, "fav", level=0.95).value < -1
    all_three = {"ahead": ahead, "tied": tied, "behind": behind}
    assert without_a_lead(all_three, "fav", level=0.95) == ("tied", "behind")


def test_a_lead_without_any_spread_has_no_interval_and_is_not_called_shown():
    flat = WeightEffects(
        replaced=np.ones((5, 10, 3)), tau=np.ones((5, 10)), added=np.ones((5, 10)), top=10
    )
    assert lead(flat, "fav", level=0.95).low is None
    assert without_a_lead({"flat": flat}, "fav", level=0.95) == ("flat",)


def test_the_next_the_stronger_and_the_range_are_those_of_the_means():
    one = made_effects([5.0, 4.0] + [0.5] * 8)
    other = made_effects([1.0, 4.0] + [0.5] * 8)
    name, value = next_to(one, "fav")
    assert name == PLAIN_NAMES["retweet"]
    assert value == one.replaced[:, 1, 0].mean()
    assert stronger_than(one, "fav") == 0
    assert stronger_than(other, "fav") == 1
    found = range_of({"one": one, "other": other}, "fav")
    assert (found.least, found.most) == (
        other.replaced[:, 0, 0].mean(),
        one.replaced[:, 0, 0].mean(),
    )
    low = dataclasses.replace(other, tau=np.tile(np.linspace(0.9, 0.8, 10), (5, 1)))
    assert strongest_on_order(low) == (PLAIN_NAMES["report"], PLAIN_NAMES["negative_feedback_v2"])
    orders = range_of({"one": one, "low": low}, "report", of="tau")
    assert (orders.least, orders.most) == pytest.approx((0.8, 0.9))


def test_rows_differ_by_the_assumption_alone_and_the_lead_is_told(design, weights):
    size = SIZE | {"feeds": 30}
    designs = {AS_STATED: design, "spread 0.5": one_changed(design, spread=0.5)}
    found = effects_by_assumption(designs, weights, seed=[1], **size)
    assert list(found) == [*designs, EQUAL_ADDED, PLAIN_SUM]
    for name, one in designs.items():
        alone = weight_effects(one, weights, rng=np.random.default_rng([1]), **size)
        assert (found[name].replaced == alone.replaced).all()
    # Without the rule of the larger of both, an opened conversation adds what its median says.
    plain = found[PLAIN_SUM].added.mean(axis=0)
    assert plain[CLICK] < 0.8 * found[AS_STATED].added.mean(axis=0)[CLICK]
    assert plain[[0, 9]] == pytest.approx(found[AS_STATED].added.mean(axis=0)[[0, 9]])
    said = said_of_lead(found, "good_click", level=0.95)
    assert said["what"] == PLAIN_NAMES["good_click"]
    assert said["sets"] == 4
    assert said["plain"] == found[PLAIN_SUM].replaced[:, CLICK, 0].mean()
    assert said["lost"] == len(str(said["which"]).split("; "))
    assert said["more"] > 1.4


def test_tables_hold_every_assumption(effects):
    names = sensitivity_display.SHOWN_WEIGHTS
    assert set(names.values()) <= set(ENGAGEMENTS)
    frame = assumptions_frame({"one": effects, "two": effects}, names=names)
    assert frame["assumption"].tolist() == ["one", "two"]
    assert frame["report"].tolist() == pytest.approx([effects.replaced[:, 9, 0].mean()] * 2)
    orders = assumptions_frame({"one": effects}, names=names, of="tau")
    assert orders["like"].tolist() == pytest.approx([effects.tau[:, 0].mean()])
    assert {*sensitivity_display.ORDER["formats"]} <= set(orders.columns)
    assert 0 < widest_half({"one": effects}, level=0.95) < 2
