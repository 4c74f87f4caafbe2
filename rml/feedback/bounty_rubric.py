"""Scores of the bias bounty's rubric: base points times multipliers, and the other reading.

Pure arithmetic on what an entry states. The rubric says "base points times multipliers"; with
several multipliers that was read in two ways, and both are computed here.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from rml.errors import DataError
from rml.suggest import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

Intent = Literal["unintentional", "intentional"]
Reading = Literal["multiplied", "added", "either", "neither"]

NOT_NAMED: Final = "not_named"
"""The name of a multiplier whose entry gives its value alone."""


def product_total(points: float, multipliers: Sequence[float]) -> float:
    """Return base points times the product of all multipliers, in points.

    A multiplier of 1 changes nothing.

    Examples
    --------
    >>> round(product_total(20, [1.3, 1.2, 1.3, 1.0, 1.5]), 10)
    60.84
    """
    return points * math.prod(multipliers)


def sum_total(points: float, multipliers: Sequence[float]) -> float:
    """Return base points times the sum of all multipliers, in points.

    A multiplier of 1 adds the base points once more.

    Examples
    --------
    >>> round(sum_total(20, [1.3, 1.2, 1.3, 1.0, 1.5]), 10)
    126.0
    """
    return points * math.fsum(multipliers)


def rounding_of(printed: str) -> float:
    """Return half a unit of the last printed digit: 0.005 for ``"60.84"``, 0.5 for ``"115"``."""
    _, _, decimals = printed.partition(".")
    return float(0.5 * 10 ** -len(decimals))


def reading_of(printed: str, points: float, multipliers: Sequence[float]) -> Reading:
    """Return which reading gives a printed total, within the rounding of its last digit."""
    reach = rounding_of(printed) + 1e-9
    multiplied = abs(product_total(points, multipliers) - float(printed)) <= reach
    added = abs(sum_total(points, multipliers) - float(printed)) <= reach
    if multiplied and added:
        return "either"
    if multiplied:
        return "multiplied"
    return "added" if added else "neither"


def reversed_pairs(first: Sequence[float], second: Sequence[float]) -> int:
    """Return how many pairs two scorings of the same entries put in opposite orders.

    Ties in either scoring do not count.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} scores cannot be compared with {len(second)}.")
    pairs = itertools.combinations(zip(first, second, strict=True), 2)
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """What is known of the rubric.

    Parameters
    ----------
    points
        Base points by harm and intent.
    ranges
        Least and most of each multiplier whose range was published.
    seen
        Multipliers of which only single values are known.
    intents
        To which intent each multiplier applies: one of the two, or ``either``.
    """

    points: dict[tuple[str, str], float]
    ranges: dict[str, tuple[float, float]]
    seen: tuple[str, ...]
    intents: dict[str, str]

    @property
    def widest(self) -> tuple[float, float]:
        """The least and the most that any multiplier may be by a published range."""
        least, most = zip(*self.ranges.values(), strict=True)
        return min(least), max(most)

    def allowed(self, factor: str) -> tuple[float, float]:
        """Return the range of a multiplier; the widest published one where its own is not known."""
        return self.ranges.get(factor, self.widest)

    def points_of(self, harm: str, intent: str) -> float:
        """Return the base points of a harm.

        Raises
        ------
        DataError
            If they are not known; the message lists the harms whose points are.
        """
        if (harm, intent) in self.points:
            return self.points[harm, intent]
        known = [name for name, given in self.points if given == intent]
        raise DataError(
            f"The base points of the {intent} harm `{harm}` are not known.",
            where="harms",
            remedy=f"{did_you_mean(harm, known)} Others were never published in what was read.",
        )


def rubric_of(frame: pd.DataFrame) -> Rubric:
    """Return the rubric that `rml.data.bias_bounty.load_bounty_rubric` holds as a table."""
    return rubric_of_rows(frame.to_dict("records"))


def rubric_of_rows(rows: Iterable[Mapping[Any, Any]]) -> Rubric:
    """Return the rubric that rows hold, each with the columns of that table."""
    table = list(rows)
    base = [row for row in table if row["kind"] == "base points"]
    multipliers = [row for row in table if row["kind"] == "multiplier"]
    return Rubric(
        points={(row["id"], row["intent"]): float(row["least"]) for row in base},
        ranges={
            row["id"]: (float(row["least"]), float(row["most"]))
            for row in multipliers
            if row["bounds"] == "published"
        },
        seen=tuple(row["id"] for row in multipliers if row["bounds"] == "seen"),
        intents={row["id"]: row["intent"] for row in multipliers},
    )
