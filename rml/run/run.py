"""One run of the collection, from parameter files to the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rml.errors import CollectionError
from rml.run.build import BuildOptions, build
from rml.run.checked_documents import check_documents
from rml.run.collection import read_collection, select
from rml.run.feedback import write_feedback
from rml.run.index import write_index
from rml.run.outcome import Outcome
from rml.run.plan import make_plans
from rml.run.progress import make_progress
from rml.run.project import Project
from rml.run.publish import outputs_lock
from rml.run.record import Profile
from rml.run.status import write_status
from rml.run.today import today
from rml.run.versions import VersionIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run came to.

    Parameters
    ----------
    outcomes
        One per selected report, in run order.
    strict
        True if a report that waits for data counts as an error.
    refused_feedback
        One error for each feedback file that could not be read.
    refused_documents
        One error for each decision or outside bias finding that is not shown as it stands.
    due
        The decisions that are due for another look, each with its day.
    not_at_hand
        For each decision the versions that it quotes and that are not among the outputs.
    """

    outcomes: list[Outcome]
    strict: bool
    refused_feedback: tuple[CollectionError, ...] = ()
    refused_documents: tuple[CollectionError, ...] = ()
    due: Mapping[str, str] = field(default_factory=dict)
    not_at_hand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 if every report is current (or may wait for data) and no file was refused, else 1.

        What is due for another look changes nothing here, strict or not: a run that fails by the
        day alone could not be repeated later.
        """
        bad = {"failed", "input failed"} | ({"waiting"} if self.strict else set())
        failed = any(outcome.state in bad for outcome in self.outcomes)
        return int(failed or bool(self.refused_feedback) or bool(self.refused_documents))


def run_reports(
    project: Project,
    only: Sequence[str],
    *,
    profile: Profile,
    options: BuildOptions,
    strict: bool,
) -> RunResult:
    """Return the outcomes of building what is stale among the selected reports.

    Parameters
    ----------
    project
        The collection.
    only
        Names or patterns; none means every report.
    profile
        ``full`` or ``quick``.
    options
        Kernels at a time, and whether to run what nothing changed for.
    strict
        Whether waiting for data is an error.

    Raises
    ------
    CollectionError
        Before any kernel starts, if the collection or a selected report is wrong.
    PublicationError
        If the outputs folder cannot be written to, or its log is damaged.
    """
    specs = read_collection(project)
    chosen = select(specs, only)
    plans = make_plans(project, chosen.values(), profile)
    with make_progress(list(plans)) as progress:

        def wait() -> None:
            progress.say("Another run is publishing here; waiting until it has ended.")

        with outputs_lock(project, on_wait=wait):
            versions = VersionIndex(project)
            outcomes = build(project, plans, versions=versions, progress=progress, options=options)
            status = write_status(project, outcomes, specs)
            # After the reports: a malformed question of an outsider keeps none from being built.
            published = write_feedback(project, specs, versions)
            write_index(project, specs, versions, status, published)
            documents = check_documents(project, specs, versions, on=today())
    return RunResult(
        outcomes=outcomes,
        strict=strict,
        refused_feedback=published.refused,
        refused_documents=documents.refused,
        due=documents.due,
        not_at_hand=documents.not_at_hand,
    )
