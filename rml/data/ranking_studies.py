"""Published effects of three follow-up studies of ranked timelines, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, not_empty, numbers, one_of, read_table, whole_numbers, within

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
    return _load(
        BOUCHAUD,
        BOUCHAUD_SCHEMA,
        whole=("n_participants",),
        real=("amplification_pct", "low_pct", "high_pct"),
    )


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
    return _load(
        GRAHAM,
        GRAHAM_SCHEMA,
        whole=("phase", "n_posts"),
        real=("constant", "post", "group", "post_by_group"),
    )


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
    names = [
        name for name, column in MILLI_SCHEMA.columns.items() if str(column.dtype) == "float64"
    ]
    return _load(MILLI, MILLI_SCHEMA, whole=(), real=names)


def _load(
    dataset: str, schema: pa.DataFrameSchema, *, whole: Sequence[str], real: Sequence[str]
) -> pd.DataFrame:
    (path,) = fetch(dataset).values()
    frame = read_effects(path, schema, dataset=dataset, whole=whole, real=real)
    record_input(dataset, "published")
    return frame


def read_effects(
    path: Path,
    schema: pa.DataFrameSchema,
    *,
    dataset: str,
    whole: Sequence[str],
    real: Sequence[str],
) -> pd.DataFrame:
    """Return the rows of the CSV file ``path`` with numbers as such, checked against ``schema``.

    Raises
    ------
    DataError
        If the file is against the schema; all faults at once.
    """
    columns = list(schema.columns)
    text = pd.DataFrame(
        read_table(path, columns=columns, dataset=dataset), columns=columns, dtype="str"
    )
    frame = text.copy()
    for name in whole:
        frame[name] = whole_numbers(text[name])
    for name in real:
        frame[name] = numbers(text[name])
    return check(
        frame,
        schema,
        dataset=dataset,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
    )
