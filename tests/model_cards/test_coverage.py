from dataclasses import replace

import pytest

from rml.model_cards.cited import read_numbers
from rml.model_cards.coverage import (
    ReadCard,
    counted_words,
    coverage_frame,
    groups_measured,
    limits_shown,
    models_measured,
    numbers_with_interval,
)

REPORT = "toy/first"


@pytest.fixture
def versions(make_version, rows, make_finding):
    findings = [make_finding("overall", low=None, high=None, level=None), make_finding("wrong")]
    text = rows.replace("name,right,0.5,0.4,0.6", "name,right,0.5,,")
    return {REPORT: make_version(findings=findings, tables={"groups": text})}


def read(card, versions):
    return ReadCard(card=card, numbers=tuple(read_numbers(card, versions, level=0.95)))


def test_each_group_is_measured_with_an_interval_without_one_or_not(versions, card):
    found = read(card, versions)
    assert found.states == ["with an interval", "without an interval", "not measured"]
    assert found.not_measured() == ["small"]
    assert found.not_measured("side") == []
    assert not found.complete


def test_the_counts_are_those_of_the_states(versions, card):
    cards = [read(card, versions), read(card, {})]
    assert groups_measured(cards).value == 1
    assert groups_measured(cards).n == "6 groups"
    assert numbers_with_interval(cards).value == 2
    assert numbers_with_interval(cards).n == "4 numbers"
    said = counted_words(cards, versions)
    assert said["groups_measured"] == {
        "groups": 6,
        "people": 4,
        "people_with": 1,
        "models": 2,
        "without": 1,
        "nothing": 4,
    }
    assert said["numbers_with_interval"] == {"numbers": 4, "reports": 1, "unread": 2}


def test_no_count_carries_a_sampling_interval(versions, card):
    cards = [read(card, versions)]
    for found in (
        groups_measured(cards),
        models_measured(cards),
        numbers_with_interval(cards),
        limits_shown(cards, versions),
    ):
        assert not found.has_interval
        assert "complete count" in found.method


def test_a_model_is_complete_if_each_group_has_an_interval(versions, card):
    whole = read(replace(card, name="left alone", groups=card.groups[:1]), versions)
    cards = [whole, read(card, versions)]
    assert models_measured(cards).value == 1
    assert counted_words(cards, versions)["models_measured"] == {"models": 2, "names": "left alone"}
    assert counted_words(cards[1:], versions)["models_measured"]["names"] == "none"


@pytest.mark.parametrize(
    ("findings", "shown", "missing"), [(["wrong"], 1, 0), (["other"], 0, 1), (None, 0, 1)]
)
def test_a_limit_is_shown_if_its_finding_is_at_hand(
    make_version, findings, shown, missing, card, make_finding
):
    versions = {}
    if findings is not None:
        versions = {REPORT: make_version(findings=[make_finding(one) for one in findings])}
    cards = [read(card, versions)]
    assert limits_shown(cards, versions).value == shown
    said = counted_words(cards, versions)["limits_shown"]
    assert said == {"limits": 2, "unmeasured": 1, "missing": missing}


def test_the_table_has_a_row_for_each_division_and_adds_up(versions, card):
    frame = coverage_frame([read(card, versions)])
    assert list(frame["groups_by"]) == ["side", "size"]
    assert list(frame["groups"]) == [2, 1]
    assert list(frame["with_interval"]) == [1, 0]
    assert list(frame["without"]) == [1, 0]
    assert list(frame["not_measured"]) == ["none", "small"]


def test_what_a_card_opens_with_names_what_is_missing(versions, card):
    assert read(card, versions).opening["missing"] == "small"
    assert read(card, versions).opening["found"] == 1
