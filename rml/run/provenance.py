"""What a version records about where it came from: commit, packages, machine, data, seeds."""

from __future__ import annotations

import os
import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from rml.data.registry import PACKAGE_FOLDER, Dataset, dataset
from rml.feedback.question_address import QuestionAddress
from rml.run.assess import Assessment
from rml.run.manifest import file_sha256
from rml.run.outcome import run_command
from rml.run.parameters import field_notes
from rml.run.plan import Plan
from rml.run.project import Project
from rml.run.record import (
    CorrectionRecord,
    DatasetRecord,
    FileRecord,
    FolderRecord,
    GitState,
    Record,
    TableRecord,
    Times,
)

RECORD_FORMAT = 1


def git_state(project: Project) -> GitState | None:
    """Return the commit that is checked out and whether nothing else is in the tree.

    None outside a git checkout, or without git.
    """

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(project.root), *arguments],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    try:
        return {"commit": git("rev-parse", "HEAD"), "clean": not git("status", "--porcelain")}
    except (OSError, subprocess.CalledProcessError):
        return None


def packages() -> dict[str, str]:
    """Return the version of every installed package, by its normalised name, sorted.

    torch's version carries its build, such as ``2.13.0+cpu``.
    """
    found = {
        distribution.name.lower().replace("_", "-"): distribution.version
        for distribution in metadata.distributions()
    }
    return dict(sorted(found.items()))


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine() -> dict[str, Any]:
    """Return what kind of machine this is; nothing that names it or its user."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def file_records(entry: Dataset) -> list[FileRecord]:
    """Return what a report must say of a dataset's files; listed ones by their listing."""
    listed = Counter(file.listing for file in entry.files)
    records: list[FileRecord] = [
        {
            "repository": file.repository,
            "commit": file.commit,
            "path": file.name,
            "sha256": file.sha256,
        }
        for file in entry.files
        if file.listing is None
    ]
    records += [
        {
            "repository": listing.repository,
            "commit": listing.commit,
            "path": listing.file,
            "sha256": file_sha256(PACKAGE_FOLDER / listing.file),
            "files": listed[listing.file],
        }
        for listing in entry.listings
    ]
    return records


def dataset_records(names: Iterable[str]) -> list[DatasetRecord]:
    """Return what a report must say of each dataset it declares."""
    records: list[DatasetRecord] = []
    for name in names:
        entry = dataset(name)
        corrections: list[CorrectionRecord] = [
            {
                "id": item.id,
                "field": item.field,
                "what": item.what,
                "reason": item.reason,
                "source": item.source,
                "role": item.role,
            }
            for item in entry.corrections
        ]
        records.append(
            {
                "name": name,
                "title": entry.title,
                "kind": entry.kind,
                "licence": entry.licence,
                "licence_url": entry.licence_url,
                "citation": entry.citation,
                "doi": entry.doi,
                "republish": entry.republish,
                "files": file_records(entry),
                "corrections": corrections,
                "caveats": list(entry.caveats),
            }
        )
    return records


def seeds(values: Mapping[str, Any]) -> dict[str, int]:
    """Return the parameters that seed a random generator: ``seed`` and ``…_seed``."""
    return {
        name: value
        for name, value in values.items()
        if (name == "seed" or name.endswith("_seed")) and isinstance(value, int)
    }


def make_record(
    plan: Plan,
    assessment: Assessment,
    *,
    times: Times,
    git: GitState | None,
    packages: Mapping[str, str],
    folders: Sequence[FolderRecord],
    tables: Sequence[TableRecord],
    questions: QuestionAddress,
) -> Record:
    """Return the record of a version that is about to be published.

    Parameters
    ----------
    plan, assessment
        What was built, and why.
    times
        Of the run that the version's numbers come from; a page rendered again keeps them.
    git, packages
        As ``git_state`` and ``packages`` return them, once per run.
    folders
        What there is to say of the author's own folders of images.
    tables
        What there is to say of the author's own tables.
    questions
        Where questions about findings go.
    """
    spec = plan.spec
    record: Record = {
        "format": RECORD_FORMAT,
        "report": spec.name,
        "title": spec.title,
        "summary": spec.summary,
        "authors": list(spec.authors),
        "version": assessment.version,
        "profile": plan.profile,
        "data_kind": spec.data_kind,
        "fingerprint": assessment.fingerprint,
        "why": assessment.why or ["run again on request, nothing had changed"],
        "git": git,
        "parameters": plan.values,
        "parameter_fields": field_notes(plan.model),
        "datasets": dataset_records(spec.datasets),
        "folders": list(folders),
        "tables": list(tables),
        "packages": dict(packages),
        "machine": machine(),
        "times": times,
        "seeds": seeds(plan.values),
        "command": run_command(spec.name, plan.profile),
        "contact": questions.email or questions.issues_page,
    }
    if spec.outcome:
        record["outcome"] = spec.outcome
    if questions.parts:
        record["questions"] = questions.parts
    return record
