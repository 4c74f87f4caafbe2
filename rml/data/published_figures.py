"""Figures taken from papers and public statements, each with its source and tolerance."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, cast

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.errors import CollectionError, DataError
from rml.suggest import did_you_mean

FigureStatus = Literal["verified", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """One figure as it was published.

    Parameters
    ----------
    id
        Its name within the dataset.
    value
        In ``unit``.
    unit
        What the value is measured in.
    printed
        The figure as it was printed: ``"8 %"``.
    tolerance
        In ``unit``; half of the last printed digit's place, 0 for an exact count.
    source
        Where it was read.
    status
        ``verified``: read at the source. ``derived``: computed from verified inputs.
    """

    id: str
    value: float
    unit: str
    printed: str
    tolerance: float
    source: str
    status: FigureStatus


def published_figure(dataset: str, id: str) -> PublishedFigure:  # noqa: A002 - the field's name
    """Return the figure ``id`` of ``dataset``.

    Raises
    ------
    CollectionError
        If there is no such dataset or figure; the message suggests the nearest name.
    DataError
        As `published_figures`.
    """
    figures = published_figures(dataset)
    if id in figures:
        return figures[id]
    raise CollectionError(
        f"There is no published figure `{id}`.",
        where=dataset,
        remedy=did_you_mean(id, figures),
    )


def published_figures(dataset: str) -> dict[str, PublishedFigure]:
    """Return all figures of ``dataset`` by id, in the order of its file.

    Raises
    ------
    CollectionError
        If there is no such dataset.
    DataError
        If the file is altered, or a row of it is incomplete, ill-typed, given twice or
        neither verified nor derived; all faults at once.
    """
    (path,) = fetch(dataset).values()
    figures = read_figures(path, dataset=dataset)
    record_input(dataset, "published")
    return figures


def read_figures(path: Path, *, dataset: str) -> dict[str, PublishedFigure]:
    """Return the figures that the CSV file ``path`` holds, by id.

    Raises
    ------
    DataError
        As `published_figures`.
    """
    names = [field.name for field in fields(PublishedFigure)]
    where = f"{dataset}: {path.name}"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if list(reader.fieldnames or ()) != names:
            raise DataError(
                f"The columns are {', '.join(reader.fieldnames or ()) or 'none'}.",
                where=where,
                remedy=f"They must be {', '.join(names)}.",
            )
        rows = list(reader)
    faults: list[str] = []
    figures: dict[str, PublishedFigure] = {}
    for number, row in enumerate(rows, start=1):
        wrong = _faults(row, names)
        if row["id"] in figures:
            wrong.append("`id` stands there twice")
        if wrong:
            faults.append(f"row {number} ({row['id'] or 'without id'}): {', '.join(wrong)}")
            continue
        figures[row["id"]] = PublishedFigure(
            id=row["id"],
            value=float(row["value"]),
            unit=row["unit"],
            printed=row["printed"],
            tolerance=float(row["tolerance"]),
            source=row["source"],
            status=cast("FigureStatus", row["status"]),
        )
    if faults:
        raise DataError(
            f"{len(faults)} of {len(rows)} rows cannot be used: {'; '.join(faults)}.",
            where=where,
            remedy="Correct these rows, or leave them out until they are verified.",
        )
    return figures


def _faults(row: dict[str, str], names: list[str]) -> list[str]:
    if None in row or None in row.values():
        return ["it has too many or too few values"]
    wrong = [f"`{name}` is empty" for name in names if not row[name].strip()]
    wrong += [
        f"`{name}` is no number: {row[name]}"
        for name in ("value", "tolerance")
        if row[name].strip() and not _is_finite(row[name])
    ]
    if _is_finite(row["tolerance"]) and float(row["tolerance"]) < 0:
        wrong.append(f"`tolerance` is negative: {row['tolerance']}")
    if row["status"].strip() and row["status"] not in {"verified", "derived"}:
        wrong.append(f"`status` is {row['status']}, not verified or derived")
    return wrong


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
