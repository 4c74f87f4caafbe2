"""Rows with a FIPS code: which county each one is of, what is wrong with them, which ones count."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from pandera.pandas import DataFrameSchema

from rml.data.county_codes import NO_COUNTIES, RENUMBERED
from rml.data.declared_rules import Notes
from rml.data.schema_rules import rule_conditions, table_faults
from rml.timeline.county_audit.county_rules import CountyRules
from rml.timeline.county_audit.impression_log import ImpressionLog
from rml.timeline.county_audit.impression_schemas import (
    AUTHOR_IMPRESSIONS,
    AUTHORS,
    COUNTY_IMPRESSIONS,
    IMPRESSIONS,
    schema_for,
)
from rml.timeline.county_audit.unknown_codes import (
    missing_codes,
    said_of_codes,
    strange,
    unknown_codes,
)


def author_rows(log: ImpressionLog, rules: CountyRules, notes: Notes) -> ir.Table:
    """Return one row an author: ``author``, ``fips``, ``impressions``; a raw log is counted.

    Faults of values in a raw log are noted; those of a table by author are left to `note_rows`.
    """
    if "author_impressions" in log.tables:
        return log.tables["author_impressions"]
    impressions, authors = log.tables["impressions"], log.tables["authors"]
    for name, table, schema in (
        ("impressions", impressions, IMPRESSIONS),
        ("authors", authors, AUTHORS),
    ):
        fitting = schema_for(schema, whole_ids=table.author.type().is_integer())
        for (column, rule), number in table_faults(table, fitting).items():
            if rules.ill_counts == "error":
                notes.fault(
                    f"tables.{name}, column `{column}`",
                    f"{rule}: {number:,} rows.",
                    "Correct the table, or declare ill_counts: leave out.",
                )
    within = _within_days(_with_author(impressions, notes), rules, notes)
    counted = within.group_by("author").aggregate(impressions=within.count())
    counted = counted.rename(seen="author")
    _note_unknown_authors(counted, authors, rules, notes)
    joined = authors.left_join(counted, authors.author == counted.seen)
    return joined.select(
        "author", "fips", impressions=joined.impressions.fill_null(0).cast("int64")
    )


def _with_author(impressions: ir.Table, notes: Notes) -> ir.Table:
    """Return the impressions whose author is known, which others are a fault unless declared."""
    ill = _ill(impressions, IMPRESSIONS.select_columns(["author"]))
    number = _number(impressions.aggregate(number=impressions.count(where=ill)))
    notes.rule("Impressions without an author", "impressions", number, "left out")
    return impressions.filter(~ill)


def _within_days(impressions: ir.Table, rules: CountyRules, notes: Notes) -> ir.Table:
    if rules.first_day is None or rules.last_day is None:
        return impressions
    if "day" not in impressions.columns:
        notes.fault(
            "tables.impressions, column `day`",
            f"It is missing, and days from {rules.first_day} to {rules.last_day} are declared.",
            "Add it, or declare no days.",
        )
        return impressions
    first, last = ibis.date(rules.first_day), ibis.date(rules.last_day)
    inside = impressions.day.between(first, last).fill_null(False)  # noqa: FBT003 - no keyword
    outside = _number(impressions.aggregate(number=impressions.count(where=~inside)))
    notes.rule(
        f"Days outside {rules.first_day} to {rules.last_day}, or missing",
        "impressions",
        outside,
        "left out",
    )
    return impressions.filter(inside)


def _note_unknown_authors(
    counted: ir.Table, authors: ir.Table, rules: CountyRules, notes: Notes
) -> None:
    strange = counted.anti_join(authors, counted.seen == authors.author)
    number = _number(strange.aggregate(number=strange.impressions.sum()))
    rule = "Impressions of authors that the table of authors lacks"
    if number and rules.unknown_authors == "error":
        notes.fault(
            "tables.impressions, column `author`",
            f"{rule}: {number:,}.",
            "Add them to the table, or declare unknown_authors: leave out.",
        )
    notes.rule(rule, "impressions", number, "left out: their county is not known")


def with_county(rows: ir.Table, codes: pd.DataFrame) -> ir.Table:
    """Return rows with ``county`` (None where the code is not understood) and what was done.

    Parameters
    ----------
    rows
        With ``fips``.
    codes
        ``code``, ``county``, ``renumbered`` and ``no_county``, one row a code.
    """
    # Not from the frame itself, for which Ibis asks pandas for an option that is about to go.
    listed = ibis.memtable(pa.Table.from_pandas(codes, preserve_index=False))
    joined = rows.left_join(listed, rows.fips == listed.code)
    return joined.select(*rows.columns, "county", "renumbered", "no_county")


def note_rows(
    placed: ir.Table, rules: CountyRules, notes: Notes, *, where: str, counted: str = "authors"
) -> pd.DataFrame:
    """Note what is wrong with rows, and return the unknown codes.

    Parameters
    ----------
    placed
        As `with_county` returns them.
    rules
        What is done with faults.
    notes
        Where to note it.
    where
        How messages name the table.
    counted
        What a row is.

    Returns
    -------
    pandas.DataFrame
        As `unknown_codes` returns them.
    """
    conditions = rule_conditions(placed, _schema(placed)) if "author" in placed.columns else {}
    counts = {
        "rows": placed.count(),
        "missing": placed.count(where=missing_codes(placed)),
        "unknown": placed.count(where=strange(placed)),
        "ill": placed.count(where=_ill(placed, _schema(placed))),
        **{code: placed.count(where=placed.fips == code) for code in (*RENUMBERED, *NO_COUNTIES)},
        **{f"rule_{i}": placed.count(where=one) for i, one in enumerate(conditions.values())},
    }
    found = placed.aggregate(**counts).to_pyarrow().to_pylist()[0]
    total = found["rows"]
    notes.rule("All rows", counted, total, "read")
    for i, (column, rule) in enumerate(conditions):
        number = found[f"rule_{i}"]
        # The tables of a raw log have been looked at before they were joined.
        if number and rules.ill_counts == "error" and where == "tables.author_impressions":
            notes.fault(
                f"{where}, column `{column}`",
                f"{rule}: {number:,} of {total:,} rows.",
                "Correct the table, or declare ill_counts: leave out.",
            )
    notes.rule("Values missing or negative", counted, found["ill"], "left out")
    if conditions:
        _note_duplicates(placed, rules, notes, where=where)
    rule = "Rows without a county"
    if found["missing"] and rules.no_county == "error":
        notes.fault(
            f"{where}, column `fips`",
            f"{rule}: {found['missing']:,} of {total:,} rows.",
            "Correct the codes, or declare no_county: leave out.",
        )
    notes.rule(rule, counted, found["missing"], "left out")
    codes = unknown_codes(placed)
    rule = "Codes of no county"
    if found["unknown"] and rules.unknown_fips == "error":
        notes.fault(
            f"{where}, column `fips`",
            f"{rule}: {found['unknown']:,} of {total:,} rows. {said_of_codes(placed, codes)} None "
            "is guessed.",
            "Correct the codes, or declare unknown_fips: leave out.",
        )
    said = f"left out. {said_of_codes(placed, codes)}" if found["unknown"] else "left out"
    notes.rule(rule, counted, found["unknown"], said)
    for code, county in RENUMBERED.items():
        notes.rule(f"Retired code {code}", counted, found[code], f"read as {county}")
    for code, words in NO_COUNTIES.items():
        notes.rule(f"Code {code}: {words}", counted, found[code], "left out: it is no county")
    return codes


def _note_duplicates(placed: ir.Table, rules: CountyRules, notes: Notes, *, where: str) -> None:
    twice = _repeated(placed)
    found = twice.aggregate(authors=twice.count(), rows=twice["rows"].sum())
    numbers = found.to_pyarrow().to_pylist()[0]
    rule = "Authors with several rows"
    if numbers["authors"] and rules.duplicate_authors == "error":
        notes.fault(
            f"{where}, column `author`",
            f"{rule}: {numbers['authors']:,}, with {int(numbers['rows']):,} rows.",
            "Give each author one row, or declare duplicate_authors: leave out.",
        )
    notes.rule(rule, "authors", numbers["authors"], "left out with all their rows")


def kept_rows(placed: ir.Table, rules: CountyRules) -> ir.Table:
    """Return the rows that count: of a county, with sound values, one an author.

    To be called after `note_rows`, whose faults stop the analysis.
    """
    ill = _ill(placed, _schema(placed))
    kept = placed.filter(placed.county.notnull() & ~placed.no_county & ~ill)  # noqa: PD004 - Ibis
    if "author" in placed.columns and rules.duplicate_authors == "leave out":
        twice = _repeated(placed).rename(repeated="author")
        kept = kept.anti_join(twice, kept.author == twice.repeated)
    return kept


def _schema(placed: ir.Table) -> DataFrameSchema:
    if "author" not in placed.columns:
        return COUNTY_IMPRESSIONS
    return schema_for(AUTHOR_IMPRESSIONS, whole_ids=placed.author.type().is_integer())


def _ill(placed: ir.Table, schema: DataFrameSchema) -> ir.BooleanValue:
    if "author" in placed.columns:
        schema = schema_for(schema, whole_ids=placed.author.type().is_integer())
    # A condition on a missing value is neither true nor false, and hides what others say.
    known = [
        one.fill_null(False)  # noqa: FBT003 - Ibis takes no keyword
        for one in rule_conditions(placed, schema).values()
    ]
    return ibis.or_(*known)


def _repeated(placed: ir.Table) -> ir.Table:
    known = placed.filter(placed.author.notnull())  # noqa: PD004 - Ibis has no `notna`
    counted = known.group_by("author").aggregate(rows=known.count())
    return counted.filter(counted["rows"] > 1)


def _number(table: ir.Table) -> int:
    return int(table.to_pyarrow().to_pylist()[0]["number"] or 0)
