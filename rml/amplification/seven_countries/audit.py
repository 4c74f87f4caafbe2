"""The audit of a reduced log, the same for a simulated one and for a platform's own.

Three answers to one question are put side by side: the amplification over users (these
accounts), over users and authors (accounts like these), and as published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback.author_ratio import split_log_ratios
from rml.amplification.holdback.party_association import party_association
from rml.amplification.holdback.published_interval import (
    PublishedAmplification,
    published_amplification,
)
from rml.amplification.holdback.ratio import Smoothing
from rml.amplification.holdback.reach_counts import ReachCounts
from rml.amplification.holdback.reduced import Audience
from rml.amplification.holdback.set_amplification import LEAST_AUTHORS, LogRatios, log_ratios
from rml.amplification.holdback.user_counts import reach_counts, users_of_parties
from rml.errors import DataError
from rml.estimate import Estimate, HypothesisTest
from rml.stats.multiplicity import holm

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Audit:
    """What one reduced log says.

    Parameters
    ----------
    ratios
        Log ratios of reach of parties, pooled over days and corrected. Parties that nobody
        in an arm met, or only users of one bucket, have none and are not there.
    published
        Amplification as published, with its bootstrap.
    authors
        One row an author that was met often enough: ``author, country, party, log_ratio``.
        For computing only: no report may show it.
    rarely_met
        Number of authors left out of it.
    """

    ratios: LogRatios
    published: PublishedAmplification
    authors: pd.DataFrame
    rarely_met: int

    @property
    def without_ratio(self) -> tuple[str, ...]:
        """The parties that have no ratio: hardly any user of an arm met them."""
        return tuple(party for party in self.published.parties if party not in self.ratios.sets)

    def party_rows(self, *, level: float) -> pd.DataFrame:
        """Return one row a party with its three estimates, in per cent amplification.

        Returns
        -------
        pandas.DataFrame
            ``party``; ``these_accounts`` (over users), ``accounts_like_these`` (over users and
            authors) and ``published``, each an Estimate; the second is None for a party of
            fewer than ``LEAST_AUTHORS``.
        """
        rows = []
        for index, party in enumerate(self.ratios.sets):
            enough = self.ratios.authors[index] >= LEAST_AUTHORS
            both: Estimate | None = None
            if enough:
                both = self.ratios.amplification(index, scope="users and authors", level=level)
            rows.append(
                {
                    "party": party,
                    "these_accounts": self.ratios.amplification(index, scope="users", level=level),
                    "accounts_like_these": both,
                    "published": self.published.amplification(
                        self.published.parties.index(party), level=level
                    ),
                }
            )
        return pd.DataFrame(rows)

    def published_pairs(
        self, pairs: Mapping[str, tuple[str, str]], *, alpha: float
    ) -> pd.DataFrame:
        """Return each country's pair compared as published, with Holm's correction.

        Returns
        -------
        pandas.DataFrame
            ``country, left, right``; ``difference`` (right minus left, an Estimate in
            percentage points); ``p_value, p_holm, significant``.
        """
        rows = []
        for country, (left, right) in pairs.items():
            first, second = (self.published.parties.index(party) for party in (right, left))
            rows.append(
                {
                    "country": country,
                    "left": left,
                    "right": right,
                    "difference": self.published.difference(first, second, level=1 - alpha),
                    "p_value": self.published.p_value(first, second),
                }
            )
        frame = pd.DataFrame(rows)
        frame["p_holm"] = holm(frame["p_value"].to_numpy())
        frame["significant"] = frame["p_holm"] <= alpha
        return frame

    def published_count(self, pairs: Mapping[str, tuple[str, str]], *, alpha: float) -> int:
        """Return how many of the pairs differ as published, after Holm's correction."""
        return int(self.published_pairs(pairs, alpha=alpha)["significant"].sum())

    def association(self, *, seed: int, permutations: int) -> HypothesisTest:
        """Return the test of whether authors' amplification goes with their party.

        Parties with one author that was met often enough are left out; a country needs two.
        """
        rows = self.authors
        sizes = rows.groupby("party")["author"].transform("size")
        rows = rows[sizes >= 2]
        parties = rows.groupby("country")["party"].transform("nunique")
        rows = rows[parties >= 2]
        return party_association(
            rows["log_ratio"].to_numpy(),
            rows["party"].to_numpy(),
            country=rows["country"].to_numpy(),
            rng=np.random.default_rng(seed),
            resamples=permutations,
        )

    def distribution(self, *, least_authors: int = LEAST_AUTHORS) -> pd.DataFrame:
        """Return how amplification is spread over a party's authors, in per cent.

        Returns
        -------
        pandas.DataFrame
            ``party`` and one column a quantile: ``q10, q25, q50, q75, q90``. Parties with fewer
            than ``least_authors`` are left out: their quantiles would be single authors.

        Raises
        ------
        DataError
            If no party has so many.
        """
        names = [f"q{round(100 * share)}" for share in QUANTILES]
        rows = []
        for party, own in self.authors.groupby("party"):
            if len(own) < least_authors:
                continue
            values = 100 * np.expm1(np.quantile(own["log_ratio"], QUANTILES))
            rows.append({"party": party, **dict(zip(names, values, strict=True))})
        if not rows:
            raise DataError(
                f"No party has {least_authors} accounts that were met often enough on the days "
                f"that choose; {self.rarely_met:,} accounts were not.",
                where="least_control",
                remedy="Lower `least_control`, or take more days.",
            )
        return pd.DataFrame(rows)


def audit(
    audience: Audience,
    users: pd.DataFrame,
    *,
    published_smoothing: Smoothing,
    size_ratio: int,
    resamples: int,
    least_control: int,
    rng: np.random.Generator,
) -> Audit:
    """Return the audit of a reduced log.

    Parameters
    ----------
    audience
        Of all days, reduced with buckets of users.
    users
        ``arm, country, bucket, users``, as ``user_counts.users_by_bucket`` gives them.
    published_smoothing, size_ratio, resamples, rng
        As ``published_amplification`` takes them.
    least_control
        Control user-days on every second day that an author needs to be looked at alone.
    """
    counts = reach_counts(audience, users)
    kept = _with_a_ratio(counts)
    ratios = log_ratios(
        counts.of_sets(kept), combine="pooled", smoothing="corrected", size_ratio=None
    )
    published = published_amplification(
        audience, smoothing=published_smoothing, size_ratio=size_ratio, resamples=resamples, rng=rng
    )
    sizes = users_of_parties(users, audience).sum(axis=2)
    authors, few = _authors(audience, sizes, least_control)
    return Audit(ratios=ratios, published=published, authors=authors, rarely_met=few)


def _with_a_ratio(counts: ReachCounts) -> list[int]:
    """Return the sets that each arm reaches even without any one bucket of users."""
    pooled = counts.by_bucket.sum(axis=0)
    left = pooled.sum(axis=2, keepdims=True) - pooled
    return [int(index) for index in np.flatnonzero((left > 0).all(axis=(0, 2)))]


def _authors(
    audience: Audience, sizes: NDArray[np.int64], least_control: int
) -> tuple[pd.DataFrame, int]:
    """Return the log ratio of each author that was met often enough, and how many were not."""
    ratio = (sizes[1] / sizes[0])[audience.party_of_author]
    value, enough = split_log_ratios(
        audience.author_reach, size_ratio=ratio, least_control=least_control
    )
    frame = pd.DataFrame(
        {
            "author": audience.authors["author"].to_numpy(),
            "country": audience.authors["country"].to_numpy(),
            "party": audience.authors[audience.group].to_numpy(),
            "log_ratio": value,
        }
    )
    return frame[enough].reset_index(drop=True), int((~enough).sum())


def merged(audits: Mapping[str, Audit]) -> Audit:
    """Return the audits of several countries as one; users of one are not those of another."""
    parts = list(audits.values())
    order = np.argsort([party for part in parts for party in part.ratios.sets], kind="stable")
    size = len(order)
    covariance = np.zeros((size, size))
    start = 0
    for part in parts:
        end = start + len(part.ratios.sets)
        covariance[start:end, start:end] = part.ratios.over_users
        start = end

    def joined(name: str) -> NDArray[np.float64]:
        return np.concatenate([getattr(part.ratios, name) for part in parts])[order]

    names = tuple(party for part in parts for party in part.ratios.sets)
    ratios = LogRatios(
        sets=tuple(names[index] for index in order),
        value=joined("value"),
        over_users=covariance[np.ix_(order, order)],
        over_authors=joined("over_authors"),
        author_jackknife=joined("author_jackknife"),
        author_freedom=joined("author_freedom"),
        buckets=parts[0].ratios.buckets,
        authors=np.concatenate([part.ratios.authors for part in parts])[order],
        user_days=np.concatenate([part.ratios.user_days for part in parts], axis=1)[:, order],
        method=parts[0].ratios.method,
    )
    shown = [party for part in parts for party in part.published.parties]
    place = np.argsort(shown, kind="stable")
    published = PublishedAmplification(
        parties=tuple(shown[index] for index in place),
        value=np.concatenate([part.published.value for part in parts])[place],
        replicates=np.concatenate([part.published.replicates for part in parts], axis=1)[:, place],
        days=parts[0].published.days,
        authors=np.concatenate([part.published.authors for part in parts])[place],
    )
    return Audit(
        ratios=ratios,
        published=published,
        authors=pd.concat([part.authors for part in parts], ignore_index=True),
        rarely_met=sum(part.rarely_met for part in parts),
    )
