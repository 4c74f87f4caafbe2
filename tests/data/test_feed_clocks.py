import gzip
import json

import pandas as pd
import pytest

from rml.data.fb_feed_audit import DATASET, SLOW_ACCOUNTS
from rml.data.feed_clocks import slow_feeds, under_clocks
from rml.data.fetch import fetch


@pytest.fixture(scope="module")
def audit(real_audit):
    return real_audit


def test_recorded_clocks_are_those_of_the_files(audit, real_files):
    captures = next(path for name, path in fetch(DATASET).items() if "reducer" in name)
    rows = json.loads(gzip.decompress(captures.read_bytes()))["impressions"]
    ages = sorted(int(one["visualizationDiff"]) for one in rows)
    shown, posts = under_clocks(audit.impressions, audit.posts, clocks="recorded")
    found = shown["age_seconds"].tolist()
    assert len(ages) - len(found) == 4  # those of a personal profile
    assert sum(pd.Series(ages) < 0) == (shown["age_seconds"] < 0).sum()
    assert min(found) == min(ages) == -3600
    assert (posts["published_at"] == audit.posts["published_at"]).all()


def test_the_earlier_correction_made_no_age_negative_and_most_too_old(audit):
    """The declared numbers of the earlier version: a least age of 0, and 15.3 % below an hour."""
    shown, posts = under_clocks(audit.impressions, audit.posts, clocks="published_earlier")
    assert shown["age_seconds"].min() == 0
    assert (shown["age_seconds"] < 3600).mean() == pytest.approx(0.153, abs=0.0005)
    slow = slow_feeds(audit.impressions)
    older = shown["age_seconds"] - audit.impressions["age_seconds"]
    assert set(older[slow]) == {0}
    assert set(older[~slow]) == {3600}
    assert (posts["published_at"] < audit.posts["published_at"]).all()


@pytest.mark.parametrize("clocks", ["recorded", "published_earlier"])
def test_posts_follow_the_times_of_their_impressions(audit, clocks):
    shown, posts = under_clocks(audit.impressions, audit.posts, clocks=clocks)
    first = shown.groupby("post_id")["viewed_at"].min()
    assert (posts.set_index("post_id")["first_shown_at"] == first.loc[posts["post_id"]]).all()
    assert (posts["first_shown_at"] <= posts["last_shown_at"]).all()
    assert list(posts.columns) == list(audit.posts.columns)
    assert list(shown.columns) == list(audit.impressions.columns)


def test_only_feeds_of_three_accounts_until_27_january_are_slow(audit):
    slow = audit.impressions[slow_feeds(audit.impressions)]
    assert set(slow["account"]) == set(SLOW_ACCOUNTS)
    assert set(slow["viewed_at"].dt.day) == {24, 25, 26, 27}
    assert slow["feed"].nunique() == 3 * 4 * 13
