"""Users of parties' countries, and the counts of an audience, against counting again."""

from dataclasses import replace

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from small_logs import RULE, plain_arrays, plain_met, plain_sets, small_log, write_days
from test_streaming import numbering_of

from rml.amplification.holdback.audience import ARMS, BUCKETS, bucket_of
from rml.amplification.holdback.reduced import concatenated
from rml.amplification.holdback.streaming import daily_audiences
from rml.amplification.holdback.user_counts import reach_counts, users_by_bucket, users_of_parties

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


@pytest.fixture(scope="module")
def log():
    return small_log(np.random.default_rng(8), rows=2500, users=300)


@pytest.fixture(scope="module")
def audience(log, tmp_path_factory):
    files = write_days(log, tmp_path_factory.mktemp("log"))
    return concatenated(day.value for day in daily_audiences(files, numbering_of(log), rule=RULE))


@pytest.fixture(scope="module")
def users(log):
    table = pa.Table.from_pandas(log.users, preserve_index=False)
    return users_by_bucket(ibis.memtable(table)).to_pyarrow().to_pandas()


def test_every_user_is_in_one_bucket_of_one_country_and_arm(log, users):
    expected = {}
    for row in log.users.to_dict("records"):
        country = None if pd.isna(row["country"]) else row["country"]
        key = (row["arm"], country, int(bucket_of(row["user"])))
        expected[key] = expected.get(key, 0) + 1
    found = {
        (row["arm"], None if pd.isna(row["country"]) else row["country"], row["bucket"]): row[
            "users"
        ]
        for row in users.to_dict("records")
    }
    assert found == expected
    assert sum(found.values()) == 300


def test_users_of_parties_are_those_of_all_countries_of_their_authors(log, audience, users):
    found = users_of_parties(users, audience)
    assert found.shape == (2, len(audience.parties), BUCKETS)
    homes = {
        party: set(log.authors.loc[log.authors["party"] == party, "country"].dropna())
        for party in audience.parties
    }
    # Cases that must differ: one country, and both.
    assert {len(home) for home in homes.values()} == {1, 2}
    expected = np.zeros_like(found)
    for row in log.users.to_dict("records"):
        for place, party in enumerate(audience.parties):
            if row["country"] in homes[party]:
                expected[ARMS.index(row["arm"]), place, bucket_of(row["user"])] += 1
    np.testing.assert_array_equal(found, expected)
    order = users.sample(frac=1, random_state=1)
    np.testing.assert_array_equal(users_of_parties(order, audience), expected)


def test_reach_counts_are_those_of_counting_again(log, audience, users):
    counts = reach_counts(audience, users)
    met = plain_met(log)
    buckets = {user: int(bucket_of(user)) for user in log.users["user"]}
    plain = plain_arrays(log, met, buckets=buckets)
    np.testing.assert_array_equal(counts.by_bucket, plain["bucket_reach"])
    np.testing.assert_array_equal(counts.reach, plain["reach"])
    alone = np.zeros_like(counts.alone)
    days = [day.item() for day in audience.days]
    ids = audience.authors["author"].tolist()
    for (day, arm, _, authors), number in plain_sets(met).items():
        if len(authors) == 1:
            alone[days.index(day), ARMS.index(arm), ids.index(authors[0])] += number
    np.testing.assert_array_equal(counts.alone, alone)
    assert alone.sum() < counts.reach.sum()
    assert counts.sets == audience.parties
    assert [counts.sets[place] for place in counts.set_of_author] == audience.authors[
        "party"
    ].tolist()
    # Nobody is reached who is not there.
    assert (counts.by_bucket <= counts.users).all()


def test_an_audience_without_buckets_is_refused(audience, users):
    with pytest.raises(ValueError, match="no buckets of users: reduce the log with them"):
        reach_counts(replace(audience, bucket_reach=None), users)
