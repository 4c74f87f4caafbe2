"""Packages: a version as one zip, with licences, citation and how to verify it."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rml.errors import PublicationError
from rml.run.export_texts import citation_cff, licences_md, project_licence, verify_md
from rml.run.manifest import files_below
from rml.run.project import Project
from rml.run.version_check import EXPORT_FILES, version_problems
from rml.run.versions import Version

# The oldest time that a zip can hold: the same in every package.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A package that was written.

    Parameters
    ----------
    path
        The zip.
    sha256
        Its checksum: the same whenever and wherever this version is packed.
    files, size
        How many files it holds, and its own bytes.
    already_there
        True if the very same zip stood there before.
    """

    path: Path
    sha256: str
    files: int
    size: int
    already_there: bool


def package_name(version: Version) -> str:
    """Return the name of a version's package and of the folder in it, without suffix."""
    name = f"{version.report.replace('/', '-')}-{version.version}"
    return name if version.profile == "full" else f"{name}-{version.profile}"


def export_version(project: Project, version: Version, target: Path) -> Export:
    """Return the package of a version after writing it in one step.

    Parameters
    ----------
    project
        The collection.
    version
        A published version.
    target
        The zip to write, or an existing folder to put it in under its own name.

    Raises
    ------
    PublicationError
        If the version is not as it was published, another file stands at ``target``, or it
        cannot be written; then nothing of it remains.
    """
    folder = version.folder(project)
    found = version_problems(folder, listed=version)
    if found:
        raise PublicationError(
            f"Version {version.version} is not as it was published: {'; '.join(found)}.",
            where=project.relative(folder),
            remedy="Restore the folder from a copy; `rml verify` checks it.",
        )
    files = {name: (folder / name).read_bytes() for name in files_below(folder)}
    files |= _added(project, version)
    content = _zip(package_name(version), files)
    path = target / f"{package_name(version)}.zip" if target.is_dir() else target
    return Export(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        files=len(files),
        size=len(content),
        already_there=not _write(path, content),
    )


def _added(project: Project, version: Version) -> dict[str, bytes]:
    """Return the files that an export adds to a version's own; see ``EXPORT_FILES``."""
    record = version.record(project)
    # Who passes the notebook on must pass its licence on as well (Apache-2.0, section 4).
    licence_text = project.root / "LICENSE"
    names = [name for name in EXPORT_FILES if name != "LICENSE" or licence_text.is_file()]
    contents: dict[str, Callable[[], bytes]] = {
        "CITATION.cff": lambda: citation_cff(record, manifest=version.manifest).encode(),
        "LICENCES.md": lambda: licences_md(record, licence=project_licence(project)).encode(),
        "LICENSE": licence_text.read_bytes,
        "VERIFY.md": lambda: verify_md(
            record, manifest=version.manifest, package=package_name(version), added=names
        ).encode(),
    }
    return {name: contents[name]() for name in names}


def _zip(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files below ``folder`` that is the same on every machine."""
    buffer = io.BytesIO()
    # Stored, because deflated bytes differ between implementations of zlib.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", date_time=_TIME)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _write(path: Path, content: bytes) -> bool:
    """Write a new file in one step; return False if the very same was there.

    Raises
    ------
    PublicationError
        If another file stands there, or it cannot be written.
    """
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        if path.exists():
            if path.is_file() and path.read_bytes() == content:
                return False
            raise PublicationError(
                "Something else stands there already, and is not overwritten.",
                where=str(path),
                remedy="Name another file with --to, or move that one away.",
            )
        with aside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise PublicationError(
            f"The package cannot be written: {error.strerror or error}. Nothing of it was kept.",
            where=str(path),
            remedy="Name a file in a folder that exists, can be written to, and has room.",
        ) from error
    return True
