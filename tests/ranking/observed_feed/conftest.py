"""Made feeds whose order is planted: posts with drawn features, sorted by a known score."""

import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.ranking.observed_feed.feeds import PAGES, feeds_of
from rml.ranking.observed_feed.surrogate import Training, fit_surrogate

AGE, REACTIONS, LIKED, VIDEO, PAGE = -1.5, 0.8, 1.0, -0.7, 0.5


def planted_score(posts):
    """Return the score by which `make_impressions` sorts posts, before chance."""
    number = posts["page"].str[-1].astype(int)
    return (
        AGE * np.log1p(posts["age_seconds"] / 3600)
        + REACTIONS * np.log1p(posts["reactions"])
        + LIKED * (posts["account"] == posts["orientation"])
        + VIDEO * (posts["kind"] == "video")
        + PAGE * (number == 1)
    )


def make_impressions(
    rng, *, days=3, hours=4, posts=16, accounts=ACCOUNTS, score=planted_score, noise=1.0, kept=0.0
):
    """Return impressions of feeds that are opened hourly by every account.

    Gumbel noise makes the order one drawn from the Plackett-Luce model of the scores. A share
    ``kept`` of the posts of an account's last feed is shown again, an hour older.
    """
    rows, number, next_id = [], 0, 0
    before = {}
    for day in range(days):
        for hour in range(hours):
            for account in accounts:
                number += 1
                at = pd.Timestamp("2018-01-24 08:00:00") + pd.Timedelta(days=day, hours=hour)
                pages = rng.choice(PAGES, posts)
                own = pd.DataFrame(
                    {
                        "page": pages,
                        "orientation": [one.rsplit("-", 1)[0] for one in pages],
                        "post_id": [f"post {next_id + one}" for one in range(posts)],
                        "age_seconds": rng.integers(60, 36 * 3600, posts),
                        "kind": rng.choice(["post", "photo", "video"], posts),
                        "reactions": rng.integers(0, 3000, posts),
                        "comments": rng.integers(0, 300, posts),
                        "shares": rng.integers(0, 300, posts),
                    }
                )
                next_id += posts
                if kept and account in before and hour:
                    last = before[account].sample(
                        int(kept * posts), random_state=int(rng.integers(2**31))
                    )
                    last = last.assign(age_seconds=last["age_seconds"] + 3600)
                    own = pd.concat([own.iloc[len(last) :], last[own.columns]], ignore_index=True)
                own = own.assign(feed=number, account=account, viewed_at=at)
                drawn = score(own) + noise * rng.gumbel(size=posts)
                own = own.iloc[np.argsort(-drawn.to_numpy(), kind="stable")]
                own = own.assign(rank=np.arange(1, posts + 1))
                before[account] = own
                rows.append(own)
    shown = pd.concat(rows, ignore_index=True)
    return shown.assign(viewed_at=shown["viewed_at"].astype("datetime64[s]"))


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def rng():
    return np.random.default_rng(20180124)


@pytest.fixture(scope="session")
def made_impressions():
    return make_impressions


@pytest.fixture(scope="session")
def oracle():
    return planted_score


@pytest.fixture(scope="session")
def impressions():
    return make_impressions(np.random.default_rng(1))


@pytest.fixture(scope="session")
def feeds(impressions):
    return feeds_of(impressions)


@pytest.fixture(scope="session")
def training():
    return Training(hidden_units=6, epochs=25, batch_feeds=12, learning_rate=0.03, penalty=1e-4)


@pytest.fixture(scope="session")
def quick_training():
    return Training(hidden_units=3, epochs=1, batch_feeds=36, learning_rate=0.03, penalty=1e-4)


@pytest.fixture(scope="session")
def fitted(feeds, training):
    return fit_surrogate(feeds, training, seed=3)
