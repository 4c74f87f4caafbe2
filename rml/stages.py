"""Long work kept in the cache, named by the content that it came from.

A notebook stays cheap because the work of hours lives in *stages*: arrays in the cache
folder, in a file named by a checksum over everything that decides them. A changed image,
parameter, package version or line of code gives another name, so nothing stale is used.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from rml.data.fetch import cache_folder
from rml.import_graph import ImportGraph

Arrays = dict[str, NDArray[Any]]
PACKAGES: Final = ("numpy", "pillow", "torch")


def stage(
    name: str,
    *,
    key: Mapping[str, Any],
    code: Sequence[str],
    compute: Callable[[], Arrays],
    packages: Sequence[str] = PACKAGES,
) -> Arrays:
    """Return the arrays that ``compute`` gives, from the cache if they are there.

    Parameters
    ----------
    name
        What the stage holds, in snake_case; a folder in the cache.
    key
        Everything that decides the arrays, as JSON can hold it: checksums of images and
        weights, parameters, seeds.
    code
        The modules of ``rml`` whose code decides the arrays; those that they import count
        too, comments and docstrings do not.
    compute
        Does the work. Called at most once at a time on a machine: a second process waits
        and takes the first one's result.
    packages
        The installed packages whose versions decide the arrays.

    Raises
    ------
    OSError
        If the cache cannot be written.
    """
    digest = _digest(
        {
            "key": key,
            "code": code_digest(tuple(sorted(code))),
            "packages": {package: version(package) for package in packages},
        }
    )
    path = cache_folder() / "stages" / name / f"{digest}.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        kept = _kept(path)
        if kept is not None:
            return kept
        arrays = compute()
        stream = io.BytesIO()
        np.savez(stream, allow_pickle=False, **arrays)
        content = stream.getvalue()
        partial = path.with_suffix(f".{os.getpid()}.part")
        try:
            partial.write_bytes(content + hashlib.sha256(content).digest())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return arrays


def images_digest(checksums: Sequence[str]) -> str:
    """Return one checksum for a list of images' checksums, in their order."""
    return _digest(list(checksums))


@functools.cache
def code_digest(modules: tuple[str, ...]) -> str:
    """Return a checksum over the code of ``modules`` and of the modules they import."""
    graph = ImportGraph(Path(__file__).parent)
    return _digest({module: graph.digest(module) for module in graph.reached(modules)})


def _kept(path: Path) -> Arrays | None:
    """Return what a file of the cache holds; None if it is not there or damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    # The archive's own checksums do not cover its list of arrays: one could go missing.
    size = hashlib.sha256().digest_size
    archive, checksum = content[:-size], content[-size:]
    if hashlib.sha256(archive).digest() != checksum:
        path.unlink(missing_ok=True)  # damaged: made anew
        return None
    with np.load(io.BytesIO(archive), allow_pickle=False) as kept:
        return dict(kept)


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
