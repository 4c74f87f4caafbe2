"""The recorded paired-crop runs of Twitter's saliency model."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

DATASET: Final = "crop_results_tidy"
GROUPS: Final = (
    "asian",
    "black",
    "white",
    "female",
    "male",
    "black-female",
    "black-male",
    "white-female",
    "white-male",
)
SETTINGS: Final = (
    "wiki_no_scaling",
    "wiki_no_scaling_intersect",
    "wiki_no_scaling_intersect_together",
    "wiki_fixed_height",
    "wiki_fixed_height_intersect",
)


def _adds_up(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame.groupby("run")["wins"].transform("sum") == frame["n_iterations"]


def _is_complete(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame.groupby("run")["group"].transform("nunique") == frame["n_groups"]


SCHEMA: Final = pa.DataFrameSchema(
    {
        "run": pa.Column(int, within(1)),
        "setting": pa.Column(str, one_of(SETTINGS)),
        "n_iterations": pa.Column(int, within(1)),
        "n_groups": pa.Column(int, within(2, 4)),
        "position_left_to_right": pa.Column(int, within(0, 3)),
        "group": pa.Column(str, one_of(GROUPS)),
        "wins": pa.Column(int, within(0)),
        "share": pa.Column(float, within(0, 1)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    checks=[
        pa.Check(_adds_up, error="the wins of a run do not add up to its iterations"),
        pa.Check(_is_complete, error="a run does not list each of its groups once"),
    ],
    unique=["run", "position_left_to_right"],
    strict=True,
)


def load_crop_runs() -> pd.DataFrame:
    """Return the 42 recorded runs, one row per run and group.

    Returns
    -------
    pandas.DataFrame
        98 rows with the columns ``run`` (1 to 42, the line in the source), ``setting``
        (``wiki_no_scaling...``: original sizes, ``wiki_fixed_height...``: height 256
        pixels), ``n_iterations`` (stitched images), ``n_groups`` (2 or 4),
        ``position_left_to_right`` (0 is leftmost), ``group`` (as in the source:
        ``black-female``), ``wins`` (stitched images whose most salient point fell on that
        group's image), ``share`` (wins by iterations, as recorded), ``source`` and
        ``status`` (always ``verified``).

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Yee, Tantipongpipat & Mishra 2021, https://doi.org/10.1145/3479594
    """
    return load_published_table(DATASET, SCHEMA, left_out=("unit",))
