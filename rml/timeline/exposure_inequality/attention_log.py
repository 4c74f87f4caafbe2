"""Counts of attention from a log or from Parquet files, never loaded whole.

Two ways lead to the same distribution. If the log has a row for each impression, the database
adds up each unit's and then counts how many units have each total: only that small table leaves
it. If there is a file with one count for each unit, its column is read batch by batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import ibis.expr.types as ir
import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rml.errors import DataError
from rml.stats.inequality_streaming import CountTable, count_table

BATCH_ROWS: Final = 1 << 20


def units_by_total(log: ir.Table, *, unit: str, amount: str | None = None) -> ir.Table:
    """Return the expression for how many units have each total, ``total`` and ``units``.

    Parameters
    ----------
    log
        A row for each impression, or for each unit and part of the time, on any engine of Ibis.
    unit
        The column that names the unit, such as the author.
    amount
        The column of whole numbers to add up; each row counts as one if None.

    Raises
    ------
    DataError
        If a column is missing.

    Notes
    -----
    Units that the log never names are not in it: an author whose posts nobody was shown counts
    only if the log has a row with an amount of 0.
    """
    missing = [name for name in (unit, amount) if name is not None and name not in log.columns]
    if missing:
        raise DataError(
            f"The log has no column {', '.join(f'`{name}`' for name in missing)}.",
            where="log of attention",
            remedy=f"Name one of its columns: {', '.join(log.columns)}.",
        )
    rows = log.group_by(unit)
    totals = rows.aggregate(total=log.count() if amount is None else log[amount].sum())
    return totals.group_by("total").aggregate(units=totals.count())


def counts_of_log(log: ir.Table, *, unit: str, amount: str | None = None) -> CountTable:
    """Return the table of counts of a log; see `units_by_total`.

    Raises
    ------
    DataError
        If a column is missing, or a unit is without a name or a total.
    """
    found = units_by_total(log, unit=unit, amount=amount).to_pyarrow()
    nameless = int(log.filter(log[unit].isnull()).count().to_pyarrow().as_py())
    unknown = pc.is_null(found["total"])
    without = int(pc.sum(found["units"].filter(unknown)).as_py() or 0)
    if nameless or without:
        raise DataError(
            f"{nameless:,} rows have no `{unit}`, and {without:,} units have no total.",
            where="log of attention",
            remedy="Leave these rows out of the log, or name them, and say so.",
        )
    table = CountTable()
    table.add_counted(found["total"].to_numpy(), found["units"].to_numpy())
    return table


def counts_of_parquet(path: Path, *, column: str, batch_rows: int = BATCH_ROWS) -> CountTable:
    """Return the table of counts of a Parquet file that has one row for each unit.

    Parameters
    ----------
    path
        The file.
    column
        What each unit has: whole numbers.
    batch_rows
        How many rows are read at a time.

    Raises
    ------
    DataError
        If there is no such column, or a value is missing.
    ValueError
        If a value is no count.
    """
    return count_table(_batches(path, column, batch_rows))


def _batches(path: Path, column: str, rows: int) -> Iterator[NDArray[np.generic]]:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        if column not in names:
            raise DataError(
                f"There is no column `{column}`.",
                where=path.name,
                remedy=f"Name one of its columns: {', '.join(names)}.",
            )
        done = 0
        for batch in file.iter_batches(batch_size=rows, columns=[column]):
            values = batch.column(0)
            if values.null_count:
                raise DataError(
                    f"{values.null_count:,} values of `{column}` are missing in rows {done + 1:,} "
                    f"to {done + len(values):,}.",
                    where=path.name,
                    remedy="Write 0 for units that were seen never, and leave out unknown ones.",
                )
            done += len(values)
            yield values.to_numpy(zero_copy_only=False)
