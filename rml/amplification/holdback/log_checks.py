"""The checks of a log before anything is estimated from it.

A fault stops the analysis, unless a rule that was declared beforehand says what is done with
it; see `rml.amplification.holdback.log_rules`. The log itself is never loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from rml.amplification.holdback.arm_sizes import days_out_of_ratio, ratio_mismatch
from rml.amplification.holdback.log_counts import (
    LINGER_COLUMNS,
    DayCounts,
    UserCounts,
    author_counts,
    crossed_users,
    day_counts,
    duplicate_rows,
    plausible,
    user_counts,
    user_faults,
    within_days,
)
from rml.amplification.holdback.log_days import arms_apart, odd_lengths
from rml.amplification.holdback.log_input import Log, raise_faults
from rml.amplification.holdback.log_rules import LogReport, LogRules, RuleRow
from rml.amplification.holdback.schema_rules import Rule, faulty_rows
from rml.amplification.holdback.schemas import ARMS, AUTHORS, CONTROL, TREATMENT
from rml.errors import DataError

_EXAMPLES: Final = 3
_CORRECT: Final = "Correct the table."
_NOTHING: Final = "none found"


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
    check = _Check(log, rules)
    check.authors()
    check.users()
    check.values()
    check.days()
    check.crossings()
    check.parties()
    check.duplicates()
    raise_faults(check.faults)
    return check.report()


def usable(log: Log, report: LogReport) -> ir.Table:
    """Return the impressions that count, by the rules: of the days and users that remain.

    Impressions that do not linger stay in, and so do those of other authors: reach passes
    over both. Where ``report.as_it_is`` holds, the log's files hold the same, and the fast
    path may read them.
    """
    kept = plausible(within_days(log.impressions, report.days))
    if report.users_left_out:
        kept = kept.anti_join(crossed_users(log.impressions, log.users), "user")
    return kept


class _Check:
    """Gathers faults, and what rules did."""

    def __init__(self, log: Log, rules: LogRules) -> None:
        self._log = log
        self._rules = rules
        self._rows: list[RuleRow] = []
        self._counts: DayCounts = day_counts(log.impressions)
        self._total = int(self._counts.table["rows"].sum())
        self._by_day = self._of_study("rows")
        self._users_by_day = self._of_study("users")
        self._kept: list[int] = []
        self._users_out = False
        self._changed = False
        self._no_reach: tuple[tuple[str, str], ...] = ()
        self.faults: list[DataError] = []

    def _of_study(self, what: str) -> pd.DataFrame:
        """Return rows or users by day of the study and arm, 0 where there are none."""
        table = self._counts.table
        wide = table[table["arm"].isin(ARMS)].pivot_table(index="day", columns="arm", values=what)
        return wide.reindex(index=list(self._rules.days), columns=list(ARMS)).fillna(0).astype(int)

    def _fault(self, where: str, problem: str, remedy: str) -> None:
        self.faults.append(DataError(problem, where=where, remedy=remedy))

    def _rule(
        self, rule: str, counted: str, number: int, done: str, *, days: int | None = None
    ) -> None:
        """Note a rule, and what it did if it found anything."""
        done = done if number else _NOTHING
        self._rows.append(RuleRow(rule=rule, counted=counted, number=number, days=days, done=done))

    def authors(self) -> None:
        """Check the table of authors, by pandera."""
        frame = self._log.authors.to_pyarrow().to_pandas(types_mapper=pd.ArrowDtype)
        ids = self._log.author_frame["author"]
        for (column, rule), rows in faulty_rows(frame, AUTHORS).items():
            shown = ", ".join(f"author {ids[row]}" for row in rows[:_EXAMPLES])
            more = ", ..." if len(rows) > _EXAMPLES else ""
            self._fault(
                f"tables.authors, column `{column}`",
                f"{rule}: {len(rows):,} of {len(frame):,} rows ({shown}{more}).",
                "Every author needs one row, with one country."
                if column == "country"
                else _CORRECT,
            )
        if frame.empty:
            self._fault("tables.authors", "There are no authors.", "Add those to be audited.")
        neither = int((frame["party"].isna() & frame["leaning"].isna()).sum())
        self._rule(
            "Authors with neither a party nor a leaning",
            "authors",
            neither,
            "in no group; only their own amplification is estimated",
        )

    def users(self) -> None:
        """Check the table of users, and the sizes of the arms that they were assigned to."""
        faults, total, control, treatment = user_faults(self._log.users)
        for (column, rule), number in faults.items():
            self._fault(
                f"tables.users, column `{column}`",
                f"{rule}: {number:,} of {total:,} rows.",
                "Every user needs one row, with one arm." if column == "user" else _CORRECT,
            )
        if not control or not treatment:
            self._fault(
                "tables.users, column `arm`",
                f"There are {control:,} users in control and {treatment:,} in treatment.",
                "An experiment needs both arms.",
            )
            return
        ratio = self._rules.size_ratio
        test = ratio_mismatch(control, treatment, size_ratio=ratio)
        off = test.p < self._rules.smallest_p
        sizes = (
            f"{treatment:,} in treatment, {control:,} in control: {test.ratio:.4g} to 1, declared "
            f"{ratio:g} to 1; p = {test.p:.2g}"
        )
        if off and self._rules.arm_sizes == "error":
            self._fault(
                "tables.users, column `arm`",
                f"The arms are out of the declared ratio ({sizes}).",
                "Find out which users are missing before estimating anything, correct size_ratio, "
                "or declare arm_sizes: show.",
            )
        self._rows.append(
            RuleRow(
                rule="Arms out of the declared ratio",
                counted="arms",
                number=2 if off else 0,
                days=None,
                done=f"{sizes}{'; every estimate may be off' if off else ''}",
            )
        )

    def values(self) -> None:
        """Check the values of the impressions."""
        rules, table = self._rules, self._counts.table
        lenient = rules.ill_dwell_or_visibility == "not lingering"
        ill: list[Rule] = []
        for (column, rule), number in self._counts.faults.items():
            if column in LINGER_COLUMNS and lenient:
                ill.append((column, rule))
                continue
            remedy = (
                "Correct the log, or declare ill_dwell_or_visibility: not lingering."
                if column in LINGER_COLUMNS
                else "Correct the log."
            )
            self._fault(
                f"tables.impressions, column `{column}`",
                f"{rule}: {number:,} of {self._total:,} rows.",
                remedy,
            )
        self._changed = any(column == "visible_fraction" for column, _ in ill)
        self._rule(
            "Dwell missing or negative, or visible fraction missing or outside 0 to 1",
            "rows",
            int(table["ill"].sum()) if ill else 0,
            "taken as not lingering",
            days=int(table.loc[table["ill"] > 0, "day"].nunique()) if ill else 0,
        )

    def days(self) -> None:
        """Check which days there are, their lengths, and the arms on each."""
        rules, by_day = self._rules, self._by_day
        table = self._counts.table.dropna(subset="day")
        outside = table[~table["day"].isin(rules.days)]
        self._rule(
            f"Days outside {rules.first_day} to {rules.last_day}",
            "rows",
            int(outside["rows"].sum()),
            "left out",
            days=int(outside["day"].nunique()),
        )
        there = (by_day > 0).to_numpy()
        neither, one = ~there.any(axis=1), there.sum(axis=1) == 1
        self._kept = np.flatnonzero(there.all(axis=1)).tolist()
        empty, single = int(neither.sum()), int(one.sum())
        self._rule("Days without any row", "days", empty, "left out of daily means", days=empty)
        self._rule(
            "Days on which one arm is missing",
            "rows",
            int(by_day.to_numpy()[one].sum()),
            f"left out of daily means: {self._named(one.nonzero()[0].tolist())}",
            days=single,
        )
        if len(self._kept) < 2:
            self._fault(
                "tables.impressions, column `day`",
                f"Both arms have rows on {len(self._kept)} of the {len(rules.days):,} days from "
                f"{rules.first_day} to {rules.last_day}; on {single:,} one arm is missing, on "
                f"{empty:,} both are.",
                "Correct the days of the study, or the log.",
            )
        self._odd_days()

    def _odd_days(self) -> None:
        rules, by_day = self._rules, self._by_day
        found = {
            f"Days more than {rules.largest_change:g} times as long or as short as their "
            "neighbours": odd_lengths(by_day, largest_change=rules.largest_change),
            "Days on which the two arms move apart, as by a clock that is off in one": arms_apart(
                by_day, largest_gap=rules.largest_gap
            ),
        }
        for rule, days in found.items():
            done = f"kept, and to be looked at: {self._named(days)}"
            self._rule(rule, "days", len(days), done, days=len(days))
        active = days_out_of_ratio(
            self._users_by_day, size_ratio=rules.size_ratio, smallest_p=rules.smallest_p
        )
        self._rule(
            "Days whose users in the log are out of the declared ratio of the arms",
            "days",
            len(active),
            "kept: ranking itself may change who meets any author at all",
            days=len(active),
        )

    def _named(self, positions: Sequence[int]) -> str:
        """Return days by their dates, the first three of many."""
        named = ", ".join(str(self._rules.days[one]) for one in positions[:_EXAMPLES])
        return named + (", ..." if len(positions) > _EXAMPLES else "")

    def crossings(self) -> None:
        """Check that users of the log are known, and seen in their own arm only."""
        counts: UserCounts = user_counts(self._log.impressions, self._log.users)
        rules = self._rules
        crossed = counts.both + counts.moved
        self._users_out = bool(crossed)
        self._contradicted(
            [
                ("Users logged in both arms", counts.both, counts.both_rows),
                (
                    "Users logged in the other arm than theirs only",
                    counts.moved,
                    counts.moved_rows,
                ),
            ],
            option="users_in_both_arms",
            error=rules.users_in_both_arms == "error",
            column="arm",
        )
        self._contradicted(
            [("Users that the table of users lacks", counts.unknown, counts.unknown_rows)],
            option="unknown_users",
            error=rules.unknown_users == "error",
            column="user",
        )

    def _contradicted(
        self, found: Sequence[tuple[str, int, int]], *, option: str, error: bool, column: str
    ) -> None:
        for rule, number, rows in found:
            if number and error:
                self._fault(
                    f"tables.impressions, column `{column}`",
                    f"{rule}: {number:,}, with {rows:,} of {self._total:,} rows.",
                    f"Correct the tables, or declare {option}: leave out.",
                )
            self._rule(rule, "users", number, "left out with all their rows")

    def parties(self) -> None:
        """Check that authors are known, seen, and met by control users."""
        counts = author_counts(self._log, self._rules)
        frame, rules = self._log.author_frame, self._rules
        unknown = int(counts.loc[counts["author"].isna(), "rows"].sum())
        if unknown and rules.unknown_authors == "error":
            self._fault(
                "tables.impressions, column `author`",
                f"Authors that the table of authors lacks: {unknown:,} of {self._total:,} rows.",
                "Add them to the table, or declare unknown_authors: leave out.",
            )
        done = "left out: no amplification is asked for"
        self._rule("Authors that the table of authors lacks", "rows", unknown, done)
        # An author whom the table lists twice is another rule's fault.
        places = frame[["author", "country", "party"]].drop_duplicates("author")
        known = counts.dropna(subset="author").merge(places, on="author")
        elsewhere = known["user_country"].notna() & (known["user_country"] != known["country"])
        self._rule(
            "Authors without any row",
            "authors",
            len(places) - known["author"].nunique(),
            "kept: they reached nobody",
        )
        self._rule(
            "Posts shown to users of another country than the author's",
            "rows",
            int(known.loc[elsewhere, "rows"].sum()),
            "left out: reach is counted within the author's country",
        )
        named = places.dropna()[["country", "party"]].drop_duplicates()
        pairs = named.itertuples(index=False, name=None)
        met = known[(known["user_country"] == known["country"]) & (known["control_rows"] > 0)]
        reached = set(zip(met["country"], met["party"], strict=True))
        self._no_reach = tuple(sorted(pair for pair in pairs if pair not in reached))
        shown = ", ".join(" ".join(pair) for pair in self._no_reach[:_EXAMPLES])
        more = ", ..." if len(self._no_reach) > _EXAMPLES else ""
        self._rule(
            "Parties without reach in control",
            "parties",
            len(self._no_reach),
            f"no daily ratio; pooled with smoothing only: {shown}{more}",
        )

    def duplicates(self) -> None:
        """Count exact duplicates of rows."""
        if not self._rules.count_duplicates:
            return
        self._rule(
            "Exact duplicates of rows",
            "rows",
            duplicate_rows(self._log.impressions),
            "kept: a user counts once a day, however many rows there are",
        )

    def report(self) -> LogReport:
        """Return what the checks found."""
        table = self._counts.table
        in_study = table["day"].isin(self._rules.days) & table["arm"].isin([CONTROL, TREATMENT])
        by_day = table.loc[in_study, ["day", "arm", "rows", "users"]]
        read = RuleRow(
            rule="Impressions read",
            counted="rows",
            number=self._total,
            days=len(self._kept),
            done=f"{len(self._kept):,} of {len(self._rules.days):,} days remain for daily means",
        )
        self._rule(
            "Columns that Parquet files hold in differing width",
            "columns",
            len(self._log.notes),
            " ".join(self._log.notes),
        )
        return LogReport(
            rows=(read, *self._rows),
            days=tuple(self._rules.days[number] for number in self._kept),
            by_day=by_day.reset_index(drop=True),
            no_control_reach=self._no_reach,
            users_left_out=self._users_out,
            values_changed=self._changed,
        )
