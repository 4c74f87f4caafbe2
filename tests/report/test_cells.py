import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.report.cells import header_rows, shown_rows, table_csv


def data_of(columns, rows, marks=()):
    return {
        "columns": [
            {"name": name, "kind": kind, "unit": unit, "format": spec}
            for name, kind, unit, spec in columns
        ],
        "rows": rows,
        "marks": list(marks),
        "notes": [],
    }


def csv_of(data):
    return table_csv({"data": data})


def texts(data):
    return [[cell["text"] for cell in row] for row in shown_rows(data)]


def test_numbers_are_written_with_ten_digits_and_line_feeds():
    data = data_of(
        [
            ("group", "text", None, None),
            ("n", "integer", None, None),
            ("rate", "number", None, ".1%"),
        ],
        [["a", 12345678901, 1 / 3], ["b", None, 0.1], ["c", 2, "inf"]],
    )
    assert csv_of(data) == "group,n,rate\na,12345678901,0.3333333333\nb,,0.1\nc,2,inf\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "=HYPERLINK(1)"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    data = data_of([(text, "text", None, None)], [[text]])
    read = list(csv.reader(io.StringIO(csv_of(data), newline="")))
    assert read == [[f"'{text}"], [f"'{text}"]]


def test_negative_numbers_stay_numbers():
    assert csv_of(data_of([("x", "number", None, None)], [[-0.5]])) == "x\n-0.5\n"


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
        min_size=1,
        max_size=4,
    )
)
def test_any_text_survives_the_csv(cells):
    names = [f"c{i}" for i in range(len(cells))]
    data = data_of([(name, "text", None, None) for name in names], [cells])
    read = list(csv.reader(io.StringIO(csv_of(data), newline="")))
    expected = [
        f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and cell else cell
        for cell in cells
    ]
    assert read == [names, expected]


def test_withheld_cells_keep_their_mark():
    marks = [{"row": 0, "column": 0, "mark": "small"}, {"row": 0, "column": 1, "mark": "withheld"}]
    data = data_of(
        [("n", "integer", None, None), ("r", "number", None, None)], [["<10", "withheld"]], marks
    )
    assert csv_of(data) == "n,r\n<10,withheld\n"
    assert [cell["mark"] for cell in shown_rows(data)[0]] == ["small", "withheld"]
    assert texts(data) == [["<10", "withheld"]]


def test_a_column_is_rounded_alike_and_readably():
    data = data_of(
        [("x", "number", None, None), ("n", "integer", None, None)],
        [[0.12345, 5], [12.5, 40000], [None, 7]],
    )
    assert texts(data) == [["0.1", "5"], ["12.5", "40,000"], ["–", "7"]]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0.0941, 0.0893], ["0.0941", "0.0893"]),
        ([1.5, 0.031], ["1.50", "0.03"]),
        ([2019.0, 3.0], ["2019", "3"]),
        ([0.5, 0.00002], ["0.50000", "0.00002"]),
        ([-1.25, 0.0], ["−1.25", "0.00"]),
        ([123456.0, 1.5], ["123,456.0", "1.5"]),
    ],
)
def test_decimals_suit_the_column(numbers, expected):
    data = data_of([("x", "number", None, None)], [[number] for number in numbers])
    assert [row[0] for row in texts(data)] == expected


def test_formats_truths_and_infinities():
    data = data_of(
        [("r", "number", None, ".1%"), ("t", "truth", None, None), ("d", "date", None, None)],
        [[0.5, True, "2021-01-01"], ["-inf", False, None]],
    )
    assert texts(data) == [["50.0 %", "yes", "2021-01-01"], ["−∞", "no", "–"]]
    assert csv_of(data).splitlines()[1:] == ["0.5,true,2021-01-01", "-inf,false,"]


def test_the_first_column_heads_rows_only_if_it_names_them():
    named = data_of([("g", "text", None, None), ("n", "integer", None, None)], [["a", 1], ["b", 2]])
    twice = data_of([("g", "text", None, None), ("n", "integer", None, None)], [["a", 1], ["a", 2]])
    assert [row[0]["header"] for row in shown_rows(named)] == [True, True]
    assert [row[0]["header"] for row in shown_rows(twice)] == [False, False]
    assert not any(row[1]["header"] for row in shown_rows(named))


def test_headings_read_as_words_with_units():
    data = data_of([("share_black", "number", "per cent", None)], [[1.0]])
    assert header_rows(data) == [{"text": "share black", "unit": "per cent", "numeric": True}]
