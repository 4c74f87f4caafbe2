"""The parameter model of the notebook ``political_amplification/published``."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rml.parameters import NotebookParameters

Outcome = Literal[
    "Author Angry (overall)",
    "Author Sad (overall)",
    "Author Anxious (overall)",
    "Author Happy (overall)",
    "Reader Angry (overall)",
    "Reader Sad (overall)",
    "Reader Anxious (overall)",
    "Reader Happy (overall)",
    "Author Angry (political)",
    "Author Sad (political)",
    "Author Anxious (political)",
    "Author Happy (political)",
    "Reader Angry (political)",
    "Reader Sad (political)",
    "Reader Anxious (political)",
    "Reader Happy (political)",
    "Partisanship",
    "Out-group Animosity",
    "In-group Perception",
    "Out-group Perception",
    "In-group Perception (left users)",
    "Out-group Perception (left users)",
    "In-group Perception (right users)",
    "Out-group Perception (right users)",
    "Reader Pref (overall)",
    "Reader Pref (political)",
]


class PublishedEffects(NotebookParameters):
    """Parameters of ``political_amplification/published``."""

    outcomes: list[Outcome] = Field(
        description=(
            "Outcomes of the study of engagement ranking that are drawn; its table holds all."
        ),
        min_length=1,
        json_schema_extra={"unit": "names of outcomes", "uniqueItems": True},
    )

    @model_validator(mode="after")
    def _an_outcome_is_drawn_once(self) -> Self:
        """Refuse repeated outcomes."""
        if len(set(self.outcomes)) != len(self.outcomes):
            raise ValueError(f"outcomes lists a name twice: {self.outcomes}.")
        return self
