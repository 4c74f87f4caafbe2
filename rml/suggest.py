"""Suggestions for misspelt names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return an instruction that names the nearest known name, or lists what is known.

    Parameters
    ----------
    name
        What was given.
    known
        What is allowed; listed in sorted order when nothing is near.
    """
    names = sorted(known)
    lowered = {candidate.lower(): candidate for candidate in names}
    near = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{lowered[near[0]]}`?"
    if not names:
        return "None is known."
    return "Known: " + ", ".join(f"`{candidate}`" for candidate in names) + "."
