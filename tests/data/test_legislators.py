import pytest

from rml.data import ledger, legislators
from rml.data.legislators import load_legislators, party_crosswalk, read_legislators
from rml.errors import DataError

HEADER = "id,name,twitter,group,group_id,start_date,end_date,gender\n"


def files(folder, **changed):
    made = {}
    for number, name in enumerate(legislators._FILES):
        path = folder / f"{number}.csv"
        path.write_text(HEADER + changed.get(f"file{number}", f"m{number},Ann Other,,G,g,,,\n"))
        made[name] = path
    return made


def test_names_and_handles_stay_behind(tmp_path):
    frame = read_legislators(
        files(tmp_path, file0="a,Ann Other,annother,Liberal,liberal,,,female\n")
    )
    assert frame["known_account"].tolist() == [True] + [False] * 7
    assert not frame.astype(str).apply(lambda column: column.str.contains("nn")).to_numpy().any()
    assert frame["party"].iloc[0] == "liberal"
    assert frame["gender"].tolist() == ["female"] + ["not recorded"] * 7


def test_groups_of_one_party_are_joined(tmp_path):
    rows = "a,A,,CDU,cdu,,,male\nb,B,,CSU,csu,,2015-01-01,male\n"
    frame = read_legislators(files(tmp_path, file2=rows)).query("country == 'Germany'")
    assert frame["party"].tolist() == ["cdu_csu"] * 2
    assert frame["vparty_id"].tolist() == [1375, 1731]
    assert frame["sitting"].tolist() == [True, False]


def test_a_fault_names_file_row_and_column(tmp_path):
    with pytest.raises(DataError, match=r"`gender`.*none of female.*row 2 of data/UK") as caught:
        read_legislators(files(tmp_path, file5="a,A,,G,g,,,\nb,B,,G,g,,,woman\n"))
    assert "registry.yaml" in str(caught.value)


def test_a_member_twice_in_one_group_is_refused(tmp_path):
    with pytest.raises(DataError, match="member"):
        read_legislators(files(tmp_path, file5="a,A,,G,g,,,\na,A,,G,g,,,\n"))


def test_the_crosswalk_names_each_group_once():
    crosswalk = party_crosswalk()
    assert len(crosswalk) == 35
    joined = [key for key, (party, _) in crosswalk.items() if party == "labour"]
    assert joined == [("UK", "labour"), ("UK", "labourco-operative")]


def test_real_files(real_files):
    frame = load_legislators()
    assert ledger.inputs() == {"everypolitician_7_legislatures": "real"}
    counts = frame.groupby("country").agg(n=("member", "size"), known=("known_account", "sum"))
    assert counts["n"].to_dict() == {
        "Canada": 338,
        "France": 627,
        "Germany": 646,
        "Japan": 475,
        "Spain": 397,
        "UK": 651,
        "United States of America": 543,
    }
    assert counts["known"].to_dict() == {
        "Canada": 314,
        "France": 394,
        "Germany": 186,
        "Japan": 0,
        "Spain": 186,
        "UK": 584,
        "United States of America": 526,
    }
    covered = frame.groupby("country")["vparty_id"].apply(lambda ids: ids.notna().mean())
    stated = {"Canada": 100, "Germany": 100, "Japan": 97, "UK": 96, "France": 90, "Spain": 87}
    assert {name: round(100 * covered[name]) for name in stated} == stated
    assert frame["member"].duplicated().sum() == 1
    assert not frame.loc[frame["sitting"], "member"].duplicated().any()
    unrecorded = frame[frame["gender"] == "not recorded"].groupby("country").size()
    assert unrecorded.to_dict() == {"Canada": 127, "Germany": 13, "Spain": 189}
