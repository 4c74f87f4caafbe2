"""How the report on choice shows its frames: captions, units, formats, and words for sliders."""

from __future__ import annotations

from typing import Final, TypedDict

import pandas as pd

from rml.data.fb_feed_audit_schema import ORIENTATIONS, UNTRAINED
from rml.ranking.feed_choice.exposure import DIVERSE, NEWEST, ORDERINGS
from rml.report.look import FigureWords, TableLook

HELPS: Final = {
    "recency": "New posts first. A post loses half of this for every half-life of its age.",
    "popularity": "Posts with many reactions first, counted on a logarithmic scale.",
    "variety": "Pages that are not above yet first. The second post of a page gets half of this.",
    "balance": "Orientations with few posts above first.",
}
PRESETS: Final = {
    "Newest first": {"recency": 1.0, "popularity": 0.0, "variety": 0.0, "balance": 0.0},
    "Most reactions": {"recency": 0.0, "popularity": 1.0, "variety": 0.0, "balance": 0.0},
    "Most pages": {"recency": 0.25, "popularity": 0.0, "variety": 1.0, "balance": 0.0},
    "Balanced": {"recency": 0.25, "popularity": 0.0, "variety": 0.0, "balance": 1.0},
    "All alike": {"recency": 0.5, "popularity": 0.5, "variety": 0.5, "balance": 0.5},
}
SHOWN: Final = ("page", "type", "age", "reactions", "place_in_observed_feed")
FEED_UNITS: Final = {"age": "hours"}
FEED_FORMATS: Final = {"age": ".1f", "reactions": ",d", "place_in_observed_feed": "d"}


class FeedLook(TypedDict):
    """How the feed with sliders is shown: words, columns and groups."""

    helps: dict[str, str]
    presets: dict[str, dict[str, float]]
    groups: tuple[str, ...]
    groups_name: str
    shown: tuple[str, ...]
    units: dict[str, str]
    formats: dict[str, str]


FEED_LOOK: Final[FeedLook] = {
    "helps": HELPS,
    "presets": PRESETS,
    "groups": ORIENTATIONS,
    "groups_name": "orientations",
    "shown": SHOWN,
    "units": FEED_UNITS,
    "formats": FEED_FORMATS,
}
_MEASURES: Final = dict.fromkeys(("overlap", "low", "high", "liked", "from_equal"), ".1%") | {
    "age": ".1f",
    "reactions": ",.0f",
    "gini": ".3f",
}
_WORDS: Final = {
    "age_hours": "age of the middle post (hours)",
    "reactions": "reactions of the middle post",
    "liked": "share of liked pages",
    "gini": "Gini of pages' places",
    "from_equal": "distance from equal shares",
}


def orderings_look(*, top: int) -> TableLook:
    """Return how the table of orderings is shown."""
    return TableLook(
        caption=(
            f"The first {top} places of each feed under each ordering and both rules for the pool, "
            "mean over six accounts. Overlap: places whose post was in the observed first places, "
            "with an interval over accounts, cut where shares end; for newest first it is an upper "
            "bound. Age and reactions: of the middle post. Liked: places with a page that the "
            "account had liked (five accounts). Gini: of pages' places. From equal: places that "
            "would have to change for orientations to have equally many."
        ),
        units={"age": "hours"},
        formats=dict(_MEASURES),
    )


def lost_words(lost: pd.DataFrame) -> pd.DataFrame:
    """Return the table of changes with measures in words."""
    return lost.assign(measure=lost["measure"].map(_WORDS))


LOST: Final = TableLook(
    caption=(
        "What each ordering changes against the observed feed: mean change over accounts with its "
        "t interval, in how many accounts it rose, and the sign-flip test, with the smallest p "
        "that so many accounts can give. Shares and distances are in percentage points; five "
        "accounts had liked pages. No correction for the number of rows."
    ),
    units={"accounts_up": "accounts"},
    formats=dict.fromkeys(("change", "low", "high"), "+,.2f")
    | dict.fromkeys(("p_value", "smallest_p"), ".4f"),
)
SENSITIVITY: Final = TableLook(
    caption=(
        "Other choices, one changed at a time: overlap of newest first and of most reactions with "
        "the observed feed, mean over accounts, with an interval for newest first; how many feeds "
        "count; and how many posts the mean pool holds. Intervals are cut where shares end."
    ),
    units={"pool": "posts"},
    formats=dict.fromkeys(("newest", "low", "high", "popular", "chance"), ".1%") | {"pool": ".0f"},
)
NUMBERS: Final = TableLook(
    caption=(
        "Other numbers of the orders' own, one changed at a time; “as above” marks those of the "
        "report. Overlap with the observed feed has its interval over accounts; the other "
        "measures are means over accounts."
    ),
    units={},
    formats=dict.fromkeys(("overlap", "low", "high", "liked", "from_equal"), ".1%")
    | {"value": "g", "gini": ".3f"},
)
TRIALS: Final = TableLook(
    caption=(
        "Published figures of other trials of choice, as printed, with their sources. None came "
        "with an interval."
    ),
    units={},
    formats={},
)


def feed_caption(*, account: str, places: int) -> str:
    """Return the caption of the feed with sliders."""
    whose = "untrained account" if account == UNTRAINED else f"account trained to the {account}"
    return (
        f"The first {places} posts of one real pool, for a feed of the {whose}, ordered by the "
        "weights. The last column is the post's place in the feed as it was observed; a dash says "
        "that the feed did not hold it."
    )


def overlap_words(both: pd.DataFrame, *, chance: float, top: int) -> FigureWords:
    """Return caption and alternative text of the figure of overlaps.

    Parameters
    ----------
    both
        As ``rml.ranking.feed_choice.two_pools.pools_table`` returns it: the report's pool first.
    chance, top
        The overlap of random draws, and how many places count.
    """
    pool, other = dict.fromkeys(both["pool"])
    of, of_other = (
        both[both["pool"] == one].set_index("ordering")["overlap"] for one in (pool, other)
    )
    others = of.drop([ORDERINGS[0], DIVERSE])
    return FigureWords(
        caption=(
            f"How much of the observed first {top} places each ordering keeps, with intervals cut "
            "where shares end. White: each account, with an interval over its feeds. Blue: their "
            f"mean over six accounts, pools of posts {pool}. Red: the mean with pools of posts "
            f"{other}. For newest first all are upper bounds. Dashed: posts drawn at random."
        ),
        alt=(
            f"Dot plot with six rows. Diversity re-ranking keeps {of[DIVERSE]:.0%} of the observed "
            f"places. The other five orderings keep {others.min():.0%} to {others.max():.0%}, "
            f"newest first {of[NEWEST]:.0%}, and {of_other[NEWEST]:.0%} with the other pool; the "
            f"line for chance is at {chance:.0%}. Accounts spread around the means."
        ),
    )


def pages_words(shares: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of pages."""
    largest = shares.loc[shares.groupby("ordering")["share"].idxmax()].set_index("ordering")
    pages, most = dict(largest["page"]), dict(largest["share"])
    said = "; ".join(f"{name}: {pages[name]} {most[name]:.0%}" for name in ORDERINGS)
    return FigureWords(
        caption=(
            "Each page's share of the first places under each ordering: mean over six "
            "accounts, with an interval over them, cut where shares end. Pages by orientation and "
            "number; a page may be a person's."
        ),
        alt=f"Seven panels with a row for each page. The largest page of each ordering is: {said}.",
    )


def shares_words(table: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of orientations."""
    largest = table.loc[table.groupby("ordering")["share"].idxmax()].set_index("ordering")
    sides, shares = dict(largest["orientation"]), dict(largest["share"])
    said = "; ".join(f"{name}: {sides[name]} {shares[name]:.0%}" for name in ORDERINGS)
    return FigureWords(
        caption=(
            "Who fills the first places: each orientation's share under each ordering, mean over "
            "six accounts. The data hold intervals over accounts."
        ),
        alt=f"Stacked bars, one an ordering. The largest orientation of each bar is: {said}.",
    )


def changes_words(lost: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of changes."""
    gini = lost[lost["measure"] == "gini"].set_index("ordering")["change"]
    liked = lost[lost["measure"] == "liked"]["change"]
    return FigureWords(
        caption=(
            "What each ordering changes against the observed feed, with intervals over accounts: "
            "how unequal pages are, how often liked pages come, and how far orientations are from "
            "equal shares. Left of the dashed line: less than observed."
        ),
        alt=(
            f"Three panels of intervals with six rows. Inequality between pages changes by "
            f"{gini.min():+.2f} ({gini.idxmin()}) to {gini.max():+.2f} ({gini.idxmax()}). Every "
            f"ordering shows fewer liked pages, by {-liked.max():.0f} to {-liked.min():.0f} "
            "percentage points."
            if liked.max() < 0
            else f"Three panels of intervals with six rows. Inequality between pages changes by "
            f"{gini.min():+.2f} ({gini.idxmin()}) to {gini.max():+.2f} ({gini.idxmax()})."
        ),
    )


def effects_words(table: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of published effects."""
    first = table.iloc[0]
    best = table[table["outcome"] == first["outcome"]]["effect"]
    return FigureWords(
        caption=(
            "What Milli and others found on Twitter: three rankings against the chronological "
            "timeline, with published intervals. Right of the dashed line: more than there."
        ),
        alt=(
            f"Three intervals for each of {table['outcome'].nunique()} outcomes. On “"
            f"{first['outcome']}”, ranking by engagement lies at {first['effect']:+.2f} standard "
            f"deviations and the rankings by stated preference reach {best.max():+.2f}. Anger, "
            "partisanship and hostility are higher under engagement than under the others."
        ),
    )
