"""The ranking that Twitter published in 2023: weights, factors, steps, and checked cases."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.published_figures import published_figures
from rml.data.published_tables import read_published_table
from rml.data.ranker_names import (
    ENGAGEMENTS,
    FILTERS_AFTER_SCORING,
    FILTERS_BEFORE_SCORING,
    SELECTORS,
)
from rml.data.tables import not_empty, one_of, within
from rml.errors import DataError
from rml.suggest import did_you_mean

WEIGHTS: Final = "heavy_ranker_weights"
PARAMETERS: Final = "home_mixer_parameters"
FILTERS: Final = "home_mixer_filters"
VECTORS: Final = "ranking_vectors"
STAGES: Final = ("global", "post-scoring", "selector")
QUANTITIES: Final = ("weighted sum", "served score", "author diversity", "see fewer")
"""What the checked cases are of."""
STEPS: Final = (
    *((STAGES[0], name) for name in FILTERS_BEFORE_SCORING),
    *((STAGES[1], name) for name in FILTERS_AFTER_SCORING),
    *((STAGES[2], name) for name in SELECTORS),
)
"""Stage and name of each step in the published order; a remark in brackets may follow a name."""

_STATUS: Final = pa.Column(str, one_of(("verified", "derived")))
_FROM_TO: Final = pa.Check(
    lambda frame: (frame["least"] <= frame["weight"]) & (frame["weight"] <= frame["most"]),
    error="the weight lies outside its bounds",
)
WEIGHTS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "engagement": pa.Column(str, one_of(ENGAGEMENTS), unique=True),
        "weight": pa.Column(float, within(-1e9)),
        "least": pa.Column(float, within(-1e9)),
        "most": pa.Column(float, within(-1e9)),
        "placeholder": pa.Column(float, within(-1e9)),
        "meaning": pa.Column(str, not_empty()),
        "unit": pa.Column(str, not_empty()),
        "source": pa.Column(str, not_empty()),
        "status": _STATUS,
    },
    checks=_FROM_TO,
    strict=True,
)
FILTERS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "order": pa.Column("int64", within(1), unique=True),
        "stage": pa.Column(str, one_of(STAGES)),
        "step": pa.Column(str, not_empty(), unique=True),
        "source": pa.Column(str, not_empty()),
        "status": _STATUS,
    },
    strict=True,
)
VECTORS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "case": pa.Column(str, not_empty()),
        "quantity": pa.Column(str, one_of(QUANTITIES)),
        "inputs": pa.Column(str, not_empty()),
        "value": pa.Column(float, within(-1e9)),
        "unit": pa.Column(str, not_empty()),
        "source": pa.Column(str, not_empty()),
        "status": _STATUS,
    },
    unique=["case", "quantity"],
    strict=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCase:
    """One figure that was computed apart from this collection's code.

    Parameters
    ----------
    case
        What was computed, in words.
    quantity
        One of `QUANTITIES`.
    inputs
        Probabilities by engagement, or ``position``, or ``days``.
    value
        In score points or as a multiplier.
    """

    case: str
    quantity: str
    inputs: dict[str, float]
    value: float


def load_ranker_weights() -> pd.DataFrame:
    """Return the published weights, one row an engagement, in the order of the README.

    Returns
    -------
    pandas.DataFrame
        ``engagement``; ``weight`` of 5 April 2023 and its bounds ``least`` and ``most``, in
        score points per unit probability; ``placeholder``, the default in the code;
        ``meaning``, ``unit``, ``source``, ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(WEIGHTS).values()
    frame = read_ranker_weights(path)
    record_input(WEIGHTS, "published")
    return frame


def read_ranker_weights(path: Path) -> pd.DataFrame:
    """Return the weights that the CSV file ``path`` holds, as `load_ranker_weights` does."""
    frame = read_published_table(path, WEIGHTS_SCHEMA, dataset=WEIGHTS)
    missing = [name for name in ENGAGEMENTS if name not in set(frame["engagement"])]
    if missing:
        raise DataError(
            f"There is no weight of {', '.join(missing)}.",
            where=f"{WEIGHTS}: {path.name}, column `engagement`",
            remedy=f"Give one row to each of the {len(ENGAGEMENTS)} engagements.",
        )
    return frame


def load_ranker_steps() -> pd.DataFrame:
    """Return the steps that drop, sort and cap candidates: ``order, stage, step`` and source.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(FILTERS).values()
    frame = read_ranker_steps(path)
    record_input(FILTERS, "published")
    return frame


def read_ranker_steps(path: Path) -> pd.DataFrame:
    """Return the steps that the CSV file ``path`` holds, as `load_ranker_steps` does."""
    frame = read_published_table(path, FILTERS_SCHEMA, dataset=FILTERS)
    if frame["order"].tolist() != list(range(1, len(frame) + 1)):
        raise DataError(
            f"The steps are numbered {frame['order'].tolist()}.",
            where=f"{FILTERS}: {path.name}, column `order`",
            remedy=f"Number them from 1 to {len(frame)} in the order of the rows.",
        )
    named = list(
        zip(frame["stage"], frame["step"].str.split(" (", regex=False).str[0], strict=True)
    )
    if named != list(STEPS):
        # Rows that are missing or too many show as a difference at the first place without one.
        place = next(
            (
                n
                for n, (found, known) in enumerate(zip(named, STEPS, strict=False))
                if found != known
            ),
            min(len(named), len(STEPS)),
        )
        found = " ".join(named[place]) if place < len(named) else "nothing"
        known = " ".join(STEPS[place]) if place < len(STEPS) else "nothing"
        raise DataError(
            f"Step {place + 1} is {found}; this library follows {known} there.",
            where=f"{FILTERS}: {path.name}, column `step`",
            remedy="Give the steps under their published names, in their published order.",
        )
    return frame


def load_ranker_parameters() -> dict[str, float]:
    """Return the published factors, windows and caps by their ids.

    Raises
    ------
    DataError
        If the file is altered, or a row of it is incomplete or ill-typed.
    """
    return {name: figure.value for name, figure in published_figures(PARAMETERS).items()}


def load_ranking_vectors() -> tuple[CheckedCase, ...]:
    """Return the cases that were computed apart from this collection's code.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    (path,) = fetch(VECTORS).values()
    cases = read_ranking_vectors(path)
    record_input(VECTORS, "published")
    return cases


def read_ranking_vectors(path: Path) -> tuple[CheckedCase, ...]:
    """Return the cases that the CSV file ``path`` holds, as `load_ranking_vectors` does."""
    frame = read_published_table(path, VECTORS_SCHEMA, dataset=VECTORS)
    return tuple(
        CheckedCase(
            case=row["case"],
            quantity=row["quantity"],
            inputs=_inputs(
                row["inputs"],
                row["quantity"],
                where=f"{VECTORS}: {path.name}, case `{row['case']}`",
            ),
            value=row["value"],
        )
        for row in frame.to_dict("records")
    )


def _inputs(text: str, quantity: str, *, where: str) -> dict[str, float]:
    try:
        found = json.loads(text)
        inputs = {str(name): float(value) for name, value in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise DataError(
            f"The column `inputs` holds {text!r}, which is no list of named numbers.",
            where=where,
            remedy='Write it as JSON, such as {"fav": 0.2}.',
        ) from error
    of_time_or_place = {"author diversity": "position", "see fewer": "days"}.get(quantity)
    known = ENGAGEMENTS if of_time_or_place is None else (of_time_or_place,)
    unknown = [name for name in inputs if name not in known]
    if unknown or (of_time_or_place and not inputs):
        raise DataError(
            f"The column `inputs` names {', '.join(unknown) or 'nothing'}, for a {quantity}.",
            where=where,
            remedy=" ".join(did_you_mean(name, known) for name in unknown)
            or f"Give `{of_time_or_place}`.",
        )
    most = 1.0 if of_time_or_place is None else math.inf
    beyond = [
        f"{name} {value:g}"
        for name, value in inputs.items()
        if not 0 <= value <= most
        or math.isinf(value)
        or (of_time_or_place == "position" and value != int(value))
    ]
    if beyond:
        raise DataError(
            f"The column `inputs` holds {', '.join(beyond)}.",
            where=where,
            remedy=(
                "Give probabilities from 0 to 1, not per cent."
                if of_time_or_place is None
                else f"Give `{of_time_or_place}` as a number from 0; a position is a whole one."
            ),
        )
    return inputs
