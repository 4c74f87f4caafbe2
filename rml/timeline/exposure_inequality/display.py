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
_PARTS: Final = dict.fromkeys((*_THEIL, *_GINI), ".3f") | {"between_part": ".0%"}

ACCOUNTS: Final = TableLook(
    caption=(
        "Share of an account's slots that the top decile of pages and of posts has, and share of "
        "posts without any slot, in ranked and in chronological feeds."
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
        "chronological, with the interval over accounts; number of accounts in which it is above "
        "zero; and difference of the Gini coefficient. One account alone has no interval."
    ),
    units=dict.fromkeys(("top_difference", "low", "high"), "percentage points"),
    formats=dict.fromkeys(("top_difference", "low", "high"), "+.1f") | {"gini_difference": "+.3f"},
)
LISTS: Final = TableLook(
    caption=(
        "The family of measures for each list as listed, the units below its end left out. "
        "Descriptive: no interval."
    ),
    units={},
    formats=dict.fromkeys(("gini", "atkinson"), ".3f")
    | dict.fromkeys(("top_1", "top_10", "bottom_50", "equivalent_bottom", "equivalent_top"), ".1%")
    | dict.fromkeys(("palma", "p90_p10"), ".2f"),
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


def feeds_words(accounts: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the accounts' feeds."""
    higher = {
        name: int((accounts[f"{name}_ranked"] > accounts[f"{name}_chronological"]).sum())
        for name in ("pages", "posts")
    }
    means = {name: accounts[name].mean() for name in accounts.columns if name != "account"}
    return FigureWords(
        caption=(
            "Share of slots that the top decile has in ranked (round) and chronological (square) "
            "feeds of each account: of pages on the left, of posts on the right."
        ),
        alt=(
            f"Two panels of paired dots for {len(accounts)} accounts. Over pages, ranked feeds lie "
            f"higher in {higher['pages']} accounts; the means are {means['pages_ranked']:.0%} and "
            f"{means['pages_chronological']:.0%}. Over posts, they lie higher in "
            f"{higher['posts']}; the means are {means['posts_ranked']:.0%} and "
            f"{means['posts_chronological']:.0%}."
        ),
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
            f"Grey: where the Gini coefficient (left) and the top decile's share (right) of all "
            f"{name} could lie, by the assumed number of domains below the list's end. Dashed: of "
            "the list alone."
        ),
        alt=(
            "Two bands that begin as a narrow strip around the listed value and widen to the "
            f"right. At {last['multiple']:,.0f} times as many unseen domains as listed ones, the "
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
            "labellings. Lines: the mean of each group. The labels mean nothing."
        ),
        alt=(
            "Two bar charts with the same bars and the same Gini coefficient of "
            f"{close['gini']:.2f}. In the upper one groups A and B mix and have equal means, "
            f"{close['mean_a']:.0f} slots a page. In the lower one A has all the tall bars: "
            f"{wide['mean_a']:.0f} slots a page against {wide['mean_b']:.0f}."
        ),
    )
