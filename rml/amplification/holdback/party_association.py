"""Whether the amplification of single politicians goes with their party: a permutation test.

The published study reports such a test without its statistic. Here it is Welch's ratio of the
variance between parties to that within, which divides by each party's own spread: authors of
small audiences scatter more, and where a party has many of them, the plain ratio of variances
would call that an association.

References
----------
Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
Biometrika, 38(3/4), 330-336, https://doi.org/10.1093/biomet/38.3-4.330.
Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. Annals of
Statistics, 41(2), 484-507, https://doi.org/10.1214/13-AOS1090: a permutation test of a statistic
divided by its own error keeps its level even where groups differ in spread.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.estimate import HypothesisTest
from rml.stats.arguments import checked_count, checked_generator, checked_sample

FloatArray = NDArray[np.float64]
_BATCH_ENTRIES = 4_000_000


def party_association(
    values: ArrayLike,
    party: ArrayLike,
    *,
    rng: np.random.Generator,
    resamples: int = 9999,
    country: ArrayLike | None = None,
) -> HypothesisTest:
    """Return the permutation test of no association between an author's value and party.

    Parameters
    ----------
    values
        One value an author, shape (n,): the log ratio of reach, say.
    party
        Each author's party, shape (n,). Parties of a single author are not possible: their
        spread is unknown; leave them out and say so.
    rng
        The source of randomness.
    resamples
        Number of random permutations, at least 19.
    country
        Each author's country, shape (n,), if there are several: parties are permuted within
        countries, and the statistic is the sum over countries.

    Raises
    ------
    ValueError
        If shapes differ, a country has one party only, or a party one author only.
    """
    generator, draws = checked_generator(rng), checked_count("resamples", resamples, minimum=19)
    sample = checked_sample("values", values, minimum=4)
    parties = np.asarray(party).astype(str)
    countries = np.zeros(len(sample), dtype=str) if country is None else np.asarray(country)
    if not len(sample) == len(parties) == len(countries):
        raise ValueError(
            f"{len(sample)} values, {len(parties)} parties and {len(countries)} countries: give "
            "one of each for every author."
        )
    observed, drawn = 0.0, np.zeros(draws)
    for place in np.unique(countries.astype(str)):
        own = countries.astype(str) == place
        order = np.argsort(parties[own], kind="stable")
        ordered, names = sample[own][order], parties[own][order]
        first = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
        sizes = np.diff(np.r_[first, len(names)])
        if len(first) < 2 or sizes.min() < 2:
            raise ValueError(
                "Each country needs at least two parties of at least two authors each; the "
                f"sizes are {', '.join(str(size) for size in sizes)}. Leave smaller ones out."
            )
        observed += float(_welch(ordered[None], first, sizes)[0])
        drawn += _permuted(ordered, first, sizes, draws, generator)
    # The observed statistic may come out a digit apart when the same numbers are permuted.
    extreme = int((drawn >= observed * (1 - 1e-12)).sum())
    return HypothesisTest(
        statistic=observed,
        p_value=(extreme + 1) / (draws + 1),
        smallest_p=1 / (draws + 1),
        n=f"{len(sample):,} authors of {len(np.unique(parties))} parties",
        null="an author's amplification has nothing to do with the party",
        method=f"Welch's F, {draws:,} random permutations of authors over parties",
    )


def _permuted(
    values: FloatArray,
    first: NDArray[np.intp],
    sizes: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Return the statistic under random permutations, shape (draws,)."""
    batch = max(1, _BATCH_ENTRIES // len(values))
    parts = []
    for start in range(0, draws, batch):
        rows = np.tile(values, (min(batch, draws - start), 1))
        parts.append(_welch(rng.permuted(rows, axis=1), first, sizes))
    return np.concatenate(parts)


def _welch(rows: FloatArray, first: NDArray[np.intp], sizes: NDArray[np.int64]) -> FloatArray:
    """Return Welch's F of each row, whose groups stand in order; shape (r,)."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    means = np.add.reduceat(centred, first, axis=1) / sizes
    squares = np.add.reduceat(centred**2, first, axis=1)
    variances = np.maximum(squares - sizes * means**2, 0) / (sizes - 1)
    # Groups of equal values have no spread to divide by; a tiny one keeps the order of rows.
    weights = sizes / np.maximum(variances, np.finfo(float).tiny ** 0.5)
    total = weights.sum(axis=1, keepdims=True)
    grand = (weights * means).sum(axis=1, keepdims=True) / total
    count = len(sizes)
    between = (weights * (means - grand) ** 2).sum(axis=1) / (count - 1)
    doubt = ((1 - weights / total) ** 2 / (sizes - 1)).sum(axis=1)
    return np.asarray(between / (1 + 2 * (count - 2) / (count**2 - 1) * doubt))
