"""How the report on inequality of exposure shows its frames: captions, formats, alt texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from rml.data.published_figures import PublishedFigure
from rml.report.look import FigureWords, TableLook
from rml.report.people import NO_PEOPLE
from rml.stats.inequality_models import Pareto

SLOTS_ONLY: Final = NO_PEOPLE("slots of public pages and posts in feeds of researchers' accounts")
LISTS_ONLY: Final = NO_PEOPLE("measures of whole lists; no unit's count is shown")
PRINTED_ONLY: Final = NO_PEOPLE("published figures as printed, and a textbook distribution")

_THEIL: Final = ("theil", "theil_between", "theil_within")
_GINI: Final = ("gini", "gini_between", "gini_within", "gini_overlap")
_PARTS: Final = dict.fromkeys((*_THEIL, *_GINI), ".3f") | {"share_between_groups": ".0%"}

_DIFFERENCES: Final = dict.fromkeys(("top_difference", "low", "high"), "+.1f") | {
    "gini_difference": "+.3f",
    "exact_p": ".3f",
}

ACCOUNTS: Final = TableLook(
    caption=(
        "By account: share of slots that the top decile of pages has, share of the slots on posts "
        "of these days that the top decile of these posts has, and share of these posts without "
        "any slot. Ranked feeds were recorded; chronological ones were built here, and nobody saw "
        "them."
    ),
    units={},
    formats=dict.fromkeys(
        (
            f"{name}_{way}"
            for name in ("pages", "posts", "unshown")
            for way in ("ranked", "chronological")
        ),
        ".1%",
    ),
)
CHOICES_LOOK: Final = TableLook(
    caption=(
        "Other choices: difference in the share of the top decile of pages, ranked minus "
        "chronological (built here), with the interval over accounts and the p-value of the exact "
        "sign-flip test. A direction is settled if both leave zero out. Then: number of accounts "
        "in which the difference is above zero, difference of the Gini coefficient, and whether "
        "the row stood in the first version or was added after results had been seen. One account "
        "alone has no interval."
    ),
    units=dict.fromkeys(("top_difference", "low", "high"), "percentage points"),
    formats=_DIFFERENCES,
)
POST_CHOICES_LOOK: Final = TableLook(
    caption=(
        "Which posts are counted: share of slots that their top decile has, on the mean of six "
        "accounts, in ranked feeds and in feeds built here in order of time; difference with the "
        "interval over accounts and the p-value of the exact test; and difference of the Gini "
        "coefficient. The second row takes the same top posts as a part of all slots, those on "
        "older posts included, for which no Gini coefficient is defined."
    ),
    units=dict.fromkeys(("top_difference", "low", "high"), "percentage points"),
    formats=_DIFFERENCES
    | dict.fromkeys(("top_ranked", "top_chronological"), ".1%")
    | {"counted": ",d"},
)
LISTS: Final = TableLook(
    caption=(
        "The family of measures for each list as listed, the units below its end left out. "
        "Shares are of all that is listed. Descriptive: no interval."
    ),
    units={},
    formats=dict.fromkeys(("gini", "atkinson"), ".3f")
    | dict.fromkeys(("top_1_percent", "top_10_percent", "bottom_50_percent"), ".1%")
    | dict.fromkeys(("smallest_with_as_much_as_top_10_percent", "largest_with_half"), ".1%")
    | dict.fromkeys(("palma_ratio", "p90_over_p10"), ".2f"),
)
UNSEEN_LOOK: Final = TableLook(
    caption=(
        "Bounds over the unseen units, for assumed numbers of them: what part of all attention "
        "they would hold at least and at most, and the least and greatest possible Gini "
        "coefficient and share of the top decile. Each unseen unit has at most what the last "
        "listed one has, and was shown at least once; an unseen poster string was never shown."
    ),
    units={},
    formats=dict.fromkeys(("tail_least", "tail_most", "top_low", "top_high"), ".1%")
    | dict.fromkeys(("gini_low", "gini_high"), ".3f")
    | {"unseen": ",d", "multiple": "g"},
)
FEED_PARTS: Final = TableLook(
    caption=(
        "Inequality over thirty pages by account, split between and within the five orientations. "
        "The parts of Theil's index add up to it; the Gini coefficient has a third part, the "
        "overlap of the orientations' pages."
    ),
    units={},
    formats=_PARTS,
)
POSTER_PARTS: Final = TableLook(
    caption=(
        "Inequality of posts over German poster strings, split by the party whose keyword they "
        "hold, false hits included."
    ),
    units={},
    formats=_PARTS,
)
TWO_LABELLINGS: Final = TableLook(
    caption=(
        "The slots of the untrained account's thirty pages under two made-up labellings of fifteen "
        "and fifteen pages. The labels mean nothing; the slots are real."
    ),
    units={"mean_a": "slots a page", "mean_b": "slots a page"},
    formats=dict.fromkeys(("gini", "theil"), ".3f")
    | {"theil_between": ".4f", "mean_a": ".1f", "mean_b": ".1f", "ratio": ".2f"},
)
PRINTED: Final = TableLook(
    caption="Published figures on inequality of attention, as printed. No two are comparable.",
    units={},
    formats={},
)
BENCHMARK_LOOK: Final = TableLook(
    caption=(
        "A benchmark, and no figure of Twitter: the Pareto distribution whose top 1 % hold the "
        "published share, in closed form."
    ),
    units={},
    formats={"value": ".4f"},
)
_NAMES: Final[Mapping[str, str]] = {
    "lazovich_top_1_share": "Twitter: share of views that the top 1 % of authors received",
    "zhu_lerman_top_20_followers": "Zhu and Lerman: share of followers that the top 20 % hold",
    "zhu_lerman_top_20_retweets": "Zhu and Lerman: share of retweets of the top 20 %",
    "zhu_lerman_top_20_mentions": "Zhu and Lerman: share of mentions of the top 20 %",
    "jaigp_impressions_gini": "X: Gini coefficient of impressions over English posts",
    "epfl_retweets_gini_2012": "EPFL archive, verified accounts: Gini of retweets, 2012",
    "epfl_retweets_gini_2018": "EPFL archive, verified accounts: Gini of retweets, 2018",
}


def published_frame(figures: Mapping[str, PublishedFigure]) -> pd.DataFrame:
    """Return the published figures on inequality with what they are of, as printed."""
    return pd.DataFrame(
        {
            "what": list(_NAMES.values()),
            "printed": [figures[one].printed for one in _NAMES],
            "source": [figures[one].source for one in _NAMES],
        }
    )


def benchmark_frame(model: Pareto) -> pd.DataFrame:
    """Return the measures of a Pareto distribution in closed form."""
    rows = {"tail index": model.tail_index, "Gini coefficient": model.gini()}
    rows |= {
        f"share of the top {one * 100:g} %": model.top_share(one) for one in (0.001, 0.01, 0.1)
    }
    return pd.DataFrame({"measure": list(rows), "value": list(rows.values())})


def feeds_words(differences: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the accounts' differences."""
    accounts, mean = differences.iloc[:-1], differences.iloc[-1]
    described = [
        f"Over {name}, {int((accounts[name] > 0).sum())} of {len(accounts)} lie right of zero, "
        f"from {accounts[name].min():+.1f} to {accounts[name].max():+.1f}; the mean is "
        f"{mean[name]:+.1f}, with an interval from {mean[f'{name}_low']:+.1f} to "
        f"{mean[f'{name}_high']:+.1f}."
        for name in ("pages", "posts")
    ]
    return FigureWords(
        caption=(
            "Share of slots that the top decile has: ranked feeds minus feeds in order of time, "
            "which were built here and seen by nobody. Left over pages, right over posts of these "
            "days. Dots are accounts; the square is their mean with its interval. Right of zero, "
            "ranked feeds are the more unequal ones."
        ),
        alt="Two panels of dots along an axis of differences. " + " ".join(described),
    )


def lists_words(family: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the Lorenz curves."""
    ordered = family.sort_values("gini")
    listed = ", ".join(
        f"{name} (Gini {value:.2f})"
        for name, value in zip(ordered["list"], ordered["gini"], strict=True)
    )
    return FigureWords(
        caption=(
            "Lorenz curves of the lists as listed: which part of the listed attention the smallest "
            "units have. The diagonal is perfect equality."
        ),
        alt=f"Curves below the diagonal, from the nearest to the furthest: {listed}.",
    )


def unseen_words(curve: pd.DataFrame, *, name: str) -> FigureWords:
    """Return caption and alternative text of the bounds over the number of unseen units."""
    last = curve.iloc[-1]
    return FigureWords(
        caption=(
            f"Grey: where the Gini coefficient (above) and the top decile's share (below) of all "
            f"{name} could lie, by the assumed number of domains below the list's end. Dashed: of "
            "the list alone. Dotted: where the top decile of all domains is just the whole list, "
            "which is why the upper edge bends there."
        ),
        alt=(
            "Two bands, one above the other, that begin as a narrow strip around the listed value "
            f"and widen to the right. At {last['multiple']:,.0f} times as many unseen domains as "
            "listed ones, the "
            f"Gini coefficient could be {last['gini_low']:.2f} to {last['gini_high']:.2f} and the "
            f"share {last['top_low']:.0%} to {last['top_high']:.0%}."
        ),
    )


def same_gini_words(frame: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the two labellings."""
    close, wide = frame.iloc[0], frame.iloc[1]
    return FigureWords(
        caption=(
            "The same thirty pages of the untrained account by slots, under two made-up "
            "labellings. Lines: the mean of each group, in the upper part one upon the other. The "
            "labels mean nothing."
        ),
        alt=(
            "Two bar charts with the same bars and the same Gini coefficient of "
            f"{close['gini']:.2f}. In the upper one groups A and B mix and have equal means, "
            f"{close['mean_a']:.0f} slots a page. In the lower one A has all the tall bars: "
            f"{wide['mean_a']:.0f} slots a page against {wide['mean_b']:.0f}."
        ),
    )
