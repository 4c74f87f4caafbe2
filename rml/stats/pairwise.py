"""Comparisons in pairs: Bradley-Terry strengths, and the error of a share over reused images."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from rml.estimate import Estimate, HypothesisTest
from rml.stats.arguments import (
    FloatArray,
    checked_count,
    checked_fraction,
    checked_noun,
    checked_rate,
)
from rml.stats.paired_design import (
    check_identified,
    check_maximum,
    checked_rows,
    design_matrix,
)

_MOST_STEPS = 200
_METHOD = "Bradley-Terry model, maximum likelihood, Wald interval"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BradleyTerry:
    """A fitted Bradley-Terry model.

    Parameters
    ----------
    groups
        All groups, in order of first appearance; the reference among them.
    reference
        The group whose strength is fixed at 0.
    strengths
        For every group but the reference, its strength in log-odds against the reference.
    side
        Log-odds that the left one of two equally strong groups wins; None if left out.
    parameters
        The names of the covariance's rows: the groups without the reference, then
        "side" if the model has one.
    covariance
        Covariance of the parameters, shape (k, k), in log-odds squared.
    deviance
        Twice the log-likelihood missing to the saturated model.
    degrees_of_freedom
        Rows less parameters; 0 for a saturated model, which fits anything.
    goodness_of_fit
        Likelihood-ratio test of the model against the saturated one.
    """

    groups: tuple[str, ...]
    reference: str
    strengths: dict[str, Estimate]
    side: Estimate | None
    parameters: tuple[str, ...]
    covariance: FloatArray
    deviance: float
    degrees_of_freedom: int
    goodness_of_fit: HypothesisTest

    def contrast(self, weights: Mapping[str, float], *, level: float = 0.95) -> Estimate:
        """Return a weighted sum of strengths in log-odds, free of the reference.

        Parameters
        ----------
        weights
            A weight for each group concerned; they sum to 0, so that the choice of
            reference does not matter: ``{"women": 1, "men": -1}``.
        level
            Nominal coverage of the Wald interval, in (0, 1).

        Raises
        ------
        ValueError
            If a group is unknown, or the weights do not sum to 0.
        """
        unknown = sorted(set(weights) - set(self.groups))
        if unknown:
            raise ValueError(
                f"Unknown group {unknown[0]!r} in a contrast; there are {', '.join(self.groups)}."
            )
        if not math.isclose(sum(weights.values()), 0, abs_tol=1e-9) or not any(weights.values()):
            raise ValueError(
                f"The weights of a contrast must sum to 0 and not all be 0, not {dict(weights)}; "
                "a strength by itself depends on the reference."
            )
        names = [name for name in self.groups if name != self.reference]
        vector = np.zeros(len(self.parameters))
        vector[: len(names)] = [weights.get(name, 0.0) for name in names]
        value = sum(weights.get(name, 0.0) * self.strengths[name].value for name in names)
        error = math.sqrt(float(vector @ self.covariance @ vector))
        terms = " ".join(f"{weight:+g} {name}" for name, weight in weights.items() if weight)
        count = next(iter(self.strengths.values())).n
        return _wald(value, error, level, n=count, method=f"{_METHOD}, contrast {terms}")


def bradley_terry(
    left: Sequence[str],
    right: Sequence[str],
    left_wins: ArrayLike,
    trials: ArrayLike,
    *,
    side: bool = True,
    reference: str | None = None,
    level: float = 0.95,
    of: str = "trials",
) -> BradleyTerry:
    """Return the Bradley-Terry strengths of groups that were compared in pairs.

    The model says logit P(left wins) = side + strength[left] - strength[right], and the
    trials of a row, and the rows, are independent. Where trials reuse few images or people,
    the standard errors are too small; see `hanley_mcneil_se`, and
    `rml.stats.pairwise_people.bradley_terry_by_people`, which has intervals over people.

    The side term asks for pairs that close a cycle, or a pair shown in both orders. If each
    pair was shown in one order only, side and strengths are told apart by
    transitivity alone, that is by the model's assumption.

    Parameters
    ----------
    left, right
        The groups of each row's pair, shape (r,), as they were placed.
    left_wins
        How often the left one was chosen, shape (r,), from 0 to ``trials``.
    trials
        How often the pair was shown, shape (r,), at least 1 each.
    side
        Whether the model has a term for the left place.
    reference
        The group of strength 0; the first in ``left`` if None.
    level
        Nominal coverage of the Wald intervals, in (0, 1).
    of
        What a trial is, in the plural, for the estimates' ``n``.

    Raises
    ------
    ValueError
        If the lengths differ, a count is not whole or out of range, a group meets itself,
        the reference is unknown, the pairs do not connect all groups, the side term cannot
        be told apart from the strengths, or the likelihood has no maximum because some
        groups always win against the others (separation).

    References
    ----------
    Bradley and Terry (1952), doi:10.1093/biomet/39.3-4.324.
    Ford (1957), doi:10.1080/00029890.1957.11989117 (when the maximum exists).
    Davidson and Beaver (1977), doi:10.2307/2529467 (the effect of order).

    Examples
    --------
    >>> fit = bradley_terry(["a", "a", "b"], ["b", "c", "c"], [60, 80, 70], [100, 100, 100],
    ...                     side=False, of="games")
    >>> f"{fit.strengths['c'].value:.2f}", fit.degrees_of_freedom, fit.strengths["c"].n
    ('-1.33', 1, '300 games')
    """
    wins, shown = checked_rows(left, right, left_wins, trials)
    level = checked_fraction("level", level)
    groups = tuple(dict.fromkeys([*left, *right]))
    base = groups[0] if reference is None else reference
    if base not in groups:
        raise ValueError(
            f"The reference {base!r} is in no pair; choose one of {', '.join(groups)}."
        )
    names = [name for name in groups if name != base]
    pairs = list(zip(left, right, strict=True))
    design = design_matrix(pairs, names, side=side)
    check_identified(design, groups, pairs, side=side)
    check_maximum(design, wins, shown, groups, pairs)
    coefficients, covariance = _maximise(design, wins, shown)
    deviance = _deviance(special.expit(design @ coefficients), wins, shown)
    freedom = len(wins) - design.shape[1]
    count = f"{int(shown.sum()):,} {checked_noun('of', of)}"
    model = _METHOD if not side else f"{_METHOD}, with a term for the left place"
    estimates = [
        _wald(float(value), math.sqrt(float(variance)), level, n=count, method=model)
        for value, variance in zip(coefficients, np.diag(covariance), strict=True)
    ]
    return BradleyTerry(
        groups=groups,
        reference=base,
        strengths=dict(zip(names, estimates, strict=False)),
        side=estimates[-1] if side else None,
        parameters=(*names, "side") if side else tuple(names),
        covariance=covariance,
        deviance=deviance,
        degrees_of_freedom=freedom,
        goodness_of_fit=_goodness_of_fit(deviance, freedom, count),
    )


def hanley_mcneil_se(probability: float, n_first: int, n_second: int) -> float:
    """Return the standard error of a share of wins when images are drawn again and again.

    When each trial draws one image of either group with replacement, many trials measure
    P(first beats second) for these very images ever better, but the error from having
    only ``n_first`` and ``n_second`` images stays. For a score by image, the share is an area
    under an ROC curve; the formula assumes exponential scores.

    Parameters
    ----------
    probability
        The share of wins of the first group, in [0, 1]. At 0 and 1 the formula gives 0,
        which is no statement about the images that were not drawn.
    n_first, n_second
        Number of distinct images in each group, at least 1.

    Returns
    -------
    float
        Standard error of the share over the drawing of images, as a proportion; trials
        without end are taken for granted.

    Raises
    ------
    ValueError
        If the probability is outside [0, 1] or a count is not whole or below 1.

    References
    ----------
    Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747.

    Examples
    --------
    >>> round(hanley_mcneil_se(0.5695, 100, 100), 4)
    0.0404
    """
    share = checked_rate("probability", probability)
    first = checked_count("n_first", n_first, minimum=1)
    second = checked_count("n_second", n_second, minimum=1)
    one_first = share / (2 - share)
    one_second = 2 * share**2 / (1 + share)
    variance = (
        share * (1 - share)
        + (first - 1) * (one_first - share**2)
        + (second - 1) * (one_second - share**2)
    ) / (first * second)
    return math.sqrt(max(variance, 0.0))


def _maximise(
    design: FloatArray, wins: FloatArray, shown: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the coefficients at the maximum and the inverse of the information there.

    Newton's method on a concave likelihood, the step halved while it overshoots.
    """

    def log_likelihood(coefficients: FloatArray) -> float:
        predictor = design @ coefficients
        return float(wins @ predictor - shown @ np.logaddexp(0, predictor))

    coefficients = np.zeros(design.shape[1])
    for _ in range(_MOST_STEPS):
        expected = special.expit(design @ coefficients)
        information = design.T @ (design * (shown * expected * (1 - expected))[:, np.newaxis])
        gradient = design.T @ (wins - shown * expected)
        step = np.linalg.solve(information, gradient)
        gain = float(gradient @ step)
        # The gain is the squared distance to the maximum in standard errors.
        if gain < 1e-12:
            return coefficients + step, np.asarray(np.linalg.inv(information))
        # Close to the maximum full steps converge, and rounding hides the likelihood's rise.
        if gain > 1e-6:
            start = log_likelihood(coefficients)
            floor = start - 1e-12 * abs(start)
            for _ in range(50):
                if log_likelihood(coefficients + step) >= floor:
                    break
                step /= 2
        coefficients = coefficients + step
    raise ValueError(
        f"The Bradley-Terry fit did not converge in {_MOST_STEPS} steps; some probabilities are so "
        "close to 0 or 1 that the strengths are hardly determined. Pool groups or report pairs one "
        "by one."
    )


def _deviance(expected: FloatArray, wins: FloatArray, shown: FloatArray) -> float:
    losses = shown - wins
    won = special.xlogy(wins, wins / (shown * expected))
    lost = special.xlogy(losses, losses / (shown * (1 - expected)))
    return max(float(2 * np.sum(won + lost)), 0.0)


def _goodness_of_fit(deviance: float, freedom: int, count: str) -> HypothesisTest:
    saturated = freedom == 0
    return HypothesisTest(
        statistic=deviance,
        p_value=1.0 if saturated else float(stats.chi2.sf(deviance, freedom)),
        smallest_p=1.0 if saturated else 0.0,
        n=count,
        null="the Bradley-Terry model holds in every row",
        method=(
            "goodness of fit by deviance, saturated model, nothing left to test"
            if saturated
            else f"goodness of fit by deviance, chi-square with {freedom} degrees of freedom"
        ),
    )


def _wald(value: float, error: float, level: float, *, n: str, method: str) -> Estimate:
    half_width = float(stats.norm.ppf((1 + checked_fraction("level", level)) / 2)) * error
    return Estimate(
        value=value,
        low=value - half_width,
        high=value + half_width,
        level=level,
        n=n,
        unit="log-odds",
        method=method,
    )
