"""The checks of a log before anything is estimated from it.

A fault stops the analysis, unless a rule that was declared beforehand says what is done with
it; see `rml.amplification.holdback.log_rules`. The log itself is never loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from rml.amplification.holdback.arm_sizes import days_out_of_ratio
from rml.amplification.holdback.log_counts import (
    LINGER_COLUMNS,
    DayCounts,
    author_counts,
    crossed_users,
    day_counts,
    duplicate_rows,
    plausible,
    user_counts,
    within_days,
)
from rml.amplification.holdback.log_days import arms_apart, odd_lengths
from rml.amplification.holdback.log_input import Log
from rml.amplification.holdback.log_rules import LogReport, LogRules
from rml.amplification.holdback.people_checks import check_authors, check_users
from rml.amplification.holdback.schemas import ARMS
from rml.data.declared_rules import Notes, RuleRow, some
from rml.data.faults import raise_faults


def check_log(log: Log, rules: LogRules) -> LogReport:
    """Return what the checks of a log found, if it passes them or the rules allow for it.

    Parameters
    ----------
    log
        As `log_input.open_log` returns it.
    rules
        What the study is about, and what is done with faults.

    Raises
    ------
    DataError
        If a fault has no rule that allows for it, or fewer than two days remain; all faults
        of all tables at once, each with its table, column, count and remedy.
    """
    notes = Notes()
    check_authors(log, notes)
    check_users(log, rules, notes)
    counts = day_counts(log.impressions)
    total = int(counts.table["rows"].sum())
    values_changed = _check_values(counts, rules, notes, total=total)
    days = _check_days(counts, rules, notes)
    crossed = _check_crossings(log, rules, notes, total=total)
    kept = _kept(log, days, without_crossed=crossed)
    no_reach = _check_parties(log, kept, rules, notes)
    if rules.count_duplicates:
        notes.rule(
            "Exact duplicates of rows",
            "rows",
            duplicate_rows(log.impressions),
            "kept: a user counts once a day, however many rows there are",
        )
    notes.rule(
        "Columns that Parquet files hold in differing width",
        "columns",
        len(log.notes),
        " ".join(log.notes),
    )
    raise_faults(notes.faults)
    read = RuleRow(
        rule="Impressions read",
        counted="rows",
        number=total,
        days=len(days),
        done=f"{len(days):,} of {len(rules.days):,} days remain for daily means",
    )
    in_study = counts.table["day"].isin(rules.days) & counts.table["arm"].isin(ARMS)
    by_day = counts.table.loc[in_study, ["day", "arm", "rows", "users"]]
    return LogReport(
        rows=(read, *notes.rows),
        days=days,
        by_day=by_day.reset_index(drop=True),
        no_control_reach=no_reach,
        users_left_out=crossed,
        values_changed=values_changed,
    )


def usable(log: Log, report: LogReport) -> ir.Table:
    """Return the impressions that count, by the rules: of the days and users that remain.

    Impressions that do not linger stay in, and so do those of other authors: reach passes
    over both. Where ``report.as_it_is`` holds, the log's files hold the same, and the fast
    path may read them.
    """
    return _kept(log, report.days, without_crossed=report.users_left_out)


def _kept(log: Log, days: tuple[dt.date, ...], *, without_crossed: bool) -> ir.Table:
    kept = plausible(within_days(log.impressions, days))
    if without_crossed:
        kept = kept.anti_join(crossed_users(log.impressions, log.users), "user")
    return kept


def _check_values(counts: DayCounts, rules: LogRules, notes: Notes, *, total: int) -> bool:
    """Note values against the schema; return whether visible fractions are taken otherwise."""
    lenient = rules.ill_dwell_or_visibility == "not lingering"
    changed: set[str] = set()
    for (column, rule), number in counts.faults.items():
        lingers = column in LINGER_COLUMNS
        if lingers and lenient:
            changed.add(column)
            continue
        declare = ", or declare ill_dwell_or_visibility: not lingering" if lingers else ""
        notes.fault(
            f"tables.impressions, column `{column}`",
            f"{rule}: {number:,} of {total:,} rows.",
            f"Correct the log{declare}.",
        )
    ill = counts.table[counts.table["ill"] > 0] if changed else counts.table.iloc[:0]
    notes.rule(
        "Dwell missing or negative, or visible fraction missing or outside 0 to 1",
        "rows",
        int(ill["ill"].sum()),
        "taken as not lingering",
        days=int(ill["day"].nunique()),
    )
    return "visible_fraction" in changed


def _check_days(counts: DayCounts, rules: LogRules, notes: Notes) -> tuple[dt.date, ...]:
    """Note days that are missing, odd or outside the study; return those that both arms have."""
    table = counts.table.dropna(subset="day")
    outside = table[~table["day"].isin(rules.days)]
    notes.rule(
        f"Days outside {rules.first_day} to {rules.last_day}",
        "rows",
        int(outside["rows"].sum()),
        "left out",
        days=int(outside["day"].nunique()),
    )
    rows = _by_day(table, "rows", rules)
    there = (rows > 0).to_numpy()
    one = np.flatnonzero(there.sum(axis=1) == 1)
    empty = int((~there.any(axis=1)).sum())
    notes.rule("Days without any row", "days", empty, "left out of daily means", days=empty)
    notes.rule(
        "Days on which one arm is missing",
        "rows",
        int(rows.iloc[one].to_numpy().sum()),
        f"left out of daily means: {_named(one.tolist(), rules)}",
        days=len(one),
    )
    kept = np.flatnonzero(there.all(axis=1)).tolist()
    if len(kept) < 2:
        notes.fault(
            "tables.impressions, column `day`",
            f"Both arms have rows on {len(kept)} of the {len(rules.days):,} days from "
            f"{rules.first_day} to {rules.last_day}; on {len(one):,} one arm is missing, on "
            f"{empty:,} both are.",
            "Correct the days of the study, or the log.",
        )
    _check_odd_days(rows, _by_day(table, "users", rules), rules, notes)
    return tuple(rules.days[number] for number in kept)


def _check_odd_days(rows: pd.DataFrame, users: pd.DataFrame, rules: LogRules, notes: Notes) -> None:
    odd = {
        f"Days more than {rules.largest_change:g} times as long or as short as their "
        "neighbours": odd_lengths(rows, largest_change=rules.largest_change),
        "Days on which the two arms move apart, as by a clock that is off in one": arms_apart(
            rows, largest_gap=rules.largest_gap
        ),
    }
    for rule, days in odd.items():
        done = f"kept, and to be looked at: {_named(days, rules)}"
        notes.rule(rule, "days", len(days), done, days=len(days))
    days = days_out_of_ratio(users, size_ratio=rules.size_ratio, smallest_p=rules.smallest_p)
    notes.rule(
        "Days whose users in the log are out of the declared ratio of the arms",
        "days",
        len(days),
        "kept: ranking itself may change who meets any author at all",
        days=len(days),
    )


def _by_day(table: pd.DataFrame, what: str, rules: LogRules) -> pd.DataFrame:
    """Return rows or users by day of the study and arm, 0 where there are none."""
    wide = table[table["arm"].isin(ARMS)].pivot_table(index="day", columns="arm", values=what)
    return wide.reindex(index=list(rules.days), columns=list(ARMS)).fillna(0).astype(int)


def _named(positions: Sequence[int], rules: LogRules) -> str:
    return some(rules.days[number] for number in positions)


def _check_crossings(log: Log, rules: LogRules, notes: Notes, *, total: int) -> bool:
    """Note users whom the table of users contradicts; return whether any is in another arm."""
    counts = user_counts(log.impressions, log.users)
    arms, lacks = "users_in_both_arms", "unknown_users"
    for rule, number, rows, option, column in (
        ("Users logged in both arms", counts.both, counts.both_rows, arms, "arm"),
        (
            "Users logged in the other arm than theirs only",
            counts.moved,
            counts.moved_rows,
            arms,
            "arm",
        ),
        ("Users that the table of users lacks", counts.unknown, counts.unknown_rows, lacks, "user"),
    ):
        if number and getattr(rules, option) == "error":
            notes.fault(
                f"tables.impressions, column `{column}`",
                f"{rule}: {number:,}, with {rows:,} of {total:,} rows.",
                f"Correct the tables, or declare {option}: leave out.",
            )
        notes.rule(rule, "users", number, "left out with all their rows")
    return bool(counts.both + counts.moved)


def _check_parties(
    log: Log, kept: ir.Table, rules: LogRules, notes: Notes
) -> tuple[tuple[str, str], ...]:
    """Note authors who are unknown or unseen; return the parties that no control user met."""
    counts = author_counts(log, kept, rules.linger)
    unknown = int(counts.loc[counts["author"].isna(), "rows"].sum())
    if unknown and rules.unknown_authors == "error":
        notes.fault(
            "tables.impressions, column `author`",
            f"Authors that the table of authors lacks: {unknown:,} of "
            f"{int(counts['rows'].sum()):,} rows.",
            "Add them to the table, or declare unknown_authors: leave out.",
        )
    notes.rule(
        "Authors that the table of authors lacks",
        "rows",
        unknown,
        "left out: no amplification is asked for",
    )
    # An author whom the table lists twice is another rule's fault.
    places = log.author_frame[["author", "country", "party"]].drop_duplicates("author")
    known = counts.dropna(subset="author").merge(places, on="author")
    elsewhere = known["user_country"].notna() & (known["user_country"] != known["country"])
    notes.rule(
        "Authors without any row",
        "authors",
        len(places) - known["author"].nunique(),
        "kept: they reached nobody",
    )
    notes.rule(
        "Posts shown to users of another country than the author's",
        "rows",
        int(known.loc[elsewhere, "rows"].sum()),
        "left out: reach is counted within the author's country",
    )
    named = places.dropna()[["country", "party"]].drop_duplicates()
    met = known[(known["user_country"] == known["country"]) & (known["control_rows"] > 0)]
    reached = set(zip(met["country"], met["party"], strict=True))
    pairs = zip(named["country"], named["party"], strict=True)
    unmet = tuple(sorted(pair for pair in pairs if pair not in reached))
    notes.rule(
        "Parties without reach in control",
        "parties",
        len(unmet),
        f"no daily ratio; pooled with smoothing only: {some(' '.join(pair) for pair in unmet)}",
    )
    return unmet
