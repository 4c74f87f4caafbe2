"""Whether a table of one's own has the columns that a notebook needs, before the notebook runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rml.data.own_tables import TableSource, files_of
from rml.data.table_files import columns_by_file, disagreements
from rml.errors import DataError
from rml.suggest import did_you_mean


def check_columns(source: TableSource, needed: Sequence[str], *, where: str) -> None:
    """Refuse a table that lacks columns, or whose files disagree about them.

    Parameters
    ----------
    source
        Where the table lies.
    needed
        The columns that it must have.
    where
        How messages name it.

    Raises
    ------
    DataError
        If it cannot be opened, its files are not one table, or columns are missing.
    """
    columns: Collection[str]
    if source.kind == "parquet":
        by_file = columns_by_file(files_of(source, where=where), where=where)
        apart = disagreements(by_file, needed)
        if apart:
            raise not_one_table(len(by_file), apart, where=where)
        columns = next(iter(by_file.values()))
    else:
        # Imports Ibis, which Parquet does not need.
        from rml.data.table_connections import Connections  # noqa: PLC0415

        columns = Connections().table(source, where=where).columns
    missing = [name for name in needed if name not in columns]
    if missing:
        near = " ".join(did_you_mean(name, columns) for name in missing)
        raise DataError(
            f"The table lacks {len(missing)} of {len(needed)} columns: {', '.join(missing)}.",
            where=where,
            remedy=f"{near} Rename them, by a view in a database.",
        )


def not_one_table(files: int, apart: Sequence[str], *, where: str) -> DataError:
    """Return the error that says where Parquet files disagree, to be raised."""
    return DataError(
        f"{files:,} Parquet files are not one table: {'; '.join(apart)}.",
        where=where,
        remedy="Write them with one schema, or take the files that differ out of the folder.",
    )
