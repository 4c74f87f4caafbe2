import json
from dataclasses import replace

import numpy as np
import pytest
from planted_cases import HABITS, scenario

from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.scenario import PartyPlan, Scenario, centres_of, planted
from rml.data import ledger


def two_parties(**changes):
    """A scenario whose parties are not named in the order of their size."""
    plans = (
        PartyPlan(party="Q", country="Utopia", side=None, authors=3, amplification=0.5),
        PartyPlan(party="A", country="Utopia", side="left", authors=5, amplification=-0.2),
    )
    values = {
        "parties": plans,
        "habits": HABITS,
        "control_users": {"Utopia": 400},
        "size_ratio": 4,
        "first_day": "2020-02-28",
        "days": 3,
    }
    return Scenario(**(values | changes))


def test_authors_are_numbered_by_party_with_its_side_and_country():
    authors = two_parties().authors
    assert authors["author"].tolist() == list(range(1, 9))
    assert authors["party"].tolist() == ["A"] * 5 + ["Q"] * 3
    assert authors["side"][:5].tolist() == ["left"] * 5
    assert authors["side"][5:].isna().all()
    assert set(authors["country"]) == {"Utopia"}


def test_the_window_counts_days_from_the_first_over_the_end_of_a_month():
    days = [str(day) for day in two_parties().window]
    assert days == ["2020-02-28", "2020-02-29", "2020-03-01"]


def test_what_is_asked_for_is_planted_in_each_party():
    case = two_parties()
    experiment = planted(case, np.random.default_rng(1))
    assert experiment.parties == ("A", "Q")
    assert planted_amplification(experiment) == pytest.approx([-0.2, 0.5])
    assert case.amplification == {"Q": 0.5, "A": -0.2}
    assert experiment.users == (400, 1600)
    assert len(experiment.days) == 3


def test_the_key_is_plain_and_differs_with_every_part():
    case = two_parties()
    text = json.dumps(case.key(), sort_keys=True)
    assert json.loads(text)["habits"]["affinity"] == 3.0
    first, second = case.parties
    changes = (
        {"parties": (first,)},
        {"parties": (replace(first, amplification=0.6), second)},
        {"parties": (replace(first, side="right"), second)},
        {"habits": replace(HABITS, day_spread=0.3)},
        {"control_users": {"Utopia": 401}},
        {"size_ratio": 3},
        {"first_day": "2020-02-27"},
        {"days": 4},
    )
    others = [json.dumps(two_parties(**change).key(), sort_keys=True) for change in changes]
    assert len({text, *others}) == len(changes) + 1


def test_at_the_typical_centres_authors_like_these_have_what_is_planted_on_average():
    case = scenario(12, amplification=0.8, control_users=400, days=3)
    rng = np.random.default_rng(2)
    centres = centres_of(case, rng, draws=400)
    found = np.array(
        [np.log1p(planted_amplification(planted(case, rng, centres=centres))) for _ in range(150)]
    )
    error = found.std(axis=0) * np.sqrt(1 / 150 + 1 / 400)
    assert (error > 0.002).all()  # authors do vary
    assert (np.abs(found.mean(axis=0) - np.log(1.8)) < 4 * error).all()


def test_drawing_is_noted_as_simulated():
    ledger.clear()
    case = two_parties()
    planted(case, np.random.default_rng(1))
    assert ledger.inputs()["rml.amplification.holdback.scenario.planted"] == "simulated"
    ledger.clear()
    centres_of(case, np.random.default_rng(1), draws=2)
    assert ledger.inputs()["rml.amplification.holdback.scenario.centres_of"] == "simulated"
    ledger.clear()
