"""Finding a dataset's files: cache, offline mirror, download; verified every time.

A file is looked for in this package if it belongs to it, else in the user's cache
(``RML_CACHE``), then in an offline mirror (``RML_MIRROR``), then it is downloaded into the
cache unless ``RML_OFFLINE=1``. Cache and mirror are laid out alike:
``<owner>/<repository>/<commit>/<path>``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from rml.data.registry import DataFile, Dataset, dataset, registry
from rml.errors import DataError, DataUnavailableError

Progress = Callable[[str, int, int], None]
Place = Literal["package", "cache", "mirror"]
PLACES: Final[tuple[Place, ...]] = ("package", "cache", "mirror")


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Whether a dataset can be used now, without any network.

    Parameters
    ----------
    status
        ``ready``: every file is there and has the right checksum. ``missing``: some are
        not there. ``altered``: some are truncated, changed or unreadable, and using the
        dataset raises a `DataError`.
    where
        The places that hold the files: ``package``, ``cache``, ``mirror``, in that order.
    bytes_missing
        What a download would have to bring, in bytes.
    problem
        What is wrong with a file, or with the folder that RML_MIRROR names; else None.
    """

    status: Literal["ready", "missing", "altered"]
    where: tuple[Place, ...]
    bytes_missing: int
    problem: str | None = None


def cache_folder() -> Path:
    """Return the folder for downloaded files, from ``RML_CACHE`` or the platform's custom."""
    given = _environment_folder("RML_CACHE")
    if given is not None:
        return given
    import platformdirs  # noqa: PLC0415 - most runs have RML_MIRROR or a warm cache

    return Path(platformdirs.user_cache_dir("rml"))


def mirror_folder() -> Path | None:
    """Return the offline mirror that ``RML_MIRROR`` names, or None if it is not set.

    A relative path is taken from the current folder.

    Raises
    ------
    DataUnavailableError
        If it is no folder that can be read.
    """
    folder = _environment_folder("RML_MIRROR")
    if folder is None:
        return None
    try:
        with os.scandir(folder):
            return folder
    except OSError as error:
        raise DataUnavailableError(
            "The offline mirror that RML_MIRROR names cannot be read as a folder: "
            f"{error.strerror}.",
            where=str(folder),
            remedy="Correct RML_MIRROR, or unset it to download the files.",
        ) from error


def _environment_folder(variable: str) -> Path | None:
    given = os.environ.get(variable, "").strip()
    return Path(given).expanduser().absolute() if given else None


def offline() -> bool:
    """Return True if ``RML_OFFLINE`` forbids the network."""
    return os.environ.get("RML_OFFLINE", "").strip().lower() in {"1", "true", "yes", "on"}


def verify(path: Path, file: DataFile, *, where: str, origin: str, remedy: str) -> None:
    """Raise a `DataError` unless ``path`` holds exactly the bytes that ``file`` promises.

    Parameters
    ----------
    path
        The file to check.
    file
        Its registry entry.
    where
        The path or address that the user knows the file by.
    origin
        Where the bytes came from, in words: ``the cache``.
    remedy
        What the user can do about wrong bytes.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The file `{file.name}` in {origin} cannot be read: {error.strerror}.",
            where=where,
            remedy=remedy,
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found == file.sha256:
        return
    if len(content) < file.bytes:
        fault = f"is truncated ({len(content):,} of {file.bytes:,} bytes)"
    elif len(content) > file.bytes:
        fault = f"is too long ({len(content):,} instead of {file.bytes:,} bytes)"
    else:
        fault = f"is altered (its length of {file.bytes:,} bytes is right)"
    raise DataError(
        f"The file `{file.name}`, which came from {origin}, {fault}: "
        f"its sha256 is {found} instead of {file.sha256}.",
        where=where,
        remedy=remedy,
    )


def locate(file: DataFile) -> Path | None:
    """Return where a file stands on this machine, verified, or None if it does not.

    Raises
    ------
    DataError
        If it is there with the wrong bytes, or cannot be read.
    DataUnavailableError
        If it is not in the cache and the mirror's folder is missing or unreadable.
    """
    found = _find(file)
    return None if found is None else found[1]


def _find(file: DataFile) -> tuple[Place, Path] | None:
    packaged = file.package_path
    if packaged is not None:
        verify(
            packaged,
            file,
            where=str(packaged),
            origin="this package",
            remedy="Restore it from the repository or install the package again.",
        )
        return "package", packaged
    cached = cache_folder() / file.place
    if _is_there(cached):
        verify(
            cached,
            file,
            where=str(cached),
            origin="the cache",
            remedy="Delete it: the next run, or `rml data get`, downloads it again.",
        )
        return "cache", cached
    mirror = mirror_folder()
    if mirror is None:
        return None
    mirrored = mirror / file.place
    if _is_there(mirrored):
        verify(
            mirrored,
            file,
            where=str(mirrored),
            origin="the offline mirror",
            remedy="Restore it in the mirror, or unset RML_MIRROR to download it.",
        )
        return "mirror", mirrored
    return None


def places_searched() -> str:
    """Return where files were looked for on this machine, in words that follow `neither in`."""
    mirror = mirror_folder()
    named = "an offline mirror (RML_MIRROR is not set)" if mirror is None else f"mirror {mirror}"
    return f"the cache {cache_folder()} nor in {named}"


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise DataError(
            f"The file cannot be looked up: {error.strerror}.",
            where=str(path),
            remedy="Make its folders readable.",
        ) from error


def availability(name: str) -> Availability:
    """Return whether the dataset ``name`` can be used now, without any network.

    Raises
    ------
    CollectionError
        If there is no such dataset. Faulty files do not raise; they are reported.
    """
    return availability_of(dataset(name))


def availability_of(entry: Dataset) -> Availability:
    """Return what `availability` returns, for a dataset of any registry."""
    places: set[Place] = set()
    missing = 0
    altered = False
    problem: str | None = None
    for file in entry.files:
        try:
            found = _find(file)
        except DataUnavailableError as error:
            problem = problem or str(error)
            found = None
        except DataError as error:
            problem = str(error)
            altered = True
            continue
        if found is None:
            missing += file.bytes
        else:
            places.add(found[0])
    return Availability(
        status="altered" if altered else "missing" if missing else "ready",
        where=tuple(place for place in PLACES if place in places),
        bytes_missing=missing,
        problem=problem,
    )


def fetch(name: str, *, progress: Progress | None = None) -> dict[str, Path]:
    """Return the verified local path of every file of the dataset ``name``.

    Parameters
    ----------
    name
        A dataset of the registry.
    progress
        Called after each file with the dataset's name, the bytes had so far and the
        bytes in all.

    Returns
    -------
    dict
        By the file's path inside its repository or package, in the registry's order.

    Raises
    ------
    CollectionError
        If there is no such dataset.
    DataError
        If a file has the wrong bytes; such a file is never used.
    DataUnavailableError
        If a file is in no place here and could not be downloaded.
    """
    return fetch_dataset(dataset(name), base_url=registry().base_url, progress=progress)


def fetch_dataset(
    entry: Dataset, *, base_url: str, progress: Progress | None = None
) -> dict[str, Path]:
    """Return what `fetch` returns, for a dataset of any registry and any server."""
    paths: dict[str, Path] = {}
    absent: list[DataFile] = []
    had = 0

    def note(file: DataFile) -> None:
        nonlocal had
        had += file.bytes
        if progress is not None:
            progress(entry.name, had, entry.bytes)

    for file in entry.files:
        path = locate(file)
        if path is None:
            absent.append(file)
        else:
            paths[file.name] = path
            note(file)
    if absent:
        from rml.data.download import download  # noqa: PLC0415 - pooch is rarely needed

        if offline():
            raise DataUnavailableError(
                f"{len(absent)} of {len(entry.files)} files are neither in {places_searched()}, "
                "and RML_OFFLINE forbids to download them.",
                where=entry.name,
                remedy=f"Unset RML_OFFLINE and type `rml data get {entry.name}`, or set "
                "RML_MIRROR to the offline mirror.",
            )
        paths |= download(entry, absent, folder=cache_folder(), base_url=base_url, done=note)
    return {file.name: paths[file.name] for file in entry.files}
