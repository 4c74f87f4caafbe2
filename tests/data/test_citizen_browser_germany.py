import pytest

from rml.data import citizen_browser_germany, ledger
from rml.data.citizen_browser_germany import (
    KINDS,
    load_party_posters,
    load_poster_rules,
    read_party_posters,
    read_poster_rules,
)
from rml.errors import DataError

HEADER = "party,poster,user_count,post_count\n"
RULES = "scope,match,kind,page_row,reason\n"


@pytest.fixture
def write(tmp_path):
    def written(text, name="political-page-counts.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_strings_keep_their_row_and_the_source_s_label(write):
    frame = read_party_posters(
        write(HEADER + 'SDP,"SPD, Musterstadt",3,10\nBUNDIS90,Bündnis 90/Die Grünen,12,4\n')
    )
    assert frame["row"].tolist() == [1, 2]
    assert frame["party"].tolist() == ["spd", "greens"]
    assert frame["party_upstream"].tolist() == ["SDP", "BUNDIS90"]
    assert frame["poster"].tolist() == ["SPD, Musterstadt", "Bündnis 90/Die Grünen"]
    assert frame[["panelists", "posts"]].to_numpy().tolist() == [[3, 10], [12, 4]]


def test_wrong_values_come_in_one_message(write):
    path = write(HEADER + "PIRATEN,Piraten,1,1\nAFD,,1,1\nCDU,CDU,0,1\nCDU,CDU,1,many\n")
    with pytest.raises(DataError) as caught:
        read_party_posters(path)
    message = str(caught.value)
    assert "(row 1 of political-page-counts.csv holds 'PIRATEN')" in message
    assert "column `poster`: a text is empty: 1 of 4 rows" in message
    assert "column `user_count`: a value is below 1: 1 of 4 rows" in message
    assert "column `post_count`: a value is missing or ill-typed: 1 of 4 rows" in message
    assert "rows have the same party, poster: 2 of 4 rows" in message


def test_another_column_is_refused(write):
    with pytest.raises(DataError, match="column `user_count` is missing"):
        read_party_posters(write("party,poster,post_count\nCDU,CDU,1\n"))


def test_rules_are_read_in_their_order(write):
    text = RULES + "pattern,^afd$,false_match,,Why\nrow,7,person,,Why\nrow,7,same_page,3,Why\n"
    frame = read_poster_rules(write(text))
    assert frame["kind"].tolist() == ["false_match", "person", "same_page"]
    assert frame["page_row"].tolist() == [0, 0, 3]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("pattern,(,person,,Why\n", "row 1: `match` is no regular expression"),
        ("row,seven,person,,Why\n", "row 1: `match` is no row number"),
        ("row,7,person,,Why\nrow,7,supporters,,Why\n", "rows 7 of the source stand there twice"),
        ("row,7,king,,Why\n", "holds 'king'"),
        ("row,7,person,,\n", "column `reason`: a text is empty"),
        ("row,7,same_page,,Why\n", "page_row is not given exactly where the kind is same_page"),
        ("row,7,person,3,Why\n", "page_row is not given exactly where the kind is same_page"),
        ("page,7,person,,Why\n", "holds 'page'"),
    ],
)
def test_rules_that_make_no_sense_are_refused(write, rules, message):
    with pytest.raises(DataError, match=message):
        read_poster_rules(write(RULES + rules))


def test_the_declared_rules_give_a_reason_each_and_name_no_person():
    rules = load_poster_rules()
    assert set(rules["kind"]) <= set(KINDS)
    assert rules["reason"].str.split().str.len().min() >= 4
    people = rules[rules["kind"] == "person"]
    assert len(people) > 1
    assert set(people["scope"]) == {"row"}
    assert people["match"].str.isdecimal().all()


def test_loading_is_noted_as_real_input(write, monkeypatch):
    path = write(HEADER + "CDU,CDU,1,1\n")
    monkeypatch.setattr(citizen_browser_germany, "fetch", lambda name: {"file": path})
    load_party_posters()
    assert ledger.inputs() == {"citizen_browser_germany": "real"}


def test_the_real_file_is_as_described(real_files):
    posters = load_party_posters()
    assert len(posters) == 603
    assert posters["posts"].sum() == 6261
    assert posters["panelists"].max() == 99
    assert posters["party"].value_counts().to_dict() == {
        "afd": 205,
        "spd": 175,
        "cdu_csu": 75,
        "linke": 52,
        "fdp": 50,
        "greens": 46,
    }
