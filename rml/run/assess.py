"""Assessment of a report: whether it has to be run, only rendered, or nothing at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rml.run.fingerprint import Fingerprinter, reasons, version_name
from rml.run.manifest import file_sha256
from rml.run.plan import Plan
from rml.run.project import Project
from rml.run.record import Fingerprint
from rml.run.versions import Version, VersionIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What a report's fingerprint says about the versions there are.

    Parameters
    ----------
    fingerprint
        Of the report as the tree has it now.
    current
        The version of this very fingerprint, if it is published.
    same_result
        A version with the same result fingerprint: its notebook can be rendered again.
    why
        What changed since the profile's newest version, in words.
    """

    fingerprint: Fingerprint
    current: Version | None
    same_result: Version | None
    why: list[str]

    @property
    def version(self) -> str:
        """The name of the version that the fingerprint leads to."""
        return version_name(self.fingerprint)


def input_findings(
    project: Project, plan: Plan, versions: VersionIndex, *, absent: Collection[str] = ()
) -> dict[str, Path]:
    """Return the findings file of each report that a plan reads, by name.

    Reports without a version are left out, and so are those named in ``absent``: what such a
    report found before is old.
    """
    found = {}
    for name in plan.spec.reports:
        latest = versions.latest(name, plan.profile)
        if latest is not None and name not in absent:
            found[name] = latest.folder(project) / "findings.json"
    return found


def assess(
    project: Project,
    plan: Plan,
    *,
    versions: VersionIndex,
    fingerprinter: Fingerprinter,
    absent: Collection[str] = (),
) -> Assessment:
    """Return what has to be done for a report, given the versions published so far.

    The report may do without the inputs named in ``absent``.
    """
    fingerprint = fingerprinter.fingerprint(
        plan.spec,
        plan.source,
        values=plan.values,
        profile=plan.profile,
        input_findings={
            name: file_sha256(path)
            for name, path in input_findings(project, plan, versions, absent=absent).items()
        },
    )
    name = version_name(fingerprint)
    published = versions.of(plan.spec.name)
    current = next((item for item in published if item.version == name), None)
    same_result = next(
        (item for item in reversed(published) if item.result == fingerprint["result"]), None
    )
    newest = versions.latest(plan.spec.name, plan.profile)
    if newest is None:
        why = ["there is no version of this report yet"]
    elif newest.version == name:
        why = []
    else:
        why = reasons(newest.record(project)["fingerprint"]["parts"], fingerprint["parts"])
    return Assessment(fingerprint=fingerprint, current=current, same_result=same_result, why=why)
