"""Simulated feeds: predicted probabilities from stated distributions, and kinds of posts.

No predicted probability of the published model is public. These feeds are made up; they show what
the published rules would do under assumptions that a reader can see and change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from rml.data.ledger import simulated
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES, Weights

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
_BATCH: Final = 40  # feeds held in memory at a time: 40 x 1,500 x 10 numbers are 5 MB
_COMPLAINTS: Final = np.isin(ENGAGEMENTS, ("negative_feedback_v2", "report"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDesign:
    """The distribution of predicted probabilities over the posts of a feed.

    The log-odds of an engagement are normal over posts. Those of one post are correlated
    through its appeal, a standard normal number.

    Parameters
    ----------
    rates
        The median probability of each engagement, in (0, 1), in the order of `ENGAGEMENTS`.
    spread
        Standard deviation of the log-odds, above 0.
    common
        Correlation of the log-odds of two engagements that are no complaints, in [0, 1).
    complaints
        How complaints load on appeal, relative to other engagements, in [-1, 1].
    author_share
        Share of the variance of appeal that posts of one author have in common, in [0, 1]. It
        counts only where authors are known.
    """

    rates: tuple[float, ...]
    spread: float
    common: float
    complaints: float
    author_share: float = 0.0

    def __post_init__(self) -> None:
        if len(self.rates) != len(ENGAGEMENTS) or not all(0 < rate < 1 for rate in self.rates):
            raise ValueError(
                f"`rates` must hold {len(ENGAGEMENTS)} probabilities strictly between 0 and 1, "
                f"not {self.rates}."
            )
        if not self.spread > 0 or not 0 <= self.common < 1 or not -1 <= self.complaints <= 1:
            raise ValueError(
                f"A design needs a spread above 0 ({self.spread}), a common share in [0, 1) "
                f"({self.common}) and complaints in [-1, 1] ({self.complaints})."
            )
        if not 0 <= self.author_share <= 1:
            raise ValueError(f"`author_share` must be from 0 to 1, not {self.author_share}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostShares:
    """How common kinds of posts and authors are; all are shares of posts or of authors.

    Parameters
    ----------
    in_network, blue, creator
        Of authors: followed by the reader; with a paid blue mark; selling subscriptions.
    reply, repost
        Of posts.
    posts_per_author
        Mean number of candidate posts of an author; all authors are equally prolific.
    """

    in_network: float
    blue: float
    creator: float
    reply: float
    repost: float
    posts_per_author: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePosts:
    """The kinds of the posts of one feed, arrays of shape (candidates,)."""

    authors: IntArray
    in_network: BoolArray
    reply: BoolArray
    repost: BoolArray
    blue: BoolArray
    creator: BoolArray


def equal_contribution_rates(
    weights: Weights, *, like_rate: float, video_rate: float
) -> tuple[float, ...]:
    """Return the rates at which all weighted probabilities are equal in size, but for videos.

    Parameters
    ----------
    weights
        None of them zero.
    like_rate
        The rate of likes, in (0, 1).
    video_rate
        The rate of videos watched, whose equal one could exceed 1.
    """
    rates = like_rate * weights.of("fav") / np.abs(weights.array)
    rates[ENGAGEMENTS.index("video_playback50")] = video_rate
    return tuple(rates.tolist())


@simulated
def made_predictions(
    design: FeedDesign,
    *,
    feeds: int,
    candidates: int,
    rng: np.random.Generator,
    authors: IntArray | None = None,
) -> FloatArray:
    """Return made-up predicted probabilities, shape (feeds, candidates, 10).

    Parameters
    ----------
    design
        Their distribution; posts and feeds are independent of each other.
    feeds, candidates
        How many feeds of how many posts.
    rng
        The source of the random numbers.
    authors
        Whole numbers from 0, shape (feeds, candidates); the same number in two feeds is not
        the same author. Without them all posts have an appeal of their own.
    """
    loading = np.sqrt(design.common) * np.where(_COMPLAINTS, design.complaints, 1.0)
    appeal = rng.standard_normal((feeds, candidates, 1))
    if authors is not None:
        by_author = rng.standard_normal((feeds, int(authors.max()) + 1))
        of_author = np.take_along_axis(by_author, authors, axis=1)[..., None]
        share = design.author_share
        appeal = np.sqrt(share) * of_author + np.sqrt(1 - share) * appeal
    own = rng.standard_normal((feeds, candidates, len(ENGAGEMENTS)))
    noise = loading * appeal + np.sqrt(1 - loading**2) * own
    return np.asarray(expit(logit(np.array(design.rates)) + design.spread * noise))


@simulated
def made_posts(shares: PostShares, *, candidates: int, rng: np.random.Generator) -> MadePosts:
    """Return made-up kinds of the posts of one feed.

    Kinds do not depend on predictions: a factor then changes places by itself alone.
    """
    number = max(1, round(candidates / shares.posts_per_author))
    authors = rng.integers(0, number, size=candidates)
    followed, blue, creator = (
        rng.random(number) < share for share in (shares.in_network, shares.blue, shares.creator)
    )
    kind = rng.random(candidates)
    reply = kind < shares.reply
    return MadePosts(
        authors=authors,
        in_network=followed[authors],
        reply=reply,
        repost=~reply & (kind < shares.reply + shares.repost),
        blue=blue[authors],
        creator=creator[authors],
    )


def feed_batches(
    design: FeedDesign, *, feeds: int, candidates: int, rng: np.random.Generator
) -> Iterator[FloatArray]:
    """Yield made-up predictions of some feeds at a time, as `made_predictions` gives them."""
    for start in range(0, feeds, _BATCH):
        yield made_predictions(
            design, feeds=min(_BATCH, feeds - start), candidates=candidates, rng=rng
        )


def rates_frame(
    equal: Sequence[float],
    other: Sequence[float],
    *,
    equal_added: FloatArray,
    other_added: FloatArray,
) -> pd.DataFrame:
    """Return two sets of median probabilities, and what each engagement adds on average.

    Parameters
    ----------
    equal, other
        Medians of both sets.
    equal_added, other_added
        Means over posts of what each adds to the weighted sum, in score points, shape (10,).

    Returns
    -------
    pandas.DataFrame
        ``engagement`` in words; ``equal`` and ``other``, in per cent; ``equal_adds`` and
        ``other_adds``, in score points.
    """
    return pd.DataFrame(
        {
            "engagement": [PLAIN_NAMES[name] for name in ENGAGEMENTS],
            "equal": 100 * np.array(equal),
            "equal_adds": equal_added,
            "other": 100 * np.array(other),
            "other_adds": other_added,
        }
    )
