"""Build what is stale, and only that."""

from __future__ import annotations

import asyncio
import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass

from rml.data.fetch import availability, fetch
from rml.errors import DataError, DataUnavailableError
from rml.run.assess import Assessment, assess
from rml.run.fingerprint import Fingerprinter
from rml.run.folders import missing_folders
from rml.run.outcome import Outcome
from rml.run.plan import Plan
from rml.run.progress import Progress
from rml.run.project import Project
from rml.run.publish import relist_version
from rml.run.tables import missing_tables
from rml.run.versions import VersionIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build.

    Parameters
    ----------
    jobs
        Kernels at a time; as many as cores unless told otherwise.
    force
        Run notebooks even where nothing changed.
    """

    jobs: int = os.cpu_count() or 1
    force: bool = False


def _current(
    project: Project, plan: Plan, assessment: Assessment, versions: VersionIndex
) -> Outcome | None:
    """Return the outcome of a report that has nothing to do; None if it has."""
    if assessment.current is None:
        return None
    newest = versions.latest(plan.spec.name, plan.profile)
    if newest is not None and newest.version != assessment.current.version:
        # A change was taken back: the older version is the latest again.
        versions.add(relist_version(project, assessment.current))
    return Outcome(
        report=plan.spec.name,
        state="current",
        version=assessment.version,
        page=assessment.current.page,
    )


def _without_own(project: Project, plan: Plan) -> Outcome | None:
    """Return the outcome of a report whose own images or tables are not here; else None.

    Without them nobody can say whether the report is current.
    """
    folders = missing_folders(project, plan.spec)
    tables = missing_tables(project, plan.spec)
    if not folders and not tables:
        return None
    return Outcome(
        report=plan.spec.name,
        state="waiting",
        detail="\n".join(str(error) for error in (*folders.values(), *tables.values())),
        waits_for=tuple(
            name for name in plan.spec.datasets if availability(name).status == "missing"
        ),
        waits_for_folders=tuple(folders),
        waits_for_tables=tuple(tables),
    )


def _assessed(
    project: Project, plan: Plan, versions: VersionIndex, fingerprinter: Fingerprinter
) -> Assessment | None:
    """Return what has to be done for a report; None if its own folders or tables are malformed.

    The producer then meets the same faults, and says them on the page of a failed run.
    """
    try:
        return assess(project, plan, versions=versions, fingerprinter=fingerprinter)
    except DataError:
        return None


def _waiting(plan: Plan, progress: Progress) -> Outcome | None:
    """Return the outcome of a report whose input files cannot be had; None if it has them all.

    Files are got here, before anything heavy is imported, so that waiting costs little.
    A file that is there but altered is no reason to wait: the producer says what is wrong.
    """
    for name in plan.spec.datasets:
        try:
            if availability(name).status == "missing":
                progress.stage(plan.spec.name, f"gets the dataset {name}")
                fetch(name)
        except DataUnavailableError as error:
            missing = (item for item in plan.spec.datasets if availability(item).status != "ready")
            return Outcome(
                report=plan.spec.name,
                state="waiting",
                detail=str(error),
                waits_for=tuple(missing),
            )
        except DataError:
            return None
    return None


def build(
    project: Project,
    plans: Mapping[str, Plan],
    *,
    versions: VersionIndex,
    progress: Progress,
    options: BuildOptions,
) -> list[Outcome]:
    """Return what came of each planned report; the outputs lock must be held.

    Reports that nothing has changed for cost no import of anything heavy.
    """
    fingerprinter = Fingerprinter(project)
    outcomes: dict[str, Outcome] = {}
    stale: dict[str, Plan] = {}
    for name, plan in plans.items():
        unsettled = any(
            needed in stale or (needed in outcomes and not outcomes[needed].usable)
            for needed in plan.spec.reports
        )
        outcome, needs_data = _without_own(project, plan), True
        if outcome is None and not unsettled and not options.force:
            assessment = _assessed(project, plan, versions, fingerprinter)
            if assessment is not None:
                outcome = _current(project, plan, assessment, versions)
                needs_data = assessment.same_result is None
        if outcome is None and needs_data:
            outcome = _waiting(plan, progress)
        if outcome is None:
            stale[name] = plan
        else:
            outcomes[name] = outcome
            progress.done(outcome)
    if stale:
        # The kernel machinery and what renders pages: only when there is something to make.
        producer = importlib.import_module("rml.run.produce").Producer(
            project,
            versions=versions,
            fingerprinter=fingerprinter,
            progress=progress,
            options=options,
            settled=outcomes,
        )
        asyncio.run(producer.produce_all(stale))
    return [outcomes[name] for name in plans]
