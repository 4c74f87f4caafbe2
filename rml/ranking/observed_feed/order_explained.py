"""How much of the order any score could explain, by how much of it a repeat keeps.

Nobody loaded the same feed twice. What comes near to a repeat is the same account's next
feed, about an hour later, and another account's feed of the same hour. Posts that both feeds
hold can be compared in pairs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.estimate import Estimate
from rml.ranking.observed_feed.feeds import Feeds
from rml.stats.intervals import t_interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """Between which accuracies the best score lies, if two feeds are repeats of one ranking.

    Say that each load of a feed puts a pair of posts in order with a chance of its own p >= 0.5,
    independently. Two loads then agree with chance r = mean of p² + (1 - p)², and the best
    fixed score is right with chance mean of p. For a given r, the mean of p is least where
    pairs are either certain or even, and greatest where all have the same p.
    """

    low: float
    high: float

    def explained(self, accuracy: float) -> tuple[float, float]:
        """Return between which shares of the way from chance to the ceiling an accuracy lies."""
        return ((accuracy - 0.5) / (self.high - 0.5), (accuracy - 0.5) / (self.low - 0.5))


def ceiling(repeat_agreement: float) -> Ceiling:
    """Return the ceiling that a share of pairs kept in order in a repeat implies.

    Raises
    ------
    ValueError
        Unless the share is above 0.5 and at most 1: a repeat that keeps no more than chance
        has no order to explain.

    Examples
    --------
    >>> found = ceiling(0.82)
    >>> f"{found.low:.2f} to {found.high:.2f}"
    '0.82 to 0.90'
    """
    if not 0.5 < repeat_agreement <= 1:
        raise ValueError(
            f"A repeat agreed in {repeat_agreement:.3f} of pairs; a ceiling needs more than 0.5."
        )
    return Ceiling(low=repeat_agreement, high=(1 + math.sqrt(2 * repeat_agreement - 1)) / 2)


def next_feeds(feeds: Feeds, *, most_minutes: float) -> list[tuple[int, int]]:
    """Return which feeds of one account follow each other within so many minutes."""
    first = feeds.first
    found = []
    for _, own in first.sort_values(["viewed_at", "feed"]).groupby("account", sort=True):
        for (_, before), (_, after) in pairwise(own.iterrows()):
            if after["viewed_at"] - before["viewed_at"] <= pd.Timedelta(minutes=most_minutes):
                found.append((int(before["feed"]), int(after["feed"])))
    return found


def same_time_feeds(feeds: Feeds, *, most_minutes: float) -> list[tuple[int, int]]:
    """Return feeds of two accounts opened within so many minutes of each other, both ways round."""
    first = feeds.first.sort_values("feed")
    number, account = first["feed"].to_numpy(), first["account"].to_numpy()
    minutes = first["viewed_at"].to_numpy().astype("datetime64[s]").astype(np.int64) / 60
    return [
        (int(number[one]), int(number[other]))
        for one, other in permutations(range(len(first)), 2)
        if account[one] != account[other] and abs(minutes[one] - minutes[other]) <= most_minutes
    ]


def common_order(
    feeds: Feeds, compared: list[tuple[int, int]], scores: Mapping[str, ArrayLike]
) -> pd.DataFrame:
    """Return how far two feeds order the posts that both hold alike, and scores the second one's.

    Parameters
    ----------
    feeds
        The captured feeds.
    compared
        Numbers of a first and a second feed.
    scores
        By name, one for each post of ``feeds``; judged on the second feed, on the same pairs.

    Returns
    -------
    pandas.DataFrame
        account (of the second feed), other (account of the first feed), posts (of the second
        feed), common (posts of both), repeat (share of pairs in the same order), and a column of
        accuracies for each name.
        Feeds with fewer than two posts in common are left out.
    """
    starts = feeds.starts
    place_of = {int(feed): row for row, feed in enumerate(feeds.first["feed"])}
    ids, accounts = feeds.posts["post_id"].to_numpy(), feeds.posts["account"].to_numpy()
    given = {name: np.asarray(one, dtype=np.float64) for name, one in scores.items()}
    rows = []
    for first, second in compared:
        start, end = (starts[place_of[first] + step] for step in (0, 1))
        own_start, own_end = (starts[place_of[second] + step] for step in (0, 1))
        place: dict[str, int] = {}
        for row in range(start, end):
            place.setdefault(ids[row], row)
        met: dict[str, int] = {}
        for row in range(own_start, own_end):
            if ids[row] in place:
                met.setdefault(ids[row], row)
        if len(met) < 2:
            continue
        before = np.array([place[one] for one in met])
        here = np.array(list(met.values()))
        upper, lower = np.triu_indices(len(here), k=1)
        found = {
            "account": accounts[own_start],
            "other": accounts[start],
            "posts": int(own_end - own_start),
            "common": len(here),
            "repeat": float(np.mean(before[upper] < before[lower])),
        }
        for name, values in given.items():
            above = values[here[upper]] - values[here[lower]]
            found[name] = float(np.mean((above > 0) + 0.5 * (above == 0)))
        rows.append(found)
    columns = ["account", "other", "posts", "common", "repeat", *given]
    return pd.DataFrame(rows, columns=columns)


def compared_feeds(
    feeds: Feeds, scores: Mapping[str, ArrayLike], *, next_minutes: float, same_minutes: float
) -> dict[str, pd.DataFrame]:
    """Return what feeds agree on: the account's next one, and other accounts' at that time."""
    return {
        "an account's feed and its next": common_order(
            feeds, next_feeds(feeds, most_minutes=next_minutes), scores
        ),
        "two accounts at the same time": common_order(
            feeds, same_time_feeds(feeds, most_minutes=same_minutes), scores
        ),
    }


def repeats_table(common: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return means by account of what two feeds agree on, for each kind of two feeds.

    Parameters
    ----------
    common
        As `common_order` gives it, by what the two feeds are.
    """
    parts = []
    for name, rows in common.items():
        grouped = rows.drop(columns=["other", "posts"]).groupby("account")
        means = grouped.mean().reset_index()
        means.insert(0, "feeds_compared", name)
        means.insert(2, "times", grouped.size().to_numpy())
        order = [ACCOUNTS.index(one) for one in means["account"]]
        parts.append(means.iloc[np.argsort(order)])
    return pd.concat(parts, ignore_index=True)


def repeat_words(repeat: float, accuracy: float) -> dict[str, float]:
    """Return the bounds that a repeat sets, and how far towards them an accuracy comes."""
    best = ceiling(repeat)
    low, high = best.explained(accuracy)
    return {"bound_low": best.low, "bound_high": best.high, "share_low": low, "share_high": high}


def by_pairs(common: pd.DataFrame) -> float:
    """Return the share of all common pairs in the same order: feeds count by their pairs."""
    pairs = common["common"] * (common["common"] - 1) / 2
    return float(np.average(common["repeat"], weights=pairs))


def shared_mean(common: pd.DataFrame, *, level: float, unit: str) -> Estimate:
    """Return what two accounts' feeds share, mean over accounts, with a jackknife over accounts.

    Every account enters as the one that is compared and as the one compared with, so the
    accounts' means hang together and a t interval over them is too narrow. Here an account is
    left out with every comparison that it takes part in.

    Parameters
    ----------
    common
        As `common_order` gives it for feeds of different accounts, with three accounts or more.

    Raises
    ------
    ValueError
        If there are fewer than three accounts.

    References
    ----------
    Arvesen (1969), "Jackknifing U-Statistics", doi:10.1214/aoms/1177697287.
    """
    accounts = sorted({*common["account"], *common["other"]})
    if len(accounts) < 3:
        raise ValueError(f"Leaving an account out needs 3 accounts or more, not {len(accounts)}.")
    value = float(common.groupby("account")["repeat"].mean().mean())
    without = np.array(
        [
            common[(common["account"] != one) & (common["other"] != one)]
            .groupby("account")["repeat"]
            .mean()
            .mean()
            for one in accounts
        ]
    )
    freedom = len(accounts) - 1
    error = math.sqrt(freedom / len(accounts) * ((without - without.mean()) ** 2).sum())
    half_width = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return Estimate(
        value=value,
        low=max(value - half_width, 0.0),
        high=min(value + half_width, 1.0),
        level=level,
        n=f"{len(accounts)} accounts",
        unit=unit,
        method=(
            "mean over accounts; jackknife that leaves out an account with all its comparisons, "
            f"t with {freedom} degrees of freedom"
        ),
    )


def account_mean(common: pd.DataFrame, column: str, *, level: float, unit: str) -> Estimate:
    """Return a column's mean over accounts, each the mean of its compared feeds."""
    means = common.groupby("account")[column].mean()
    return t_interval(means, level=level, unit=unit, of="accounts")


def not_explained(common: pd.DataFrame, model: str, *, level: float) -> Estimate:
    """Return how much more accurate the first feed's order was than a model, over accounts."""
    means = common.groupby("account")[["repeat", model]].mean()
    found = t_interval(
        means["repeat"] - means[model], level=level, unit="proportion of pairs", of="accounts"
    )
    return replace(found, method=f"paired by account; {found.method}")
