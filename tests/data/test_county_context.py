import numpy as np
import pytest

from rml.data import ledger
from rml.data.county_context import (
    COUNTS,
    PERCENTAGES,
    load_county_context,
    read_county_context,
)
from rml.errors import DataError

COLUMNS = ("state", "county", "fips", "trump16", *COUNTS, *PERCENTAGES, "ruralurban_cc")


def row(fips, *, county="Autauga", state="Alabama", **changes):
    values = {"state": state, "county": county, "fips": fips, "trump16": 5}
    values |= dict.fromkeys(COUNTS, 1000) | dict.fromkeys(PERCENTAGES, 12.5)
    return values | {"ruralurban_cc": 2} | changes


def write(folder, *rows):
    path = folder / "election-context-2018.csv"
    lines = [",".join(f'"{name}"' for name in COLUMNS)]
    lines += [",".join(str(one[name]) for name in COLUMNS) for one in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {path.name: path}


def test_numbers_of_counties_are_padded_and_votes_stay_behind(tmp_path):
    frame = read_county_context(write(tmp_path, row(1001), row(46099)))
    assert frame["fips"].tolist() == ["01001", "46099"]
    assert "trump16" not in frame
    assert frame["median_hh_inc"].tolist() == [1000.0, 1000.0]


def test_declared_corrections_are_applied(tmp_path):
    rows = [row(1001), row(36000), row(46113), row(51515)]
    frame = read_county_context(write(tmp_path, *rows))
    assert frame["fips"].tolist() == ["01001", "46102"]


def test_what_the_source_does_not_know_is_missing(tmp_path):
    unknown = dict.fromkeys((*COUNTS, *PERCENTAGES), "NA")
    frame = read_county_context(write(tmp_path, row(46113, **unknown, state="South Dakota")))
    assert frame[list(PERCENTAGES)].isna().all().all()
    assert frame["ruralurban_cc"].tolist() == [2.0]


def test_a_county_that_the_correction_would_make_twice_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"column `fips`: values are repeated: 2 of 2 rows"):
        read_county_context(write(tmp_path, row(46113), row(46102)))


def test_wrong_values_come_in_one_message_with_their_row(tmp_path):
    rows = [row(36000), row(1001, rural_pct=101), row("x1", cvap="many"), row(1005, black_pct="")]
    with pytest.raises(DataError) as caught:
        read_county_context(write(tmp_path, *rows))
    message = str(caught.value)
    assert "column `rural_pct`: a value is not between 0 and 100: 1 of 3 rows" in message
    assert "row 2 of election-context-2018.csv holds '101'" in message
    assert "column `fips`: it has not five digits: 1 of 3 rows" in message
    assert "row 3 of election-context-2018.csv holds 'many'" in message
    assert "column `black_pct`: a value is not between 0 and 100" in message


def test_a_missing_column_is_named(tmp_path):
    files = write(tmp_path, row(1001))
    (path,) = files.values()
    path.write_text(path.read_text().replace("rural_pct", "rural"))
    with pytest.raises(DataError, match="column `rural_pct` is missing"):
        read_county_context(files)


def test_the_real_file(real_files):
    counties, corrections = load_county_context()
    assert ledger.inputs() == {"us_county_context_medsl": "real"}
    assert len(counties) == 3112
    assert len(corrections) == 3
    missing = counties[counties["total_population"].isna()]
    assert missing["fips"].tolist() == ["46102"]
    assert not counties["fips"].str.startswith("02").any()
    assert {"15005", "36000", "46113", "51515"}.isdisjoint(counties["fips"])
    assert np.isclose(counties["total_population"].sum(), 317_806_952)
