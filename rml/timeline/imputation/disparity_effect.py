"""What errors of imputation do to a gap whose truth is known, over many repetitions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stages import Arrays, stage
from rml.stats.intervals import t_interval
from rml.timeline.imputation.birdie import birdie_gap
from rml.timeline.imputation.dependence import proxy_cells, unassuming_gap_bounds
from rml.timeline.imputation.group_estimates import weighted_gap
from rml.timeline.imputation.groups import GROUPS, FloatArray, group_index
from rml.timeline.imputation.labelled import labelled_gap
from rml.timeline.imputation.made_up_people import MadeOutcome, MadePeople, World, made_outcome
from rml.timeline.imputation.thresholded import Rule, thresholded_gap

WEIGHTED: Final = "weighted by probabilities"
BIRDIE: Final = "BIRDiE"
MOST_PROBABLE: Final = "most probable group"
CERTAIN: Final = "cutoff"
LABELLED: Final = "weighted, corrected"
LABELLED_ONLY: Final = "known groups alone"
BOUNDS: Final = "bounds"
METHODS: Final = (WEIGHTED, BIRDIE, LABELLED, LABELLED_ONLY, MOST_PROBABLE, CERTAIN, BOUNDS)
STAGE: Final = "imputation_disparity"
CODE: Final = ("rml.timeline.imputation.disparity_effect",)
DRAWN: Final = "drawn people"
CONGRESS: Final = "Congress"
UNIT: Final = "percentage points"
_SHARE: Final = "proportion"

# From probabilities, outcomes and known groups (-1: not known) to a gap.
Known = NDArray[np.intp]
Three = tuple[float, float, float]
Gap = Callable[[FloatArray, FloatArray, Known], Three]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedGap:
    """What is planted, and how it is looked for.

    Parameters
    ----------
    first, second
        The groups whose mean outcomes are compared, of `GROUPS`.
    base
        The chance of the outcome where nothing is planted.
    gap
        The first group's mean chance minus the second's.
    cutoff
        The probability from which a person counts as a group, in the thresholded version
        that leaves out everybody else.
    known_share
        The share of people, picked at random, whose group is known: the corrected version
        learns from them, and `LABELLED_ONLY` looks at nobody else.
    level
        Nominal coverage of the intervals.
    """

    first: str
    second: str
    base: float
    gap: float
    cutoff: float
    known_share: float
    level: float

    def estimators(self) -> dict[str, Gap]:
        """Return the methods by name: each gives a gap and its ends, as proportions.

        Of `BOUNDS` the gap is the middle, and the ends include the doubt of sampling.
        """
        first, second, level = self.first, self.second, self.level

        def weighted(shares: FloatArray, outcomes: FloatArray, _: Known) -> Three:
            return _three(
                weighted_gap(shares, outcomes, first=first, second=second, unit=_SHARE, level=level)
            )

        def corrected(shares: FloatArray, outcomes: FloatArray, known: Known) -> Three:
            return _three(
                labelled_gap(
                    shares, outcomes, known, first=first, second=second, unit=_SHARE, level=level
                )
            )

        def labelled_only(_: FloatArray, outcomes: FloatArray, known: Known) -> Three:
            told = known >= 0
            certain = np.eye(len(GROUPS))[known[told]]
            return _three(
                weighted_gap(
                    certain, outcomes[told], first=first, second=second, unit=_SHARE, level=level
                )
            )

        def birdie(shares: FloatArray, outcomes: FloatArray, _: Known) -> Three:
            return _three(
                birdie_gap(shares, outcomes, first=first, second=second, unit=_SHARE, level=level)
            )

        def thresholded(rule: Rule) -> Gap:
            def gap(shares: FloatArray, outcomes: FloatArray, _: Known) -> Three:
                return _three(
                    thresholded_gap(
                        shares,
                        outcomes,
                        first=first,
                        second=second,
                        rule=rule,
                        cutoff=self.cutoff,
                        unit=_SHARE,
                        level=level,
                    )
                )

            return gap

        def bounds(shares: FloatArray, outcomes: FloatArray, _: Known) -> Three:
            apart = shares[:, group_index(first)] - shares[:, group_index(second)]
            found = unassuming_gap_bounds(
                shares,
                outcomes,
                first=first,
                second=second,
                cells=proxy_cells(apart),
                unit=_SHARE,
                level=level,
            )
            low, high = _three(found.lower)[1], _three(found.upper)[2]
            return (low + high) / 2, low, high

        return {
            WEIGHTED: weighted,
            BIRDIE: birdie,
            LABELLED: corrected,
            LABELLED_ONLY: labelled_only,
            MOST_PROBABLE: thresholded("most_probable"),
            CERTAIN: thresholded("cutoff"),
            BOUNDS: bounds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What one method found of one planted gap, over the repetitions.

    Parameters
    ----------
    population, world, method
        Where, and how.
    truth
        The planted gap, in percentage points.
    values
        What was found, shape (repetitions,), in percentage points; for `BOUNDS`, the middle
        of the bounds. Empty where the method has nobody to count.
    ends
        Lower and upper ends, shape (2, repetitions).
    level
        Nominal coverage; for `BOUNDS` the ends hold the truth in every population if the
        probabilities are right.
    """

    population: str
    world: World
    method: str
    truth: float
    values: FloatArray
    ends: FloatArray
    level: float

    @property
    def estimate(self) -> Estimate:
        """The mean over the repetitions, with the t interval that their number leaves."""
        return t_interval(self.values, level=self.level, unit=UNIT, of="repetitions")

    @property
    def kept(self) -> float:
        """The mean over the truth: 1 is right, less is a gap that shrank."""
        return _mean(self.values) / self.truth

    @property
    def coverage(self) -> float:
        """The share of the repetitions whose ends hold the truth."""
        low, high = self.ends
        return float(((low <= self.truth) & (self.truth <= high)).mean())

    @property
    def inconclusive(self) -> float:
        """The share of the repetitions whose ends hold a gap of nothing as well."""
        low, high = self.ends
        return float(((low <= 0) & (high >= 0)).mean())

    @property
    def width(self) -> float:
        """The mean distance of the ends."""
        return float((self.ends[1] - self.ends[0]).mean())

    def recovery(self, *, bias_bound: float, width_bound: float) -> Recovery:
        """Return what a verdict is made of."""
        return Recovery(
            repetitions=len(self.values),
            bias=float(self.values.mean()) - self.truth,
            bias_bound=bias_bound,
            coverage=self.coverage,
            width=self.width,
            width_bound=width_bound,
        )


def repeat_world(
    people: MadePeople,
    planted: PlantedGap,
    *,
    population: str,
    world: World,
    sample: int | None,
    repetitions: int,
    seed: Sequence[int],
) -> list[Repeated]:
    """Return what each of `METHODS` finds of one planted gap, over the repetitions.

    Parameters
    ----------
    people
        The population.
    planted
        What is planted.
    population
        Its name.
    world
        What the chance of the outcome depends on.
    sample
        How many people a repetition draws from the population, with replacement; None: the
        people stay the same and only outcomes are drawn.
    repetitions
        How many.
    seed
        Of the random numbers; the repetitions stay in the cache under all that decides them.
    """
    outcome = made_outcome(
        people,
        world=world,
        first=planted.first,
        second=planted.second,
        base=planted.base,
        gap=planted.gap,
    )
    arrays = stage(
        STAGE,
        key={
            "people": _digest(people.groups, people.probabilities),
            "planted": asdict(planted),
            "world": world,
            "sample": sample,
            "repetitions": repetitions,
            "seed": list(seed),
        },
        code=CODE,
        compute=lambda: _repeat(
            people,
            outcome,
            planted,
            sample=sample,
            repetitions=repetitions,
            rng=np.random.default_rng(list(seed)),
        ),
        packages=("numpy", "scipy"),
    )
    repeated = []
    for name in METHODS:
        numbers = 100 * arrays[name]
        repeated.append(
            Repeated(
                population=population,
                world=world,
                method=name,
                truth=100 * outcome.gap,
                values=numbers[:, 0],
                ends=numbers[:, 1:].T,
                level=planted.level,
            )
        )
    return repeated


def _repeat(
    people: MadePeople,
    outcome: MadeOutcome,
    planted: PlantedGap,
    *,
    sample: int | None,
    repetitions: int,
    rng: np.random.Generator,
) -> Arrays:
    """Return gaps and their ends by method, shape (repetitions, 3); (0, 3) where none applies."""
    estimators = {
        name: estimator
        for name, estimator in planted.estimators().items()
        if _applies(name, estimator, people, outcome, sample=sample)
    }
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in METHODS}
    everybody = np.arange(len(people.groups))
    for _ in range(repetitions):
        drawn = everybody if sample is None else rng.integers(len(everybody), size=sample)
        shares = people.probabilities[drawn]
        outcomes = (rng.random(len(drawn)) < outcome.chances[drawn]).astype(float)
        told = rng.random(len(drawn)) < planted.known_share
        known = np.where(told, people.groups[drawn], -1)
        for name, estimator in estimators.items():
            found[name].append(estimator(shares, outcomes, known))
    return {name: np.asarray(rows, dtype=np.float64).reshape(-1, 3) for name, rows in found.items()}


def _digest(*arrays: NDArray[np.generic]) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def method_words(method: str, *, cutoff: float) -> str:
    """Return how a method is named on the page."""
    return f"only probabilities of {cutoff:g} or more" if method == CERTAIN else method


def effect_frame(repeated: Sequence[Repeated], *, cutoff: float) -> pd.DataFrame:
    """Return one row for each population, world and method, in percentage points.

    Returns
    -------
    DataFrame
        ``population``, ``world``, ``method``, ``truth``, ``mean_found``, ``bias``, ``coverage``
        (share of the intervals or bounds that hold the truth), ``width`` (mean), ``mean_low``
        and ``mean_high`` (of the intervals or bounds). NaN where a method has nobody to count.
    """
    rows = []
    for one in repeated:
        known = len(one.values) > 0
        rows.append(
            {
                "population": one.population,
                "world": one.world,
                "method": method_words(one.method, cutoff=cutoff),
                "truth": one.truth,
                # The middle of bounds is no estimate.
                "mean_found": _mean(one.values) if one.method != BOUNDS else np.nan,
                "bias": _mean(one.values) - one.truth if one.method != BOUNDS else np.nan,
                "coverage": one.coverage if known else np.nan,
                "width": one.width if known else np.nan,
                "mean_low": _mean(one.ends[0]),
                "mean_high": _mean(one.ends[1]),
            }
        )
    return pd.DataFrame(rows)


def of_population(frame: pd.DataFrame, population: str) -> pd.DataFrame:
    """Return the rows of `effect_frame` of one population."""
    return frame[frame["population"] == population].reset_index(drop=True)


def by_key(repeated: Sequence[Repeated]) -> Mapping[tuple[str, str, str], Repeated]:
    """Return what was found by population, world and method."""
    return {(one.population, one.world, one.method): one for one in repeated}


def _three(estimate: Estimate) -> Three:
    if estimate.low is None or estimate.high is None:
        raise ValueError("The estimator gave no interval.")
    return estimate.value, estimate.low, estimate.high


def _applies(
    name: str, estimator: Gap, people: MadePeople, outcome: MadeOutcome, *, sample: int | None
) -> bool:
    """Return whether a method can be used: it has people to count, and enough of them.

    What learns from people whose group is known needs a random part of many people, and BIRDiE
    a likelihood that is not flat; a few hundred people are too few for them.
    """
    if name in (LABELLED, LABELLED_ONLY, BIRDIE):
        return sample is not None
    if name in (MOST_PROBABLE, CERTAIN):
        try:
            estimator(people.probabilities, outcome.chances, people.groups)
        except ValueError:
            return False
    return True


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if values.size else float("nan")
