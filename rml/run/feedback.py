"""Feedback published beside the versions: read, checked against them, written as pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rml.errors import CollectionError
from rml.feedback.at_hand import ReportAtHand
from rml.feedback.entries import Feedback, read_feedback
from rml.feedback.pages import FEEDBACK_PAGE, render_feedback
from rml.run.collection import ReportSpec
from rml.run.project import Project
from rml.run.publish import remove_file, replace_file
from rml.run.today import today
from rml.run.versions import VersionIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFeedback:
    """What was written, for the index and for the run's summary.

    Parameters
    ----------
    feedback
        What was read, and what was refused.
    pages
        The pages, relative to the outputs folder with forward slashes.
    """

    feedback: Feedback
    pages: tuple[str, ...]

    @property
    def refused(self) -> tuple[CollectionError, ...]:
        """One error for each file that could not be read; its entry is on no page."""
        return self.feedback.refused


def write_feedback(
    project: Project, specs: Mapping[str, ReportSpec], versions: VersionIndex
) -> PublishedFeedback:
    """Return what was published after writing the pages whose content changed.

    A page stands beside the versions of every report that has a version or an entry, and
    one of all feedback beside the index. Versions are only read.

    Raises
    ------
    PublicationError
        If a page cannot be written.
    """
    reports = {
        name: _at_hand(project, name, specs, versions)
        for name in dict.fromkeys([*specs, *versions.reports()])
    }
    feedback = read_feedback(project.root / "feedback", reports=reports, on=today())
    asked = {entry.report for entry in feedback.entries}
    reports = {name: item for name, item in reports.items() if item.versions or name in asked}
    pages = {FEEDBACK_PAGE: render_feedback(feedback, reports=reports)}
    for name in reports:
        pages[f"{name}/{FEEDBACK_PAGE}"] = render_feedback(feedback, reports=reports, report=name)
    for name, page in pages.items():
        replace_file(project, project.outputs / name, page)
    for path in project.outputs.glob(f"*/*/{FEEDBACK_PAGE}"):
        if path.relative_to(project.outputs).as_posix() not in pages:
            remove_file(project, path)
    return PublishedFeedback(feedback=feedback, pages=tuple(pages))


def _at_hand(
    project: Project, name: str, specs: Mapping[str, ReportSpec], versions: VersionIndex
) -> ReportAtHand:
    newest = versions.latest(name) or versions.latest(name, "quick")
    return ReportAtHand(
        title=specs[name].title if name in specs else name,
        versions={item.version: item.folder(project) for item in versions.of(name)},
        newest=newest.version if newest else None,
    )
