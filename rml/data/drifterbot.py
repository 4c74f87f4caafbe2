"""The timelines of 15 neutral Twitter accounts, as political scores per day."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import (
    check,
    header_faults,
    numbers,
    one_of,
    remedy_of,
    whole_numbers,
    within,
)
from rml.errors import DataError

DATASET: Final = "drifterbot_timelines"
LEANING_BY_SEED: Final = {
    "thenation": "Left",
    "washingtonpost": "C. Left",
    "USATODAY": "Center",
    "WSJ": "C. Right",
    "BreitbartNews": "Right",
}
TIMELINES: Final = {
    "home_tl": "home",
    "friend_usr_tl": "friends",
    "usr_tl": "own",
    "follower_usr_tl": "followers",
}
_NAME: Final = re.compile(
    r"(?P<score>url|hashtag)_(?P<seed>[A-Za-z]+)_sliced_(?P<timeline>\w+)_bot(?P<bot>\d+)\.csv"
)
_VALUES: Final = ("date", "mean", "variance", "count")


def _has_variance(frame: pd.DataFrame) -> pd.Series[bool]:
    return frame["variance"].notna() == (frame["count"] > 1)


def _belongs_to_seed(frame: pd.DataFrame) -> pd.Series[bool]:
    first = frame["seed"].map({seed: 3 * i for i, seed in enumerate(LEANING_BY_SEED)})
    return (frame["bot"] - first).between(1, 3)


SCHEMA: Final = pa.DataFrameSchema(
    {
        "seed": pa.Column(str, one_of(LEANING_BY_SEED)),
        "leaning": pa.Column(str, one_of(LEANING_BY_SEED.values())),
        "bot": pa.Column(int, within(1, 15)),
        "score": pa.Column(str, one_of(("url", "hashtag"))),
        "timeline": pa.Column(str, one_of(TIMELINES.values())),
        "date": pa.Column(
            "datetime64[s]",
            pa.Check.in_range(
                pd.Timestamp("2019-07-10"),
                pd.Timestamp("2019-12-01"),
                error="a date is not between 2019-07-10 and 2019-12-01",
            ),
        ),
        "mean": pa.Column(float, within(-1, 1)),
        "variance": pa.Column(float, within(0, 2), nullable=True),
        "count": pa.Column(int, within(1, 500)),
    },
    checks=[
        pa.Check(_has_variance, error="the variance is not blank exactly where the count is 1"),
        pa.Check(_belongs_to_seed, error="the account is not one of its seed's three"),
    ],
    unique=["bot", "score", "timeline", "date"],
    strict=True,
)


def load_timelines() -> pd.DataFrame:
    """Return the score of each account's timelines, one row per account, timeline and date.

    Returns
    -------
    pandas.DataFrame
        13,283 rows, sorted by score, bot, timeline and date, with the columns ``seed`` (the
        news source that the account followed first), ``leaning`` (of the seed: Left, C.
        Left, Center, C. Right, Right), ``bot`` (1 to 15, three per seed), ``score`` (``url``
        or ``hashtag``: what was scored), ``timeline`` (``home``, ``friends``, ``own``,
        ``followers``), ``date`` (datetime64), ``mean`` (-1 left to +1 right), ``variance``
        (NaN where ``count`` is 1) and ``count`` (scored posts in the window, 1 to 500).

    Raises
    ------
    DataError
        If a file is altered or against its schema.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    Rows are windows that slide over the last posts, so neighbouring dates overlap; see the
    caveats of the dataset.

    References
    ----------
    Chen, Pacheco, Yang & Menczer 2021, https://doi.org/10.1038/s41467-021-25738-6
    """
    frame = read_timelines(fetch(DATASET))
    record_input(DATASET, "real")
    return frame


def read_timelines(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the timelines in ``files``, as `load_timelines` does.

    Parameters
    ----------
    files
        Paths by upstream name: ``.../url_WSJ_sliced_home_tl_bot10.csv``.

    Raises
    ------
    DataError
        If a name, header or value is against the schema; all faults of one kind at once.
    """
    # One parser call for 120 small files takes 10 ms, 120 calls take 60 ms.
    faults: list[str] = []
    parts: list[dict[str, str]] = []
    bodies: list[bytes] = []
    lengths: list[int] = []
    for name, path in files.items():
        part, body, wrong = _open(name.rsplit("/", 1)[-1], path)
        faults += [f"{path.name}: {fault}" for fault in wrong]
        parts.append(part)
        bodies.append(body)
        lengths.append(body.count(b"\n"))
    if faults:
        raise DataError(f"{'; '.join(faults)}.", where=DATASET, remedy=remedy_of(DATASET))
    text = pd.read_csv(
        io.BytesIO(b"".join(bodies)),
        header=None,
        names=list(_VALUES),
        dtype="str",
        keep_default_na=False,
        skip_blank_lines=False,
    )
    described = pd.DataFrame(parts).loc[np.repeat(np.arange(len(parts)), lengths)]
    frame = _canonical(described.reset_index(drop=True), text)
    starts = np.cumsum([0, *lengths])

    def origin(row: int) -> str:
        file = int(np.searchsorted(starts, row, side="right")) - 1
        return f"row {row - starts[file] + 1} of {parts[file]['file']}"

    checked = check(frame, SCHEMA, dataset=DATASET, origin=origin, text=text)
    return checked.sort_values(["score", "bot", "timeline", "date"], ignore_index=True)


def _open(name: str, path: Path) -> tuple[dict[str, str], bytes, list[str]]:
    match = _NAME.fullmatch(name)
    if match is None or match["timeline"] not in TIMELINES or match["seed"] not in LEANING_BY_SEED:
        return {"file": name}, b"", ["the name does not say score, seed, timeline and account"]
    header, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n")
    score = match["score"]
    columns = [cell.strip() for cell in header.decode("utf-8-sig", errors="replace").split(",")]
    expected = ["date", f"{score}_mean", f"{score}_var", f"{score}_count"]
    faults = header_faults(columns, expected)
    if not faults and columns != expected:
        faults.append(f"the columns stand in the order {', '.join(columns)}")
    body = body.strip(b"\n") + b"\n" if body.strip() else b""
    lines = body.splitlines()
    ragged = sum(line.count(b",") != len(expected) - 1 for line in lines)
    if ragged:
        faults.append(f"{ragged} of {len(lines)} rows have not {len(expected)} values")
    return {"file": name, **match.groupdict()}, body, faults


def _canonical(described: pd.DataFrame, text: pd.DataFrame) -> pd.DataFrame:
    variance = numbers(text["variance"])
    # A blank is a missing variance; any other text that is no number must not pass for one.
    variance[variance.isna() & (text["variance"].str.strip() != "")] = np.inf
    return pd.DataFrame(
        {
            "seed": described["seed"],
            "leaning": described["seed"].map(LEANING_BY_SEED),
            "bot": described["bot"].astype("int64"),
            "score": described["score"],
            "timeline": described["timeline"].map(TIMELINES),
            "date": pd.to_datetime(
                text["date"].str.strip(), format="%Y-%m-%d 00:00:00", errors="coerce"
            ).astype("datetime64[s]"),
            "mean": numbers(text["mean"]),
            "variance": variance,
            "count": whole_numbers(text["count"]),
        }
    )
