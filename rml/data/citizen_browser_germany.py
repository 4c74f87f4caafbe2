"""Pages with a German party's name in a panel's Facebook feeds, and the rules that clean them.

The rules stand in a table of this package. A rule is a pattern on the normalised name, or a
row of the source's file. Names of people are not written down there: a row's number is enough,
because the file is fixed by its checksum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.registry import PACKAGE_FOLDER
from rml.data.tables import check, not_empty, one_of, read_table, whole_numbers, within
from rml.errors import DataError

DATASET: Final = "citizen_browser_germany"
PACKAGE_DATA = ("data/label_corrections/citizen_browser_germany.csv",)
RULES_FILE: Final = PACKAGE_FOLDER / PACKAGE_DATA[0]
PARTIES: Final = {
    "AFD": "afd",
    "BUNDIS90": "greens",
    "CDU": "cdu_csu",
    "DIELINKE": "linke",
    "FDP": "fdp",
    "SDP": "spd",
}
KINDS: Final = ("false_match", "person", "supporters", "organisation", "same_page", "separate")
_COLUMNS: Final = ("party", "poster", "user_count", "post_count")
_RULE_COLUMNS: Final = ("scope", "match", "kind", "page_row", "reason")

POSTERS: Final = pa.DataFrameSchema(
    {
        "row": pa.Column(int, within(1), unique=True),
        "party": pa.Column(str, one_of(PARTIES.values())),
        "party_upstream": pa.Column(str, one_of(PARTIES)),
        "poster": pa.Column(str, not_empty()),
        "panelists": pa.Column(int, within(1)),
        "posts": pa.Column(int, within(1)),
    },
    unique=["party", "poster"],
    strict=True,
)


def _has_its_page(frame: pd.DataFrame) -> pd.Series[bool]:
    return (frame["kind"] == "same_page") == (frame["page_row"] > 0)


RULES: Final = pa.DataFrameSchema(
    {
        "scope": pa.Column(str, one_of(("pattern", "row"))),
        "match": pa.Column(str, not_empty()),
        "kind": pa.Column(str, one_of(KINDS)),
        "page_row": pa.Column(int, within(0)),
        "reason": pa.Column(str, not_empty()),
    },
    checks=pa.Check(
        _has_its_page, error="page_row is not given exactly where the kind is same_page"
    ),
    strict=True,
)


def load_party_posters() -> pd.DataFrame:
    """Return the poster strings with the party whose keyword they hold.

    Returns
    -------
    pandas.DataFrame
        603 rows: ``row`` (in the source's file, from 1), ``party`` (afd, greens, cdu_csu,
        linke, fdp, spd), ``party_upstream`` (the source's label, which spells two parties
        otherwise), ``poster`` (the string; may be a person's name and is not to be printed),
        ``panelists`` (who saw posts of it) and ``posts`` (of it that appeared on the panel's
        timelines, 20 July to 16 September 2021).

    Raises
    ------
    DataError
        If the file is altered or against its schema.
    DataUnavailableError
        If the file is neither here nor to be downloaded.
    """
    (path,) = fetch(DATASET).values()
    frame = read_party_posters(path)
    record_input(DATASET, "real")
    return frame


def read_party_posters(path: Path) -> pd.DataFrame:
    """Return the poster strings in ``path``, as `load_party_posters` does.

    Raises
    ------
    DataError
        If the file is against its schema.
    """
    rows = read_table(path, columns=_COLUMNS, dataset=DATASET)
    text = pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str").rename(
        columns={"party": "party_upstream", "user_count": "panelists", "post_count": "posts"}
    )
    frame = text.assign(
        row=range(1, len(text) + 1),
        party=[PARTIES.get(name, name) for name in text["party_upstream"]],
        panelists=whole_numbers(text["panelists"]),
        posts=whole_numbers(text["posts"]),
    )[list(POSTERS.columns)]
    return check(
        frame,
        POSTERS,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
        names={"party_upstream": "party", "panelists": "user_count", "posts": "post_count"},
    )


def load_poster_rules() -> pd.DataFrame:
    """Return the declared rules on what a poster string is, in the order in which they apply.

    Returns
    -------
    pandas.DataFrame
        ``scope`` ("pattern" or "row"), ``match`` (a regular expression on the normalised
        string, or a row of the source's file), ``kind`` (see
        ``rml.amplification.germany.cleaning``), ``page_row`` (for same_page: the row whose
        page it is; otherwise 0) and ``reason``.

    Raises
    ------
    DataError
        If the package's table is against its schema.
    """
    return read_poster_rules(RULES_FILE)


def read_poster_rules(path: Path) -> pd.DataFrame:
    """Return the rules in ``path``, as `load_poster_rules` does.

    Raises
    ------
    DataError
        If the table is against its schema, a pattern is no regular expression, a row no
        number, or a row is given two kinds.
    """
    rows = read_table(path, columns=_RULE_COLUMNS, dataset=DATASET)
    text = pd.DataFrame(rows, columns=list(_RULE_COLUMNS), dtype="str")
    frame = text.assign(page_row=whole_numbers(text["page_row"].replace("", "0")))
    faults = [fault for number, one in enumerate(rows, 1) for fault in _rule_faults(number, one)]
    explicit = [
        (one["match"], one["kind"] in {"same_page", "separate"})
        for one in rows
        if one["scope"] == "row"
    ]
    twice = sorted({match for match, kind in explicit if explicit.count((match, kind)) > 1})
    if twice:
        faults.append(f"the rows {', '.join(twice[:3])} of the source stand there twice")
    if faults:
        raise DataError(
            f"{'; '.join(faults)}.",
            where=f"{DATASET}: {path.name}",
            remedy="Correct the table of rules in rml/data/label_corrections.",
        )
    return check(
        frame,
        RULES,
        dataset=DATASET,
        origin=lambda row: f"row {row + 1} of {path.name}",
        text=text,
    )


def _rule_faults(number: int, rule: Mapping[str, str]) -> list[str]:
    if rule["scope"] == "row":
        return [] if rule["match"].isdecimal() else [f"row {number}: `match` is no row number"]
    try:
        re.compile(rule["match"])
    except re.error as error:
        return [f"row {number}: `match` is no regular expression ({error})"]
    return []
