"""Published effects of three follow-up studies of ranked timelines, each on its own scale."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.published_tables import load_published_table
from rml.data.tables import not_empty, one_of, within

BOUCHAUD: Final = "bouchaud2023_figures"
GRAHAM: Final = "graham2024_figures"
MILLI: Final = "milli2023_figures"
TIMELINES: Final = (
    "Engagement",
    "Stated preference",
    "Stated preference, downrank out-group animosity",
)


def _value_inside(value: str, low: str, high: str) -> pa.Check:
    def inside(frame: pd.DataFrame) -> pd.Series[bool]:
        return (frame[low] <= frame[value]) & (frame[value] <= frame[high])

    return pa.Check(inside, error="a value lies outside its interval")


BOUCHAUD_SCHEMA: Final = pa.DataFrameSchema(
    {
        "participants": pa.Column(str, not_empty()),
        "n_participants": pa.Column(int, within(10)),
        "friends": pa.Column(str, not_empty()),
        "amplification_pct": pa.Column(float, within(-100)),
        "low_pct": pa.Column(float, within(-100)),
        "high_pct": pa.Column(float, within(-100)),
        "note": pa.Column(str),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    checks=_value_inside("amplification_pct", "low_pct", "high_pct"),
    unique=["participants", "friends"],
    strict=True,
)
GRAHAM_SCHEMA: Final = pa.DataFrameSchema(
    {
        "phase": pa.Column(int, within(1, 2)),
        "accounts": pa.Column(str, one_of(("one account", "Republican-leaning"))),
        "compared_with": pa.Column(str, one_of(("others", "Democrat-leaning"))),
        "metric": pa.Column(str, one_of(("view", "retweet", "favorite"))),
        "change_point": pa.Column(str, not_empty()),
        "constant": pa.Column(float, within(0)),
        "post": pa.Column(float, nullable=False),
        "group": pa.Column(float, nullable=False),
        "post_by_group": pa.Column(float, nullable=False),
        "p_value": pa.Column(str, pa.Check.str_matches(r"^<?0\.\d+$", error="no p-value")),
        "n_posts": pa.Column(int, within(1)),
        "note": pa.Column(str),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    unique=["phase", "metric"],
    strict=True,
)
MILLI_SCHEMA: Final = pa.DataFrameSchema(
    {
        "timeline": pa.Column(str, one_of(TIMELINES)),
        "outcome": pa.Column(str, not_empty()),
        "effect_sd": pa.Column(float, within(-5, 5)),
        "low_sd": pa.Column(float, within(-5, 5)),
        "high_sd": pa.Column(float, within(-5, 5)),
        "effect_raw": pa.Column(float, within(-5, 5)),
        "mean_chronological": pa.Column(float, within(-5, 5)),
        "mean_timeline": pa.Column(float, within(-5, 5)),
        "p_value": pa.Column(float, within(0, 1)),
        "source": pa.Column(str, not_empty()),
        "status": pa.Column(str, one_of(("verified",))),
    },
    checks=_value_inside("effect_sd", "low_sd", "high_sd"),
    unique=["timeline", "outcome"],
    strict=True,
)


def load_crowdsourced_audit() -> pd.DataFrame:
    """Return amplifications of a crowdsourced audit, one row a kind of reader and of friend.

    Returns
    -------
    pandas.DataFrame
        12 rows: ``participants`` (whose timelines) and how many (``n_participants``);
        ``friends`` (whose tweets); ``amplification_pct`` with the published 95 % bootstrap
        interval ``low_pct`` to ``high_pct``, in per cent, 0 meaning that friends' tweets are
        shown as often as their number gives; ``note``, ``source``, ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Bouchaud, Chavalarias and Panahi (2023), doi:10.1038/s41598-023-43980-4.
    """
    return load_published_table(BOUCHAUD, BOUCHAUD_SCHEMA)


def load_engagement_study() -> pd.DataFrame:
    """Return the coefficients of six regressions of engagement on X, one row a regression.

    Returns
    -------
    pandas.DataFrame
        ``phase``; ``accounts`` and whom they are ``compared_with``; ``metric`` (view, retweet,
        favorite); ``change_point``; the coefficients ``constant``, ``post`` (after the change),
        ``group``, ``post_by_group`` in counts a post; ``p_value`` of the last as printed;
        ``n_posts``, ``note``, ``source``, ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Graham and Andrejevic (2024), https://eprints.qut.edu.au/253211/.
    """
    return load_published_table(GRAHAM, GRAHAM_SCHEMA)


def load_engagement_ranking() -> pd.DataFrame:
    """Return effects of three rankings against the chronological one, one row an outcome.

    Returns
    -------
    pandas.DataFrame
        78 rows: ``timeline`` and ``outcome``; ``effect_sd`` with its bootstrap interval
        ``low_sd`` to ``high_sd``, in standard deviations of the chronological timeline;
        ``effect_raw``, ``mean_chronological`` and ``mean_timeline`` in survey units;
        ``p_value`` of the permutation test, uncorrected; ``source``, ``status``.

    Raises
    ------
    DataError
        If the file is altered or against its schema.

    References
    ----------
    Milli and others (2025), doi:10.1093/pnasnexus/pgaf062.
    """
    return load_published_table(MILLI, MILLI_SCHEMA)
