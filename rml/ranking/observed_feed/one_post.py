"""Why one post stood where it stood: its features against the middle post of its feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.errors import DataError
from rml.ranking.observed_feed.attribution import ATTRIBUTED, attributions
from rml.ranking.observed_feed.dependence import basic_ends
from rml.ranking.observed_feed.features import COUNTS
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.order_explained import next_feeds, same_time_feeds
from rml.ranking.observed_feed.refits import HeldOut
from rml.ranking.observed_feed.surrogate import Surrogate

FloatArray = NDArray[np.float64]

PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "age": ("age",),
        "reactions, comments, shares": COUNTS,
        "type": ("type",),
        "page": ("page", "orientation", "liked"),
    }
)
"""What is said of a post in plain words, and the features whose contributions it adds up."""
CHANGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "an hour older": "had it been an hour older",
        "six hours older": "had it been six hours older",
        "half the counts": "had it had half as many reactions, comments and shares",
        "ten times the counts": "had it had ten times as many",
        "in the untrained feed": "had the feed been that of the account that liked nothing",
    }
)
"""What is changed, and how it is put in words."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explained:
    """One post in one feed, and what a surrogate's score for it comes from.

    Parameters
    ----------
    post, middle
        The post that is explained, and the post in the middle of the surrogate's order.
    posts
        How many posts the feed held.
    place, model_place
        Where the post stood among the captured posts, and where the surrogate puts it; 1 on top.
    contributions
        part (of ``PARTS``), this_post and middle_post in words, log_odds, odds, low and high (over
        refits).
    changes
        change, and place: where the surrogate puts the post then, with low and high over refits.
    refits
        How many there are.
    """

    post: pd.Series[Any]
    middle: pd.Series[Any]
    posts: int
    place: int
    model_place: int
    contributions: pd.DataFrame
    changes: pd.DataFrame
    refits: int

    @property
    def total_odds(self) -> float:
        """The odds that the surrogate gives the post of standing above the middle post."""
        return float(np.exp(self.contributions["log_odds"].sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Where a post stood in other feeds.

    Parameters
    ----------
    others
        How many feeds of the same time there are of other accounts.
    places
        The post's place in each of them that held it, in ascending order.
    upper_tenth
        In how many it stood in the upper tenth of the feed.
    before
        Its place in the account's own feed before; None if that did not hold it.
    has_before
        Whether there is a feed of the account shortly before.
    """

    others: int
    places: list[int]
    upper_tenth: int
    before: int | None
    has_before: bool


def example_feed(feeds: Feeds, *, account: str, least_posts: int) -> int:
    """Return the number of the middle feed in time among an account's feeds of enough posts.

    Raises
    ------
    DataError
        If the account is unknown or has no feed of so many posts.
    """
    first = feeds.first
    if account not in ACCOUNTS:
        raise DataError(
            f"There is no account {account!r}.",
            where="example_account",
            remedy=f"Name one of {', '.join(ACCOUNTS)}.",
        )
    sizes = pd.Series(np.diff(feeds.starts), index=first.index)
    own = first[(first["account"] == account) & (sizes >= least_posts)]
    if own.empty:
        raise DataError(
            f"The account {account} has no feed of {least_posts} posts or more.",
            where="example_account",
            remedy="Ask for fewer posts, or name another account.",
        )
    return int(own.sort_values(["viewed_at", "feed"])["feed"].iloc[(len(own) - 1) // 2])


def explain_post(
    feed_posts: pd.DataFrame,
    model: Surrogate,
    refits: Sequence[Surrogate],
    *,
    place: int,
    steps: int,
    level: float,
) -> Explained:
    """Return why a post stands where it does, by a surrogate's score.

    Parameters
    ----------
    feed_posts
        The posts of one feed from the top down, as rows of ``Feeds.posts``.
    model
        The surrogate; best one that has not learned from this feed.
    refits
        Refits, over which the contributions' ranges run.
    place
        The post's place among the captured posts, 1 on top.
    steps
        Of the integrated gradients.
    level
        Of the ranges over refits.

    Raises
    ------
    DataError
        If the feed holds one post only, or has no such place.
    """
    total = len(feed_posts)
    where = "why am I seeing this"
    if total < 2:
        raise DataError(
            f"The feed holds {total} post: nothing stands above or below it, so there is no "
            "order to explain.",
            where=where,
            remedy="Choose a feed of two posts or more.",
        )
    if not 1 <= place <= total:
        raise DataError(
            f"There is no place {place} in a feed of {total} posts.",
            where=where,
            remedy=f"Choose a place from 1 to {total}.",
        )
    posts = feed_posts.reset_index(drop=True)
    row = place - 1
    scores = model.scores(posts)
    middle = int(np.argsort(-scores, kind="stable")[(total - 1) // 2])
    found = _split(model, posts, row, middle, steps=steps)
    ranges = np.stack([_split(one, posts, row, middle, steps=steps) for one in refits])
    low, high = basic_ends(found, ranges, level=level)
    table = pd.DataFrame(
        {
            "part": list(PARTS),
            "this_post": [said_of(posts.iloc[row], one) for one in PARTS],
            "middle_post": [said_of(posts.iloc[middle], one) for one in PARTS],
            "log_odds": found,
            "odds": np.exp(found),
            "low": np.exp(low),
            "high": np.exp(high),
        }
    )
    strongest = table["log_odds"].abs().sort_values(ascending=False, kind="stable").index
    return Explained(
        post=posts.iloc[row],
        middle=posts.iloc[middle],
        posts=total,
        place=place,
        model_place=_place(scores, row),
        contributions=table.loc[strongest].reset_index(drop=True),
        changes=_changes([model, *refits], posts, row, level=level),
        refits=len(refits),
    )


def beside(
    feeds: Feeds, feed: int, *, place: int, same_minutes: float, next_minutes: float
) -> Beside:
    """Return where the post of a feed stood in the account's feed before, and in others' feeds.

    Parameters
    ----------
    feeds
        The captured feeds.
    feed, place
        The feed's number, and the post's place among its captured posts.
    same_minutes
        Feeds opened at most so far apart are taken as of the same time.
    next_minutes
        An account's feeds at most so far apart are taken as a feed and its next one.
    """
    placed = feeds.posts.assign(
        place=feeds.posts.groupby("feed").cumcount() + 1,
        size=feeds.posts.groupby("feed")["feed"].transform("size"),
    )
    wanted = placed.loc[placed["feed"] == feed, "post_id"].iloc[place - 1]
    held = placed[placed["post_id"] == wanted].groupby("feed")[["place", "size"]].min()
    others = [b for a, b in same_time_feeds(feeds, most_minutes=same_minutes) if a == feed]
    before = [a for a, b in next_feeds(feeds, most_minutes=next_minutes) if b == feed]
    own = held[held.index.isin(others)]
    there = held[held.index.isin(before)]["place"]
    return Beside(
        others=len(others),
        places=sorted(int(one) for one in own["place"]),
        upper_tenth=int((own["place"] <= 0.1 * own["size"]).sum()),
        before=None if there.empty else int(there.iloc[0]),
        has_before=bool(before),
    )


def held_out_model(feeds: Feeds, held_out: HeldOut, feed: int) -> tuple[Feeds, Surrogate]:
    """Return the feeds without a feed's part, and the surrogate that learned from those."""
    own = feeds.posts["feed"].to_numpy() == feed
    for fold, model in zip(held_out.folds, held_out.models, strict=True):
        if fold.test[own].any():
            return feeds.only(fold.train), model
    raise ValueError(f"No fold holds feed {feed} out.")


def _split(
    model: Surrogate, posts: pd.DataFrame, row: int, middle: int, *, steps: int
) -> FloatArray:
    inputs = model.encoding.matrix(posts)
    found = attributions(model, inputs[[row]], inputs[[middle]], steps=steps).by_feature[0]
    by_feature = dict(zip(ATTRIBUTED, found, strict=True))
    return np.array([sum(by_feature[one] for one in names) for names in PARTS.values()])


def _place(scores: FloatArray, row: int) -> int:
    return int((scores > scores[row]).sum()) + 1


def _changes(
    models: Sequence[Surrogate], posts: pd.DataFrame, row: int, *, level: float
) -> pd.DataFrame:
    """Return where the first model, and refits, would put the post if it alone were changed."""
    places = np.array([_changed_places(one, posts, row) for one in models])
    # Places are whole: ends are places that some refit gave.
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(places[1:], tails, axis=0, method="closest_observation")
    return pd.DataFrame(
        {
            "change": ["as it was", *CHANGES.values()],
            "place": places[0],
            "low": low.astype(np.int64),
            "high": high.astype(np.int64),
        }
    )


def _changed_places(model: Surrogate, posts: pd.DataFrame, row: int) -> list[int]:
    """Return the place as it was, and after each of ``CHANGES``."""
    scores = model.scores(posts)
    places = [_place(scores, row)]
    for change in CHANGES:
        if change == "in the untrained feed":
            places.append(_place(model.scores(posts.assign(account="untrained")), row))
        else:
            moved = scores.copy()
            moved[row] = model.scores(_changed(posts.iloc[[row]], change))[0]
            places.append(_place(moved, row))
    return places


def _changed(post: pd.DataFrame, change: str) -> pd.DataFrame:
    hours = {"an hour older": 1, "six hours older": 6}
    if change in hours:
        return post.assign(age_seconds=post["age_seconds"] + 3600 * hours[change])
    factor = {"half the counts": 0.5, "ten times the counts": 10}[change]
    return post.assign(**{one: post[one] * factor for one in COUNTS})


def said_of(post: pd.Series[Any], part: str) -> str:
    """Return a part of ``PARTS`` in words, with rounded counts and without the page's name."""
    if part == "age":
        hours = round(float(str(post["age_seconds"])) / 3600)
        return f"about {hours} hours" if hours > 1 else "under two hours"
    if part == "type":
        return str(post["kind"])
    if part == "page":
        liked = "liked" if post["account"] == post["orientation"] else "not liked"
        return f"a {post['orientation']} page, {liked}"
    return "about " + ", ".join(f"{int(float(f'{float(str(post[o])):.1g}')):,}" for o in COUNTS)
