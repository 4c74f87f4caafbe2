import pandas as pd
import pandera.pandas as pa
import pytest

from rml.data.tables import check, numbers, read_table, whole_numbers, within
from rml.errors import DataError

COLUMNS = ("group", "count")
SCHEMA = pa.DataFrameSchema(
    {"group": pa.Column(str, unique=True), "count": pa.Column(int, within(1, 9))}, strict=True
)


def table(tmp_path, content):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return path


def checked(groups, counts):
    text = pd.DataFrame({"group": groups, "count": counts}, dtype="str")
    frame = text.assign(count=whole_numbers(text["count"]))
    return check(
        frame, SCHEMA, dataset="made", origin=lambda row: f"row {row + 1} of made.csv", text=text
    )


def test_names_and_values_are_stripped(tmp_path):
    path = table(tmp_path, b'\xef\xbb\xbfgroup," count"\r\na, 1\r\n\r\nb,"2"\r\n')
    rows = read_table(path, columns=COLUMNS, dataset="made")
    assert rows == [{"group": "a", "count": "1"}, {"group": "b", "count": "2"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"group\na\n", "column `count` is missing"),
        (b"group,count,more\na,1,2\n", "column `more` is unexpected"),
        (b"group,group,count\na,b,1\n", "column `group` stands there 2 times"),
        (b"group,cuont\na,1\n", "column `count` is missing; column `cuont` is unexpected"),
        (b"group,count\na\nb,1\nc,1,2\n", r"2 of 3 rows have not 2 values \(row 1, 3\)"),
        (b"group,count\n", "there are no rows below the header"),
        (b"", "empty or not CSV"),
        (b"gr\xe9up,count\na,1\n", "not CSV in UTF-8"),
    ],
)
def test_another_layout_names_file_column_and_rows(tmp_path, content, message):
    path = table(tmp_path, content)
    with pytest.raises(DataError, match=message) as caught:
        read_table(path, columns=COLUMNS, dataset="made")
    assert caught.value.where == "made: table.csv"
    assert "rml/data/registry.yaml" in caught.value.remedy


def test_a_sound_frame_passes():
    frame = checked(["a", "b"], ["1", "9"])
    assert frame["count"].tolist() == [1, 9]
    assert frame["count"].dtype == "int64"


def test_all_faults_come_at_once_with_counts_and_examples():
    with pytest.raises(DataError) as caught:
        checked(["a", "a", "b", "c", "d", "e"], ["1", "12", "x", "", "2.5", "0"])
    message = str(caught.value)
    assert message.startswith("made: 3 checks failed: ")
    assert "column `group`: values are repeated: 2 of 6 rows" in message
    assert "column `count`: a value is missing or ill-typed: 3 of 6 rows" in message
    assert "row 3 of made.csv holds 'x'" in message
    assert "column `count`: a value is not between 1 and 9: 2 of 6 rows" in message
    assert "row 2 of made.csv holds '12'" in message


def test_many_faults_show_three_examples():
    with pytest.raises(DataError, match="50 of 50 rows") as caught:
        checked([str(i) for i in range(50)], ["0"] * 50)
    assert str(caught.value).count("of made.csv") == 3


def test_numbers_take_no_infinity_and_no_fraction():
    text = pd.Series(["1", "inf", "nan", "1e400", "", "2.0", "2.5", "x"], dtype="str")
    assert numbers(text).dropna().tolist() == [1, 2, 2.5]
    assert whole_numbers(text).dropna().tolist() == [1, 2]
    assert whole_numbers(text[[0, 5]]).dtype == "int64"
