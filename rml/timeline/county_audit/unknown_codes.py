"""Codes that no county has: which of them may be shown, and what is said of the others.

A column of codes may hold anything, by a mistake in a query also a name or an address. A value is
shown only if it is five digits and if at least ten people stand behind it; all else is counted.
"""

from __future__ import annotations

from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd

from rml.data.county_codes import NOT_IN_TABLE
from rml.data.declared_rules import SMALLEST_COUNT, said_few

_LISTED: Final = 20
_IN_MESSAGES: Final = 5
_DIGITS: Final = 5


def missing_codes(placed: ir.Table) -> ir.BooleanValue:
    """Return which rows have no code."""
    return placed.fips.isnull()  # noqa: PD003 - Ibis has no `isna`


def strange(placed: ir.Table) -> ir.BooleanValue:
    """Return which rows have a code that is not understood."""
    return ~missing_codes(placed) & placed.county.isnull()  # noqa: PD003 - Ibis has no `isna`


def unknown_codes(placed: ir.Table) -> pd.DataFrame:
    """Return the commonest codes that are not understood and that may be shown.

    Parameters
    ----------
    placed
        With ``fips`` and ``county``; with ``authors`` where rows are sums.

    Returns
    -------
    pandas.DataFrame
        ``fips``: five digits; ``rows``; ``people``, ten or more: rows, or authors of sums. The
        commonest twenty.
    """
    rows = placed.filter(strange(placed) & _is_code(placed))
    sums = "authors" in rows.columns
    counted = rows.group_by("fips").aggregate(
        rows=rows.count(), people=rows.authors.sum().fill_null(0) if sums else rows.count()
    )
    many = counted.filter(counted.people >= SMALLEST_COUNT)
    found: pd.DataFrame = (
        many.order_by(ibis.desc("people"), "fips").limit(_LISTED).to_pyarrow().to_pandas()
    )
    return found


def said_of_codes(placed: ir.Table, codes: pd.DataFrame) -> str:
    """Return what is said of the codes that are not understood, in sentences.

    Parameters
    ----------
    placed
        As for `unknown_codes`.
    codes
        As `unknown_codes` returns them.
    """
    unknown, code = strange(placed), _is_code(placed)
    kinds = {text: code & placed.fips.startswith(start) for start, text in NOT_IN_TABLE}
    kinds["codes of whole states, which end in 000"] = code & placed.fips.endswith("000")
    counts = {
        "unknown": placed.count(where=unknown),
        "texts": placed.count(where=unknown & ~code),
        **{f"kind_{i}": placed.count(where=unknown & one) for i, one in enumerate(kinds.values())},
    }
    found = placed.aggregate(**counts).to_pyarrow().to_pylist()[0]
    shown = codes["fips"].head(_IN_MESSAGES).tolist()
    listed = int(codes.head(_IN_MESSAGES)["rows"].sum())
    parts = [", ".join(shown)] if shown else []
    other = found["unknown"] - found["texts"] - listed
    if other:
        parts.append(f"{said_few(other)} rows with {'other ' if shown else ''}codes, not shown")
    if found["texts"]:
        parts.append(f"{said_few(found['texts'])} rows with texts that have not five digits")
    among = [text for i, text in enumerate(kinds) if found[f"kind_{i}"]]
    also = f" Among the codes are {'; '.join(among)}." if among else ""
    return f"These are {'; '.join(parts)}.{also}"


def _is_code(placed: ir.Table) -> ir.BooleanValue:
    # The length apart: an end of text may be one of a line as well.
    return (placed.fips.length() == _DIGITS) & placed.fips.re_search("^[0-9]{5}$")
