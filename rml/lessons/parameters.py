"""The parameter model of ``lessons/decisions``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rml.parameters import NotebookParameters


class DecisionsOfAudits(NotebookParameters):
    """Parameters of ``lessons/decisions``."""

    made_by: list[Literal["platform", "collection"]] = Field(
        description="Whose decisions the page holds: a platform’s, and what this collection "
        "recommends.",
        min_length=1,
        json_schema_extra={"unit": "makers", "uniqueItems": True},
    )
    no_recommendation: dict[str, str] = Field(
        description="Reports from which no recommendation follows, each with the reason in plain "
        "words and without numbers.",
        json_schema_extra={"unit": "reasons by report"},
    )
