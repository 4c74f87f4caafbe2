"""What was captured, and what of it counts."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

import numpy as np
import pandas as pd
from scipy import stats

from rml.amplification.ranked_feed.slot_counts import SlotCounts


class RecordFacts(TypedDict):
    """What the report says of its feeds."""

    feeds_all: int
    impressions: int
    feeds: int
    start: str
    slots: int
    age: float
    span: float
    correlation: float
    short: float
    shortest: float
    longest: float


def facts_of_record(impressions: pd.DataFrame, counts: SlotCounts) -> RecordFacts:
    """Return the numbers of feeds and slots, their ages, and how they are sorted.

    Returns
    -------
    RecordFacts
        feeds_all and impressions (captured), feeds and slots (that count), start (their first
        day), age (hours, median over slots), span (hours, of the median chronological feed),
        correlation (Spearman's, of rank and age, mean over feeds), short (slots in the
        median feed of the account trained to the left), and shortest and longest (the least
        and the most slots in the median feed of any other account).
    """
    used = impressions[impressions["feed"].isin(counts.feed.tolist())]
    correlations = [
        float(stats.spearmanr(rows["rank"], rows["age_seconds"]).statistic)
        for _, rows in used.groupby("feed")
    ]
    slots = counts.ranked.sum(axis=1)
    others = [
        float(np.median(slots[counts.account == one]))
        for one in np.unique(counts.account)
        if one != "left"
    ]
    first = date.fromisoformat(min(counts.day.tolist()))
    return RecordFacts(
        feeds_all=int(impressions["feed"].nunique()),
        impressions=len(impressions),
        feeds=int(counts.feed.size),
        start=f"{first.day} {first:%B} {first.year}",
        slots=int(slots.sum()),
        age=float(used["age_seconds"].median()) / 3600,
        span=float(np.median(counts.span_hours)),
        correlation=float(np.mean(correlations)),
        short=float(np.median(slots[counts.account == "left"])),
        shortest=min(others),
        longest=max(others),
    )
