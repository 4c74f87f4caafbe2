"""The wording of ``lessons/six_page_orientation``."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim
from rml.report.look import TableLook

RANDOM_GROUPS: Final = Claim(
    statement=(
        "Of random groups of {size} pages, which have no orientation, the attempt claims in "
        "{value:.0%} that ranking treated them unlike the rest ({estimate.level} interval over "
        "the draws {low:.0%} to {high:.0%}); it promises at most {alpha:.0%}."
    ),
    estimand=(
        "The share of all groups of so many of these pages for which an interval that takes slots "
        "as independent leaves zero out."
    ),
    assumptions=(
        "None on the feeds: groups are drawn anew from the pages that were watched. The interval "
        "is that of the drawing alone."
    ),
    breaks_if="The groups are not drawn at random.",
)
FROM_SLOTS: Final = Claim(
    statement=(
        "With slots as the units, {value:.0f} of {orientations} orientations come out as favoured "
        "or disfavoured."
    ),
    estimand="A count of intervals that leave zero out.",
    assumptions="That every slot of every feed is an independent draw, which is known to be false.",
    breaks_if="Slots hang together: a page fills many, and a post stays for hours.",
)
ONE_PAGE: Final = Claim(
    statement=(
        "In {value:.0f} of {orientations} orientations the direction turns if one of the six "
        "pages is left out."
    ),
    estimand="A description of these pages: whether the ratio of slots crosses one.",
    assumptions="None for the count.",
    breaks_if="Ratios lie so near to one that their side means nothing.",
)
FROM_PAGES: Final = Claim(
    statement=(
        "With pages, accounts and days as what varies, {value:.0f} of {orientations} orientations "
        "clear the hurdles for a claim."
    ),
    estimand="A count of claims by the method of political_amplification/ranked_feed_audit.",
    assumptions="The pages of an orientation are independent draws of such pages.",
    breaks_if="The watched pages were chosen for how they were ranked.",
)
WHY_IT_LOOKED_RIGHT: Final = (
    "The feeds hold {slots:,} slots, {least:,} or more of each orientation. With so many, the "
    "usual interval for a difference of two shares is {width:.1f} percentage points wide in the "
    "median, and differences of a few points look beyond doubt."
)
FARTHEST: Final = (
    "Of the five, the orientation {name} is farthest from one, with a ratio of slots of "
    "{ratio:.2f}; {share:.1%} of random groups are as far from one, up or down. Where that share "
    "is small, chance in which pages were put together does not explain the ratio. How much these "
    "pages post may: a page's ratio falls as its volume rises, and these pages wrote {posts:.0%} "
    "of the posts, where {even:.0%} would be even. At equal volume the typical page of {name} held "
    "{equal.value:.2f} times as much as that of all orientations ({equal.low:.2f} to "
    "{equal.high:.2f})."
)
WHAT_TO_DO: Final = (
    "Take as units what the claim is about. A claim on pages of an orientation has six pages to go "
    "by, however many slots they fill. Let each page count alike, give the interval over pages, "
    "allow for how much pages post, and watch more pages. "
    "`political_amplification/ranked_feed_audit` does this."
)
PLAIN_WORDS: Final = (
    "Counting slots of a feed made {slots:.0f} of {orientations} political orientations look "
    "favoured or disfavoured by Facebook's ranking. The same method says so of {random:.0%} of "
    "groups of pages drawn at random, which have no orientation. There are thousands of slots but "
    "six pages each, and single pages differ. {farthest} Counting pages leaves {pages:.0f} such "
    "claims."
)
STANDS_OUT: Final = (
    "One orientation, {name}, is farther from even than chance in which pages were put together "
    "explains ({share} of random groups are as far; {family} with all {count} orientations allowed "
    "for), but the claim fails {hurdles}."
)
CLEARS_ALL: Final = (
    "One orientation, {name}, is farther from even than chance in which pages were put together "
    "explains ({share} of random groups are as far; {family} with all {count} orientations allowed "
    "for), and clears the other hurdles."
)
NONE_STANDS_OUT: Final = (
    "None is farther from even than chance in which pages were put together explains ({share} of "
    "random groups are as far as {name}; {family} with all {count} orientations allowed for)."
)
HURDLES: Final = {
    1: "with pages as the units",
    2: "at equal posting volume",
    3: "if some posts that nobody was shown are allowed for",
}
"""Under which hurdle of ``rml.amplification.ranked_feed.orientations`` a claim fails."""
LIMITS: Final = (
    (
        "That no claim is left does not show that ranking treated orientations alike: six pages "
        "each can show only a large difference."
    ),
    (
        "Random groups overlap, and are drawn from the very pages under study. The check is about "
        "the method on these data, not about pages elsewhere."
    ),
    (
        "The chronological feed is built from posts that some account was shown. What nobody was "
        "shown is missing from both sides."
    ),
)
ORIENTATIONS_LOOK: Final = TableLook(
    caption=(
        "Every orientation, as the attempt sees it (ratio of slots; difference of shares with the "
        "interval over slots; whether it claims something), with one of its pages left out (least "
        "and greatest ratio), and with pages, accounts and days as what varies."
    ),
    units={"difference": "percentage points", "low": "same", "high": "same"},
    formats={
        **dict.fromkeys(("difference", "low", "high"), "+.1f"),
        **dict.fromkeys(
            ("ratio", "least", "greatest", "typical", "typical_low", "typical_high"), ".2f"
        ),
    },
)
