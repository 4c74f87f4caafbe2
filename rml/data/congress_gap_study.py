"""Counts of an outside study that paired the portraits of Congress across a wide gap."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

DATASET: Final = "hoppe_congress_pairs"
GROUPS: Final = ("white_male", "other_male", "white_female", "other_female")
BAND_WIDTHS_PX: Final = (0, 6, 13, 19, 26, 31)
_ROUNDING: Final = 5.1e-7  # shares are printed with six digits


def _is_a_part(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["k"] <= frame["n"]


def _follows(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["k"] / frame["n"] - frame["share"]).abs() <= _ROUNDING


def _covers_all_bands(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["n"] % len(BAND_WIDTHS_PX) == 0


SCHEMA: Final = pa.DataFrameSchema(
    {
        "left_group": pa.Column(str, one_of(GROUPS)),
        "right_group": pa.Column(str, one_of(GROUPS)),
        "n": pa.Column(int, within(1)),
        "k": pa.Column(int, within(0)),
        "share": pa.Column(float, within(0, 1)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    checks=[
        pa.Check(_is_a_part, error="more wins than composites"),
        pa.Check(_follows, error="the share does not follow from the counts"),
        pa.Check(_covers_all_bands, error="the composites are not a multiple of the six bands"),
    ],
    unique=["left_group", "right_group"],
    strict=True,
)


def load_congress_gap_study() -> pd.DataFrame:
    """Return how often the left portrait won, one row per ordered pair of groups.

    Returns
    -------
    pandas.DataFrame
        8 rows in the order of the file: ``left_group`` and ``right_group`` (``white_male``,
        ``other_male``, ``white_female``, ``other_female``; *other* is any ethnicity but
        white), ``n`` (composites: ordered pairs of people times six bands), ``k``
        (composites in which the salient point falls left of half the width), ``share`` (k
        by n, as printed, six digits), ``source`` and ``status`` (always ``verified``).

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Hoppe 2021, Twitter Ethics Challenge: Pixel Perfect (see the dataset's citation)
    """
    return load_published_table(DATASET, SCHEMA, left_out=("table", "unit"))
