"""The colours of figures, for light and for dark paper.

The hues follow Okabe and Ito's set for colour-blind readers (Okabe & Ito 2008, "Color
Universal Design"), darkened until each reaches a contrast of 3:1 against white paper
(WCAG 2.2, criterion 1.4.11); every colour has a counterpart for dark paper. Colour never
carries a meaning alone: helpers vary the marker with it.
"""

from __future__ import annotations

import re
from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#1b1f24"
MUTED: Final = "#57606a"
GRID: Final = "#d8dde3"

BLUE: Final = "#0072b2"
VERMILION: Final = "#c44e00"
GREEN: Final = "#00805a"
PURPLE: Final = "#a8508a"
GOLD: Final = "#946800"
SLATE: Final = "#6b7280"

SERIES: Final[tuple[str, ...]] = (BLUE, VERMILION, GREEN, PURPLE, GOLD, SLATE)
MARKERS: Final[tuple[str, ...]] = ("o", "s", "^", "D", "v", "P")

DARK_PAPER: Final = "#15181c"
DARK_INK: Final = "#e8eaed"

# Plain black and white are mapped too: an author may have typed them.
DARK: Final[dict[str, str]] = {
    PAPER: DARK_PAPER,
    INK: DARK_INK,
    "#000000": DARK_INK,
    MUTED: "#a9b1bb",
    GRID: "#3a4048",
    BLUE: "#56b4e9",
    VERMILION: "#ff8a4c",
    GREEN: "#2fc99a",
    PURPLE: "#e29cc9",
    GOLD: "#f0b93a",
    SLATE: "#9aa4b2",
}

_COLOUR = re.compile(r"(?:fill|stroke|stop-color): ?(#[0-9a-fA-F]{3,8})")
_STYLE = '<style type="text/css">'


def suits_dark(svg: str) -> bool:
    """Return True if every colour of ``svg`` has a counterpart on dark paper.

    With a colour of its own, or an embedded image, a figure could become illegible; it is
    then shown on light paper to all.
    """
    colours = {colour.lower() for colour in _COLOUR.findall(svg)}
    return colours <= set(DARK) and "<image" not in svg


def dark_svg(svg: str) -> str:
    """Return ``svg`` with the palette's colours replaced by their counterparts on dark paper.

    Colours outside the palette stay as they are. Text without a colour of its own, which
    a viewer draws black, takes the dark ink.
    """
    tokens = re.compile("|".join(re.escape(token) for token in DARK), re.IGNORECASE)
    mapped = tokens.sub(lambda match: DARK[match.group().lower()], svg)
    return mapped.replace(_STYLE, f"{_STYLE}text{{fill:{DARK_INK}}}", 1)
