"""Manifests: a checksum for every file of a folder, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "MANIFEST.sha256"
_CHUNK = 2**20


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes as hexadecimal digits."""
    sha = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, relative with forward slashes, sorted."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    )


def manifest_text(folder: Path, names: Iterable[str]) -> str:
    """Return one ``sha256  name`` line for each named file of a folder, sorted by name."""
    return "".join(f"{file_sha256(folder / name)}  {name}\n" for name in sorted(names))


def problems(folder: Path, manifest: str = MANIFEST, *, complete: bool = True) -> list[str]:
    """Return what in a folder differs from its manifest, one sentence each; empty if nothing.

    Parameters
    ----------
    folder
        The folder to re-hash.
    manifest
        The manifest's name inside it.
    complete
        True if files that the manifest does not list are a problem too.
    """
    path = folder / manifest
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        listed = {name: expected for expected, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        return [f"{manifest} cannot be read: {error}"]
    found = []
    for name, expected in listed.items():
        file = folder / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif (actual := file_sha256(file)) != expected:
            found.append(f"{name} was changed: sha256 {actual[:12]}…, not {expected[:12]}…")
    if complete:
        extra = set(files_below(folder)) - set(listed) - {manifest}
        found.extend(f"{name} is not in {manifest}" for name in sorted(extra))
    return found
