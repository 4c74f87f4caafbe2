"""How a surrogate's score depends on age, counts and type, and on account and orientation.

A difference of scores is the logarithm of the odds that one post stands above the other, so
dependence is given as odds: against the same post with a reference value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS, UNTRAINED
from rml.estimate import Estimate
from rml.ranking.observed_feed.features import COUNTS
from rml.ranking.observed_feed.surrogate import Surrogate
from rml.stats.intervals import t_interval

FloatArray = NDArray[np.float64]

AGES: Final = (0.25, 0.5, 1, 2, 3, 6, 9, 12, 18, 24, 36)
"""Hours."""
REFERENCE_AGE: Final = 3
TIMES: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10)
"""Factors on a post's own count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A change to posts: ``feature`` (age, a count, or all counts) and what it is set to."""

    feature: str
    value: float

    def applied(self, posts: pd.DataFrame) -> pd.DataFrame:
        """Return the posts with an age in hours, or with counts times a factor."""
        if self.feature == "age":
            return posts.assign(age_seconds=3600 * self.value)
        changed = COUNTS if self.feature == "counts" else (self.feature,)
        return posts.assign(**{one: posts[one] * self.value for one in changed})


def partial_dependence(
    models: Sequence[Surrogate],
    posts: pd.DataFrame,
    feature: str,
    values: Sequence[float],
    *,
    reference: float,
) -> FloatArray:
    """Return the mean log odds against the same posts at a reference, shape (models, values).

    Parameters
    ----------
    models
        The surrogate, or several refits of it.
    posts
        Over which the dependence is averaged.
    feature
        "age" (values are hours), "reactions", "comments", "shares" or "counts" (all three;
        values are factors on the posts' own counts).
    values, reference
        What the feature is set to, and against which setting.
    """
    if feature not in ("age", "counts", *COUNTS):
        raise ValueError(f"There is no dependence on {feature!r}; use age, counts or a count.")
    held = Setting(feature=feature, value=reference).applied(posts)
    base = np.array([model.scores(held) for model in models])
    table = np.empty((len(models), len(values)))
    for column, value in enumerate(values):
        changed = Setting(feature=feature, value=value).applied(posts)
        found = np.array([model.scores(changed) for model in models])
        table[:, column] = (found - base).mean(axis=1)
    return table


def account_by_orientation(models: Sequence[Surrogate], posts: pd.DataFrame) -> FloatArray:
    """Return the interactions of account and orientation, shape (models, accounts, orientations).

    Every post is scored as if it stood in each account's feed; the mean score of each
    orientation's posts, less the account's and the orientation's mean, is what is left for
    the two together, in log odds. Rows and columns add up to 0.
    """
    found = [own_models_interaction([model] * len(ACCOUNTS), posts) for model in models]
    return np.array(found)


def own_models_interaction(models: Sequence[Surrogate], posts: pd.DataFrame) -> FloatArray:
    """Return the interactions of account and orientation where each account has its own model.

    Parameters
    ----------
    models
        One for each of ``ACCOUNTS``, as `refits.account_fits` gives them.
    posts
        Scored by every account's model as if they stood in its feed.

    Returns
    -------
    numpy.ndarray
        In log odds, shape (accounts, orientations); rows and columns add up to 0.
    """
    orientation = posts["orientation"].to_numpy()
    found = np.empty((len(ACCOUNTS), len(ORIENTATIONS)))
    for place, (account, model) in enumerate(zip(ACCOUNTS, models, strict=True)):
        scores = model.scores(posts.assign(account=account))
        found[place] = [float(scores[orientation == one].mean()) for one in ORIENTATIONS]
    found -= found.mean(axis=1, keepdims=True)
    return np.asarray(found - found.mean(axis=0, keepdims=True))


def own_orientation(interactions: FloatArray, *, level: float) -> Estimate:
    """Return the interaction of trained accounts with the orientation that they liked, as odds.

    Parameters
    ----------
    interactions
        Shape (accounts, orientations), in log odds. The interval is for interactions of which
        each account's is estimated by itself, as by `own_models_interaction`: where accounts
        share columns, their values are alike whether liking does the same for them or not.
    """
    own = [
        interactions[place, ORIENTATIONS.index(one)]
        for place, one in enumerate(ACCOUNTS)
        if one != UNTRAINED
    ]
    found = t_interval(own, level=level, unit="odds ratio", of="trained accounts")
    return _exponential(replace(found, method=f"geometric mean; on logarithms: {found.method}"))


def shared_liking(
    surrogate: Surrogate, crossed: Surrogate, posts: pd.DataFrame
) -> dict[str, float]:
    """Return what `own_orientation` gives where all accounts share a model, without an interval.

    Parameters
    ----------
    surrogate
        With one column for liking, which serves all accounts.
    crossed
        With a column for each account and orientation, and none for liking.
    posts
        Over which scores are averaged.

    Returns
    -------
    dict
        shared and crossed: the odds by the one and by the other.
    """
    found = {}
    for name, model in (("shared", surrogate), ("crossed", crossed)):
        table = account_by_orientation([model], posts)[0]
        own = [table[ACCOUNTS.index(one), place] for place, one in enumerate(ORIENTATIONS)]
        found[name] = math.exp(float(np.mean(own)))
    return found


def setting_odds(
    models: Sequence[Surrogate],
    posts: pd.DataFrame,
    *,
    feature: str,
    value: float,
    reference: float,
    level: float,
) -> Estimate:
    """Return the odds of the same posts with a feature set to a value, against a reference.

    Parameters
    ----------
    models
        The surrogate of all feeds, then its refits.
    posts, feature, value, reference
        As for `partial_dependence`.
    level
        Nominal coverage of the basic bootstrap interval, taken on log odds.
    """
    found = partial_dependence(models, posts, feature, [value], reference=reference)[:, 0]
    return _exponential(over_refits(found[0], found[1:], level=level, unit="odds ratio"))


def middle_refit(
    models: Sequence[Surrogate],
    posts: pd.DataFrame,
    *,
    feature: str,
    value: float,
    reference: float,
) -> float:
    """Return the odds of `setting_odds` by the median of the refits."""
    found = partial_dependence(models[1:], posts, feature, [value], reference=reference)
    return math.exp(float(np.median(found)))


def age_and_counts(
    models: Sequence[Surrogate], posts: pd.DataFrame, *, level: float
) -> dict[str, pd.DataFrame]:
    """Return the dependence on age and on all counts as odds, with basic intervals over refits.

    Returns
    -------
    dict
        "age" (hours, odds, low, high; 1 at three hours) and "counts" (times, odds, low, high;
        1 as they were). ``models`` are the surrogate of all feeds, then its refits.
    """
    tables = {}
    for feature, column, values, reference in (
        ("age", "hours", AGES, REFERENCE_AGE),
        ("counts", "times", TIMES, 1),
    ):
        found = partial_dependence(models, posts, feature, values, reference=reference)
        low, high = basic_ends(found[0], found[1:], level=level)
        tables[feature] = pd.DataFrame(
            {
                column: [float(one) for one in values],
                "odds": np.exp(found[0]),
                "low": np.exp(low),
                "high": np.exp(high),
            }
        )
    return tables


def basic_ends(
    value: ArrayLike, refits: FloatArray, *, level: float
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of basic bootstrap intervals: the refits' percentiles about the value.

    A resampled set of feeds repeats some of them, and what is fitted to it is off to one side.
    Percentiles of the refits would hold that shift twice; the basic interval takes it off.

    Parameters
    ----------
    value
        By the surrogate of all feeds, shape (...).
    refits
        By the refits, shape (refits, ...).

    References
    ----------
    Davison and Hinkley (1997), "Bootstrap Methods and their Application", section 5.2.1,
    doi:10.1017/CBO9780511802843.
    """
    low, high = np.quantile(refits, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return 2 * np.asarray(value) - high, 2 * np.asarray(value) - low


def over_refits(value: float, refits: FloatArray, *, level: float, unit: str) -> Estimate:
    """Return a surrogate's quantity with its basic bootstrap interval over refits."""
    low, high = basic_ends(value, refits, level=level)
    return Estimate(
        value=value,
        low=float(low),
        high=float(high),
        level=level,
        n=f"{len(refits):,} refits",
        unit=unit,
        method=(
            "surrogate of all feeds; basic bootstrap interval, on logarithms, over refits to feeds "
            "resampled in blocks within the six accounts, which are taken as they are"
        ),
    )


def _exponential(found: Estimate) -> Estimate:
    """Return an estimate of log odds as one of odds."""
    if found.low is None or found.high is None:
        raise ValueError("Only an estimate with an interval is taken from logarithms here.")
    return replace(
        found,
        value=math.exp(found.value),
        low=math.exp(found.low),
        high=math.exp(found.high),
    )
