"""What `rml data status` and `rml data get` do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rml.data.fetch import Progress, availability, fetch
from rml.data.registry import dataset, registry
from rml.errors import RmlError


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetStatus:
    """One row of `rml data status`.

    Parameters
    ----------
    name, title, kind, licence
        As in the registry.
    status
        ``ready``, ``missing`` or ``altered``, as in `rml.data.fetch.Availability`.
    where
        The places that hold its files: ``package``, ``cache``, ``mirror``.
    bytes, bytes_missing
        The length of all files, and of those that would be downloaded.
    files
        The number of files.
    command
        What to type to get it; None if it is ready.
    problem
        What is wrong with a file that is there, or None.
    """

    name: str
    title: str
    kind: Literal["real", "published"]
    status: Literal["ready", "missing", "altered"]
    where: tuple[str, ...]
    files: int
    bytes: int
    bytes_missing: int
    licence: str
    command: str | None
    problem: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON-able values, for `--json`."""
        return asdict(self) | {"where": list(self.where)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Getting:
    """What became of one dataset that was to be got: its number of files, or the error."""

    name: str
    files: int
    error: RmlError | None = None


def status_table() -> tuple[DatasetStatus, ...]:
    """Return one row per dataset of the registry, in its order; no network is used."""
    rows = []
    for name, entry in registry().datasets.items():
        state = availability(name)
        rows.append(
            DatasetStatus(
                name=name,
                title=entry.title,
                kind=entry.kind,
                status=state.status,
                where=state.where,
                files=len(entry.files),
                bytes=entry.bytes,
                bytes_missing=state.bytes_missing,
                licence=entry.licence,
                command=None if state.status == "ready" else get_command(name),
                problem=state.problem,
            )
        )
    return tuple(rows)


def get_command(*names: str) -> str:
    """Return the command that gets the datasets ``names``, as it works in a fresh checkout."""
    return " ".join((".venv/bin/rml data get", *names))


def get(names: Iterable[str] = (), progress: Progress | None = None) -> tuple[Getting, ...]:
    """Return what became of each dataset after trying to get it.

    Parameters
    ----------
    names
        Datasets of the registry; none stands for all of them.
    progress
        As in `rml.data.fetch.fetch`.

    Raises
    ------
    CollectionError
        If a name is unknown; nothing is fetched then. Other errors do not raise: they are
        returned, so that one dataset's failure does not stop the others.
    """
    entries = [dataset(name) for name in names] or list(registry().datasets.values())
    results = []
    for entry in entries:
        try:
            results.append(
                Getting(name=entry.name, files=len(fetch(entry.name, progress=progress)))
            )
        except RmlError as error:
            results.append(Getting(name=entry.name, files=len(entry.files), error=error))
    return tuple(results)
