import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from rml.errors import ProductError
from rml.report.small_cells import NO_PEOPLE, guard
from rml.report.tabulate import table_data

NOBODY = NO_PEOPLE("counts of images, not of people")


def data_of(frame, **options):
    return table_data(guard(frame, NOBODY), where="table `t`", **options)


def kinds(frame):
    return [column["kind"] for column in data_of(frame)["columns"]]


def test_types_are_kept():
    frame = pd.DataFrame(
        {
            "i": [1, 2],
            "f": [1.0, 2.0],
            "s": ["a", "b"],
            "b": [True, False],
            "d": pd.to_datetime(["2021-01-01 00:00", "2021-02-03 04:05"]),
            "date": [dt.date(2021, 1, 1), None],
            "c": pd.Categorical(["x", "y"]),
            "I": pd.array([1, None], dtype="Int64"),
            "o": pd.Series([1, 2.5], dtype=object),
        }
    )
    assert kinds(frame) == [
        "integer",
        "number",
        "text",
        "truth",
        "date",
        "date",
        "text",
        "integer",
        "number",
    ]
    rows = data_of(frame)["rows"]
    assert rows[0][:8] == [1, 1.0, "a", True, "2021-01-01", "2021-01-01", "x", 1]
    assert rows[1][4:8] == ["2021-02-03T04:05:00", None, "y", None]
    assert isinstance(rows[0][0], int)
    assert isinstance(rows[0][1], float)


def test_the_payload_is_strict_json():
    frame = pd.DataFrame({"x": [1 / 3, np.nan, np.inf], "y": np.array([1, 2, 3], dtype=np.int8)})
    data = data_of(frame)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["rows"] == [[0.3333333333, 1], [None, 2], ["inf", 3]]
    assert data["notes"] == ["– : no value."]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": [1]}, index=["a"]),
        pd.DataFrame({"x": [1, 2]}, index=[2019, 2020]),
        pd.DataFrame({"x": [1, 2]}, index=pd.Index([0, 1], name="row")),
        pd.DataFrame({"x": [1, 2, 3]}).iloc[1:],
        pd.DataFrame({"x": [1, 1]}).groupby("x").size().to_frame("n"),
        pd.DataFrame({"x": [1, 2]}, index=pd.MultiIndex.from_tuples([(0, 0), (0, 1)])),
        pd.DataFrame({"x": [1, 2]}, index=[0, 0]),
        pd.DataFrame({"x": [1.0]}, index=[0.0]),
    ],
)
def test_an_index_that_may_say_something_is_never_dropped(frame):
    with pytest.raises(ProductError, match=r"reset_index\(\)"):
        data_of(frame)


def test_a_sorted_frame_is_accepted():
    frame = pd.DataFrame({"x": [3, 1, 2]}).sort_values("x")
    assert data_of(frame)["rows"] == [[1], [2], [3]]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame(), "empty"),
        (pd.DataFrame({"x": []}), "empty"),
        (pd.DataFrame({0: [1]}), "name is not a text"),
        (pd.DataFrame({" ": [1]}), "name is not a text"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "one name"),
        (pd.DataFrame({"x": range(5001)}), "at most 5,000"),
        (pd.DataFrame({"x": [[1]]}), "holds a list"),
        (pd.DataFrame({"x": [1, "a"]}), "mixes"),
        (pd.DataFrame({"x": [1 + 2j]}), "holds a complex"),
        ([1, 2], "is a list"),
    ],
)
def test_frames_that_cannot_be_shown(frame, message):
    from rml.report.table import guarded_data  # noqa: PLC0415 - as figure and table call it

    with pytest.raises(ProductError, match=message):
        table_data(guarded_data(frame, NOBODY, where="table `t`"), where="table `t`")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": {"rat": "per cent"}}, "Did you mean `rate`"),
        ({"formats": {"rat": ".1f"}}, "Did you mean `rate`"),
        ({"formats": {"rate": ">30"}}, "cannot be used"),
        ({"formats": {"group": ".1f"}}, "kind text"),
    ],
)
def test_units_and_formats_must_fit(options, message):
    with pytest.raises(ProductError, match=message):
        data_of(pd.DataFrame({"group": ["a"], "rate": [0.5]}), **options)


def test_units_and_formats_are_kept():
    data = data_of(
        pd.DataFrame({"rate": [0.5]}), units={"rate": "of users"}, formats={"rate": ".1%"}
    )
    assert data["columns"] == [
        {"name": "rate", "kind": "number", "unit": "of users", "format": ".1%"}
    ]
