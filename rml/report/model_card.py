"""Model cards: what a model is for, what it was fitted and judged on, and where it fails.

After Mitchell et al. (2019), "Model Cards for Model Reporting", doi:10.1145/3287560.3287596.
The words are written by those who answer for the model; every number is an ``Estimate`` of
the run that shows the card. A notebook shows a card as two tables: its words, and its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.look import TableLook

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ModelCard",
    "ModelMetric",
    "card_frame",
    "card_look",
    "metrics_frame",
    "metrics_look",
]

_REMEDY: Final = "Fill every part of the card; say `none` and why where a part does not apply."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMetric:
    """How well a model does on one group.

    Parameters
    ----------
    measure
        What is measured, such as "pairwise accuracy".
    division
        By what groups are divided, such as "account"; "all" for everything together.
    group
        The group; "all" for everything together.
    estimate
        The value with its interval, or without one if its method says why.
    """

    measure: str
    division: str
    group: str
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The card of one model. Every part is needed.

    Parameters
    ----------
    name
        The model's name in the project.
    model
        What kind of model it is, its size, and how it was fitted.
    intended_use
        What it may be used for.
    not_for
        What it must not be used for.
    training_data, evaluation_data
        What it was fitted to, and on what it was judged.
    choices
        What was decided by hand, when, and by what.
    concerns
        Whom it could harm, and how.
    limits
        Where it fails or was not judged, one each.
    metrics
        Of all, and of at least two groups of one division.

    Raises
    ------
    ProductError
        If a part is empty, there are no metrics of all or none by group, or one comes twice.
    """

    name: str
    model: str
    intended_use: str
    not_for: str
    training_data: str
    evaluation_data: str
    choices: str
    concerns: str
    limits: Sequence[str]
    metrics: Sequence[ModelMetric]

    def __post_init__(self) -> None:
        where = f"model card `{self.name}`"
        empty = [name for name in _PARTS if not str(getattr(self, name)).strip()]
        if isinstance(self.limits, str) or not self.limits or not all(map(str.strip, self.limits)):
            empty.append("limits")
        if empty:
            raise ProductError(
                f"These parts are empty: {', '.join(empty)}.", where=where, remedy=_REMEDY
            )
        keys = [(one.measure, one.division, one.group) for one in self.metrics]
        twice = sorted({" of ".join((key[0], key[2])) for key in keys if keys.count(key) > 1})
        if twice:
            raise ProductError(
                f"A metric comes twice: {', '.join(twice)}.",
                where=where,
                remedy="Give each measure once for each group.",
            )
        divisions = [one.division for one in self.metrics]
        if "all" not in divisions or not any(
            divisions.count(one) >= 2 for one in set(divisions) - {"all"}
        ):
            raise ProductError(
                "The metrics are not of all and by group.",
                where=where,
                remedy="Give a metric of division `all`, and one for each group of a division.",
            )


_PARTS: Final = (
    *("name", "model", "intended_use", "not_for", "training_data", "evaluation_data"),
    *("choices", "concerns"),
)
_HEADINGS: Final = (
    *("Model", "Kind and fit", "Intended use", "Not for", "Fitted to", "Judged on"),
    *("Choices", "Concerns"),
)


def card_frame(card: ModelCard) -> pd.DataFrame:
    """Return the card's words: part and text, one row each, limits last."""
    import pandas as pd  # noqa: PLC0415 - importing this module stays cheap

    rows = [(heading, getattr(card, part)) for heading, part in zip(_HEADINGS, _PARTS, strict=True)]
    rows += [("Limit", one) for one in card.limits]
    return pd.DataFrame(rows, columns=["part", "text"])


def metrics_frame(card: ModelCard) -> pd.DataFrame:
    """Return the card's numbers: measure, division, group, value, low, high, n and method."""
    import pandas as pd  # noqa: PLC0415 - importing this module stays cheap

    return pd.DataFrame(
        {
            "measure": [one.measure for one in card.metrics],
            "division": [one.division for one in card.metrics],
            "group": [one.group for one in card.metrics],
            "value": [one.estimate.value for one in card.metrics],
            # As numbers even where no metric has an interval.
            "low": pd.array([one.estimate.low for one in card.metrics], dtype="Float64"),
            "high": pd.array([one.estimate.high for one in card.metrics], dtype="Float64"),
            "n": [one.estimate.n for one in card.metrics],
            "method": [one.estimate.method for one in card.metrics],
        }
    )


def card_look(card: ModelCard) -> TableLook:
    """Return how the table of the card's words is shown."""
    caption = f"Model card of {card.name}: what it is for, what it rests on, and its limits."
    return TableLook(caption=caption, units={}, formats={})


def metrics_look(card: ModelCard) -> TableLook:
    """Return how the table of the card's numbers is shown."""
    caption = f"Model card of {card.name}: how well it does, of all and by group, in this run."
    return TableLook(
        caption=caption, units={}, formats=dict.fromkeys(("value", "low", "high"), ".3f")
    )
