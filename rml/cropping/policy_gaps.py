"""How policies differ where two people share a preview: parity gaps and what is kept of faces.

The *parity gap* of the face kept is half the difference between
the share kept of the first group's face and of the second's, averaged over pairs of people and
over both orders. If every crop keeps the whole of one face and nothing of the other, it is the
win rate less one half, the parity gap of the published study; a policy that cuts both faces
alike, or keeps both, has none. Half the difference between the probabilities of being *shown*
is the same with a threshold: a face counts from a declared share of its region on.

Intervals resample the people of both groups (``rml.stats.two_way``). A policy that does the
same to every image carries none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rml.cropping.crop_policies import Outcome
from rml.cropping.policy_images import Contrast, PairImages
from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import FloatArray
from rml.stats.people_pairs import PairOutcomes
from rml.stats.two_way import two_way_t_over_pairs, two_way_test_over_pairs

Measure = Literal["kept", "shown"]

POINTS: Final = "percentage points"
BY_GEOMETRY: Final = "the same for every image, so nothing is estimated"
ALIKE: Final = 1e-9


def parity_gap(
    pairs: PairImages,
    outcome: Outcome,
    contrast: Contrast,
    *,
    measure: Measure = "kept",
    level: float,
) -> Estimate:
    """Return a policy's parity gap in percentage points, two-way over people.

    Parameters
    ----------
    pairs
        The composites, each pair of people in both orders.
    outcome
        What the policy keeps of them, from ``outcome_of``.
    contrast
        The groups; positive favours the first.
    measure
        ``kept``: share of the face region; ``shown``: probability of being shown.
    level
        Nominal coverage, in (0, 1).
    """
    return paired_gap(pairs, getattr(outcome, measure), contrast, level=level)


def paired_gap(
    pairs: PairImages, values: FloatArray, contrast: Contrast, *, level: float
) -> Estimate:
    """Return half the mean difference between the first and the second group's values.

    Parameters
    ----------
    pairs
        The composites.
    values
        One for each person of each composite, in [0, 1], shape (c, 2).
    contrast, level
        As for `parity_gap`.
    """
    met = _met(pairs, contrast)
    return _mean(met, contrast, {"": met.favour(values)}, shift=-0.5, level=level)


def gap_change(
    pairs: PairImages,
    outcome: Outcome,
    other: Outcome,
    contrast: Contrast,
    *,
    measure: Measure = "kept",
    level: float,
) -> Estimate:
    """Return one policy's parity gap minus another's, in percentage points, on the same pairs."""
    met = _met(pairs, contrast)
    outcomes = _two(met, outcome, other, measure=measure)
    unmoved = constant(outcomes["second"])
    if unmoved is not None:
        # Then the change is the first gap moved by a constant, and so is its interval.
        del outcomes["second"]
    return _mean(met, contrast, outcomes, shift=-(unmoved or 0.0), level=level)


def gap_change_test(
    pairs: PairImages,
    outcome: Outcome,
    other: Outcome,
    contrast: Contrast,
    *,
    measure: Measure = "kept",
) -> HypothesisTest:
    """Return the two-sided test that two policies have the same parity gap.

    Raises
    ------
    ValueError
        If both policies do the same to every pair: there is nothing to test.
    """
    met = _met(pairs, contrast)
    outcomes = _two(met, outcome, other, measure=measure)
    if all(constant(values) is not None for values in outcomes.values()):
        raise ValueError("Both policies treat all pairs alike; their gaps need no test.")
    unmoved = constant(outcomes["second"])
    if unmoved is not None:
        del outcomes["second"]
    return two_way_test_over_pairs(
        _pair_outcomes(met, outcomes), _weights(contrast, outcomes), null=unmoved or 0.0
    )


def mean_over_pairs(
    pairs: PairImages, values: FloatArray, contrast: Contrast, *, level: float
) -> Estimate:
    """Return the mean of a value of each composite over the pairs of a contrast, in [0, 1].

    Parameters
    ----------
    pairs
        The composites.
    values
        One for each composite, in [0, 1], shape (c,), such as the share kept of both faces.
    contrast, level
        As for `parity_gap`.
    """
    met = _met(pairs, contrast)
    outcomes = {"": met.mean(values[met.composite])}
    mean = _mean(met, contrast, outcomes, shift=0.0, level=level)
    return mean.scaled(1 / 100, unit="proportion")


class _Met(NamedTuple):
    """The composites of a contrast, and the pairs of people that they show.

    ``composite`` (r,) numbers the composites, ``turned`` (r,) is true where the first group
    stands right, ``pair`` (r,) says which pair of people is shown; ``groups`` and ``people``
    (m, 2) are those of each pair, the first group first.
    """

    composite: NDArray[np.intp]
    turned: NDArray[np.bool_]
    pair: NDArray[np.intp]
    groups: NDArray[np.str_]
    people: NDArray[np.intp]

    def favour(self, values: FloatArray) -> FloatArray:
        """Return for each pair 1/2 plus half the difference between first and second."""
        left, right = values[self.composite].T
        return self.mean(0.5 + np.where(self.turned, right - left, left - right) / 2)

    def mean(self, values: FloatArray) -> FloatArray:
        """Return the mean of each pair's composites, of its two orders."""
        return np.bincount(self.pair, weights=values) / np.bincount(self.pair)


def _met(pairs: PairImages, contrast: Contrast) -> _Met:
    left, right = pairs.groups.T
    found, turned = np.zeros(len(left), dtype=bool), np.zeros(len(left), dtype=bool)
    for first, second in contrast.cells:
        turn = (left == second) & (right == first)
        turned |= turn
        found |= turn | ((left == first) & (right == second))
    if not found.any():
        raise ValueError(f"No composite shows two groups of the contrast {contrast.label!r}.")
    composite, turned = np.flatnonzero(found), turned[found]
    groups, people = (
        np.where(turned[:, np.newaxis], columns[composite][:, ::-1], columns[composite])
        for columns in (pairs.groups, pairs.people)
    )
    _, places, pair = np.unique(people, axis=0, return_index=True, return_inverse=True)
    return _Met(composite, turned, pair.ravel(), groups[places], people[places])


def _two(met: _Met, outcome: Outcome, other: Outcome, *, measure: Measure) -> dict[str, FloatArray]:
    return {
        name: met.favour(getattr(one, measure))
        for name, one in (("first", outcome), ("second", other))
    }


def _pair_outcomes(met: _Met, outcomes: Mapping[str, FloatArray]) -> PairOutcomes:
    times = len(outcomes)
    return PairOutcomes(
        group_first=np.tile(met.groups[:, 0], times),
        person_first=np.tile(met.people[:, 0], times),
        group_second=np.tile(met.groups[:, 1], times),
        person_second=np.tile(met.people[:, 1], times),
        outcome=np.clip(np.concatenate(list(outcomes.values())), 0, 1),
        condition=np.repeat(list(outcomes), len(met.groups)),
    )


def _weights(
    contrast: Contrast, outcomes: Mapping[str, FloatArray]
) -> dict[tuple[str, ...], float]:
    signs = (1.0, -1.0)
    return {
        (*cell, condition): sign * share
        for condition, sign in zip(outcomes, signs, strict=False)
        for cell, share in contrast.shares.items()
    }


def _mean(
    met: _Met,
    contrast: Contrast,
    outcomes: Mapping[str, FloatArray],
    *,
    shift: float,
    level: float,
) -> Estimate:
    """Return the mean of one outcome, or the first minus the second, in percentage points."""
    # Each condition has a row for every pair; the pairs are counted once.
    count = f"{np.unique(met.people).size:,} people in {len(met.people):,} pairs"
    if all(constant(values) is not None for values in outcomes.values()):
        first, *others = (float(values[0]) for values in outcomes.values())
        return fixed(round(100 * (first - sum(others) + shift), 9), n=count, unit=POINTS)
    estimate = two_way_t_over_pairs(
        _pair_outcomes(met, outcomes), _weights(contrast, outcomes), level=level
    )
    if estimate.low is None or estimate.high is None:
        raise AssertionError  # two_way_t_over_pairs always gives an interval
    moved = replace(
        estimate,
        value=estimate.value + shift,
        low=estimate.low + shift,
        high=estimate.high + shift,
        n=count,
    )
    return moved.scaled(100, unit=POINTS)


def constant(values: FloatArray) -> float | None:
    """Return the one value that all have, or None."""
    return float(values[0]) if np.ptp(values) < ALIKE else None


def fixed(value: float, *, n: str, unit: str) -> Estimate:
    """Return a value that is the same for every image, without a sampling interval."""
    return Estimate(
        value=value, low=None, high=None, level=None, n=n, unit=unit, method=BY_GEOMETRY
    )
