from __future__ import annotations

import pandera.pandas as pa
import pytest

from rml.data.published_tables import read_published_table
from rml.data.tables import within
from rml.errors import DataError

SCHEMA = pa.DataFrameSchema(
    {
        "name": pa.Column(str),
        "people": pa.Column(int, within(0)),
        "rate": pa.Column(float, within(0, 1)),
    },
    strict=True,
)


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "rows.csv"
        path.write_text(text, encoding="utf-8")
        return read_published_table(path, SCHEMA, dataset="some", left_out=("unit",))

    return read


def test_cells_have_the_types_of_the_schema_and_columns_its_order(read):
    frame = read("unit,rate,name,people\nx,0.5,007,3\n")
    assert list(frame) == ["name", "people", "rate"]
    assert frame.iloc[0].tolist() == ["007", 3, 0.5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,people,rate\na,1,1\n", "column `unit` is missing"),
        ("name,people,rate,unit,more\na,1,1,x,y\n", "column `more` is unexpected"),
        ("name,people,rate,unit\na,1.5,1,x\n", r"`people`.*row 1 of rows\.csv holds '1\.5'"),
        ("name,people,rate,unit\na,1,half,x\n", r"`rate`.*row 1 of rows\.csv holds 'half'"),
        ("name,people,rate,unit\na,1,2,x\n", "`rate`: a value is not between 0 and 1"),
        ("name,people,rate,unit\na,-1,2,x\n", "2 checks failed"),
    ],
)
def test_a_fault_is_named_with_its_column_and_row(read, text, words):
    with pytest.raises(DataError, match=rf"^some.*{words}"):
        read(text)
