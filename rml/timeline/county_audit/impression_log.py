"""Impressions that somebody brings, in one of three ways, opened as Ibis tables.

What the tables hold is said in `rml.timeline.county_audit.impression_schemas`; they are reduced
and checked by `rml.timeline.county_audit.county_totals`. Nothing is loaded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir

from rml.data.faults import raise_faults
from rml.data.ledger import record_input
from rml.data.opened_table import open_table
from rml.data.own_tables import TableSource, given_tables
from rml.data.table_connections import Connections
from rml.errors import DataError
from rml.timeline.county_audit.impression_schemas import IDS, SCHEMAS, WAYS, TableName

_SAID_IN: Final = "What the tables hold is said in the report's section on tables of one's own."


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpressionLog:
    """Tables that have the columns they need, of types that hold their values.

    Parameters
    ----------
    tables
        By name: those of one of the three ways, with the columns of their schemas and no
        others.
    notes
        What was done to read them, a sentence each, for the report.
    """

    tables: Mapping[TableName, ir.Table]
    notes: tuple[str, ...]


def own_impressions() -> ImpressionLog | None:
    """Return the impressions that the parameter file names under ``tables``; None if none.

    Records the tables as real input, so that the report is of real data.

    Raises
    ------
    DataError
        As `open_impressions`.
    """
    given = given_tables()
    if not given:
        return None
    log = open_impressions(given)
    for name in log.tables:
        record_input(name, "real")
    return log


def open_impressions(given: Mapping[str, str | TableSource | ir.Table]) -> ImpressionLog:
    """Return impressions, read from where they lie; only their columns are checked.

    Parameters
    ----------
    given
        The tables of one of the three ways, by name, each as `open_table` takes it
        (`rml.data.opened_table`). The two tables of a raw log must be on one
        connection; Parquet and DuckDB files share one.

    Raises
    ------
    DataUnavailableError
        If a file or folder is not there.
    DataError
        If the tables are not those of one way, authors are text in one and numbers in the
        other, or as `open_table`; all faults of all tables at once.
    """
    way = next((way for way in WAYS if set(way) == set(given)), None)
    if way is None:
        ways = "; or ".join(" and ".join(way) for way in WAYS)
        raise DataError(
            f"The tables given are {', '.join(sorted(given)) or 'none'}.",
            where="tables",
            remedy=f"Name one of these under `tables:` in the parameter file: {ways}.",
        )
    connections = Connections()
    tables: dict[TableName, ir.Table] = {}
    notes: list[str] = []
    faults: list[DataError] = []
    for name in way:
        try:
            opened = open_table(
                given[name],
                SCHEMAS[name],
                connections,
                where=f"tables.{name}",
                said_in=_SAID_IN,
                codes=("fips",),
                ids=IDS,
            )
        except DataError as error:
            faults.append(error)
            continue
        tables[name] = opened.table
        notes += [f"Table {name}: {note}" for note in opened.notes]
    raise_faults(faults)
    kinds = {name: table["author"].type() for name, table in tables.items() if "author" in table}
    if len({kind.is_integer() for kind in kinds.values()}) > 1:
        said = " and ".join(f"{kind} in `{name}`" for name, kind in kinds.items())
        raise DataError(
            f"Authors are {said}, so that neither knows the other's.",
            where="tables, column `author`",
            remedy="Write them alike in both tables, by a view in a database.",
        )
    return ImpressionLog(tables=tables, notes=tuple(notes))
