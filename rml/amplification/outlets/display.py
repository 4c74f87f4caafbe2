"""How the report on news outlets shows its frames: captions, units, formats, and alt texts."""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.amplification.outlets.claims import QUARTERS
from rml.amplification.outlets.leaning import UNIT
from rml.report.look import FigureWords, TableLook
from rml.report.people import NO_PEOPLE, PeopleCounts

IMPRESSIONS_ONLY: Final = NO_PEOPLE(
    "impressions, domains and leanings of outlets that ten politicians or more link to"
)
_LEANINGS: Final = ("leaning", "low", "high", "mean", "lowest_mean", "highest_mean")
_SHARES: Final = ("share", "least", "most", "covered", "left", "right", "known_share")

COVERAGE: Final = TableLook(
    caption=(
        "How much of the list of the domains most shown is found among the outlets of the "
        "politicians' list, by name; how much of it has a leaning; and the domain that the source "
        "leaves blank."
    ),
    units={},
    formats={"share": ".1%", "impressions": ",d"},
)
OUTLETS: Final = TableLook(
    caption=(
        "Outlets that the feeds showed: politicians who link to them, leaning with its interval, "
        "and impressions by quarter. Outlets that too few politicians link to are withheld; no "
        "interval: fewer than ten politicians of one party link to the outlet."
    ),
    units={"leaning": UNIT},
    formats=dict.fromkeys(("leaning", "low", "high"), "+.3f"),
)
DISTRIBUTION: Final = TableLook(
    caption=(
        "Share of the impressions of placed outlets by class of leaning. Least: only outlets that "
        "have an interval, all of which lies within the class. Most: all outlets whose interval "
        "reaches into it, and all that have none."
    ),
    units={},
    formats=dict.fromkeys(("share", "least", "most"), ".1%"),
)
UNPLACED: Final = TableLook(
    caption=(
        "The most shown domains that are not among the outlets of the politicians' list, with "
        "their rank and share of the list's impressions, {when}."
    ),
    units={},
    formats={"share": ".2%", "impressions": ",d"},
)
BOUNDS: Final = TableLook(
    caption=(
        "What could be true of all impressions, {when}, for assumed shares of the tail below the "
        "list: how many domains the tail must hold at least, the share of impressions whose "
        "leaning is known, and the lowest and highest possible mean leaning and share of the "
        "Republicans' side."
    ),
    units={"lowest_mean": UNIT, "highest_mean": UNIT},
    formats=dict.fromkeys(("lowest_mean", "highest_mean"), "+.2f")
    | dict.fromkeys(("tail_share", "known_share", "lowest_right", "highest_right"), ".0%")
    | {"least_domains": ",d"},
)
SENSITIVITY: Final = TableLook(
    caption=(
        "Other choices: outlets placed, share of the list covered, mean leaning, its range when "
        "politicians are redrawn within their party (a sensitivity analysis, no confidence "
        "interval), share of the impressions placed left and right of the middle class, and rank "
        "correlation of the outlets' leanings with the primary measure."
    ),
    units={"mean": UNIT},
    formats=dict.fromkeys(("mean", "redrawn_low", "redrawn_high"), "+.3f")
    | dict.fromkeys(("covered", "left", "right"), ".1%")
    | {"correlation": ".3f"},
)
PUBLISHED: Final = TableLook(
    caption=(
        "As published: amplification on Twitter of outlets that AllSides rates Left or Right, by "
        "Huszár and others 2022. Beside it: the outlet here that comes nearest, and its leaning by "
        "politicians' links. The two columns measure different things, on different platforms."
    ),
    units={"amplification": "%", "leaning": UNIT},
    formats={"amplification": "+.0f"} | dict.fromkeys(("leaning", "low", "high"), "+.3f"),
)


def of_quarter(look: TableLook, quarter: str) -> TableLook:
    """Return ``look`` with the quarter's name in its caption."""
    return TableLook(
        caption=look["caption"].replace("{when}", QUARTERS[quarter]),
        units=look["units"],
        formats=look["formats"],
    )


def linking_people(frame: pd.DataFrame, *, threshold: int) -> PeopleCounts:
    """Return which columns of the table of outlets count politicians."""
    seen = tuple(str(name) for name in frame.columns if str(name).startswith("impressions"))
    return PeopleCounts(
        columns=("politicians",),
        derived=("leaning", "low", "high"),
        unrelated=seen,
        threshold=threshold,
    )


def outlets_words(rows: pd.DataFrame, *, quarter: str, level: float) -> FigureWords:
    """Return caption and alternative text of the outlets, from ``outlet_rows``."""
    first, last = rows.iloc[0], rows.iloc[-1]
    left = int((rows["leaning"] < 0).sum())
    return FigureWords(
        caption=(
            f"Leaning of the {len(rows)} placed outlets most shown in {QUARTERS[quarter]}, with "
            f"{level * 100:g} % intervals over politicians and with the impressions. Hollow: no "
            "interval, because fewer than ten politicians of one party link to the outlet."
        ),
        alt=(
            f"Dot plot of outlets ordered by leaning. {left} of {len(rows)} stand left of zero. "
            f"The order runs from {first['outlet']} at {first['leaning']:+.2f} to "
            f"{last['outlet']} at {last['leaning']:+.2f}. Intervals are wide in the middle and "
            "short or missing near the ends."
        ),
    )


def distribution_words(distribution: pd.DataFrame, covered: dict[str, float]) -> FigureWords:
    """Return caption and alternative text of the classes' shares."""
    first = next(iter(covered))
    rows = distribution[distribution["quarter"] == first]
    listed = ", ".join(
        f"{share:.0%} at {name}" for name, share in zip(rows["leaning"], rows["share"], strict=True)
    )
    return FigureWords(
        caption=(
            "Above: impressions of placed outlets by class of leaning; strokes show how far the "
            "outlets' intervals leave the share open, and outlets without an interval are open to "
            "every class. Below, in other colours: the sides as part of the whole list."
        ),
        alt=(
            f"Bars by class of leaning for two quarters. In {QUARTERS[first]}: {listed}. "
            f"A second pair of bars shows that only {covered[first]:.0%} of the list's impressions "
            "can be placed; the rest is hatched."
        ),
    )


def bounds_words(bounds: pd.DataFrame, *, quarter: str) -> FigureWords:
    """Return caption and alternative text of the bounds, a row for each assumed share."""
    first, last = bounds.iloc[0], bounds.iloc[-1]
    zero = ((bounds["lowest_mean"] < 0) & (bounds["highest_mean"] > 0)).all()
    return FigureWords(
        caption=(
            f"Grey: where the mean leaning of all impressions in {QUARTERS[quarter]} could lie, by "
            "the assumed share of the tail below the list; at the left edge, the list alone. "
            "Dashed: the mean of the impressions whose leaning is known."
        ),
        alt=(
            f"A band that spans {first['lowest_mean']:+.2f} to {first['highest_mean']:+.2f} for "
            f"the list alone and widens to {last['lowest_mean']:+.2f} to "
            f"{last['highest_mean']:+.2f} "
            f"if {last['tail_share']:.0%} of impressions lay below it. "
            f"{'It holds zero throughout.' if zero else 'It does not hold zero throughout.'}"
        ),
    )
