"""A check that a figure's alternative text tells what the figure shows."""

from __future__ import annotations

import difflib
import re
from typing import Final

from rml.errors import ProductError

SHORTEST: Final = 60
_FEWEST_WORDS: Final = 8
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
_FILLER = re.compile(
    r"(an?|the|this|here is an?)?\s*"
    r"((image|picture|graphic|photo|screenshot|figure|fig|visuali[sz]ation|illustration)\b"
    r"\.?\s*(\d+|of\b|showing\b|shows\b|depict(s|ing)\b|displays\b|that\b|[:.,-]|$)"
    r"|alt(ernative)? text\b"
    r"|todo\b|tbd\b|placeholder\b|lorem ipsum\b|see caption\b|decorative\b)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"[\w-]+\.(svg|png|jpe?g|gif|pdf|webp|html)\b", re.IGNORECASE)
_EMPTY: Final = """
a an and are as at bar bars by chart charts data diagram displayed each figure for from graph
graphic graphs has have here image in is it its line lines of on or picture plot plots plotted
result results see shown showing shows that the their there these this to various visual
visualisation visualization we which with x y
"""
_EMPTY_WORDS: Final = frozenset(_EMPTY.split())
_REMEDY: Final = (
    "Good alt text names the kind of chart, what is on its axes, and what a reader sees in it: "
    "the order, the size and the direction of the differences, in a sentence or two."
)


def check_alt(alt: str, *, caption: str, where: str) -> None:
    """Raise ProductError unless ``alt`` describes a figure to somebody who cannot see it.

    Refused are: an empty text, one of under 60 characters, filler such as "image of …",
    file names, the caption once more, and words without content.
    """
    text = " ".join(alt.split()) if isinstance(alt, str) else ""
    if not text:
        problem = "The alt text is empty."
    elif _FILE_NAME.search(text):
        problem = "The alt text holds a file name."
    elif _FILLER.match(text):
        problem = f"The alt text begins with filler: {' '.join(text.split()[:3])!r}."
    elif len(text) < SHORTEST:
        problem = f"The alt text has {len(text)} characters, which is under {SHORTEST}."
    elif len(_content(text)) < _FEWEST_WORDS:
        problem = "The alt text has hardly a word of content."
    elif _repeats(text, caption):
        problem = "The alt text repeats the caption, which is read out anyway."
    else:
        return
    raise ProductError(problem, where=where, remedy=_REMEDY)


def _content(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)} - _EMPTY_WORDS


def _repeats(alt: str, caption: str) -> bool:
    ours, theirs = (" ".join(_WORD.findall(text.lower())) for text in (alt, caption))
    if not theirs:
        return False
    # Alt text may begin with the caption's words if it then says as much again.
    added = _content(alt) - _content(caption)
    near = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio() > 0.85
    return near or (theirs in ours and len(added) < _FEWEST_WORDS // 2) or ours in theirs
