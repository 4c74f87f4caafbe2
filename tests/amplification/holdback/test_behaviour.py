from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted_cases import HABITS, scenario

from rml.amplification.holdback.behaviour import (
    expected_reach,
    plant,
    planted_amplification,
    reach_probability,
    typical_centres,
)
from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.scenario import planted
from rml.data import ledger

DAYS = np.arange("2020-04-01", "2020-04-15", dtype="datetime64[D]")


def authors(*rows):
    frame = pd.DataFrame(rows, columns=["country", "party", "side"])
    frame.insert(0, "author", np.arange(len(frame)))
    return frame


def made(amplification, frame=None, **changed):
    frame = (
        authors(*[("A", "one", "left")] * 12, *[("A", "two", "right")] * 3)
        if frame is None
        else frame
    )
    settings = {
        "habits": HABITS,
        "control_users": {"A": 1000, "B": 500},
        "size_ratio": 4,
        "days": DAYS,
        "rng": np.random.default_rng(3),
    }
    return plant(frame, amplification, **(settings | changed))


@pytest.mark.parametrize("amplification", [-0.6, 0.0, 0.5, 3.0])
def test_a_party_has_exactly_the_amplification_asked_for(amplification):
    experiment = made({"one": amplification, "two": 1.0})
    assert planted_amplification(experiment) == pytest.approx([amplification, 1.0], abs=1e-9)


def test_the_most_met_party_has_the_reach_asked_for_on_an_average_day():
    habits = replace(HABITS, day_spread=0.0)
    experiment = made({"one": 0.0, "two": 0.0}, habits=habits)
    reach = expected_reach(experiment)[:, 0].max(axis=1)
    assert reach == pytest.approx(np.full(14, 50.0))


def test_users_meet_authors_of_their_country_alone():
    frame = authors(("A", "one", "left"), ("A", "one", "left"), ("B", "two", None))
    experiment = made({"one": 0.1, "two": 0.2}, frame)
    abroad = np.array(experiment.type_country)[:, None] != frame["country"].to_numpy()[None]
    assert (experiment.rate[abroad] == 0).all()
    assert (experiment.rate[~abroad] > 0).all()
    assert experiment.type_share.sum() == pytest.approx(1)
    assert planted_amplification(experiment) == pytest.approx([0.1, 0.2], abs=1e-9)


def test_followers_of_a_side_meet_it_so_many_times_as_often():
    frame = authors(("A", "one", "left"), ("A", "two", "right"), ("A", "three", None))
    experiment = made({"one": 0.0, "two": 0.0, "three": 0.0}, frame)
    order = list(experiment.authors["party"])
    left, right = experiment.rate[0], experiment.rate[1]
    assert left[order.index("one")] / right[order.index("one")] == pytest.approx(3)
    assert right[order.index("two")] / left[order.index("two")] == pytest.approx(3)
    assert right[order.index("three")] == pytest.approx(left[order.index("three")])


def test_a_union_is_reached_at_least_as_often_as_each_of_its_authors():
    experiment = made({"one": 0.4, "two": 0.4})
    party = reach_probability(experiment)
    author = reach_probability(experiment, by="author")
    own = (experiment.authors["party"] == "one").to_numpy()
    assert (party[..., 0] >= author[..., own].max(axis=3)).all()
    assert (party[..., 0] <= author[..., own].sum(axis=3)).all()


def test_equal_factors_for_all_authors_amplify_the_union_less_than_its_authors():
    # Users who meet one author more often meet some of them twice: the union saturates.
    experiment = made({"one": 0.5, "two": 0.5}, habits=replace(HABITS, amplification_spread=0.0))
    own = (experiment.authors["party"] == "one").to_numpy()
    single = planted_amplification(experiment, by="author")[own]
    assert (single >= planted_amplification(experiment)[0]).all()


def test_authors_like_these_have_it_on_average():
    case = scenario(15, 30)
    rng = np.random.default_rng(0)
    centres = typical_centres(
        case.authors,
        case.amplification,
        habits=case.habits,
        control_users=case.control_users,
        days=case.window,
        rng=rng,
    )
    drawn = np.log1p(
        [planted_amplification(planted(case, rng, centres=centres)) for _ in range(400)]
    )
    error = drawn.std(axis=0) / np.sqrt(200)
    assert (np.abs(drawn.mean(axis=0) - np.log(1.5)) < 4 * error).all()
    assert (drawn.std(axis=0) > 0.02).all()


def test_planting_counts_as_simulated():
    ledger.clear()
    made({"one": 0.0, "two": 0.0})
    assert set(ledger.inputs().values()) == {"simulated"}
    ledger.clear()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amplification": {"one": 0.0}}, "says nothing of two"),
        ({"control_users": {"B": 3}}, "says nothing of A"),
        ({"amplification": {"one": -1.0, "two": 0.0}}, "cannot be planted"),
        ({"frame": authors(("A", "one", None), ("B", "one", None))}, "several countries: one"),
        ({"frame": authors(("A", None, None))}, "1 authors have no country or no party"),
        ({"frame": authors(("A", "one", None)).drop(columns="side")}, "lack the columns side"),
    ],
)
def test_what_cannot_be_planted_is_refused(changed, words):
    amplification = changed.pop("amplification", {"one": 0.0, "two": 0.0})
    with pytest.raises(ValueError, match=words):
        made(amplification, **changed)


@pytest.mark.parametrize(
    "wrong",
    [{"largest_reach": 1.0}, {"affinity": 0.5}, {"activity_shape": 0.0}, {"day_spread": -0.1}],
)
def test_habits_out_of_range_are_refused(wrong):
    fields = {name: getattr(HABITS, name) for name in Habits.__slots__}
    with pytest.raises(ValueError, match="must|need|cannot"):
        Habits(**(fields | wrong))
