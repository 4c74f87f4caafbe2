from __future__ import annotations

import ibis
import numpy as np
import pytest

from rml.amplification.holdback.own_table_columns import OWN_TABLES
from rml.amplification.holdback.schemas import AUTHORS, IMPRESSIONS, SCHEMAS
from rml.data.schema_rules import rule_counts
from rml.data.table_schemas import schema_markdown, schema_table


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize("name", SCHEMAS)
def test_rules_compile_for_both_engines(dialect, name):
    kinds = {
        column: ibis.dtype(spec.dtype.type.pyarrow_dtype)
        for column, spec in SCHEMAS[name].columns.items()
    }
    if dialect == "pyspark":
        pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
        assert ibis.pyspark.name == dialect  # loads the options that its compiler reads
    table = ibis.table(kinds, name=name)
    counts = rule_counts(table, SCHEMAS[name])
    named = {f"rule_{i}": count for i, count in enumerate(counts.values())}
    assert ibis.to_sql(table.aggregate(**named), dialect=dialect)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_column_is_documented_with_its_unit(schema):
    table = schema_table(schema)
    assert table["column"].tolist() == list(schema.columns)
    assert not (table == "").any(axis=None)
    assert np.array_equal(
        table["required"] == "required", [c.required for c in schema.columns.values()]
    )
    lines = schema_markdown(schema).splitlines()
    assert lines[0] == "| column | type | unit | required | allowed | meaning |"
    assert len(lines) == len(schema.columns) + 2
    assert len({line.count("|") for line in lines}) == 1


def test_units_and_bounds_stand_in_the_table():
    table = schema_table(IMPRESSIONS).set_index("column")
    assert table.loc["dwell_ms", ["unit", "allowed"]].tolist() == ["milliseconds", "0 or more"]
    assert table.loc["visible_fraction", "allowed"] == "0 to 1"
    assert table.loc["tweet", "required"] == "optional"
    authors = schema_table(AUTHORS).set_index("column")
    assert authors.loc["side", "allowed"] == "left or right; may be missing"
    assert authors.loc["author", "allowed"] == "0 or more; each once"


def test_what_the_runner_looks_for_are_the_required_columns():
    assert {name: list(columns) for name, columns in OWN_TABLES.items()} == {
        name: [column for column, spec in schema.columns.items() if spec.required]
        for name, schema in SCHEMAS.items()
    }
