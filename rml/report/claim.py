"""The words of a finding, as the wording modules of the analyses hold them."""

from __future__ import annotations

from typing import TypedDict


class Claim(TypedDict):
    """What ``rml.report.finding`` says of an estimate; a text may hold fields in braces."""

    statement: str
    estimand: str
    assumptions: str
    breaks_if: str
