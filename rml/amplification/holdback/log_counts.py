"""What the checks of a log need to know of it, counted by the database that holds it.

A few aggregations, each of which reads the log once; none returns more than a row for each
day and arm, or for each party.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd

from rml.amplification.holdback.audience import LingerRule, lingered
from rml.amplification.holdback.log_input import Log
from rml.amplification.holdback.schemas import CONTROL, IMPRESSIONS, TREATMENT, USERS
from rml.data.schema_rules import Rule, rule_conditions, table_faults

LINGER_COLUMNS: Final = ("dwell_ms", "visible_fraction")
_LARGEST_BLOCK: Final = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """Rows, users and faults by day and arm.

    Parameters
    ----------
    table
        ``day``, ``arm``, ``rows``, ``users``, ``ill`` (rows that break any rule on what the
        linger rule needs) and a column for each rule's number of rows; one row for each
        value of day and arm, ill and missing ones too.
    rules
        From each rule to its column.
    """

    table: pd.DataFrame
    rules: Mapping[Rule, str]

    @property
    def faults(self) -> dict[Rule, int]:
        """How many rows break each rule; rules that no row breaks are left out."""
        counts = {rule: int(self.table[column].sum()) for rule, column in self.rules.items()}
        return {rule: count for rule, count in counts.items() if count}


def day_counts(impressions: ir.Table) -> DayCounts:
    """Return rows, distinct users and the rows that break each rule, by day and arm."""
    rules = list(rule_conditions(impressions, IMPRESSIONS))
    columns = {rule: f"rule_{number}" for number, rule in enumerate(rules)}
    parts = []
    for block in _blocks(impressions):
        conditions = rule_conditions(block, IMPRESSIONS)
        counted = block.group_by(["day", "arm"]).aggregate(
            rows=block.count(),
            users=block.user.nunique(),
            ill=block.count(where=_any(conditions, LINGER_COLUMNS)),
            **{columns[rule]: block.count(where=one) for rule, one in conditions.items()},
        )
        parts.append(_frame(counted))
    table = pd.concat(parts).sort_values(["day", "arm"], ignore_index=True)
    return DayCounts(table=table, rules=columns)


def _any(conditions: Mapping[Rule, ir.BooleanValue], columns: Sequence[str]) -> ir.BooleanValue:
    # A condition on a missing value is neither true nor false, and hides what others say.
    known = [
        one.fill_null(False)  # noqa: FBT003 - Ibis takes no keyword
        for (column, _), one in conditions.items()
        if column in columns
    ]
    return ibis.or_(*known)


def _blocks(impressions: ir.Table) -> Iterator[ir.Table]:
    """Return a log in blocks of whole days, one block if it is not large.

    Counting distinct values takes memory for each of them; a block has 20 million rows at
    most, or one day.
    """
    counted = _frame(impressions.group_by("day").aggregate(rows=impressions.count()))
    counted = counted.sort_values("day", ignore_index=True)
    blocks = (counted["rows"].cumsum() - 1) // _LARGEST_BLOCK
    if counted.empty or not blocks.iloc[-1]:
        yield impressions
        return
    for _, block in counted.groupby(blocks)["day"]:
        chosen = within_days(impressions, tuple(block.dropna()))
        if block.isna().any():
            missing = impressions.filter(impressions.day.isnull())  # noqa: PD003 - Ibis
            chosen = chosen.union(missing)
        yield chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCounts:
    """Users of the log whom the table of users contradicts, and their rows.

    Parameters
    ----------
    both, both_rows
        Users with rows of both arms, and all their rows.
    moved, moved_rows
        Users with rows of one arm only, which is not the one that they were assigned to.
    unknown, unknown_rows
        Users whom the table of users lacks.
    """

    both: int
    both_rows: int
    moved: int
    moved_rows: int
    unknown: int
    unknown_rows: int


def user_counts(impressions: ir.Table, users: ir.Table) -> UserCounts:
    """Return the users of a log whom the table of users contradicts."""
    seen = _by_user(impressions)
    # A user who is listed twice must not be counted twice; that is another rule's fault.
    listed = users.group_by("user").aggregate(assigned=users.arm.min())
    joined = seen.left_join(listed.rename(listed_user="user"), seen.user == listed.user)
    both = joined["first"] != joined["last"]
    unknown = joined.listed_user.isnull()  # noqa: PD003 - Ibis has no `isna`
    moved = ~both & ~unknown & (joined["first"] != joined.assigned)
    conditions = {"both": both, "moved": moved, "unknown": unknown}
    counts = {name: joined.count(where=one) for name, one in conditions.items()}
    rows = {f"{name}_rows": joined["rows"].sum(where=one) for name, one in conditions.items()}
    found = joined.aggregate(**counts, **rows).to_pyarrow().to_pylist()[0]
    return UserCounts(**{name: int(number or 0) for name, number in found.items()})


def _by_user(impressions: ir.Table) -> ir.Table:
    known = impressions.filter(impressions.user.notnull())  # noqa: PD004 - Ibis has no `notna`
    return known.group_by("user").aggregate(
        rows=known.count(), first=known.arm.min(), last=known.arm.max()
    )


def crossed_users(impressions: ir.Table, users: ir.Table) -> ir.Table:
    """Return the users of whom the log has rows of an arm that they were not assigned to."""
    seen = _by_user(impressions)
    joined = seen.inner_join(users.select("user", assigned="arm"), "user")
    crossed = (joined["first"] != joined.assigned) | (joined["last"] != joined.assigned)
    return joined.filter(crossed).select("user").distinct()


def author_counts(log: Log, impressions: ir.Table, rule: LingerRule) -> pd.DataFrame:
    """Return what impressions there are of each author, by the country of the users.

    Parameters
    ----------
    log
        The tables of authors and users.
    impressions
        Those that count.
    rule
        Which of them count as seen.

    Returns
    -------
    pandas.DataFrame
        ``author`` (missing for all that the table of authors lacks), ``user_country``
        (missing for users that the table of users lacks), ``rows``, and ``control_rows``
        (rows that linger, of users who were assigned to control, logged there).
    """
    every = _by_author(log, impressions).aggregate(rows=lambda one: one.count())
    seen = lingered(impressions.filter(impressions.arm == CONTROL), rule)
    own_arm = _by_author(log, seen).aggregate(
        control_rows=lambda one: one.count(where=one.assigned == CONTROL)
    )
    keys = ["author", "user_country"]
    found = _frame(every).merge(_frame(own_arm), on=keys, how="left")
    return found.fillna({"control_rows": 0}).astype({"control_rows": "int64"})


def _by_author(log: Log, impressions: ir.Table) -> ir.GroupedTable:
    # Countries are compared later: given that condition, DuckDB joins all users of a country
    # with all its authors first, which took 3 GiB for 10 million rows.
    authors = log.authors.select(known="author")
    users = log.users.select(listed="user", assigned="arm", user_country="country")
    joined = impressions.left_join(authors, impressions.author == authors.known)
    joined = joined.left_join(users, joined.user == users.listed)
    return joined.group_by(author=joined.known, user_country=joined.user_country)


def plausible(impressions: ir.Table) -> ir.Table:
    """Return impressions of which those with a visible fraction above 1 do not linger.

    The linger rule by itself passes over values that are missing, negative or no number, but
    not over those that are too large.
    """
    visible = impressions.visible_fraction
    return impressions.mutate(visible_fraction=(visible > 1).ifelse(0.0, visible))


def duplicate_rows(impressions: ir.Table) -> int:
    """Return how many rows are exact duplicates of another, not counting one of each."""
    total = 0
    for block in _blocks(impressions):
        counts = (block.count(), block.distinct().count())
        rows, distinct = (int(one.to_pyarrow().as_py()) for one in counts)
        total += rows - distinct
    return total


def user_faults(users: ir.Table) -> tuple[dict[Rule, int], int, int, int]:
    """Return the faults of the table of users, its rows, and its users by arm."""
    found = users.aggregate(
        rows=users.count(),
        control=users.count(where=users.arm == CONTROL),
        treatment=users.count(where=users.arm == TREATMENT),
    )
    counts = found.to_pyarrow().to_pylist()[0]
    return table_faults(users, USERS), counts["rows"], counts["control"], counts["treatment"]


def within_days(impressions: ir.Table, days: tuple[dt.date, ...]) -> ir.Table:
    """Return the impressions of some days."""
    return impressions.filter(impressions.day.isin([ibis.date(day) for day in days]))


def _frame(table: ir.Table) -> pd.DataFrame:
    # Not by Ibis's own way to pandas, which sets an option that pandas is about to drop.
    found: pd.DataFrame = table.to_pyarrow().to_pandas()
    return found
