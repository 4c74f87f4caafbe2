"""The published amplification of rated outlets, beside what this report knows of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pandas as pd

from rml.data.published_figures import PublishedFigure

RATED: Final[Mapping[str, tuple[str, str | None]]] = {
    "allsides_left": ("all outlets that AllSides rates Left", None),
    "allsides_left_buzzfeed": ("BuzzFeed", "buzzfeednews.com"),
    "allsides_left_vox": ("Vox", "vox.com"),
    "allsides_right": ("all outlets that AllSides rates Right", None),
    "allsides_right_breitbart": ("Breitbart", "breitbart.com"),
    "allsides_right_new_york_post": ("New York Post", "nypost.com"),
}
"""What each published figure is about, and the outlet here that comes nearest to it."""


def beside_published(figures: Mapping[str, PublishedFigure], outlets: pd.DataFrame) -> pd.DataFrame:
    """Return the published figures as published, with the leaning of the outlets they name.

    Parameters
    ----------
    figures
        Published figures by id.
    outlets
        As from ``rml.amplification.outlets.placed_outlets.outlets_frame``.

    Returns
    -------
    pandas.DataFrame
        ``published_of``, ``amplification`` (per cent, on Twitter, as published), ``outlet``
        (here), ``leaning``, ``low`` and ``high``; missing for whole categories, which are
        not known outlet by outlet, and for outlets the feeds did not show.

    Raises
    ------
    KeyError
        If a published figure is not there.
    """
    known = outlets.set_index("outlet")[["leaning", "low", "high"]].to_dict("index")
    nothing = dict.fromkeys(("leaning", "low", "high"), math.nan)
    rows = [
        {
            "published_of": name,
            "amplification": figures[one].value,
            "outlet": outlet,
            **known.get(outlet or "", nothing),
        }
        for one, (name, outlet) in RATED.items()
    ]
    return pd.DataFrame(rows)


def unplaced_domains(joined_rows: pd.DataFrame, *, quarter: str, most: int) -> pd.DataFrame:
    """Return the most seen domains of a quarter that are no outlet of the politicians' list.

    Parameters
    ----------
    joined_rows
        As from ``rml.amplification.outlets.exposure.joined``.
    quarter, most
        The quarter, and how many domains.

    Returns
    -------
    pandas.DataFrame
        ``rank``, ``domain`` and ``impressions``, with ``share`` of the list's impressions.
    """
    rows = joined_rows[joined_rows["quarter"] == quarter]
    total = int(rows["impressions"].sum())
    left = rows[rows["outlet"] == ""].head(most)
    return pd.DataFrame(
        {
            "rank": left["rank"].to_numpy(),
            "domain": left["domain"].replace("", "(blank in the source)").to_numpy(),
            "impressions": left["impressions"].to_numpy(),
            "share": (left["impressions"] / total).to_numpy(),
        }
    )
