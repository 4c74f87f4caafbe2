"""The log of a holdback experiment: three tables, wherever they lie, as Ibis tables.

Nothing is loaded but the table of authors, which is small. What the tables hold is said in
`rml.amplification.holdback.schemas`, and checked by `rml.amplification.holdback.log_checks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis.common.exceptions import IbisError
from pyarrow import nulls

from rml.amplification.holdback.schemas import AUTHORS, SCHEMAS, TableName
from rml.data.faults import raise_faults
from rml.data.ledger import record_input
from rml.data.opened_table import OpenedTable, open_table
from rml.data.own_tables import TableSource, given_tables
from rml.data.table_connections import Connections
from rml.data.table_files import one_value_each
from rml.errors import DataError

NAMES: Final[tuple[TableName, ...]] = get_args(TableName)
# What `rml.amplification.holdback.streaming` reads, in Arrow's words.
_STREAMED: Final = {
    "user": "int64",
    "arm": "string",
    "day": "date32[day]",
    "author": "int64",
    "dwell_ms": "int32",
    "visible_fraction": "float",
}
_DOCS: Final = "docs/political_amplification.md says what the tables hold."


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log that has the columns it needs, of types that hold their values.

    Parameters
    ----------
    impressions, users
        On one connection, with the columns of the schemas and no others.
    authors
        The same table as `author_frame`, for joins with the other two.
    author_frame
        One row an author: every column of the schema, optional ones that the table lacks
        all missing.
    files
        The Parquet files of the impressions, sorted by name, if the streaming reducer can
        read them: each of one day, with the types that it takes. None otherwise.
    notes
        What was done to read them, a sentence each, for the report.
    """

    impressions: ir.Table
    users: ir.Table
    authors: ir.Table
    author_frame: pd.DataFrame
    files: tuple[Path, ...]
    notes: tuple[str, ...]


def own_tables() -> Log | None:
    """Return the log that the parameter file names under ``tables``; None if it names none.

    Records the three tables as real input, so that the report is of real data.

    Raises
    ------
    DataError
        As `open_log`; or if some of the three tables are named and others not.
    """
    given = given_tables()
    if not given:
        return None
    missing = [name for name in NAMES if name not in given]
    if missing:
        raise DataError(
            f"Of the tables of a log, {', '.join(given)} was given, but not {', '.join(missing)}.",
            where="tables",
            remedy="Name impressions, users and authors under `tables:` in the parameter file.",
        )
    log = open_log(**{name: given[name] for name in NAMES})
    for name in NAMES:
        record_input(name, "real")
    return log


def open_log(
    *,
    impressions: str | TableSource | ir.Table,
    users: str | TableSource | ir.Table,
    authors: str | TableSource | ir.Table,
) -> Log:
    """Return a log's tables, read from where they lie; only their columns are checked.

    Parameters
    ----------
    impressions, users, authors
        Each one the path of a Parquet file or of a folder of Parquet files (one a day, say,
        or partitioned by folders ``day=2016-04-15``); a DuckDB file and a table in it,
        ``study.duckdb#impressions``; an Ibis connection URL and a table,
        ``postgresql://host/study#impressions``; or a table of a connection that is already
        open, of PySpark for example. Impressions and users must be on one connection;
        Parquet and DuckDB files share one.

    Raises
    ------
    DataUnavailableError
        If a file or folder is not there.
    DataError
        If Parquet files differ in a column that is needed, a column is missing or of
        another type, or a database or table cannot be reached; all faults of all tables at
        once.
    """
    faults: list[DataError] = []
    opened: dict[str, OpenedTable] = {}
    connections = Connections()
    given: dict[TableName, str | TableSource | ir.Table] = {
        "impressions": impressions,
        "users": users,
        "authors": authors,
    }
    for name, source in given.items():
        try:
            opened[name] = open_table(
                source,
                SCHEMAS[name],
                connections,
                where=f"tables.{name}",
                said_in=_DOCS,
                of=f" of the {name}",
            )
        except DataError as error:
            faults.append(error)
    if not faults:
        faults = _apart(opened["impressions"].table, opened["users"].table)
    raise_faults(faults)
    rows = opened["authors"].table.to_pyarrow()
    absent = [name for name in AUTHORS.columns if name not in rows.column_names]
    for name in absent:
        kind = AUTHORS.columns[name].dtype.type.pyarrow_dtype
        rows = rows.append_column(name, nulls(rows.num_rows, kind))
    rows = rows.select(list(AUTHORS.columns))
    return Log(
        impressions=opened["impressions"].table,
        users=opened["users"].table,
        authors=ibis.memtable(rows),
        author_frame=rows.to_pandas(),
        files=_streamed_files(opened["impressions"]),
        notes=tuple(note for name in given for note in opened[name].notes),
    )


def _streamed_files(impressions: OpenedTable) -> tuple[Path, ...]:
    """Return the files that the streaming reducer can read; none if it cannot read them all."""
    fast = all(
        kinds.get(name) == kind for kinds in impressions.kinds for name, kind in _STREAMED.items()
    )
    return impressions.files if fast and one_value_each(impressions.files, "day") else ()


def _apart(impressions: ir.Table, users: ir.Table) -> list[DataError]:
    """Return the fault of two tables that no query can join; empty if there is none."""
    backends = {id(_backend(one)) for one in (impressions, users)}
    if len(backends) == 1:
        return []
    return [
        DataError(
            "Impressions and users lie in different databases, and no query can join them.",
            where="tables.users",
            remedy="Put them into one database, or both into Parquet or DuckDB files.",
        )
    ]


def _backend(table: ir.Table) -> ibis.BaseBackend | None:
    try:
        return table.get_backend()
    except IbisError:  # in memory, which goes with any
        return None
