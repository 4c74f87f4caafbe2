"""Whether an explanation is stable, and whether a model that learned nothing gets another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.ranking.observed_feed.attribution import Attributions, feed_attributions, likeness
from rml.ranking.observed_feed.feeds import Feeds
from rml.ranking.observed_feed.passages import sanity_reading
from rml.ranking.observed_feed.refits import random_weights, reseeded_fits, shuffled_fits
from rml.ranking.observed_feed.surrogate import Surrogate, Training
from rml.report.format import Value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likenesses:
    """How alike the explanations of several kinds of models are to the surrogate's.

    Parameters
    ----------
    reference
        The surrogate's attributions.
    by_kind
        For each kind of model: importance, posts and size, one row a model.
    largest_shortfall
        How far any attributions were from adding up to the score, in log odds.
    """

    reference: Attributions
    by_kind: Mapping[str, pd.DataFrame]
    largest_shortfall: float

    def mean(self, kind: str, column: str) -> float:
        """Return the mean over the models of a kind."""
        return float(self.by_kind[kind][column].mean())

    def table(self) -> pd.DataFrame:
        """Return one row for each kind: models, importance, posts with its ends, and size."""
        rows = [
            {
                "models": kind,
                "number": len(found),
                "importance": float(found["importance"].mean()),
                "posts": float(found["posts"].mean()),
                "posts_least": float(found["posts"].min()),
                "posts_most": float(found["posts"].max()),
                "size": float(found["size"].mean()),
            }
            for kind, found in self.by_kind.items()
        ]
        return pd.DataFrame(rows)

    def stability(self, kind: str) -> Estimate:
        """Return the mean correlation of importances; the range of refits is no interval of it."""
        found = self.by_kind[kind]["importance"].to_numpy()
        return Estimate(
            value=float(found.mean()),
            low=None,
            high=None,
            level=None,
            n=f"{found.size:,} refits",
            unit="rank correlation",
            method="mean over refits; the range of single refits is given, and no interval",
        )

    def middle(self, kind: str, *, level: float) -> tuple[float, float]:
        """Return the ends of the middle ``level`` of the correlations of importances."""
        found = self.by_kind[kind]["importance"].to_numpy()
        low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def of_posts(self, kind: str) -> Estimate:
        """Return the mean correlation of attributions to posts; models are no sample of any."""
        found = self.by_kind[kind]["posts"].to_numpy()
        return Estimate(
            value=float(found.mean()),
            low=None,
            high=None,
            level=None,
            n=f"{found.size} models",
            unit="rank correlation",
            method="mean over models; the range is given, and no interval, as it is a check",
        )

    def ends(self, kind: str) -> tuple[float, float]:
        """Return the least and the greatest correlation of attributions to posts."""
        found = self.by_kind[kind]["posts"]
        return float(found.min()), float(found.max())


def likenesses(
    reference: Surrogate, kinds: Mapping[str, Sequence[Surrogate]], feeds: Feeds, *, steps: int
) -> Likenesses:
    """Return how alike explanations of other models are to those of ``reference``.

    Parameters
    ----------
    reference
        The surrogate that is explained.
    kinds
        Other models by what they are.
    feeds
        The feeds whose posts are explained.
    steps
        Of the integrated gradients.
    """
    own = feed_attributions(reference, feeds, steps=steps)
    shortfalls, found = [own.largest_shortfall], {}
    for kind, models in kinds.items():
        others = [feed_attributions(one, feeds, steps=steps) for one in models]
        shortfalls += [one.largest_shortfall for one in others]
        found[kind] = likeness(own, others)
    return Likenesses(reference=own, by_kind=found, largest_shortfall=float(np.max(shortfalls)))


KINDS: Final = (
    *("fits to resampled feeds", "fits from other first weights"),
    *("fits to feeds in random order", "weights never fitted"),
)
"""The kinds of models that `other_models` gives, in its order."""


def other_models(
    feeds: Feeds,
    training: Training,
    resampled: Sequence[Surrogate],
    *,
    seed: int,
    other_seeds: int,
    randomised: int,
) -> dict[str, Sequence[Surrogate]]:
    """Return refits of a surrogate and models that learned nothing, by ``KINDS``."""
    groups = (
        resampled,
        reseeded_fits(feeds, training, seed=seed, fits=other_seeds),
        shuffled_fits(feeds, training, seed=seed, fits=randomised),
        random_weights(feeds, training, seed=seed, fits=randomised),
    )
    return dict(zip(KINDS, groups, strict=True))


def likeness_values(alike: Likenesses, *, level: float) -> dict[str, dict[str, Value]]:
    """Return what the sentences on stability and on the sanity check say, by finding."""
    resampled, reseeded, shuffled, unfitted = KINDS
    low, high = alike.middle(resampled, level=level)
    (least, most), (least_refitted, _) = alike.ends(shuffled), alike.ends(resampled)
    return {
        "stability": {
            "middle": level,
            "least": low,
            "most": high,
            "seeds": alike.mean(reseeded, "importance"),
            "posts": alike.mean(resampled, "posts"),
            "posts_seeds": alike.mean(reseeded, "posts"),
        },
        "sanity": {
            "size": alike.mean(shuffled, "size"),
            "random": alike.mean(unfitted, "posts"),
            "least": least,
            "most": most,
            "reading": sanity_reading(most_shuffled=most, least_refitted=least_refitted),
        },
    }
