"""Publication: a version appears whole or not at all, and is never changed afterwards."""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from filelock import FileLock, Timeout

from rml.errors import PublicationError
from rml.run.manifest import MANIFEST, file_sha256, files_below, manifest_text
from rml.run.project import Project
from rml.run.record import Record
from rml.run.versions import Version, append_version

BUILDING = ".building"
FAILED = "failed"
_REMEDIES = {
    errno.ENOSPC: "Free disk space and run again; nothing half-written was kept.",
    errno.EDQUOT: "Free space in your quota and run again; nothing half-written was kept.",
    errno.EROFS: "Make the folder writable, or publish elsewhere with --outputs FOLDER.",
    errno.EACCES: "Make the folder writable, or publish elsewhere with --outputs FOLDER.",
    errno.EPERM: "Make the folder writable, or publish elsewhere with --outputs FOLDER.",
}


def _refuse(project: Project, error: OSError) -> NoReturn:
    raise PublicationError(
        f"Publication failed: {error.strerror or error}. Earlier versions are as they were.",
        where=project.relative(Path(error.filename or project.outputs)),
        remedy=_REMEDIES.get(error.errno or 0, "See that the outputs folder can be written to."),
    ) from error


@contextmanager
def outputs_lock(project: Project, *, on_wait: Any = None) -> Iterator[None]:
    """Hold the outputs folder for one run; a second run waits until the first has ended.

    Parameters
    ----------
    project
        The collection; its outputs folder is made if needed.
    on_wait
        Called once, without arguments, if another run holds the lock.

    Raises
    ------
    PublicationError
        If the folder cannot be made or written to.
    """
    try:
        project.outputs.mkdir(parents=True, exist_ok=True)
        probe = project.outputs / f".probe-{uuid.uuid4().hex}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        _refuse(project, error)
    lock = FileLock(project.outputs / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if on_wait:
            on_wait()
        lock.acquire()
    try:
        # Whatever a killed run left behind: the lock is ours, so nobody is writing there.
        shutil.rmtree(project.outputs / BUILDING, ignore_errors=True)
        yield
    finally:
        lock.release()


def json_text(content: Any) -> str:
    """Return content as JSON text: indented, stable, no NaN, one newline at the end."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _sync(folder: Path) -> None:
    """Have the operating system write a folder's files to disk, so that a crash keeps them."""
    for path in [*(folder / name for name in files_below(folder)), folder]:
        if path.is_dir() and os.name == "nt":
            continue
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_aside(project: Project, files: Mapping[str, str | bytes]) -> Path:
    """Return a fresh folder below ``outputs/.building`` that holds the given files."""
    folder = project.outputs / BUILDING / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _replace_folder(project: Project, new: Path, target: Path) -> None:
    """Move ``new`` to ``target``; what stood there goes aside first and is deleted."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        old = project.outputs / BUILDING / uuid.uuid4().hex
        target.rename(old)
        shutil.rmtree(old, ignore_errors=True)
    new.rename(target)


def publish_version(project: Project, record: Record, files: Mapping[str, str | bytes]) -> Version:
    """Return the published version after writing its files and its line in the log.

    Parameters
    ----------
    project
        The collection; its outputs lock must be held.
    record
        The version's record; written as ``record.json``.
    files
        Content by name: ``index.html``, ``notebook.ipynb``, ``findings.json``, tables, figures.

    Raises
    ------
    PublicationError
        If the disk is full, the folder read-only, or anything else cannot be written; then
        nothing of the version remains.
    """
    target = project.outputs / record["report"] / record["version"]
    folder = target
    try:
        folder = _write_aside(project, {**files, "record.json": json_text(record)})
        manifest = folder / MANIFEST
        manifest.write_text(manifest_text(folder, files_below(folder)), encoding="utf-8")
        _sync(folder)
        checksum = file_sha256(manifest)
        # A folder of this name that the log does not know is what a killed run left.
        _replace_folder(project, folder, target)
        folder = target
        version = append_version(
            project,
            report=record["report"],
            version=record["version"],
            profile=record["profile"],
            data_kind=record["data_kind"],
            result=record["fingerprint"]["result"],
            manifest=checksum,
            published=_now(),
        )
        shutil.rmtree(project.outputs / record["report"] / FAILED, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        _refuse(project, error)
    return version


def relist_version(project: Project, version: Version) -> Version:
    """Return a published version after making it its report's newest again in the log."""
    fields = {
        name: value
        for name, value in asdict(version).items()
        if name not in {"published", "previous"}
    }
    try:
        return append_version(project, **fields, published=_now())
    except OSError as error:
        _refuse(project, error)


def publish_failure(project: Project, report: str, files: Mapping[str, str | bytes]) -> Path:
    """Return the page of a failed run, which stands beside the versions until a run succeeds."""
    target = project.outputs / report / FAILED
    try:
        _replace_folder(project, _write_aside(project, files), target)
    except OSError as error:
        _refuse(project, error)
    return target / "index.html"


def replace_file(project: Project, path: Path, content: str) -> bool:
    """Write a file in one step if its content changed; return whether it did."""
    try:
        # Bytes: what was altered need no longer be UTF-8.
        if path.is_file() and path.read_bytes() == content.encode():
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = _write_aside(project, {path.name: content})
        (folder / path.name).replace(path)
        folder.rmdir()
    except OSError as error:
        _refuse(project, error)
    return True


def remove_file(project: Project, path: Path) -> None:
    """Remove a page that stands beside the versions and has nothing to show any more."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _refuse(project, error)
