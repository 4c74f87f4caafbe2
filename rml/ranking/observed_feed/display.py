"""Captions, units, formats and alternative texts of the report on an observed ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from rml.ranking.observed_feed.judged import LINEAR, SURROGATE
from rml.ranking.observed_feed.one_post import Explained
from rml.report.look import FigureWords, TableLook

_SHARE: Final = "proportion of pairs"

MODELS: Final = TableLook(
    caption=(
        "How each ranker orders what was held out: pairs in the captured order, Kendall's tau, and "
        "NDCG of the first ten places. Means and t intervals are over six accounts; where pages "
        "are held out, over six groups of pages, and only pairs of posts of held-out pages count. "
        "Means over days carry no interval."
    ),
    units={"accuracy": _SHARE, "low": _SHARE, "high": _SHARE, "tau": "−1 to 1", "ndcg": "0 to 1"},
    formats={"accuracy": ".3f", "low": ".3f", "high": ".3f", "tau": ".3f", "ndcg": ".3f"},
)
ACCOUNTS_LOOK: Final = TableLook(
    caption=(
        "Each account, left out of what was learned: pairs of its posts in the captured order. "
        "Intervals are over its feeds in the order of time and allow for their dependence "
        "(Newey-West with fixed-b critical values); the model is taken as it is."
    ),
    units={"median_posts": "posts in a feed", "surrogate": _SHARE, "low": _SHARE, "high": _SHARE,
           "newest_first": _SHARE, "lead": _SHARE},
    formats={"median_posts": ".0f", "surrogate": ".3f", "low": ".3f", "high": ".3f",
             "newest_first": ".3f", "lead": "+.3f"},
)  # fmt: skip
_RANKERS: Final = (
    *(SURROGATE, LINEAR, "newest first", "most popular first", "most frequent page first"),
)
_WITH_KNOWN: Final = ("surrogate_with_a_known_page", "newest_first_with_a_known_page")
_RANKER_COLUMNS: Final = tuple(one.replace(" ", "_") for one in _RANKERS)
AGES: Final = TableLook(
    caption=(
        "Pairs of posts by the ages of both, on feeds of accounts that were left out: pairs in the "
        "captured order, and the lead over newest first with its t interval over accounts. Means "
        "over accounts, each the mean of its feeds. A later addition, as is the second model."
    ),
    units={"pairs": "ages", "lead": "of pairs", "ahead": "of six accounts",
           "accuracy": "of pairs", "newest_first": "of pairs", "share": "of all pairs"},
    formats={"share": ".3f", "accuracy": ".3f", "newest_first": ".3f", "lead": "+.3f",
             "low": "+.3f", "high": "+.3f"},
)  # fmt: skip
DAYS: Final = TableLook(
    caption=(
        "Each day, left out of what was learned: pairs in the captured order, mean over accounts. "
        "Days are single values and carry no intervals."
    ),
    units={"median_posts": "posts in a feed"} | dict.fromkeys(_RANKER_COLUMNS, _SHARE),
    formats={"median_posts": ".0f"} | dict.fromkeys(_RANKER_COLUMNS, ".3f"),
)
PAGE_GROUPS: Final = TableLook(
    caption=(
        "Each group of five pages, one of each orientation, left out of what was learned: pairs of "
        "their posts in the captured order, mean over accounts. The last columns are on pairs of "
        "such a post and one of a known page, with their share of all pairs that hold such a post."
    ),
    units={"median_posts": "posts of these pages in a feed", "share_with_a_known_page": "of pairs"}
    | dict.fromkeys((*_RANKER_COLUMNS, *_WITH_KNOWN), _SHARE),
    formats={"median_posts": ".0f", "share_with_a_known_page": ".2f"}
    | dict.fromkeys((*_RANKER_COLUMNS, *_WITH_KNOWN), ".3f"),
)
REPEATS: Final = TableLook(
    caption=(
        "What two feeds agree on about the posts that both hold, mean over their pairs of feeds, "
        "and how many of the same pairs a surrogate without this account and newest first have "
        "right."
    ),
    units={"times": "pairs of feeds", "common": "posts in both, mean", "repeat": _SHARE,
           "surrogate": _SHARE, "newest_first": _SHARE},
    formats={"common": ".1f", "repeat": ".3f", "surrogate": ".3f", "newest_first": ".3f"},
)  # fmt: skip
EXPLANATIONS: Final = TableLook(
    caption=(
        "How alike other models' explanations are to the surrogate's: Spearman's rank correlation "
        "of the features' importances, and of attributions to single posts with their signs; and "
        "the size of the importances, that of the surrogate being 1. Means, with the least and the "
        "greatest value for the correlation of posts."
    ),
    units={"importance": "−1 to 1", "posts": "−1 to 1", "posts_least": "−1 to 1",
           "posts_most": "−1 to 1", "size": "ratio"},
    formats={"importance": ".2f", "posts": ".2f", "posts_least": ".2f", "posts_most": ".2f",
             "size": ".2f"},
)  # fmt: skip
CHANGES: Final = TableLook(
    caption=(
        "Where the surrogate would put the explained post if it alone were changed, with the "
        "middle range over refits without that day."
    ),
    units={"place": "1 is on top", "low": "place", "high": "place"},
    formats={},
)


def models_words(frame: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of rankers."""
    own = frame[frame["held_out"] == "account"].set_index("ranker")["accuracy"]
    best, worst = own.idxmax(), own.idxmin()
    return FigureWords(
        caption=(
            "Share of pairs of posts in the captured order, by surrogates and by simple rules, on "
            "feeds that were held out. Intervals are over six accounts."
        ),
        alt=(
            f"Dot plot of {len(own)} rankers with intervals, all between {own.min():.2f} and "
            f"{own.max():.2f}, where a random order has 0.50. The {best} lies furthest right, the "
            f"rule {worst} furthest left; newest first has {own['newest first']:.2f}."
        ),
    )


def importance_words(frame: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of permutation importance."""
    days = frame[frame["held_out"] == "day"].sort_values("lost", ascending=False)
    return FigureWords(
        caption=(
            "Accuracy that held-out feeds lose when one feature is mixed up among their posts, or "
            "the account replaced by another while liking stays as it was. Intervals are over six "
            "accounts. Features that say "
            "the same hide each other, so counts and all on the page are also mixed up together."
        ),
        alt=(
            f"Dot plot of {len(days)} features with two intervals each. With days held out, most "
            f"is lost by mixing up {days['feature'].iloc[0]} ({days['lost'].iloc[0]:.3f}) and "
            f"{days['feature'].iloc[1]} ({days['lost'].iloc[1]:.3f}), least by "
            f"{days['feature'].iloc[-1]} ({days['lost'].iloc[-1]:.3f})."
        ),
    )


def dependence_words(tables: Mapping[str, pd.DataFrame]) -> FigureWords:
    """Return caption and alternative text of the figure of partial dependence."""
    age, counts = tables["age"], tables["counts"]
    return FigureWords(
        caption=(
            "Odds of standing above another post, by the surrogate, if only the age of a post "
            "(left; 1 at three hours) or all its counts (right; 1 as they were) were other. "
            "Shaded: basic bootstrap intervals over refits to resampled feeds."
        ),
        alt=(
            f"Two curves on logarithmic axes. Left: odds go from {age['odds'].iloc[0]:.2f} at "
            f"{age['hours'].iloc[0]:g} hours to {age['odds'].iloc[-1]:.2f} at "
            f"{age['hours'].iloc[-1]:g} hours. Right: from {counts['odds'].iloc[0]:.2f} at "
            f"{counts['times'].iloc[0]:g} times the counts to {counts['odds'].iloc[-1]:.2f} at "
            f"{counts['times'].iloc[-1]:g} times."
        ),
    )


def dependence_data(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the two curves of partial dependence one below the other."""
    parts = [
        tables[name].rename(columns={column: "set_to"}).assign(feature=words)
        for name, column, words in (
            ("age", "hours", "age (hours)"),
            ("counts", "times", "all counts (times their own)"),
        )
    ]
    return pd.concat(parts, ignore_index=True)[["feature", "set_to", "odds", "low", "high"]]


def interactions_words(frame: pd.DataFrame) -> FigureWords:
    """Return caption and alternative text of the figure of interactions."""
    own = frame[frame["account"] == frame["orientation"]]
    return FigureWords(
        caption=(
            "Account and orientation together: times the odds of standing higher that account and "
            "orientation by themselves would give, by a model of each account's own feeds. Bold: "
            "pages of the orientation that the account liked. Single values carry no interval; the "
            "finding has one over the bold ones."
        ),
        alt=(
            "Grid of six accounts by five orientations with odds between "
            f"{frame['odds'].min():.2f} and {frame['odds'].max():.2f}. "
            "Where account and orientation are the same, "
            f"odds lie between {own['odds'].min():.2f} and {own['odds'].max():.2f}."
        ),
    )


def contributions_words(explained: Explained) -> FigureWords:
    """Return caption and alternative text of the figure of one post."""
    table = explained.contributions
    first = table.iloc[0]
    return FigureWords(
        caption=(
            "One post against the post in the middle of its feed: by how much each part "
            "multiplies the odds that the explained post stands above the other. Multiplied with "
            "each other they give the surrogate's odds. Counts are rounded. Ranges are basic "
            "bootstrap intervals over refits without that day."
        ),
        alt=(
            f"Dot plot on a logarithmic axis with a row for each of {len(table)} parts, the "
            f"strongest on top: {first['part']} with {first['odds']:.2f} times the odds. "
            f"{int((table['odds'] > 1).sum())} of them raise the odds."
        ),
    )
