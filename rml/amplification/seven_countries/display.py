"""How the report on seven countries shows its frames: captions, units, formats, alt texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate, HypothesisTest
from rml.report.people import NO_PEOPLE, PeopleCounts

MEMBERS: Final = PeopleCounts(
    columns=("memberships", "sitting", "no_party", "small_parties", "members", "known_accounts"),
    unrelated=("chambers", "parties"),
    policy="flag",
    already_public="Members of parliaments are public: EveryPolitician lists them by name",
)
MADE_UP: Final = NO_PEOPLE("made-up users; no person was observed")
POOLED: Final = NO_PEOPLE("ratios over user-days of a whole party; no count of people")
FRAME: Final = {
    "caption": (
        "The sampling frame: what each legislature holds, and what of it is in the frame. "
        "“No party” are members who sit for none; “small parties” are below the declared size."
    ),
}
ROWS: Final = {
    "caption": (
        "What became of the rows of the logs. A row that could be left out for several reasons "
        "counts under the first; meetings are what is counted."
    ),
    "units": dict.fromkeys(("rows", "not_lingered", "repeated"), "rows"),
}
GROUPS: Final[dict[str, Any]] = {
    "caption": (
        "Amplification of each party in per cent, with 95 % intervals: over users (these "
        "accounts), over users and authors (accounts like these; missing for parties of fewer "
        "than 20), and as published."
    ),
    "units": dict.fromkeys(
        ("these_accounts", "accounts_like_these", "published", "planted"), "per cent amplification"
    ),
    "formats": {
        f"{name}{end}": "+.1f"
        for name in ("these_accounts", "accounts_like_these", "published", "planted")
        for end in ("", "_low", "_high")
    },
}
PAIRS: Final = {
    "caption": (
        "The largest parties of left and right against each other, in a simulated log in an order "
        "that was dealt at random. Difference in points of amplification; factor: how much more "
        "ranking multiplies the reach of one; p by itself and after Holm's correction, 0.0001 "
        "standing for all that is smaller."
    ),
    "units": {"difference": "percentage points", "factor": "per cent more amplified"},
    "formats": {
        **{f"difference{end}": "+.1f" for end in ("", "_low", "_high")},
        **{f"factor{end}": "+.1f" for end in ("", "_low", "_high")},
        "p_value": ".2g",
        "p_holm": ".2g",
    },
}
RECOVERY: Final = {
    "caption": (
        "How planted amplification was found again. Parties: lowest and highest coverage of the "
        "95 % intervals, largest bias, mean width. Pair: the same for the two parties. Bias and "
        "width in per cent of the ratio of reach."
    ),
    "units": dict.fromkeys(("largest_bias", "mean_width", "pair_bias", "pair_width"), "per cent"),
    "formats": {
        **dict.fromkeys(("lowest_coverage", "highest_coverage", "pair_coverage"), ".1%"),
        **dict.fromkeys(("largest_bias", "pair_bias"), "+.2f"),
        **dict.fromkeys(("mean_width", "pair_width"), ".1f"),
    },
}
DETECTABLE_LOOK: Final = {
    "caption": (
        "The smallest difference between two parties that would be found, by what is asked; "
        "interval: Monte Carlo error of the simulation."
    ),
    "units": {"difference": "per cent more amplified"},
    "formats": {f"difference{end}": ".1f" for end in ("", "_low", "_high")},
}
CAPTIONS: Final = {
    "groups": (
        "Amplification by party. Dots: over users and authors, 95 % interval; over users alone "
        "where a star marks parties of fewer than 20 accounts. Squares: as published, days and "
        "membership resampled."
    ),
    "pairs": (
        "The largest parties of left and right, one minus the other, in points of amplification, "
        "with 95 % intervals over users and over users and authors. Made-up outcomes are shown in "
        "an order that was dealt at random."
    ),
    "individuals": (
        "Amplification of single accounts: median, middle half (thick) and middle four fifths "
        "(thin) of each party's accounts. No single account is shown."
    ),
    "precision": (
        "Half the width of the 95 % interval for the difference of two parties, against the number "
        "of control users. Both axes are logarithmic."
    ),
    "power": (
        "The chance to find that one party is amplified so much more than the other, with the "
        "declared number of control users."
    ),
    "recovery": (
        "Share of simulated experiments whose 95 % interval held the planted contrast of the "
        "two parties. Shaded: 93 to 97 %, what is called recovered."
    ),
}


def groups_alt(rows: pd.DataFrame) -> str:
    """Return in words what the figure of parties shows."""
    values = np.array([one.value for one in rows["these_accounts"]])
    return (
        f"Dots with intervals, one row for each of {len(rows)} parties. Amplification runs from "
        f"{values.min():.0f} to {values.max():.0f} per cent; intervals over users and authors and "
        "as published overlap for most."
    )


def pairs_alt(frame: pd.DataFrame) -> str:
    """Return in words what the figure of pairs shows."""
    said = ", ".join(
        f"{country} {one.value:+.0f}"
        for country, one in zip(frame["country"], frame["difference"], strict=True)
    )
    return (
        "Dots with intervals, one row a country: amplification of one party minus that of the "
        f"other, in points: {said}. Intervals over users and authors are far wider."
    )


def individuals_alt(spread: pd.DataFrame) -> str:
    """Return in words what the figure of single accounts shows."""
    return (
        f"Bars of quantiles, one row for each of {len(spread)} parties. Medians run from "
        f"{spread['q50'].min():.0f} to {spread['q50'].max():.0f} per cent; within a party the "
        "middle four fifths span "
        f"{(spread['q90'] - spread['q10']).median():.0f} points in the median party."
    )


def precision_alt(precision: pd.DataFrame) -> str:
    """Return in words what the figure of precision shows."""
    told = []
    for which, rows in precision.groupby("varies", sort=False):
        ends = rows.groupby("control_size")["half_width"].median()
        told.append(
            f"for {which}, the median country's half width goes from {ends.iloc[0]:.1f} to "
            f"{ends.iloc[-1]:.1f} per cent"
        )
    first, last = precision["control_size"].min(), precision["control_size"].max()
    return (
        f"Two panels of lines, one a country, from {first:,} to {last:,} control users: "
        f"{'; '.join(told)}."
    )


def power_alt(curves: pd.DataFrame) -> str:
    """Return in words what the figure of power shows."""
    told = []
    for which, rows in curves.groupby("varies", sort=False):
        at_ten = rows[rows["difference"] == 10.0]["power"]
        told.append(f"for {which} between {at_ten.min():.0%} and {at_ten.max():.0%}")
    return (
        "Two panels of rising curves, one a country: the chance to find a difference between two "
        f"parties against its size. One of 10 per cent is found {', '.join(told)} of the time."
    )


def recovery_alt(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return in words what the figure of coverage shows."""
    told = [
        f"{which}: {table['pair_coverage'].min():.1%} to {table['pair_coverage'].max():.1%}"
        for which, table in tables.items()
    ]
    return (
        "Dot plot, one row a country, of the share of simulated experiments whose interval held "
        f"the planted contrast between the two parties. Lowest and highest: {'; '.join(told)}."
    )


def hardest(frame: pd.DataFrame) -> tuple[str, Estimate]:
    """Return the country with the largest detectable difference, and that difference."""
    place = int(np.argmax([one.value for one in frame["difference"]]))
    return str(frame["country"].iloc[place]), frame["difference"].iloc[place]


CHECKS: Final = {
    "caption": (
        "What the checks of the log looked for, what they found, and what was done by which "
        "declared rule. Fewer than ten users are not counted out."
    ),
}
RECOVERED_IDS: Final = {
    "these authors": "recovered_these_accounts",
    "authors like these": "recovered_accounts_like_these",
}
DETECTABLE_IDS: Final = {
    "these authors": "detectable_these_accounts",
    "authors like these": "detectable_accounts_like_these",
}
ROLE_PAIRS: Final = {
    "far_moderate": ("extremity", "far", "moderate"),
    "government_opposition": ("in_government", "government", "opposition"),
}
DIFFERENCES: Final = (0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0)
"""Differences between right and left at which power is drawn, per cent more amplified."""


def roles_of(parties: pd.DataFrame, column: str) -> dict[str, str]:
    """Return each party's role by label: of ``extremity``, or in and out of government."""
    given = parties.dropna(subset=[column])
    if column == "in_government":
        words = ["government" if inside else "opposition" for inside in given[column]]
    else:
        words = [str(word) for word in given[column]]
    return dict(zip(given["label"], words, strict=True))


def counted(number: int, *, of: int, what: str) -> Estimate:
    """Return a count of tests as an estimate without an interval: all of them were counted."""
    return Estimate(
        value=number,
        low=None,
        high=None,
        level=None,
        n=f"{of} {what}",
        unit=what,
        method="count of significant tests after Holm's correction; no sampling interval",
    )


def as_estimate(test: HypothesisTest) -> Estimate:
    """Return a test's p-value as an estimate without an interval."""
    return Estimate(
        value=test.p_value,
        low=None,
        high=None,
        level=None,
        n=test.n,
        unit="p-value",
        method=f"{test.method}; smallest attainable p {test.smallest_p:.2g}",
    )


def by_scope(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return several frames as one, with a first column that says what each asks about."""
    named = {
        "these authors": "these accounts",
        "authors like these": "accounts like these",
    }
    parts = [frame.assign(question=named[which]) for which, frame in tables.items()]
    joined = pd.concat(parts, ignore_index=True)
    return joined[["question", *joined.columns.drop("question")]]


def looks(id_: str, data: pd.DataFrame, source: Any = None) -> dict[str, Any]:
    """Return what ``rml.report.figure.figure`` needs to say: data, caption, alternative text.

    The text is made from ``source``, or from the data where there is none.
    """
    told: dict[str, Callable[[Any], str]] = {
        "groups": groups_alt,
        "pairs": pairs_alt,
        "individuals": individuals_alt,
        "recovery": recovery_alt,
        "precision": precision_alt,
        "power": power_alt,
    }
    alt = told[id_](data if source is None else source)
    return {"data": data, "caption": CAPTIONS[id_], "alt": alt}


def rows_read(rows: pd.DataFrame) -> dict[str, float]:
    """Return the rows of all logs, the share that lingered, and the meetings counted."""
    total = int(rows["rows"].sum())
    return {
        "rows": total,
        "lingered": 1 - float(rows["not_lingered"].sum()) / total,
        "meetings": int(rows["meetings"].sum()),
    }


def left_out(totals: pd.DataFrame) -> dict[str, int]:
    """Return how many members the frame holds and leaves out, over all countries."""
    names = ("sitting", "small_parties", "no_party", "members", "known_accounts")
    return {name: int(totals[name].sum()) for name in names}


def groups_look(shown: pd.DataFrame) -> dict[str, Any]:
    """Return how the table of parties is shown: what was planted has a column or has none."""
    return {
        "caption": GROUPS["caption"],
        **{
            part: {name: how for name, how in GROUPS[part].items() if name in shown}
            for part in ("units", "formats")
        },
    }


def pairs_shown(frame: pd.DataFrame, *, by_side: bool) -> pd.DataFrame:
    """Return the pairs with p-values of at least 0.0001: smaller ones hang on the tails.

    Without ``by_side`` the parties are left out: made-up outcomes are not shown by side.
    """
    small = ["p_value", "p_holm"]
    shown = frame.assign(**{name: frame[name].clip(lower=1e-4) for name in small})
    return shown if by_side else shown.drop(columns=["left", "right"])


def not_held(groups: pd.DataFrame, planted: Mapping[str, float]) -> int:
    """Return how many intervals over users do not hold what was planted, in per cent."""
    return sum(
        not (one.low <= planted[party] <= one.high)
        for party, one in zip(groups["party"], groups["these_accounts"], strict=True)
    )


def where(country: str, countries: int, words: str) -> str:
    """Return words that name a country among several; nothing for a page of one."""
    return words.format(country=country) if countries > 1 else ""


def range_words(estimates: Sequence[Estimate]) -> str:
    """Return the smallest and largest of several estimates, rounded up, as "3" or "21 to 37"."""
    values = sorted({math.ceil(one.value) for one in estimates})
    return f"{values[0]}" if len(values) == 1 else f"{values[0]} to {values[-1]}"


def frame_words(countries: Sequence[str]) -> str:
    """Return whose parliaments a page looks at."""
    if len(countries) > 1:
        return f"the real parliaments of {len(countries)} countries"
    the = "the " if countries[0].startswith(("UK", "United")) else ""
    return f"the real parliament of {the}{countries[0]}"


def countries_with_both(
    roles: Mapping[str, str], countries: Mapping[str, str], *, first: str, second: str
) -> int:
    """Return in how many countries there are parties of both roles."""
    having = {
        role: {countries[party] for party, own in roles.items() if own == role}
        for role in (first, second)
    }
    return len(having[first] & having[second])
