"""Orders that need no model: newest first, most popular first, most frequent page first, chance."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.ranking.observed_feed.features import COUNTS

FloatArray = NDArray[np.float64]
Baseline = Literal["newest first", "most popular first", "most frequent page first", "random order"]
BASELINES: Final[tuple[Baseline, ...]] = get_args(Baseline)


def baseline_scores(name: Baseline, posts: pd.DataFrame, *, known: pd.DataFrame) -> FloatArray:
    """Return a score for each post by which a baseline orders a feed, highest on top.

    Parameters
    ----------
    name
        "newest first": by time of publication. "most popular first": by reactions, comments
        and shares added up, as shown with the post. "most frequent page first": by how often
        the page stands in the feeds that a model may learn from. "random order": every post
        alike; equal scores count as half right, which is what a random order gets on average.
    posts
        The posts to be ordered.
    known
        The posts that a model may learn from; a page that is not among them scores 0.

    Raises
    ------
    ValueError
        If there is no such baseline.
    """
    if name == "newest first":
        return -posts["age_seconds"].to_numpy(dtype=np.float64)
    if name == "most popular first":
        return posts[list(COUNTS)].sum(axis=1).to_numpy(dtype=np.float64)
    if name == "most frequent page first":
        times = known["page"].value_counts()
        return np.asarray(posts["page"].map(times).fillna(0), dtype=np.float64)
    if name == "random order":
        return np.zeros(len(posts))
    raise ValueError(f"There is no baseline {name!r}; use one of {', '.join(BASELINES)}.")
