"""Two checks of a correction of times, by subgroup: the youngest posts, and equal counts.

A correction may pass for all rows together and be wrong in each part. Ages at least zero are a
bound on one side only: ages that are too old pass it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from rml.data.fb_feed_audit import SLOW_ACCOUNTS
from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.estimate import Estimate

FIRST_DAYS: Final = "24 to 27 January"
LAST_DAYS: Final = "28 and 29 January"
_LAST_SLOW_DAY: Final = 27


def youngest_posts(impressions: pd.DataFrame) -> pd.DataFrame:
    """Return the age of the youngest post that each account was shown on each day.

    Parameters
    ----------
    impressions
        As ``rml.data.fb_feed_audit.load_feed_audit`` returns them, or under other clocks.

    Returns
    -------
    pandas.DataFrame
        account, day (such as "24 January", by the clock given) and minutes; accounts in the
        order of `ACCOUNTS`.
    """
    days = impressions["viewed_at"].dt.day.map("{} January".format).rename("day")
    least = impressions.groupby(["account", days])["age_seconds"].min() / 60
    frame = least.rename("minutes").reset_index()
    place = frame["account"].map({one: index for index, one in enumerate(ACCOUNTS)})
    order = frame.assign(place=place).sort_values(["place", "day"]).index
    return frame.loc[order].reset_index(drop=True)


def youngest_frame(by_clocks: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the youngest posts' minutes under several clocks, a column for each day.

    Parameters
    ----------
    by_clocks
        From `youngest_posts`, by the name of the clocks.

    Returns
    -------
    pandas.DataFrame
        clocks, account and the days; NaN where an account has no feed.
    """
    parts = []
    for name, youngest in by_clocks.items():
        wide = youngest.pivot_table(index="account", columns="day", values="minutes")
        wide = wide.reindex(list(ACCOUNTS)).dropna(how="all").reset_index()
        wide.columns.name = None
        wide.insert(0, "clocks", name)
        parts.append(wide)
    return pd.concat(parts, ignore_index=True)


def first_hours(recorded: pd.DataFrame) -> dict[str, str]:
    """Return when feeds began on 27 January (all accounts) and on the day after (the three).

    Returns
    -------
    dict
        ``usual`` and ``after``, such as "07:05" (UTC).

    Raises
    ------
    ValueError
        If the accounts did not begin alike, as the text says that they did.
    """
    day, slow = recorded["viewed_at"].dt.day, recorded["account"].isin(SLOW_ACCOUNTS)
    turned = day == _LAST_SLOW_DAY + 1
    usual = _begins(recorded[day == _LAST_SLOW_DAY]) | _begins(recorded[turned & ~slow])
    after = _begins(recorded[turned & slow])
    if len(usual) != 1 or len(after) != 1:
        raise ValueError(f"Feeds do not begin alike: {sorted(usual)} and {sorted(after)}.")
    return {"usual": usual.pop(), "after": after.pop()}


def too_old_days(youngest: pd.DataFrame, *, minutes: float) -> Estimate:
    """Return for how many accounts and days even the youngest post was older than so many minutes.

    A count over these files; nothing is drawn, so it carries no interval.
    """
    return Estimate(
        value=float((youngest["minutes"] > minutes).sum()),
        low=None,
        high=None,
        level=None,
        n=f"{len(youngest)} account-days",
        unit="account-days",
        method=f"count of accounts and days whose youngest post is older than {minutes:g} minutes",
    )


def counts_by_shift(
    recorded: pd.DataFrame, *, shifts: Sequence[int], exact_below: int
) -> pd.DataFrame:
    """Return how often one post's counts agree between the two groups of accounts, by shift.

    A pair is an impression in a feed of one of the three accounts of `SLOW_ACCOUNTS`, and one of
    the same post in a feed of another account that was opened in the same hour, after the hours
    of the three are moved by the shift. At the same true hour, nearly the same people have
    reacted.

    Parameters
    ----------
    recorded
        Impressions under the clocks ``recorded`` of ``rml.data.feed_clocks``.
    shifts
        Hours to add to the recorded times of the three.
    exact_below
        Only counts of reactions below this.

    Returns
    -------
    pandas.DataFrame
        days (`FIRST_DAYS` or `LAST_DAYS`, of the three's recorded time), shift_hours, pairs,
        and more, equal and fewer: the shares of pairs in which the one of the three shows more
        reactions, as many, or fewer.
    """
    rows = _exact(recorded, exact_below)
    slow = rows["account"].isin(SLOW_ACCOUNTS)
    three, others = rows[slow], rows[~slow]
    table = []
    for days in (FIRST_DAYS, LAST_DAYS):
        for shift in shifts:
            moved = three[three["days"] == days]
            moved = moved.assign(hour=moved["hour"] + pd.Timedelta(hours=shift))
            pairs = moved.merge(others, on=["post_id", "hour"], suffixes=("", "_other"))
            more, fewer = (
                float((sign * (pairs["reactions"] - pairs["reactions_other"]) > 0).mean())
                for sign in (1, -1)
            )
            table.append(
                {
                    "days": days,
                    "shift_hours": shift,
                    "pairs": len(pairs),
                    "more": more,
                    "equal": 1 - more - fewer,
                    "fewer": fewer,
                }
            )
    return pd.DataFrame(table)


def equal_within(recorded: pd.DataFrame, *, exact_below: int) -> float:
    """Return the share of equal counts between accounts whose clocks were right, first days.

    What agreement looks like if two feeds were opened at the same time: not all counts are
    equal, since minutes lie between the feeds.
    """
    rows = _exact(recorded, exact_below)
    rows = rows[~rows["account"].isin(SLOW_ACCOUNTS) & (rows["days"] == FIRST_DAYS)]
    pairs = rows.merge(rows, on=["post_id", "hour"], suffixes=("", "_other"))
    pairs = pairs[pairs["account"] < pairs["account_other"]]
    return float((pairs["reactions"] == pairs["reactions_other"]).mean())


def equal_counts(counts: pd.DataFrame, *, days: str, shift: int) -> Estimate:
    """Return the share of pairs with equal counts for one row of `counts_by_shift`.

    Pairs share posts and feeds, and are all there are: a description, with no interval.
    """
    row = counts[(counts["days"] == days) & (counts["shift_hours"] == shift)].iloc[0]
    return Estimate(
        value=float(row["equal"]),
        low=None,
        high=None,
        level=None,
        n=f"{int(row['pairs']):,} pairs of impressions",
        unit="proportion",
        method="share of pairs of one post's impressions in the same hour with equal reactions",
    )


def _exact(recorded: pd.DataFrame, exact_below: int) -> pd.DataFrame:
    rows = recorded.loc[
        recorded["reactions"] < exact_below, ["post_id", "account", "viewed_at", "reactions"]
    ]
    late = rows["viewed_at"].dt.day > _LAST_SLOW_DAY
    return rows.assign(
        hour=rows["viewed_at"].dt.floor("h"),
        days=late.map({False: FIRST_DAYS, True: LAST_DAYS}),
    ).drop(columns="viewed_at")


def shares_of(counts: pd.DataFrame, *, days: str, shift: int) -> dict[str, float]:
    """Return the shares ``more`` and ``fewer`` of one row of `counts_by_shift`."""
    row = counts[(counts["days"] == days) & (counts["shift_hours"] == shift)].iloc[0]
    return {"more": float(row["more"]), "fewer": float(row["fewer"])}


def _begins(rows: pd.DataFrame) -> set[str]:
    """Return at what times of the day the accounts' first feeds among these rows were opened."""
    return set(rows.groupby("account")["viewed_at"].min().dt.strftime("%H:%M"))
