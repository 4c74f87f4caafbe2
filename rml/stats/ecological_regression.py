"""Goodman's ecological regression: group means as coefficients of the groups' shares.

The mean outcome of county c is taken to be

    y_c = sum_g p_cg mu_g + covariates + error,

so that mu_g, the mean of the group's members, is the coefficient of the group's share; the
gap between two groups is a difference of two coefficients. Least squares are weighted by
users. It is right if, covariates apart, a group's members fare alike in all counties: if they
fare worse where their share is large, for whatever reason that acts on the whole county, the
regression calls that a gap of the individuals (the ecological fallacy, Robinson 1950).
`rml.stats.ecological` rests on the opposite assumption.

Errors are clustered, for counties of one state share causes: CR2, the bias-reduced
linearisation of Bell and McCaffrey, and with fixed effects CR3, the jackknife over clusters,
because CR2 is too small where weights differ within a cluster that has a fixed effect. Both
have Satterthwaite degrees of freedom for each quantity, under the working model that errors
are independent and equally spread. CR1 with G - 1 degrees of freedom, as most software has it,
is there for comparison; its intervals are too short where few clusters carry the weight.

Errors that depend on the distance between counties (Conley 1999) need coordinates, which the
county tables at hand do not have; states stand in for them, so dependence across a state's
border is not counted.

References
----------
Goodman (1953), Ecological regressions and behavior of individuals, American Sociological
Review 18(6), 663-664, doi:10.2307/2088121.
Robinson (1950), Ecological correlations and the behavior of individuals, American Sociological
Review 15(3), 351-357.
Bell and McCaffrey (2002), Bias reduction in standard errors for linear regression with
multi-stage samples, Survey Methodology 28(2), 169-181.
Imbens and Kolesar (2016), doi:10.1162/REST_a_00552.
Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from rml.estimate import Estimate
from rml.stats.arguments import (
    FloatArray,
    checked_choice,
    checked_finite,
    checked_fraction,
    checked_noun,
)
from rml.stats.clustered_errors import CLUSTERED, ClusteredErrors, Correction
from rml.stats.ecological_arguments import (
    ClusterInfluence,
    checked_clusters,
    checked_outcomes,
    checked_shares,
    checked_weights,
)

# Shares that leave less than this to everybody else leave nobody.
_NOBODY = 1e-9


class EcologicalRegression:
    """Goodman's regression: what outcomes are needed for is done once.

    Groups are the columns of ``shares`` and, unless these add up to 1 in every county,
    everybody else as the last one.

    Parameters
    ----------
    shares
        Shape (c,) or (c, g), in [0, 1], not above 1 together.
    weights
        Users, shape (c,), above 0.
    clusters
        Labels, shape (c,); None makes every county a cluster of its own (errors robust to
        unequal spread alone: HC2, or HC1).
    covariates
        Shape (c,) or (c, k), finite; None for none. They are centred at their weighted
        means, so that group means are those of a county with average covariates.
    fixed_effects
        Labels, shape (c,), such as states: only differences within them count. Group means
        are then not identified, gaps are.
    of, of_clusters
        What counties and clusters are called in ``n`` and ``method``, plural.

    Raises
    ------
    ValueError
        If arrays do not fit, values are out of range, there are fewer counties than
        coefficients, or the coefficients are not identified: a group without members, or a
        covariate that is a sum of others.
    """

    def __init__(
        self,
        shares: ArrayLike,
        weights: ArrayLike,
        *,
        clusters: ArrayLike | None = None,
        covariates: ArrayLike | None = None,
        fixed_effects: ArrayLike | None = None,
        of: str = "counties",
        of_clusters: str = "states",
    ) -> None:
        self.weights = checked_weights(weights)
        size = self.weights.size
        groups = checked_shares(shares, size)
        rest = 1 - groups.sum(axis=1)
        if (rest > _NOBODY).any():
            groups = np.column_stack([groups, np.clip(rest, 0, 1)])
        self.groups = groups
        self.within = fixed_effects is not None
        self.labels, self.codes = checked_clusters(clusters, size)
        self._of = checked_noun("of", of)
        self._of_clusters = checked_noun("of_clusters", of if clusters is None else of_clusters)
        columns = [groups[:, :-1] if self.within else groups]
        self._covariates = 0
        if covariates is not None:
            given = _checked_covariates(covariates, size)
            columns.append(given - self.weights @ given / self.weights.sum())
            self._covariates = given.shape[1]
        if fixed_effects is not None:
            labels, codes = checked_clusters(fixed_effects, size)
            columns.append(np.eye(len(labels))[codes])
            self._effects = len(labels)
        self._errors = ClusteredErrors(np.column_stack(columns), self.weights, self.codes)

    @property
    def group_count(self) -> int:
        """The number of groups, everybody else included."""
        return int(self.groups.shape[1])

    def mean(
        self,
        outcomes: ArrayLike,
        *,
        group: int = 0,
        level: float = 0.95,
        unit: str,
        correction: Correction | None = None,
    ) -> Estimate:
        """Return a group's mean: the outcome of a county in which all are of the group."""
        if self.within:
            raise ValueError("With fixed effects no group mean is identified; ask for a gap.")
        contrast = np.zeros(self._errors.size)
        contrast[self._checked_group("group", group)] = 1
        return self._estimate(
            outcomes, contrast, level, unit=unit, correction=correction, what="mean of a group"
        )

    def gap(
        self,
        outcomes: ArrayLike,
        *,
        first: int = 0,
        second: int = -1,
        level: float = 0.95,
        unit: str,
        correction: Correction | None = None,
    ) -> Estimate:
        """Return the first group's mean minus the second's.

        Parameters
        ----------
        outcomes
            Mean outcome of each county's users, shape (c,), in ``unit``.
        first, second
            Numbers of groups: columns of ``shares``, and the last is everybody else.
        level
            Nominal coverage, in (0, 1).
        unit
            The outcomes' unit.
        correction
            ``CR1``, ``CR2`` or ``CR3``; None for CR2, or CR3 with fixed effects.
        """
        one, two = self._checked_group("first", first), self._checked_group("second", second)
        if one == two:
            raise ValueError("A gap needs two different groups.")
        contrast = np.zeros(self._errors.size)
        for group, sign in ((one, 1.0), (two, -1.0)):
            # With fixed effects the last group is what the others are measured from.
            if not (self.within and group == self.group_count - 1):
                contrast[group] = sign
        return self._estimate(
            outcomes, contrast, level, unit=unit, correction=correction, what="gap of two groups"
        )

    def influence(
        self, outcomes: ArrayLike, *, first: int = 0, second: int = -1
    ) -> ClusterInfluence:
        """Return the gap without each cluster, the regression fitted anew each time."""
        values = checked_outcomes(outcomes, self.weights.size)
        one, two = self._checked_group("first", first), self._checked_group("second", second)
        coefficients = self._errors.without_each(values)
        padded = np.column_stack([coefficients, np.zeros(len(coefficients))])
        at = [
            -1 if self.within and group == self.group_count - 1 else group for group in (one, two)
        ]
        whole = np.append(self._errors.coefficients(values), 0.0)
        return ClusterInfluence(
            clusters=self.labels,
            without=padded[:, at[0]] - padded[:, at[1]],
            value=float(whole[at[0]] - whole[at[1]]),
        )

    def coefficients(self, outcomes: ArrayLike) -> FloatArray:
        """Return all coefficients: groups, covariates, fixed effects, in this order."""
        return self._errors.coefficients(checked_outcomes(outcomes, self.weights.size))

    def _checked_group(self, name: str, group: int) -> int:
        if not -self.group_count <= group < self.group_count:
            raise ValueError(f"`{name}` is {group}, and there are {self.group_count} groups.")
        return group % self.group_count

    def _estimate(
        self,
        outcomes: ArrayLike,
        contrast: FloatArray,
        level: float,
        *,
        unit: str,
        correction: Correction | None,
        what: str,
    ) -> Estimate:
        if correction is None:
            correction = "CR3" if self.within else "CR2"
        checked_choice("correction", correction, CLUSTERED)
        tail = (1 + checked_fraction("level", level)) / 2
        values = checked_outcomes(outcomes, self.weights.size)
        value, error, freedom = self._errors.contrast(values, contrast, correction)
        reach = error * float(special.stdtrit(freedom, tail))
        parts = ["ecological (Goodman) regression weighted by users", what]
        if self._covariates:
            plural = "s" if self._covariates > 1 else ""
            parts.append(f"{self._covariates} covariate{plural}")
        if self.within:
            parts.append(f"{self._effects} fixed effects")
        named = "degrees of freedom" if correction == "CR1" else "Satterthwaite degrees of freedom"
        parts.append(
            f"{correction} errors clustered by {len(self.labels):,} {self._of_clusters}, "
            f"t quantile with {freedom:.1f} {named}"
        )
        return Estimate(
            value=value,
            low=value - reach,
            high=value + reach,
            level=level,
            n=f"{self.weights.size:,} {self._of}",
            unit=unit,
            method=", ".join(parts),
        )


def ecological_gap(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    fixed_effects: ArrayLike | None = None,
    first: int = 0,
    second: int = -1,
    level: float = 0.95,
    unit: str,
    correction: Correction | None = None,
) -> Estimate:
    """Return the first group's mean minus the second's by ecological regression.

    Parameters
    ----------
    outcomes
        Mean outcome of each county's users, shape (c,), in ``unit``.
    shares
        Shape (c,): one group's shares. Shape (c, g): those of several groups. In [0, 1].
        Unless they add up to 1 everywhere, everybody else is one more group, the last.
    weights
        Users, shape (c,), above 0.
    clusters, covariates, fixed_effects
        As for `EcologicalRegression`.
    first, second
        Numbers of the groups compared; by default the first against the last.
    level
        Nominal coverage, in (0, 1).
    unit
        The outcomes' unit.
    correction
        ``CR1``, ``CR2`` or ``CR3``; None for CR2, or CR3 with fixed effects.

    Returns
    -------
    Estimate
        In ``unit``.

    Raises
    ------
    ValueError
        As `EcologicalRegression`.

    Examples
    --------
    >>> gap = ecological_gap(
    ...     [10, 12, 14, 16.4], [0.4, 0.3, 0.2, 0.1], [1, 1, 1, 1], unit="impressions"
    ... )
    >>> f"{gap.value:.1f}"
    '-21.2'
    """
    fit = EcologicalRegression(
        shares, weights, clusters=clusters, covariates=covariates, fixed_effects=fixed_effects
    )
    return fit.gap(
        outcomes, first=first, second=second, level=level, unit=unit, correction=correction
    )


def ecological_means(
    outcomes: ArrayLike,
    shares: ArrayLike,
    weights: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    level: float = 0.95,
    unit: str,
    correction: Correction | None = None,
) -> tuple[Estimate, ...]:
    """Return each group's mean by ecological regression, everybody else last.

    Parameters and errors as `ecological_gap`. A mean is extrapolated to a county in which all
    are of the group, so it may lie outside what is possible: that speaks against the model.
    """
    fit = EcologicalRegression(shares, weights, clusters=clusters, covariates=covariates)
    return tuple(
        fit.mean(outcomes, group=group, level=level, unit=unit, correction=correction)
        for group in range(fit.group_count)
    )


def _checked_covariates(covariates: ArrayLike, size: int) -> FloatArray:
    array = checked_finite("covariates", covariates)
    if array.ndim not in (1, 2) or array.shape[0] != size:
        raise ValueError(
            f"`covariates` must have the shape ({size},) or ({size}, k), not {array.shape}."
        )
    columns: FloatArray = array.reshape(size, -1)
    return columns
