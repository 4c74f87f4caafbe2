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
from rml.ranking.observed_feed.features import COUNTS
from rml.ranking.observed_feed.feeds import Feeds
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
        change, and place: where the surrogate puts the post then.
    """

    post: pd.Series[Any]
    middle: pd.Series[Any]
    posts: int
    place: int
    model_place: int
    contributions: pd.DataFrame
    changes: pd.DataFrame

    @property
    def total_odds(self) -> float:
        """The odds that the surrogate gives the post of standing above the middle post."""
        return float(np.exp(self.contributions["log_odds"].sum()))


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
    low, high = np.quantile(ranges, [(1 - level) / 2, (1 + level) / 2], axis=0)
    table = pd.DataFrame(
        {
            "part": list(PARTS),
            "this_post": [_said(posts.iloc[row], one) for one in PARTS],
            "middle_post": [_said(posts.iloc[middle], one) for one in PARTS],
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
        changes=_changes(model, posts, row),
    )


def why_words(explained: Explained) -> dict[str, str | int | float]:
    """Return what the passage on one post says: `claims.WHY_THIS_POST` holds its words."""
    post, middle = explained.post, explained.middle
    reasons = [
        f"its {row.part} ({_against(str(row.this_post), str(row.middle_post))}) multiplies the "
        f"odds by {row.odds:.2f}"
        for row in explained.contributions.itertuples()
    ]
    return {
        "place": explained.place,
        "posts": explained.posts,
        "account": str(post["account"]),
        "time": f"{pd.Timestamp(str(post['viewed_at'])):%H:%M on %-d %B %Y}",
        "model": explained.model_place,
        "reading": place_reading(explained.place, explained.model_place, explained.posts),
        "kind": str(post["kind"]),
        "page": str(post["page"]),
        "age": _said(post, "age"),
        "odds": explained.total_odds,
        "middle_page": str(middle["page"]),
        "middle_age": _said(middle, "age"),
        "reasons": "; ".join(reasons),
    }


def place_reading(place: int, model_place: int, posts: int) -> str:
    """Return whether the surrogate explains a place, as a sentence.

    It is said to come near if it is off by no more than a tenth of the feed, and not to explain
    the place if it is off by more than a quarter.
    """
    off = abs(place - model_place) / posts
    if off <= 0.1:
        return "So it comes near, and what it goes by may be told as a reason."
    if off <= 0.25:
        return "So it explains the place in part."
    side = "higher" if place < model_place else "lower"
    return (
        f"So it does not explain this place: the post stands far {side} than its age, counts, type "
        "and page would have it, for a reason that the surrogate has not found. What follows is "
        "why the surrogate puts it where it does."
    )


def changes_words(explained: Explained) -> str:
    """Return in words where the surrogate would put the post if it alone were changed."""
    changed = explained.changes.iloc[1:]
    return "; ".join(f"{row.change}: place {row.place}" for row in changed.itertuples())


def _against(this: str, middle: str) -> str:
    return f"{this}, as the other" if this == middle else f"{this} against {middle}"


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


def _changes(model: Surrogate, posts: pd.DataFrame, row: int) -> pd.DataFrame:
    """Return where the surrogate would put the post if it alone were changed."""
    scores = model.scores(posts)
    rows = [{"change": "as it was", "place": _place(scores, row)}]
    for change, words in CHANGES.items():
        if change == "in the untrained feed":
            places = _place(model.scores(posts.assign(account="untrained")), row)
        else:
            changed = _changed(posts.iloc[[row]], change)
            moved = scores.copy()
            moved[row] = model.scores(changed)[0]
            places = _place(moved, row)
        rows.append({"change": words, "place": places})
    return pd.DataFrame(rows)


def _changed(post: pd.DataFrame, change: str) -> pd.DataFrame:
    hours = {"an hour older": 1, "six hours older": 6}
    if change in hours:
        return post.assign(age_seconds=post["age_seconds"] + 3600 * hours[change])
    factor = {"half the counts": 0.5, "ten times the counts": 10}[change]
    return post.assign(**{one: post[one] * factor for one in COUNTS})


def _said(post: pd.Series[Any], part: str) -> str:
    if part == "age":
        return f"{float(str(post['age_seconds'])) / 3600:.1f} hours"
    if part == "type":
        return str(post["kind"])
    if part == "page":
        liked = "liked" if post["account"] == post["orientation"] else "not liked"
        return f"{post['page']}, {liked}"
    return ", ".join(f"{int(str(post[one])):,}" for one in COUNTS)
