"""One simulated log a country, written and reduced as a platform's would be."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from rml.amplification.holdback.audience import ARMS, BUCKETS, LingerRule, bucket_of
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.reduced import (
    PATTERN_TYPES,
    Audience,
    Patterns,
    concatenated,
    indexed_authors,
)
from rml.amplification.holdback.scenario import Scenario, planted
from rml.amplification.holdback.streaming import RowCounts, audiences_of, daily_audiences
from rml.amplification.holdback.write_log import write_log
from rml.data.ledger import simulated
from rml.stages import Arrays, stage

_CODE: Final = ("rml.amplification.seven_countries.simulated_log",)
_PACKAGES: Final = ("numpy", "scipy", "pandas", "pyarrow")


@simulated
def simulated_log(
    scenario: Scenario, *, rule: LingerRule, lingering_share: float, seed: int
) -> tuple[Audience, pd.DataFrame, dict[str, int]]:
    """Return the audience of a simulated log, its users by bucket, and what became of its rows.

    The log is written to a temporary folder, one Parquet file a day, and reduced by the
    streaming reducer. What it reduced to is kept in the cache, the log is not.

    Returns
    -------
    audience
        Of all days, with buckets of users.
    users
        ``arm, country, bucket, users``, as ``user_counts.users_by_bucket`` gives them.
    rows
        Rows by what became of them: the fields of ``streaming.RowCounts``.
    """
    settings = {
        "rule": [rule.min_visible_fraction, rule.min_dwell_ms],
        "lingering_share": lingering_share,
        "seed": seed,
    }
    arrays = stage(
        "simulated_log",
        key={"scenario": scenario.key(), **settings},
        code=_CODE,
        packages=_PACKAGES,
        compute=lambda: _written_and_reduced(scenario, rule, lingering_share, seed),
    )
    names = {name: int(value) for name, value in zip(_ROW_FIELDS, arrays["rows"], strict=True)}
    return _audience(arrays, scenario), _users(arrays["users"], scenario), names


_ROW_FIELDS: Final = tuple(RowCounts.__dataclass_fields__)


def _written_and_reduced(
    scenario: Scenario, rule: LingerRule, lingering_share: float, seed: int
) -> Arrays:
    """Return the arrays of the audience, the users by arm and bucket, and the rows."""
    experiment = planted(scenario, np.random.default_rng([seed, 0]))
    with tempfile.TemporaryDirectory() as folder:
        log = write_log(
            experiment,
            Path(folder),
            rule=rule,
            lingering_share=lingering_share,
            foreign_share=0.0,
            seed=seed,
        )
        users = pq.read_table(log.users)
        authors = pd.read_parquet(log.authors)
        numbering = MeetingKeys(users, authors, group="party")
        counts: list[RowCounts] = []
        days = daily_audiences(log.impressions, numbering, rule=rule)
        audience = concatenated(audiences_of(days, counts))
    arms = np.array([ARMS.index(str(arm)) for arm in users["arm"].to_pylist()])
    buckets = np.asarray(bucket_of(users["user"].to_numpy()))
    by_bucket = np.zeros((len(ARMS), BUCKETS), dtype=np.int64)
    np.add.at(by_bucket, (arms, buckets), 1)
    rows = np.array([[getattr(day, name) for name in _ROW_FIELDS] for day in counts]).sum(axis=0)
    fields: dict[str, Any] = {name: getattr(audience.patterns, name) for name in PATTERN_TYPES}
    return {
        **{f"pattern_{name}": value for name, value in fields.items()},
        "days": audience.days,
        "single": audience.single,
        "bucket_reach": np.asarray(audience.bucket_reach),
        "users": by_bucket,
        "rows": rows,
    }


def _audience(arrays: Arrays, scenario: Scenario) -> Audience:
    return Audience(
        days=arrays["days"],
        authors=indexed_authors(scenario.authors, group="party"),
        group="party",
        single=arrays["single"],
        patterns=Patterns(**{name: arrays[f"pattern_{name}"] for name in PATTERN_TYPES}),
        bucket_reach=arrays["bucket_reach"],
        author_buckets=None,
    )


def _users(by_bucket: np.ndarray[Any, np.dtype[np.int64]], scenario: Scenario) -> pd.DataFrame:
    (country,) = scenario.control_users
    arm, bucket = np.nonzero(by_bucket)
    return pd.DataFrame(
        {
            "arm": [ARMS[index] for index in arm],
            "country": country,
            "bucket": bucket,
            "users": by_bucket[arm, bucket],
        }
    )


def row_table(rows: Sequence[tuple[str, dict[str, int]]]) -> pd.DataFrame:
    """Return one line a country: what became of the rows of its log."""
    return pd.DataFrame([{"country": country, **counts} for country, counts in rows])
