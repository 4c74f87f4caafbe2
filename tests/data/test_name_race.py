import numpy as np
import pandas as pd
import pyreadr
import pytest

from rml.data import ledger, name_race
from rml.data.name_race import (
    DATASET,
    NAMES_FILE,
    ZCTA_FILE,
    load_name_race,
    load_zcta_race,
    read_name_race,
    read_zcta_race,
)
from rml.data.registry import dataset
from rml.errors import DataError, DataUnavailableError
from rml.timeline.imputation.groups import GROUPS

SHARES = list(GROUPS)
HEADER = "zcta5,white,black,api,native,multiple,hispanic\n"


def names(*rows, columns=("american_indian", "asian", "black", "hispanic", "white", "2races")):
    """Return an upstream table of names: a name and six shares a row."""
    frame = pd.DataFrame(rows, columns=["name", *(f"probability_{name}" for name in columns)])
    return frame.assign(likely_race="white")


class Made:
    """The three tables that the R file holds; pyreadr writes one a file, so reading is faked."""

    def __init__(self, monkeypatch):
        self.tables = {
            "surnames_race": names(("smith", 0.01, 0.02, 0.2, 0.03, 0.72, 0.02)),
            "first_names_race": names(("all other first names", 0.1, 0.1, 0.2, 0.1, 0.4, 0.1)),
            "first_names_gender": pd.DataFrame(
                {"name": ["ada"], "probability_male": [0.1], "probability_female": [0.9]}
            ),
        }
        monkeypatch.setattr(pyreadr, "read_r", lambda path: self.tables)

    def read(self, tmp_path, **options):
        return read_name_race({NAMES_FILE: tmp_path / "sysdata.rda"}, **options)


@pytest.fixture
def made(monkeypatch):
    return Made(monkeypatch)


def zctas(tmp_path, *rows):
    path = tmp_path / "prob_race_given_zcta_2010.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return read_zcta_race({ZCTA_FILE: path})


# Names


def test_columns_are_those_of_the_groups_in_their_order(made, tmp_path):
    tables = made.read(tmp_path)
    assert list(tables.surnames.columns) == ["name", *SHARES, "withheld"]
    assert tables.surnames[SHARES].loc[0].tolist() == pytest.approx(
        [0.72, 0.2, 0.03, 0.02, 0.01, 0.02]
    )
    assert tables.first_name_genders.loc[0].to_dict() == {"name": "ada", "female": 0.9}


def test_what_is_withheld_is_divided_among_the_groups_at_zero(made, tmp_path):
    made.tables["surnames_race"] = names(
        ("one", 0, 0, 0.2, 0.1, 0.64, 0),  # 0.06 for three groups
        ("two", 0, 0, 0.3, 0.1, 0.5998, 0),  # rounding alone
        ("three", 0.1, 0.1, 0.1, 0.1, 0.4, 0.1),  # no group at zero
    )
    found = made.read(tmp_path).surnames
    assert found[SHARES].to_numpy() == pytest.approx(
        np.array(
            [
                [0.64, 0.2, 0.1, 0.02, 0.02, 0.02],
                [0.5998 / 0.9998, 0.3 / 0.9998, 0.1 / 0.9998, 0, 0, 0],
                [4 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
            ]
        )
    )
    assert found["withheld"].tolist() == pytest.approx([0.06, 0.0002, 0.1])


def test_for_a_sensitivity_analysis_nothing_is_divided(made, tmp_path):
    made.tables["surnames_race"] = names(("one", 0, 0, 0.2, 0.1, 0.6, 0))
    found = made.read(tmp_path, withheld="none")
    assert found.surnames[SHARES].loc[0].tolist() == pytest.approx([6 / 9, 2 / 9, 1 / 9, 0, 0, 0])
    assert found.corrections == ()
    (applied,) = made.read(tmp_path).corrections
    assert applied.id == "withheld_shares"
    with pytest.raises(ValueError, match="'divided' or 'none'"):
        made.read(tmp_path, withheld="some")


def test_first_names_are_counted_whole(made, tmp_path):
    made.tables["first_names_race"] = names(("ada", 0, 0, 0.5, 0, 0.4999, 0))
    found = made.read(tmp_path).first_names[SHARES].loc[0]
    assert found.tolist() == pytest.approx([0.4999 / 0.9999, 0.5 / 0.9999, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("surnames_race", {"name": "O'Brien"}, "column `name`: it is not a to z: 1 of 2 rows"),
        ("surnames_race", {"name": "jones"}, "column `name`: values are repeated: 2 of 2"),
        ("surnames_race", {"probability_black": -0.1}, "column `black`: a value is not between"),
        ("surnames_race", {"probability_black": np.nan}, "column `black`: a value is missing"),
        ("surnames_race", {"probability_black": 0.0}, "column `withheld`: a value is not between"),
        ("first_names_gender", {"probability_female": 2.0}, "column `female`: a value is not"),
    ],
)
def test_faults_name_the_column_and_the_row(made, tmp_path, table, change, message):
    made.tables["surnames_race"] = names(
        ("smith", 0.1, 0.1, 0.3, 0.1, 0.4, 0.0), ("jones", 0.1, 0.1, 0.3, 0.1, 0.4, 0.0)
    )
    for column, value in change.items():
        made.tables[table].loc[0, column] = value
    with pytest.raises(DataError, match=message) as caught:
        made.read(tmp_path)
    assert f"row 1 of {table}" in str(caught.value)
    assert caught.value.where == DATASET


def test_missing_tables_and_columns_come_at_once(made, tmp_path):
    del made.tables["first_names_gender"]
    made.tables["surnames_race"] = made.tables["surnames_race"].drop(columns="probability_2races")
    with pytest.raises(DataError) as caught:
        made.read(tmp_path)
    assert "`probability_2races` of `surnames_race` is missing" in str(caught.value)
    assert "table `first_names_gender` is missing" in str(caught.value)


def test_a_file_that_is_no_r_data_is_refused(tmp_path):
    path = tmp_path / "sysdata.rda"
    path.write_bytes(b"no R data")
    with pytest.raises(DataError, match="no R data that can be read"):
        read_name_race({NAMES_FILE: path})


# ZIP areas


def test_zip_areas_keep_their_zeros_and_their_gaps(tmp_path):
    found = zctas(tmp_path, "00601,0.5,0.1,0.2,0.05,0.05,0.1", "99999,,,,,,")
    assert found["zcta"].tolist() == ["00601", "99999"]
    assert found[SHARES].loc[0].tolist() == [0.5, 0.1, 0.1, 0.2, 0.05, 0.05]
    assert found[SHARES].loc[1].isna().all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("601,0.5,0.1,0.2,0.05,0.05,0.1", r"`zcta5`: it is not five digits.*row 1 of .* '601'"),
        ("00601,0.5,0.1,0.2,0.05,0.05,0.2", "do not add up to 1"),
        ("00601,0.9,0.1,,,,", "missing in part"),
        ("00601,0.5,0.1,0.2,0.05,many,0.1", "column `multiple`: 1 of 1 values are no numbers"),
        ("00601,1.5,-0.5,0,0,0,0", "column `white`: a value is not between"),
    ],
)
def test_faults_of_zip_areas_are_named(tmp_path, row, message):
    with pytest.raises(DataError, match=message):
        zctas(tmp_path, row)


def test_without_the_files_the_command_that_gets_them_is_named(monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    with pytest.raises(DataUnavailableError, match="rml data get name_race_probabilities"):
        load_name_race()
    with pytest.raises(DataUnavailableError, match="rml data get name_race_probabilities"):
        load_zcta_race()


# The real files


def test_real_names(real_files):
    tables = load_name_race()
    assert ledger.inputs() == {DATASET: "real"}
    assert [len(table) for table in tables[:3]] == [167_408, 4_251, 99_444]
    assert tables.corrections == dataset(DATASET).corrections
    assert tables.surnames["withheld"].max() == pytest.approx(0.1747)
    for table in tables[:2]:
        np.testing.assert_allclose(table[SHARES].sum(axis=1), 1)
    washington = tables.surnames.set_index("name").loc["washington"]
    assert washington["black"] == pytest.approx(0.886, abs=0.001)
    none = load_name_race(withheld="none").surnames
    assert (none[SHARES] == 0).sum().sum() > (tables.surnames[SHARES] == 0).sum().sum()
    complete = tables.surnames["withheld"].abs() <= name_race.ROUNDING
    np.testing.assert_allclose(none.loc[complete, SHARES], tables.surnames.loc[complete, SHARES])


def test_real_zip_areas(real_files):
    areas = load_zcta_race()
    assert ledger.inputs() == {DATASET: "real"}
    assert len(areas) == 33_120
    assert areas["white"].isna().sum() == 144
    assert areas.set_index("zcta").loc["00601", "hispanic"] == pytest.approx(0.9955, abs=1e-4)
