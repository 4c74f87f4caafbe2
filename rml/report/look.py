"""How a table or figure is shown, as the display modules of the analyses hold it."""

from __future__ import annotations

from typing import TypedDict


class TableLook(TypedDict):
    """What ``rml.report.table.table`` needs besides frame, id and people."""

    caption: str
    units: dict[str, str]
    formats: dict[str, str]


class FigureWords(TypedDict):
    """What ``rml.report.figure.figure`` needs to say."""

    caption: str
    alt: str
