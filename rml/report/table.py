"""Tables, guarded against showing few people, readable on the page and exact in the CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.cells import table_csv
from rml.report.people import People, people_record
from rml.report.products import Table, check_id
from rml.report.show import provenance, show
from rml.report.small_cells import GuardedFrame, guard
from rml.report.tabulate import check_frame, table_data

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["estimates_frame", "table", "table_csv"]


def table(
    frame: pd.DataFrame | GuardedFrame,
    *,
    id: str,  # noqa: A002 - the word for it in parameter files and pages
    caption: str,
    people: People,
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    inputs: Sequence[str] | None = None,
) -> None:
    """Show a table; the version also holds it as CSV with 10 significant digits.

    Parameters
    ----------
    frame
        One row a line. Its index must be 0, 1, 2, …: anything else is refused rather
        than dropped.
    id
        In snake_case, unique among the report's tables.
    caption
        What the table shows, as plain text.
    people
        ``PeopleCounts(...)`` if a column counts people, else ``NO_PEOPLE(reason)``.
    units
        The unit of each column that has one; shown in its heading.
    formats
        Number formats by column for reading, such as ``{"rate": ".1%"}``.
    inputs
        The datasets that it was made of, by name; all that were loaded so far if None. What is
        shown of published figures alone is then marked so in a report on real data.

    Raises
    ------
    ProductError
        If the frame, a column's values, the id or the caption cannot be shown as given,
        a small count cannot be protected, or ``inputs`` names what was not loaded.
    """
    check_id(id, where="table")
    where = f"table `{id}`"
    check_caption(caption, where=where)
    data_kind, used = provenance(where=where, inputs=inputs)
    guarded = guarded_data(frame, people, where=where)
    product: Table = {
        "product": "table",
        "id": id,
        "data_kind": data_kind,
        "inputs": used,
        "caption": caption.strip(),
        "people": people_record(people),
        "data": table_data(guarded, units=units, formats=formats, where=where),
    }
    show(product)


def guarded_data(data: pd.DataFrame | GuardedFrame, people: People, *, where: str) -> GuardedFrame:
    """Return ``data`` guarded by ``people``; what is guarded already stays as it is."""
    if isinstance(data, GuardedFrame):
        if data.people != people:
            raise ProductError(
                "The frame was guarded with another specification than people= gives.",
                where=where,
                remedy="Pass the same PeopleCounts to guard and here.",
            )
        return data
    check_frame(data, where=where)
    try:
        return guard(data, people)
    except ProductError as error:
        raise ProductError(error.problem, where=where, remedy=error.remedy) from error


def check_caption(caption: str, *, where: str) -> None:
    """Raise ProductError unless ``caption`` says something."""
    if not isinstance(caption, str) or len(caption.split()) < 3:
        raise ProductError(
            f"The caption {caption!r} does not say what is shown.",
            where=where,
            remedy="Say in a sentence what is measured, of whom, and in which unit.",
        )


def estimates_frame(
    labels: Sequence[str], estimates: Sequence[Estimate], *, label: str = "group"
) -> pd.DataFrame:
    """Return estimates as rows: ``label``, value, low, high and n; the data of an interval plot.

    Raises
    ------
    ProductError
        If there are not as many labels as estimates.
    """
    import pandas as pd  # noqa: PLC0415 - importing this module stays cheap

    if len(labels) != len(estimates):
        raise ProductError(
            f"{len(labels)} labels were given for {len(estimates)} estimates.",
            where="estimates_frame",
            remedy="Give each estimate one label.",
        )
    return pd.DataFrame(
        {
            label: list(labels),
            "value": [estimate.value for estimate in estimates],
            "low": [estimate.low for estimate in estimates],
            "high": [estimate.high for estimate in estimates],
            "n": [estimate.n for estimate in estimates],
        }
    )
