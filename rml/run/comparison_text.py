"""A comparison as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rml.run.comparison import Comparison, Contents
from rml.run.differences import Difference, Severity

_LONG = 44
_MOST = 12


def comparison_text(comparison: Comparison, *, most: int = _MOST) -> str:
    """Return a comparison as lines for a terminal, worst first, the conclusion last.

    Parameters
    ----------
    comparison
        What to show.
    most
        How many differences of one severity in one place to list; the rest is counted.
    """
    lines = [*_side("A", comparison.a), *_side("B", comparison.b)]
    for severity, found in comparison.by_severity.items():
        lines += ["", f"{severity.label}: {plain(severity.meaning)}"]
        for _, group in groupby(found, key=lambda item: item.where):
            lines.extend(_group(list(group), severity, most))
    lines += ["", comparison.conclusion]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return text on one line without control characters, which a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _side(letter: str, version: Contents) -> Iterator[str]:
    kind = version.findings.get("data_kind")
    profile = version.findings.get("profile")
    yield f"{letter}  {plain(version.name)}  ({plain(f'{profile} profile, {kind} data')})"
    yield f"   read from {plain(version.origin)}"
    yield f"   manifest  {version.manifest or 'none'}"
    if version.problems:
        yield f"   WARNING: {letter} IS NOT AS IT WAS PUBLISHED"
        yield from (f"   - {plain(problem)}" for problem in version.problems)


def _group(found: Sequence[Difference], severity: Severity, most: int) -> Iterator[str]:
    listed = found[:most]
    wheres = [plain(item.where) for item in listed]
    whats = [plain(item.what) for item in listed]
    width = max(len(what) for what in whats)
    for where, what, item in zip(wheres, whats, listed, strict=True):
        note = f"  [{plain(item.note)}]" if item.note else ""
        a, b = plain(item.a), plain(item.b)
        head = f"  {where}  {what.ljust(width)}"
        if not a and not b:
            yield f"{head}{note}".rstrip()
        elif max(len(a), len(b)) <= _LONG:
            yield f"{head}  {a or '(nothing)'} -> {b or '(nothing)'}{note}"
        else:
            yield f"{head}{note}".rstrip()
            yield f"      A: {a or '(nothing)'}"
            yield f"      B: {b or '(nothing)'}"
    if len(found) > most:
        yield f"  {wheres[0]}  … and {len(found) - most} more of '{severity.label}'"
