"""Listings: the files of a dataset that are too many to stand in the registry one by one.

A listing is a CSV file in this package, with the columns path, bytes and sha256 and one row
per file. All its files stand in one repository at one commit, which the registry names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

COLUMNS: Final = ("path", "bytes", "sha256")
EXAMPLES: Final = 3
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LENGTH: Final = re.compile(r"[1-9][0-9]{0,17}")


def stays_inside(path: str) -> bool:
    """Return True if ``path`` is relative and has no empty, ``.`` or ``..`` parts."""
    return not (path.startswith("/") or "\\" in path or {"", ".", ".."} & set(path.split("/")))


_RULES: Final[dict[str, Callable[[list[str]], bool]]] = {
    "a `path` is not relative or has empty, `.` or `..` parts": lambda row: (
        not stays_inside(row[0])
    ),
    "`bytes` is no whole number from 1": lambda row: not _LENGTH.fullmatch(row[1]),
    "`sha256` is not 64 hexadecimal digits in lower case": lambda row: (
        not _SHA256.fullmatch(row[2])
    ),
}


def read_listing(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the files that a listing names, and what is wrong with it.

    Parameters
    ----------
    path
        A UTF-8 file with the header ``path,bytes,sha256``.

    Returns
    -------
    tuple
        The rows as dictionaries with ``path``, ``bytes`` (an integer) and ``sha256``, in the
        file's order, and the faults, one sentence each with the number of rows and up to
        three of them. With a fault there are no rows.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        return [], [f"it cannot be read ({getattr(error, 'strerror', None) or error})"]
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    if tuple(header) != COLUMNS:
        found = ", ".join(header) or "none"
        return [], [f"its columns are {found} instead of {', '.join(COLUMNS)}"]
    if not rows:
        return [], ["it names no file"]
    ragged = [number for number, row in enumerate(rows, start=1) if len(row) != len(COLUMNS)]
    if ragged:
        return [], [_fault(f"a row has not {len(COLUMNS)} values", ragged, len(rows))]
    faults = []
    for rule, breaks in _RULES.items():
        wrong = [number for number, row in enumerate(rows, start=1) if breaks(row)]
        if wrong:
            faults.append(_fault(rule, wrong, len(rows)))
    first: dict[str, int] = {}
    again = [n for n, row in enumerate(rows, start=1) if first.setdefault(row[0], n) != n]
    if again:
        faults.append(_fault("a `path` stands there before", again, len(rows)))
    if faults:
        return [], faults
    return [{"path": row[0], "bytes": int(row[1]), "sha256": row[2]} for row in rows], []


def _fault(rule: str, rows: list[int], total: int) -> str:
    shown = ", ".join(str(number) for number in rows[:EXAMPLES])
    more = ", ..." if len(rows) > EXAMPLES else ""
    return f"{rule}: {len(rows):,} of {total:,} rows (row {shown}{more})"
