"""The published interval: days and the membership of parties are resampled.

Huszár and others (2022) drew error bars from a bootstrap over daily intervals and over the
membership of each political group. Days are drawn with replacement as if they were independent,
authors with replacement within their party. Users are not resampled, though it is they who were
assigned to the arms; and a party drawn with replacement has fewer distinct authors than the
party itself, hence a smaller audience.

References
----------
Huszár, F., and others (2022). Algorithmic amplification of politics on Twitter. PNAS, 119(1),
e2025334119, https://doi.org/10.1073/pnas.2025334119.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from rml.amplification.holdback.ratio import Smoothing, amplification_ratio
from rml.amplification.holdback.reduced import Audience
from rml.amplification.holdback.resampled_reach import drawn_members, resampled_reach
from rml.estimate import Estimate
from rml.stats.arguments import checked_count, checked_fraction, checked_generator

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PublishedAmplification:
    """Mean daily amplification of parties with bootstrap replicates of it.

    Parameters
    ----------
    parties
        Their names, length p.
    value
        Mean over days of the daily amplification, shape (p,).
    replicates
        The same under resampling, shape (r, p).
    days, authors
        How many days, and authors of each party, were resampled.
    """

    parties: tuple[str, ...]
    value: FloatArray
    replicates: FloatArray
    days: int
    authors: NDArray[np.int64]

    def amplification(self, index: int, *, level: float) -> Estimate:
        """Return a party's amplification in per cent, with z times the bootstrap's error."""
        return self._estimate(
            self.value[index],
            self.replicates[:, index],
            level=level,
            authors=int(self.authors[index]),
            unit="per cent amplification",
        )

    def difference(self, first: int, second: int, *, level: float) -> Estimate:
        """Return the first party's amplification minus the second's, in percentage points."""
        return self._estimate(
            self.value[first] - self.value[second],
            self.replicates[:, first] - self.replicates[:, second],
            level=level,
            authors=int(self.authors[[first, second]].sum()),
            unit="percentage points",
        )

    def p_value(self, first: int, second: int) -> float:
        """Return the two-sided p-value of equal amplification, by the bootstrap's error.

        Which test the study used is not known; this one follows from its error bars.
        """
        apart = self.replicates[:, first] - self.replicates[:, second]
        value = self.value[first] - self.value[second]
        error = float(apart.std(ddof=1))
        if error == 0:
            raise ValueError(
                f"The difference of {self.parties[first]} and {self.parties[second]} is the same "
                "under every resampling, so no test can be made of it."
            )
        return float(2 * norm.sf(abs(value) / error))

    def _estimate(
        self, value: float, replicates: FloatArray, *, level: float, authors: int, unit: str
    ) -> Estimate:
        checked_fraction("level", level)
        half = float(norm.ppf((1 + level) / 2) * replicates.std(ddof=1))
        return Estimate(
            value=100 * float(value),
            low=100 * (float(value) - half),
            high=100 * (float(value) + half),
            level=level,
            n=f"{self.days} days, {authors:,} authors",
            unit=unit,
            method=(
                f"mean of daily ratios; bootstrap of {len(replicates):,} draws over days and over "
                "the membership of parties, an author drawn twice counted once; normal interval"
            ),
        )


def published_amplification(
    audiences: Audience | Iterable[Audience],
    *,
    smoothing: Smoothing,
    size_ratio: float,
    resamples: int,
    rng: np.random.Generator,
) -> PublishedAmplification:
    """Return each party's amplification as published, with bootstrap replicates.

    Parameters
    ----------
    audiences
        One audience, or one a day in the order of the days.
    smoothing
        The reading of the published formula: "inside" or "outside".
    size_ratio
        Treatment users for each control user, as declared; 4 in the study.
    resamples
        Number of draws over days and membership; that of the study is not known.
    rng
        The source of randomness.

    Raises
    ------
    ValueError
        If there are fewer than two days.
    """
    count = checked_count("resamples", resamples, minimum=20)
    generator = checked_generator(rng)
    parts = [audiences] if isinstance(audiences, Audience) else audiences
    included: NDArray[np.bool_] | None = None
    daily: list[FloatArray] = []
    names: tuple[str, ...] = ()
    sizes = np.zeros(0, dtype=np.int64)
    ids = None
    for part in parts:
        if ids is not None and not np.array_equal(ids, part.authors["author"]):
            raise ValueError("The audiences are of different authors, or in another order.")
        ids = part.authors["author"].to_numpy()
        if included is None:
            names = part.parties
            party = np.asarray(part.party_of_author, dtype=np.intp)
            sizes = np.bincount(party, minlength=len(names)).astype(np.int64)
            # The first row is the parties as they are.
            drawn_in = drawn_members(party, replicates=count, rng=generator)
            included = np.concatenate([np.ones((1, len(party)), dtype=bool), drawn_in])
        reach = resampled_reach(part, included)
        daily.append(
            amplification_ratio(
                reach[:, :, 1], reach[:, :, 0], smoothing=smoothing, size_ratio=size_ratio
            )
        )
    ratios = np.concatenate(daily, axis=1) if daily else np.zeros((1, 0, 0))
    days = ratios.shape[1]
    if days < 2:
        raise ValueError(f"Resampling days needs at least 2 of them, not {days}.")
    drawn = generator.multinomial(days, np.full(days, 1 / days), size=count)
    return PublishedAmplification(
        parties=names,
        value=ratios[0].mean(axis=0),
        replicates=np.einsum("rd,rdp->rp", drawn / days, ratios[1:]),
        days=days,
        authors=sizes,
    )
