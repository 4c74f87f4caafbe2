"""Reading CSV tables as text and checking them against a schema, all faults in one error."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pandera.errors as pae
import pandera.pandas as pa

from rml.errors import DataError

EXAMPLES: Final = 3


def read_table(
    path: Path, *, columns: Sequence[str], dataset: str, others: bool = False
) -> list[dict[str, str]]:
    """Return the rows of one small CSV file as text, by column name.

    Names and values are stripped of surrounding spaces.

    Parameters
    ----------
    path
        A UTF-8 file with a header.
    columns
        The columns that the file must have, in any order.
    dataset
        Its dataset, for messages.
    others
        Whether the file may have further columns; they are returned as well.

    Raises
    ------
    DataError
        If the header is another, there are no rows, or a row has too many or too few
        values; all faults at once.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = [[cell.strip() for cell in row] for row in csv.reader(stream) if row]
    except (ValueError, csv.Error) as error:
        raise DataError(
            f"The file is empty or not CSV in UTF-8 ({error}).",
            where=f"{dataset}: {path.name}",
            remedy=remedy_of(dataset),
        ) from error
    allowed = [*columns, *(name for name in dict.fromkeys(header) if others)]
    faults = header_faults(header, list(dict.fromkeys(allowed)))
    ragged = [number for number, row in enumerate(rows, start=1) if len(row) != len(header)]
    if not rows:
        faults.append("there are no rows below the header")
    if ragged:
        faults.append(
            f"{len(ragged)} of {len(rows):,} rows have not {len(header)} values "
            f"(row {_some(ragged)})"
        )
    if faults:
        raise DataError(
            f"{'; '.join(faults)}.",
            where=f"{dataset}: {path.name}",
            remedy=remedy_of(dataset),
        )
    return [dict(zip(header, row, strict=True)) for row in rows]


def header_faults(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Return what is wrong with a header: missing, unexpected and repeated columns."""
    faults = [f"column `{name}` is missing" for name in columns if name not in header]
    faults += [f"column `{name}` is unexpected" for name in header if name not in columns]
    faults += [
        f"column `{name}` stands there {header.count(name)} times"
        for name in sorted(set(header))
        if header.count(name) > 1
    ]
    return faults


def remedy_of(dataset: str) -> str:
    """Return what a user can do about a file whose content breaks the schema."""
    return (
        f"Check the entry `{dataset}` in rml/data/registry.yaml: the file agrees with the "
        "checksum there, so that entry names a file this loader was not written for."
    )


def numbers(text: pd.Series[str]) -> pd.Series[float]:
    """Return ``text`` as numbers, with NaN for what is none; the schema then refuses NaN."""
    found = pd.to_numeric(text, errors="coerce").astype("float64")
    return found.where(np.isfinite(found))


def whole_numbers(text: pd.Series[str]) -> pd.Series[int] | pd.Series[float]:
    """Return ``text`` as integers; as floats with NaN for what is none if there is such."""
    found = numbers(text)
    found = found.where(found == found.round())
    return found if found.isna().any() else found.astype("int64")


def within(low: float, high: float = math.inf) -> pa.Check:
    """Return the check that a value lies between two ends, both allowed."""
    allowed = f"below {low:g}" if high == math.inf else f"not between {low:g} and {high:g}"
    return pa.Check.in_range(low, high, error=f"a value is {allowed}")


def one_of(values: Iterable[str]) -> pa.Check:
    """Return the check that a value is one of ``values``."""
    listed = list(values)
    return pa.Check.isin(listed, error=f"a value is none of {', '.join(listed)}")


def not_empty() -> pa.Check:
    """Return the check that a text is not empty."""
    return pa.Check.str_length(min_value=1, error="a text is empty")


def check(
    frame: pd.DataFrame,
    schema: pa.DataFrameSchema,
    *,
    dataset: str,
    origin: Callable[[int], str],
    text: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return ``frame`` if it fits ``schema``.

    Parameters
    ----------
    frame
        The canonical frame, with the index 0, 1, 2, ...
    schema
        Its schema.
    dataset
        Its dataset, for messages.
    origin
        From a row's index to its file and row number, in words.
    text
        For columns that were read as text: the text, to quote it in messages.
    names
        For columns that the file calls otherwise: its name for them.

    Raises
    ------
    DataError
        If it does not fit: every fault with its column, the number of rows and up to
        three examples.
    """
    try:
        return schema.validate(frame, lazy=True)
    except pae.SchemaErrors as errors:
        cases = _without_echoes(errors.failure_cases)
        faults = [
            _fault(
                frame,
                rows,
                column=column,
                rule=rule,
                origin=origin,
                text=frame if text is None else text,
                names=names or {},
            )
            for (column, rule), rows in cases.groupby(["column", "check"], sort=False, dropna=False)
        ]
        raise DataError(
            f"{len(faults)} {'check' if len(faults) == 1 else 'checks'} failed: "
            f"{'; '.join(faults)}.",
            where=dataset,
            remedy=remedy_of(dataset),
        ) from None


def _without_echoes(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the failures, each one once.

    A column with ill values also has the wrong type, and a rule on whole rows is reported
    once per column.
    """
    ill = cases.loc[cases["check"] == "not_nullable", "column"]
    echo = cases["check"].astype(str).str.startswith("dtype(") & cases["column"].isin(ill)
    cases = cases[~echo].astype({"check": "str"})
    whole_rows = cases["schema_context"] == "DataFrameSchema"
    repeated = cases["check"] == "multiple_fields_uniqueness"
    key = ", ".join(cases.loc[repeated, "column"].drop_duplicates())
    cases.loc[repeated, "check"] = f"rows have the same {key}"
    cases.loc[whole_rows, "column"] = "rows"
    return cases


def _fault(
    frame: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    column: object,
    rule: object,
    origin: Callable[[int], str],
    text: pd.DataFrame,
    names: Mapping[str, str],
) -> str:
    rule = {
        "not_nullable": "a value is missing or ill-typed",
        "field_uniqueness": "values are repeated",
    }.get(str(rule), str(rule))
    called = names.get(str(column), column)
    name = f"column `{called}`" if column in frame.columns else "the table"
    indexes = [int(index) for index in cases["index"].dropna().unique()]
    if not indexes:
        return f"{name}: {rule} ({cases['failure_case'].iloc[0]})"
    values = text.get(column, frame.get(column))
    shown = [
        origin(index) + ("" if values is None else f" holds {values.loc[index]!r}")
        for index in indexes[:EXAMPLES]
    ]
    return f"{name}: {rule}: {len(indexes):,} of {len(frame):,} rows ({', '.join(shown)})"


def _some(values: Iterable[int]) -> str:
    listed = list(values)
    more = ", ..." if len(listed) > EXAMPLES else ""
    return ", ".join(str(value) for value in listed[:EXAMPLES]) + more
