"""Made pools of posts, and a made audit."""

import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.feed_choice.pool import Candidates
from tests.made_feeds import feed_rows, shown_posts


def make_pool(rng, *, posts=60, slots=25, feed=1, account="left", pages=30):
    """Return a pool of random posts of some pages, of which a random few are in the feed."""
    number = rng.integers(0, pages, posts)
    orientation = np.array(ORIENTATIONS)[number % 5]
    shown_at = np.zeros(posts, dtype=np.int64)
    shown_at[rng.permutation(posts)[:slots]] = np.arange(1, slots + 1)
    return Candidates(
        feed=feed,
        account=account,
        post=np.array([f"post {one}" for one in range(posts)]),
        page=np.array(
            [f"{side}-{one // 5 + 1}" for side, one in zip(orientation, number, strict=True)]
        ),
        orientation=orientation,
        kind=rng.choice(["post", "photo", "video"], posts),
        age_hours=np.sort(rng.exponential(6, posts)),
        reactions=np.floor(np.exp(rng.normal(4, 2, posts))),
        shown_at=shown_at,
    )


def make_audit(*, hours=8, slots=6):
    """Return impressions and posts: each hour six pages post, and six accounts look.

    The counts of a post grow by one each hour. The first account sees the newest posts first,
    the others see them in a shifted order.
    """
    start = pd.Timestamp("2018-01-24 07:00:00")
    pages = [f"{one}-1" for one in ORIENTATIONS] + ["right-2"]
    posts = pd.DataFrame(
        [
            {
                "post_id": f"p{hour:02d}-{page}",
                "page": page,
                "orientation": page.rsplit("-", 1)[0],
                "kind": "photo",
                "published_at": start + pd.Timedelta(hours=hour, minutes=place),
            }
            for hour in range(-2, hours)
            for place, page in enumerate(pages)
        ]
    )
    rows = []
    for hour in range(hours):
        for place, account in enumerate(ACCOUNTS):
            at = start + pd.Timedelta(hours=hour, minutes=20, seconds=place)
            newest = posts[posts["published_at"] <= at].nlargest(slots + place, "published_at")
            feed = hour * len(ACCOUNTS) + place + 1
            seen = feed_rows(newest.iloc[place:], feed=feed, account=account, at=at)
            rows += [{**row, "reactions": 100 + hour} for row in seen]
    shown = pd.DataFrame(rows)
    return shown, shown_posts(posts, shown)


@pytest.fixture
def rng():
    return np.random.default_rng(1998)


@pytest.fixture(scope="session")
def made_pool():
    return make_pool


@pytest.fixture(scope="session")
def made_audit():
    return make_audit()
