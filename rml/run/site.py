"""The index of the collection as one page that opens from disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rml.data.ledger import DataKind
from rml.run.record import Profile, Verdict


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEntry:
    """The datasets that a report waits for and the command that gets them."""

    datasets: tuple[str, ...]
    command: str


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
class IndexEntry:
    """One report of the collection, with what was built of it.

    Parameters
    ----------
    report
        ``<analysis>/<report>``.
    title, summary, data_kind
        As the parameter file declares them.
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
    """

    report: str
    title: str
    summary: str
    data_kind: DataKind
    findings: tuple[FindingEntry, ...] = ()
    latest: VersionEntry | None = None
    older: tuple[VersionEntry, ...] = ()
    quick: tuple[VersionEntry, ...] = ()
    cite: str | None = None
    waiting: WaitingEntry | None = None
    failed: FailedEntry | None = None


def render_index(entries: Sequence[IndexEntry], *, generated_from: str) -> str:
    """Return the index of the collection as one self-contained HTML page."""
    raise NotImplementedError
