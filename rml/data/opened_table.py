"""Opening a table of one's own, wherever it lies, with the columns that a schema names.

Nothing is loaded. Which values are wrong is counted later, by the rules of the same schema
(`rml.data.schema_rules`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import ibis
import ibis.expr.types as ir
import pandera.pandas as pa

from rml.data.own_tables import TableSource, files_of, table_source
from rml.data.schema_rules import fits
from rml.data.table_columns import not_one_table
from rml.data.table_connections import Connections
from rml.data.table_files import columns_by_file, disagreements, partition_columns, widened
from rml.data.table_schemas import type_words
from rml.errors import DataError
from rml.suggest import did_you_mean

_FIPS_DIGITS: Final = 5
_MOST: Final = 1e15


class OpenedTable(NamedTuple):
    """A table with the columns of its schema and no others, and what was done to read it.

    Attributes
    ----------
    table
        Nothing of it is loaded.
    notes
        What was done to read it, a sentence each.
    files
        Of Parquet, the files by their names; empty for other tables.
    kinds
        The types of the columns of each of these files, in Arrow's words.
    """

    table: ir.Table
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    kinds: tuple[Mapping[str, str], ...] = ()


def open_table(
    source: str | TableSource | ir.Table,
    schema: pa.DataFrameSchema,
    connections: Connections,
    *,
    where: str,
    said_in: str,
    of: str = "",
    codes: Collection[str] = (),
    ids: Collection[str] = (),
) -> OpenedTable:
    """Return a table, if it has the columns that its schema requires, of types that fit.

    Parameters
    ----------
    source
        The path of a Parquet file or of a folder of them; a DuckDB file and a table in it,
        ``study.duckdb#authors``; an Ibis connection URL and a table; or a table of a
        connection that is already open.
    schema
        Columns of Arrow types (`pandas.ArrowDtype`).
    connections
        Tables opened by the same connections can be joined.
    where
        How messages name it: ``tables.authors``.
    said_in
        A sentence on where the columns are described, which ends messages about them.
    of
        What notes call the files' content, such as ``" of the authors"``.
    codes
        Text columns of five digits that may be numbers in the table, such as FIPS codes that a
        spreadsheet has stripped of their zeros; those are put back, with a note. A program
        that has no whole number for a missing one makes them floats: those are read if none
        has decimals, and what is not a number is missing.
    ids
        Text columns that may be whole numbers of any width or UUIDs as well.

    Raises
    ------
    DataUnavailableError
        If a file or folder is not there.
    DataError
        If Parquet files differ in a column, a column is missing or of another type, codes have
        decimals, or a database or table cannot be reached; all faults of columns at once.
    """
    if isinstance(source, ir.Table):
        return _checked(OpenedTable(source), schema, where, said_in, (codes, ids))
    found = table_source(source, where=where) if isinstance(source, str) else source
    if found.kind != "parquet":
        files_of(found, where=where)  # raises if it is not there
        opened = OpenedTable(connections.table(found, where=where))
        return _checked(opened, schema, where, said_in, (codes, ids))
    files = files_of(found, where=where)
    columns = columns_by_file(files, where=where)
    apart = disagreements(columns, schema.columns)
    if apart:
        raise not_one_table(len(files), apart, where=where)
    wide = widened(columns, schema.columns)
    table = connections.duckdb.read_parquet(
        [str(path) for path in files.values()],
        hive_partitioning=any(partition_columns(file) for file in files),
        # Otherwise the first file's types count, and a wider value of another would not fit.
        union_by_name=bool(wide),
    )
    opened = OpenedTable(
        table=table,
        notes=tuple(
            f"Files{of} differ in width, and the wider type was read: {one}." for one in wide
        ),
        files=tuple(files.values()),
        kinds=tuple(columns.values()),
    )
    return _checked(opened, schema, where, said_in, (codes, ids))


def _checked(
    opened: OpenedTable,
    schema: pa.DataFrameSchema,
    where: str,
    said_in: str,
    lenient: tuple[Collection[str], Collection[str]],
) -> OpenedTable:
    table, (codes, ids) = opened.table, lenient
    faults: list[str] = []
    said = list(opened.notes)
    kept: dict[str, ir.Value] = {}
    for name, wanted in schema.columns.items():
        if name not in table.columns:
            if wanted.required:
                near = did_you_mean(name, table.columns)
                faults.append(f"column `{name}` is missing ({near.rstrip('.')})")
            continue
        value = table[name]
        kind = value.type()
        if name in codes and kind.is_numeric():
            broken = 0 if kind.is_integer() else _with_decimals(value)
            if broken:
                faults.append(f"column `{name}` has decimals in {broken:,} rows, and holds codes")
                continue
            numbers = "whole numbers" if kind.is_integer() else "floating-point numbers, all whole"
            kept[name] = _code(value)
            said.append(f"Column `{name}` holds {numbers}; they were read as codes of five digits.")
        elif name in ids and kind.is_uuid():
            kept[name] = value.cast("string")
        elif name in ids and kind.is_integer():
            kept[name] = value
        elif fits(wanted, kind):
            kept[name] = value.cast("float64") if kind.is_decimal() else value
        else:
            also = " or whole number" if name in {*codes, *ids} else _hint(wanted)
            faults.append(f"column `{name}` is {kind}, not {type_words(wanted)}{also}")
    if faults:
        checks = "check" if len(faults) == 1 else "checks"
        raise DataError(
            f"{len(faults)} {checks} failed: {'; '.join(faults)}.",
            where=where,
            remedy=f"Rename or convert the columns, by a view in a database. {said_in}",
        )
    return opened._replace(table=table.select(**kept), notes=tuple(said))


def _hint(wanted: pa.Column) -> str:
    day = type_words(wanted) == "date"
    return ": say yourself in which time zone a day begins" if day else ""


def _known(value: ir.Value) -> ir.Value:
    """Return numbers without those that are none; pandas has them for what is missing."""
    return ibis.ifelse(value.isnan(), None, value) if value.type().is_floating() else value


def _with_decimals(value: ir.Value) -> int:
    known = _known(value)
    # No database has to round what it cannot hold, and infinity is no code.
    broken = (known % 1 != 0) | (known.abs() > _MOST)
    return int(broken.fill_null(False).sum().to_pyarrow().as_py() or 0)  # noqa: FBT003


def _code(value: ir.Value) -> ir.StringValue:
    """Return whole numbers as text with leading zeros; longer ones stay as they are."""
    text = _known(value).cast("int64").cast("string")
    return ibis.ifelse(text.length() < _FIPS_DIGITS, text.lpad(_FIPS_DIGITS, "0"), text)
