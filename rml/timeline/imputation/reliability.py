"""Whether imputed probabilities mean what they say: scores, reliability curves and tests.

All functions take probabilities and what turned out; none knows whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.estimate import Estimate, HypothesisTest
from rml.stats.bootstrap import cluster_bootstrap
from rml.stats.intervals import wilson

FloatArray = NDArray[np.float64]
_BATCH_ENTRIES = 4_000_000


def brier_scores(probabilities: ArrayLike, labels: ArrayLike) -> FloatArray:
    """Return each person's Brier score, shape (people,), from 0 (certain, right) to 2.

    The sum over groups of the squared distance between probability and what turned out: a
    proper score, which is best on average if the true probabilities are stated.

    Parameters
    ----------
    probabilities
        Shape (people, groups), rows that add up to 1.
    labels
        The column of each person's group, shape (people,).

    References
    ----------
    Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.

    Examples
    --------
    >>> brier_scores([[1.0, 0.0], [0.5, 0.5]], [0, 1]).tolist()
    [0.0, 0.5]
    """
    rows, columns = _checked(probabilities, labels)
    outcomes = np.zeros_like(rows)
    outcomes[np.arange(len(rows)), columns] = 1
    return np.asarray(((rows - outcomes) ** 2).sum(axis=1))


def log_scores(probabilities: ArrayLike, labels: ArrayLike, *, floor: float) -> FloatArray:
    """Return each person's logarithmic score, shape (people,): -ln of the label's probability.

    A proper score as well, and far harder than Brier's on a probability near 0 for what turned
    out. A probability of 0 would make the mean infinite, so probabilities below ``floor`` are
    taken as ``floor``.

    Parameters
    ----------
    probabilities, labels
        As for `brier_scores`.
    floor
        The smallest probability that counts, in (0, 1).

    References
    ----------
    Good (1952), doi:10.1111/j.2517-6161.1952.tb00104.x.

    Examples
    --------
    >>> log_scores([[1.0, 0.0], [1.0, 0.0]], [0, 1], floor=0.001).round(2).tolist()
    [-0.0, 6.91]
    """
    rows, columns = _checked(probabilities, labels)
    if not 0 < floor < 1:
        raise ValueError(f"`floor` must lie between 0 and 1, not {floor}.")
    return np.asarray(-np.log(np.maximum(rows[np.arange(len(rows)), columns], floor)))


def mean_over_people(
    values: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int,
    level: float,
    unit: str,
    of: str = "members",
) -> Estimate:
    """Return the mean of one value a person, with a bootstrap interval over people.

    For the difference of two scores of the same people, pass the differences: people are
    then resampled with both.
    """
    scores = np.asarray(values, dtype=np.float64)
    return cluster_bootstrap(
        scores,
        np.arange(len(scores)),
        np.mean,
        rng=rng,
        resamples=resamples,
        level=level,
        unit=unit,
        of=of,
    )


def reliability_frame(
    probability: ArrayLike,
    hits: ArrayLike,
    *,
    edges: Sequence[float],
    least: int,
    level: float,
) -> pd.DataFrame:
    """Return how often a group turned out, by how probable it was said to be.

    Parameters
    ----------
    probability
        The probability of the group, shape (people,), in [0, 1].
    hits
        Whether it turned out, shape (people,), 0 or 1.
    edges
        The borders of the classes, rising, from 0 to 1. A class holds its lower border; the
        last holds both. They are declared beforehand: borders chosen by the data move the curve.
    least
        The least number of people of a class. From the lowest class on, a smaller one is joined
        with the next; a last one with the one before. What turned out decides nothing in this.
    level
        Nominal coverage of each interval by itself.

    Returns
    -------
    DataFrame
        One row a class: ``from``, ``to``, ``people``,
        ``mean_probability``, ``share`` (with the group), ``low``, ``high`` (Wilson score
        interval, people taken as independent).

    References
    ----------
    Murphy and Winkler (1977), doi:10.2307/2346866.
    """
    said, came = _checked_binary(probability, hits)
    borders = np.asarray(edges, dtype=np.float64)
    if borders.size < 2 or borders[0] != 0 or borders[-1] != 1 or (np.diff(borders) <= 0).any():
        raise ValueError(f"`edges` must rise from 0 to 1, not {list(edges)}.")
    classes = np.clip(np.searchsorted(borders, said, side="right") - 1, 0, borders.size - 2)
    rows = []
    for first, last in _joined(np.bincount(classes, minlength=borders.size - 1), least):
        inside = (classes >= first) & (classes <= last)
        share = wilson(int(came[inside].sum()), int(inside.sum()), level=level, of="people")
        rows.append(
            {
                "from": float(borders[first]),
                "to": float(borders[last + 1]),
                "people": int(inside.sum()),
                "mean_probability": float(said[inside].mean()),
                "share": share.value,
                "low": share.low,
                "high": share.high,
            }
        )
    return pd.DataFrame(rows)


def total_test(probability: ArrayLike, hits: ArrayLike, *, of: str = "members") -> HypothesisTest:
    """Return the exact test of whether a group is as large as was said (calibration in the large).

    Under the null hypothesis the hits are independent with the stated probabilities, so their
    number has a Poisson-binomial distribution. The p-value adds up the probabilities of all
    numbers that are no more probable than the one observed. It needs no classes, and tests what
    group totals rest on; it cannot see errors that cancel out in the total
    (`spread_test` can).

    Parameters
    ----------
    probability, hits
        As for `reliability_frame`.
    of
        What a person is, in the plural.

    Returns
    -------
    HypothesisTest
        The statistic is the observed minus the expected number.

    References
    ----------
    Hong (2013), doi:10.1016/j.csda.2012.10.006 (the distribution).

    Examples
    --------
    Six hits where one was expected:

    >>> round(total_test([0.1] * 10, [1] * 6 + [0] * 4).p_value, 6)
    0.000147
    """
    said, came = _checked_binary(probability, hits)
    mass = np.ones(1)
    for chance in said:
        mass = np.convolve(mass, (1 - chance, chance))
    observed = int(came.sum())
    at_most = mass[observed] * (1 + 1e-9)
    p_value = float(min(mass[mass <= at_most].sum(), 1.0)) if mass[observed] > 0 else 0.0
    return HypothesisTest(
        statistic=observed - float(said.sum()),
        p_value=p_value,
        smallest_p=float(mass[mass > 0].min()),
        n=f"{said.size:,} {of}",
        null="each person is of the group with the stated probability, independently",
        method="exact test of the total, Poisson-binomial distribution",
    )


def spread_test(
    probability: ArrayLike,
    hits: ArrayLike,
    *,
    rng: np.random.Generator,
    draws: int,
    of: str = "members",
) -> HypothesisTest:
    """Return Spiegelhalter's test of calibration, with its distribution drawn.

    The statistic is the Brier score of the hits minus its expectation under the stated
    probabilities, over its standard deviation. Its normal approximation is poor where nearly
    all probabilities are near 0, so hits are drawn from the stated probabilities instead.
    It needs no classes, and sees probabilities that are too extreme or not extreme enough.

    Parameters
    ----------
    probability, hits, of
        As for `total_test`.
    rng
        The source of randomness.
    draws
        Number of draws; the smallest p-value is 1 / (draws + 1).

    Raises
    ------
    ValueError
        If every probability is 0, 0.5 or 1: then the statistic has no spread.

    References
    ----------
    Spiegelhalter (1986), doi:10.1002/sim.4780050506.
    """
    said, came = _checked_binary(probability, hits)
    weights = 1 - 2 * said
    variance = float((weights**2 * said * (1 - said)).sum())
    if variance <= 0:
        raise ValueError("Every stated probability is 0, 0.5 or 1, so the score cannot vary.")
    observed = float(((came - said) * weights).sum())
    offset = float((said * weights).sum())
    as_extreme = 0
    block = max(1, _BATCH_ENTRIES // said.size)
    for start in range(0, draws, block):
        number = min(block, draws - start)
        drawn = (rng.random((number, said.size)) < said) @ weights - offset
        as_extreme += int(np.count_nonzero(np.abs(drawn) >= abs(observed) - 1e-9))
    return HypothesisTest(
        statistic=observed / variance**0.5,
        p_value=(1 + as_extreme) / (1 + draws),
        smallest_p=1 / (1 + draws),
        n=f"{said.size:,} {of}",
        null="each person is of the group with the stated probability, independently",
        method=f"Spiegelhalter's test, {draws:,} draws from the stated probabilities",
    )


def _joined(sizes: NDArray[np.intp], least: int) -> list[tuple[int, int]]:
    """Return the first and last class of each run of classes that holds enough people."""
    runs: list[tuple[int, int]] = []
    first, held = 0, 0
    for place, size in enumerate(sizes.tolist()):
        held += size
        if held >= least:
            runs.append((first, place))
            first, held = place + 1, 0
    if not runs:
        return [(0, len(sizes) - 1)]
    # What is left over at the upper end belongs to the last class.
    runs[-1] = (runs[-1][0], len(sizes) - 1)
    return runs


def _checked(probabilities: ArrayLike, labels: ArrayLike) -> tuple[FloatArray, NDArray[np.intp]]:
    rows = np.asarray(probabilities, dtype=np.float64)
    columns = np.asarray(labels)
    if rows.ndim != 2 or columns.shape != rows.shape[:1] or not len(rows):
        raise ValueError(
            "`probabilities` must have one row and `labels` one entry a person, not the shapes "
            f"{rows.shape} and {columns.shape}."
        )
    if (
        not np.issubdtype(columns.dtype, np.integer)
        or not ((columns >= 0) & (columns < rows.shape[1])).all()
    ):
        raise ValueError(f"`labels` must be columns from 0 to {rows.shape[1] - 1}.")
    if not (rows >= 0).all() or not np.allclose(rows.sum(axis=1), 1, atol=1e-6):
        raise ValueError("Each row of `probabilities` must be at least 0 and add up to 1.")
    return rows, columns.astype(np.intp)


def _checked_binary(probability: ArrayLike, hits: ArrayLike) -> tuple[FloatArray, FloatArray]:
    said = np.asarray(probability, dtype=np.float64)
    came = np.asarray(hits, dtype=np.float64)
    if said.ndim != 1 or said.shape != came.shape or not said.size:
        raise ValueError(
            "`probability` and `hits` must have one entry a person, not the shapes "
            f"{said.shape} and {came.shape}."
        )
    if not ((said >= 0) & (said <= 1)).all() or not np.isin(came, (0, 1)).all():
        raise ValueError("`probability` must lie in [0, 1], and `hits` be 0 or 1.")
    return said, came
