"""One measure of a model by group, drawn with intervals, and the words of that figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from rml.model_cards.card import ALL
from rml.model_cards.cited import Number
from rml.model_cards.coverage import ReadCard
from rml.model_cards.cropping_card import FACE_KEPT
from rml.model_cards.imputation_card import COUNTED_RIGHT
from rml.model_cards.surrogate_card import ACCURACY
from rml.report.interval_plot import interval_plot
from rml.report.look import FigureWords
from rml.report.number_text import readable
from rml.report.style import MUTED, new_figure

_ROW_INCHES: Final = 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a figure by group draws.

    Parameters
    ----------
    what
        The measure in words.
    first, second
        The measures as the card names them, and their names in the legend; no second if None.
    reference, reference_label
        A value to compare with, if there is one.
    """

    what: str
    first: tuple[str, str]
    second: tuple[str, str] | None = None
    reference: float | None = None
    reference_label: str | None = None


CROPPING: Final = Drawn(
    what="How much of the face region the model’s crop keeps",
    first=(FACE_KEPT["0.56"], "wide preview"),
    second=(FACE_KEPT["2"], "tall preview"),
)
IMPUTATION: Final = Drawn(
    what="How often a member’s most probable group is the labelled one",
    first=(COUNTED_RIGHT["surname, first name and state"], "surname, first name and state"),
    second=(COUNTED_RIGHT["surname"], "surname alone"),
)
SURROGATE: Final = Drawn(
    what="How many pairs of posts the surrogate orders as they were captured",
    first=(ACCURACY, "surrogate"),
    reference=0.5,
    reference_label="random order",
)


def by_group_frame(read: ReadCard, drawn: Drawn) -> pd.DataFrame:
    """Return what the figure draws, groups in the card's order: measure, group, value, low, high.

    A group without the first measure is left out. If none has it, one row says so.
    """
    rows = [
        {"measure": name, "group": label, "value": one.value, "low": one.low, "high": one.high}
        for label, first, second in _rows(read, drawn)
        for name, one in zip(_names(drawn), (first, second), strict=False)
        if one is not None
    ]
    if not rows:
        rows = [{"measure": drawn.what, "group": "none could be read"}]
    return pd.DataFrame(rows, columns=["measure", "group", "value", "low", "high"]).astype(
        dict.fromkeys(("value", "low", "high"), "float64")
    )


def by_group_plot(read: ReadCard, drawn: Drawn) -> Figure:
    """Return the measure by group with intervals; an empty figure that says so without values."""
    rows = _rows(read, drawn)
    figure, axes = new_figure(7.0, 1.4 + _ROW_INCHES * max(len(rows), 2))
    if not rows:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no number could be read", ha="center", va="center", color=MUTED)
        return figure
    second = [other.estimate() if other else None for _, _, other in rows]
    interval_plot(
        axes,
        [label for label, _, _ in rows],
        [one.estimate() for _, one, _ in rows],
        comparison=second if drawn.second else None,
        names=(drawn.first[1], drawn.second[1] if drawn.second else ""),
        reference=drawn.reference,
        reference_label=drawn.reference_label,
    )
    return figure


def by_group_words(read: ReadCard, drawn: Drawn) -> FigureWords:
    """Return caption and alternative text, with the groups that have no number in the caption."""
    rows = _rows(read, drawn)
    missing = [
        one.name
        for one in read.card.groups
        if not _found(read, drawn.first[0], one.division, one.name)
    ]
    left_out = f" Without a number of this kind: {', '.join(missing)}." if missing else ""
    if not rows:
        return FigureWords(
            caption=f"{drawn.what}: no number could be read.",
            alt=(
                "Nothing is drawn, because the report that measures this is not at hand. "
                f"Rows would be: {', '.join(missing)}."
            ),
        )
    values = [(one.estimate().value, label) for label, one, _ in rows]
    low, high = min(values), max(values)
    told = (
        f" The smallest value, {drawn.first[1]}, is {readable(low[0])} for {low[1]}; the largest "
        f"is {readable(high[0])} for {high[1]}."
    )
    return FigureWords(
        caption=f"{drawn.what}, by group, with the intervals of the report.{left_out}",
        alt=f"Dots with intervals, one row a group, {len(rows)} rows.{told}",
    )


def _names(drawn: Drawn) -> list[str]:
    return [one[0] for one in (drawn.first, drawn.second) if one]


def _found(read: ReadCard, measure: str, division: str, name: str) -> Number | None:
    return next((one for one in read.of(division, name) if one.measure == measure), None)


def _rows(read: ReadCard, drawn: Drawn) -> list[tuple[str, Number, Number | None]]:
    """Return label and numbers of each group that has the first measure."""
    groups = [(ALL, ALL), *((one.division, one.name) for one in read.card.groups)]
    several = len({one.division for one in read.card.groups}) > 1 and len(
        {one.name for one in read.card.groups}
    ) < len(read.card.groups)
    rows = []
    for division, name in groups:
        first = _found(read, drawn.first[0], division, name)
        if first is not None:
            label = "all" if division == ALL else f"{division}: {name}" if several else name
            second = _found(read, drawn.second[0], division, name) if drawn.second else None
            rows.append((label, first, second))
    return rows
