"""Where a version to compare or export comes from: the log, a folder, or an exported zip."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rml.errors import CollectionError, PublicationError
from rml.run.comparison import Contents
from rml.run.comparison_tables import Grid
from rml.run.manifest import MANIFEST, file_sha256
from rml.run.outcome import run_command
from rml.run.project import Project
from rml.run.version_check import version_problems
from rml.run.versions import LOG, Version, VersionIndex, read_versions
from rml.suggest import did_you_mean

_NAME = re.compile(r"(?P<report>[a-z0-9_]+/[a-z0-9_]+)(?:@(?P<version>[0-9a-f]{4,64}))?")
_MOST_BYTES = 2**30


def read_version(name: str, *, project_of: Callable[[], Project]) -> Contents:
    """Return the contents of the version that ``name`` stands for.

    Parameters
    ----------
    name
        ``REPORT`` (its latest), ``REPORT@VERSION``, the folder of a version, or a zip that
        ``rml export`` wrote. A folder or file of this name comes first.
    project_of
        Gives the collection; called only if ``name`` is a report's.

    Raises
    ------
    CollectionError, PublicationError
        If there is no such version, or its findings or record cannot be read. A version
        that can be read but was altered is returned with its problems.
    """
    path = Path(name)
    if path.is_file():
        return _read_zip(path)
    if path.is_dir() and any((path / part).is_file() for part in ("findings.json", MANIFEST)):
        return _read_folder(path, name, version_problems(path, exported=True))
    if not _NAME.fullmatch(name.strip("/")):
        raise CollectionError(
            f"`{name}` is no version: neither an existing zip, nor a folder that holds a "
            "version, nor a report's name.",
            remedy="Write REPORT, REPORT@VERSION, or the path of a version's folder or zip.",
        )
    project = project_of()
    version = find_version(project, name)
    folder = version.folder(project)
    found = version_problems(folder, listed=version)
    return _read_folder(folder, project.relative(folder), found)


def find_version(project: Project, name: str) -> Version:
    """Return the published version that a name means.

    Parameters
    ----------
    project
        The collection.
    name
        ``REPORT`` for its latest version of the full profile, or ``REPORT@VERSION``; of the
        version its first four or more digits are enough, if no other begins so.

    Raises
    ------
    CollectionError
        If the report or the version is unknown, or the digits fit several versions.
    PublicationError
        If the log lists the version but its folder is gone, or the log is damaged.
    """
    match = _NAME.fullmatch(name.strip("/"))
    if match is None:
        raise CollectionError(
            f"`{name}` is not a report's name.", remedy="Write ANALYSIS/REPORT or REPORT@VERSION."
        )
    report, asked = match["report"], match["version"]
    listed = read_versions(project)
    if report not in {version.report for version in listed}:
        raise _unpublished(project, report, {version.report for version in listed})
    there = VersionIndex(project)
    if asked is None:
        latest = there.latest(report)
        if latest is None:
            raise _no_full_version(report, there)
        return latest
    fitting = {
        version.version: version
        for version in listed
        if version.report == report and version.version.startswith(asked)
    }
    if len(fitting) > 1:
        raise CollectionError(
            f"`{asked}` fits {len(fitting)} versions of {report}: {', '.join(fitting)}.",
            remedy="Give more digits.",
        )
    if not fitting:
        known = {version.version for version in there.of(report)}
        raise CollectionError(
            f"{report} has no version `{asked}`.", remedy=did_you_mean(asked, known)
        )
    (version,) = fitting.values()
    if version.version not in {item.version for item in there.of(report)}:
        raise PublicationError(
            f"{LOG} lists version {version.version} of {report}, but its folder is gone.",
            where=project.relative(version.folder(project)),
            remedy="Restore the folder from a copy.",
        )
    return version


def _unpublished(project: Project, report: str, published: set[str]) -> CollectionError:
    if (project.params / f"{report}.yaml").is_file():
        return CollectionError(
            f"No version of {report} has been published yet.",
            remedy=f"Build it with `{run_command(report, 'full')}`.",
        )
    return CollectionError(
        f"There is no published report `{report}`, and no folder or file of this name.",
        remedy=did_you_mean(report, published),
    )


def _no_full_version(report: str, there: VersionIndex) -> CollectionError:
    quick = there.latest(report, "quick")
    if quick is None:
        return CollectionError(
            f"The folders of all versions of {report} are gone.",
            remedy="Restore them from a copy, or build the report again.",
        )
    return CollectionError(
        f"{report} has no version of the full profile, and a quick one is never its latest.",
        remedy=f"Build it with `{run_command(report, 'full')}`, or name the quick version: "
        f"{report}@{quick.version}.",
    )


def _read_folder(folder: Path, origin: str, found: list[str]) -> Contents:
    """Return the contents of a version's folder, altered or not; ``found`` are its problems.

    Raises
    ------
    PublicationError
        If ``findings.json`` or ``record.json`` cannot be read as what they must be.
    """
    findings = _read_json(folder / "findings.json", origin, found)
    record = _read_json(folder / "record.json", origin, found)
    listed = findings.get("findings")
    if not isinstance(listed, list) or not all(
        isinstance(item, dict) and isinstance(item.get("id"), str) for item in listed
    ):
        raise _unreadable("findings.json", "it has no list of findings with ids", origin, found)
    if not listed:
        found.append("findings.json holds no finding")
    if len({item["id"] for item in listed}) < len(listed):
        found.append("findings.json holds two findings of one id")
    grids = {
        **_grids(folder / "tables", "table {}", found),
        **_grids(folder / "figures", "data of figure {}", found),
    }
    path = folder / MANIFEST
    return Contents(
        name=f"{findings.get('report')}@{findings.get('version')}",
        origin=origin,
        manifest=file_sha256(path) if path.is_file() else "",
        problems=tuple(found),
        findings=findings,
        record=record,
        grids=grids,
        pictures={
            path.stem: file_sha256(path) for path in sorted((folder / "figures").glob("*.svg"))
        },
    )


def _unreadable(file: str, reason: str, origin: str, found: list[str]) -> PublicationError:
    also = "".join(f" Also: {problem}." for problem in found)
    return PublicationError(
        f"{file} is not a version's: {reason}.{also}",
        where=origin,
        remedy="Get the version again from where it was published.",
    )


def _read_json(path: Path, origin: str, found: list[str]) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"it cannot be read ({error.strerror})"
        raise _unreadable(path.name, reason, origin, found) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(path.name, f"it is not JSON ({error})", origin, found) from error
    if not isinstance(content, dict):
        raise _unreadable(path.name, "it holds no mapping", origin, found)
    return content


def _grids(folder: Path, name: str, found: list[str]) -> dict[str, Grid]:
    grids = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            grids[name.format(path.stem)] = _grid(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, csv.Error) as error:
            found.append(f"{folder.name}/{path.name} cannot be read as a table: {error}")
    return grids


def _grid(text: str) -> Grid:
    """Return the table that CSV text holds; every row must be as long as the heading."""
    header, *rows = [tuple(row) for row in csv.reader(io.StringIO(text), strict=True)] or [()]
    if len(set(header)) < len(header):
        raise ValueError("two columns have one name")
    if any(len(row) != len(header) for row in rows):
        raise ValueError("a row is longer or shorter than the heading")
    return Grid(columns=header, rows=tuple(rows))


def _read_zip(path: Path) -> Contents:
    """Return the contents of the one version that a zip holds."""
    try:
        with TemporaryDirectory(prefix="rml-") as scratch, zipfile.ZipFile(path) as archive:
            folder = _unpacked(archive, Path(scratch))
            return _read_folder(folder, str(path), version_problems(folder, exported=True))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise PublicationError(
            f"The file is not a zip with one version: {error}.",
            where=str(path),
            remedy="Get it again from where it was published, or write it with `rml export`.",
        ) from error


def _unpacked(archive: zipfile.ZipFile, scratch: Path) -> Path:
    """Return the folder of the one version in a zip, unpacked below ``scratch``."""
    size = sum(item.file_size for item in archive.infolist())
    if size > _MOST_BYTES:
        raise zipfile.BadZipFile(f"unpacked it would take {size / 2**30:.1f} GiB")
    archive.extractall(scratch)
    folders = sorted(item.parent for item in scratch.rglob("findings.json"))
    if len(folders) != 1:
        raise zipfile.BadZipFile(f"it holds {len(folders)} versions, not one")
    return folders[0]
