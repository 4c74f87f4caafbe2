"""The bias bounty of 2021: its rubric as entrants quote it, and what entrants counted."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

RUBRIC: Final = "bias_bounty_rubric"
COUNTS: Final = "bias_bounty_counts"
CHANGES: Final = "bias_bounty_changes"
FIGURES: Final = "bias_bounty_figures"
KINDS: Final = ("base points", "multiplier")
INTENTS: Final = ("unintentional", "intentional", "either")
BOUNDS: Final = ("published", "seen")
"""Whether a multiplier's range was published, or only some of its values were seen."""

_SOURCED: Final = {
    "source": pa.Column(str, not_empty()),
    "status": pa.Column(str, one_of(("verified", "derived"))),
}
RUBRIC_SCHEMA: Final = pa.DataFrameSchema(
    {
        "id": pa.Column(str, not_empty()),
        "kind": pa.Column(str, one_of(KINDS)),
        "intent": pa.Column(str, one_of(INTENTS)),
        "least": pa.Column(float, within(0, 100)),
        "most": pa.Column(float, within(0, 100)),
        "bounds": pa.Column(str, one_of(BOUNDS)),
        "meaning": pa.Column(str, not_empty()),
        **_SOURCED,
    },
    checks=pa.Check(
        lambda frame: frame["least"] <= frame["most"], error="the least is above the most"
    ),
    unique=["id", "kind", "intent"],
    strict=True,
)
COUNTS_SCHEMA: Final = pa.DataFrameSchema(
    {
        "id": pa.Column(str, not_empty(), unique=True),
        "entry": pa.Column(str, not_empty()),
        "quantity": pa.Column(str, not_empty()),
        "images": pa.Column("int64", within(0)),
        "all_images": pa.Column("int64", within(1)),
        **_SOURCED,
    },
    checks=pa.Check(
        lambda frame: frame["images"] <= frame["all_images"], error="more images than there are"
    ),
    strict=True,
)
CHANGES_SCHEMA: Final = pa.DataFrameSchema(
    {
        "face": pa.Column("int64", within(1), unique=True),
        "before": pa.Column(float, within(1e-9)),
        "after": pa.Column(float, within(1e-9)),
        "printed_percent": pa.Column(float, within(0)),
        "changes": pa.Column(str, not_empty()),
        "unit": pa.Column(str, not_empty()),
        **_SOURCED,
    },
    strict=True,
)


def load_bounty_rubric() -> pd.DataFrame:
    """Return what is known of the rubric, one row a harm or a multiplier.

    Returns
    -------
    pandas.DataFrame
        ``id``; ``kind``, one of `KINDS`; ``intent`` to which it applies; ``least`` and
        ``most``, in points for base points and as multipliers otherwise; ``bounds``, one of
        `BOUNDS`; ``meaning``, ``source``, ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    """
    return load_published_table(RUBRIC, RUBRIC_SCHEMA)


def load_bounty_counts() -> pd.DataFrame:
    """Return what entrants counted, one row a share: ``images`` of ``all_images``.

    Raises
    ------
    DataError
        As `load_bounty_rubric`.
    """
    return load_published_table(COUNTS, COUNTS_SCHEMA)


def load_bounty_changes() -> pd.DataFrame:
    """Return the 16 faces that the first-prize entry changed, with the saliency of each.

    Returns
    -------
    pandas.DataFrame
        ``face``; ``before`` and ``after``, the model's largest saliency; ``printed_percent``
        as the entry prints the change; ``changes``, its codes, separated by semicolons.

    Raises
    ------
    DataError
        As `load_bounty_rubric`.
    """
    return load_published_table(CHANGES, CHANGES_SCHEMA)
