"""Produce stale reports: fetch their data, run their kernels side by side, render, publish."""

from __future__ import annotations

import asyncio
import importlib
import os
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import nbformat

from rml.data.fetch import fetch
from rml.errors import DataError, ProductError, PublicationError
from rml.report.products import products_of
from rml.run.assess import Assessment, assess, input_findings
from rml.run.build import BuildOptions
from rml.run.contract import breach, findings_file
from rml.run.documents import document_folders
from rml.run.failure import Failure
from rml.run.fingerprint import Fingerprinter
from rml.run.folders import OwnFolders, folder_paths, hide_places
from rml.run.kernel import PrivateKernel, remove_leftovers
from rml.run.kernel_text import readable
from rml.run.outcome import Outcome, State, run_command
from rml.run.parameters import field_notes
from rml.run.plan import Plan
from rml.run.progress import Progress
from rml.run.project import Project
from rml.run.provenance import git_state, make_record, packages
from rml.run.publish import json_text, publish_failure, publish_version
from rml.run.record import Times
from rml.run.tables import OwnTables, table_places, table_sources
from rml.run.version_files import version_files
from rml.run.versions import Version, VersionIndex


class Producer:
    """Produces stale reports, each after the reports whose findings it reads.

    Parameters
    ----------
    project, versions, fingerprinter, progress, options
        As for ``build``.
    settled
        Outcomes by report; those of earlier reports are read, new ones are added.
    """

    def __init__(
        self,
        project: Project,
        *,
        versions: VersionIndex,
        fingerprinter: Fingerprinter,
        progress: Progress,
        options: BuildOptions,
        settled: dict[str, Outcome],
    ) -> None:
        self._project = project
        self._versions = versions
        self._fingerprinter = fingerprinter
        self._progress = progress
        self._options = options
        self._outcomes = settled
        self._git = git_state(project)
        self._packages = packages()
        # Reports are rendered and published from threads; the renderer is one object, and the
        # log of versions takes one line at a time.
        self._one_at_a_time = threading.Lock()

    async def produce_all(self, plans: dict[str, Plan]) -> None:
        """Produce every plan and note its outcome; one report's failure stops no other."""
        remove_leftovers()
        kernels = asyncio.Semaphore(self._options.jobs)
        # Fewer reports than cores leave more threads to each.
        threads = max(1, (os.cpu_count() or 1) // min(self._options.jobs, len(plans)))
        done = {name: asyncio.Event() for name in plans}

        async def one(name: str, plan: Plan) -> None:
            try:
                for needed in plan.spec.reports:
                    if needed in done:
                        await done[needed].wait()
                outcome = await self._produce(plan, kernels, threads)
                self._outcomes[name] = outcome
                self._progress.done(outcome)
            finally:
                done[name].set()

        async with asyncio.TaskGroup() as group:
            for name, plan in plans.items():
                group.create_task(one(name, plan))

    async def _produce(self, plan: Plan, kernels: asyncio.Semaphore, threads: int) -> Outcome:
        """Return what came of one report, whatever it is: one report stops no other."""
        start = time.monotonic()
        try:
            return await self._attempt(plan, kernels, threads, start)
        except PublicationError as error:
            return Outcome(
                report=plan.spec.name,
                state="failed",
                detail=str(error),
                seconds=time.monotonic() - start,
            )
        except DataError as error:
            failure = Failure(cause="input failed", summary=str(error))
        except ProductError as error:
            failure = Failure(cause="wrong product", summary=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours is told like any other
            failure = Failure(
                cause="raised",
                summary=f"The runner itself failed with {type(error).__name__}: {error}",
                traceback=traceback.format_exc(),
            )
        return self._failed(plan, failure, None, start)

    async def _attempt(
        self, plan: Plan, kernels: asyncio.Semaphore, threads: int, start: float
    ) -> Outcome:
        absent = self._absent_inputs(plan)
        if absent and not self._does_without(plan, absent):
            failure = Failure(
                cause="input failed",
                summary=f"Not built: its input {', '.join(absent)} was not built.",
            )
            return self._failed(plan, failure, None, start)
        assessment = assess(
            self._project,
            plan,
            versions=self._versions,
            fingerprinter=self._fingerprinter,
            absent=absent,
        )
        if assessment.current and not self._options.force:
            return self._outcome(plan, "current", start, version=assessment.current)
        if assessment.same_result and not self._options.force:
            version = await asyncio.to_thread(
                self._render_again, plan, assessment, assessment.same_result
            )
            detail = "; ".join(assessment.why)
            return self._outcome(plan, "rendered", start, version=version, detail=detail)
        async with kernels:
            return await self._run(plan, assessment, threads, start)

    def _absent_inputs(self, plan: Plan) -> list[str]:
        """Return the reports that a plan reads and that came to nothing in this run."""
        return [
            needed
            for needed in plan.spec.reports
            if needed in self._outcomes and not self._outcomes[needed].usable
        ]

    def _does_without(self, plan: Plan, absent: Sequence[str]) -> bool:
        """Return whether a report is built although some that it reads are absent."""
        there = input_findings(self._project, plan, self._versions, absent=absent)
        kinds = {
            latest.data_kind
            for name in there
            if (latest := self._versions.latest(name, plan.profile)) is not None
        }
        return plan.spec.reports_may_be_absent and plan.spec.data_kind in kinds

    def _outcome(
        self, plan: Plan, state: State, start: float, *, version: Version, detail: str = ""
    ) -> Outcome:
        return Outcome(
            report=plan.spec.name,
            state=state,
            detail=detail,
            version=version.version,
            page=version.page,
            seconds=time.monotonic() - start,
        )

    async def _run(self, plan: Plan, assessment: Assessment, threads: int, start: float) -> Outcome:
        name = plan.spec.name
        for dataset in plan.spec.datasets:
            self._progress.stage(name, f"data {dataset}")
            await asyncio.to_thread(fetch, dataset)
        self._progress.stage(name, f"starts: {'; '.join(assessment.why) or 'forced'}")
        inputs = input_findings(
            self._project, plan, self._versions, absent=self._absent_inputs(plan)
        )
        findings = {report: str(path) for report, path in inputs.items()}
        await asyncio.to_thread(
            self._fingerprinter.tables.check_columns, plan.spec, plan.model.own_tables
        )
        folders = folder_paths(self._project, plan.spec)
        places = {**folders, **table_places(self._project, plan.spec)}
        async with PrivateKernel(
            self._project,
            threads=threads,
            findings=findings,
            folders=folders,
            tables=table_sources(self._project, plan.spec),
            documents=document_folders(self._project, plan.spec),
            due=assessment.fingerprint["parts"].get("due"),
        ) as kernel:
            # The kernel is starting meanwhile: importing nbclient and papermill costs no time.
            module = await asyncio.to_thread(importlib.import_module, "rml.run.execute")
            notebook = module.prepared(
                self._project.notebooks / f"{plan.spec.notebook}.ipynb", plan.values
            )
            renderer = asyncio.ensure_future(
                asyncio.to_thread(importlib.import_module, "rml.run.render")
            )
            execution = await module.execute(
                notebook,
                kernel,
                limits=plan.spec.limits,
                on_cell=lambda cell, total: self._progress.stage(name, f"cell {cell} of {total}"),
                on_words=lambda words: self._progress.note(name, words),
            )
            await renderer
        for cell in execution.notebook.cells:
            hide_places(cell.get("outputs"), places)
        if execution.failure:
            failure = Failure(**hide_places(asdict(execution.failure), places))
            return self._failed(plan, failure, execution.notebook, start)
        changed = await asyncio.to_thread(self._changed_inputs, plan, assessment)
        if changed is not None:
            return self._failed(plan, changed, execution.notebook, start)
        self._progress.stage(name, "renders")
        version: Version | Failure
        try:
            version = await asyncio.to_thread(
                self._publish, plan, assessment, execution.notebook, execution.times
            )
        except ProductError as error:
            version = Failure(cause="wrong product", summary=str(error))
        if isinstance(version, Failure):
            return self._failed(plan, version, execution.notebook, start)
        why = "; ".join(assessment.why) or "forced"
        return self._outcome(plan, "built", start, version=version, detail=why)

    def _changed_inputs(self, plan: Plan, assessment: Assessment) -> Failure | None:
        """Return the failure of a run whose own inputs are no longer what was fingerprinted.

        Datasets cannot change in a run, being verified against the registry; a folder or a
        table can, and the version would then say that its numbers come from others than they do.
        """
        spec, parts = plan.spec, assessment.fingerprint["parts"]
        after: dict[str, dict[str, str]] = {}
        if spec.folders:
            after["folders"] = OwnFolders(self._project).fingerprints(spec)
        if spec.tables:
            after["tables"] = OwnTables(self._project).fingerprints(spec)
        words = {"folders": ("folder", "images"), "tables": ("table", "rows")}
        said = []
        for part, found in after.items():
            changed = [name for name in found if found[name] != parts[part][name]]
            kind, what = words[part]
            if changed:
                said.append(
                    f"The {kind} {', '.join(changed)} changed while the notebook ran, so that "
                    f"nobody can say which {what} the numbers come from."
                )
        if not said:
            return None
        return Failure(cause="input failed", summary=f"{' '.join(said)} Run it again.")

    def _publish(
        self,
        plan: Plan,
        assessment: Assessment,
        notebook: nbformat.NotebookNode,
        times: Times,
    ) -> Version | Failure:
        """Return the version published from an executed notebook, or how it breaks its contract."""
        products = products_of(notebook)
        broken = breach(products, plan.spec)
        if broken is not None:
            return broken
        findings = findings_file(
            products, plan.spec, version=assessment.version, profile=plan.profile
        )
        record = make_record(
            plan,
            assessment,
            times=times,
            git=self._git,
            packages=self._packages,
            folders=self._fingerprinter.folders.records(plan.spec),
            tables=self._fingerprinter.tables.records(plan.spec),
            questions=self._fingerprinter.questions,
        )
        with self._one_at_a_time:
            files = version_files(notebook, products, record=record, findings=findings)
            version = publish_version(self._project, record, files)
            self._versions.add(version)
        return version

    def _render_again(self, plan: Plan, assessment: Assessment, source: Version) -> Version:
        """Return a version with a new page, made from a stored notebook without a kernel."""
        folder = source.folder(self._project)
        notebook = nbformat.reads(
            (folder / "notebook.ipynb").read_text(encoding="utf-8"), as_version=4
        )
        version = self._publish(plan, assessment, notebook, source.record(self._project)["times"])
        if isinstance(version, Failure):
            raise ProductError(version.summary)
        return version

    def _failed(
        self,
        plan: Plan,
        failure: Failure,
        notebook: nbformat.NotebookNode | None,
        start: float,
    ) -> Outcome:
        """Return the outcome of a failed report after publishing its partial report."""
        spec = plan.spec
        with self._one_at_a_time:
            page = importlib.import_module("rml.run.render").render_failure(
                notebook,
                report=spec.name,
                title=spec.title,
                failure=failure,
                command=run_command(spec.name, plan.profile),
                summary=spec.summary,
                data_kind=spec.data_kind,
                profile=plan.profile,
                parameters=plan.values,
                parameter_fields=field_notes(plan.model),
                products=spec.products.model_dump(),
                finished=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        files: dict[str, str | bytes] = {
            "index.html": page,
            "failure.json": json_text(
                {
                    "cause": failure.cause,
                    "summary": readable(failure.summary, root=self._project.root),
                }
            ),
        }
        if notebook is not None:
            files["notebook.ipynb"] = nbformat.writes(notebook)
        detail = f"{failure.cause}: {failure.summary}"
        try:
            page_path = publish_failure(self._project, spec.name, files)
            where = page_path.relative_to(self._project.outputs).as_posix()
        except PublicationError as error:
            where, detail = "", f"{detail} The partial report could not be written: {error}"
        return Outcome(
            report=spec.name,
            state="input failed" if failure.cause == "input failed" else "failed",
            detail=detail,
            page=where,
            seconds=time.monotonic() - start,
        )
