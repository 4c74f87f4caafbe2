"""The index of the collection: gathered from versions, status and parameter files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rml.data.command import get_command
from rml.feedback.pages import FEEDBACK_PAGE
from rml.run.citation import citation
from rml.run.collection import ReportSpec
from rml.run.feedback import PublishedFeedback
from rml.run.manifest import manifest_text
from rml.run.outcome import run_command
from rml.run.project import Project
from rml.run.publish import FAILED, replace_file
from rml.run.site import (
    FailedEntry,
    FeedbackEntry,
    FindingEntry,
    IndexEntry,
    VersionEntry,
    WaitingEntry,
    render_index,
)
from rml.run.status import STATUS, Status
from rml.run.versions import LOG, Version, VersionIndex

SITE_MANIFEST = "SITE.sha256"
# The audits come before what follows from them; other analyses come after these, by name.
_FIRST_ANALYSES: Final = (
    *("image_cropping", "political_amplification", "home_timeline"),
    *("explanation", "choice", "lessons", "feedback"),
)


def _version_entry(version: Version) -> VersionEntry:
    return VersionEntry(
        version=version.version,
        path=version.page,
        date=version.published,
        profile=version.profile,
        manifest=version.manifest,
    )


def _findings(project: Project, version: Version) -> tuple[FindingEntry, ...]:
    content = version.findings(project)
    return tuple(
        FindingEntry(
            id=finding["id"],
            statement=finding["statement"],
            verdict=finding["verdict"],
            primary=finding["primary"],
            data_kind=finding.get("data_kind", content["data_kind"]),
        )
        for finding in content["findings"]
    )


def _cite(project: Project, version: Version) -> str:
    """Return how to cite a version: as its page says, with the manifest's checksum.

    The page cannot hold that checksum itself, because the manifest covers the page.
    """
    return f"{citation(version.record(project))} Manifest sha256 {version.manifest}."


def _feedback_entry(report: str, published: PublishedFeedback) -> FeedbackEntry | None:
    path = f"{report}/{FEEDBACK_PAGE}"
    if path not in published.pages:
        return None
    entries = [entry for entry in published.feedback.entries if entry.report == report]
    still_open = sum(entry.status == "open" for entry in entries)
    return FeedbackEntry(path=path, count=len(entries), open=still_open)


def index_entry(
    project: Project,
    spec: ReportSpec,
    versions: VersionIndex,
    status: Status | None,
    published: PublishedFeedback,
) -> IndexEntry:
    """Return one report's entry of the index."""
    latest = versions.latest(spec.name)
    quick = versions.latest(spec.name, "quick")
    shown = latest or quick
    newest_first = list(reversed(versions.of(spec.name)))
    waiting = failed = None
    if status is not None and status["state"] == "waiting":
        waiting = WaitingEntry(
            datasets=tuple(status["waits_for"]),
            command=get_command(*status["waits_for"]),
            folders=tuple(status.get("waits_for_folders", ())),
            tables=tuple(status.get("waits_for_tables", ())),
        )
    elif status is not None and status["state"] != "current":
        failed = FailedEntry(
            reason=status["detail"],
            command=run_command(spec.name, "full"),
            page=status["page"] or None,
        )
    return IndexEntry(
        report=spec.name,
        title=spec.title,
        summary=spec.summary,
        data_kind=spec.data_kind,
        unsuccessful=spec.outcome == "unsuccessful",
        findings=_findings(project, shown) if shown else (),
        latest=_version_entry(latest) if latest else None,
        older=tuple(
            _version_entry(version)
            for version in newest_first
            if version.profile == "full" and version is not latest
        ),
        quick=tuple(
            _version_entry(version) for version in newest_first if version.profile == "quick"
        ),
        cite=_cite(project, latest) if latest else None,
        waiting=waiting,
        failed=failed,
        feedback=_feedback_entry(spec.name, published),
    )


def index_order(names: Iterable[str]) -> list[str]:
    """Return the names of reports by analysis, as the index lists them; in each as they came."""

    def place(name: str) -> tuple[int, str]:
        analysis = name.partition("/")[0]
        if analysis in _FIRST_ANALYSES:
            return _FIRST_ANALYSES.index(analysis), ""
        return len(_FIRST_ANALYSES), analysis

    return sorted(names, key=place)


def write_index(
    project: Project,
    specs: Mapping[str, ReportSpec],
    versions: VersionIndex,
    status: Mapping[str, Status],
    published: PublishedFeedback,
) -> None:
    """Write ``index.html`` and the manifest of everything that stands outside versions."""
    entries = [
        index_entry(project, specs[name], versions, status.get(name), published)
        for name in index_order(specs)
    ]
    page = render_index(entries, generated_from=LOG, feedback=FEEDBACK_PAGE)
    replace_file(project, project.outputs / "index.html", page)
    names = [name for name in ("index.html", STATUS, LOG) if (project.outputs / name).is_file()]
    names += published.pages
    for name in specs:
        folder = project.outputs / name / FAILED
        names += [f"{name}/{FAILED}/{path.name}" for path in folder.glob("*")]
    replace_file(project, project.outputs / SITE_MANIFEST, manifest_text(project.outputs, names))
