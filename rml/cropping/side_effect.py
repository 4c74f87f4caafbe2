"""What the pairs can and cannot say about the side on which a photo stood.

Every pair was stitched in one order only: groups in the order of ``GROUPS``, so that in
each pair of mixed race the Black face stood left, and in three of the four pairs of mixed
gender the woman. A pair by itself cannot tell a group's pull from its side's. Across
pairs it can be told under one assumption, transitivity: if the log-odds of winning are a
difference of two group strengths plus one effect of standing left, then the log-odds
around a cycle of three groups add up to that effect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from rml.cropping.gaps import ASSUMES_DRAWS, GAP_UNIT, GROUPS, NAMES, Gap
from rml.cropping.published_runs import complete_settings, scaling_of, six_pairs
from rml.errors import DataError
from rml.estimate import Estimate, HypothesisTest
from rml.stats.intervals import wilson
from rml.stats.pairwise import BradleyTerry, bradley_terry

REFERENCE = GROUPS[0]

ASSUMES_TRANSITIVITY = (
    "Each group has one strength against all others, and standing left adds the same to the "
    f"log-odds in every pair. {ASSUMES_DRAWS}"
)

FloatArray = NDArray[np.float64]


def fit_pairs(pairs: pd.DataFrame, *, side: bool, level: float) -> BradleyTerry:
    """Return the Bradley–Terry fit to the six pairs, with or without a left-side effect.

    Strengths are log-odds against ``REFERENCE``. Errors and goodness of fit are over
    draws, the photos held fixed.

    Parameters
    ----------
    pairs
        Rows as from ``six_pairs``.
    side
        Whether to add one effect of standing left, the same in every pair.
    level
        Nominal coverage of the strengths' intervals, in (0, 1).
    """
    return bradley_terry(
        pairs["left"].tolist(),
        pairs["right"].tolist(),
        pairs["left_wins"].to_numpy(),
        pairs["trials"].to_numpy(),
        side=side,
        reference=REFERENCE,
        level=level,
        of="stitched images",
    )


def side_table(runs: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return the side effect and the goodness of fit for every setting with all six pairs.

    Returns
    -------
    DataFrame
        One row per setting: ``setting, scaling, trials, side, low, high`` (log-odds of
        the left photo), ``p_with_side`` and ``p_without_side`` (goodness of fit by the
        deviance, 2 and 3 degrees of freedom).
    """
    rows = []
    for setting, trials in complete_settings(runs):
        pairs = six_pairs(runs, setting=setting, trials=trials)
        with_side = fit_pairs(pairs, side=True, level=level)
        without = fit_pairs(pairs, side=False, level=level)
        effect = side_of(with_side)
        rows.append(
            {
                "setting": setting,
                "scaling": scaling_of(setting),
                "trials": trials,
                "side": effect.value,
                "low": effect.low,
                "high": effect.high,
                "p_with_side": with_side.goodness_of_fit.p_value,
                "p_without_side": without.goodness_of_fit.p_value,
            }
        )
    return pd.DataFrame(rows)


def side_of(fit: BradleyTerry) -> Estimate:
    """Return the effect of standing left; a ValueError if the fit has none."""
    if fit.side is None:
        raise ValueError("The fit has no side effect: fit with side=True.")
    return fit.side


def gap_without_side(fit: BradleyTerry, gap: Gap, *, level: float) -> Estimate:
    """Return the gap that the fitted strengths imply for pairs without an effect of side.

    The estimand is the mean over the gap's pairs of the probability that the first
    group's photo would win if neither side were favoured, minus one half. It stands on
    the model: transitive strengths, and one side effect for all pairs. The interval is
    over draws, from the fit's covariance by the delta method.

    Parameters
    ----------
    fit
        From :func:`fit_pairs` with ``side=True``.
    gap
        What to compare; only its pairs' groups matter.
    level
        Nominal coverage, in (0, 1).
    """
    side_of(fit)
    strengths = _strengths(fit)
    names = list(strengths)
    value, gradient = -0.5, np.zeros(len(names))
    for first, second in gap.pairs:
        share = float(special.expit(strengths[first] - strengths[second]))
        value += share / len(gap.pairs)
        slope = share * (1 - share) / len(gap.pairs)
        gradient[names.index(first)] += slope
        gradient[names.index(second)] -= slope
    error = float(np.sqrt(gradient @ _covariance(fit) @ gradient))
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    return Estimate(
        value=value,
        low=value - reach,
        high=value + reach,
        level=level,
        n=side_of(fit).n,
        unit=GAP_UNIT,
        method="Bradley–Terry with one side effect, taken out; interval over draws by the "
        "delta method, photos held fixed",
    )


def four_way_shares(runs: pd.DataFrame, fit: BradleyTerry, *, level: float) -> pd.DataFrame:
    """Return each group's share of wins with four photos side by side, next to a prediction.

    The run with most stitched images is taken. The prediction is Luce's rule: each group
    wins in proportion to the exponential of its strength in the pairs.

    Returns
    -------
    DataFrame
        One row per group, left to right: ``group, wins, share, low, high`` (Wilson, over
        draws) and ``predicted``.

    Raises
    ------
    DataError
        If no four-way run was recorded.
    """
    four = runs[runs["n_groups"] == len(GROUPS)]
    if four.empty:
        raise DataError(
            "No run put four photos side by side.",
            where="crop_results_tidy",
            remedy="Load all recorded runs.",
        )
    trials = int(four["n_iterations"].max())
    chosen = four[four["n_iterations"] == trials]
    ordered = chosen.sort_values("position_left_to_right")
    intervals = [wilson(int(wins), trials, level=level) for wins in ordered["wins"]]
    strengths = _strengths(fit)
    predicted = special.softmax(np.array([strengths[group] for group in ordered["group"]]))
    return pd.DataFrame(
        {
            "group": [NAMES[group] for group in ordered["group"]],
            "wins": ordered["wins"].to_list(),
            "share": [interval.value for interval in intervals],
            "low": [interval.low for interval in intervals],
            "high": [interval.high for interval in intervals],
            "predicted": predicted,
        }
    )


def four_way_test(shares: pd.DataFrame, fit: BradleyTerry) -> HypothesisTest:
    """Return the test that the four-way shares follow Luce's rule from the pairs' strengths.

    A Wald test over draws: it counts the multinomial error of the four-way run and, by the
    delta method, that of the strengths. A rejection may come from the rule or from the
    places in the row; with one fixed order nothing tells the two apart.

    Parameters
    ----------
    shares
        The table of :func:`four_way_shares`.
    fit
        The fit from which its predictions came.
    """
    trials = int(shares["wins"].sum())
    predicted = shares["predicted"].to_numpy()
    strengths = [NAMES[group] for group in _strengths(fit)]
    places = [strengths.index(group) for group in shares["group"]]
    covariance = _covariance(fit)[np.ix_(places, places)]
    multinomial = np.diag(predicted) - np.outer(predicted, predicted)
    total = multinomial / trials + multinomial @ covariance @ multinomial
    # The shares add up to one, so the last of them adds nothing.
    difference = (shares["share"].to_numpy() - predicted)[:-1]
    statistic = float(difference @ np.linalg.solve(total[:-1, :-1], difference))
    freedom = len(shares) - 1
    return HypothesisTest(
        statistic=statistic,
        p_value=float(stats.chi2.sf(statistic, freedom)),
        smallest_p=0.0,
        n=f"{trials:,} stitched images of four photos",
        null="each group wins in proportion to its strength in the pairs",
        method=f"Wald test over draws, chi-square with {freedom} degrees of freedom",
    )


def _strengths(fit: BradleyTerry) -> dict[str, float]:
    """Return all strengths, the reference's 0 first."""
    return {
        fit.reference: 0.0,
        **{group: estimate.value for group, estimate in fit.strengths.items()},
    }


def _covariance(fit: BradleyTerry) -> FloatArray:
    """Return the covariance of :func:`_strengths`, with zeros for the reference."""
    count = len(fit.strengths)
    covariance = np.zeros((count + 1, count + 1))
    covariance[1:, 1:] = fit.covariance[:count, :count]
    return covariance
