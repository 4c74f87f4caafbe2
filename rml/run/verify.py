"""Verification: re-hash what was published and say which link of the chain breaks.

The links: the log of versions -> each version's manifest -> its files -> its record's
fingerprints -> the input files, code, parameters and lock of the tree at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from rml.data.fetch import locate
from rml.data.registry import dataset
from rml.errors import DataError, PublicationError, RmlError
from rml.run.assess import assess
from rml.run.collection import ReportSpec
from rml.run.fingerprint import Fingerprinter, reasons
from rml.run.index import SITE_MANIFEST
from rml.run.manifest import MANIFEST, problems
from rml.run.plan import make_plans
from rml.run.project import Project
from rml.run.version_check import version_problems
from rml.run.versions import LOG, Version, VersionIndex, read_versions


@dataclass(slots=True)
class Verification:
    """What verification found.

    Parameters
    ----------
    checked
        What was checked and holds, one line each.
    broken
        What does not hold: something published is not as it was.
    notes
        What an outsider should know but is no break: this tree would build another version,
        or an input file is not at hand to be checked.
    """

    checked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _verify_version(project: Project, version: Version) -> list[str]:
    """Return what is broken in one version."""
    found = version_problems(version.folder(project), listed=version)
    return [f"{version.report}/{version.version}: {problem}" for problem in found]


def verify_outputs(project: Project, reports: Collection[str] | None = None) -> Verification:
    """Return whether everything published is byte for byte as it was published.

    Parameters
    ----------
    project
        The collection.
    reports
        Names to restrict the versions to; None means all. The log and the index are
        always checked.
    """
    result = Verification()
    try:
        versions = read_versions(project)
    except PublicationError as error:
        result.broken.append(str(error))
        return result
    if not versions:
        result.notes.append("Nothing has been published yet: run `make reports`.")
        return result
    # A version listed again after a rebuild counts by its last line.
    last = {
        (version.report, version.version): version
        for version in versions
        if reports is None or version.report in reports
    }
    for version in last.values():
        broken = _verify_version(project, version)
        result.broken.extend(broken)
        if not broken:
            result.checked.append(
                f"{version.report}/{version.version}: files, manifest, fingerprints"
            )
    listed = {version.folder(project) for version in versions}
    for path in sorted(project.outputs.glob(f"*/*/*/{MANIFEST}")):
        if path.parent not in listed:
            result.broken.append(
                f"{path.parent.relative_to(project.outputs).as_posix()}: not listed in {LOG}"
            )
    site = problems(project.outputs, SITE_MANIFEST, complete=False)
    result.broken.extend(f"the index: {problem}" for problem in site)
    if not site:
        result.checked.append(
            f"the index, the log of versions, feedback and failure pages: {SITE_MANIFEST}"
        )
    return result


def verify_inputs(names: Sequence[str], result: Verification) -> None:
    """Add to ``result`` whether the input files at hand are the registered ones."""
    for name in names:
        missing = 0
        try:
            for file in dataset(name).files:
                missing += locate(file) is None
        except DataError as error:
            result.broken.append(f"dataset {name}: {error}")
            continue
        total = len(dataset(name).files)
        if missing:
            result.notes.append(
                f"dataset {name}: {missing} of {total} files are not at hand to be checked; "
                f"`rml data get {name}` gets them"
            )
        else:
            result.checked.append(f"dataset {name}: {total} files have their registered checksums")


def verify_tree(project: Project, specs: Mapping[str, ReportSpec], result: Verification) -> None:
    """Add to ``result`` whether this tree would build the latest versions, and if not, why."""
    try:
        plans = make_plans(project, specs.values(), "full")
        fingerprinter = Fingerprinter(project)
        versions = VersionIndex(project)
    except RmlError as error:
        result.notes.append(f"this tree cannot build reports: {error}")
        return
    for name, plan in plans.items():
        latest = versions.latest(name)
        if latest is None:
            result.notes.append(f"{name}: no version of the full profile is published")
            continue
        try:
            assessment = assess(project, plan, versions=versions, fingerprinter=fingerprinter)
        except DataError as error:
            result.notes.append(
                f"{name}: what its authors have of their own is not at hand to be checked: {error}"
            )
            continue
        if assessment.version == latest.version:
            result.checked.append(f"{name}: this tree builds version {latest.version}")
        else:
            old = latest.record(project)["fingerprint"]["parts"]
            changes = "; ".join(reasons(old, assessment.fingerprint["parts"]))
            result.notes.append(
                f"{name}: this tree would build {assessment.version}, not {latest.version}: "
                f"{changes}"
            )
