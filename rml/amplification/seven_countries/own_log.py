"""A platform's own log, checked and reduced to what the audit needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.holdback.log_checks import check_log, usable
from rml.amplification.holdback.log_input import Log
from rml.amplification.holdback.log_rules import LogReport, LogRules
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.reduced import Audience, concatenated
from rml.amplification.holdback.reduced_by_tables import reduced_by_tables
from rml.amplification.holdback.streaming import RowCounts, audiences_of, daily_audiences
from rml.amplification.holdback.user_counts import users_by_bucket

# Parties of two countries may share a name: what is compared is the party of a country.
PARTY: Final = "party_of_country"
_ROLES: Final = ("side", "extremity", "in_government")
_FRAME_COLUMNS: Final = ("country", "label", "members", *_ROLES, "pair")


def reduced_own_log(log: Log, rules: LogRules) -> tuple[Audience, pd.DataFrame, LogReport]:
    """Return the audience of a platform's log, its users by bucket, and what the checks found.

    A log in Parquet files that no rule changes goes through the streaming reducer; any other
    through the Ibis expressions, on the engine that holds it. Both give the same.

    Raises
    ------
    DataError
        As ``check_log``.
    """
    report = check_log(log, rules)
    authors = with_party_of_country(log.author_frame)
    # Ibis' own ways from and to pandas ask for an option that pandas 3 is about to remove.
    users = users_by_bucket(log.users).to_pyarrow().to_pandas()
    if log.files and report.as_it_is:
        numbering = MeetingKeys(log.users.to_pyarrow(), authors, group=PARTY)
        counts: list[RowCounts] = []
        kept = {np.datetime64(day, "D") for day in report.days}
        days = daily_audiences(log.files, numbering, rule=rules.linger)
        wanted = (day for day in days if day.day in kept)
        return concatenated(audiences_of(wanted, counts)), users, report
    audience = reduced_by_tables(
        usable(log, report),
        log.users,
        ibis.memtable(pa.Table.from_pandas(authors, preserve_index=False)),
        rule=rules.linger,
        days=np.array(report.days, dtype="datetime64[D]"),
        group=PARTY,
    )
    return audience, users, report


def study_rules(
    *,
    first_day: str,
    days: int,
    size_ratio: int,
    linger: LingerRule,
    choices: Mapping[str, str],
) -> LogRules:
    """Return the rules of a study of so many days; a fault of the log that none allows stops it.

    ``choices`` are the values of the fields of ``LogRules`` that say what is done with faults.
    """
    first = dt.date.fromisoformat(first_day)
    return LogRules(
        first_day=first,
        last_day=first + dt.timedelta(days=days - 1),
        size_ratio=size_ratio,
        linger=linger,
        **choices,  # type: ignore[arg-type]
    )


def with_party_of_country(authors: pd.DataFrame) -> pd.DataFrame:
    """Return the authors with the column ``PARTY``: "country party", missing without one."""
    named = authors["country"].astype("str").str.cat(authors["party"].astype("str"), sep=" ")
    known = authors["country"].notna() & authors["party"].notna()
    return authors.assign(**{PARTY: named.where(known, None)})


def own_frame(authors: pd.DataFrame, *, without: Collection[str] = ()) -> pd.DataFrame:
    """Return the parties of a platform's table of authors, as ``sampling_frame`` has them.

    Parameters
    ----------
    authors
        One row an account, with the columns of the schema.
    without
        Labels of parties to leave out before pairs are made.

    Returns
    -------
    pandas.DataFrame
        ``country, label, members`` (accounts), ``side, extremity, in_government`` (of most of
        the party's accounts, None if not given) and ``pair``; largest party first.
    """
    rows = []
    named = with_party_of_country(authors).dropna(subset=[PARTY])
    named = named[~named[PARTY].isin(list(without))]
    for (country, label), own in named.groupby(["country", PARTY]):
        row: dict[str, object] = {"country": country, "label": label, "members": len(own)}
        for column in _ROLES:
            given = own[column].dropna() if column in own else own[PARTY].iloc[:0]
            row[column] = given.mode().iloc[0] if len(given) else None
        rows.append({**row, "pair": None})
    rows.sort(key=lambda row: (str(row["country"]), -int(str(row["members"])), str(row["label"])))
    seen: set[tuple[object, object]] = set()
    for row in rows:
        side = (row["country"], row["side"])
        if row["side"] in {"left", "right"} and side not in seen:
            seen.add(side)
            row["pair"] = row["side"]
    frame = pd.DataFrame(rows, columns=list(_FRAME_COLUMNS))
    text = [*_ROLES, "pair"]
    frame[text] = frame[text].astype(object).where(frame[text].notna(), None)
    return frame
