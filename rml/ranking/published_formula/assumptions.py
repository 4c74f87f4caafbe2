"""How much of what weights do to simulated feeds hangs on the assumptions about the feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.estimate import Estimate
from rml.ranking.published_formula.feeds import FeedDesign
from rml.ranking.published_formula.scoring import GoodClick
from rml.ranking.published_formula.sensitivity import (
    WeightEffects,
    mean_over_feeds,
    replaced_on_average,
    weight_effects,
)
from rml.ranking.published_formula.weights import ENGAGEMENTS, PLAIN_NAMES, Weights

FloatArray = NDArray[np.float64]

AS_STATED: Final = "as stated"
SECOND_SET: Final = "second set of medians"
EQUAL_ADDED: Final = "opened conversations add as likes do"
PLAIN_SUM: Final = "plain sum of the README"
"""Names of some assumptions; the others follow from their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The smallest and the largest of some means, each of one set of assumptions."""

    least: float
    most: float


def changed_designs(
    design: FeedDesign,
    *,
    other_rates: Sequence[float],
    spreads: Sequence[float],
    commons: Sequence[float],
    complaint_signs: Sequence[float],
) -> dict[str, FeedDesign]:
    """Return the design as stated and with one assumption changed at a time, by name."""
    listed = {
        AS_STATED: design,
        SECOND_SET: one_changed(design, rates=other_rates),
        **{f"spread {one:g}": one_changed(design, spread=one) for one in spreads},
        **{f"correlation {one:g}": one_changed(design, common=one) for one in commons},
    }
    for one in complaint_signs:
        words = f"complaints load {one:+.0f} on appeal".replace("-", "\N{MINUS SIGN}")
        listed[words] = one_changed(design, complaints=one)
    return listed


def effects_by_assumption(
    designs: Mapping[str, FeedDesign],
    weights: Weights,
    *,
    feeds: int,
    candidates: int,
    top: int,
    order_feeds: int,
    seed: Sequence[int],
) -> dict[str, WeightEffects]:
    """Return what weights do under each design, and under two further readings of the first.

    All share their random numbers, so that rows differ by the assumption alone. Added are
    `EQUAL_ADDED`, from `equal_added_design`, and `PLAIN_SUM`, in which each of the two
    predictions of an opened conversation counts by itself.

    Parameters
    ----------
    designs
        From `changed_designs`.
    weights
        The published weights.
    feeds, candidates, top, order_feeds
        As `rml.ranking.published_formula.sensitivity.weight_effects`.
    seed
        What every stream of random numbers starts from.
    """

    def effects(design: FeedDesign, good_click: GoodClick = "larger of both") -> WeightEffects:
        return weight_effects(
            design,
            weights,
            feeds=feeds,
            candidates=candidates,
            top=top,
            order_feeds=order_feeds,
            good_click=good_click,
            rng=np.random.default_rng(seed),
        )

    found = {assumption: effects(design) for assumption, design in designs.items()}
    stated = designs[AS_STATED]
    found[EQUAL_ADDED] = effects(equal_added_design(stated, found[AS_STATED]))
    found[PLAIN_SUM] = effects(stated, "each by itself")
    return found


def equal_added_design(design: FeedDesign, effects: WeightEffects) -> FeedDesign:
    """Return the design with opened conversations so rare that they add as much as likes do.

    Both rates of opened conversations are multiplied with the same number: the mean that likes
    add over the mean that the larger of the two predictions adds under ``design``. Means are
    nearly proportional to rates where rates are small.

    Parameters
    ----------
    design
        The distribution of predictions.
    effects
        Found under ``design`` with the larger of both predictions.
    """
    added = effects.added.mean(axis=0)
    factor = added[ENGAGEMENTS.index("fav")] / added[ENGAGEMENTS.index("good_click")]
    rates = np.array(design.rates)
    rates[np.isin(ENGAGEMENTS, ("good_click", "good_click_v2"))] *= factor
    return one_changed(design, rates=rates.tolist())


def lead(effects: WeightEffects, name: str, *, level: float) -> Estimate:
    """Return by how many posts removing one weight replaces more than removing another does.

    Of the nine differences, paired within feeds, the one whose interval reaches furthest down.
    The intervals are Bonferroni-corrected for the nine: a lead over all others is shown if the
    lower end is above zero.
    """
    removed = effects.replaced[:, :, 0]
    own = ENGAGEMENTS.index(name)
    others = [place for place in range(len(ENGAGEMENTS)) if place != own]
    found = [
        mean_over_feeds(
            removed[:, own] - removed[:, other],
            level=1 - (1 - level) / len(others),
            unit=f"posts of the top {effects.top}",
        )
        for other in others
    ]
    least = min(found, key=lambda one: one.value if one.low is None else one.low)
    if least.low is None:
        return least
    return replace(least, level=level, method=f"{least.method}, Bonferroni-corrected")


def without_a_lead(
    found: Mapping[str, WeightEffects], name: str, *, level: float
) -> tuple[str, ...]:
    """Return the assumptions under which removing ``name`` is not shown to replace most."""
    lost = []
    for assumption, effects in found.items():
        low = lead(effects, name, level=level).low
        if low is None or low <= 0:
            lost.append(assumption)
    return tuple(lost)


def said_of_lead(
    found: Mapping[str, WeightEffects], name: str, *, level: float
) -> dict[str, str | float | int]:
    """Return what the report says of the lead of the weight that decides most, for its text.

    Parameters
    ----------
    found
        By assumption; `AS_STATED` and `PLAIN_SUM` among them.
    name
        The engagement whose weight leads as stated.
    """
    plain, added = found[PLAIN_SUM], found[AS_STATED].added.mean(axis=0)
    rival, rival_value = next_to(plain, name)
    lost = without_a_lead(found, name, level=level)
    return {
        "what": PLAIN_NAMES[name],
        "more": float(added[ENGAGEMENTS.index(name)] / added[ENGAGEMENTS.index("fav")]),
        "plain": float(_means(plain, "replaced")[ENGAGEMENTS.index(name)]),
        "rival": rival,
        "rival_value": rival_value,
        "lost": len(lost),
        "sets": len(found),
        "which": "; ".join(lost) or "none",
    }


def next_to(effects: WeightEffects, name: str) -> tuple[str, float]:
    """Return the other weight whose removal replaces most, in words, and how many posts."""
    means = effects.replaced[:, :, 0].mean(axis=0)
    means[ENGAGEMENTS.index(name)] = -1
    return PLAIN_NAMES[ENGAGEMENTS[int(means.argmax())]], float(means.max())


def range_of(
    found: Mapping[str, WeightEffects], name: str, *, of: Literal["replaced", "tau"] = "replaced"
) -> Range:
    """Return the ends of what removing one weight does, over the assumptions."""
    means = [_means(effects, of)[ENGAGEMENTS.index(name)] for effects in found.values()]
    return Range(least=min(means), most=max(means))


def stronger_than(effects: WeightEffects, name: str) -> int:
    """Return how many other weights replace more posts of the top if removed than ``name``."""
    means = _means(effects, "replaced")
    return int((means > means[ENGAGEMENTS.index(name)]).sum())


def strongest_on_order(effects: WeightEffects) -> tuple[str, str]:
    """Return the two weights without which the order of all posts changes most, in words."""
    first, second = _means(effects, "tau").argsort()[:2]
    return PLAIN_NAMES[ENGAGEMENTS[first]], PLAIN_NAMES[ENGAGEMENTS[second]]


def assumptions_frame(
    found: Mapping[str, WeightEffects],
    *,
    names: Mapping[str, str],
    of: Literal["replaced", "tau"] = "replaced",
) -> pd.DataFrame:
    """Return what removing some weights does, by assumption.

    Parameters
    ----------
    found
        By assumption, in words.
    names
        The columns, and whose weight is removed in each.
    of
        ``"replaced"``: posts of the top. ``"tau"``: of the order of all posts.

    Returns
    -------
    pandas.DataFrame
        ``assumption``; one column of means for each of ``names``.
    """
    rows = [
        (
            assumption,
            *(_means(effects, of)[ENGAGEMENTS.index(name)] for name in names.values()),
        )
        for assumption, effects in found.items()
    ]
    return pd.DataFrame(rows, columns=["assumption", *names])


def widest_half(found: Mapping[str, WeightEffects], *, level: float) -> float:
    """Return the largest half-width of an interval for a removed weight, in posts."""
    ends = [
        replaced_on_average(effects, name, level=level)
        for effects in found.values()
        for name in ENGAGEMENTS
    ]
    return max((one.high or one.value) - one.value for one in ends)


def one_changed(
    design: FeedDesign,
    *,
    rates: Sequence[float] | None = None,
    spread: float | None = None,
    common: float | None = None,
    complaints: float | None = None,
    author_share: float | None = None,
) -> FeedDesign:
    """Return ``design`` with what is given in place of its own."""
    return FeedDesign(
        rates=design.rates if rates is None else tuple(rates),
        spread=design.spread if spread is None else spread,
        common=design.common if common is None else common,
        complaints=design.complaints if complaints is None else complaints,
        author_share=design.author_share if author_share is None else author_share,
    )


def _means(effects: WeightEffects, of: Literal["replaced", "tau"]) -> FloatArray:
    values = effects.replaced[:, :, 0] if of == "replaced" else effects.tau
    return np.asarray(values.mean(axis=0))
