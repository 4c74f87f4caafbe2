"""Made feeds of two accounts, small enough to count by hand, and the real files."""

import pandas as pd
import pytest

from rml.data.fb_feed_audit import load_feed_audit

START = pd.Timestamp("2018-01-24 06:00")


@pytest.fixture(autouse=True)
def environment(own_environment):
    """Give each test a cache of its own, no mirror, and an empty ledger."""


def at(hours):
    return START + pd.Timedelta(hours=hours)


@pytest.fixture
def posts():
    """Return six posts of three pages; the first came out before any feed that counts."""
    hours = [-1, 24.5, 25, 25.5, 26, 26.5]
    pages = ["left-1", "left-1", "right-1", "right-1", "left-2", "right-1"]
    return pd.DataFrame(
        {
            "post_id": list("abcdef"),
            "page": pages,
            "orientation": [page.split("-")[0] for page in pages],
            "published_at": [at(one) for one in hours],
            "first_shown_at": [at(0), at(27), at(27), at(27), at(27), at(28)],
        }
    )


@pytest.fixture
def impressions(posts):
    """Return a feed in the burn-in, and two later ones of each of two accounts."""
    shown = {
        1: ("right", 0, "a"),
        2: ("right", 27, "fed"),
        3: ("untrained", 27, "ba"),
        4: ("right", 28, "ffc"),
        5: ("untrained", 28, "bb"),
    }
    known = posts.set_index("post_id")
    rows = [
        {
            "feed": feed,
            "account": account,
            "viewed_at": at(hour),
            "rank": rank,
            "post_id": post,
            "page": known.loc[post, "page"],
            "orientation": known.loc[post, "orientation"],
        }
        for feed, (account, hour, held) in shown.items()
        for rank, post in enumerate(held, start=1)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def real_feeds(real_files):
    """Return the real audit."""
    return load_feed_audit()
