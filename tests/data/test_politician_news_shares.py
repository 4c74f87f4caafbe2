import numpy as np
import pandas as pd
import pyreadr
import pytest

from rml.data import ledger, politician_news_shares
from rml.data.politician_news_shares import (
    canonical_news_shares,
    load_politician_news_shares,
    read_politician_news_shares,
)
from rml.errors import DataError


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "name": ["First Person", "Second Person", "Third Person"],
            "role": ["House", "Senate", "Governor"],
            "nominate_name": ["PERSON, First", "PERSON, Second", None],
            "party": ["Democrat", "Independent", "Republican"],
            "affiliation": ["Democrat", "Democrat", "Republican"],
            "group": [1.0, 1.0, 2.0],
            "nominate": [-0.4, -0.2, np.nan],
            "nytimes.com": [3.0, 0.0, 1.0],
            "yahoo.com/news": [0.0, 2.0, 0.0],
        }
    )


@pytest.fixture
def file(table, tmp_path):
    path = tmp_path / "PolShares.RData"
    pyreadr.write_rdata(str(path), table, df_name="PolShares")
    return path


def test_counts_become_integers_and_names_are_left_out(file):
    shares = read_politician_news_shares(file)
    assert shares.links.to_numpy().tolist() == [
        [1, "nytimes.com", 3],
        [2, "yahoo.com/news", 2],
        [3, "nytimes.com", 1],
    ]
    assert shares.links["links"].dtype == "int64"
    assert list(shares.politicians) == ["politician", "role", "party", "affiliation", "nominate"]
    assert shares.politicians["affiliation"].tolist() == ["Democrat", "Democrat", "Republican"]
    assert np.isnan(shares.politicians["nominate"].iloc[2])
    everything = pd.concat([shares.politicians, shares.links]).to_csv()
    assert "Person" not in everything
    assert "PERSON" not in everything


def test_a_file_that_is_not_from_r_is_refused(tmp_path):
    path = tmp_path / "PolShares.RData"
    path.write_text("name,role\n")
    with pytest.raises(DataError, match="no RData file") as caught:
        read_politician_news_shares(path)
    assert caught.value.where == "us_politician_news_shares: PolShares.RData"


def test_another_table_is_refused(table, tmp_path):
    path = tmp_path / "PolShares.RData"
    pyreadr.write_rdata(str(path), table, df_name="MOC115")
    with pytest.raises(DataError, match="holds MOC115, not `PolShares`"):
        read_politician_news_shares(path)


def test_missing_columns_are_named(table):
    with pytest.raises(
        DataError,
        match="column `group` is missing; column `party` is missing|"
        "column `party` is missing; column `group` is missing",
    ):
        canonical_news_shares(table.drop(columns=["group", "party"]))
    with pytest.raises(DataError, match="there is no column of an outlet"):
        canonical_news_shares(table.iloc[:, :7])


@pytest.mark.parametrize("wrong", [1.5, -1.0, np.nan])
def test_counts_that_are_none_are_counted_and_shown(table, wrong):
    table.loc[1, "nytimes.com"] = wrong
    with pytest.raises(DataError, match=r"1 of 6 counts are no whole numbers.*row 2, `nytimes"):
        canonical_news_shares(table)


def test_a_party_that_contradicts_its_number_is_refused(table):
    table["group"] = [2.0, 1.0, 2.0]
    with pytest.raises(DataError, match="contradict each other in 1 of 3 rows"):
        canonical_news_shares(table)


def test_all_wrong_values_come_in_one_message(table):
    table["role"] = ["House", "King", "Governor"]
    table["nominate"] = [-4.0, 0.0, 0.0]
    table["party"] = ["Democrat", "Republican", "Republican"]
    with pytest.raises(DataError) as caught:
        canonical_news_shares(table)
    message = str(caught.value)
    assert "3 checks failed" in message
    assert "(row 2 holds 'King')" in message
    assert "column `nominate`: a value is not between -1 and 1: 1 of 3 rows" in message
    assert "the party is neither the affiliation nor Independent: 1 of 3 rows" in message


def test_an_outlet_that_is_no_domain_is_refused(table):
    with pytest.raises(DataError, match="an outlet is no domain"):
        canonical_news_shares(table.rename(columns={"nytimes.com": "New York Times"}))


def test_loading_is_noted_as_real_input(file, monkeypatch):
    monkeypatch.setattr(
        politician_news_shares, "fetch", lambda name: {"data/PolShares.RData": file}
    )
    load_politician_news_shares()
    assert ledger.inputs() == {"us_politician_news_shares": "real"}


def test_the_real_file_is_as_described(real_files):
    shares = load_politician_news_shares()
    assert len(shares.politicians) == 641
    assert shares.links["outlet"].nunique() == 184
    assert shares.links["links"].sum() == 375_979
    assert shares.politicians["affiliation"].value_counts().to_dict() == {
        "Democrat": 334,
        "Republican": 307,
    }
    assert shares.politicians["nominate"].isna().sum() == 114
    roles = shares.politicians["role"].value_counts()
    assert roles[["House", "Senate", "Governor"]].tolist() == [426, 101, 58]
    assert roles.sum() - roles[["House", "Senate", "Governor"]].sum() == 56
