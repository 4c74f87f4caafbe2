"""A researcher's own file of names, read without ever quoting a name.

Messages name columns, counts and row numbers, never a value: a value may be a person's name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rml.errors import DataError

EXAMPLES: Final = 5
_LIKELY: Final = ("surname", "last_name", "lastname", "last name", "family_name", "name", "lname")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNames:
    """The columns of a file of names that imputation uses.

    Parameters
    ----------
    surnames
        One text a row, in the file's order.
    first_names
        The same, or None if the file has no such column.
    places
        By kind of place (``zcta``, ``county_fips``, ``state``): one text a row; kinds that
        the file has no column for are left out.
    kept
        Columns to be copied, by name.
    """

    surnames: Sequence[str]
    first_names: Sequence[str] | None = None
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_own_names(
    path: Path,
    *,
    surname: str,
    optional: Mapping[str, tuple[str, bool]],
    keep: Sequence[str] = (),
) -> OwnNames:
    """Return the columns of a CSV file of names.

    Parameters
    ----------
    path
        A CSV file in UTF-8 with a header.
    surname
        The column of surnames.
    optional
        For ``first_name`` and the kinds of place: the column, and whether it must be there
        because the user named it.
    keep
        Columns to be copied.

    Raises
    ------
    DataError
        If there is no such file, it is no CSV in UTF-8, has no rows, lacks a column or has it
        twice, rows have too many or too few values, or no row has a surname.
    """
    where = path.name
    header, rows = _read(path, where)
    wanted = [surname, *(name for name, needed in optional.values() if needed), *keep]
    missing = [name for name in dict.fromkeys(wanted) if name not in header]
    if missing:
        # The header is not listed: in a file without one it is a person's row.
        likely = [name for name in _LIKELY if name in header and name not in wanted]
        seen = f" There is a column `{likely[0]}`." if surname in missing and likely else ""
        raise DataError(
            f"{_columns(missing)} missing: the first row must name the columns.{seen}",
            where=where,
            remedy="Name the columns with --surname, --first-name, --zcta, --county-fips or "
            "--state, or add a header.",
        )
    used = dict.fromkeys([*wanted, *(name for name, _ in optional.values() if name in header)])
    twice = [name for name in used if header.count(name) > 1]
    if twice:
        raise DataError(
            f"{_columns(twice)} in the header more than once.",
            where=where,
            remedy="Leave one of each.",
        )
    if not rows:
        raise DataError(
            "There are no rows below the header.", where=where, remedy="Add one row a person."
        )
    ragged = [number for number, row in enumerate(rows, start=1) if len(row) != len(header)]
    if ragged:
        raise DataError(
            f"{len(ragged):,} of {len(rows):,} rows have not {len(header)} values "
            f"({row_numbers(ragged)}).",
            where=where,
            remedy="Put values that hold a comma in quotation marks.",
        )
    columns = {name: [row[header.index(name)].strip() for row in rows] for name in used}
    if not any(columns[surname]):
        raise DataError(
            f"The column `{surname}` is empty in all {len(rows):,} rows.",
            where=where,
            remedy="Name the column of surnames with --surname.",
        )
    found = {kind: columns[name] for kind, (name, _) in optional.items() if name in columns}
    return OwnNames(
        surnames=columns[surname],
        first_names=found.pop("first_name", None),
        places=found,
        kept={name: columns[name] for name in keep},
    )


def row_numbers(rows: Sequence[int]) -> str:
    """Return which rows, in words: ``"row 3"``, ``"rows 3, 8, 11, 12, 15, ..."``."""
    more = ", ..." if len(rows) > EXAMPLES else ""
    listed = ", ".join(f"{number:,}" for number in rows[:EXAMPLES])
    return f"row{'s' if len(rows) > 1 else ''} {listed}{more}"


def _read(path: Path, where: str) -> tuple[list[str], list[list[str]]]:
    problem = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, strict=True) if row]
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        problem = "The file is not in UTF-8."
    except csv.Error:
        problem = "The file is no CSV: a quotation mark is not closed, or it holds other bytes."
    # Outside the handlers: an error that is chained would print what it was about.
    if problem is not None:
        raise DataError(problem, where=where, remedy="Save it as CSV in UTF-8 with a header.")
    if not rows:
        raise DataError(
            "The file is empty.", where=where, remedy="Give one row a person below a header."
        )
    header = [name.strip() for name in rows[0]]
    return header, rows[1:]


def _columns(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f"The column {listed} is" if len(names) == 1 else f"The columns {listed} are"
