"""Impressions reduced to sums by county, inside the database that holds them.

Inference needs, of every county, the number of its authors, the sum and the sum of squares of
their impressions, and how many of them have more than the median author of the nation. One Ibis
expression gives these; DuckDB and PySpark run the same one. What comes back has a row a county.

The median is the smallest number of impressions that at least half of the authors do not pass.
It is exact: authors are counted by their number of impressions first, which takes memory for the
different numbers there are, not for the authors. A raw log is read a few times, by group.
"""

from __future__ import annotations

from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pandas as pd

from rml.data.county_codes import NO_COUNTIES, RENUMBERED
from rml.data.declared_rules import Notes
from rml.data.faults import raise_faults
from rml.data.schema_rules import table_faults
from rml.timeline.county_audit.author_rows import (
    author_rows,
    kept_rows,
    note_rows,
    with_county,
)
from rml.timeline.county_audit.county_rules import (
    CountyReport,
    CountyRules,
)
from rml.timeline.county_audit.impression_log import ImpressionLog
from rml.timeline.county_audit.impression_schemas import SCHEMAS
from rml.timeline.county_audit.plausible_sums import plausible_sums

SUMS = ("authors", "impressions", "squares", "above_median")


class CountyTotals(NamedTuple):
    """Sums by county, the median they refer to, and what the checks found.

    ``counties`` has a row for each county with authors: ``fips`` (a county of the county table),
    ``authors``, ``impressions``, ``squares`` (sum of squared impressions) and ``above_median``
    (authors with more impressions than the median author); the last two are missing where
    somebody brings sums without them. ``median`` is in impressions, None for sums.
    """

    counties: pd.DataFrame
    median: int | None
    report: CountyReport


def county_totals(
    log: ImpressionLog, counties: pd.DataFrame, rules: CountyRules | None = None
) -> CountyTotals:
    """Return impressions summed by county, if they pass the checks or the rules allow for it.

    Parameters
    ----------
    log
        As `impression_log.open_impressions` returns it.
    counties
        As `rml.data.county_race.load_county_race` has them: ``fips`` and ``total``.
    rules
        What is done with faults; the strict ones by default.

    Raises
    ------
    DataError
        If a fault has no rule that allows for it, or nobody is left; all faults of all tables
        at once, each with its table, column, count and remedy.
    """
    rules = rules or CountyRules()
    notes = Notes()
    for note in log.notes:
        notes.rule("How tables were read", "tables", 1, note)
    codes = _codes(counties)
    if "county_impressions" in log.tables:
        table = log.tables["county_impressions"]
        found, unknown = _sums_given(table, codes, rules, notes)
        found = plausible_sums(found, _everybody(table), rules, notes, where=_where(log))
        median = None
    else:
        rows = author_rows(log, rules, notes)
        placed = with_county(rows, codes)
        unknown = note_rows(placed, rules, notes, where=_where(log))
        raise_faults(notes.faults)
        kept = kept_rows(placed, rules)
        median = median_impressions(kept)
        found = _frame(county_sums(kept, median))
    found = _checked_sums(found, counties, rules, notes, where=_where(log))
    raise_faults(notes.faults)
    report = CountyReport(rows=tuple(notes.rows), unknown_fips=unknown)
    return CountyTotals(counties=found, median=median, report=report)


def median_impressions(rows: ir.Table) -> int:
    """Return the smallest number of impressions that at least half of the authors do not pass.

    Parameters
    ----------
    rows
        One row an author, with ``impressions``. 0 if there is nobody.
    """
    counted = rows.group_by("impressions").aggregate(authors=rows.count())
    running = counted.mutate(
        below=counted.authors.sum().over(ibis.cumulative_window(order_by=counted.impressions)),
        everybody=counted.authors.sum().over(ibis.window()),
    )
    half = running.filter(running.below * 2 >= running.everybody)
    found = half.aggregate(median=half.impressions.min()).to_pyarrow().to_pylist()[0]["median"]
    return int(found or 0)


def county_sums(rows: ir.Table, median: int) -> ir.Table:
    """Return the sums by county as an expression, one row a county.

    Parameters
    ----------
    rows
        One row an author: ``county`` and ``impressions``.
    median
        The number of impressions above which authors are counted.
    """
    number = rows.impressions.cast("float64")
    return rows.group_by(fips=rows.county).aggregate(
        authors=rows.count(),
        impressions=rows.impressions.sum(),
        squares=(number * number).sum(),
        above_median=rows.count(where=rows.impressions > median),
    )


def _sums_given(
    table: ir.Table, codes: pd.DataFrame, rules: CountyRules, notes: Notes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return sums that somebody brings, by county of the county table, and unknown codes."""
    where = "tables.county_impressions"
    for (column, rule), number in table_faults(table, SCHEMAS["county_impressions"]).items():
        if rules.ill_counts == "error":
            notes.fault(
                f"{where}, column `{column}`",
                f"{rule}: {number:,} rows.",
                "Correct the table, or declare ill_counts: leave out.",
            )
    repeated = _one(
        table.filter(table.fips.notnull()),  # noqa: PD004 - Ibis has no `notna`
        lambda rows: rows.count() - rows.fips.nunique(),
    )
    if repeated:
        notes.fault(
            f"{where}, column `fips`",
            f"Counties have several rows: {repeated:,} rows are a county's second or later one.",
            "Give each county one row.",
        )
    placed = with_county(table, codes)
    unknown = note_rows(placed, rules, notes, where=where, counted="rows")
    raise_faults(notes.faults)
    kept = kept_rows(placed, rules)
    squares = kept.squares if "squares" in kept.columns else ibis.null("float64")
    above = kept.above_median if "above_median" in kept.columns else ibis.null("int64")
    kept = kept.select("county", "authors", "impressions", squares=squares, above_median=above)
    # Two codes may be one county's; a sum with a missing part is missing.
    whole = {
        name: ibis.ifelse(kept[name].count() == kept.count(), kept[name].sum(), None)
        for name in SUMS
    }
    return _frame(kept.group_by(fips=kept.county).aggregate(**whole)), unknown


def _everybody(table: ir.Table) -> dict[str, float | None]:
    """Return sums over all rows with counts, whatever their code; None where one has none."""
    names = [name for name in ("authors", "above_median") if name in table.columns]
    sound = table.filter(table.authors >= 0)
    sums = {
        name: ibis.ifelse(sound[name].count() == sound.count(), sound[name].sum(), None)
        for name in names
    }
    found: dict[str, float | None] = sound.aggregate(**sums).to_pyarrow().to_pylist()[0]
    return {"above_median": None, **found}


def _checked_sums(
    found: pd.DataFrame, counties: pd.DataFrame, rules: CountyRules, notes: Notes, *, where: str
) -> pd.DataFrame:
    """Return the counties with authors, after checks that need the residents."""
    found = found.sort_values("fips", ignore_index=True)
    residents = counties.set_index("fips")["total"].reindex(found["fips"]).to_numpy(dtype=float)
    too_many = found["authors"] > residents
    if too_many.any() and rules.more_authors_than_residents == "error":
        worst = found.loc[too_many, "fips"].tolist()
        notes.fault(
            f"{where}, column `authors`" if "county" in where else f"{where}, column `fips`",
            f"Counties have more authors than residents: {len(worst):,} "
            f"({', '.join(worst[:3])}{', ...' if len(worst) > 3 else ''}).",
            "Find out whether accounts are people and codes are right, or declare "
            "more_authors_than_residents: leave out.",
        )
    notes.rule(
        "Counties with more authors than residents", "counties", int(too_many.sum()), "left out"
    )
    found = found[~too_many | (rules.more_authors_than_residents == "error")]
    odd = pd.Series(data=False, index=found.index)
    if found["above_median"].notna().any():
        odd = found["above_median"].fillna(0) > found["authors"]
        if odd.any():
            notes.fault(
                f"{where}, column `above_median`",
                f"More authors above the median than authors: {int(odd.sum()):,} counties.",
                "Give the number of authors above the median, not a share.",
            )
    empty = int((found["authors"] == 0).sum())
    missing = len(counties) - int((found["authors"] > 0).sum())
    notes.rule(
        "Counties of the county table without authors",
        "counties",
        missing,
        f"no mean, so no part in any measure; {empty:,} of them have a row",
    )
    if not (found["authors"] > 0).any():
        notes.fault(where, "No county has any author.", "Bring authors with known counties.")
    elif not (found["impressions"] > 0).any():
        notes.fault(
            f"{where}, column `impressions`" if "impressions" in where else where,
            "No author has any impression, so that there is nothing to compare.",
            "Bring the impressions, of the days and of the authors that are meant.",
        )
    few = int(((found["authors"] > 0) & (found["authors"] < 10)).sum())
    notes.rule("Counties with fewer than 10 authors", "counties", few, "kept; not shown one by one")
    found = found[found["authors"] > 0].reset_index(drop=True)
    return found.astype({"authors": "int64", "impressions": "int64", "squares": "float64"})


def _codes(counties: pd.DataFrame) -> pd.DataFrame:
    """Return from each code that is understood to its county; None for what is no county."""
    known = {code: code for code in counties["fips"]}
    known |= {old: new for old, new in RENUMBERED.items() if new in known and old not in known}
    rows = [(code, county, code != county, False) for code, county in known.items()]
    rows += [(code, "", False, True) for code in NO_COUNTIES]
    return pd.DataFrame(rows, columns=["code", "county", "renumbered", "no_county"])


def _where(log: ImpressionLog) -> str:
    for name in ("county_impressions", "author_impressions"):
        if name in log.tables:
            return f"tables.{name}"
    return "tables.authors"


def _one(table: ir.Table, count: object) -> int:
    found = table.aggregate(number=count(table)).to_pyarrow().to_pylist()[0]["number"]  # type: ignore[operator]
    return int(found or 0)


def _frame(table: ir.Table) -> pd.DataFrame:
    # Not by Ibis's own way to pandas, which sets an option that pandas is about to drop.
    found: pd.DataFrame = table.to_pyarrow().to_pandas()
    return found
