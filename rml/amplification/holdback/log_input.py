"""The log of a holdback experiment: three tables, wherever they lie, as Ibis tables.

Nothing is loaded but the table of authors, which is small. What the tables hold is said in
`rml.amplification.holdback.schemas`, and checked by `rml.amplification.holdback.log_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

import ibis
import ibis.expr.types as ir
import pandas as pd
import pandera.pandas as pa
from ibis.common.exceptions import IbisError
from pyarrow import nulls

from rml.amplification.holdback.schema_rules import fits
from rml.amplification.holdback.schemas import AUTHORS, SCHEMAS, TableName, type_words
from rml.data.ledger import record_input
from rml.data.own_tables import TableSource, files_of, given_tables, table_source
from rml.data.table_columns import not_one_table
from rml.data.table_connections import Connections
from rml.data.table_files import (
    columns_by_file,
    disagreements,
    one_value_each,
    partition_columns,
    widened,
)
from rml.errors import DataError
from rml.suggest import did_you_mean

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
    opened: dict[str, _Opened] = {}
    connections = Connections()
    given: dict[TableName, str | TableSource | ir.Table] = {
        "impressions": impressions,
        "users": users,
        "authors": authors,
    }
    for name, source in given.items():
        try:
            opened[name] = _open(source, connections, name)
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
        files=opened["impressions"].files,
        notes=tuple(note for name in given for note in opened[name].notes),
    )


def raise_faults(faults: list[DataError]) -> None:
    """Raise faults, all of them as one error; none is no error."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise DataError("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    table: ir.Table
    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def _open(
    source: str | TableSource | ir.Table, connections: Connections, name: TableName
) -> _Opened:
    where = f"tables.{name}"
    if isinstance(source, ir.Table):
        return _Opened(table=_checked(source, name, where))
    found = table_source(source, where=where) if isinstance(source, str) else source
    if found.kind == "parquet":
        opened = _parquet(found, connections, name, where)
    else:
        files_of(found, where=where)  # raises if it is not there
        opened = _Opened(table=connections.table(found, where=where))
    return _Opened(
        table=_checked(opened.table, name, where), files=opened.files, notes=opened.notes
    )


def _parquet(source: TableSource, connections: Connections, name: TableName, where: str) -> _Opened:
    files = files_of(source, where=where)
    columns = columns_by_file(files, where=where)
    apart = disagreements(columns, SCHEMAS[name].columns)
    if apart:
        raise not_one_table(len(files), apart, where=where)
    wide = widened(columns, SCHEMAS[name].columns)
    notes = [
        f"Files of the {name} differ in width, and the wider type was read: {one}." for one in wide
    ]
    table = connections.duckdb.read_parquet(
        [str(path) for path in files.values()],
        hive_partitioning=any(partition_columns(file) for file in files),
        # Otherwise the first file's types count, and a wider value of another would not fit.
        union_by_name=bool(wide),
    )
    fast = _can_be_streamed(columns.values()) and one_value_each(files.values(), "day")
    return _Opened(table=table, files=tuple(files.values()) if fast else (), notes=tuple(notes))


def _can_be_streamed(columns: Iterable[Mapping[str, str]]) -> bool:
    return all(kinds.get(name) == kind for kinds in columns for name, kind in _STREAMED.items())


def _checked(table: ir.Table, name: TableName, where: str) -> ir.Table:
    """Return a table with the columns of its schema, if it has those that are required."""
    faults = []
    kept: dict[str, ir.Value] = {}
    for column, wanted in SCHEMAS[name].columns.items():
        if column not in table.columns:
            if wanted.required:
                near = did_you_mean(column, table.columns)
                faults.append(f"column `{column}` is missing ({near.rstrip('.')})")
            continue
        kind = table[column].type()
        if fits(wanted, kind):
            kept[column] = table[column].cast("float64") if kind.is_decimal() else table[column]
        else:
            faults.append(f"column `{column}` is {kind}, not {type_words(wanted)}{_hint(wanted)}")
    if faults:
        checks = "check" if len(faults) == 1 else "checks"
        raise DataError(
            f"{len(faults)} {checks} failed: {'; '.join(faults)}.",
            where=where,
            remedy=f"Rename or convert the columns, by a view in a database. {_DOCS}",
        )
    return table.select(**kept)


def _hint(wanted: pa.Column) -> str:
    day = type_words(wanted) == "date"
    return ": say yourself in which time zone a day begins" if day else ""


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
