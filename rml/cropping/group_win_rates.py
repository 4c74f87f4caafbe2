"""How much of the largest gap between groups' win rates is noise, where groups meet in pairs.

A group's *win rate* is the mean, over all other groups, of the share of pairs that its people
win; one half is parity. Win rates share people: each pair counts for one group and against
another, and a person meets people of several groups. Their noise is therefore not binomial.
Its covariance is L V L', with V the covariance of the shares of each two groups and L the
weights that make win rates of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.cropping.gaps import GROUPS, pair_gap, wins_of_first
from rml.disparity.gap_noise import GapNoise, gap_noise_of_values
from rml.disparity.words import COVARIANCE_WRONG, OVER_PEOPLE, gap_noise_claim, gap_noise_look
from rml.errors import DataError
from rml.report.claim import Claim
from rml.report.holm_rows import FINDS_NOTHING, FINDS_ONLY
from rml.report.look import TableLook
from rml.stats.arguments import FloatArray, checked_count
from rml.stats.cell_means import CellMeans
from rml.stats.pairwise import hanley_mcneil_se
from rml.stats.people_pairs import Cell, PairOutcomes

FEW_GROUPS: Final = 3

TEST_IS_CAUTIOUS: Final = (
    "The test counts the people of the smallest group alone as its degrees of freedom; where that "
    "group is small, it rejects less often than its level says if all are alike. The gap by chance "
    "rests on the covariance at the rates observed, not at equal ones, where noise is largest; so "
    "it is a little too small where groups differ much."
)
WIN_RATES: Final[Claim] = gap_noise_claim(
    what="between groups' win rates (each the mean over all other groups)",
    assumptions=f"{OVER_PEOPLE} {TEST_IS_CAUTIOUS}",
    breaks_if=COVARIANCE_WRONG,
)
WIN_RATES_LOOK: Final[TableLook] = gap_noise_look(
    "Win rates of groups, each the mean over all other groups, in percentage points."
)
_RUNS: Final = gap_noise_claim(
    what="between groups' win rates (each the mean over the three other groups)",
    assumptions=(
        "Photos of a group are a random sample of photos like them, as many as assumed; each has "
        "one score and the higher wins. Photos and draws vary. Win rates share photos, which "
        "their covariance takes into account."
    ),
    breaks_if=(
        "Groups have other numbers of photos than assumed: how many they had is not verified. "
        "With more, noise is smaller; the table shows how far the numbers move."
    ),
)
RUNS: Final = Claim(
    statement=(
        "How many photos each group had is not verified. What follows would hold if each group "
        f"had {{photos:d}} photos, the fewest that the code allows. {_RUNS['statement']}"
    ),
    estimand=_RUNS["estimand"],
    assumptions=_RUNS["assumptions"],
    breaks_if=_RUNS["breaks_if"],
)
RUNS_LOOK: Final[TableLook] = gap_noise_look(
    "Win rates of the four groups in the recorded runs, each the mean over the three others: "
    "first for these photos (noise of the draws alone), then for photos like these, by how many "
    "each group is assumed to have had. The rows are one comparison under several assumptions, so "
    "there is nothing to adjust for."
)
ALPHA: Final = 0.05
"""Largest p-value for which a sentence says that the test finds a difference."""


def outcomes_of_pairs(pairs: pd.DataFrame) -> PairOutcomes:
    """Return pairs, as `rml.cropping.paired_audit.audited_pairs` gives them, for the statistics."""
    return PairOutcomes(
        group_first=pairs["group_first"].to_numpy(dtype=str),
        person_first=pairs["person_first"].to_numpy(),
        group_second=pairs["group_second"].to_numpy(dtype=str),
        person_second=pairs["person_second"].to_numpy(),
        outcome=pairs["outcome"].to_numpy(dtype=float),
    )


def win_rates_claim(found: GapNoise) -> Claim:
    """Return `WIN_RATES`, with a sentence where the test and the interval of the spread differ."""
    finds = found.test.p_value <= ALPHA
    at_zero = found.spread.low is None or found.spread.low <= 0
    if finds != at_zero:
        return WIN_RATES
    return Claim(
        statement=f"{WIN_RATES['statement']} {FINDS_ONLY if finds else FINDS_NOTHING}",
        estimand=WIN_RATES["estimand"],
        assumptions=WIN_RATES["assumptions"],
        breaks_if=WIN_RATES["breaks_if"],
    )


def win_rate_noise(
    outcomes: PairOutcomes, *, level: float, seed: int, condition: str | None = None
) -> GapNoise:
    """Return the noise in the largest gap between groups' win rates, over people, in points.

    Parameters
    ----------
    outcomes
        Pairs of people of at least three groups, every two of which met.
    level
        Nominal coverage, in (0, 1).
    seed
        Of the random draws.
    condition
        The condition whose rows count, if the outcomes have conditions.

    Raises
    ------
    DataError
        If there are fewer than three groups: two have one gap, and no largest one.
    """
    names = _groups_of(outcomes)
    if len(names) < FEW_GROUPS:
        raise DataError(
            f"There are {len(names)} groups: {', '.join(names)}.",
            where="win rates of groups",
            remedy="Compare two groups by their gap; the largest gap needs three groups or more.",
        )
    tail: tuple[str, ...] = () if condition is None else (condition,)
    cells: list[Cell] = [(*two, *tail) for two in itertools.combinations(names, 2)]
    means = CellMeans(outcomes, cells)
    people = sum(means.members.values())
    return _noise(
        names,
        means.means,
        means.covariance(),
        level=level,
        seed=seed,
        of=f"{people:,} people of {len(names)} groups in {int(means.sizes.sum()):,} pairs",
        freedom=min(means.members.values()) - 1,
    )


def run_noise(
    pairs: pd.DataFrame, *, level: float, seed: int, photos: int | None = None
) -> GapNoise:
    """Return the noise in the largest gap between win rates of the four recorded groups.

    Without ``photos`` only the draws vary: a share of wins is binomial. With them, photos of
    each group vary too. To first order a share of wins is then a constant plus the first
    group's photo effect minus the second's, and each effect has half the variance that Hanley
    and McNeil's formula gives two groups of so many photos at the mean distance from parity.

    Parameters
    ----------
    pairs
        From `rml.cropping.published_runs.six_pairs`.
    level
        Nominal coverage, in (0, 1).
    seed
        Of the random draws.
    photos
        Photos in each group, at least 2; None for these very photos.
    """
    shares, variances = [], []
    for first, second in itertools.combinations(GROUPS, 2):
        wins, trials = wins_of_first(pairs, pair_gap(first, second))
        share = float(wins[0] / trials[0])
        shares.append(share)
        variances.append(share * (1 - share) / float(trials[0]))
    covariance = np.diag(variances)
    of = f"{len(GROUPS)} groups in {len(shares)} runs"
    if photos is not None:
        checked_count("photos", photos, minimum=2)
        typical = 0.5 + float(np.mean(np.abs(np.array(shares) - 0.5)))
        effect = hanley_mcneil_se(typical, photos, photos) ** 2 / 2
        signs = _signs(len(GROUPS))
        covariance = covariance + effect * signs @ signs.T
        of += f", {photos:,} photos per group (assumed)"
    return _noise(GROUPS, np.array(shares), covariance, level=level, seed=seed, of=of)


def run_noise_by_photos(
    pairs: pd.DataFrame, sizes: Sequence[int], *, level: float, seed: int
) -> dict[int, GapNoise]:
    """Return `run_noise` for photos like these, by how many each group is assumed to have had."""
    return {
        size: run_noise(pairs, level=level, seed=seed, photos=size) for size in sorted(set(sizes))
    }


def by_photos(these: GapNoise, like_these: Mapping[int, GapNoise]) -> dict[str, GapNoise]:
    """Return the noise for these photos and for photos like these, by the names of the table."""
    return {"these photos": these} | {
        f"{size:,} photos a group": noise for size, noise in like_these.items()
    }


def _noise(
    names: Sequence[str],
    shares: FloatArray,
    covariance: FloatArray,
    *,
    level: float,
    seed: int,
    of: str,
    freedom: float | None = None,
) -> GapNoise:
    weights = 100 * _signs(len(names)).T / (len(names) - 1)
    return gap_noise_of_values(
        50 + weights @ (shares - 0.5),
        weights @ covariance @ weights.T,
        rng=np.random.default_rng([seed, 22]),
        level=level,
        of=of,
        freedom=freedom,
    )


def _signs(groups: int) -> FloatArray:
    """Return +1 for the first and -1 for the second group of every two, shape (cells, groups)."""
    two = np.array(list(itertools.combinations(range(groups), 2)))
    signs = np.zeros((len(two), groups))
    signs[np.arange(len(two)), two[:, 0]] = 1
    signs[np.arange(len(two)), two[:, 1]] = -1
    return signs


def _groups_of(outcomes: PairOutcomes) -> list[str]:
    names = np.concatenate([np.asarray(outcomes.group_first), np.asarray(outcomes.group_second)])
    return [str(name) for name in dict.fromkeys(names.tolist())]
