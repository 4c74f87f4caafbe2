"""Feedback as pages that open from disk: one beside each report's versions, one of all."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from jinja2 import Environment, FileSystemLoader

from rml.feedback.at_hand import QuotedFinding, QuotedFindings, ReportAtHand
from rml.feedback.entries import Entry, Feedback, Status
from rml.run.page import prepare
from rml.run.template_files import TEMPLATES

FEEDBACK_PAGE = "feedback.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry with what the page says around it.

    Parameters
    ----------
    entry
        What was asked and answered.
    title
        The report's title.
    page, changed_page
        The page of the version asked about and of the one that the change led to, relative
        to the feedback's page; None if that version is not at hand.
    version
        The findings of the version asked about; None if they are not at hand.
    quoted
        The finding as that version states it; None if the entry concerns the report as a
        whole or the version is not at hand.
    """

    entry: Entry
    title: str
    page: str | None
    changed_page: str | None
    version: QuotedFindings | None
    quoted: QuotedFinding | None


def render_feedback(
    feedback: Feedback, *, reports: Mapping[str, ReportAtHand], report: str | None = None
) -> str:
    """Return questions and objections as one self-contained HTML page.

    It holds no time of its own: the same feedback and versions give the same page.

    Parameters
    ----------
    feedback
        Everything that was read.
    reports
        Every report that it may concern, by name.
    report
        The report whose page this is, which stands beside its versions; None for the page
        of all feedback, which stands beside the index.
    """
    entries = [item for item in feedback.entries if report in (None, item.report)]
    return (
        _environment()
        .get_template("feedback.html.j2")
        .render(
            report=report,
            title=reports[report].title if report else None,
            newest=reports[report].newest if report else None,
            shown=[_shown(entry, reports, beside=report is not None) for entry in entries],
            tally=tally(entries),
            refused=[error.where for error in feedback.refused],
            root="../../" if report else "",
            others=[
                (name, item.title, sum(entry.report == name for entry in feedback.entries))
                for name, item in reports.items()
                if name != report
            ],
        )
    )


def tally(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """Return how many entries stand how, in the order in which an entry goes through them."""
    counts = {status: sum(item.status == status for item in entries) for status in get_args(Status)}
    return [(status, count) for status, count in counts.items() if count]


def paragraphs(text: str) -> list[str]:
    """Return a plain text's paragraphs: what stands between blank lines."""
    return [part.strip() for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def _shown(entry: Entry, reports: Mapping[str, ReportAtHand], *, beside: bool) -> Shown:
    report = reports[entry.report]
    version = report.findings(entry.version)
    quoted = version.find(entry.finding) if version and entry.finding else None

    def page_of(name: str | None) -> str | None:
        if name not in report.versions:
            return None
        return f"{'' if beside else entry.report + '/'}{name}/index.html"

    return Shown(
        entry=entry,
        title=report.title,
        page=page_of(entry.version),
        changed_page=page_of(entry.changed_in),
        version=version,
        quoted=quoted,
    )


@functools.cache
def _environment() -> Environment:
    environment = prepare(Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True))
    environment.filters["paragraphs"] = paragraphs
    return environment
