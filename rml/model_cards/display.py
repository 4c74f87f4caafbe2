"""How the tables and figures of ``explanation/model_cards`` are shown."""

from __future__ import annotations

from typing import Final

from rml.model_cards.card import Card
from rml.report.look import TableLook

_NUMBERS: Final = dict.fromkeys(("value", "low", "high"), ".3g")

COVERAGE: Final = TableLook(
    caption=(
        "How many of the groups that a card asks about are measured with an interval, without one, "
        "and not at all; and which are not."
    ),
    units={},
    formats={},
)
NOT_MODELS: Final = TableLook(
    caption="What is fitted or computed in the project and has no card, and why.",
    units={},
    formats={},
)
REPORTS: Final = TableLook(
    caption="The reports that the cards read, each with the version that was read.",
    units={},
    formats={},
)


def words_look(card: Card) -> TableLook:
    """Return how the table of a card's words is shown."""
    caption = f"Model card of {card.name}: what it is for, what it rests on, what would undo it."
    return TableLook(caption=caption, units={}, formats={})


def numbers_look(card: Card) -> TableLook:
    """Return how the table of a card's numbers is shown."""
    caption = (
        f"Numbers on {card.name}, of everything together and by group, each as its report has it: "
        "value and interval, data kind, verdict (rows of tables have none), report, and version "
        "that was read."
    )
    return TableLook(caption=caption, units={}, formats=_NUMBERS)


def limits_look(card: Card) -> TableLook:
    """Return how the table of a card's limits is shown."""
    caption = (
        f"Where {card.name} may fail, and what was found, in the words of the finding as it is now."
    )
    return TableLook(caption=caption, units={}, formats={})
