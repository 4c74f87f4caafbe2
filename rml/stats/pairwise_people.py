"""Bradley-Terry strengths of groups whose people are reused: intervals over people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction, checked_noun
from rml.stats.cell_means import CellMeans
from rml.stats.paired_design import design_matrix
from rml.stats.pairwise import BradleyTerry, bradley_terry
from rml.stats.people_pairs import Cell, PairOutcomes
from rml.stats.two_way import LEAST_PEOPLE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BradleyTerryByPeople:
    """A fitted Bradley-Terry model with intervals over people.

    Parameters
    ----------
    fit
        The same model with rows taken as independent: its values are the same, its
        intervals too short. Its test of fit takes rows as independent too, and rejects too
        often.
    strengths
        For every group but the reference, its strength in log-odds against the reference.
    side
        Log-odds that the left one of two equally strong groups wins; None if left out.
    covariance
        Covariance of ``fit.parameters`` over people, shape (k, k), in log-odds squared.
    """

    fit: BradleyTerry
    strengths: dict[str, Estimate]
    side: Estimate | None
    covariance: FloatArray
    _means: CellMeans
    _slopes: FloatArray
    _of: str

    def contrast(self, weights: Mapping[str, float], *, level: float = 0.95) -> Estimate:
        """Return a weighted sum of strengths in log-odds, free of the reference.

        Parameters
        ----------
        weights
            A weight for each group concerned; they sum to 0: ``{"women": 1, "men": -1}``.
        level
            Nominal coverage of the interval, in (0, 1).

        Raises
        ------
        ValueError
            If a group is unknown, or the weights do not sum to 0.
        """
        naive = self.fit.contrast(weights, level=level)
        vector = np.array([weights.get(name, 0.0) for name in self.fit.parameters])
        terms = " ".join(f"{weight:+g} {name}" for name, weight in weights.items() if weight)
        return _estimate(
            naive.value,
            vector @ self._slopes,
            self._means,
            level=level,
            of=self._of,
            what=f", contrast {terms}",
        )


def bradley_terry_by_people(
    rows: PairOutcomes,
    *,
    side: bool = True,
    reference: str | None = None,
    level: float = 0.95,
    of: str = "people",
) -> BradleyTerryByPeople:
    """Return Bradley-Terry strengths of groups with intervals over the people of the groups.

    The model is that of `rml.stats.pairwise.bradley_terry`, and so are its values. Composites
    that share a person are not independent, so the intervals use the sandwich variance over
    people: the fit is linearised in the win rates of the pairs of groups, whose covariance
    over people is that of `rml.stats.cell_means`, with a t quantile. The estimand is
    the fit that all possible composites of the superpopulations would give; for it to mean
    strengths, the model must hold.

    Simulated with 15 to 94 people a group and 200 to 1,000 composites for each two groups,
    nominal 95 % intervals covered 94 to 98 % for strengths, contrasts and side; those that
    take composites as independent covered 21 to 63 % for strengths. A percentile
    interval from refits to resampled people covered 91 to 97 % for strengths and up to 100 %
    for the side, because it counts the noise of composites three times; it needs a seed and
    hundreds of fits, so it is not offered.

    Parameters
    ----------
    rows
        One row for each composite: the left person and group as first, the right ones as
        second, and the outcome 1 if the left one won, else 0. No conditions.
    side, reference
        As for `rml.stats.pairwise.bradley_terry`.
    level
        Nominal coverage of the intervals, in (0, 1).
    of
        Who the people are, in the plural, for the estimates' ``n``.

    Raises
    ------
    ValueError
        If the rows have conditions, an outcome is neither 0 nor 1, a group has fewer than
        `rml.stats.two_way.LEAST_PEOPLE` people in some pair of groups, a person is found in
        two groups, or as for `rml.stats.pairwise.bradley_terry`.

    References
    ----------
    Bradley and Terry (1952), doi:10.1093/biomet/39.3-4.324.
    Cameron, Gelbach and Miller (2011), doi:10.1198/jbes.2010.07136.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> left, right = rng.integers(0, 20, 300), rng.integers(20, 40, 300)
    >>> skill = rng.normal(size=40)
    >>> rows = PairOutcomes(
    ...     group_first=np.full(300, "a"), person_first=left,
    ...     group_second=np.full(300, "b"), person_second=right,
    ...     outcome=skill[left] + rng.logistic(size=300) > skill[right],
    ... )
    >>> model = bradley_terry_by_people(rows, side=False, reference="b")
    >>> f"{model.strengths['a'].low:.2f} to {model.strengths['a'].high:.2f}"
    '-0.23 to 0.77'
    >>> f"{model.fit.strengths['a'].low:.2f} to {model.fit.strengths['a'].high:.2f}"
    '0.04 to 0.50'
    """
    level = checked_fraction("level", level)
    checked_noun("of", of)
    if rows.condition is not None:
        raise ValueError("A Bradley-Terry fit takes rows of one condition; select them first.")
    outcome = np.asarray(rows.outcome, dtype=np.float64)
    if np.any((outcome != 0) & (outcome != 1)):
        raise ValueError(
            "A Bradley-Terry fit needs one row for each composite, with the outcome 1 if the left "
            "one won and 0 if not; do not average the two orders of a pair."
        )
    cells = _ordered_cells(rows)
    means = CellMeans(rows, cells, ordered=True)
    means.check_people(LEAST_PEOPLE)
    fit = bradley_terry(
        [cell[0] for cell in cells],
        [cell[1] for cell in cells],
        np.round(means.means * means.sizes),
        means.sizes,
        side=side,
        reference=reference,
        level=level,
    )
    names = [name for name in fit.groups if name != fit.reference]
    design = design_matrix([(cell[0], cell[1]) for cell in cells], names, side=side)
    # How far the coefficients move if a cell's mean does: the linearised estimator, so that
    # their variance is that of weighted sums of cell means, the sandwich over people.
    slopes = fit.covariance @ (design * means.sizes[:, np.newaxis]).T
    naive = [*fit.strengths.values(), *([fit.side] if fit.side else [])]
    estimates = [
        _estimate(one.value, slope, means, level=level, of=of)
        for one, slope in zip(naive, slopes, strict=True)
    ]
    return BradleyTerryByPeople(
        fit=fit,
        strengths=dict(zip(names, estimates, strict=False)),
        side=estimates[-1] if side else None,
        covariance=slopes @ means.covariance() @ slopes.T,
        _means=means,
        _slopes=slopes,
        _of=of,
    )


def _ordered_cells(rows: PairOutcomes) -> list[Cell]:
    """Return each (left group, right group) that has a row, in order of first appearance."""
    left, right = np.asarray(rows.group_first), np.asarray(rows.group_second)
    return list(dict.fromkeys(zip(left.tolist(), right.tolist(), strict=True)))


def _estimate(
    value: float, slope: FloatArray, means: CellMeans, *, level: float, of: str, what: str = ""
) -> Estimate:
    variance, freedom = means.variance(slope)
    reach = float(stats.t.ppf((1 + checked_fraction("level", level)) / 2, freedom))
    reach *= math.sqrt(variance)
    people, rows = sum(means.members.values()), int(means.sizes.sum())
    return Estimate(
        value=value,
        low=value - reach,
        high=value + reach,
        level=level,
        n=f"{people:,} {of} of {len(means.members)} groups in {rows:,} composites",
        unit="log-odds",
        method=(
            "Bradley-Terry model, maximum likelihood, sandwich variance over people, t interval "
            f"with {freedom:.0f} degrees of freedom{what}"
        ),
    )
