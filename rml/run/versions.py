"""The log of published versions: ``outputs/versions.jsonl``, only ever appended to.

Each line carries the sha256 of the line before it, so that a line changed or taken out
later breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from rml.data.ledger import DataKind
from rml.errors import PublicationError
from rml.run.project import Project
from rml.run.record import FindingsFile, Profile, Record

LOG = "versions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One published version, as a line of the log.

    Parameters
    ----------
    report, version, profile, data_kind
        Which version of what.
    result
        The result fingerprint.
    manifest
        The sha256 of the version's ``MANIFEST.sha256``.
    published
        When, ISO 8601 with the zone.
    previous
        The sha256 of the line before; empty for the first.
    """

    report: str
    version: str
    profile: Profile
    data_kind: DataKind
    result: str
    manifest: str
    published: str
    previous: str

    def folder(self, project: Project) -> Path:
        """Return the folder that holds the version's files."""
        return project.outputs / self.report / self.version

    @property
    def page(self) -> str:
        """The version's page, relative to the outputs folder, with forward slashes."""
        return f"{self.report}/{self.version}/index.html"

    def record(self, project: Project) -> Record:
        """Return the version's ``record.json``.

        Raises
        ------
        PublicationError
            If it is missing or damaged.
        """
        return cast("Record", self._content(project, "record"))

    def findings(self, project: Project) -> FindingsFile:
        """Return the version's ``findings.json``.

        Raises
        ------
        PublicationError
            If it is missing or damaged.
        """
        return cast("FindingsFile", self._content(project, "findings"))

    def _content(self, project: Project, name: str) -> object:
        path = self.folder(project) / f"{name}.json"
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise PublicationError(
                f"The {name} of version {self.version} cannot be read: {error}.",
                where=project.relative(path),
                remedy="Restore the version's folder, or delete it and run `make reports`.",
            ) from error


def line_sha256(line: str) -> str:
    """Return the sha256 by which the next line refers to this one."""
    return hashlib.sha256(line.encode()).hexdigest()


def _lines(project: Project) -> list[str]:
    try:
        return (project.outputs / LOG).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def read_versions(project: Project) -> list[Version]:
    """Return every version of the log, oldest first.

    Raises
    ------
    PublicationError
        If a line is damaged or the chain is broken.
    """
    versions: list[Version] = []
    previous = ""
    for number, line in enumerate(_lines(project), start=1):
        where = f"{project.relative(project.outputs / LOG)}:{number}"
        try:
            version = Version(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise PublicationError(
                f"The line is damaged: {error}.",
                where=where,
                remedy="Restore the file from a copy; lines are only ever appended.",
            ) from error
        if version.previous != previous:
            raise PublicationError(
                "The line does not follow from the one before it: a line was changed or removed.",
                where=where,
                remedy="Restore the file from a copy.",
            )
        previous = line_sha256(line)
        versions.append(version)
    return versions


def append_version(
    project: Project,
    *,
    report: str,
    version: str,
    profile: Profile,
    data_kind: DataKind,
    result: str,
    manifest: str,
    published: str,
) -> Version:
    """Return a version after appending it to the log; the outputs lock must be held."""
    lines = _lines(project)
    line = Version(
        report=report,
        version=version,
        profile=profile,
        data_kind=data_kind,
        result=result,
        manifest=manifest,
        published=published,
        previous=line_sha256(lines[-1]) if lines else "",
    )
    path = project.outputs / LOG
    size = path.stat().st_size if path.exists() else 0
    text = json.dumps(asdict(line), ensure_ascii=False) + "\n"
    with path.open("a", encoding="utf-8") as stream:
        try:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(size)  # half a line would damage the log
            raise
    return line


class VersionIndex:
    """Published versions by report; only those whose folder is still there.

    Parameters
    ----------
    project
        The collection.
    """

    def __init__(self, project: Project) -> None:
        self._by_report: dict[str, list[Version]] = {}
        for version in read_versions(project):
            if (version.folder(project) / "index.html").is_file():
                self._by_report.setdefault(version.report, []).append(version)

    def reports(self) -> list[str]:
        """Return the names of the reports that have a version, in the order of their first."""
        return list(self._by_report)

    def of(self, report: str) -> list[Version]:
        """Return a report's versions, newest last, each once at its latest place."""
        last = {version.version: version for version in self._by_report.get(report, ())}
        seen = self._by_report.get(report, ())
        return [version for version in seen if last[version.version] is version]

    def latest(self, report: str, profile: Profile = "full") -> Version | None:
        """Return the newest version of a profile; a quick version is never a full one's latest."""
        matching = [version for version in self.of(report) if version.profile == profile]
        return matching[-1] if matching else None

    def add(self, version: Version) -> None:
        """Note a version just published."""
        self._by_report.setdefault(version.report, []).append(version)
