"""The index of the collection as one page that opens from disk."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from jinja2 import Environment, FileSystemLoader

from rml.data.ledger import DataKind
from rml.report.verdict import Verdict
from rml.run.page import prepare, verdict_counts
from rml.run.record import Profile
from rml.run.template_files import TEMPLATES


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionEntry:
    """A built version, as the index links to it.

    Parameters
    ----------
    version
        The version's name.
    path
        Its page, relative to the index, with forward slashes.
    date
        When it was built, ISO 8601.
    profile
        ``full`` or ``quick``.
    manifest
        The sha256 of its ``MANIFEST.sha256``.
    """

    version: str
    path: str
    date: str
    profile: Profile
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEntry:
    """A finding of the latest version, as the index shows it."""

    id: str
    statement: str
    verdict: Verdict
    primary: bool
    data_kind: DataKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    """The datasets that a report waits for, the command that gets them, and own inputs."""

    datasets: tuple[str, ...]
    command: str
    folders: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEntry:
    """The last run of a report, which failed.

    ``page`` is the partial report relative to the index (None if there is none), ``reason``
    one sentence, ``command`` what runs it again.
    """

    reason: str
    command: str
    page: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEntry:
    """Where a report's questions and objections stand, how many, and how many are open."""

    path: str
    count: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One report of the collection, with what was built of it.

    Parameters
    ----------
    report
        ``<analysis>/<report>``.
    title, summary, data_kind
        As the parameter file declares them.
    unsuccessful
        Whether it declares that the report records an attempt that did not work.
    findings
        Those of the latest version, or of the newest quick version when there is no latest.
    latest
        The newest version of the full profile.
    older, quick
        Other versions, newest first; a quick version is never the latest.
    cite
        How to cite the latest version, one line of text.
    waiting, failed
        Set when the report waits for data or its last run failed; a latest version may
        exist all the same.
    feedback
        Its page of questions and objections, if there is one.
    """

    report: str
    title: str
    summary: str
    data_kind: DataKind
    unsuccessful: bool = False
    findings: tuple[FindingEntry, ...] = ()
    latest: VersionEntry | None = None
    older: tuple[VersionEntry, ...] = ()
    quick: tuple[VersionEntry, ...] = ()
    cite: str | None = None
    waiting: WaitingEntry | None = None
    failed: FailedEntry | None = None
    feedback: FeedbackEntry | None = None


def render_index(
    entries: Sequence[IndexEntry], *, generated_from: str, feedback: str | None = None
) -> str:
    """Return the index of the collection as one self-contained HTML page.

    Parameters
    ----------
    entries
        Every report; shown grouped by analysis, both in the order given. Attempts that did
        not work stand in a section of their own, after the analyses.
    generated_from
        The file that lists every version, named in the page's footer.
    feedback
        The page of all questions and objections, relative to the index, if there is one.
    """
    groups: dict[str, list[IndexEntry]] = {}
    for entry in (one for one in entries if not one.unsuccessful):
        groups.setdefault(entry.report.partition("/")[0], []).append(entry)
    used_kinds = {entry.data_kind for entry in entries}
    return (
        _environment()
        .get_template("index.html.j2")
        .render(
            entries=entries,
            groups=list(groups.items()),
            attempts=[entry for entry in entries if entry.unsuccessful],
            tally=_tally(entries),
            verdicts=verdict_counts([item.verdict for entry in entries for item in entry.findings]),
            kinds=[kind for kind in get_args(DataKind) if kind in used_kinds],
            verdict_counts=verdict_counts,
            generated_from=generated_from,
            feedback=feedback,
        )
    )


def _tally(entries: Sequence[IndexEntry]) -> list[tuple[str, int]]:
    """Return how many reports stand how; a report may stand in two ways."""
    counts = {
        "with a full version": sum(entry.latest is not None for entry in entries),
        "waiting for data": sum(entry.waiting is not None for entry in entries),
        "whose last run failed": sum(entry.failed is not None for entry in entries),
        "built in the quick profile only": sum(
            entry.latest is None and bool(entry.quick) for entry in entries
        ),
        "not built yet": sum(
            not (entry.latest or entry.quick or entry.waiting or entry.failed) for entry in entries
        ),
    }
    return [(words, count) for words, count in counts.items() if count]


@functools.cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return prepare(Environment(loader=loader, autoescape=True))
