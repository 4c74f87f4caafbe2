"""The cards of all models of the project, in the order of the page."""

from __future__ import annotations

from typing import Final

from rml.model_cards import cropping_card, formula_card, imputation_card, surrogate_card
from rml.model_cards.card import Card

CARDS: Final[tuple[Card, Card, Card, Card]] = (
    cropping_card.CARD,
    imputation_card.CARD,
    surrogate_card.CARD,
    formula_card.CARD,
)
