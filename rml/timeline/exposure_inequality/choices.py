"""The primary difference, and that over posts, under other choices than the declared ones.

Rows that were added after results had been seen say so in their column ``added``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from rml.amplification.ranked_feed.parameters import Pool
from rml.amplification.ranked_feed.slot_counts import SlotCounts, by_account, slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.stats.arguments import FloatArray
from rml.stats.inequality import gini, top_share
from rml.timeline.exposure_inequality.feed_inequality import (
    Measure,
    Paired,
    PostSlots,
    direction,
    over_pages,
    paired,
)

START: Final = "from the start"
LATER: Final = "after results"
ALONE: Final = "untrained account only"
EACH_FEED: Final = "each feed by itself"
EACH_DAY: Final = "each day by itself"
FIRST_SLOTS: Final = "the first "


def within_each(counts: SlotCounts, measure: Measure, *, of: ArrayLike) -> Paired:
    """Return the mean over parts of each account's feeds of ``measure`` over pages.

    Parameters
    ----------
    counts
        From ``rml.amplification.ranked_feed.slot_counts``.
    measure
        Takes slots by page, shape (pages,).
    of
        To which part each feed belongs, shape (feeds,): its number, or its day. The slots of a
        part are added up; a part counts as often as it has feeds of the account.
    """
    accounts, *_ = by_account(counts)
    parts = np.asarray(of)
    found = np.zeros((2, len(accounts)))
    for place, account in enumerate(accounts):
        mine = counts.account == account
        for part in np.unique(parts[mine]):
            these = mine & (parts == part)
            for way, slots in enumerate((counts.ranked, counts.chronological)):
                weight = these.sum() / mine.sum()
                found[way, place] += weight * measure(slots[these].sum(axis=0))
    return Paired(accounts=tuple(accounts), ranked=found[0], chronological=found[1])


def same_top_pages(counts: SlotCounts, *, share: float) -> tuple[int, FloatArray]:
    """Return whether the top pages of ranked and chronological feeds are the same ones.

    Returns
    -------
    int, ndarray
        In how many accounts they are, and the share of each account's ranked slots that its
        chronological top pages have, shape (accounts,).
    """
    _, ranked, chronological = by_account(counts)
    top = round(share * ranked.shape[1])
    alike, overlap = 0, []
    for first, second in zip(ranked, chronological, strict=True):
        ours, theirs = (np.argsort(-one, kind="stable")[:top] for one in (first, second))
        alike += set(ours) == set(theirs)
        overlap.append(first[theirs].sum() / first.sum())
    return alike, np.array(overlap)


def choices_frame(
    impressions: pd.DataFrame,
    posts: pd.DataFrame,
    *,
    pool: Pool,
    burn_in_hours: int,
    windows: Sequence[int],
    top_slots: Sequence[int],
    later_top_slots: Sequence[int],
    share: float,
    level: float,
) -> pd.DataFrame:
    """Return the primary difference and that of the Gini coefficient under other choices.

    Parameters
    ----------
    impressions, posts, pool, burn_in_hours
        As for ``rml.timeline.exposure_inequality.feed_inequality.post_slots``.
    windows, top_slots
        Other baselines and lengths, as ``slot_counts`` takes them.
    later_top_slots
        Lengths that were added after results had been seen.
    share
        Of the pages, whose part is measured.
    level
        Of the intervals over accounts.

    Returns
    -------
    pandas.DataFrame
        ``choice``, ``top_difference`` with ``low`` and ``high`` (percentage points), ``exact_p``
        (of the sign-flip test), ``settled`` ("yes" if interval and test both leave zero out),
        ``accounts_above_zero``, ``gini_difference`` and ``added``.
    """
    rules = {"pool": pool, "burn_in_hours": burn_in_hours}
    other: Pool = "by_then" if pool == "ever" else "ever"
    choices: dict[str, dict[str, object]] = {"as declared": {}}
    choices[f"pool: {other.replace('_', ' ')}"] = {"pool": other}
    choices |= {f"any post of the last {one} hours": {"window_hours": one} for one in windows}
    choices["equally many slots each hour"] = {"equal_slots": True}
    choices[ALONE] = {}
    depths = sorted({*top_slots, *later_top_slots})
    choices |= {f"{FIRST_SLOTS}{one} slots": {"top": one} for one in depths}
    later = {f"{FIRST_SLOTS}{one} slots" for one in depths if one not in top_slots}
    rows = []
    for name, choice in choices.items():
        counts = slot_counts(impressions, posts, **{**rules, **choice})  # type: ignore[arg-type]
        if name == ALONE:
            counts = counts.kept(counts.account == ACCOUNTS[-1])
        top, curve = (over_pages(counts, one) for one in _measures(share))
        added = LATER if name in later else START
        rows.append(_row(name, top, curve, level=level) | {"added": added})
    declared = slot_counts(impressions, posts, **rules)  # type: ignore[arg-type]
    for name, parts in ((EACH_FEED, declared.feed), (EACH_DAY, declared.day)):
        top, curve = (within_each(declared, one, of=parts) for one in _measures(share))
        rows.append(_row(name, top, curve, level=level) | {"added": LATER})
    return pd.DataFrame(rows)


def post_choices_frame(
    slots: PostSlots, every: PostSlots, *, share: float, level: float
) -> pd.DataFrame:
    """Return the top share and the Gini coefficient over posts for other units and totals.

    Parameters
    ----------
    slots, every
        From ``post_slots``, without and with older posts.
    share
        Of the posts, whose part is measured.
    level
        Of the intervals over accounts.

    Returns
    -------
    pandas.DataFrame
        ``posts`` (which ones), ``counted`` (their number), ``top_ranked`` and
        ``top_chronological`` (proportions),
        ``top_difference`` with ``low`` and ``high`` (percentage points), ``exact_p``,
        ``settled``, ``gini_difference`` (none where the top's part is of other slots than the
        posts') and ``added``.
    """
    shown = (every.ranked + every.chronological).sum(axis=0) > 0
    top, curve = _measures(share)
    declared = _over(slots, top)
    rows = [
        {"number": slots.page.size, "added": START}
        | _row("of these days", declared, _over(slots, curve), level=level)
        | _means(declared)
    ]
    of_all = Paired(
        accounts=slots.accounts,
        ranked=declared.ranked * (1 - slots.older[:, 0]),
        chronological=declared.chronological * (1 - slots.older[:, 1]),
    )
    rows.append(
        {"number": slots.page.size, "added": LATER}
        | _row("of these days, as a part of all slots", of_all, None, level=level)
        | _means(of_all)
    )
    for name, kept in (
        ("every post recorded", np.ones_like(shown)),
        ("every post with a slot in any feed", shown),
    ):
        tops = _over(every, top, kept)
        rows.append(
            {"number": int(kept.sum()), "added": LATER}
            | _row(name, tops, _over(every, curve, kept), level=level)
            | _means(tops)
        )
    columns = ["choice", "number", "top_ranked", "top_chronological", "top_difference", "low"]
    columns += ["high", "exact_p", "settled", "gini_difference", "added"]
    return pd.DataFrame(rows)[columns].rename(columns={"choice": "posts", "number": "counted"})


def _measures(share: float) -> tuple[Measure, Measure]:
    return (lambda one: top_share(one, share)), gini


def _over(slots: PostSlots, measure: Measure, kept: NDArray[np.bool_] | None = None) -> Paired:
    ranked, chronological = slots.ranked, slots.chronological
    if kept is not None:
        ranked, chronological = ranked[:, kept], chronological[:, kept]
    return paired(slots.accounts, ranked, chronological, measure)


def _means(pair: Paired) -> dict[str, float]:
    return {
        "top_ranked": float(pair.ranked.mean()),
        "top_chronological": float(pair.chronological.mean()),
    }


def _row(name: str, top: Paired, curve: Paired | None, *, level: float) -> dict[str, Any]:
    """Return the differences of one choice; without interval and test for one account."""
    row: dict[str, Any] = {
        "choice": name,
        "top_difference": 100 * float(top.difference.mean()),
        "low": np.nan,
        "high": np.nan,
        "exact_p": np.nan,
        "settled": "",
        "accounts_above_zero": int((top.difference > 0).sum()),
        "gini_difference": np.nan if curve is None else float(curve.difference.mean()),
    }
    if top.difference.size > 1:
        mean, test = top.mean_difference(level=level), top.sign_flips()
        scaled = mean.scaled(100, unit="percentage points")
        row |= {
            "low": scaled.low,
            "high": scaled.high,
            "exact_p": test.p_value,
            "settled": "yes" if direction(mean, test) else "no",
        }
    return row
