"""``labels.csv``: the list of a folder's images, with the faults that it has by itself.

Imports the standard library only; see `rml.data.labelled_folder`.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rml.errors import DataError

LABELS_FILE: Final = "labels.csv"
IMAGE: Final = "image"
PERSON: Final = "person"
OWN_COLUMNS: Final = ("path", "sha256")
"""Columns of the loaded frame that ``labels.csv`` must not bring along."""
_EXAMPLES: Final = 3
_REMEDY: Final = (
    "Correct the folder or its labels.csv; docs/image_cropping.md, section 3, says what they hold."
)


@dataclass(slots=True)
class Faults:
    """What is wrong with a folder, gathered to be said all at once."""

    where: str
    found: list[str] = field(default_factory=list)

    def add(self, what: str, cases: Sequence[str], *, of: int, unit: str = "rows") -> None:
        """Note a fault with the number of its cases and up to three of them; none is no fault."""
        if cases:
            shown = ", ".join(_quoted(case) for case in cases[:_EXAMPLES])
            more = ", ..." if len(cases) > _EXAMPLES else ""
            self.found.append(f"{what}: {len(cases):,} of {of:,} {unit} ({shown}{more})")

    def raise_all(self) -> None:
        """Raise a `DataError` if there is any fault."""
        if self.found:
            checks = "check" if len(self.found) == 1 else "checks"
            raise DataError(
                f"{len(self.found)} {checks} failed: {'; '.join(self.found)}.",
                where=self.where,
                remedy=_REMEDY,
            )


def _quoted(text: str) -> str:
    """Return a name in backquotes, with what no terminal or page can show written out."""
    return (
        "`"
        + "".join(
            letter if letter.isprintable() else letter.encode("unicode_escape").decode()
            for letter in text
        )
        + "`"
    )


def read_list(
    path: Path, faults: Faults
) -> tuple[tuple[str, ...], tuple[dict[str, str], ...], str]:
    """Return columns, rows and checksum of ``labels.csv``.

    Rows with too few or too many values are noted; a list that cannot be read at all raises,
    because nothing else can be checked then.
    """
    try:
        content = path.read_bytes()
        # Spreadsheets begin UTF-8 with a byte-order mark.
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        lines = [
            (reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)
        ]
    except OSError as error:
        faults.found.append(f"{LABELS_FILE} cannot be read ({error.strerror})")
    except (ValueError, csv.Error) as error:
        faults.found.append(f"{LABELS_FILE} is not CSV in UTF-8 ({error})")
    faults.raise_all()
    _, header = lines[0] if lines else (0, [])
    faults.found.extend(_header_faults(header))
    if len(lines) < 2:
        faults.found.append(f"{LABELS_FILE} has no rows below a header")
    faults.raise_all()
    rows = lines[1:]
    ragged = [f"line {line}" for line, cells in rows if len(cells) != len(header)]
    faults.add(f"not {len(header)} values, as the header has", ragged, of=len(rows))
    # Filled up to be checked further: the image is listed, whatever is wrong with its row.
    full = ([*cells, *["?"] * len(header)][: len(header)] for _, cells in rows)
    return (
        tuple(header),
        tuple(dict(zip(header, cells, strict=True)) for cells in full),
        hashlib.sha256(content).hexdigest(),
    )


def _header_faults(header: Sequence[str]) -> list[str]:
    if not header:
        return []
    listed = ", ".join(_quoted(name) for name in header)
    faults = []
    if IMAGE not in header:
        hint = "; write commas for the semicolons" if ";" in header[0] else ""
        faults.append(f"column `{IMAGE}` is missing (the header is {listed}{hint})")
    if "" in header:
        faults.append(f"a column has no name (the header is {listed})")
    faults += [
        f"column {_quoted(name)} stands there {count} times"
        for name, count in Counter(header).items()
        if name and count > 1
    ]
    if not set(header) - {IMAGE, PERSON, ""}:
        faults.append("no column is a label")
    faults += [
        f"column `{name}` must have another name, because the loader adds one of this name"
        for name in OWN_COLUMNS
        if name in header
    ]
    return faults


def check_values(
    columns: Iterable[str],
    rows: Sequence[Mapping[str, str]],
    names: Sequence[str],
    faults: Faults,
) -> None:
    """Note what is wrong with the values of ``labels.csv`` by themselves."""
    total = len(rows)
    called = [name or f"row {number}" for number, name in enumerate(names, start=1)]
    for column in columns:
        empty = [name for name, row in zip(called, rows, strict=True) if not row[column]]
        # An empty label is no group, and the image must not be left out in silence.
        hint = "" if column in {IMAGE, PERSON} else " (write a word for it, such as unknown)"
        faults.add(f"column {_quoted(column)}: the value is empty{hint}", empty, of=total)
    repeated = [name for name, count in Counter(names).items() if name and count > 1]
    faults.add("listed more than once", repeated, of=len(set(names)), unit="images")
