"""What the report on the bounty shows of the scored entries and of what entrants found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.errors import DataError
from rml.estimate import Estimate
from rml.feedback.bounty_claims import NONE_REFUSED, REFUSED
from rml.feedback.bounty_entries import Bounty, ScoredEntry
from rml.feedback.bounty_rubric import NOT_NAMED, Reading, reversed_pairs
from rml.stats.intervals import t_interval, wilson

CENSUS: Final = (
    "count over the self-scores of 2021 whose multipliers are known; no interval, since nothing "
    "was sampled"
)
LIGHTENING_OR_WARMING: Final = ("skin lightening", "skin color warming")
FEMINIZATION: Final = ("feminization",)
DE_AGING: Final = ("de-aging",)
SLIMMING: Final = ("slimming",)


def entries_of_2021(bounty: Bounty, names: Sequence[str]) -> tuple[ScoredEntry, ...]:
    """Return the entries of these names, those that multiply first, by their totals.

    What was handed in later is scored and shown, and says nothing about how entrants of 2021 read
    the rubric.

    Raises
    ------
    DataError
        If one of them is not there, or no total was printed with it.
    """
    found = {one.entry.name: one for one in bounty.entries if one.printed is not None}
    missing = [name for name in names if name not in found]
    if missing:
        raise DataError(
            f"No entry with a printed total can be read under {', '.join(missing)}.",
            where="feedback/bounty",
            remedy="; ".join(map(str, bounty.refused)) or "Restore the entries from git.",
        )
    chosen = [found[name] for name in names]
    return tuple(sorted(chosen, key=lambda one: (str(one.reading) == "added", -one.multiplied)))


def refused_words(bounty: Bounty) -> str:
    """Return which files could not be read and why, or that all could."""
    if not bounty.refused:
        return NONE_REFUSED
    return REFUSED.format(files=" ".join(map(str, bounty.refused)))


def totals_that(entries: Sequence[ScoredEntry], reading: Reading) -> Estimate:
    """Return how many printed totals follow from a reading; those of either count for both."""
    met = len(_of_reading(entries, reading))
    return Estimate(
        value=float(met),
        low=None,
        high=None,
        level=None,
        n=f"{len(entries)} printed totals of {_entrants(entries)} entrants",
        unit="totals",
        method=CENSUS,
    )


def entrants_that(entries: Sequence[ScoredEntry], reading: Reading) -> int:
    """Return how many entrants printed a total that follows from a reading."""
    return _entrants(_of_reading(entries, reading))


def _of_reading(entries: Sequence[ScoredEntry], reading: Reading) -> list[ScoredEntry]:
    met = {reading} if reading == "neither" else {reading, "either"}
    return [one for one in entries if one.reading in met]


def _entrants(entries: Sequence[ScoredEntry]) -> int:
    return len({one.entry.by for one in entries})


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How far the two readings lie apart over all entries.

    ``reversed`` counts pairs of entries that the readings put in opposite orders, of
    ``pairs``. ``most`` and ``least`` are the largest and the smallest ratio of the sum's
    score to the product's.
    """

    most: Estimate
    least: float
    reversed: Estimate
    pairs: int


def readings_of(entries: Sequence[ScoredEntry]) -> Readings:
    """Return how far base points times the sum lie from base points times the product."""
    ratios = [one.added / one.multiplied for one in entries]
    pairs = len(entries) * (len(entries) - 1) // 2
    turned = reversed_pairs([one.multiplied for one in entries], [one.added for one in entries])
    n = f"{len(entries)} self-scores of 2021"
    return Readings(
        most=Estimate(
            value=max(ratios),
            low=None,
            high=None,
            level=None,
            n=n,
            unit="times the product",
            method="largest ratio over these; no interval, since nothing was sampled",
        ),
        least=min(ratios),
        reversed=Estimate(
            value=float(turned),
            low=None,
            high=None,
            level=None,
            n=f"{pairs} pairs of {n}",
            unit="pairs",
            method=CENSUS,
        ),
        pairs=pairs,
    )


def scores_frame(entries: Sequence[ScoredEntry]) -> pd.DataFrame:
    """Return one row an entry: base points, both readings, printed total, who, multipliers."""
    return pd.DataFrame(
        [
            {
                "entry": one.entry.entry,
                "base_points": one.points,
                "multiplied": one.multiplied,
                "added": one.added,
                "printed": one.printed,
                "follows_from": one.reading,
                "by": one.entry.by,
                "multipliers": "; ".join(
                    f"{item.value:g}"
                    if item.factor == NOT_NAMED
                    else f"{item.factor} {item.value:g}"
                    for item in one.entry.multipliers
                ),
            }
            for one in entries
        ]
    )


def entries_frame(entries: Sequence[ScoredEntry]) -> pd.DataFrame:
    """Return one row for everything that was handed in: harm, what was found, evidence, scores."""
    return pd.DataFrame(
        [
            {
                "entry": one.entry.entry,
                "harm": "; ".join(
                    f"{harm.category.replace('_', ' ')}, {harm.intent}" for harm in one.entry.harms
                ),
                "found": one.entry.found,
                "evidence": one.entry.evidence,
                "multiplied": one.multiplied,
                "added": one.added,
                "scored_by": one.entry.scored_by,
                "status": one.entry.status,
            }
            for one in entries
        ]
    )


def rubric_frame(rubric: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of the rubric, in words: what, for which harms, from, to, how known."""
    named = {"published": "range published", "seen": "only values seen; range not known"}
    fixed = rubric["kind"] == "base points"
    return pd.DataFrame(
        {
            "what": rubric["id"].str.replace("_", " "),
            "kind": rubric["kind"],
            "harms": rubric["intent"],
            "least": rubric["least"],
            "most": rubric["most"],
            "known": rubric["bounds"].map(named).where(~fixed, "points used by entrants"),
            "meaning": rubric["meaning"],
        }
    )


def faces_with(changes: pd.DataFrame, codes: Sequence[str], *, level: float) -> Estimate:
    """Return the share of changed faces that carry one of these codes, with Wilson's interval.

    Raises
    ------
    DataError
        If no face carries one of them: a misspelt code would look like a share of zero.
    """
    coded = [set(text.split("; ")) for text in changes["changes"]]
    if not any(set(codes) & one for one in coded):
        raise DataError(
            f"No face carries the code {' or '.join(map(repr, codes))}.",
            where="bias_bounty_changes",
            remedy="Use a code of the column `changes`.",
        )
    met = sum(bool(set(codes) & one) for one in coded)
    return wilson(met, len(coded), level=level, of="generated faces").scaled(100, unit="%")


def share_of(counts: pd.DataFrame, name: str, *, level: float) -> Estimate:
    """Return what an entrant counted as a share of images, with Wilson's interval, in %."""
    (row,) = counts[counts["id"] == name].to_dict("records")
    return wilson(int(row["images"]), int(row["all_images"]), level=level, of="images").scaled(
        100, unit="%"
    )


def increases(changes: pd.DataFrame) -> np.ndarray:
    """Return by how much each face's largest saliency grew, in % of what it was before."""
    return np.asarray(100 * (changes["after"] / changes["before"] - 1), dtype=float)


def mean_increase(changes: pd.DataFrame, *, level: float) -> Estimate:
    """Return the mean increase over faces with a t interval, faces with equal numbers once."""
    once = changes.drop_duplicates(["before", "after"])
    return t_interval(increases(once), level=level, unit="%", of="generated faces")


def changes_frame(changes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a face: saliency before and after, what was printed, the increase."""
    return pd.DataFrame(
        {
            "face": changes["face"].astype(str),
            "before": changes["before"],
            "after": changes["after"],
            "printed": changes["printed_percent"],
            "increase": increases(changes),
            "changes": changes["changes"],
        }
    )


def shares_frame(counts: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return one row for what an entrant counted: share, interval, images."""
    rows = []
    for row in counts.to_dict("records"):
        share = share_of(counts, row["id"], level=level)
        rows.append(
            {
                "entry": row["entry"],
                "what": row["quantity"],
                "images": row["images"],
                "all_images": row["all_images"],
                "share": share.value,
                "low": share.low,
                "high": share.high,
            }
        )
    return pd.DataFrame(rows)
