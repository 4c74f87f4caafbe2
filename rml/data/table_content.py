"""What tables of one's own hold, as one checksum each; known again without reading all of it.

Imports the standard library only, but for databases: a run that finds nothing to do needs it.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rml.data.fetch import cache_folder
from rml.data.own_tables import TableSource, files_of
from rml.errors import DataError

_FOLDER: Final = "own_tables"
# A file system's clock may tick this slowly: a file that was written to so shortly before could
# be written to again without another time.
_SETTLED_NS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent:
    """What is known of a table's content.

    Parameters
    ----------
    files
        How many files it lies in; 0 for a table behind a URL.
    size
        Bytes of these files.
    sha256
        Of one file: of its bytes. Of a folder: of what ``sha256sum`` prints for its files,
        sorted by path. Of a table in a DuckDB file: of the sum of the whole file and the
        table's name. Of a table behind a URL: of the declared version, or of the digest that
        the database computes.
    version
        The declared version of a table behind a URL, else None.
    """

    files: int
    size: int
    sha256: str
    version: str | None = None


def table_content(source: TableSource, *, version: str | None, where: str) -> TableContent:
    """Return what is known of a table's content.

    Parameters
    ----------
    source
        Where the table lies.
    version
        Its declared version, for a table behind a URL. Without one the database is asked,
        which reads the table.
    where
        How messages name it.

    Raises
    ------
    DataUnavailableError
        If a file or folder is not there.
    DataError
        If a file cannot be read, a folder is no table, or a database cannot be asked.
    """
    if source.kind == "database":
        known: Mapping[str, object] = {"version": version}
        if version is None:
            # Imports Ibis: a table behind a URL without a version costs that, and a query.
            from rml.data.table_connections import database_digest  # noqa: PLC0415

            known = database_digest(source, where=where)
        text = json.dumps({"table": source.table, **known}, sort_keys=True)
        return TableContent(files=0, size=0, sha256=_sha256(text), version=version)
    files = files_of(source, where=where)
    try:
        sums = {name: remembered_sha256(path) for name, path in files.items()}
        size = sum(path.stat().st_size for path in files.values())
    except OSError as error:
        raise DataError(
            f"A file of the table cannot be read: {error.strerror}.",
            where=where,
            remedy="Make it readable.",
        ) from error
    lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    if source.kind == "duckdb":
        whole = _sha256(f"{lines}{source.table}\n")
    else:
        whole = sums[""] if list(sums) == [""] else _sha256(lines)
    return TableContent(files=len(files), size=size, sha256=whole)


def remembered_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, read again only if the file may have changed.

    The sum is kept in the cache with the file's size, inode and times of change, of its
    content and of its entry in the folder; any other means that it is read again. The time
    of the entry cannot be set back by a program that restores the other one.
    """
    note = cache_folder() / _FOLDER / f"{_sha256(str(path.resolve()))}.json"
    before = _stamp(path)
    try:
        kept = json.loads(note.read_text(encoding="utf-8"))
        if kept["stamp"] == before:
            return str(kept["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or damaged: it is written anew
    started = time.time_ns()
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    settled = max(before[2:]) < started - _SETTLED_NS
    if settled and _stamp(path) == before:
        _keep(note, json.dumps({"stamp": before, "sha256": found}))
    return found


def _keep(note: Path, text: str) -> None:
    """Write a note whole or not at all; without room for it the file is read again next time."""
    part = note.with_suffix(f".{os.getpid()}.part")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(note)
    except OSError:
        return


def _stamp(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
