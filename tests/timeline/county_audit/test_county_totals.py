from __future__ import annotations

import datetime as dt
import json

import duckdb
import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rml.data import ledger
from rml.data.own_tables import VARIABLE
from rml.data.table_schemas import schema_table
from rml.errors import DataError, DataUnavailableError
from rml.timeline.county_audit.county_rules import CountyRules
from rml.timeline.county_audit.county_totals import county_totals, median_impressions
from rml.timeline.county_audit.impression_log import open_impressions, own_impressions
from rml.timeline.county_audit.impression_schemas import SCHEMAS, WAYS
from rml.timeline.county_audit.own_table_columns import BY_AUTHOR, BY_COUNTY, RAW_LOG
from tests.timeline.county_audit.small_tables import (
    COUNTIES,
    author_table,
    plain_sums,
    random_authors,
)

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

LENIENT = CountyRules(
    unknown_fips="leave out",
    no_county="leave out",
    duplicate_authors="leave out",
    ill_counts="leave out",
    more_authors_than_residents="leave out",
)
STRICT = CountyRules(no_county="error", unknown_authors="error")


@pytest.fixture
def rng():
    return np.random.default_rng(2211)


def by_author(table, rules=None):
    log = open_impressions({"author_impressions": ibis.memtable(table)})
    return county_totals(log, COUNTIES, rules)


def by_county(rules=None, **columns):
    table = pa.table(
        {
            name: values if isinstance(values, pa.Array) else pa.array(values)
            for name, values in columns.items()
        }
    )
    log = open_impressions({"county_impressions": ibis.memtable(table)})
    return county_totals(log, COUNTIES, rules)


def raw(impressions, authors, rules=None):
    given = {"impressions": ibis.memtable(impressions), "authors": ibis.memtable(authors)}
    return county_totals(open_impressions(given), COUNTIES, rules)


def number_of(totals, rule):
    (found,) = [row for row in totals.report.rows if row.rule == rule]
    return found.number


def same(found, expected):
    pd.testing.assert_frame_equal(found.counties, expected, check_dtype=False)


def test_sums_and_median_are_those_of_plain_pandas(rng):
    for size in (1, 2, 7, 80, 81):
        table = random_authors(rng, size)
        expected, median = plain_sums(table)
        totals = by_author(table, CountyRules(more_authors_than_residents="leave out"))
        assert totals.median == median
        same(totals, expected)


def test_the_median_of_nobody_is_zero():
    assert median_impressions(ibis.memtable(author_table([], []))) == 0


def test_a_raw_log_gives_what_its_authors_give(rng):
    table = random_authors(rng, 60)
    frame = table.to_pandas()
    frame["impressions"] = frame["impressions"].clip(upper=50)
    rows = np.repeat(frame["author"].to_numpy(), frame["impressions"].to_numpy())
    log = pa.table({"author": pa.array(rng.permutation(rows), pa.int64())})
    authors = table.select(["author", "fips"])
    same(raw(log, authors), plain_sums(pa.Table.from_pandas(frame, preserve_index=False))[0])


def test_days_outside_the_study_and_unknown_authors_are_left_out():
    day = dt.date(2021, 4, 1)
    days = [day, day, day + dt.timedelta(1), day - dt.timedelta(1), None, day]
    log = pa.table(
        {
            "author": pa.array([1, 1, 2, 2, 2, 99], pa.int64()),
            "day": pa.array(days, pa.date32()),
        }
    )
    authors = author_table(["01001", "01001", "01003"], [0, 0, 0]).select(["author", "fips"])
    rules = CountyRules(first_day=day, last_day=day, ill_counts="leave out")
    totals = raw(log, authors, rules)
    assert totals.counties["authors"].tolist() == [2, 1]
    assert totals.counties["impressions"].tolist() == [2, 0]
    assert number_of(totals, "Days outside 2021-04-01 to 2021-04-01, or missing") == 3
    assert number_of(totals, "Impressions of authors that the table of authors lacks") == 1
    with pytest.raises(DataError) as caught:
        raw(log, authors, STRICT)
    assert "column `author`: Impressions of authors that the table of authors lacks: 1." in str(
        caught.value
    )
    with pytest.raises(DataError, match=r"column `day`: It is missing"):
        raw(log.select(["author"]), authors, CountyRules(first_day=day, last_day=day))
    with pytest.raises(ValueError, match="Give both days"):
        CountyRules(first_day=day)


def test_retired_codes_are_read_as_todays_and_a_city_is_left_out():
    table = author_table(["46113", "46102", "51515", "36000", "01001"], [1, 2, 4, 8, 16])
    totals = by_author(table)
    assert totals.counties["fips"].tolist() == ["01001", "46102", "51019"]
    assert totals.counties["impressions"].tolist() == [16, 3, 4]
    shown = totals.report.frame().set_index("rule")
    assert shown.loc["Retired code 46113", "what was done"] == "read as 46102"
    assert shown.loc["Retired code 51515", "number"] == "fewer than 10"
    assert number_of(totals, "Code 36000: the board of elections of Kansas City, Missouri") == 1
    # What the county table itself has is not renumbered.
    older = COUNTIES.assign(fips=COUNTIES["fips"].replace("46102", "46113"))
    log = open_impressions({"author_impressions": ibis.memtable(table.slice(0, 1))})
    assert county_totals(log, older).counties["fips"].tolist() == ["46113"]


def test_every_fault_stops_the_analysis_and_all_come_at_once():
    table = author_table(
        ["01001", "99999", "72001", "9110", None, "01001", "01001", "46000", "01003"],
        [1, 2, 3, 4, 5, -6, None, 8, 9],
        [1, 2, 3, 4, 5, 6, 7, 8, 1],
    )
    with pytest.raises(DataError) as caught:
        by_author(table, STRICT)
    message = str(caught.value)
    for part in (
        "tables.author_impressions, column `impressions`: a value is missing: 1 of 9 rows.",
        "column `impressions`: a value is below 0: 1 of 9 rows.",
        "column `author`: Authors with several rows: 1, with 2 rows.",
        "column `fips`: Rows without a county: 1 of 9 rows.",
        "column `fips`: Codes of no county: 4 of 9 rows. These are fewer than 10 rows with codes,",
        "codes, not shown; fewer than 10 rows with texts that have not five digits. Among the",
        "Puerto Rico, which the county table leaves out",
        "codes of whole states, which end in 000",
        "None is guessed.",
        "declare unknown_fips: leave out",
        "declare no_county: leave out",
        "declare duplicate_authors: leave out",
        "declare ill_counts: leave out",
    ):
        assert part in message
    for value in ("99999", "72001", "9110", "46000"):
        assert value not in message


SECRET = "jane.doe@example.org"


def test_only_codes_of_five_digits_and_ten_people_are_ever_shown():
    codes = [SECRET, SECRET[:5], "99999\n", *["99999"] * 12, *["72001"] * 9, *["01001"] * 20]
    table = author_table(codes, [1] * len(codes))
    with pytest.raises(DataError) as caught:
        by_author(table, STRICT)
    totals = by_author(table, LENIENT)
    shown = totals.report.frame().set_index("rule").loc["Codes of no county"]
    for said in (str(caught.value), shown["what was done"]):
        assert "These are 99999; fewer than 10 rows with other codes, not shown; fewer than" in said
        assert "Puerto Rico" in said
        assert SECRET[:5] not in said
        assert "72001" not in said
    assert shown["number"] == "24"
    assert SECRET[:5] not in totals.report.frame().to_string()
    assert totals.report.unknown_fips.to_dict("list") == {
        "fips": ["99999"],
        "rows": [12],
        "people": [12],
    }


def test_codes_of_sums_are_shown_if_ten_authors_stand_behind_them():
    totals = by_county(
        LENIENT,
        fips=["01001", "99999", "99998", SECRET],
        authors=[20, 10, 9, 50],
        impressions=[200, 100, 90, 500],
    )
    assert totals.report.unknown_fips["fips"].tolist() == ["99999"]
    assert "99998" not in totals.report.frame().to_string()
    assert SECRET not in totals.report.frame().to_string()


def test_declared_rules_leave_faults_out_and_count_them():
    table = author_table(
        ["01001", "99999", "99999", None, "01001", "01001", "01003", "01003"],
        [1, 2, 3, 5, -6, None, 8, 9],
        [1, 2, 3, 4, 5, 6, 7, 7],
    )
    totals = by_author(table, LENIENT)
    assert totals.counties["fips"].tolist() == ["01001"]
    assert totals.counties["authors"].tolist() == [1]
    assert number_of(totals, "All rows") == 8
    assert number_of(totals, "Codes of no county") == 2
    assert number_of(totals, "Rows without a county") == 1
    assert number_of(totals, "Values missing or negative") == 2
    assert number_of(totals, "Authors with several rows") == 1
    assert totals.report.unknown_fips.empty
    done = totals.report.frame().set_index("rule")["what was done"]
    assert done["Codes of no county"].startswith("left out. These are fewer than 10 rows with")
    assert "fewer than 10" in set(totals.report.frame()["number"])
    assert len(totals.report.found) < len(totals.report.rows)


def test_more_authors_than_residents_are_refused_or_left_out():
    table = author_table(["01003"] * 51 + ["01001"] * 3, [1] * 54)
    with pytest.raises(DataError, match=r"more authors than residents: 1 \(01003\)"):
        by_author(table)
    totals = by_author(table, LENIENT)
    assert totals.counties["fips"].tolist() == ["01001"]
    assert number_of(totals, "Counties with more authors than residents") == 1
    assert number_of(totals, "Counties with fewer than 10 authors") == 1
    assert number_of(totals, "Counties of the county table without authors") == 4


def test_nobody_left_is_refused():
    with pytest.raises(DataError, match="No county has any author"):
        by_author(author_table([None], [3]))
    with pytest.raises(DataError, match="No county has any author"):
        by_author(author_table([], []))


def test_sums_by_county_are_taken_as_they_are():
    totals = by_county(
        fips=["01001", "46113", "46102", "01003"],
        authors=[20, 5, 6, 0],
        impressions=[200, 1, 2, 0],
        squares=[9e3, 1.0, 2.0, 0.0],
        above_median=[12, 1, 0, 0],
    )
    assert totals.counties.to_dict("list") == {
        "fips": ["01001", "46102"],
        "authors": [20, 11],
        "impressions": [200, 3],
        "squares": [9e3, 3.0],
        "above_median": [12, 1],
    }
    assert totals.median is None
    assert number_of(totals, "Counties of the county table without authors") == 3


def test_sums_may_lack_what_is_optional():
    totals = by_county(fips=["01001"], authors=[20], impressions=[200])
    assert totals.counties[["squares", "above_median"]].isna().all().all()
    # A sum with a missing part is missing.
    part = by_county(
        fips=["46113", "46102"],
        authors=[5, 6],
        impressions=[1, 2],
        above_median=pa.array([3, None], pa.int64()),
    )
    assert part.counties["above_median"].isna().all()


def test_faulty_sums_are_named_all_at_once():
    with pytest.raises(DataError) as caught:
        by_county(
            fips=["01001", "01001", "99999", "01003"],
            authors=[20, -1, 4, 10],
            impressions=pa.array([200, 3, 4, None], pa.int64()),
        )
    message = str(caught.value)
    assert "column `authors`: a value is below 0: 1 rows." in message
    assert "column `impressions`: a value is missing: 1 rows." in message
    assert "column `fips`: Counties have several rows: 1 rows" in message
    assert "Codes of no county: 1 of 4 rows." in message
    with pytest.raises(DataError, match=r"column `authors`: Counties have more authors"):
        by_county(fips=["01003"], authors=[51], impressions=[5])
    with pytest.raises(DataError, match="More authors above the median than authors: 1"):
        by_county(fips=["01001"], authors=[5], impressions=[5], above_median=[6])


def test_spreadsheet_codes_get_their_zeros_back_with_a_note():
    table = pa.table({"fips": [1001, 46102], "authors": [3, 4], "impressions": [30, 40]})
    log = open_impressions({"county_impressions": ibis.memtable(table)})
    totals = county_totals(log, COUNTIES)
    assert totals.counties["fips"].tolist() == ["01001", "46102"]
    assert "whole numbers" in totals.report.frame().loc[0, "what was done"]
    (note,) = log.notes
    assert note.startswith("Table county_impressions: Column `fips` holds whole numbers; they were")


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.decimal128(12, 2)])
def test_codes_made_floats_by_missing_ones_are_read_with_a_note(kind):
    codes = pa.array([1001, None, 46102, 1001], pa.int32()).cast(kind)
    table = author_table(["01001"] * 4, [1, 2, 4, 8]).set_column(1, "fips", codes)
    totals = by_author(table)
    assert totals.counties["fips"].tolist() == ["01001", "46102"]
    assert totals.counties["impressions"].tolist() == [9, 4]
    assert number_of(totals, "Rows without a county") == 1
    assert "all whole; they were read" in totals.report.frame().loc[0, "what was done"]


def test_floats_that_are_no_numbers_are_missing_and_others_are_refused():
    table = author_table(["01001"] * 2, [1, 2])
    missing = table.set_column(1, "fips", pa.array([1001.0, float("nan")]))
    assert number_of(by_author(missing), "Rows without a county") == 1
    for wrong in (1001.5, float("inf")):
        with pytest.raises(DataError, match=r"column `fips` has decimals in 1 rows"):
            by_author(table.set_column(1, "fips", pa.array([1001.0, wrong])))


def test_longer_numbers_are_not_cut_to_codes():
    table = author_table(["01001"] * 2, [1, 2]).set_column(
        1, "fips", pa.array([1001, 10010201001], pa.int64())
    )
    totals = by_author(table, LENIENT)
    assert totals.counties["authors"].tolist() == [1]
    assert number_of(totals, "Codes of no county") == 1


def as_text(table, *, start="u"):
    """Return a table whose authors are text."""
    ids = [None if one is None else f"{start}{one}" for one in table["author"].to_pylist()]
    return table.set_column(0, "author", pa.array(ids, pa.string()))


def test_authors_may_be_text_and_none_is_ever_shown(rng):
    table = random_authors(rng, 60)
    same(by_author(as_text(table)), plain_sums(table)[0])
    log = pa.table({"author": pa.array(rng.choice(60, 300) + 1, pa.int64())})
    authors = table.select(["author", "fips"])
    found = raw(as_text(log), as_text(authors))
    same(found, raw(log, authors).counties)
    twice = as_text(author_table(["01001"] * 3, [1, 2, 3], [7, 7, 8]), start="@someone")
    with pytest.raises(DataError) as caught:
        by_author(twice)
    assert "someone" not in str(caught.value)
    assert "someone" not in by_author(twice, LENIENT).report.frame().to_string()


def test_hashes_of_any_sign_and_width_are_authors():
    ids = pa.array([2**63 + 1, 5], pa.uint64())
    table = author_table(["01001"] * 2, [1, 2]).set_column(0, "author", ids)
    assert by_author(table).counties["authors"].tolist() == [2]
    table = author_table(["01001"] * 2, [1, 2], [-(2**62), 5])
    assert by_author(table).counties["authors"].tolist() == [2]


def test_text_authors_must_not_be_empty_and_both_tables_must_agree():
    table = as_text(author_table(["01001"] * 3, [1, 2, 4]))
    empty = table.set_column(0, "author", pa.array(["a", "", None]))
    with pytest.raises(DataError, match="a text is empty: 1 of 3 rows"):
        by_author(empty)
    assert by_author(empty, LENIENT).counties["authors"].tolist() == [1]
    with pytest.raises(DataError, match="Authors are int64 in `impressions` and string in"):
        raw(pa.table({"author": [1]}), table.select(["author", "fips"]))
    with pytest.raises(DataError, match="`author` is float64, not text or whole number"):
        by_author(table.set_column(0, "author", pa.array([1.0, 2.0, 3.0])))


def test_impressions_without_an_author_are_counted_as_such():
    authors = author_table(["01001", "01003"], [0, 0]).select(["author", "fips"])
    log = pa.table({"author": pa.array([1, None, 2, None, 9], pa.int64())})
    totals = raw(log, authors, LENIENT)
    assert number_of(totals, "Impressions without an author") == 2
    assert number_of(totals, "Impressions of authors that the table of authors lacks") == 1
    assert totals.counties["impressions"].tolist() == [1, 1]
    with pytest.raises(DataError, match=r"tables.impressions, column `author`: a value is missing"):
        raw(log, authors)


def test_nobody_with_an_impression_is_refused():
    message = "No author has any impression"
    with pytest.raises(DataError, match=message):
        by_author(author_table(["01001", "01003"], [0, 0]))
    with pytest.raises(DataError, match=message):
        by_county(fips=["01001"], authors=[3], impressions=[0])
    authors = author_table(["01001"], [0]).select(["author", "fips"])
    with pytest.raises(DataError, match=message):
        raw(pa.table({"author": pa.array([7, 8], pa.int64())}), authors)


def test_missing_and_ill_typed_columns_are_named_together():
    table = pa.table({"writer": [1], "fips": [1.5], "impressions": ["many"]})
    with pytest.raises(DataError) as caught:
        open_impressions({"author_impressions": ibis.memtable(table)})
    message = str(caught.value)
    assert message.startswith("tables.author_impressions: 3 checks failed")
    assert "column `author` is missing" in message
    assert "column `fips` has decimals in 1 rows" in message
    assert "column `impressions` is string, not whole number (int64)" in message


def test_tables_of_no_way_are_refused():
    with pytest.raises(DataError, match="The tables given are authors, county_impressions"):
        open_impressions({"county_impressions": "a.parquet", "authors": "b.parquet"})
    with pytest.raises(DataUnavailableError, match=r"tables\.county_impressions"):
        open_impressions({"county_impressions": "nowhere.parquet"})


def test_parquet_duckdb_and_open_tables_give_the_same(rng, tmp_path):
    table = random_authors(rng)
    expected, _ = plain_sums(table)
    folder = tmp_path / "authors"
    folder.mkdir()
    pq.write_table(table.slice(0, 30), folder / "a.parquet")
    narrow = table.slice(30).set_column(0, "author", table["author"].slice(30).cast(pa.int32()))
    pq.write_table(narrow, folder / "b.parquet")
    base = tmp_path / "study.duckdb"
    with duckdb.connect(str(base)) as connection:
        connection.register("held", table)
        connection.execute("create table authors as select * from held")
    logs = [
        open_impressions({"author_impressions": source})
        for source in (str(folder), f"{base}#authors")
    ]
    for log in logs:
        same(county_totals(log, COUNTIES), expected)
    assert "int32 or int64" in logs[0].notes[0]
    pq.write_table(table.drop_columns("fips"), folder / "b.parquet")
    with pytest.raises(DataError, match="2 Parquet files are not one table"):
        open_impressions({"author_impressions": str(folder)})


def test_tables_named_in_a_parameter_file_are_real_input(rng, tmp_path, monkeypatch):
    assert own_impressions() is None
    pq.write_table(random_authors(rng), tmp_path / "a.parquet")
    named = {"author_impressions": str(tmp_path / "a.parquet")}
    monkeypatch.setenv(VARIABLE, json.dumps(named))
    log = own_impressions()
    assert log is not None
    assert ledger.inputs() == {"author_impressions": "real"}


def test_columns_for_the_runner_are_the_required_ones_of_the_schemas():
    for way, columns in zip(WAYS, (BY_COUNTY, BY_AUTHOR, RAW_LOG), strict=True):
        assert tuple(columns) == way
        for name in way:
            required = [c for c, column in SCHEMAS[name].columns.items() if column.required]
            assert list(columns[name]) == required


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_can_be_shown_with_a_meaning_and_a_unit_for_every_column(name):
    table = schema_table(SCHEMAS[name])
    assert table["column"].tolist() == list(SCHEMAS[name].columns)
    assert (table[["type", "unit", "meaning"]] != "").all().all()
    assert table["meaning"].str.endswith(".").all()
    row = table.set_index("column").loc["fips" if "fips" in set(table["column"]) else "day"]
    assert row["type"] in {"text", "date"}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_spark_finds_what_duckdb_finds(rng, tmp_path):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    ill = author_table(
        ["99999", None, "01001", "46113", "01001"], [1, 2, -3, 4, None], [1, 2, 3, 90, 1]
    )
    table = pa.concat_tables([random_authors(rng, 60), ill])
    pq.write_table(table, tmp_path / "a.parquet")
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    try:
        spark = ibis.pyspark.connect(session)
        held = spark.read_parquet(str(tmp_path / "a.parquet"), table_name="author_impressions")
        first, second = (
            county_totals(open_impressions({"author_impressions": one}), COUNTIES, LENIENT)
            for one in (held, str(tmp_path / "a.parquet"))
        )
    finally:
        session.stop()
    assert first.report.rows == second.report.rows
    assert first.median == second.median
    pd.testing.assert_frame_equal(first.counties, second.counties, check_dtype=False)
