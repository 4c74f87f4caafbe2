"""How the ranked feeds' report shows its frames: captions, units, formats, and alt texts."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.report.look import FigureWords, TableLook
from rml.stats.arguments import FloatArray

_SHARES: Final = dict.fromkeys(
    (
        *("own", "others", "ranked", "chronological", "top_ranked", "top_chronological"),
        *("hidden_share", "tipping_share"),
    ),
    ".1%",
)


def _formats(shares: tuple[str, ...], *, two_digits: tuple[str, ...]) -> dict[str, str]:
    return {name: _SHARES[name] for name in shares} | dict.fromkeys(two_digits, ".2f")


ACCOUNTS: Final = TableLook(
    caption=(
        "The accounts, named by the orientation whose pages they liked: feeds that count, captured "
        "slots in the median feed, and how far back the median chronological feed reaches. Other "
        "posts: the share of slots with a post that the chronological feed does not hold. The "
        "distances: the share of slots that would have to go to another page for the pages' shares "
        "to be chronological, within a single feed (mean over feeds) and over all feeds together."
    ),
    units={"slots": "slots a feed", "span_hours": "hours"},
    formats=dict.fromkeys(("other_posts", "feed_distance", "distance"), ".1%")
    | {"span_hours": ".1f"},
)
OWN_PAGES: Final = TableLook(
    caption=(
        "Own pages: their share of slots in the feeds of the account that liked them, in the "
        "others' feeds (mean), and in the own chronological feeds; the own ratio over the others' "
        "and over the untrained account's; the typical page's own ratio over the others'; and how "
        "many of the six pages lie above one."
    ),
    units={"above_one": "pages"},
    formats=_formats(
        ("own", "others", "chronological"),
        two_digits=("over_others", "over_untrained", "typical_page"),
    ),
)
HURDLES_LOOK: Final = TableLook(
    caption=(
        "The three hurdles. Typical page: geometric mean of the pages' ratios, with an interval "
        "over pages, accounts and days. Equal volume: typical page against that of all "
        "orientations. Holm's p-values belong to each. Bounds: the typical page's ratio if the "
        "declared share of its own, or of all others', posts was hidden. Claim: what remains."
    ),
    units={},
    formats=_formats(
        (),
        two_digits=(
            *("typical", "low", "high", "holm_p"),
            *("equal_volume", "equal_low", "equal_high", "equal_holm_p"),
            *("bound_low", "bound_high"),
        ),
    ),
)
BOUNDS: Final = TableLook(
    caption=(
        "What posts that nobody was shown could change: the ratio of an orientation's slots to "
        "chronological ones as seen; the least, if this share of its own posts was hidden; the "
        "greatest, if this share of all others' was; and the share of hidden posts at which its "
        "ratio would be one."
    ),
    units={},
    formats=_formats(("hidden_share", "tipping_share"), two_digits=("ratio", "least", "greatest")),
)
SENSITIVITY: Final = TableLook(
    caption=(
        "Other choices, one changed at a time: the own ratio over others' (the primary finding) "
        "with its interval, the distance from chronological, the exponent of posting volume, and "
        "the claims on orientations that clear the three hurdles."
    ),
    units={"volume_slope": "exponent"},
    formats={
        "own_ratio": ".2f",
        "low": ".2f",
        "high": ".2f",
        "distance": ".1%",
        "volume_slope": "+.2f",
    },
)


def these_pages_look(*, top: int) -> TableLook:
    """Return how the table of orientations' slots is shown."""
    return TableLook(
        caption=(
            "The six pages of each orientation together, all accounts: posts that some account was "
            "shown, shares of slots, and the ratio of the two as a geometric mean over accounts "
            f"with its interval over accounts. Top: the same in the first {top} slots of each "
            "feed, against the newest posts, slots added up."
        ),
        units={},
        formats=_formats(
            ("ranked", "chronological", "top_ranked", "top_chronological"),
            two_digits=("ratio", "low", "high", "top_ratio"),
        ),
    )


def pages_look(*, hidden_share: float, top: int) -> TableLook:
    """Return how the table of pages is shown."""
    return TableLook(
        caption=(
            "The pages: posts that some account was shown, shares of slots, the ratio of ranked to "
            "chronological slots, the ratio to a quota that is the same for all pages, the ratio "
            f"in the first {top} slots, the bounds of the ratio if {100 * hidden_share:.0f} % of "
            "its own posts (least) or of all others' (greatest) were hidden, and an estimate of "
            "the posts that none was shown. Media by name, other pages by number."
        ),
        units={"unseen": "posts"},
        formats=_formats(
            ("ranked", "chronological"),
            two_digits=("ratio", "quota_ratio", "top_ratio", "least", "greatest"),
        )
        | {"unseen": ".0f"},
    )


def own_words(table: pd.DataFrame, mean: Estimate, logs: FloatArray) -> FigureWords:
    """Return caption and alternative text of the figure of own pages."""
    top = table.nlargest(1, "over_others").iloc[0]
    return FigureWords(
        caption=(
            "How many times as much of the slots own pages held in the feeds of the account that "
            "liked them as in the other accounts' feeds. Filled: the six pages together. White: "
            "single pages. Below: the mean over accounts and the typical page, with intervals."
        ),
        alt=(
            "Dot plot on a logarithmic axis with a row for each of five trained accounts. All "
            f"{int((table['over_others'] > 1).sum())} filled dots above one are led by the "
            f"account trained to the {top['orientation']} with {top['over_others']:.1f}; "
            f"{int((logs > 0).sum())} of {logs.size} pages lie above one. The mean is "
            f"{mean.value:.2f}, interval {mean.low:.2f} to {mean.high:.2f}."
        ),
    )


def volume_words(pages: pd.DataFrame, slope: Estimate) -> FigureWords:
    """Return caption and alternative text of the figure of posting volume."""
    least = pages.nsmallest(1, "ratio").iloc[0]
    return FigureWords(
        caption=(
            "Ratio of ranked to chronological slots of every page against how much it posted, both "
            "on logarithmic axes. Solid: the fitted line. Dashed: a chronological feed, and a "
            "quota of slots that is the same for every page."
        ),
        alt=(
            f"Scatter plot of {len(pages)} pages, marked by orientation. Ratios fall slowly with "
            f"posts, with the exponent {slope.value:.2f}, far less than under a quota. Pages with "
            f"few posts spread widely. The lowest ratio is {least['ratio']:.2f} at "
            f"{least['posts']} posts."
        ),
    )


def orientation_words(these: pd.DataFrame, hurdles: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of orientations."""
    short = int(np.sum((these["low"] > 1) | (these["high"] < 1)))
    long = int(np.sum((hurdles["low"] > 1) | (hurdles["high"] < 1)))
    equal = int(np.sum((hurdles["equal_low"] > 1) | (hurdles["equal_high"] < 1)))
    return FigureWords(
        caption=(
            "Ratio of ranked to chronological slots by orientation, each interval taken by itself "
            "and without Holm's correction: the six pages together, over accounts; the typical "
            "page, over pages, accounts and days; and the typical page against that of all "
            "orientations at equal posting volume."
        ),
        alt=(
            f"Three intervals for each of {len(these)} orientations on a logarithmic axis. Of the "
            f"intervals of these very pages {short} leave out one, of those of the typical page "
            f"{long}, and of those at equal posting volume {equal}."
        ),
    )
