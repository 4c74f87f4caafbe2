"""The streaming reducer against the Ibis definition and plain Python, and what it refuses."""

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_logs import (
    IMPRESSIONS,
    RULE,
    plain_met,
    plain_sets,
    sets_of,
    small_log,
    write_days,
    write_tables,
)

from rml.amplification.holdback.audience import bucket_of
from rml.amplification.holdback.id_lookup import IdLookup
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.reduced import concatenated, save_audiences, saved_audiences
from rml.amplification.holdback.reduced_by_tables import reduced_by_tables
from rml.amplification.holdback.streaming import audiences_of, daily_audiences, daily_reach
from rml.errors import DataError

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # by Ibis 12

ARRAYS = ("single", "reach", "author_reach", "bucket_reach", "author_buckets")
PATTERN_ARRAYS = ("day", "arm", "party", "offsets", "members", "users")


def numbering_of(log, *, group="party"):
    return MeetingKeys(pa.Table.from_pandas(log.users), log.authors, group=group)


def streamed(log, folder, **options):
    """Return the audience of all days, and the sum of what became of the rows."""
    counts = []
    days = daily_audiences(write_days(log, folder), numbering_of(log), rule=RULE, **options)
    audience = concatenated(audiences_of(days, counts))
    total = counts[0]
    for count in counts[1:]:
        total += count
    return audience, total


def assert_same(one, other, *, arrays=ARRAYS):
    np.testing.assert_array_equal(one.days, other.days)
    assert one.parties == other.parties
    pd.testing.assert_frame_equal(one.authors, other.authors)
    for name in arrays:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    for name in PATTERN_ARRAYS:
        left, right = getattr(one.patterns, name), getattr(other.patterns, name)
        np.testing.assert_array_equal(left, right, err_msg=name)
        assert left.dtype == right.dtype


@pytest.mark.parametrize("sparse", [False, True], ids=["dense ids", "63-bit ids"])
@pytest.mark.parametrize("group", ["party", "side"])
def test_it_counts_as_the_definition_does(tmp_path, sparse, group):
    # Ten authors of 6 bits do not fit into a word: both ways of counting sets are taken.
    log = small_log(
        np.random.default_rng(5), rows=12_000, users=24, authors=50, parties=2, sparse=sparse
    )
    connection = ibis.duckdb.connect()
    tables = [connection.read_parquet(str(path)) for path in write_tables(log, tmp_path).values()]
    defined = reduced_by_tables(*tables, rule=RULE, days=log.days, group=group)
    assert defined.patterns.sizes.max() > 10
    assert (defined.patterns.sizes == 2).any()
    files = write_days(log, tmp_path)
    days = list(daily_audiences(files, numbering_of(log, group=group), rule=RULE))
    assert_same(concatenated(day.value for day in days), defined)
    reach = [day.value for day in daily_reach(files, numbering_of(log, group=group), rule=RULE)]
    np.testing.assert_array_equal(np.stack(reach), defined.reach)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 400),
    users=st.integers(2, 30),
    authors=st.integers(3, 20),
    parties=st.integers(1, 5),
    sparse=st.booleans(),
    threads=st.integers(1, 3),
)
def test_it_counts_as_a_plain_loop_does_on_any_log(tmp_path_factory, threads, seed, **shape):
    log = small_log(np.random.default_rng(seed), **shape)
    if log.authors["party"].isna().all():
        return
    files = write_days(log, tmp_path_factory.mktemp("log"))
    days = list(daily_audiences(files, numbering_of(log), rule=RULE, threads=threads))
    met = plain_met(log)
    audience = concatenated(day.value for day in days)
    assert sets_of(audience) == plain_sets(met)
    np.testing.assert_array_equal(audience.bucket_reach.sum(axis=3), audience.reach)
    np.testing.assert_array_equal(
        audience.author_buckets.sum(axis=2), audience.author_reach.sum(axis=0)
    )
    assert sum(day.counts.meetings for day in days) == len(met)


def test_every_row_is_accounted_for(tmp_path):
    log = small_log(np.random.default_rng(8), rows=5000, users=20)
    audience, counts = streamed(log, tmp_path)
    frame = log.impressions.to_pandas()
    visible = frame["visible_fraction"].to_numpy(dtype=np.float32)
    seen = frame[(visible >= np.float32(RULE.min_visible_fraction)) & (frame["dwell_ms"] >= 500)]
    users = log.users.set_index("user").reindex(seen["user"])
    authors = log.authors.set_index("author").reindex(seen["author"])
    known_user = seen["user"].isin(log.users["user"]).to_numpy()
    own_arm = known_user & (users["arm"].to_numpy() == seen["arm"].to_numpy())
    known_author = own_arm & seen["author"].isin(log.authors["author"]).to_numpy()
    with_party = known_author & authors["party"].notna().to_numpy()
    at_home = with_party & (users["country"].to_numpy() == authors["country"].to_numpy())
    meetings = len(seen[at_home].drop_duplicates(["user", "author", "day"]))
    assert counts.rows == 5000
    assert counts.not_lingered == 5000 - len(seen)
    assert counts.unknown_user == (~known_user).sum()
    assert counts.other_arm == known_user.sum() - own_arm.sum()
    assert counts.unknown_author == own_arm.sum() - known_author.sum()
    assert counts.author_without_party == known_author.sum() - with_party.sum()
    assert counts.other_country == with_party.sum() - at_home.sum()
    assert counts.repeated == at_home.sum() - meetings
    assert counts.meetings == meetings == audience.author_reach.sum()
    parts = [getattr(counts, name) for name in counts.__slots__ if name != "rows"]
    assert all(parts)
    assert sum(parts) == counts.rows


def test_an_arm_of_another_name_counts_as_another_arm(tmp_path):
    log = small_log(np.random.default_rng(8), rows=600, faulty=False)
    _, before = streamed(log, tmp_path)
    place = log.impressions.schema.get_field_index("arm")
    for arm in ("Control", None):
        renamed = pa.array([arm] * 600, pa.string())
        log.impressions = log.impressions.set_column(place, "arm", renamed)
        _, counts = streamed(log, tmp_path)
        assert counts.other_arm == 600 - before.not_lingered
        assert counts.meetings == 0


def test_missing_ids_count_as_unknown(tmp_path):
    log = small_log(np.random.default_rng(8), rows=600, faulty=False)
    _, before = streamed(log, tmp_path)
    for name in ("user", "author"):
        place = log.impressions.schema.get_field_index(name)
        table = log.impressions
        log.impressions = table.set_column(place, name, pa.nulls(600, pa.int64()))
        _, counts = streamed(log, tmp_path)
        assert getattr(counts, f"unknown_{name}") == 600 - before.not_lingered
        log.impressions = table


def test_without_buckets_the_rest_is_the_same(tmp_path):
    log = small_log(np.random.default_rng(2), rows=2000)
    with_buckets, _ = streamed(log, tmp_path)
    without, _ = streamed(log, tmp_path, buckets=False)
    assert without.bucket_reach is None
    assert without.author_buckets is None
    assert_same(without, with_buckets, arrays=("single", "reach", "author_reach"))


def test_buckets_are_those_of_the_definition():
    log = small_log(np.random.default_rng(2), sparse=True, users=40)
    numbering = numbering_of(log)
    by_arm = log.users.assign(bucket=bucket_of(log.users["user"].to_numpy()))
    expected = by_arm.sort_values(["arm", "bucket"])["bucket"]
    np.testing.assert_array_equal(numbering.bucket_of_user, expected)
    assert numbering.control_users == (log.users["arm"] == "control").sum()


def test_several_files_of_a_day_are_one_day(tmp_path):
    log = small_log(np.random.default_rng(2), rows=2000)
    whole, counts = streamed(log, tmp_path)
    files = []
    for file in write_days(log, tmp_path):
        table = pq.read_table(file)
        for number, part in enumerate((table.slice(0, 200), table.slice(200))):
            files.append(file.with_suffix(f".{number}.parquet"))
            pq.write_table(part, files[-1])
    days = list(daily_audiences(reversed(files), numbering_of(log), rule=RULE))
    assert_same(concatenated(day.value for day in days), whole)
    assert sum(day.counts.repeated for day in days) == counts.repeated


def test_a_log_without_statistics_is_read_for_its_day(tmp_path):
    log = small_log(np.random.default_rng(2), rows=500)
    whole, _ = streamed(log, tmp_path)
    files = write_days(log, tmp_path)
    for file in files:
        pq.write_table(pq.read_table(file), file, write_statistics=False)
    days = daily_audiences(files, numbering_of(log), rule=RULE)
    assert_same(concatenated(day.value for day in days), whole)


def test_a_day_on_which_nothing_counts_stays_a_day(tmp_path):
    log = small_log(np.random.default_rng(2), rows=60, days=1, faulty=False)
    place = log.impressions.schema.get_field_index("dwell_ms")
    log.impressions = log.impressions.set_column(place, "dwell_ms", pa.array([0] * 60, pa.int32()))
    audience, counts = streamed(log, tmp_path)
    assert counts.not_lingered == counts.rows == 60
    assert audience.reach.shape[0] == 1
    assert not audience.reach.any()
    assert not len(audience.patterns)


def test_files_of_several_days_are_refused(tmp_path):
    log = small_log(np.random.default_rng(2), rows=100)
    file = tmp_path / "all.parquet"
    pq.write_table(log.impressions, file)
    with pytest.raises(DataError, match=r"all\.parquet: The file holds rows of several days"):
        list(daily_reach([file], numbering_of(log), rule=RULE))


def test_rows_without_a_day_are_refused(tmp_path):
    log = small_log(np.random.default_rng(2), rows=100, days=1)
    place = log.impressions.schema.get_field_index("day")
    days = pa.array([None] + [dt.date(2020, 4, 1)] * 99, pa.date32())
    pq.write_table(log.impressions.set_column(place, "day", days), tmp_path / "day.parquet")
    with pytest.raises(DataError, match="without a day"):
        list(daily_reach([tmp_path / "day.parquet"], numbering_of(log), rule=RULE))


@pytest.mark.parametrize(
    ("column", "kind", "said"),
    [
        ("user", pa.string(), "column `user` is string, not int64"),
        ("arm", pa.int64(), "column `arm` is int64, not text"),
        ("visible_fraction", pa.float64(), "column `visible_fraction` is double, not float"),
        ("dwell_ms", None, "column `dwell_ms` stands there 0 times"),
    ],
)
def test_files_of_another_schema_are_refused_by_name(tmp_path, column, kind, said):
    log = small_log(np.random.default_rng(2), rows=100, days=1)
    place = log.impressions.schema.get_field_index(column)
    if kind is None:
        table = log.impressions.remove_column(place)
    else:
        table = log.impressions.set_column(place, column, pa.nulls(100, kind))
    files = write_days(log, tmp_path)
    pq.write_table(table, tmp_path / "other.parquet")
    with pytest.raises(DataError, match=rf"other\.parquet: {said}.* Write every file"):
        list(daily_reach([*files, tmp_path / "other.parquet"], numbering_of(log), rule=RULE))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"user": [1, 1, 2]}, "1 of 3 rows repeat a user"),
        ({"user": [2**62, 2**62, 2]}, "1 of 3 rows repeat a user"),
        ({"user": [1, -1, 2]}, "1 of 3 ids are negative and 0 are missing"),
        ({"user": pa.array([1, None, 2])}, "0 of 3 ids are negative and 1 are missing"),
        ({"arm": ["control", "treatment", "new"]}, "1 of 3 users are in none of control"),
    ],
)
def test_users_that_cannot_be_numbered_are_refused(change, said):
    users = {"user": [0, 1, 2], "arm": ["control"] * 3, "country": ["A"] * 3} | change
    authors = pd.DataFrame({"author": [1], "country": ["A"], "party": ["P"]})
    with pytest.raises(DataError, match=said):
        MeetingKeys(pa.table(users), authors, group="party")


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ({"author": [1, 1], "party": ["P", "Q"]}, "1 of 2 rows repeat an author"),
        ({"author": [1, 1], "party": ["P", None]}, "1 of 2 rows repeat an author"),
        ({"author": [1, 2], "party": [None, None]}, "None of 2 authors has a value"),
        ({"author": [1, -2], "party": ["P", "Q"]}, "1 of 2 ids are negative"),
    ],
)
def test_authors_that_cannot_be_numbered_are_refused(authors, said):
    users = pa.table({"user": [0], "arm": ["control"], "country": ["A"]})
    with pytest.raises(DataError, match=said):
        MeetingKeys(users, pd.DataFrame(authors | {"country": ["A", "A"]}), group="party")


def test_more_than_fit_into_64_bits_are_refused(monkeypatch):
    log = small_log(np.random.default_rng(2))
    numbering = numbering_of(log)
    monkeypatch.setattr(MeetingKeys, "_number_authors", lambda self, *_: setattr(
        self, "author_bits", 62
    ))  # fmt: skip
    assert numbering.author_bits < 62
    with pytest.raises(DataError, match="do not fit into 64 bits"):
        numbering_of(log)


def test_audiences_come_back_from_disk_as_they_were(tmp_path):
    log = small_log(np.random.default_rng(4), rows=3000, users=15)
    files = write_days(log, tmp_path)
    days = [day.value for day in daily_audiences(files, numbering_of(log), rule=RULE)]
    save_audiences(days, tmp_path / "reduced")
    back = list(saved_audiences(tmp_path / "reduced"))
    assert len(back) == len(days)
    for one, other in zip(back, days, strict=True):
        assert_same(one, other)
        assert one.single.dtype == one.bucket_reach.dtype == np.int64


def test_audiences_of_other_authors_or_of_unordered_days_do_not_join(tmp_path):
    log = small_log(np.random.default_rng(4), rows=600)
    files = write_days(log, tmp_path)
    days = [day.value for day in daily_audiences(files, numbering_of(log), rule=RULE)]
    others = [
        day.value for day in daily_audiences(files, numbering_of(log, group="side"), rule=RULE)
    ]
    with pytest.raises(ValueError, match="different authors"):
        concatenated([days[0], others[1]])
    with pytest.raises(ValueError, match="not ascending"):
        concatenated([days[1], days[0]])
    with pytest.raises(ValueError, match="no audience"):
        concatenated([])


@settings(max_examples=100, deadline=None)
@given(
    ids=st.one_of(
        st.sets(st.integers(0, 2**63 - 1), min_size=1, max_size=200),
        st.sets(st.integers(0, 300), min_size=1, max_size=200),
        st.sets(st.integers(0, 200).map(lambda place: place << 50), min_size=1, max_size=200),
        # Multiples of the inverse of the hash's factor share their slot.
        st.sets(st.integers(0, 50).map(lambda k: k * 0xF1DE83E19937733D % 2**63), min_size=1),
    ),
    asked=st.lists(st.integers(-5, 2**63 - 1), max_size=50),
)
def test_a_lookup_finds_what_a_dictionary_finds(ids, asked):
    ids = np.array(sorted(ids), dtype=np.int64)
    values = np.arange(len(ids), dtype=np.uint32)
    lookup = IdLookup(ids, values, missing=2**32 - 1)
    questions = np.concatenate([ids, ids[:10] + 1, np.array(asked, dtype=np.int64)[:50]])
    questions = questions.astype(np.int64)
    known = dict(zip(ids.tolist(), values.tolist(), strict=True))
    found = lookup(questions)
    assert found.tolist() == [known.get(user, 2**32 - 1) for user in questions.tolist()]
    assert found.dtype == np.uint32


def test_columns_of_the_small_logs_are_those_of_the_schema():
    assert IMPRESSIONS.names == small_log(np.random.default_rng(0)).impressions.column_names
