import numpy as np
import pytest

from rml.data import ledger
from rml.data.county_context import COUNTS, PERCENTAGES
from rml.data.county_race import (
    ANY_ETHNICITY,
    EXCLUSIVE_GROUPS,
    load_county_race,
    read_county_race,
)
from rml.errors import DataError

CODES = ("NHWA", "NHBA", "NHIA", "NHAA", "NHNA", "NHTOM", "H", "WA", "BA", "IA", "AA", "NA", "TOM")
COLUMNS = (
    "id",
    "geography",
    " Total_population",
    "TOT_POP",
    *(f"{code}_{sex}" for code in CODES for sex in ("MALE", "FEMALE")),
    "other",
)


def row(fips, name, total="", *, counts=None, **changes):
    """Return a row: counts are of not Hispanic White, Black, ..., Hispanic, then any ethnicity."""
    values = dict.fromkeys(COLUMNS, "")
    values |= {"id": fips, "geography": name, " Total_population": total}
    if counts is not None:
        for code, count in zip(CODES, counts, strict=True):
            values[f"{code}_MALE"] = count // 2
            values[f"{code}_FEMALE"] = count - count // 2
        values["TOT_POP"] = total
    return values | changes


# 40 + 10 + 20 + 10 + 10 + 5 + 5 = 100, of any ethnicity 45 + 10 + 20 + 10 + 10 + 5.
OTHER = (40, 10, 20, 10, 10, 5, 5, 45, 10, 20, 10, 10, 5)
GOOD = (
    row(0, "United States", 301),
    row(1000, "Alabama"),
    row(1001, "Autauga County", 100, counts=OTHER),
    row(35000, "New Mexico"),
    row(35001, "Bernalillo County", 100, counts=OTHER),
    row(35013, "Do?a Ana County", 101),
    row(72000, "Puerto Rico"),
    row(72011, "A?asco Municipio, Puerto Rico"),
)


@pytest.fixture
def context(tmp_path):
    path = tmp_path / "context.csv"
    names = ("state", "county", "fips", *COUNTS, *PERCENTAGES, "ruralurban_cc")
    values = dict.fromkeys(names, 50) | {
        "state": "New Mexico",
        "county": "Dona Ana",
        "fips": 35013,
        "white_pct": 30,
        "black_pct": 2,
        "hispanic_pct": 60,
        "ruralurban_cc": 3,
    }
    lines = [",".join(names), ",".join(str(values[name]) for name in names)]
    path.write_text("\n".join(lines) + "\n")
    return {path.name: path}


def write(folder, *rows):
    path = folder / "demographics_by_county.csv"
    lines = [";".join(COLUMNS), *(";".join(str(one[name]) for name in COLUMNS) for one in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {path.name: path}


def replaced(number, **changes):
    return [one | changes if place == number else one for place, one in enumerate(GOOD)]


def test_sexes_are_added_and_states_named(tmp_path, context):
    frame = read_county_race(write(tmp_path, *GOOD), context=context)
    assert frame["fips"].tolist() == ["01001", "35001", "35013"]
    assert frame["state"].tolist() == ["Alabama", "New Mexico", "New Mexico"]
    assert frame["state_fips"].tolist() == ["01", "35", "35"]
    assert frame.loc[0, list(EXCLUSIVE_GROUPS)].tolist() == list(OTHER[:7])
    assert frame.loc[0, list(ANY_ETHNICITY)].tolist() == list(OTHER[7:])
    assert (frame.dtypes[["total", *EXCLUSIVE_GROUPS, *ANY_ETHNICITY]] == "int64").all()


def test_the_empty_county_is_filled_from_the_other_source_and_its_name_mended(tmp_path, context):
    frame = read_county_race(write(tmp_path, *GOOD), context=context)
    filled = frame.iloc[2]
    assert frame["repaired"].tolist() == [False, False, True]
    assert filled["county"] == "Doña Ana County"
    assert filled["total"] == 101
    # 30, 2 and 60 % of 101 are 30.3, 2.02 and 60.6; the other 8.08 go 20:10:10:5.
    assert filled["nh_white"] == 30
    assert filled["nh_black"] == 2
    assert filled["hispanic"] == 61
    assert filled["nh_aian"] == 3
    assert filled[list(EXCLUSIVE_GROUPS)].sum() == filled[list(ANY_ETHNICITY)].sum() == 101
    # All five Hispanic residents of the other county are White.
    assert filled["white_alone"] == 30 + 61


def test_counties_must_add_up_to_the_nation(tmp_path, context):
    files = write(tmp_path, *replaced(0, **{" Total_population": 302}))
    with pytest.raises(
        DataError, match="have 301 residents in all, the row of the nation says 302"
    ):
        read_county_race(files, context=context)


def test_groups_must_add_up_to_the_county(tmp_path, context):
    files = write(tmp_path, *replaced(2, NHBA_MALE=6))
    with pytest.raises(DataError, match=r"nh_white, .* do not add up to the total"):
        read_county_race(files, context=context)


def test_another_empty_county_is_refused(tmp_path, context):
    gone = row(1001, "Autauga County", 100)
    with pytest.raises(DataError) as caught:
        read_county_race(write(tmp_path, *GOOD[:2], gone, *GOOD[3:]), context=context)
    assert "column `nh_white`" in str(caught.value)
    assert "row 3 of demographics_by_county.csv" in str(caught.value)


def test_a_county_without_a_state_and_a_repeated_one_are_refused(tmp_path, context):
    rows = [one for one in GOOD if one["id"] != 1000]
    with pytest.raises(DataError, match="column `state`: a text is empty: 1 of 3 rows"):
        read_county_race(write(tmp_path, *rows), context=context)
    with pytest.raises(DataError, match="values are repeated: 2 of 4 rows"):
        read_county_race(write(tmp_path, *GOOD, GOOD[2]), context=context)


def test_groups_that_the_correction_would_overwrite_are_refused(tmp_path, context):
    files = write(tmp_path, *replaced(5, NHWA_MALE=3, NHWA_FEMALE=4))
    with pytest.raises(DataError, match="has groups of its own"):
        read_county_race(files, context=context)


def test_a_file_without_the_county_to_be_filled_is_refused(tmp_path, context):
    files = write(tmp_path, *(one for one in GOOD if one["id"] != 35013))
    with pytest.raises(DataError, match="has 0 rows here and 1 in us_county_context_medsl"):
        read_county_race(files, context=context)


def test_a_total_that_is_no_number_is_refused(tmp_path, context):
    files = write(tmp_path, *replaced(5, **{" Total_population": "many"}))
    with pytest.raises(DataError, match="cannot be filled"):
        read_county_race(files, context=context)


def test_header_and_ragged_rows_are_named(tmp_path, context):
    files = write(tmp_path, *GOOD)
    (path,) = files.values()
    path.write_text(path.read_text().replace("NHBA_MALE", "NHBA_M") + "9;x\n")
    with pytest.raises(DataError) as caught:
        read_county_race(files, context=context)
    assert "column `NHBA_MALE` is missing" in str(caught.value)
    assert "1 of 9 rows have not 31 values (the first is row 9)" in str(caught.value)
    path.write_bytes(b"")
    with pytest.raises(DataError, match="empty or not CSV"):
        read_county_race(files, context=context)
    path.write_bytes("id;geography\n1;Doña".encode("latin-1"))
    with pytest.raises(DataError, match="not CSV in UTF-8"):
        read_county_race(files, context=context)


def test_the_real_file(real_files):
    counties, corrections = load_county_race()
    assert ledger.inputs() == {
        "us_county_race_pep2018": "real",
        "us_county_context_medsl": "real",
    }
    assert [one.id for one in corrections] == ["dona_ana_filled"]
    assert len(counties) == 3142
    assert counties["total"].sum() == 327_167_434
    assert counties["state"].nunique() == 51
    assert counties["repaired"].sum() == 1
    filled = counties[counties["repaired"]].iloc[0]
    assert (filled["fips"], filled["county"]) == ("35013", "Doña Ana County")
    assert filled["total"] == 217_522
    shares = filled[["nh_white", "nh_black", "hispanic"]].to_numpy(dtype=float) / 217_522
    assert np.allclose(shares, [0.28498, 0.01541, 0.67208], atol=1e-5)
    # 33 of New Mexico's counties, none of whose names is damaged any more.
    assert (counties["state"] == "New Mexico").sum() == 33
    assert not counties["county"].str.contains(r"[?\ufffd]").any()
    assert np.isclose(counties["nh_black"].sum() / counties["total"].sum(), 0.125, atol=1e-4)
