"""Tables of one's own that a parameter file names: where they lie, and what they hold.

Imports the standard library only: a run that finds nothing to do fingerprints such tables, too.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from rml.errors import DataError, DataUnavailableError

VARIABLE: Final = "RML_TABLES"
"""The runner names the tables here, as JSON: the name in the parameter file to the source."""

PARQUET: Final = ".parquet"
_DATABASE_FILES: Final = (".duckdb", ".ddb", ".db")
Kind = Literal["parquet", "duckdb", "database"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """Where one table lies.

    Parameters
    ----------
    kind
        ``parquet``: a file, or a folder of files. ``duckdb``: a table in a DuckDB file.
        ``database``: a table behind an Ibis connection URL.
    place
        The path, or the URL without its fragment.
    table
        The table's name in its database, ``schema.table`` where it is not in the default
        schema; None for Parquet.
    """

    kind: Kind
    place: str
    table: str | None = None

    @property
    def written(self) -> str:
        """The source as a parameter file has it."""
        return self.place if self.table is None else f"{self.place}#{self.table}"


def table_source(written: str, *, where: str) -> TableSource:
    """Return the source that a text names.

    Parameters
    ----------
    written
        The path of a Parquet file or of a folder of them; the path of a DuckDB file and,
        after ``#``, a table in it; or an Ibis connection URL and, after ``#``, a table.
    where
        How messages name it.

    Raises
    ------
    DataError
        If it names no table, or holds a password.
    """
    place, hash_sign, table = written.partition("#")
    if "://" in place:
        _, _, user = place.partition("://")
        name, at, _ = user.partition("/")[0].rpartition("@")
        if at and ":" in name:
            raise DataError(
                "The connection URL holds a password, and parameter files are published.",
                where=where,
                remedy="Leave it out, and give it as the database's own client takes it: an "
                "environment variable or a password file.",
            )
        kind: Kind = "database"
    elif hash_sign or place.lower().endswith(_DATABASE_FILES):
        kind = "duckdb"
    else:
        return TableSource(kind="parquet", place=written)
    if not table:
        raise DataError(
            "It names a database, but no table in it.",
            where=where,
            remedy="Write the table's name after a #: study.duckdb#impressions.",
        )
    return TableSource(kind=kind, place=place, table=table)


def given_tables() -> dict[str, TableSource]:
    """Return the tables that the runner gave to this process, by their names; maybe none.

    In JupyterLab, where no runner reads the parameter file, the environment variable
    ``RML_TABLES`` gives them, as JSON: ``{"users": "/a/users.parquet"}``.
    """
    written: dict[str, str] = json.loads(os.environ.get(VARIABLE) or "{}")
    return {name: table_source(text, where=f"tables.{name}") for name, text in written.items()}


def is_there(source: TableSource) -> bool:
    """Return True if a source is on this machine; of a URL nobody can say without asking."""
    if source.kind == "database":
        return True
    try:
        path = Path(source.place)
        return path.is_file() or (path.is_dir() and source.kind == "parquet")
    except OSError:  # a folder above it is closed to this user
        return False


def files_of(source: TableSource, *, where: str) -> dict[str, Path]:
    """Return a source's files by their names in it, sorted; none for a database's table.

    Hidden files and folders do not count, nor do those whose names begin with ``_``, which
    programs that write Parquet leave behind (``_SUCCESS``). A folder's other files must be
    Parquet. Beside a DuckDB file, a log of what is not yet in it counts as well.

    Parameters
    ----------
    source
        Where the table lies.
    where
        How messages name it.

    Raises
    ------
    DataUnavailableError
        If there is no such file or folder.
    DataError
        If a folder holds no Parquet, or other files.
    """
    if source.kind == "database":
        return {}
    path = Path(source.place)
    if not is_there(source):
        kind = "file" if source.kind == "duckdb" else "file or folder"
        raise DataUnavailableError(
            f"There is no such {kind} on this machine.",
            where=where,
            remedy="Put it there, or correct its path.",
        )
    if source.kind == "duckdb":
        log = path.with_name(f"{path.name}.wal")
        return {"": path, **({"wal": log} if log.is_file() else {})}
    if path.is_file():
        return {"": path}
    files = _files_below(path)
    foreign = [name for name in files if not name.lower().endswith(PARQUET)]
    if foreign or not files:
        problem = (
            f"{len(foreign):,} of {len(files):,} files are not named .parquet ({_some(foreign)})."
            if foreign
            else "The folder holds no Parquet file."
        )
        raise DataError(
            problem,
            where=where,
            remedy="Give it a folder that holds one table's Parquet files and nothing else.",
        )
    return files


def _files_below(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for parent, folders, names in os.walk(folder, onerror=_cannot_read):
        folders[:] = [name for name in folders if not name.startswith((".", "_"))]
        for name in names:
            if not name.startswith((".", "_")):
                path = Path(parent, name)
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def _cannot_read(error: OSError) -> None:
    raise DataError(
        f"A folder of the table cannot be read: {error.strerror}.", remedy="Make it readable."
    )


def _some(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:3]) + (", ..." if len(names) > 3 else "")
