"""Folders of documents that the collection holds beside its reports, such as decisions."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from rml.errors import DataError

VARIABLE: Final = "RML_DOCUMENTS"
"""The runner names the folders here, as JSON: name to path."""

DUE_VARIABLE: Final = "RML_DUE_DOCUMENTS"
"""The runner names the documents that are due here, as JSON: ``folder/file`` to the day."""


def due_documents(name: str) -> dict[str, str]:
    """Return the documents of a folder that are due for another look, each with its day.

    A document is due from the day in its field ``look_again`` on. Which are due is settled when
    the report is fingerprinted: a document that falls due makes the report stale.

    Parameters
    ----------
    name
        The folder, as for `document_folder`; files are named without their ending.
    """
    given: dict[str, str] = json.loads(os.environ.get(DUE_VARIABLE) or "{}")
    places = {Path(place): day for place, day in given.items()}
    return {place.stem: day for place, day in places.items() if place.parent == Path(name)}


def document_folder(name: str) -> Path:
    """Return the folder of documents that a parameter file names.

    Parameters
    ----------
    name
        Must stand under ``documents:`` in the parameter file, so that a change in one of its
        files makes the report stale.

    Raises
    ------
    DataError
        If the runner did not provide it.
    """
    given = json.loads(os.environ.get(VARIABLE) or "{}")
    if name not in given:
        raise DataError(
            f"The folder of documents `{name}` was not provided to this notebook.",
            where=name,
            remedy=(
                "Name it under `documents:` in the parameter file; JupyterLab is to be started by "
                "`make lab`."
            ),
        )
    return Path(given[name])
