"""Simulated experiments by the published interval, and tests of single accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from rml.amplification.holdback.author_ratio import split_log_ratios
from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.draw_audience import draw_audience
from rml.amplification.holdback.draw_counts import draw_author_reach
from rml.amplification.holdback.party_association import party_association
from rml.amplification.holdback.published_interval import published_amplification
from rml.amplification.holdback.ratio import Smoothing, mean_of_daily_ratios
from rml.amplification.holdback.scenario import Authors, Scenario, centres_of, planted
from rml.data.ledger import simulated
from rml.progress import progress
from rml.stages import Arrays, stage

FloatArray = NDArray[np.float64]
_CODE: Final = ("rml.amplification.calibration.experiments",)
_PACKAGES: Final = ("numpy", "scipy", "pandas")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PublishedDraws:
    """Estimates of many draws by the published interval.

    Parameters
    ----------
    value
        Mean daily amplification of each party, shape (r, p); 1 is 100 per cent.
    truth
        What it should be, shape (r, p).
    error
        Bootstrap standard error of each, shape (r, p).
    pair_error
        Bootstrap standard error of the difference of each two parties, shape (r, p, p).
    """

    value: FloatArray
    truth: FloatArray
    error: FloatArray
    pair_error: FloatArray

    def held(self, party: int, *, level: float) -> FloatArray:
        """Return 1 where a party's interval held the truth."""
        half = norm.ppf((1 + level) / 2) * self.error[:, party]
        return (np.abs(self.value - self.truth)[:, party] <= half).astype(float)

    def difference_held(self, first: int, second: int, *, level: float) -> FloatArray:
        """Return 1 where the interval of first minus second held the truth."""
        off = (self.value - self.truth)[:, first] - (self.value - self.truth)[:, second]
        half = norm.ppf((1 + level) / 2) * self.pair_error[:, first, second]
        return (np.abs(off) <= half).astype(float)

    def width(self, party: int, *, level: float) -> float:
        """Return the mean width of a party's interval, in per cent of the ratio of reach."""
        half = norm.ppf((1 + level) / 2) * self.error[:, party]
        return 100 * float((2 * half / (1 + self.truth[:, party])).mean())

    def bias(self, party: int) -> float:
        """Return the mean error of a party's estimate, in per cent of the ratio of reach."""
        relative = (self.value - self.truth)[:, party] / (1 + self.truth[:, party])
        return 100 * float(relative.mean())


@simulated
def published_draws(
    scenario: Scenario,
    *,
    authors: Authors,
    repetitions: int,
    smoothing: Smoothing,
    resamples: int,
    seed: int,
) -> PublishedDraws:
    """Return the estimates of many draws by the published interval, kept in the cache."""
    arrays = stage(
        "published_draws",
        key={
            "scenario": scenario.key(),
            "authors": authors,
            "repetitions": repetitions,
            "smoothing": smoothing,
            "resamples": resamples,
            "seed": seed,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _published(
            scenario,
            authors=authors,
            repetitions=repetitions,
            smoothing=smoothing,
            resamples=resamples,
            seed=seed,
        ),
    )
    return PublishedDraws(**arrays)


@simulated
def association_p_values(
    scenario: Scenario,
    *,
    repetitions: int,
    permutations: int,
    smoothing: Smoothing,
    least_control: int,
    seed: int,
) -> dict[str, FloatArray]:
    """Return p-values of the test of single accounts where amplification is alike in all parties.

    Returns
    -------
    dict
        ``"pooled"``: on the log ratio of reach summed over days, of accounts that were met
        often enough on other days. ``"as published"``: on the mean of daily ratios, of all
        accounts. Each of shape (r,).
    """
    arrays = stage(
        "association_p_values",
        key={
            "scenario": scenario.key(),
            "repetitions": repetitions,
            "permutations": permutations,
            "smoothing": smoothing,
            "least_control": least_control,
            "seed": seed,
        },
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _association(
            scenario,
            repetitions=repetitions,
            permutations=permutations,
            smoothing=smoothing,
            least_control=least_control,
            seed=seed,
        ),
    )
    return {"pooled": arrays["pooled"], "as published": arrays["published"]}


def _published(
    scenario: Scenario,
    *,
    authors: Authors,
    repetitions: int,
    smoothing: Smoothing,
    resamples: int,
    seed: int,
) -> Arrays:
    rng = np.random.default_rng(seed)
    anew = authors == "authors like these"
    centres = centres_of(scenario, rng, draws=min(3000, 20 * repetitions)) if anew else None
    experiment = planted(scenario, rng, centres=centres)
    asked = np.array([scenario.amplification[party] for party in experiment.parties])
    rows: dict[str, list[FloatArray]] = {
        name: [] for name in ("value", "truth", "error", "pair_error")
    }
    for _ in progress(range(repetitions), total=repetitions, what="simulated experiments"):
        if anew:
            experiment = planted(scenario, rng, centres=centres)
        audience, _users = draw_audience(experiment, rng)
        found = published_amplification(
            audience,
            smoothing=smoothing,
            size_ratio=scenario.size_ratio,
            resamples=resamples,
            rng=rng,
        )
        apart = found.replicates[:, :, None] - found.replicates[:, None, :]
        rows["value"].append(found.value)
        rows["truth"].append(asked if anew else planted_amplification(experiment, combine="daily"))
        rows["error"].append(found.replicates.std(axis=0, ddof=1))
        rows["pair_error"].append(apart.std(axis=0, ddof=1))
    return {name: np.stack(values) for name, values in rows.items()}


def _association(
    scenario: Scenario,
    *,
    repetitions: int,
    permutations: int,
    smoothing: Smoothing,
    least_control: int,
    seed: int,
) -> Arrays:
    rng = np.random.default_rng(seed)
    # The same centre in all parties: accounts' factors are draws of one distribution.
    centres = dict.fromkeys(scenario.amplification, 1.0)
    party = scenario.authors["party"].to_numpy()
    found: dict[str, list[float]] = {"pooled": [], "published": []}
    for _ in progress(range(repetitions), total=repetitions, what="simulated tests"):
        experiment = planted(scenario, rng, centres=centres)
        reach = draw_author_reach(experiment, rng)
        pooled, enough = split_log_ratios(
            reach, size_ratio=scenario.size_ratio, least_control=least_control
        )
        daily = mean_of_daily_ratios(
            reach[:, 1], reach[:, 0], smoothing=smoothing, size_ratio=scenario.size_ratio, axis=0
        )
        for name, values, kept in (
            ("pooled", pooled, enough),
            ("published", daily, np.ones(len(party), dtype=bool)),
        ):
            test = party_association(values[kept], party[kept], rng=rng, resamples=permutations)
            found[name].append(test.p_value)
    return {name: np.array(values) for name, values in found.items()}
