"""How often US politicians linked to each of 184 news outlets, without their names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.tables import check, header_faults, one_of, remedy_of, within
from rml.errors import DataError

DATASET: Final = "us_politician_news_shares"
AFFILIATIONS: Final = ("Democrat", "Republican")
_TABLE: Final = "PolShares"
_DESCRIBING: Final = (
    "name",
    "role",
    "nominate_name",
    "party",
    "affiliation",
    "group",
    "nominate",
)
_ROLES: Final = ("House", "Senate", "Governor", "Politician-Other", "Delegate", "Other")
_OUTLET: Final = r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[a-z]+)?"


def _is_counted_with_a_party(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["party"] == frame["affiliation"]) | (frame["party"] == "Independent")


POLITICIANS: Final = pa.DataFrameSchema(
    {
        "politician": pa.Column(int, within(1), unique=True),
        "role": pa.Column(str, one_of(_ROLES)),
        "party": pa.Column(str, one_of((*AFFILIATIONS, "Independent"))),
        "affiliation": pa.Column(str, one_of(AFFILIATIONS)),
        "nominate": pa.Column(float, within(-1, 1), nullable=True),
    },
    checks=pa.Check(
        _is_counted_with_a_party, error="the party is neither the affiliation nor Independent"
    ),
    strict=True,
)
LINKS: Final = pa.DataFrameSchema(
    {
        "politician": pa.Column(int, within(1)),
        "outlet": pa.Column(
            str, pa.Check.str_matches(f"^{_OUTLET}$", error="an outlet is no domain")
        ),
        "links": pa.Column(int, within(1)),
    },
    unique=["politician", "outlet"],
    strict=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsShares:
    """Politicians, and their links to news outlets.

    Parameters
    ----------
    politicians
        One row a politician: ``politician`` (number within the file, 1 to n; names are
        left out), ``role``, ``party``, ``affiliation`` (Democrat or Republican;
        independents with the party they caucus with) and ``nominate`` (DW-NOMINATE, first
        dimension, -1 to 1; NaN outside Congress).
    links
        One row for each politician and outlet with at least one link: ``politician``,
        ``outlet`` (a domain, in three cases with a section) and ``links`` (count).
    """

    politicians: pd.DataFrame
    links: pd.DataFrame


def load_politician_news_shares() -> NewsShares:
    """Return 641 politicians and their 375,979 links to 184 news outlets.

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.

    Notes
    -----
    Tweets and retweets of members of the 116th Congress and others, 2016 to 2021.

    References
    ----------
    Eady, Bonneau, Tucker & Nagler, "News Sharing on Social Media", Political Analysis.
    """
    (path,) = fetch(DATASET).values()
    shares = read_politician_news_shares(path)
    record_input(DATASET, "real")
    return shares


def read_politician_news_shares(path: Path) -> NewsShares:
    """Return what the RData file ``path`` holds, as `load_politician_news_shares` does.

    Raises
    ------
    DataError
        If the file is no RData file with the table, or a column or value is against the
        schema; all faults of one kind at once.
    """
    where = f"{DATASET}: {path.name}"
    table = _table_of(path, where=where)
    return canonical_news_shares(table, where=where)


def canonical_news_shares(table: pd.DataFrame, *, where: str = DATASET) -> NewsShares:
    """Return the canonical frames of the wide ``table`` that the source holds.

    Parameters
    ----------
    table
        One row a politician: the seven describing columns, then a column of counts for
        each outlet.
    where
        Where it was read, for messages.

    Raises
    ------
    DataError
        As `read_politician_news_shares`.
    """
    outlets = [str(name) for name in table.columns if name not in _DESCRIBING]
    faults = header_faults([str(name) for name in table.columns], [*_DESCRIBING, *outlets])
    if not outlets:
        faults.append("there is no column of an outlet")
    if faults:
        raise DataError(f"{'; '.join(faults)}.", where=where, remedy=remedy_of(DATASET))
    table = table.reset_index(drop=True)
    counts = _counts(table[outlets], where=where)
    politicians = pd.DataFrame(
        {
            "politician": table.index + 1,
            "role": table["role"].astype("str"),
            "party": table["party"].astype("str"),
            "affiliation": table["affiliation"].astype("str"),
            "nominate": table["nominate"].astype("float64"),
        }
    )
    given = table["group"].map({1.0: "Democrat", 2.0: "Republican"})
    differ = int((given != table["affiliation"]).sum())
    if differ:
        raise DataError(
            f"`group` and `affiliation` contradict each other in {differ} of {len(table)} rows.",
            where=where,
            remedy=remedy_of(DATASET),
        )
    links = (
        counts.assign(politician=politicians["politician"])
        .melt("politician", var_name="outlet", value_name="links")
        .query("links > 0")
        .sort_values(["politician", "outlet"], ignore_index=True)
    )
    links["outlet"] = links["outlet"].astype("str")

    def row(number: int) -> str:
        return f"row {number + 1}"

    return NewsShares(
        politicians=check(politicians, POLITICIANS, dataset=DATASET, origin=row),
        links=check(links, LINKS, dataset=DATASET, origin=row),
    )


def _table_of(path: Path, *, where: str) -> pd.DataFrame:
    import pyreadr  # noqa: PLC0415 - reading the loader's name needs no reader of R's files

    try:
        tables = pyreadr.read_r(path)
    except (pyreadr.PyreadrError, pyreadr.LibrdataError) as error:
        raise DataError(
            f"The file is no RData file ({error}).", where=where, remedy=remedy_of(DATASET)
        ) from error
    if _TABLE not in tables:
        raise DataError(
            f"The file holds {', '.join(map(str, tables)) or 'nothing'}, not `{_TABLE}`.",
            where=where,
            remedy=remedy_of(DATASET),
        )
    table: pd.DataFrame = tables[_TABLE]
    return table


def _counts(table: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """Return the counts as integers: R keeps them as floating-point numbers."""
    numbers = table.apply(pd.to_numeric, errors="coerce")
    wrong = numbers.isna() | (numbers < 0) | (numbers != numbers.round())
    if wrong.to_numpy().any():
        rows, columns = wrong.to_numpy().nonzero()
        shown = [
            f"row {row + 1}, `{table.columns[column]}` holds {table.iloc[row, column]!r}"
            for row, column in list(zip(rows, columns, strict=True))[:3]
        ]
        raise DataError(
            f"{len(rows)} of {wrong.size:,} counts are no whole numbers of at least 0 "
            f"({'; '.join(shown)}).",
            where=where,
            remedy=remedy_of(DATASET),
        )
    counts: pd.DataFrame = numbers.astype("int64")
    return counts
