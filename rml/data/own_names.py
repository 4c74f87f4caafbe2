"""A researcher's own file of names, read without ever quoting a name.

Messages name columns, counts and row numbers, never a value: a value may be a person's name. Rows
are counted below the header. A blank line between rows counts as a row without values, so that row
numbers stay those of the file.

Programs write `MISSING_WORDS` for what is missing. A cell of a name that holds nothing but such a
word, spelt exactly so, counts as empty, unless it is asked to take it for a name: there are people
called Nan, Null and None. Spelt like a name (``Nan``, ``Null``) or in capitals as a name may be
(``NAN``), the words count as names.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rml.errors import DataError

MISSING_WORDS: Final = frozenset(
    {"nan", "NaN", "null", "NULL", "none", "None", "NONE", "n/a", "N/A", "#N/A", "<NA>"}
)
"""What programs write for a missing value, as they spell it."""

EXAMPLES: Final = 5
_SEPARATORS: Final = {";": "semicolon", "\t": "tab", "|": "vertical bar"}
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
    notes
        Rules that were applied, and how often, as sentences.
    """

    surnames: Sequence[str]
    first_names: Sequence[str] | None = None
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_own_names(
    path: Path,
    *,
    surname: str,
    optional: Mapping[str, tuple[str, bool]],
    keep: Sequence[str] = (),
    missing_words_are_names: bool = False,
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
    missing_words_are_names
        Whether `MISSING_WORDS` in a column of names count as names.

    Raises
    ------
    DataError
        If there is no such file, it is no CSV in UTF-8, has no rows, lacks a column or has it
        twice, rows have too many or too few values, or no row has a surname.
    """
    where = path.name
    header, rows, notes = _read(path, where)
    wanted = [surname, *(name for name, needed in optional.values() if needed), *keep]
    missing = [name for name in dict.fromkeys(wanted) if name not in header]
    if missing:
        # The header is not listed: in a file without one it is a person's row.
        alike = {name.casefold() for name in missing}
        if surname in missing:
            alike |= set(_LIKELY)
        likely = [name for name in header if name.casefold() in alike and name not in wanted]
        seen = f" There is a column `{likely[0]}`." if likely else _separator(",".join(header))
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
            f"({row_numbers(ragged)}).{_separator(','.join(header))}",
            where=where,
            remedy="Put values that hold a comma in quotation marks.",
        )
    columns = {name: [row[header.index(name)].strip() for row in rows] for name in used}
    kept = {name: columns[name] for name in keep}
    first_name = optional["first_name"][0] if "first_name" in optional else surname
    for name in dict.fromkeys((surname, first_name)):
        if name in columns and not missing_words_are_names:
            columns[name], said = _without_words(name, columns[name])
            notes += said
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
        kept=kept,
        notes=tuple(notes),
    )


def row_numbers(rows: Sequence[int]) -> str:
    """Return which rows, in words: ``"row 3"``, ``"rows 3, 8, 11, 12, 15, ..."``."""
    more = ", ..." if len(rows) > EXAMPLES else ""
    listed = ", ".join(f"{number:,}" for number in rows[:EXAMPLES])
    return f"row{'s' if len(rows) > 1 else ''} {listed}{more}"


def _without_words(column: str, values: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return a column of names with `MISSING_WORDS` emptied, and a sentence if there were any."""
    words = [row for row, value in enumerate(values, start=1) if value in MISSING_WORDS]
    if not words:
        return list(values), []
    are = "1 value is a word" if len(words) == 1 else f"{len(words):,} values are words"
    said = (
        f"`{column}`: {are} that programs write for a missing value (such as nan, NULL or None), "
        f"counted as empty ({row_numbers(words)}). If they are names: --missing-words-are-names."
    )
    return ["" if value in MISSING_WORDS else value for value in values], [said]


def _separator(line: str) -> str:
    """Return what separates the first line's columns, as a sentence, if it is not the comma."""
    for sign, word in _SEPARATORS.items():
        if line.count(sign) > line.count(","):
            return f" The separator seems to be the {word}, not the comma."
    return ""


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            return stream.readline()
    except (OSError, UnicodeDecodeError):
        return ""


def _read(path: Path, where: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the header, the rows, and what was done to blank lines."""
    problem = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except OSError as error:
        problem = f"The file cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        problem = "The file is not in UTF-8."
    except csv.Error as error:
        if other := _separator(_first_line(path)):
            problem = f"The file is no CSV.{other}"
        elif "field larger" in str(error):
            problem = (
                f"The file is no CSV: a value has more than {csv.field_size_limit():,} characters, "
                "maybe because a quotation mark is not closed."
            )
        else:
            problem = "The file is no CSV: a quotation mark is not closed, or it holds other bytes."
    # Outside the handlers: an error that is chained would print what it was about.
    if problem is not None:
        raise DataError(problem, where=where, remedy="Save it as CSV in UTF-8 with a header.")
    while rows and not rows[-1]:
        rows.pop()
    start = next((position for position, row in enumerate(rows) if row), 0)
    rows = rows[start:]
    if not rows:
        raise DataError(
            "The file is empty.", where=where, remedy="Give one row a person below a header."
        )
    header = [name.strip() for name in rows[0]]
    nothing = [""] * len(header)
    blank = [number for number, row in enumerate(rows) if not row]
    notes = []
    if blank:
        lines = "1 blank line is" if len(blank) == 1 else f"{len(blank):,} blank lines are"
        notes.append(
            f"{lines} kept as without a name, so that row numbers stay those of the file "
            f"({row_numbers(blank)})."
        )
    return header, [row or nothing for row in rows[1:]], notes


def _columns(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f"The column {listed} is" if len(names) == 1 else f"The columns {listed} are"
