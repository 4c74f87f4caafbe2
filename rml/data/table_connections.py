"""Tables in databases, opened by Ibis: DuckDB files and connection URLs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.common.exceptions import IbisError, TableNotFound

from rml.data.own_tables import TableSource
from rml.errors import DataError

_FILES = "duckdb://"
# Sums of these stay below 2^63 for four billion rows.
_MODULUS = 2**31 - 1


class Connections:
    """One DuckDB for all files, and one connection for each URL."""

    def __init__(self) -> None:
        self._by_url: dict[str, ibis.BaseBackend] = {}
        self._attached: dict[str, str] = {}

    @property
    def duckdb(self) -> ibis.BaseBackend:
        """The connection that reads Parquet and DuckDB files."""
        return self._url(_FILES)

    def table(self, source: TableSource, *, where: str) -> ir.Table:
        """Return a table of a database.

        Parameters
        ----------
        source
            Of kind ``duckdb`` or ``database``.
        where
            How messages name it.

        Raises
        ------
        DataError
            If the database cannot be opened, or has no such table.
        """
        schema, _, table = (source.table or "").rpartition(".")
        try:
            if source.kind == "duckdb":
                database = f"{self._attach(source.place)}.{schema or 'main'}"
                return self.duckdb.table(table, database=database)
            return self._url(source.place).table(table, database=schema or None)
        except TableNotFound:
            problem = f"The database has no table `{source.table}`."
            raise DataError(problem, where=where, remedy="Correct the name after the #.") from None
        except Exception as error:  # every engine has errors of its own
            raise DataError(
                f"The database cannot be opened ({type(error).__name__}: {error}).",
                where=where,
                remedy="Correct the place in the parameter file; other engines than DuckDB need "
                "Ibis's extra for them.",
            ) from error

    def _url(self, url: str) -> ibis.BaseBackend:
        if url not in self._by_url:
            self._by_url[url] = ibis.connect(url)
            if url == _FILES:
                # DuckDB would put what does not fit into memory into the working folder.
                folder = str(Path(tempfile.gettempdir()) / f"rml-duckdb-{os.getpid()}")
                self._by_url[url].raw_sql(f"SET temp_directory = '{folder}'")
        return self._by_url[url]

    def _attach(self, path: str) -> str:
        """Return the name by which the DuckDB connection knows a DuckDB file, read only."""
        if path not in self._attached:
            name = f"own_{len(self._attached)}"
            quoted = path.replace("'", "''")
            self.duckdb.raw_sql(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
            self._attached[path] = name
        return self._attached[path]


def database_digest(source: TableSource, *, where: str) -> dict[str, str | int]:
    """Return what tells a database's table from another: columns, rows, a sum over hashed rows.

    The database computes it, in one pass, and the order of rows does not matter. It is no
    cryptographic checksum: it notices changes, not an adversary.

    Raises
    ------
    DataError
        If the table cannot be reached, or its database cannot hash.
    """
    table = Connections().table(source, where=where)
    empty = ibis.literal("")
    # The separator keeps (1, 23) and (12, 3) apart.
    text = ibis.literal("|").join(
        [table[name].cast("string").fill_null(empty) for name in sorted(table.columns)]
    )
    counted = table.aggregate(rows=table.count(), hashed=(text.hash() % _MODULUS).sum())
    try:
        found = counted.to_pyarrow().to_pylist()[0]
    except IbisError as error:
        raise DataError(
            "This database cannot compute a digest of its table.",
            where=where,
            remedy="Say under `table_versions:` which version of the table it is.",
        ) from error
    columns = ", ".join(f"{name} {kind}" for name, kind in sorted(table.schema().items()))
    return {"columns": columns, "rows": found["rows"], "hashed": int(found["hashed"] or 0)}
