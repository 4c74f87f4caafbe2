import pytest

from rml.data import citizen_browser, ledger
from rml.data.citizen_browser import (
    HHS_AGENCY,
    load_hashtag_exposure,
    load_health_agencies,
    load_health_exposure,
    read_hashtag_exposure,
    read_health_exposure,
)
from rml.errors import DataError

HEALTH = 'race," user_view_count"," panel_count"," percent_demographic"\n'
HASHTAG = "race,count_hashtag,count_all,percent\n"


@pytest.fixture
def health(tmp_path):
    made = {
        "data/Public-health-agency-view-count.csv": HEALTH
        + "White,20,200,9.5\nOther,1,12,8\nBlack or African-American,2,40,5\n",
        "data/HSS-view-count.csv": HEALTH
        + 'White,"9","200","4.5"\nBlack or African-American,"1","40","2.5"\n',
        "data/Agency-list.csv": f"agency,user_count\n{HHS_AGENCY},10\nWHO,3\n",
    }
    return write(tmp_path, made)


@pytest.fixture
def hashtags(tmp_path):
    made = {
        "data/covid19.csv": HASHTAG + "Black,3,40,7.5\nOther,1,10,10.0\nWhite,10,200,5.0\n",
        "data/blm.csv": HASHTAG + "Black,1,40,2.5\nWhite,2,200,1.0\n",
    }
    return write(tmp_path, made)


def write(folder, made):
    paths = {}
    for name, text in made.items():
        paths[name] = folder / name.rsplit("/", 1)[-1]
        paths[name].write_text(text)
    return paths


def test_tables_share_groups_and_keep_the_sources_labels(health):
    frame = read_health_exposure(health, corrected=False)
    assert frame["outcome"].tolist() == ["any_health_agency"] * 3 + ["hhs"] * 2
    assert frame["group"].tolist() == ["White", "Other", "Black", "White", "Black"]
    assert frame["group_upstream"].iloc[2] == "Black or African-American"
    assert frame["exposed"].tolist() == [20, 1, 2, 9, 1]
    assert frame["percent_printed"].tolist() == [9.5, 8, 5, 4.5, 2.5]
    assert not frame["restored"].any()


def test_the_missing_group_is_restored_as_zero(health):
    frame = read_health_exposure(health)
    (row,) = frame[frame["restored"]].to_dict("records")
    printed = row.pop("percent_printed")
    assert printed != printed  # noqa: PLR0124 - NaN
    assert row == {
        "outcome": "hhs",
        "group": "Other",
        "group_upstream": "Other",
        "exposed": 0,
        "panelists": 12,
        "restored": True,
    }
    assert frame["exposed"].dtype == frame["panelists"].dtype == "int64"
    assert frame["restored"].dtype == "bool"


def test_the_correction_is_refused_where_the_agencies_total_contradicts_it(health):
    path = health["data/Agency-list.csv"]
    path.write_text(path.read_text().replace(",10", ",11"))
    with pytest.raises(DataError, match=r"gives 11 panelists .* add up to 10") as caught:
        read_health_exposure(health)
    assert "corrected=False" in caught.value.remedy
    assert len(read_health_exposure(health, corrected=False)) == 5
    path.write_text("agency,user_count\nWHO,3\n")
    with pytest.raises(DataError, match="gives no panelists"):
        read_health_exposure(health)


def test_omitted_groups_of_the_hashtag_table_are_restored(hashtags):
    assert len(read_hashtag_exposure(hashtags, corrected=False)) == 5
    frame = read_hashtag_exposure(hashtags)
    panels = frame.groupby("outcome")["panelists"].sum()
    assert panels["blm"] == panels["covid19"] == 250
    restored = frame[frame["restored"]]
    assert restored[["outcome", "group", "exposed", "panelists"]].to_numpy().tolist() == [
        ["blm", "Other", 0, 10]
    ]


def test_tables_of_another_panel_are_not_used_to_restore(hashtags):
    path = hashtags["data/blm.csv"]
    path.write_text(path.read_text().replace(",40,", ",41,"))
    with pytest.raises(DataError, match="the panel sizes of Black differ"):
        read_hashtag_exposure(hashtags)


def test_a_missing_column_is_named(hashtags):
    hashtags["data/blm.csv"].write_text("race,count_hashtag,percent\nBlack,1,2.5\n")
    with pytest.raises(DataError, match="column `count_all` is missing") as caught:
        read_hashtag_exposure(hashtags)
    assert caught.value.where == "citizen_browser_hashtags: blm.csv"


def test_all_wrong_values_come_in_one_message_with_counts(hashtags):
    hashtags["data/covid19.csv"].write_text(
        HASHTAG + "Black,41,40,7.5\nMartian,1,10,10.0\nWhite,-1,200,many\nWhite,1,0,\n"
    )
    with pytest.raises(DataError) as caught:
        read_hashtag_exposure(hashtags)
    message = str(caught.value)
    for part in (
        "column `count_hashtag`: a value is below 0: 1 of 6 rows (row 3 of covid19.csv holds '-1')",
        "column `count_all`: a value is below 1: 1 of 6 rows",
        "column `percent`: a value is missing or ill-typed: 2 of 6 rows",
        "(row 2 of covid19.csv holds 'Martian')",
        "more panelists were exposed than there are: 2 of 6 rows",
        "rows have the same outcome, group: 2 of 6 rows",
    ):
        assert part in message


def test_loading_is_noted_as_real_input(health, hashtags, monkeypatch):
    made = {"citizen_browser_health": health, "citizen_browser_hashtags": hashtags}
    monkeypatch.setattr(citizen_browser, "fetch", made.__getitem__)
    load_health_exposure()
    assert ledger.inputs() == {"citizen_browser_health": "real"}
    load_hashtag_exposure(corrected=False)
    assert list(ledger.inputs()) == ["citizen_browser_health", "citizen_browser_hashtags"]
    assert load_health_agencies()["panelists"].tolist() == [10, 3]
