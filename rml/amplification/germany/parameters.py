"""The parameter model of ``notebooks/political_amplification/germany_exposure``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rml.parameters import Level, NotebookParameters, Resamples, Seed

Party = Literal["afd", "greens", "cdu_csu", "linke", "fdp", "spd"]


class GermanyExposure(NotebookParameters):
    """Parameters of ``political_amplification/germany_exposure``."""

    primary_party: Party = Field(
        description=(
            "The party of the primary finding: the one that the headline of the source's story "
            "names. The shares of all parties are shown."
        ),
        json_schema_extra={"unit": "party"},
    )
    least_panelists: int = Field(
        description=(
            "Fewest panelists who must have seen a page for it to be named; what fewer saw is "
            "shown in sums only."
        ),
        ge=10,
        le=100,
        json_schema_extra={"unit": "panelists"},
    )
    level: Level
    resamples: Resamples = Field(
        description="Resamples of the bootstrap over pages, which is a sensitivity analysis only.",
        json_schema_extra={"unit": "resamples"},
    )
    random_seed: Seed
