"""The Ibis definition on DuckDB and PySpark, against plain Python."""

import datetime as dt
import shutil
import warnings

import ibis
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from small_logs import RULE, plain_arrays, plain_met, plain_sets, sets_of, small_log, write_tables

from rml.amplification.holdback import audience as definition
from rml.amplification.holdback.audience import ARMS, BUCKETS, LingerRule, bucket_of
from rml.amplification.holdback.reduced_by_tables import audience_from_frames, reduced_by_tables
from rml.errors import DataError

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # by Ibis 12

ARRAYS = ("reach", "author_reach", "bucket_reach", "author_buckets")


@pytest.fixture
def spark(tmp_path):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("PySpark needs Java 17 (apt-get install openjdk-17-jre-headless)")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


def tables_of(log, folder, connection=None):
    connection = connection or ibis.duckdb.connect()
    return [connection.read_parquet(str(path)) for path in write_tables(log, folder).values()]


def reduced(log, folder, connection=None, *, group="party"):
    tables = tables_of(log, folder, connection)
    return reduced_by_tables(*tables, rule=RULE, days=log.days, group=group)


def assert_plain(audience, log, *, group="party"):
    met = plain_met(log, group=group)
    ids = log.users["user"].to_numpy()
    buckets = dict(zip(ids.tolist(), bucket_of(ids).tolist(), strict=True))
    assert sets_of(audience) == plain_sets(met)
    for name, expected in plain_arrays(log, met, buckets=buckets, group=group).items():
        np.testing.assert_array_equal(getattr(audience, name), expected, err_msg=name)


@pytest.mark.parametrize("sparse", [False, True], ids=["dense ids", "63-bit ids"])
@pytest.mark.parametrize("group", ["party", "side"])
def test_duckdb_counts_as_a_plain_loop_does(tmp_path, sparse, group):
    log = small_log(np.random.default_rng(1), rows=3000, users=14, sparse=sparse)
    audience = reduced(log, tmp_path, group=group)
    assert audience.patterns.sizes.max() >= 4
    assert_plain(audience, log, group=group)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 300),
    users=st.integers(2, 12),
    authors=st.integers(3, 12),
)
def test_duckdb_counts_as_a_plain_loop_does_on_any_log(
    tmp_path_factory, seed, rows, users, authors
):
    log = small_log(np.random.default_rng(seed), rows=rows, users=users, authors=authors)
    assert_plain(reduced(log, tmp_path_factory.mktemp("log")), log)


@pytest.mark.slow
# Ibis 12 and PySpark 4.1 use an option and a keyword that pandas 3 is about to drop, and leave
# sockets to the garbage collector.
@pytest.mark.filterwarnings(
    "ignore:The 'future.infer_string' option:DeprecationWarning",
    "ignore:The copy keyword is deprecated:DeprecationWarning",
    "ignore::ResourceWarning",
)
def test_spark_counts_as_duckdb_does(spark, tmp_path):
    log = small_log(np.random.default_rng(0), rows=1500, users=14, sparse=True)
    by_duckdb, by_spark = reduced(log, tmp_path), reduced(log, tmp_path, spark)
    assert sets_of(by_spark) == sets_of(by_duckdb)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(by_spark, name), getattr(by_duckdb, name))
    assert_plain(by_spark, log)


def test_reach_is_of_the_union_and_not_the_sum(tmp_path):
    log = small_log(np.random.default_rng(3), rows=3000, users=10)
    audience = reduced(log, tmp_path)
    summed = np.zeros_like(audience.reach)
    for author, party in enumerate(audience.party_of_author):
        summed[:, :, party] += audience.author_reach[:, :, author]
    assert (audience.reach <= summed).all()
    assert (audience.reach < summed).any()
    np.testing.assert_array_equal(audience.bucket_reach.sum(axis=3), audience.reach)
    np.testing.assert_array_equal(
        audience.author_buckets.sum(axis=2), audience.author_reach.sum(axis=0).astype(int)
    )


def test_a_day_without_impressions_has_no_reach(tmp_path):
    log = small_log(np.random.default_rng(3), rows=500)
    tables = tables_of(log, tmp_path)
    days = np.r_[log.days, log.days[-1] + 1]
    audience = reduced_by_tables(*tables, rule=RULE, days=days)
    assert audience.reach[:-1].sum(axis=(1, 2)).all()
    assert not audience.reach[-1].any()


def test_days_outside_the_study_are_refused_with_their_number(tmp_path):
    log = small_log(np.random.default_rng(3), rows=500)
    tables = tables_of(log, tmp_path)
    with pytest.raises(DataError, match=r"column `day`: \d+ of \d+ rows are none of the days"):
        reduced_by_tables(*tables, rule=RULE, days=log.days[:-1])


def test_results_of_other_authors_are_refused(tmp_path):
    log = small_log(np.random.default_rng(3), rows=500)
    tables = tables_of(log, tmp_path)
    met = definition.met(*tables, rule=RULE)
    patterns = definition.audience_patterns(met).to_pyarrow().to_pandas()
    authors = log.authors[log.authors["party"].notna()]
    with pytest.raises(DataError, match="column `author`"):
        audience_from_frames(patterns, None, None, authors=authors.iloc[::2], days=log.days)


@pytest.mark.parametrize(
    "ids",
    [
        np.arange(300_000),
        np.arange(300_000) + 2**62,
        np.arange(300_000) * 1000,
        np.arange(300_000) << 22,
        (np.arange(300_000) * 977 + 1_288_834_974_657 << 20) | (np.arange(300_000) % 5 << 12),
        np.random.default_rng(0).integers(0, 2**63 - 1, 300_000),
    ],
    ids=["sequential", "large", "thousands", "shifted", "snowflakes", "random"],
)
def test_buckets_are_evenly_filled(ids):
    counts = np.bincount(bucket_of(ids.astype(np.int64)), minlength=BUCKETS)
    assert len(counts) == BUCKETS
    expected = len(ids) / BUCKETS
    statistic = ((counts - expected) ** 2 / expected).sum()
    # Neither clumped nor dealt out in turn: both would not be like random assignment.
    assert 1e-4 < chi2.sf(statistic, BUCKETS - 1) < 1 - 1e-4


def test_buckets_of_neighbouring_ids_are_independent():
    ids = np.arange(2**16 * 8)
    pairs = bucket_of(ids[:-1]) * BUCKETS + bucket_of(ids[1:])
    counts = np.bincount(pairs, minlength=BUCKETS**2)
    expected = len(pairs) / BUCKETS**2
    statistic = ((counts - expected) ** 2 / expected).sum()
    assert 1e-4 < chi2.sf(statistic, BUCKETS**2 - 1) < 1 - 1e-4


def test_buckets_of_extreme_ids_are_those_of_unbounded_arithmetic():
    ids = [0, 1, 2**31 - 2, 2**31 - 1, 2**31, 2**62, 2**63 - 1]
    prime = 2**31 - 1

    def exactly(user):
        mixed = (user * 1_103_515_245 + 12_345) % prime
        return (mixed * mixed * 1_566_083_941 + 1_812_433_253) % prime % 256

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bucket_of(np.array(ids, dtype=np.int64))
    assert found.tolist() == [exactly(user) for user in ids]


@pytest.mark.parametrize("values", [(-0.1, 0), (1.1, 0), (0.5, -1)])
def test_an_impossible_linger_rule_is_refused(values):
    with pytest.raises(ValueError, match="linger rule needs"):
        LingerRule(min_visible_fraction=values[0], min_dwell_ms=values[1])


def test_both_ends_of_the_linger_rule_pass():
    rows = {
        "user": range(6),
        "arm": [ARMS[0]] * 6,
        "day": [dt.date(2020, 4, 1)] * 6,
        "author": [1] * 6,
        "dwell_ms": [500, 499, 500, 500, 500, 500],
        "visible_fraction": [0.7, 0.7, 0.69, 1.0, float("nan"), None],
    }
    table = ibis.memtable(rows, schema=definition.IMPRESSION_COLUMNS)
    passed = definition.lingered(table, LingerRule(min_visible_fraction=0.7, min_dwell_ms=500))
    assert sorted(passed.to_pyarrow()["user"].to_pylist()) == [0, 3]
