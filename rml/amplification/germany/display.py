"""How the report on German parties' pages shows its frames: captions, units, formats, alt texts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.amplification.germany.party_shares import PARTY_NAMES
from rml.report.look import FigureWords, TableLook
from rml.report.people import NO_PEOPLE, PeopleCounts

POSTS_ONLY: Final = NO_PEOPLE("sums of posts, strings and pages by party; no panelists are counted")
STEP_NAMES: Final = {
    "published": "as published",
    "cleaned": "false matches removed",
    "organisations": "organisations only",
}
BEFORE_AND_AFTER: Final = TableLook(
    caption=(
        "Before and after: strings as published, pages after the cleaning, posts, and shares of "
        "posts, by party. Published: all strings. Cleaned: without false matches. Organisations: "
        "without pages of people and of supporters as well."
    ),
    units={"change": "percentage points"},
    formats={
        **{f"share_{step}": ".2%" for step in STEP_NAMES},
        **{f"posts_{step}": ",d" for step in STEP_NAMES},
        "change": "+.2f",
    },
)
RULES: Final = TableLook(
    caption=(
        "The declared rule, applied: what each pattern and the explicit list take a string to be, "
        "and how many strings, panelists at most, and posts it concerns."
    ),
    units={},
    formats={"posts": ",d"},
)
PAGES: Final = TableLook(
    caption=(
        "Pages of organisations that at least {least} panelists saw: panelists (at least), posts, "
        "and the strings that were merged. All other pages are in the sums only."
    ),
    units={},
    formats={"posts": ",d"},
)
SEEN_BY_FEW: Final = TableLook(
    caption=(
        "How concentrated each party's posts are: share from pages that fewer than {least} "
        "panelists saw (for certain; at most), share of the page with most posts, and the number "
        "of equally large pages that would be as concentrated."
    ),
    units={"effective_pages": "pages"},
    formats=dict.fromkeys(("few_for_certain", "few_at_most", "largest_page"), ".0%")
    | {"effective_pages": ".1f", "posts": ",d"},
)
SENSITIVITY: Final = TableLook(
    caption=(
        "Other choices: each party's share. Low and high: range of the share of {party} when whole "
        "pages are resampled ({level}), a sensitivity analysis and no confidence interval, because "
        "pages are no sample."
    ),
    units={},
    formats=dict.fromkeys((*PARTY_NAMES.values(), "low", "high"), ".1%"),
)


def filled(look: TableLook, **values: str) -> TableLook:
    """Return ``look`` with the fields of its caption filled."""
    return TableLook(
        caption=look["caption"].format(**values), units=look["units"], formats=look["formats"]
    )


def rule_people(*, threshold: int) -> PeopleCounts:
    """Return which column of the table of rules counts panelists."""
    return PeopleCounts(
        columns=("panelists_at_most",),
        derived=("posts",),
        unrelated=("strings",),
        threshold=threshold,
    )


def page_people(*, threshold: int) -> PeopleCounts:
    """Return which column of the table of pages counts panelists."""
    return PeopleCounts(columns=("panelists",), derived=("posts", "strings"), threshold=threshold)


def shares_words(before_and_after: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the shares before and after."""
    ordered = before_and_after.sort_values("share_cleaned", ascending=False)
    listed = ", ".join(
        f"{party} {share:.0%}"
        for party, share in zip(ordered["party"], ordered["share_cleaned"], strict=True)
    )
    return FigureWords(
        caption=(
            "Share of each party in the posts of pages with a party's name that the panel saw: as "
            "published, without false matches, and organisations only. It describes this panel."
        ),
        alt=(
            f"Three bars for each of {len(ordered)} parties, nearly equal within most. Without "
            f"false matches: {listed}."
        ),
    )


def few_words(few: pd.DataFrame, *, least: int) -> FigureWords:
    """Return caption and alternative text of the shares of posts seen by few."""
    ordered = few.sort_values("few_for_certain", ascending=False)
    first, last = ordered.iloc[0], ordered.iloc[-1]
    return FigureWords(
        caption=(
            f"Share of each party's posts that came from pages that fewer than {least} panelists "
            "saw. Hatched: it depends on whether panelists saw several strings of a page."
        ),
        alt=(
            f"Horizontal bars by party. The share runs from {first['few_for_certain']:.0%} for "
            f"{first['party']} down to {last['few_for_certain']:.0%} for {last['party']}; the rest "
            "of each bar are pages that more panelists saw."
        ),
    )
