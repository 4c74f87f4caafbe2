from __future__ import annotations

import datetime as dt
import math
import re

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.pandas import Check, Column, DataFrameSchema

from rml.amplification.holdback.schemas import IMPRESSIONS, SCHEMAS, USERS
from rml.data.schema_rules import (
    MISSING,
    REPEATED,
    fits,
    frame_faults,
    rule_counts,
    table_faults,
)

# Per type: values that some rule allows and values that some rule forbids.
VALUES = {
    "int64": [0, 1, 2, 2**40, -1, None],
    "int32": [0, 499, 500, -3, None],
    "double": [0.0, 0.5, 1.0, 1.01, -0.01, math.nan, math.inf, None],
    "string": ["control", "treatment", "left", "far", "UK", "Control", "", None],
    "date32[day]": [dt.date(2016, 4, 15), dt.date(2016, 2, 29), None],
    "bool": [True, False, None],
}


@st.composite
def tables(draw):
    """A schema and an Arrow table of it, some optional columns left out, any value ill."""
    schema = SCHEMAS[draw(st.sampled_from(sorted(SCHEMAS)))]
    rows = draw(st.integers(1, 6))
    columns = {}
    for name, column in schema.columns.items():
        kind = column.dtype.type.pyarrow_dtype
        if column.required or draw(st.booleans()):
            values = st.sampled_from(VALUES[str(kind)])
            cells = draw(st.lists(values, min_size=rows, max_size=rows))
            columns[name] = pa.array(cells, kind)
    return schema, pa.table(columns)


@settings(max_examples=80, deadline=None)
@given(tables())
def test_pandera_and_the_database_find_the_same_faults(drawn):
    schema, table = drawn
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    assert table_faults(ibis.memtable(table), schema) == frame_faults(frame, schema)


def test_each_fault_is_counted_by_its_rule():
    table = pa.table(
        {
            "user": pa.array([1, 1, None, -4, 1], pa.int64()),
            "arm": ["control", "Control", "treatment", None, "control"],
            "country": ["UK", "", "UK", "UK", "UK"],
        }
    )
    wanted = {
        ("user", MISSING): 1,
        ("user", "a value is below 0"): 1,
        ("user", REPEATED): 2,
        ("arm", MISSING): 1,
        ("arm", "a value is none of control, treatment"): 1,
        ("country", "a text is empty"): 1,
    }
    assert table_faults(ibis.memtable(table), USERS) == wanted
    assert frame_faults(table.to_pandas(types_mapper=pd.ArrowDtype), USERS) == wanted


def test_rules_are_counted_in_one_pass():
    table = ibis.table({"user": "int64", "arm": "string", "country": "string"}, name="users")
    counts = rule_counts(table, USERS)
    named = {f"rule_{i}": count for i, count in enumerate(counts.values())}
    query = ibis.to_sql(table.aggregate(**named), dialect="duckdb")
    assert len(re.findall(r"\bFROM\b", query)) == 1


def test_a_rule_that_cannot_be_compiled_is_not_left_out():
    schema = DataFrameSchema({"user": Column(checks=Check.str_matches("^a"))})
    with pytest.raises(TypeError, match="`str_matches` has no counterpart"):
        rule_counts(ibis.table({"user": "string"}, name="t"), schema)


@pytest.mark.parametrize(
    ("name", "kind", "fit"),
    [
        ("user", "int8", True),
        ("user", "uint32", True),
        ("user", "uint64", False),
        ("user", "string", False),
        ("dwell_ms", "int64", True),
        ("dwell_ms", "float64", False),
        ("visible_fraction", "float32", True),
        ("visible_fraction", "decimal(5, 4)", True),
        ("visible_fraction", "int64", False),
        ("day", "date", True),
        ("day", "timestamp", False),
        ("day", "string", False),
        ("arm", "string", True),
        ("arm", "int8", False),
    ],
)
def test_types_widen_only_where_no_value_can_change(name, kind, fit):
    assert fits(IMPRESSIONS.columns[name], ibis.dtype(kind)) is fit
