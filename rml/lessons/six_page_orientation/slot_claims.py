"""Claims from slots: tried on the five orientations, and on groups of pages drawn at random.

A random group of pages has no orientation. A method that is right for claims on *kinds of page*
claims something of such groups in as many cases as its error rate says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.ranked_feed.orientations import OrientationRatio
from rml.amplification.ranked_feed.page_ratios import slot_ratio
from rml.amplification.ranked_feed.slot_counts import SlotCounts
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.estimate import Estimate
from rml.lessons.six_page_orientation.claims import (
    CLEARS_ALL,
    HURDLES,
    NONE_STANDS_OUT,
    STANDS_OUT,
)
from rml.stats.intervals import newcombe_difference, wilson

Pages = NDArray[np.bool_]


def slot_difference(counts: SlotCounts, pages: Pages, *, level: float) -> Estimate:
    """Return the share of ranked slots minus that of chronological ones, slots as the units.

    This is the attempt: Newcombe's interval with every slot as an independent draw.

    Parameters
    ----------
    counts
        The slots; whole numbers.
    pages
        Which pages, shape (pages,).
    level
        Nominal coverage.
    """
    ranked, chronological = (
        (round(float(side[:, pages].sum())), round(float(side.sum())))
        for side in (counts.ranked, counts.chronological)
    )
    return newcombe_difference(*ranked, *chronological, level=level, of="slots")


def claimed(difference: Estimate) -> bool:
    """Return whether the interval leaves zero out, which the attempt takes for a claim."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and not low <= 0 <= high


def random_group_frame(
    counts: SlotCounts, *, groups: int, size: int, level: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Return random groups of pages with their ratio of slots and whether there is a claim.

    Parameters
    ----------
    counts
        The slots.
    groups
        How many groups.
    size
        Pages of a group, drawn without replacement from all pages.
    level
        Of the attempt's intervals.
    rng
        The source of randomness.

    Returns
    -------
    pandas.DataFrame
        ``ratio`` (ranked over chronological slots) and ``claimed``, one row for each group.
    """
    rows = []
    for _ in range(groups):
        pages = np.zeros(counts.page.size, dtype=np.bool_)
        pages[rng.choice(counts.page.size, size=size, replace=False)] = True
        rows.append(
            {
                "ratio": slot_ratio(counts, pages),
                "claimed": claimed(slot_difference(counts, pages, level=level)),
            }
        )
    return pd.DataFrame(rows)


def claims_of_random_groups(frame: pd.DataFrame, *, level: float) -> Estimate:
    """Return the share of random groups for which the attempt claims something.

    The Wilson interval covers the drawing of groups only: pages and slots are these.
    """
    return wilson(int(frame["claimed"].sum()), len(frame), level=level, of="random groups")


def without_one(counts: SlotCounts, pages: Pages) -> tuple[float, float]:
    """Return the least and the greatest ratio of slots when one of the pages is left out."""
    ratios = []
    for left_out in np.flatnonzero(pages):
        others = pages.copy()
        others[left_out] = False
        ratios.append(slot_ratio(counts, others))
    return min(ratios), max(ratios)


def as_far(frame: pd.DataFrame, ratio: float) -> float:
    """Return the share of random groups whose ratio is as far from one, up or down, or farther.

    Parameters
    ----------
    frame
        From `random_group_frame`.
    ratio
        The ratio of slots of a group of pages.
    """
    distances = np.abs(np.log(frame["ratio"].to_numpy(dtype=np.float64)))
    return float((distances >= abs(np.log(ratio))).mean())


def farthest_facts(
    counts: SlotCounts,
    judged: list[OrientationRatio],
    orientations: pd.DataFrame,
    groups: pd.DataFrame,
) -> dict[str, str | float | Estimate]:
    """Return what there is to say of the orientation whose ratio is farthest from one.

    Returns
    -------
    dict
        ``name``, ``ratio`` (of slots), ``share`` (of random groups as far from one), ``posts``
        (its pages' share of all posts), ``even`` (the share if all orientations posted alike) and
        ``equal`` (its typical page's ratio over that of all, at equal posting volume).
    """
    row = orientations.loc[np.log(orientations["ratio"]).abs().idxmax()]
    name, ratio = str(row["orientation"]), float(row["ratio"])
    own = counts.orientation == name
    return {
        "name": name,
        "ratio": ratio,
        "share": as_far(groups, ratio),
        "posts": float(counts.posts[own].sum() / counts.posts.sum()),
        "even": 1 / len(ORIENTATIONS),
        "equal": next(one.at_equal_volume for one in judged if one.orientation == name),
    }


def farthest_words(
    facts: Mapping[str, Any], judged: Sequence[OrientationRatio], *, alpha: float
) -> str:
    """Return whether the farthest orientation stands out of random groups, and where it fails.

    Parameters
    ----------
    facts
        From `farthest_facts`.
    judged
        As there.
    alpha
        The share of random groups as far from one, times the number of orientations, that still
        counts as standing out.
    """
    failed = next(one.failed for one in judged if one.orientation == facts["name"])
    family = min(1.0, len(judged) * facts["share"])
    stands_out = STANDS_OUT if failed else CLEARS_ALL
    return (stands_out if family <= alpha else NONE_STANDS_OUT).format(
        name=facts["name"],
        share=f"{100 * facts['share']:.1f}\N{NO-BREAK SPACE}%",
        family=f"{100 * family:.1f}\N{NO-BREAK SPACE}%",
        count=len(judged),
        hurdles=" and ".join(HURDLES[one] for one in failed),
    )


def orientations_frame(
    counts: SlotCounts, judged: list[OrientationRatio], *, level: float
) -> pd.DataFrame:
    """Return each orientation as the attempt sees it, and as pages as units do.

    Parameters
    ----------
    counts
        The slots.
    judged
        From ``rml.amplification.ranked_feed.orientations.orientation_ratios``.
    level
        Of the attempt's intervals.

    Returns
    -------
    pandas.DataFrame
        ``orientation``, ``ratio`` (of slots), ``difference``, ``low``, ``high`` (percentage
        points of all slots, slots as units), ``claimed`` (yes or no), ``least``, ``greatest``
        (ratio without one of its pages), ``typical``, ``typical_low``, ``typical_high`` (the
        typical page's ratio over pages, accounts and days) and ``claim`` (what may be said).
    """
    by_name = {one.orientation: one for one in judged}
    rows = []
    for orientation in ORIENTATIONS:
        pages: Pages = np.asarray(counts.orientation == orientation)
        difference = slot_difference(counts, pages, level=level)
        points = difference.scaled(100, unit="percentage points")
        least, greatest = without_one(counts, pages)
        typical = by_name[orientation].typical_page
        rows.append(
            {
                "orientation": orientation,
                "ratio": slot_ratio(counts, pages),
                "difference": points.value,
                "low": points.low,
                "high": points.high,
                "claimed": "yes" if claimed(difference) else "no",
                "least": least,
                "greatest": greatest,
                "typical": typical.value,
                "typical_low": typical.low,
                "typical_high": typical.high,
                "claim": by_name[orientation].claim,
            }
        )
    return pd.DataFrame(rows)


def claims_from_slots(frame: pd.DataFrame) -> Estimate:
    """Return of how many orientations the attempt claims something."""
    return Estimate(
        value=float((frame["claimed"] == "yes").sum()),
        low=None,
        high=None,
        level=None,
        n=f"{len(frame)} orientations",
        unit="orientations",
        method="count of intervals that leave zero out, slots taken as independent",
    )


def turned_by_one_page(frame: pd.DataFrame) -> Estimate:
    """Return of how many orientations the direction turns when one page is left out."""
    above = frame["ratio"] > 1
    turned = (above & (frame["least"] < 1)) | (~above & (frame["greatest"] > 1))
    return Estimate(
        value=float(turned.sum()),
        low=None,
        high=None,
        level=None,
        n=f"{len(frame)} orientations",
        unit="orientations",
        method="count of orientations whose ratio of slots crosses one without one of its pages",
    )
