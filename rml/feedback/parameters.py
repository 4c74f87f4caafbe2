"""The parameter model of ``feedback/bounty``."""

from __future__ import annotations

from rml.parameters import Level, NotebookParameters


class BiasBounty(NotebookParameters):
    """Parameters of ``feedback/bounty``."""

    level: Level
