import numpy as np
import pandas as pd
import pytest

from rml.data import drifterbot, ledger
from rml.data.drifterbot import LEANING_BY_SEED, load_timelines, read_timelines
from rml.errors import DataError

ROW = "2019-07-1{} 00:00:00,{},{},{}\n"


def content(*rows, score="url"):
    return f"date, {score}_mean,{score}_var,{score}_count\n" + "".join(
        ROW.format(*row) for row in rows
    )


@pytest.fixture
def files(tmp_path):
    made = {
        "data/time_series/url_WSJ_sliced_home_tl_bot11.csv": content(
            (1, "0.25000000000000000001", "", 1), (0, -0.5, 0.04, 50)
        ),
        "data/time_series/url_WSJ_sliced_friend_usr_tl_bot11.csv": content((1, 0.75, 0, 500)),
        "data/time_series/hashtag_thenation_sliced_usr_tl_bot1.csv": content(
            (5, -1, 0.1, 20), score="hashtag"
        ),
        "data/time_series/hashtag_thenation_sliced_follower_usr_tl_bot1.csv": content(
            score="hashtag"
        ),
    }
    return {name: write(tmp_path, name, text) for name, text in made.items()}


def write(folder, name, text):
    path = folder / name.rsplit("/", 1)[-1]
    path.write_text(text)
    return path


def test_files_become_one_canonical_frame(files):
    frame = read_timelines(files)
    assert list(frame.columns) == [
        "seed",
        "leaning",
        "bot",
        "score",
        "timeline",
        "date",
        "mean",
        "variance",
        "count",
    ]
    assert frame["leaning"].tolist() == ["Left", "C. Right", "C. Right", "C. Right"]
    assert frame["timeline"].tolist() == ["own", "friends", "home", "home"]
    assert frame["bot"].tolist() == [1, 11, 11, 11]
    home = frame[frame["timeline"] == "home"]
    assert home["date"].tolist() == [pd.Timestamp("2019-07-10"), pd.Timestamp("2019-07-11")]
    assert home["mean"].tolist() == [-0.5, 0.25]
    assert np.isnan(home["variance"].iloc[1])
    assert frame["count"].dtype == "int64"


def test_the_order_of_files_does_not_matter(files):
    reverse = dict(reversed(files.items()))
    pd.testing.assert_frame_equal(read_timelines(reverse), read_timelines(files))


def test_line_ends_and_a_missing_last_one_do_not_matter(files, tmp_path):
    expected = read_timelines(files)
    for path in files.values():
        path.write_bytes(path.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(read_timelines(files), expected)


def test_missing_columns_are_named_with_their_files(files):
    names = list(files)
    files[names[0]].write_text("date,url_mean,url_count\n2019-07-10 00:00:00,0,1\n")
    files[names[1]].write_text("date,url_mean,url_var,url_count,extra\n")
    with pytest.raises(DataError) as caught:
        read_timelines(files)
    message = str(caught.value)
    assert "url_WSJ_sliced_home_tl_bot11.csv: column `url_var` is missing" in message
    assert "url_WSJ_sliced_friend_usr_tl_bot11.csv: column `extra` is unexpected" in message
    assert caught.value.where == "drifterbot_timelines"
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column `date` is missing"),
        ("url_mean,date,url_var,url_count\n", "the columns stand in the order url_mean, date"),
        (content() + "2019-07-10 00:00:00,0,0\n\n", "1 of 1 rows have not 4 values"),
        (content() + "2019-07-10 00:00:00,0,0,2\n\n2019-07-11 00:00:00,0,0,2\n", "1 of 3 rows"),
    ],
)
def test_another_layout_is_refused(files, text, message):
    files[next(iter(files))].write_text(text)
    with pytest.raises(DataError, match=message):
        read_timelines(files)


@pytest.mark.parametrize(
    "name",
    [
        "url_WSJ_sliced_home_tl_bot.csv",
        "url_CNN_sliced_home_tl_bot10.csv",
        "url_WSJ_sliced_list_tl_bot10.csv",
        "text_WSJ_sliced_home_tl_bot10.csv",
    ],
)
def test_a_name_that_says_something_else_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="the name does not say"):
        read_timelines({name: write(tmp_path, name, content((0, 0, 0, 2)))})


def test_all_wrong_values_come_in_one_message_with_counts(files):
    names = list(files)
    files[names[0]].write_text(
        content(
            (0, 1.7, 0.1, 2), (1, -1.2, 0.1, 2), (2, "abc", 0.1, 2), (3, 0, 0.1, 501), (4, 0, "", 2)
        )
    )
    files[names[1]].write_text(content((0, 0, "x", 2), (0, 0, 0.1, 2)) + "2019/07/11,0,0,2\n")
    with pytest.raises(DataError) as caught:
        read_timelines(files)
    message = str(caught.value)
    assert "drifterbot_timelines: 7 checks failed" in message
    assert "column `mean`: a value is not between -1 and 1: 2 of 9 rows" in message
    assert "row 1 of url_WSJ_sliced_home_tl_bot11.csv holds '1.7'" in message
    assert "column `mean`: a value is missing or ill-typed: 1 of 9 rows" in message
    assert "column `count`: a value is not between 1 and 500: 1 of 9 rows" in message
    assert "column `variance`: a value is not between 0 and 2: 1 of 9 rows" in message
    assert "row 1 of url_WSJ_sliced_friend_usr_tl_bot11.csv holds 'x'" in message
    assert "column `date`: a value is missing or ill-typed: 1 of 9 rows" in message
    assert "the variance is not blank exactly where the count is 1: 1 of 9 rows" in message
    assert "rows have the same bot, score, timeline, date: 2 of 9 rows" in message


def test_an_account_of_another_seed_is_refused(tmp_path):
    name = "url_WSJ_sliced_home_tl_bot1.csv"
    with pytest.raises(DataError, match="not one of its seed's three"):
        read_timelines({name: write(tmp_path, name, content((0, 0, 0.1, 2)))})


def test_loading_is_noted_as_real_input(files, monkeypatch):
    monkeypatch.setattr(drifterbot, "fetch", lambda name: files)
    load_timelines()
    assert ledger.inputs() == {"drifterbot_timelines": "real"}


def test_a_failed_load_is_not_noted(files, monkeypatch):
    files[next(iter(files))].write_text("")
    monkeypatch.setattr(drifterbot, "fetch", lambda name: files)
    with pytest.raises(DataError):
        load_timelines()
    assert ledger.inputs() == {}


def test_seeds_stand_from_left_to_right():
    assert list(LEANING_BY_SEED.values()) == ["Left", "C. Left", "Center", "C. Right", "Right"]
