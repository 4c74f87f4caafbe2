"""The columns of Parquet files, and where files that should be one table disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rml.errors import DataError

_EXAMPLES = 3
_INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")


def columns_by_file(files: Mapping[str, Path], *, where: str) -> dict[str, dict[str, str]]:
    """Return the type of each column of each Parquet file, in Arrow's words, by file's name.

    A folder ``name=value`` that a file lies in gives the column ``name``, of the type
    ``folder``.

    Parameters
    ----------
    files
        Paths by name.
    where
        How messages name the table.

    Raises
    ------
    DataError
        If files cannot be read as Parquet; all of them at once.
    """
    found: dict[str, dict[str, str]] = {}
    unreadable: dict[str, str] = {}
    for name, path in files.items():
        try:
            schema = pq.read_schema(path)
        except (OSError, pa.ArrowException):
            unreadable[name or path.name] = ""
            continue
        found[name] = {field.name: _plain(field.type) for field in schema}
        found[name] |= dict.fromkeys(partition_columns(name), "folder")
    if unreadable:
        raise DataError(
            f"{len(unreadable):,} of {len(files):,} files cannot be read as Parquet "
            f"({_some(unreadable)}).",
            where=where,
            remedy="Write them again, or take them out of the folder.",
        )
    return found


def partition_columns(name: str) -> list[str]:
    """Return the columns that a file's folders give: ``day=2016-04-15/a.parquet`` gives day."""
    return [part.partition("=")[0] for part in name.split("/")[:-1] if "=" in part]


def disagreements(columns: Mapping[str, Mapping[str, str]], wanted: Iterable[str]) -> list[str]:
    """Return what keeps files from being one table, one sentence a column; empty if nothing.

    Integers of differing widths agree, and so do numbers of 32 and 64 bits: the wider type
    holds every value unchanged. Unsigned 64-bit integers reach beyond signed ones and agree
    with themselves only.

    Parameters
    ----------
    columns
        As `columns_by_file` returns them.
    wanted
        The columns to compare; one that no file has agrees.
    """
    said = []
    for name in wanted:
        by_type: dict[str, list[str]] = {}
        for file, types in columns.items():
            by_type.setdefault(types.get(name, "missing"), []).append(file)
        if len({_family(kind) for kind in by_type}) > 1:
            # The commonest first: of the others it is said which files they are.
            most, *others = sorted(by_type.items(), key=lambda one: -len(one[1]))
            rest = ", ".join(f"{kind} in {len(files):,} ({_some(files)})" for kind, files in others)
            said.append(f"`{name}` is {most[0]} in {len(most[1]):,} files, {rest}")
    return said


def widened(columns: Mapping[str, Mapping[str, str]], wanted: Iterable[str]) -> list[str]:
    """Return, for each column whose types differ in width only, which types there are."""
    said = []
    for name in wanted:
        types = {kinds[name] for kinds in columns.values() if name in kinds}
        if len(types) > 1 and len({_family(kind) for kind in types}) == 1:
            said.append(f"`{name}` is {' or '.join(sorted(types))}")
    return said


def one_value_each(files: Iterable[Path], column: str) -> bool:
    """Return True if each file's rows all have one value in a column, by the files' statistics.

    False where a file does not say so, and where it has no rows or not the column.
    """
    for path in files:
        metadata = pq.read_metadata(path)
        names = metadata.schema.names
        if column not in names or not metadata.num_row_groups:
            return False
        values = set()
        for number in range(metadata.num_row_groups):
            found = metadata.row_group(number).column(names.index(column)).statistics
            if found is None or not found.has_min_max or found.null_count:
                return False
            values |= {found.min, found.max}
        if len(values) > 1:
            return False
    return True


def _plain(kind: pa.DataType) -> str:
    """Return a type in Arrow's words; a text is a text however it is stored."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return (
        "string" if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else str(kind)
    )


def _family(kind: str) -> str:
    if kind in _INTEGERS:
        return "integer"
    return "number" if kind in {"float", "double"} else kind


def _some(names: Iterable[str]) -> str:
    listed: Sequence[str] = list(names)
    shown = ", ".join(f"`{name}`" for name in listed[:_EXAMPLES])
    return shown + (", ..." if len(listed) > _EXAMPLES else "")
