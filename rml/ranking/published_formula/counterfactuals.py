"""What would have had to be predicted otherwise for a post to be among the first.

One predicted probability is changed and all else stays, the other posts included. Posts are
ordered by the weighted sum, whose order the served score keeps; no factor is applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.ranking.published_formula.feeds import FeedDesign, feed_batches
from rml.ranking.published_formula.scoring import checked_probabilities, served_score, weighted_sum
from rml.ranking.published_formula.selection import ranked
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES, Weights

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_FIRST: Final = ENGAGEMENTS.index("good_click")
_SECOND: Final = ENGAGEMENTS.index("good_click_v2")


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChange:
    """The change of one probability that lifts a post over a threshold.

    Parameters
    ----------
    predicted
        The probabilities as they are, shape (..., 10).
    needed
        The probability needed of each engagement, same shape; NaN where none is enough.
    odds_factor
        By how much its odds must rise, or fall for complaints, at least 1; infinite where no
        probability is enough.
    score_factor
        With what the served score would have to be multiplied instead, shape (...).
    """

    predicted: FloatArray
    needed: FloatArray
    odds_factor: FloatArray
    score_factor: FloatArray

    @property
    def smallest(self) -> FloatArray:
        """The smallest change of odds among the engagements, shape (...)."""
        return np.asarray(self.odds_factor.min(axis=-1))

    @property
    def easiest(self) -> IntArray:
        """The engagement that needs it, as a place in `ENGAGEMENTS`, shape (...)."""
        return np.asarray(self.odds_factor.argmin(axis=-1))


def single_changes(predicted: FloatArray, threshold: FloatArray, weights: Weights) -> SingleChange:
    """Return, for each engagement, the probability at which a post's sum meets ``threshold``.

    The sum is linear in each probability but for opened conversations, of which the larger
    prediction counts as the first one: it has a bend where the two are equal.

    Parameters
    ----------
    predicted
        Probabilities, shape (..., 10).
    threshold
        The weighted sum to be met, not below the posts' own, shape (...).
    weights
        The weights.

    Raises
    ------
    ValueError
        If a post's sum is above its threshold already.
    """
    values = checked_probabilities(predicted)
    needed, odds = needed_alone(values, threshold, weights)
    with np.errstate(divide="ignore"):
        factor = served_score(threshold, weights) / served_score(
            weighted_sum(values, weights), weights
        )
    return SingleChange(
        predicted=values, needed=needed, odds_factor=odds, score_factor=np.asarray(factor)
    )


def needed_alone(
    predicted: FloatArray, threshold: FloatArray, weights: Weights
) -> tuple[FloatArray, FloatArray]:
    """Return the probability needed of each engagement alone, and its change of odds.

    Both are those of `SingleChange`, shape (..., 10). The threshold may be one that no
    probability reaches.

    Raises
    ------
    ValueError
        If a post's sum is above its threshold already.
    """
    values = checked_probabilities(predicted)
    lacking = np.asarray(threshold - weighted_sum(values, weights))[..., None]
    if lacking.size and lacking.min() < 0:
        raise ValueError("A post meets its threshold already; nothing has to be changed.")
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = values + lacking / weights.array
    first, second = values[..., _FIRST], values[..., _SECOND]
    gap, missing = np.maximum(second - first, 0.0), lacking[..., 0]
    needed[..., _FIRST] += gap  # below the second one, the first does not count
    own, both = weights.of("good_click_v2"), weights.of("good_click_v2") + weights.of("good_click")
    # Up to the first prediction the second counts with its own weight, above it with both.
    room = np.maximum(first - second, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed[..., _SECOND] = np.where(
            missing <= own * room,
            second + missing / own,
            second + room + (missing - own * room) / both,
        )
    possible = (needed >= 0) & (needed <= 1)
    found = np.where(possible, needed, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (found / (1 - found)) / (values / (1 - values))
        odds = np.where(weights.array > 0, ratio, 1 / ratio)
    return found, np.where(np.isnan(odds), np.inf, odds)


def changes_by_place(
    design: FeedDesign,
    weights: Weights,
    *,
    feeds: int,
    candidates: int,
    top: int,
    last_place: int,
    rng: np.random.Generator,
) -> SingleChange:
    """Return what would lift the posts just below the top of simulated feeds into it.

    Parameters
    ----------
    design
        The distribution of predicted probabilities.
    weights
        The weights.
    feeds, candidates, top
        How many feeds of how many posts; how many posts count as the top.
    last_place
        The last place looked at, at most the number of candidates.
    rng
        The source of the random numbers.

    Returns
    -------
    SingleChange
        Arrays of shape (feeds, last_place - top, 10).
    """
    parts = [
        lifted_posts(predicted, weights, top=top, last_place=last_place)
        for predicted in feed_batches(design, feeds=feeds, candidates=candidates, rng=rng)
    ]
    return SingleChange(
        predicted=np.concatenate([part.predicted for part in parts]),
        needed=np.concatenate([part.needed for part in parts]),
        odds_factor=np.concatenate([part.odds_factor for part in parts]),
        score_factor=np.concatenate([part.score_factor for part in parts]),
    )


def lifted_posts(
    predicted: FloatArray, weights: Weights, *, top: int, last_place: int
) -> SingleChange:
    """Return what would lift the posts at places ``top + 1`` to ``last_place`` into the top.

    Parameters
    ----------
    predicted
        Probabilities of feeds, shape (feeds, candidates, 10).

    Raises
    ------
    ValueError
        If the places do not rise or do not exist.
    """
    if not 1 <= top < last_place <= predicted.shape[-2]:
        raise ValueError(
            f"top {top} and last_place {last_place} must rise and end at {predicted.shape[-2]} "
            "candidates."
        )
    sums = weighted_sum(predicted, weights)
    order = ranked(sums)[..., :last_place]
    threshold = np.take_along_axis(sums, order[..., top - 1 : top], axis=-1)
    posts = np.take_along_axis(predicted, order[..., top:, None], axis=-2)
    return single_changes(posts, np.broadcast_to(threshold, posts.shape[:-1]), weights)


def place_changes(changes: SingleChange, *, place: int, top: int) -> SingleChange:
    """Return the changes at one place, of shape (feeds, 10)."""
    column = place - top - 1
    if not 0 <= column < changes.needed.shape[1]:
        last = top + changes.needed.shape[1]
        raise ValueError(f"`place` must be from {top + 1} to {last}, not {place}.")
    return SingleChange(
        predicted=changes.predicted[:, column],
        needed=changes.needed[:, column],
        odds_factor=changes.odds_factor[:, column],
        score_factor=changes.score_factor[:, column],
    )


def places_frame(changes: SingleChange, *, top: int) -> pd.DataFrame:
    """Return by place how much the odds of one engagement would have to change.

    Returns
    -------
    pandas.DataFrame
        ``place``; ``median`` over feeds of the smallest change of odds, with the quarter of
        feeds below ``low_quarter`` and above ``high_quarter``.
    """
    quarters = np.quantile(changes.smallest, [0.25, 0.5, 0.75], axis=0)
    return pd.DataFrame(
        {
            "place": np.arange(top + 1, top + 1 + quarters.shape[1]),
            "median": quarters[1],
            "low_quarter": quarters[0],
            "high_quarter": quarters[2],
        }
    )


def easiest_frame(changes: SingleChange) -> pd.DataFrame:
    """Return in how many per cent of feeds each engagement needs the smallest change.

    Parameters
    ----------
    changes
        At one place, of shape (feeds, 10).
    """
    counted = np.bincount(changes.easiest, minlength=len(ENGAGEMENTS))
    return pd.DataFrame(
        {
            "engagement": [PLAIN_NAMES[name] for name in ENGAGEMENTS],
            "easiest": 100 * counted / len(changes.easiest),
        }
    ).sort_values("easiest", ascending=False, ignore_index=True, kind="stable")


def post_frame(changes: SingleChange, *, feed: int) -> pd.DataFrame:
    """Return the post of one feed: probabilities, the ones needed, the change of odds.

    Parameters
    ----------
    changes
        At one place, of shape (feeds, 10).
    feed
        Which feed.

    Returns
    -------
    pandas.DataFrame
        ``engagement``; ``predicted`` and ``needed`` in per cent; ``odds_factor``; the last two
        NaN where no probability is enough. Smallest change first.
    """
    odds = changes.odds_factor[feed]
    frame = pd.DataFrame(
        {
            "engagement": [PLAIN_NAMES[name] for name in ENGAGEMENTS],
            "predicted": 100 * changes.predicted[feed],
            "needed": 100 * changes.needed[feed],
            "odds_factor": np.where(np.isinf(odds), np.nan, odds),
        }
    )
    return frame.sort_values("odds_factor", ignore_index=True, kind="stable")


def said_of_post(post: pd.DataFrame) -> dict[str, str | float | int]:
    """Return what the report says of the post of `post_frame`, for its text.

    Raises
    ------
    ValueError
        If no single change would have been enough.
    """
    first, like = post.iloc[0], post[post["engagement"] == PLAIN_NAMES["fav"]].iloc[0]
    if np.isnan(first["odds_factor"]):
        raise ValueError("No single change lifts this post; choose another feed or place.")
    enough = not np.isnan(like["needed"])
    return {
        "easiest": str(first["engagement"]),
        "now": float(first["predicted"]),
        "needed": float(first["needed"]),
        "like_now": float(like["predicted"]),
        "like_needed": f"{like['needed']:.1f} %" if enough else "more than certainty",
        "possible": int(post["needed"].notna().sum()),
    }
