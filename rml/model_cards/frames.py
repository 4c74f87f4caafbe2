"""The tables of a card: its words, its numbers and its limits; and what was read for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from rml.model_cards.card import Card, Limit
from rml.model_cards.cited import Versions, not_at_hand
from rml.model_cards.coverage import ReadCard

_NOT_IN_TABLE: Final = ("Model", "Limit")
_NUMBERS: Final = ("value", "low", "high")


def words_frame(card: Card, versions: Versions) -> pd.DataFrame:
    """Return the card's words: part and text, one row each.

    Parameters
    ----------
    card
        With its words, or the report and table that hold them.
    versions
        The versions of other reports that are at hand.
    """
    rows = [("Model", card.name)]
    if card.words_from:
        rows += _words_of_report(*card.words_from, versions, leave_out=_NOT_IN_TABLE)
    else:
        rows += list(card.words.items())
    rows += [("This card is wrong if", one) for one in card.wrong_if]
    return pd.DataFrame(rows, columns=["part", "text"])


def _words_of_report(
    report: str, table: str, versions: Versions, *, leave_out: Sequence[str]
) -> list[tuple[str, str]]:
    if report not in versions:
        return [("Other parts", f"{not_at_hand(report)} Its run writes them.")]
    frame = versions[report].table(table)
    if frame is None or not {"part", "text"} <= set(frame.columns):
        return [("Other parts", f"The report {report} has no such card now.")]
    kept = frame[~frame["part"].isin(leave_out)]
    return list(zip(kept["part"], kept["text"], strict=True))


def numbers_frame(read: ReadCard) -> pd.DataFrame:
    """Return the card's numbers as rows, with where each stands; those that are missing say why.

    Returns
    -------
    DataFrame
        ``measure``, ``group``, ``value``, ``low``, ``high``, ``n``, ``data_kind``, ``verdict``,
        ``unit``, ``division``, ``report``, ``source``, ``version`` and ``method``, which says why
        there is no value where there is none.
    """
    columns = [
        *("measure", "group", *_NUMBERS, "n", "data_kind", "verdict", "unit", "division"),
        *("report", "source", "version", "method"),
    ]
    return pd.DataFrame(
        [
            {
                **{column: getattr(one, column) for column in columns},
                "method": one.method if one.value is not None else one.state,
            }
            for one in read.numbers
        ],
        columns=columns,
    ).astype(dict.fromkeys(_NUMBERS, "float64"))


def limits_frame(card: Card, versions: Versions) -> pd.DataFrame:
    """Return where the model may fail and what was found: one row a limit.

    Returns
    -------
    DataFrame
        ``where_it_may_fail``, ``what_was_found``, ``verdict``, ``data_kind``, ``report``,
        ``finding`` and ``version``; the limits that a report's own card names come last.
    """
    rows = [_limit_row(one, versions) for one in card.limits]
    if card.words_from and card.words_from[0] in versions:
        frame = versions[card.words_from[0]].table(card.words_from[1])
        if frame is not None and {"part", "text"} <= set(frame.columns):
            version = versions[card.words_from[0]]
            said = frame.loc[frame["part"] == "Limit", "text"]
            source = (version.data_kind, version.report, "its own card", version.version)
            rows += [(text, "Said on the card of its report.", "", *source) for text in said]
    columns = [
        *("where_it_may_fail", "what_was_found", "verdict", "data_kind", "report", "finding"),
        "version",
    ]
    return pd.DataFrame(rows, columns=columns)


def _limit_row(one: Limit, versions: Versions) -> tuple[str, ...]:
    if not one.finding:
        return (one.may, f"Not measured here. {one.why_not}", "", "", "", "", "")
    if one.report not in versions:
        return (one.may, not_at_hand(one.report), "", "", one.report, one.finding, "")
    version = versions[one.report]
    found = version.findings.get(one.finding)
    if found is None:
        gone = "The report has no such finding now."
        return (one.may, gone, "", "", one.report, one.finding, version.version)
    return (
        *(one.may, found["statement"], found["verdict"], found["data_kind"]),
        *(one.report, one.finding, version.version),
    )


def reports_frame(cards: Sequence[Card], versions: Versions) -> pd.DataFrame:
    """Return every report that a card reads, with the version that was read or that there is none.

    Returns
    -------
    DataFrame
        ``report``, ``version``, ``data_kind``, ``profile`` and ``cards``.
    """
    named = dict.fromkeys(report for card in cards for report in card.reports)
    rows = []
    for report in named:
        version = versions.get(report)
        read = "; ".join(card.name for card in cards if report in card.reports)
        parts = (
            (version.version, version.data_kind, version.profile)
            if version is not None
            else ("not at hand", "", "")
        )
        rows.append((report, *parts, read))
    return pd.DataFrame(rows, columns=["report", "version", "data_kind", "profile", "cards"])


def absent_reports(card: Card, versions: Versions) -> list[str]:
    """Return the reports that a card reads and that are not at hand."""
    return [report for report in card.reports if report not in versions]
