"""An invented feed of a few posts in which every published step drops, moves or caps one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.ranking.published_formula.adjustments import Factors
from rml.ranking.published_formula.selection import FILTERS, Caps
from rml.ranking.published_formula.served_feed import SHOWN, ServedFeed, served_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPost:
    """One invented post; its name is a letter for the author and a number.

    Parameters
    ----------
    name
        Such as ``B2``: the second post of author B.
    score
        The served score, invented also for posts that are dropped before any is computed.
    kind
        ``original``, ``reply`` or ``repost``.
    followed, paid_mark, fills_up
        Whether the reader follows the author, the author has a paid blue mark, the post only
        fills up the feed.
    see_fewer_days
        Days since the reader asked to see fewer posts of the author; NaN for none.
    filtered_by
        The filter that drops it, by its place in `FILTERS` from 1; 0 for none.
    """

    name: str
    score: float
    kind: str = "original"
    followed: bool = True
    paid_mark: bool = False
    fills_up: bool = False
    see_fewer_days: float = np.nan
    filtered_by: int = 0


EXAMPLE_CAPS: Final = Caps(most_in_network=3, most_out_of_network=2, most_backfill=1)
"""Caps of the invented feed; the published ones would drop none of so few posts."""
EXAMPLE: Final = (
    InventedPost(name="A1", score=1.2, filtered_by=1),
    InventedPost(name="C1", score=0.9, kind="repost", filtered_by=2),
    InventedPost(name="B1", score=1.0, filtered_by=3),
    InventedPost(name="B2", score=0.9),
    InventedPost(name="D1", score=0.8, filtered_by=4),
    InventedPost(name="E1", score=0.7, kind="reply", filtered_by=5),
    InventedPost(name="F1", score=0.95, see_fewer_days=5.0),
    InventedPost(name="G1", score=0.6, followed=False, filtered_by=7),
    InventedPost(name="H1", score=0.6, followed=False, filtered_by=8),
    InventedPost(name="J1", score=0.6, followed=False, filtered_by=9),
    InventedPost(name="K1", score=1.0, filtered_by=10),
    InventedPost(name="K2", score=0.9, kind="reply"),
    InventedPost(name="L1", score=0.5, kind="reply", filtered_by=11),
    InventedPost(name="M1", score=0.8, followed=False),
    InventedPost(name="M2", score=0.75, followed=False),
    InventedPost(name="N1", score=0.3, followed=False, paid_mark=True),
    InventedPost(name="P1", score=0.5, followed=False),
    InventedPost(name="Q1", score=0.25, paid_mark=True),
    InventedPost(name="R1", score=0.9, see_fewer_days=84.0),
    InventedPost(name="S1", score=0.2, fills_up=True),
)
"""Each filter drops one; places among an author's posts and both kinds of caps matter."""


def served_example(
    factors: Factors, *, posts: Sequence[InventedPost] = EXAMPLE, caps: Caps = EXAMPLE_CAPS
) -> ServedFeed:
    """Return what becomes of the invented posts under the published steps and factors."""
    kinds = np.array([post.kind for post in posts])
    filtered = np.array([post.filtered_by for post in posts])
    no = np.zeros(len(posts), dtype=bool)
    return served_feed(
        [post.score for post in posts],
        factors=factors,
        caps=caps,
        authors=np.array([ord(post.name[0]) for post in posts]),
        in_network=np.array([post.followed for post in posts]),
        reply=kinds == "reply",
        repost=kinds == "repost",
        blue=np.array([post.paid_mark for post in posts]),
        creator=no,
        see_fewer_days=[post.see_fewer_days for post in posts],
        backfill=np.array([post.fills_up for post in posts]),
        dropped={name: filtered == place for place, name in enumerate(FILTERS, start=1)},
    )


def example_frame(served: ServedFeed, *, posts: Sequence[InventedPost] = EXAMPLE) -> pd.DataFrame:
    """Return one row a post: those that leave, by step, then those that are shown, in order.

    Parameters
    ----------
    served
        From `served_example` for the same posts.

    Returns
    -------
    pandas.DataFrame
        ``post`` and its ``kind`` in words; ``before``, the score; ``of_author``, its place
        among its author's posts, from 1; ``factor`` and ``after``, the multiplied score, all
        NaN if it is dropped before the scoring; ``leaves_at``, the number of the step, or
        ``shown_at``, its place in the feed; the other of the two is NaN.
    """
    shown = {int(post): place for place, post in enumerate(served.shown, start=1)}
    by_step = np.argsort(served.leaves_at, kind="stable")
    order = np.r_[by_step[served.leaves_at[by_step] != SHOWN], served.shown]
    places, steps = served.place_of_author[order], served.leaves_at[order]
    return pd.DataFrame(
        {
            "post": [posts[post].name for post in order],
            "kind": [_in_words(posts[post]) for post in order],
            "before": [posts[post].score for post in order],
            "of_author": np.where(places < 0, np.nan, places + 1),
            "factor": served.factor[order],
            "after": served.score[order],
            "leaves_at": np.where(steps == SHOWN, np.nan, steps),
            "shown_at": [shown.get(int(post), np.nan) for post in order],
        }
    )


def _in_words(post: InventedPost) -> str:
    parts = [post.kind, "followed" if post.followed else "not followed"]
    if post.paid_mark:
        parts.append("paid mark")
    if post.fills_up:
        parts.append("fills up")
    if not np.isnan(post.see_fewer_days):
        parts.append(f"see fewer {post.see_fewer_days:.0f} days ago")
    return ", ".join(parts)
