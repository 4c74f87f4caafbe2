"""Downloading missing files into the cache: aside, verified, then moved into place."""

from __future__ import annotations

import contextlib
import itertools
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pooch
import requests

from rml.data.fetch import places_searched, verify
from rml.data.registry import DataFile, Dataset
from rml.errors import DataUnavailableError

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
PARALLEL: Final = 8


def download(
    entry: Dataset,
    files: Sequence[DataFile],
    *,
    folder: Path,
    base_url: str,
    done: Callable[[DataFile], None],
) -> dict[str, Path]:
    """Return the paths in ``folder`` of ``files``, downloaded and verified.

    The first file is fetched alone: without a network one short wait tells, not one for
    each of a hundred files. The others follow eight at a time.

    Parameters
    ----------
    entry
        The dataset that the files belong to, for messages.
    files
        What to download.
    folder
        The cache.
    base_url
        The server that holds ``<owner>/<repository>/<commit>/<path>``.
    done
        Called with each file that has arrived.

    Raises
    ------
    DataUnavailableError
        If the server cannot be reached, refuses, or the cache cannot be written.
    DataError
        If the bytes that arrive are not the registry's; they are thrown away.
    """
    paths: dict[str, Path] = {}
    for file in files[:1]:
        paths[file.name] = _download_one(entry, file, folder=folder, base_url=base_url)
        done(file)
    with ThreadPoolExecutor(max_workers=PARALLEL) as pool:
        try:
            arriving = pool.map(
                lambda file: _download_one(entry, file, folder=folder, base_url=base_url),
                files[1:],
            )
            for file, path in zip(itertools.islice(files, 1, None), arriving, strict=True):
                paths[file.name] = path
                done(file)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return paths


def _download_one(entry: Dataset, file: DataFile, *, folder: Path, base_url: str) -> Path:
    url = file.url(base_url)
    target = folder / file.place
    # A name of its own lets two processes fetch one file at once; the move is atomic.
    aside = target.with_name(f".{uuid.uuid4().hex}.part")
    retrieve = pooch.HTTPDownloader(timeout=(CONNECT_SECONDS, READ_SECONDS))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        retrieve(url, str(aside), None)
        verify(
            aside,
            file,
            where=url,
            origin="the download",
            remedy="Try again; if it stays so, something between here and the server changes "
            "the file: use another network, or set RML_MIRROR to an offline mirror.",
        )
        aside.replace(target)
    except requests.RequestException as error:
        raise DataUnavailableError(
            f"The file `{file.name}` is neither in {places_searched()}, and could not be "
            f"downloaded from {url}: {_reason(error)}.",
            where=entry.name,
            remedy=f"With a network, type `rml data get {entry.name}`; without one, set "
            "RML_MIRROR to the offline mirror.",
        ) from error
    except OSError as error:
        raise DataUnavailableError(
            f"The cache cannot be written: {error.strerror}.",
            where=str(target),
            remedy="Make room, or set RML_CACHE to a folder that can be written.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    return target


def _reason(error: requests.RequestException) -> str:
    if error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "the server did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the server cannot be reached"
    return f"the download broke off ({type(error).__name__})"
