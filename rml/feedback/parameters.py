"""The parameter model of ``feedback/bounty``."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from rml.parameters import Level, NotebookParameters, refuse_repeats

EntryName = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class BiasBounty(NotebookParameters):
    """Parameters of ``feedback/bounty``."""

    level: Level
    self_scores_of_2021: list[EntryName] = Field(
        description="The entries to the bounty of 2021 whose multipliers and printed total are "
        "known, by the names of their files. Findings on how entrants scored are about these.",
        min_length=2,
        json_schema_extra={"unit": "file names without ending", "uniqueItems": True},
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        """Refuse an entry that would count twice."""
        refuse_repeats(self, ("self_scores_of_2021",))
        return self
