from dataclasses import replace

import pytest

from rml.errors import ProductError
from rml.model_cards.card import FindingNumber, Group, Limit


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"does": " "}, "does"),
        ({"not_for": ""}, "not_for"),
        ({"words": {"Choices": ""}}, "Choices"),
        ({"words": {}}, "Not for"),
        ({"words": {"Remarks": "None."}}, "Remarks"),
        ({"words_from": ("toy/first", "card")}, "in a table of a report and here"),
        ({"limits": ()}, "limits"),
        ({"wrong_if": ()}, "wrong_if"),
        ({"limits": (Limit(may="It may fail."),)}, "It may fail"),
        ({"limits": (Limit(may="It may fail.", report="toy/first", why_not="x"),)}, "It may fail"),
        (
            {"limits": (Limit(may="It may fail.", report="a/b", finding="c", why_not="x"),)},
            "It may fail",
        ),
        ({"groups": (Group("side", "left"), Group("side", "left"))}, "group left twice"),
    ],
)
def test_a_part_that_is_missing_or_malformed_is_named(card, changes, named):
    with pytest.raises(ProductError, match=named) as caught:
        replace(card, **changes)
    assert caught.value.where == "model card `a guesser`"


def test_the_same_name_may_stand_in_two_divisions(card):
    card = replace(card, groups=(Group("account", "left"), Group("page", "left")))
    assert len(card.groups) == 2


def test_reports_are_named_once_in_order(card):
    card = replace(
        card,
        numbers=(FindingNumber(report="toy/second", finding="x", measure="y"), *card.numbers),
        words={},
        words_from=("toy/third", "card"),
    )
    assert card.reports == ("toy/second", "toy/first", "toy/third")


def test_a_group_is_known_by_its_name_and_its_labels(card):
    group = card.groups[0]
    assert group.called("left")
    assert group.called("Left side")
    assert not group.called("Left")
