"""What a surrogate sees of a post: age, counts, type, page, orientation, account."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.observed_feed.feeds import PAGES

FloatArray = NDArray[np.float64]

COUNTS: Final = ("reactions", "comments", "shares")
NUMBERS: Final = ("age", *COUNTS)
KINDS: Final = ("photo", "video", "notes")
FEATURES: Final = (*NUMBERS, "type", "page", "orientation", "liked", "account")
"""The features by the name under which an explanation sums their columns."""
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "age": "age of the post",
        "reactions": "reactions",
        "comments": "comments",
        "shares": "shares",
        "type": "type of the post",
        "page": "which page",
        "orientation": "orientation of the page",
        "liked": "page liked by the account",
        "account": "which account",
    }
)
_COLUMNS: Final = (
    *((one, one) for one in NUMBERS),
    *((f"type {one}", "type") for one in KINDS),
    *((f"page {one}", "page") for one in PAGES),
    *((f"orientation {one}", "orientation") for one in ORIENTATIONS),
    ("liked", "liked"),
    *((f"account {one}", "account") for one in ACCOUNTS),
)
_RANKED: Final = (("age among the feed's posts", "age"),)
_CROSSED: Final = tuple(
    (f"account {account} by orientation {one}", "account") for account in ACCOUNTS
    for one in ORIENTATIONS
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a model is given, besides age, type, page, orientation and account.

    Parameters
    ----------
    counts
        False if reactions, comments and shares are withheld.
    liked
        False if it is not told whether the account liked the page.
    crossed
        True if each account by orientation has a column of its own, which a linear model
        needs to tell accounts apart.
    age_rank
        True if it is told which of a feed's posts are newer, too.
    """

    counts: bool = True
    liked: bool = True
    crossed: bool = False
    age_rank: bool = False


USUAL: Final = Seen()
"""What the surrogate is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How posts become numbers; fitted on the posts that a model learns from and no others.

    Parameters
    ----------
    mean, spread
        Of the logarithms of age (hours) and counts, each plus one, shape (4,).
    accounts, pages
        Those met in training. Others have zeros for their columns: nothing is known of them.
    seen
        What the model is given.
    """

    mean: FloatArray
    spread: FloatArray
    accounts: frozenset[str]
    pages: frozenset[str]
    seen: Seen = USUAL

    @property
    def columns(self) -> list[str]:
        """The names of the matrix's columns."""
        return [name for name, _ in self._named]

    def of_feature(self, feature: str) -> list[int]:
        """Return which columns belong to one of ``FEATURES``."""
        return [place for place, (_, one) in enumerate(self._named) if one == feature]

    @property
    def _named(self) -> Sequence[tuple[str, str]]:
        crossed = _CROSSED if self.seen.crossed else ()
        return (*_COLUMNS, *crossed, *(_RANKED if self.seen.age_rank else ()))

    def matrix(self, posts: pd.DataFrame) -> FloatArray:
        """Return one row of numbers a post, shape (posts, columns)."""
        numbers = (_logarithms(posts) - self.mean) / self.spread
        if not self.seen.counts:
            numbers[:, 1:] = 0.0
        of_account = _one_hot(posts["account"], ACCOUNTS)
        of_account[:, [one not in self.accounts for one in ACCOUNTS]] = 0.0
        of_page = _one_hot(posts["page"], PAGES)
        of_page[:, [one not in self.pages for one in PAGES]] = 0.0
        of_orientation = _one_hot(posts["orientation"], ORIENTATIONS)
        liked = self.seen.liked & (posts["account"] == posts["orientation"]).to_numpy()
        blocks = [
            numbers,
            _one_hot(posts["kind"], KINDS),
            of_page,
            of_orientation,
            liked[:, None].astype(np.float64),
            of_account,
        ]
        if self.seen.crossed:
            crossed = of_account[:, :, None] * of_orientation[:, None, :]
            blocks.append(crossed.reshape(len(posts), -1))
        if self.seen.age_rank:
            # Of mean 0 and spread 1, as the ranks of a feed are spread evenly from 0 to 1.
            rank = posts["age_rank"].to_numpy(dtype=np.float64)
            blocks.append((rank[:, None] - 0.5) * math.sqrt(12))
        return np.hstack(blocks)


def encoding_of(posts: pd.DataFrame, *, seen: Seen = USUAL) -> Encoding:
    """Return the encoding that these posts, and no others, teach."""
    logarithms = _logarithms(posts)
    spread = logarithms.std(axis=0)
    return Encoding(
        mean=logarithms.mean(axis=0),
        spread=np.where(spread > 0, spread, 1.0),
        accounts=frozenset(posts["account"].unique()),
        pages=frozenset(posts["page"].unique()),
        seen=seen,
    )


def _logarithms(posts: pd.DataFrame) -> FloatArray:
    age = posts["age_seconds"].to_numpy(dtype=np.float64) / 3600
    counts = posts[list(COUNTS)].to_numpy(dtype=np.float64)
    return np.asarray(np.log1p(np.column_stack([age, counts])))


def _one_hot(values: pd.Series[str], levels: Sequence[str]) -> FloatArray:
    # The row behind the last one, which -1 points to, is of values that are no level.
    rows = np.vstack([np.eye(len(levels)), np.zeros(len(levels))])
    return np.asarray(rows[pd.Index(levels).get_indexer(pd.Index(values))])
