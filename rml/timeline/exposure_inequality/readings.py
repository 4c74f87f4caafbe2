"""What intervals and tests over accounts settle, in words, and the facts that sentences need."""

from __future__ import annotations

import pandas as pd

from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.estimate import Estimate, HypothesisTest
from rml.report.format import Value
from rml.timeline.exposure_inequality.choices import (
    EACH_DAY,
    EACH_FEED,
    FIRST_SLOTS,
    same_top_pages,
)
from rml.timeline.exposure_inequality.feed_inequality import Paired, PostSlots, direction


def reading(estimate: Estimate, test: HypothesisTest) -> str:
    """Return what interval and exact test settle together, as a sentence."""
    way = direction(estimate, test)
    if way:
        word, more = ("above", "more") if way > 0 else ("below", "less")
        return f"The interval lies {word} zero: {more} in ranked feeds."
    if (estimate.low or 0) > 0 or (estimate.high or 0) < 0:
        return (
            "The interval leaves zero out, but the exact test does not reach the same level: no "
            "direction is claimed."
        )
    return "The interval holds zero: these accounts do not settle a direction."


def spread_words(estimate: Estimate, test: HypothesisTest) -> str:
    """Return whether ranked feeds were more or less unequal than those built, as a clause."""
    way = direction(estimate, test)
    if way:
        more = "more" if way > 0 else "less"
        return f"ranked feeds were {more} unequal than feeds built here in order of time"
    return (
        "six accounts do not settle whether ranked feeds were more or less unequal than feeds "
        "built here in order of time"
    )


def changes_words(choices: pd.DataFrame) -> str:
    """Return under which choices interval and exact test both leave zero out, as a sentence.

    Parameters
    ----------
    choices
        As from ``rml.timeline.exposure_inequality.choices.choices_frame``.
    """
    with_interval = choices[choices["low"].notna()]
    settled = with_interval[with_interval["settled"] == "yes"]
    above = settled.loc[settled["low"] > 0, "choice"]
    below = settled.loc[settled["high"] < 0, "choice"]
    if above.empty and below.empty:
        return f"In none of the {len(with_interval)} rows with an interval is a direction settled."
    found = [
        f"{where} zero: {', '.join(names)}"
        for where, names in (("above", above), ("below", below))
        if len(names)
    ]
    return (
        f"Of the {len(with_interval)} intervals over accounts, these lie, with the exact test "
        f"agreeing, {'; and '.join(found)}."
    )


def depth_words(depths: pd.DataFrame) -> str:
    """Return at which depths a direction is settled, as sentences.

    Parameters
    ----------
    depths
        As from `depth_rows`.
    """
    settled = (depths["settled"] == "yes").to_numpy()
    if not settled.any():
        return "At none of these depths is a direction settled."
    names, number = depths["choice"], int(settled.sum())
    if settled[:number].all() and (depths["low"][:number] > 0).all() and number < len(depths):
        return (
            f"Up to {names.iloc[number - 1]}, interval and test both leave zero out: there ranked "
            "feeds lie on fewer pages than as many newest posts do. Deeper, no direction is "
            "settled. So in these accounts the concentration shows at the top of the feed; over "
            "its whole length none is settled."
        )
    return f"A direction is settled for {', '.join(names[settled])}."


def depth_ends(depths: pd.DataFrame) -> dict[str, Value]:
    """Return the differences at the least and the greatest depth with their names."""
    first, last = depths.iloc[0], depths.iloc[-1]
    return {
        "least": float(first["top_difference"]),
        "least_slots": str(first["choice"]),
        "most": float(last["top_difference"]),
        "most_slots": str(last["choice"]),
    }


def paired_values(pair: Paired, estimate: Estimate) -> dict[str, Value]:
    """Return what a claim on ranked and chronological feeds needs, by name."""
    test = pair.sign_flips()
    return {
        "ranked": float(pair.ranked.mean()),
        "chronological": float(pair.chronological.mean()),
        "reading": reading(estimate, test),
        "test": test,
    }


def feeds_facts(slots: PostSlots, counts: SlotCounts) -> dict[str, Value]:
    """Return what the sentence about the feeds needs, by name."""
    return {
        "slots": int(counts.ranked.sum()),
        "feeds": len(counts.feed),
        "posts": slots.ranked.shape[1],
        "least_older": float(slots.older[:, 0].min()),
        "most_older": float(slots.older[:, 0].max()),
        "chronological_older": float(slots.older[:, 1].max()),
    }


def pooling_facts(choices: pd.DataFrame, counts: SlotCounts, *, share: float) -> dict[str, Value]:
    """Return what the sentence on pooling and pages needs, by name."""
    by_name = choices.set_index("choice")["top_difference"]
    alike, overlap = same_top_pages(counts, share=share)
    return {
        "single": float(by_name[EACH_FEED]),
        "day": float(by_name[EACH_DAY]),
        "alike": alike,
        "least_fixed": float(overlap.min()),
        "most_fixed": float(overlap.max()),
    }


def depth_rows(choices: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``choices_frame`` that count only the first slots, at rising depth."""
    return choices[choices["choice"].str.startswith(FIRST_SLOTS)].reset_index(drop=True)
