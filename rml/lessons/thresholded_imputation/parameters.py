"""The parameter model of ``lessons/thresholded_imputation``."""

from __future__ import annotations

from pydantic import Field

from rml.parameters import Level, NotebookParameters, Seed
from rml.timeline.imputation.parameters import Cutoff, LeastMembers, MemberResamples


class ThresholdedImputation(NotebookParameters):
    """Parameters of ``lessons/thresholded_imputation``."""

    least_members: LeastMembers
    cutoff: Cutoff = Field(
        description="Probability from which the stricter rule counts a person as a group."
    )
    level: Level
    resamples: MemberResamples
    seed: Seed
