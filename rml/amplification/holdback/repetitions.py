"""Many draws of a simulated experiment, estimated, and how often intervals held the truth.

Two truths are judged. With the authors fixed, only users are assigned and behave anew, and the
interval over users must hold these authors' amplification. With authors drawn anew each time
as well, the interval over users and authors must hold that of authors like these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student_t

from rml.amplification.holdback.audience import BUCKETS
from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.draw_counts import draw_pooled_counts
from rml.amplification.holdback.scenario import Authors, Scenario, centres_of, planted
from rml.amplification.holdback.set_amplification import Scope, log_ratios
from rml.data.ledger import simulated
from rml.progress import progress
from rml.stages import Arrays, stage
from rml.stats.arguments import checked_count

FloatArray = NDArray[np.float64]
SCOPES: Final[dict[Authors, Scope]] = {
    "these authors": "users",
    "authors like these": "users and authors",
}
_CODE: Final = ("rml.amplification.holdback.repetitions",)
_PACKAGES: Final = ("numpy", "scipy", "pandas")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Repetitions:
    """Estimates of many draws of one experiment.

    Parameters
    ----------
    parties
        Length p.
    value
        Estimated log ratios of reach, shape (r, p).
    truth
        What they should be, shape (r, p): that of the authors of the draw, or of authors
        like these.
    covariance
        The estimated covariance over users, shape (r, p, p).
    over_authors
        The estimated variance over authors, shape (r, p); NaN for parties of few authors.
    author_jackknife, author_freedom
        The jackknife's variance over authors and its degrees of freedom, shape (r, p).
    buckets
        Number of buckets of users.
    scope
        What varies between draws.
    """

    parties: tuple[str, ...]
    value: FloatArray
    truth: FloatArray
    covariance: FloatArray
    over_authors: FloatArray
    author_jackknife: FloatArray
    author_freedom: FloatArray
    buckets: int
    scope: Scope

    def __len__(self) -> int:
        return len(self.value)

    def contrast(self, weights: ArrayLike, *, users_times: float = 1.0) -> Judged:
        """Return how a contrast of parties was estimated.

        Parameters
        ----------
        weights
            Shape (p,).
        users_times
            With how many times as many users the errors are to be stated: what users add to
            the variance falls in proportion. Estimates stay those of the draws, so only the
            widths of intervals have a meaning then.
        """
        chosen = np.asarray(weights, dtype=float)
        users = np.einsum("i,rij,j->r", chosen, self.covariance, chosen) / users_times
        variance, spread = users, users**2 / (self.buckets - 1)
        if self.scope == "users and authors":
            used = chosen != 0
            variance = users + (chosen[used] ** 2 * self.over_authors[:, used]).sum(axis=1)
            parts = chosen[used] ** 2 * self.author_jackknife[:, used]
            spread = spread + (parts**2 / self.author_freedom[:, used]).sum(axis=1)
        return Judged(
            value=self.value @ chosen,
            truth=self.truth @ chosen,
            error=np.sqrt(variance),
            freedom=variance**2 / spread,
        )

    def party(self, index: int) -> Judged:
        """Return how one party's log ratio was estimated."""
        return self.contrast(np.eye(len(self.parties))[index])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Judged:
    """Estimates of one quantity over repetitions, each of shape (r,), in logarithms."""

    value: FloatArray
    truth: FloatArray
    error: FloatArray
    freedom: FloatArray

    def half_width(self, *, level: float) -> FloatArray:
        """Return half the width of each interval."""
        return np.asarray(student_t.ppf((1 + level) / 2, self.freedom) * self.error)

    def held(self, *, level: float) -> FloatArray:
        """Return 1 where the interval held the truth, 0 where it did not."""
        inside = np.abs(self.value - self.truth) <= self.half_width(level=level)
        return inside.astype(float)

    def rejected(self, *, alpha: float) -> FloatArray:
        """Return 1 where the hypothesis that the quantity is 0 was rejected."""
        return (np.abs(self.value) > self.half_width(level=1 - alpha)).astype(float)

    def factor_bias(self) -> float:
        """Return the mean ratio of estimated to true factor, minus 1."""
        return float(np.expm1(self.value - self.truth).mean())

    def power(self, difference: float, *, alpha: float) -> float:
        """Return the share of draws that would find a difference of so much in logarithms.

        The estimates are shifted so that the truth is the difference.
        """
        shifted = self.value - self.truth + difference
        return float((np.abs(shifted) > self.half_width(level=1 - alpha)).mean())


@simulated
def repeated(scenario: Scenario, *, authors: Authors, repetitions: int, seed: int) -> Repetitions:
    """Return the estimates of many draws of a scenario, kept in the cache.

    Parameters
    ----------
    scenario
        The experiment. Parties of fewer than 20 authors have no variance over authors.
    authors
        Whether the authors stay the same over draws or are drawn anew.
    repetitions
        How many draws, at least 2.
    seed
        Of all draws.
    """
    count = checked_count("repetitions", repetitions, minimum=2)
    arrays = stage(
        "holdback_repetitions",
        key={
            "scenario": scenario.key(),
            "authors": authors,
            "repetitions": count,
            "seed": seed,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _draws(scenario, authors, count, seed),
    )
    parties = tuple(sorted(plan.party for plan in scenario.parties))
    buckets = int(arrays.pop("buckets"))
    return Repetitions(parties=parties, scope=SCOPES[authors], buckets=buckets, **arrays)


def _draws(scenario: Scenario, authors: Authors, repetitions: int, seed: int) -> Arrays:
    """Return the arrays of `Repetitions` by name."""
    rng = np.random.default_rng(seed)
    anew = authors == "authors like these"
    # Centres need no more precision than the repetitions give: their error is a bias of all.
    centres = centres_of(scenario, rng, draws=min(3000, 20 * repetitions)) if anew else None
    experiment = planted(scenario, rng, centres=centres)
    asked = np.log1p([scenario.amplification[party] for party in experiment.parties])
    rows: dict[str, list[FloatArray]] = {
        name: []
        for name in (
            "value",
            "truth",
            "covariance",
            "over_authors",
            "author_jackknife",
            "author_freedom",
        )
    }
    for _ in progress(range(repetitions), total=repetitions, what="simulated experiments"):
        if anew:
            experiment = planted(scenario, rng, centres=centres)
        ratios = log_ratios(
            draw_pooled_counts(experiment, rng),
            combine="pooled",
            smoothing="corrected",
            size_ratio=None,
        )
        truth = asked if anew else np.log1p(planted_amplification(experiment))
        for name, row in (
            ("value", ratios.value),
            ("truth", truth),
            ("covariance", ratios.over_users),
            ("over_authors", ratios.over_authors),
            ("author_jackknife", ratios.author_jackknife),
            ("author_freedom", ratios.author_freedom),
        ):
            rows[name].append(row)
    arrays: Arrays = {name: np.stack(values) for name, values in rows.items()}
    return arrays | {"buckets": np.array(BUCKETS)}
