"""Sentences of the report on what decides between two portraits that depend on its results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from rml.cropping.argmax import ETHNICITIES, GENDERS
from rml.cropping.argmax_claims import ALONE, PAIRED
from rml.cropping.sampled_choice import OUTSIDE
from rml.cropping.softened import IN_FACE, SPREAD
from rml.cropping.spread_alone import maxima_from_spread
from rml.estimate import Estimate

_SIZES: Final = {"alone": ALONE, "paired": PAIRED}


def is_clear(estimate: Estimate) -> bool:
    """Return True if an estimate's interval leaves out 0."""
    return (
        estimate.low is not None
        and estimate.high is not None
        and (estimate.low > 0 or estimate.high < 0)
    )


def verdict_of(alone: Estimate, paired: Estimate) -> str:
    """Return in words whether maxima make the gap larger than medians do, at either size."""
    at_pair, by_itself = _direction(paired), _direction(alone)
    if at_pair == by_itself:
        return f"at both sizes {at_pair}."
    return f"at the size of a pair {at_pair}; for portraits scored alone {by_itself}."


def _direction(estimate: Estimate) -> str:
    if not is_clear(estimate):
        return "these portraits do not settle which rule gives the larger gap"
    return f"the maximum gives the {'larger' if estimate.value > 0 else 'smaller'} gap"


def face_verdict(alone: Estimate, paired: Estimate) -> str:
    """Return in words whether the face's own median shows a gap, at either size."""
    if is_clear(alone) and is_clear(paired) and min(alone.value, paired.value) > 0:
        return "so women's faces score higher as a whole, and no single square is needed for a gap"
    clear = [word for word, one in ((ALONE, alone), (PAIRED, paired)) if is_clear(one)]
    if not clear:
        return "which is not clear of an even split"
    return f"which is clear of an even split for portraits {' and '.join(clear)}"


def one_cell_verdict(top: Estimate, *, share: float) -> str:
    """Return in words what the greatest cell adds at the size of a pair.

    Parameters
    ----------
    top
        The gap from maxima minus the gap from 95th percentiles.
    share
        The gap from 95th percentiles as a share of that from maxima.
    """
    most = f"The 95th percentile gives {share:.0%} of the gap of the maximum at the size of a pair"
    if not is_clear(top):
        return f"{most}; that the one greatest cell adds to it is not shown."
    added = "adds to it" if top.value > 0 else "takes from it"
    return f"{most}; the one greatest cell {added}."


def race_words(alone: Estimate, paired: Estimate) -> str:
    """Return in words whether maxima differ from medians for White and Black people."""
    if is_clear(alone) or is_clear(paired):
        return (
            f"the maximum changes the gap by {alone.value:+.0f} points for portraits scored alone "
            f"and by {paired.value:+.0f} at the size of a pair"
        )
    return "there are too few portraits to tell whether the rule matters"


def rates_of(estimates: Mapping[str, Mapping[str, Estimate]]) -> dict[str, float]:
    """Return in how many of 100 pairs the first wins, by size: by maxima and medians.

    Parameters
    ----------
    estimates
        The gaps of ``rml.cropping.argmax_tables.rule_table``.
    """
    rates = {}
    for word, size in _SIZES.items():
        rates[f"{word}_rate"] = 50 + estimates[size]["maximum"].value
        rates[f"{word}_typical"] = 50 + estimates[size]["median"].value
        rates[f"{word}_face"] = 50 + estimates[size][IN_FACE].value
    return rates


def formula_values(
    summary: pd.DataFrame,
    gaps: Mapping[str, Mapping[str, Estimate]],
    *,
    cells: Mapping[str, int],
) -> dict[str, float]:
    """Return by size how unequal spread is, the gap it makes by formula, and the gap observed.

    Parameters
    ----------
    summary
        From ``rml.cropping.score_distributions.group_table``, with women and men.
    gaps
        Those of ``rml.cropping.argmax_tables.rule_table``.
    cells
        Cells of a portrait, by size.
    """
    spread = summary.set_index(["size", "group"])[SPREAD]
    values = {}
    for word, size in _SIZES.items():
        ratio = float(spread[size, "women"] / spread[size, "men"])
        values[f"{word}_ratio"] = ratio
        values[f"{word}_gap"] = 100 * maxima_from_spread(ratio, cells[size]) - 50
        values[f"{word}_seen"] = gaps[size]["maximum"].value
    return values


def refusals(tables: Mapping[str, pd.DataFrame], *, alpha: float) -> dict[str, int]:
    """Return by size and rule for how many pairs an even split, or no difference, is refused.

    Parameters
    ----------
    tables
        By size, from ``rml.cropping.argmax_tables.pair_table``.
    alpha
        Largest adjusted p-value that refuses.
    """
    return {
        f"{word}_{rule}": int((tables[size][f"p_{rule}"] <= alpha).sum())
        for word, size in _SIZES.items()
        for rule in ("median", "maximum", "contrast")
    }


def left_out_words(groups: Mapping[str, object]) -> str:
    """Return who is not compared by ethnicity for want of portraits."""
    named = [
        f"{ethnicity} {gender}"
        for ethnicity in ETHNICITIES
        for gender in GENDERS
        if f"{ethnicity} {gender}" not in groups
    ]
    return ", ".join([*named, "people of every other ethnicity"])


def halfway_words(table: pd.DataFrame, *, quantity: str) -> str:
    """Return from which temperature drawn the gap is at most half, and what that costs."""
    gaps = table[table["quantity"] == quantity].set_index("temperature")["value"]
    missed = table[table["quantity"] == OUTSIDE].set_index("temperature")["value"]
    halved = gaps.index[gaps.abs() <= abs(gaps.loc[0.0]) / 2]
    first = halved.min()
    return (
        f"Of the temperatures drawn, the gap of {quantity} is at most half of that of the maximum "
        f"from {first:g} on, where {missed[first]:.0f} of 100 draws miss both faces."
    )


def agreement_words(shares: pd.DataFrame) -> str:
    """Return how far the face region's share depends on the baseline, in words."""
    face = shares[shares["region"] == "face"]
    low, high = face["share"].min(), face["share"].max()
    return (
        f"By baseline, the share of the face region runs from {low:.0f} to {high:.0f} %: no single "
        "one of these is the true share."
    )
