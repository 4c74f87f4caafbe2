"""Made slots of feeds, made impressions, and the real slots where the offline mirror is there."""

import numpy as np
import pandas as pd
import pytest

from rml.amplification.ranked_feed.slot_counts import SlotCounts, slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from tests.made_feeds import feed_rows, shown_posts

PAGE = np.array([f"{one}-{number}" for one in ORIENTATIONS for number in range(1, 7)])
ORIENTATION = np.repeat(ORIENTATIONS, 6)
DAYS = 5


def make_counts(
    rng,
    *,
    page_spread=0.0,
    account_spread=0.0,
    taste_spread=0.0,
    day_spread=0.0,
    volume_spread=1.0,
    volume_exponent=0.0,
    orientation_effect=(0.0, 0.0, 0.0, 0.0, 0.0),
    own_effect=0.0,
    slots=2000,
    chance=True,
):
    """Return slots of six accounts on five days, and each page's planted log ratio.

    Pages differ in volume (log-normal). Logarithms of their ratios are the sum of an effect of
    the page, of the orientation, of volume, of account by page, of account by orientation (taste),
    of day by page, and of liking.
    """
    volume = 60 * np.exp(rng.normal(0, volume_spread, PAGE.size))
    effect = rng.normal(0, page_spread, PAGE.size) + np.repeat(orientation_effect, 6)
    planted = effect + volume_exponent * np.log(volume)
    account = np.repeat(ACCOUNTS, DAYS)
    day = np.tile([f"2018-01-{25 + one}" for one in range(DAYS)], len(ACCOUNTS))
    by_account = rng.normal(0, account_spread, (len(ACCOUNTS), PAGE.size))
    by_account += np.repeat(rng.normal(0, taste_spread, (len(ACCOUNTS), 5)), 6, axis=1)
    by_account += own_effect * (np.array(ACCOUNTS)[:, None] == ORIENTATION)
    by_day = rng.normal(0, day_spread, (DAYS, PAGE.size))
    rate = slots * volume / volume.sum()
    mean = rate * np.exp(planted + np.repeat(by_account, DAYS, axis=0))
    mean = mean * np.exp(np.tile(by_day, (len(ACCOUNTS), 1)))
    ranked = rng.poisson(mean).astype(float) if chance else mean
    return SlotCounts(
        ranked=ranked,
        chronological=np.tile(rate, (account.size, 1)),
        feed=np.arange(account.size) + 1,
        account=account,
        day=day,
        page=PAGE,
        orientation=ORIENTATION,
        posts=volume,
        span_hours=np.full(account.size, 1.5),
    ), planted


def make_audit(*, hours=30, feeds=ACCOUNTS, slots=6, seed=1):
    """Return impressions and posts of feeds that are sorted by time, the newest on top.

    Each hour every page publishes one post at its own minute, pages in turn; feeds are opened
    once an hour, at changing minutes.
    """
    start = pd.Timestamp("2018-01-24 07:00:00")
    posts = pd.DataFrame(
        [
            {
                "post_id": f"{hour}-{page}",
                "page": page,
                "orientation": orientation,
                "published_at": start + pd.Timedelta(hours=hour, minutes=2 * place),
            }
            for hour in range(-3, hours)
            for place, (page, orientation) in enumerate(zip(PAGE, ORIENTATION, strict=True))
        ]
    )
    rows = []
    for hour in range(hours):
        at = start + pd.Timedelta(hours=hour, minutes=(7 * hour) % 60)
        newest = posts[posts["published_at"] <= at].nlargest(slots, "published_at")
        for account in feeds:
            feed = hour * len(feeds) + feeds.index(account) + 1
            rows += feed_rows(newest, feed=feed, account=account, at=at)
    shown = pd.DataFrame(rows)
    age = shown["viewed_at"] - shown["published_at"]
    shown["age_seconds"] = age.dt.total_seconds().astype(int)
    return shown, shown_posts(posts, shown)


@pytest.fixture
def rng():
    return np.random.default_rng(20180124)


@pytest.fixture(scope="session")
def made_counts():
    return make_counts


@pytest.fixture(scope="session")
def made_audit():
    return make_audit


@pytest.fixture(scope="session")
def real_counts(real_audit):
    return slot_counts(real_audit.impressions, real_audit.posts, pool="ever", burn_in_hours=24)
