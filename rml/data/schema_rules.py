"""The rules of a schema, counted by whatever holds the table: pandera, or a database.

Both counts come from one `pandera.DataFrameSchema`, so that the rules for a log that only a
database can read are the rules for a frame in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pandera.errors as pae
import pandera.pandas as pa

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir

Rule = tuple[str, str]
"""A column and what its rule found wrong, in words."""

MISSING: Final = "a value is missing"
REPEATED: Final = "values are repeated"


def frame_faults(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> dict[Rule, int]:
    """Return how many rows break each rule, by pandera; rules that no row breaks are left out.

    Parameters
    ----------
    frame
        Columns of Arrow types (`pandas.ArrowDtype`), with the index 0, 1, 2, ...
    schema
        Its schema.
    """
    return {rule: len(rows) for rule, rows in faulty_rows(frame, schema).items()}


def faulty_rows(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> dict[Rule, list[int]]:
    """Return the indexes of the rows that break each rule, by pandera."""
    try:
        schema.validate(frame, lazy=True)
    except pae.SchemaErrors as errors:
        cases = errors.failure_cases.replace(
            {"check": {"not_nullable": MISSING, "field_uniqueness": REPEATED}}
        )
        return {
            (str(column), str(rule)): [int(index) for index in rows["index"].unique()]
            for (column, rule), rows in cases.groupby(["column", "check"], sort=False)
        }
    return {}


def rule_conditions(table: ir.Table, schema: pa.DataFrameSchema) -> dict[Rule, ir.BooleanValue]:
    """Return, for each rule on single values, the condition that holds for rows that break it.

    Parameters
    ----------
    table
        A table with every required column.
    schema
        Its schema. Optional columns that the table lacks have no rules.

    Raises
    ------
    TypeError
        If a check is not one of those that can be compiled: a rule must not be left out.
    """
    conditions: dict[Rule, ir.BooleanValue] = {}
    for name, column in schema.columns.items():
        if name not in table.columns:
            continue
        value = table[name]
        if not column.nullable:
            missing = value.isnull()  # noqa: PD003 - Ibis has no `isna`
            if value.type().is_floating():
                # Ibis has Spark take what is not a number for missing, too.
                missing &= ~value.isnan().fill_null(False)  # noqa: FBT003 - Ibis takes no keyword
            conditions[name, MISSING] = missing
        for check in column.checks:
            conditions[name, check.error] = _broken(value, check)
    return conditions


def rule_counts(table: ir.Table, schema: pa.DataFrameSchema) -> dict[Rule, ir.IntegerValue]:
    """Return, for each rule, the number of rows that break it, as an expression.

    All of them go into one aggregation, which reads the table once.

    Parameters
    ----------
    table, schema
        As for `rule_conditions`.
    """
    counts = {
        rule: table.count(where=condition)
        for rule, condition in rule_conditions(table, schema).items()
    }
    for name, column in schema.columns.items():
        if column.unique and name in table.columns:
            value = table[name]
            counts[name, REPEATED] = value.count() - value.nunique()  # both without missing ones
    return counts


def table_faults(table: ir.Table, schema: pa.DataFrameSchema) -> dict[Rule, int]:
    """Return what `frame_faults` returns, counted by the database that holds the table."""
    counts = rule_counts(table, schema)
    found = table.aggregate(**_numbered(counts)).to_pyarrow().to_pylist()[0]
    numbers = {rule: found[f"rule_{i}"] for i, rule in enumerate(counts)}
    return {rule: int(number) for rule, number in numbers.items() if number}


def _numbered(counts: Mapping[Rule, ir.Value]) -> dict[str, ir.Value]:
    return {f"rule_{i}": count for i, count in enumerate(counts.values())}


def fits(column: pa.Column, kind: dt.DataType) -> bool:
    """Return True if a database's type can hold a column as it is, or widened without harm.

    Integers of any width fit a whole number, but for unsigned 64-bit ones, which reach beyond
    int64. A number may be a float of either width or a decimal. A timestamp is no date: in
    which time zone its day begins is not for the reader to guess.

    Parameters
    ----------
    column
        A column of a schema.
    kind
        An Ibis type.
    """
    wanted = column.dtype.type.pyarrow_dtype
    names = {
        "int64": kind.is_integer() and not kind.is_uint64(),
        "int32": kind.is_integer() and not kind.is_uint64(),
        "double": kind.is_floating() or kind.is_decimal(),
        "string": kind.is_string(),
        "date32[day]": kind.is_date(),
        "bool": kind.is_boolean(),
    }
    return bool(names[str(wanted)])


def _broken(value: Any, check: pa.Check) -> Any:
    bounds = check.statistics or {}
    if check.name == "in_range":
        low, high = bounds["min_value"], bounds["max_value"]
        broken = value < low
        if high != float("inf"):
            broken |= value > high
        # Not a number is above all numbers in one database and equal to none in another.
        return broken | value.isnan() if value.type().is_floating() else broken
    if check.name == "isin":
        return value.notin(bounds["allowed_values"])
    if check.name == "str_length" and bounds["min_value"] == 1 and bounds["max_value"] is None:
        return value.length() < 1
    raise TypeError(f"The check `{check.name}` has no counterpart in a database.")
