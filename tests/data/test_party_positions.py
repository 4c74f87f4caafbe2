import pandas as pd
import pyreadr
import pytest

from rml.data import ledger
from rml.data.legislators import load_legislators
from rml.data.party_positions import (
    DATASET,
    latest_positions,
    load_party_positions,
    read_party_positions,
)
from rml.errors import DataError

ROW = {
    "country_name": "Japan",
    "year": 2017.0,
    "v2paid": 1746.0,
    "v2paenname": "Party",
    "v2pavote": 33.3,
    "v2paseatshare": 60.0,
    "v2pariglef": 1.7,
    "v2pariglef_codelow": 1.2,
    "v2pariglef_codehigh": 2.1,
    "v2pagovsup": 0.0,
}


def file(folder, *rows, table="vparty"):
    path = folder / "vparty.RData"
    pyreadr.write_rdata(str(path), pd.DataFrame([ROW | row for row in rows]), df_name=table)
    return {"data/vparty.RData": path}


def test_countries_and_years_are_kept_and_renamed(tmp_path):
    frame = read_party_positions(
        file(tmp_path, {}, {"country_name": "Chad"}, {"year": 1986.0}, {"year": 2014.0})
    )
    assert frame["year"].tolist() == [2017, 2014]
    assert frame["government"].tolist() == ["senior partner in government"] * 2


def test_the_latest_coded_position_is_taken(tmp_path):
    rows = {"year": 2005.0, "v2pariglef": -1.0}, {"year": 2017.0, "v2pariglef": float("nan")}
    frame = read_party_positions(file(tmp_path, *rows))
    assert latest_positions(frame)["left_right"].to_dict() == {1746: -1.0}


def test_a_party_twice_in_a_year_is_refused(tmp_path):
    with pytest.raises(DataError, match="vparty_id"):
        read_party_positions(file(tmp_path, {}, {}))


def test_a_file_without_the_table_is_refused(tmp_path):
    with pytest.raises(DataError, match="no table `vparty`"):
        read_party_positions(file(tmp_path, {}, table="other"))


def test_real_file(real_files):
    frame = load_party_positions()
    assert ledger.inputs() == {DATASET: "real"}
    assert len(frame) == 369
    assert frame["left_right"].isna().sum() == 30
    latest = latest_positions(frame)["left_right"].round(3)
    assert latest[[1739, 1004, 809, 432, 1516]].tolist() == [-1.052, 1.385, 1.841, -0.808, -2.474]
    listed = load_legislators()["vparty_id"].dropna().unique()
    assert set(listed) <= set(latest.index)
