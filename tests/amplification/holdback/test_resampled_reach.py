"""Reach under resampled membership, against counting users again."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_logs import RULE, plain_met, small_log, write_days
from test_streaming import numbering_of

from rml.amplification.holdback import resampled_reach as module
from rml.amplification.holdback.audience import ARMS
from rml.amplification.holdback.reduced import concatenated
from rml.amplification.holdback.resampled_reach import drawn_members, resampled_reach
from rml.amplification.holdback.streaming import daily_audiences


def daily(log, folder):
    files = write_days(log, folder)
    return [day.value for day in daily_audiences(files, numbering_of(log), rule=RULE)]


def counted_again(log, audience, included):
    """Return the reach of each replicate by counting users who met an included author."""
    reach = np.zeros((len(included), *audience.reach.shape), dtype=int)
    day_of = {day.item(): place for place, day in enumerate(audience.days)}
    place_of = {author: place for place, author in enumerate(audience.authors["author"])}
    met = plain_met(log)
    for replicate, members in enumerate(included):
        users = {
            (day_of[day], ARMS.index(arm), audience.parties.index(party), user)
            for day, arm, party, user, author in met
            if members[place_of[author]]
        }
        for day, arm, party, _ in users:
            reach[replicate, day, arm, party] += 1
    return reach


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**32 - 1),
    authors=st.integers(4, 30),
    replicates=st.sampled_from([1, 63, 64, 65]),
    share=st.floats(0, 1),
)
def test_reach_is_that_of_counting_users_again(tmp_path_factory, seed, authors, replicates, share):
    rng = np.random.default_rng(seed)
    log = small_log(rng, rows=600, users=12, authors=authors)
    if log.authors["party"].isna().all():
        return
    days = daily(log, tmp_path_factory.mktemp("log"))
    audience = concatenated(days)
    included = rng.random((replicates, len(audience.authors))) < share
    found = resampled_reach(audience, included)
    np.testing.assert_array_equal(found, counted_again(log, audience, included))
    np.testing.assert_array_equal(resampled_reach(iter(days), included), found)


def test_with_every_author_the_reach_is_the_reach(tmp_path):
    log = small_log(np.random.default_rng(1), rows=3000, users=20)
    audience = concatenated(daily(log, tmp_path))
    included = np.ones((2, len(audience.authors)), dtype=bool)
    np.testing.assert_array_equal(resampled_reach(audience, included)[1], audience.reach)
    assert not resampled_reach(audience, ~included).any()


def test_with_one_author_the_reach_is_the_authors(tmp_path):
    log = small_log(np.random.default_rng(1), rows=3000, users=20)
    audience = concatenated(daily(log, tmp_path))
    alone = np.eye(len(audience.authors), dtype=bool)
    found = resampled_reach(audience, alone)
    for author, party in enumerate(audience.party_of_author):
        np.testing.assert_array_equal(
            found[author, :, :, party], audience.author_reach[:, :, author]
        )
        assert found[author].sum() == audience.author_reach[:, :, author].sum()


@pytest.mark.parametrize(("name", "value"), [("_CHUNK", 3), ("_EXACT", 1)])
def test_small_blocks_and_wide_floats_count_the_same(tmp_path, monkeypatch, name, value):
    rng = np.random.default_rng(1)
    log = small_log(rng, rows=3000, users=20)
    audience = concatenated(daily(log, tmp_path))
    included = rng.random((70, len(audience.authors))) < 0.5
    expected = resampled_reach(audience, included)
    monkeypatch.setattr(module, name, value)
    np.testing.assert_array_equal(resampled_reach(audience, included), expected)


def test_members_are_drawn_within_their_party_as_often_as_it_has_members():
    party = np.repeat([0, 1, 2], [1, 5, 40])
    members = drawn_members(party, replicates=4000, rng=np.random.default_rng(3))
    assert members[:, 0].all()
    for place, size in enumerate([1, 5, 40]):
        own = members[:, party == place]
        assert own.any(axis=1).all()
        expected = 1 - (1 - 1 / size) ** size
        spread = np.sqrt(expected * (1 - expected) / own.shape[0])
        assert (np.abs(own.mean(axis=0) - expected) <= 4.5 * spread).all()


@pytest.mark.parametrize("shape", [(3, 2), (3, 14, 1)])
def test_memberships_of_another_shape_are_refused(tmp_path, shape):
    audience = concatenated(daily(small_log(np.random.default_rng(1)), tmp_path))
    with pytest.raises(ValueError, match="`included` must be boolean of shape"):
        resampled_reach(audience, np.ones(shape, dtype=bool))


def test_memberships_that_are_no_truth_values_are_refused(tmp_path):
    audience = concatenated(daily(small_log(np.random.default_rng(1)), tmp_path))
    with pytest.raises(ValueError, match="not int64"):
        resampled_reach(audience, np.ones((2, len(audience.authors)), dtype=np.int64))
    with pytest.raises(ValueError, match="no audience"):
        resampled_reach([], np.ones((2, 3), dtype=bool))
