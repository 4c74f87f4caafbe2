"""Small tables of published figures, read strictly: a column has the type that its schema says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, numbers, read_table, whole_numbers


def load_published_table(
    dataset: str, schema: pa.DataFrameSchema, *, left_out: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the rows of a dataset that is one table of published figures; record it as used.

    Parameters
    ----------
    dataset
        Its name in the registry.
    schema, left_out
        As for `read_published_table`.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(dataset).values()
    frame = read_published_table(path, schema, dataset=dataset, left_out=left_out)
    record_input(dataset, "published")
    return frame


def read_published_table(
    path: Path, schema: pa.DataFrameSchema, *, dataset: str, left_out: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the rows of a CSV file, checked against a schema, its columns in the schema's order.

    Parameters
    ----------
    path
        A UTF-8 file with a header.
    schema
        Columns of text, of numbers (``float``) and of whole numbers (``int``); cells are read
        as such.
    dataset
        Its dataset, for messages.
    left_out
        Columns that the file must have as well, which are not returned.

    Raises
    ------
    DataError
        If the file is against the schema; all faults at once.
    """
    columns = [str(name) for name in schema.columns]
    rows = read_table(path, columns=[*columns, *left_out], dataset=dataset)
    text = pd.DataFrame(rows, columns=columns, dtype="str")
    frame = text.copy()
    for name, column in schema.columns.items():
        if str(column.dtype) == "float64":
            frame[name] = numbers(text[name])
        elif str(column.dtype) == "int64":
            frame[name] = whole_numbers(text[name])
    return check(
        frame,
        schema,
        dataset=dataset,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
    )
