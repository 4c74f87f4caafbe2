from __future__ import annotations

import datetime as dt
import json

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.holdback.log_input import open_log, own_tables
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.schemas import AUTHORS
from rml.amplification.holdback.streaming import daily_audiences
from rml.data import ledger
from rml.data.own_tables import VARIABLE, table_source
from rml.errors import DataError, DataUnavailableError

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

DAYS = (dt.date(2016, 4, 15), dt.date(2016, 4, 16))


def impressions(date, *, users=(1, 2), kind=None, **changes):
    rows = len(users)
    columns = {
        "user": pa.array(users, kind or pa.int64()),
        "arm": ["control"] * rows,
        "day": pa.array([date] * rows, pa.date32()),
        "author": pa.array([7] * rows, pa.int64()),
        "dwell_ms": pa.array([600] * rows, pa.int32()),
        "visible_fraction": pa.array([1.0] * rows, pa.float32()),
        "client": ["web"] * rows,
        **changes,
    }
    return pa.table({name: column for name, column in columns.items() if column is not None})


USERS = pa.table(
    {"user": pa.array([1, 2], pa.int64()), "arm": ["control"] * 2, "country": ["UK"] * 2}
)
AUTHOR = pa.table({"author": pa.array([7], pa.int64()), "country": ["UK"], "party": ["P1"]})


@pytest.fixture
def small(tmp_path):
    """The paths of users and authors as Parquet."""
    pq.write_table(USERS, tmp_path / "users.parquet")
    pq.write_table(AUTHOR, tmp_path / "authors.parquet")
    return {name: str(tmp_path / f"{name}.parquet") for name in ("users", "authors")}


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "a log"
    path.mkdir()
    for day in DAYS:
        pq.write_table(impressions(day), path / f"{day}.parquet")
    return path


def days_of(log):
    return sorted(log.impressions.day.to_pyarrow().to_pylist())


def test_a_folder_of_a_file_a_day_is_one_table_of_the_columns_needed(folder, small):
    (folder / "_SUCCESS").touch()
    (folder / ".hidden.parquet").write_bytes(b"")
    log = open_log(impressions=str(folder), **small)
    assert days_of(log) == sorted(DAYS * 2)
    assert "client" not in log.impressions.columns
    assert log.files == tuple(folder / f"{day}.parquet" for day in DAYS)
    assert log.notes == ()


def test_one_file_and_partitions_by_day_give_the_same_rows(tmp_path, small):
    whole = pa.concat_tables([impressions(day) for day in DAYS])
    pq.write_table(whole, tmp_path / "log.parquet")
    for day in DAYS:
        path = tmp_path / f"by day/day={day}"
        path.mkdir(parents=True)
        pq.write_table(impressions(day).drop_columns("day"), path / "part-0.parquet")
    first = open_log(impressions=str(tmp_path / "log.parquet"), **small)
    second = open_log(impressions=str(tmp_path / "by day"), **small)
    assert first.impressions.schema() == second.impressions.schema()
    order = ["day", "user"]
    rows = [log.impressions.order_by(order).to_pyarrow() for log in (first, second)]
    assert rows[0].equals(rows[1])


def test_files_are_handed_on_exactly_if_the_streaming_reducer_reads_them(folder, small, tmp_path):
    numbering = MeetingKeys(USERS, AUTHOR.to_pandas(), group="party")

    def streams(path):
        try:
            list(daily_audiences(sorted(path.rglob("*.parquet")), numbering, rule=LingerRule()))
        except DataError:
            return False
        return True

    several = tmp_path / "several"
    wide = tmp_path / "wide"
    parts = tmp_path / "parts" / f"day={DAYS[0]}"
    for path in (several, wide, parts):
        path.mkdir(parents=True)
    pq.write_table(pa.concat_tables([impressions(day) for day in DAYS]), several / "a.parquet")
    double = pa.array([1.0, 1.0], pa.float64())
    pq.write_table(impressions(DAYS[0], visible_fraction=double), wide / "a.parquet")
    pq.write_table(impressions(DAYS[0]).drop_columns("day"), parts / "a.parquet")
    for path, fast in ((folder, True), (several, False), (wide, False), (parts.parent, False)):
        assert streams(path) is fast
        assert bool(open_log(impressions=str(path), **small).files) is fast


def test_a_duckdb_file_gives_the_rows_of_the_files_and_stays_as_it_is(tmp_path, folder, small):
    path = tmp_path / "study's.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE log AS FROM '{folder}/*.parquet'")
        connection.execute("CREATE SCHEMA people")
        connection.execute(f"CREATE TABLE people.users AS FROM '{small['users']}'")
    before = path.read_bytes()
    log = open_log(
        impressions=f"{path}#log", users=f"{path}#people.users", authors=small["authors"]
    )
    assert days_of(log) == sorted(DAYS * 2)
    assert log.impressions.join(log.users, "user").count().to_pyarrow().as_py() == 4
    assert log.impressions.join(log.authors, "author").count().to_pyarrow().as_py() == 4
    assert log.files == ()
    del log
    assert path.read_bytes() == before


def test_a_url_of_ibis_and_open_tables_are_sources_too(tmp_path, folder, small):
    path = tmp_path / "study.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE log AS FROM '{folder}/*.parquet'")
        connection.execute(f"CREATE TABLE users AS FROM '{small['users']}'")
    url = f"duckdb://{path}"
    log = open_log(impressions=f"{url}#log", users=f"{url}#users", authors=small["authors"])
    again = open_log(impressions=log.impressions, users=log.users, authors=log.authors)
    assert days_of(log) == days_of(again) == sorted(DAYS * 2)
    with pytest.raises(DataError, match=r"tables\.users: .* no query can join them"):
        open_log(impressions=f"{url}#log", users=small["users"], authors=small["authors"])


def test_optional_columns_of_authors_are_all_there_and_missing(folder, small):
    log = open_log(impressions=str(folder), **small)
    assert list(log.author_frame) == list(AUTHORS.columns)
    assert log.author_frame[["side", "in_government", "leaning"]].isna().all(axis=None)
    kinds = log.authors.schema()
    assert kinds["in_government"].is_boolean()
    assert kinds["leaning"].is_string()


def test_files_that_differ_are_named_with_their_columns_and_types(folder, small):
    ill = {"dwell_ms": pa.array(["600", "700"]), "arm": None}
    pq.write_table(impressions(DAYS[0], **ill), folder / "2016-04-17.parquet")
    with pytest.raises(DataError) as caught:
        open_log(impressions=str(folder), **small)
    assert str(caught.value) == (
        "tables.impressions: 3 Parquet files are not one table: `arm` is string in 2 files, "
        "missing in 1 (`2016-04-17.parquet`); `dwell_ms` is int32 in 2 files, string in 1 "
        "(`2016-04-17.parquet`). Write them with one schema, or take the files that differ out "
        "of the folder."
    )


def test_wider_integers_in_later_files_are_read_whole_and_said(folder, small):
    first = impressions(DAYS[0], kind=pa.int32())
    pq.write_table(first, folder / f"{DAYS[0]}.parquet")
    large = 2**40
    pq.write_table(impressions(DAYS[1], users=(1, large)), folder / f"{DAYS[1]}.parquet")
    log = open_log(impressions=str(folder), **small)
    assert log.impressions.user.max().to_pyarrow().as_py() == large
    assert log.notes == (
        (
            "Files of the impressions differ in width, and the wider type was read: "
            "`user` is int32 or int64."
        ),
    )
    unsigned = impressions(DAYS[1], kind=pa.uint64())
    pq.write_table(unsigned, folder / f"{DAYS[1]}.parquet")
    with pytest.raises(DataError, match="`user` is int32 in 1 files, uint64 in 1"):
        open_log(impressions=str(folder), **small)


def test_faults_of_all_tables_are_said_at_once(folder, small, tmp_path):
    pq.write_table(USERS.rename_columns(["user", "arm", "county"]), small["users"])
    stamp = pa.array([0, 1], pa.timestamp("us"))
    pq.write_table(impressions(DAYS[0], day=stamp), tmp_path / "log.parquet")
    with pytest.raises(DataError) as caught:
        open_log(
            impressions=str(tmp_path / "log.parquet"),
            users=small["users"],
            authors=str(tmp_path / "nowhere.parquet"),
        )
    text = str(caught.value)
    assert "tables.impressions: 1 check failed: column `day` is timestamp" in text
    assert "not date: say yourself in which time zone a day begins" in text
    assert "tables.users: 1 check failed: column `country` is missing" in text
    assert "`county`" in text
    assert "tables.authors: There is no such file or folder on this machine." in text
    assert str(tmp_path) not in text


def _write_text(folder):
    (folder / "notes.txt").write_text("x")


def _cut_short(folder):
    path = folder / "2016-04-16.parquet"
    path.write_bytes(path.read_bytes()[:-8])


def _empty(folder):
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (_write_text, r"1 of 3 files are not named \.parquet \(`notes\.txt`\)"),
        (_cut_short, r"1 of 2 files cannot be read as Parquet \(`2016-04-16\.parquet`\)"),
        (_empty, "The folder holds no Parquet file"),
    ],
)
def test_a_folder_that_is_no_table_is_refused(folder, small, break_it, words):
    break_it(folder)
    with pytest.raises(DataError, match=rf"^tables\.impressions: {words}"):
        open_log(impressions=str(folder), **small)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("study.duckdb", "names a database, but no table"),
        ("postgresql://host/study", "names a database, but no table"),
        ("postgresql://me:secret@host/study#log", "holds a password"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(written, words):
    with pytest.raises(DataError, match=rf"^here: .*{words}") as caught:
        table_source(written, where="here")
    assert "secret" not in str(caught.value)


def test_a_table_or_database_that_is_not_there_is_named(tmp_path, small):
    duckdb.connect(str(tmp_path / "study.duckdb")).close()
    with pytest.raises(DataError, match=r"tables\.users: The database has no table `people`"):
        open_log(
            impressions=str(tmp_path / "study.duckdb#log"),
            users=str(tmp_path / "study.duckdb#people"),
            authors=small["authors"],
        )
    log = {"impressions": ibis.memtable(impressions(DAYS[0])), "authors": small["authors"]}
    with pytest.raises(DataUnavailableError, match=r"tables\.users: There is no such file"):
        open_log(users=f"{tmp_path}/no.duckdb#x", **log)
    (tmp_path / "text.duckdb").write_text("no database" * 999)
    with pytest.raises(DataError, match=r"tables\.users: The database cannot be opened"):
        open_log(users=f"{tmp_path}/text.duckdb#x", **log)


def test_own_tables_are_none_or_all_three_and_recorded_as_real(monkeypatch, folder, small):
    ledger.clear()
    monkeypatch.delenv(VARIABLE, raising=False)
    assert own_tables() is None
    given = {"impressions": str(folder), **small}
    monkeypatch.setenv(VARIABLE, json.dumps(given))
    log = own_tables()
    assert log is not None
    assert days_of(log) == sorted(DAYS * 2)
    assert ledger.inputs() == dict.fromkeys(("impressions", "users", "authors"), "real")
    monkeypatch.setenv(VARIABLE, json.dumps(small))
    with pytest.raises(DataError, match="users, authors was given, but not impressions"):
        own_tables()
    ledger.clear()


def test_tables_in_memory_go_with_any_connection():
    log = open_log(
        impressions=ibis.memtable(impressions(DAYS[0])),
        users=ibis.memtable(USERS),
        authors=ibis.memtable(AUTHOR),
    )
    assert days_of(log) == [DAYS[0]] * 2
