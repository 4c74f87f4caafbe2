"""Images of one's own: a folder that a parameter file names, with a list of labels."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd

from rml.data.labelled_folder import VARIABLE, LabelledFolder, read_labelled_folder
from rml.data.labelled_images import LabelledImages
from rml.data.labels_file import IMAGE, PERSON
from rml.data.ledger import record_input
from rml.errors import DataError
from rml.suggest import did_you_mean


def load_image_folder(name: str) -> LabelledImages:
    """Return the images of a folder that the parameter file names, with people and labels.

    Parameters
    ----------
    name
        The folder's name under ``folders`` in the parameter file. In JupyterLab, where no
        runner reads that file, the environment variable ``RML_FOLDERS`` gives the path, as
        JSON: ``{"my_portraits": "/a/folder"}``.

    Returns
    -------
    LabelledImages
        Of kind ``real`` and of the folder's name, one row per image, sorted by ``image``:
        ``image`` (path relative to the folder, with forward slashes), ``path`` (where the
        file lies), ``sha256`` (of its bytes), ``person`` (who it shows; the image itself
        where ``labels.csv`` has no such column) and a column of text per label.

    Raises
    ------
    DataUnavailableError
        If there is no such folder.
    DataError
        If the folder was not named, or list and images break the schema; all faults at
        once, with the number of rows.
    """
    folder = _read(name)
    rows = sorted(zip(folder.images, folder.persons, strict=True), key=lambda pair: pair[0].image)
    frame = pd.DataFrame(
        {
            IMAGE: [image.image for image, _ in rows],
            "path": [image.path for image, _ in rows],
            "sha256": [image.sha256 for image, _ in rows],
            PERSON: [person for _, person in rows],
            **{label: [image.row[label] for image, _ in rows] for label in folder.labels},
        }
    )
    record_input(name, "real")
    return LabelledImages(name=name, kind="real", frame=frame)


def image_folder_fingerprint(name: str) -> str:
    """Return the sha256 over list and images of a folder, as the record of a version has it.

    Parameters
    ----------
    name
        As for `load_image_folder`, which raises the same errors.
    """
    return _read(name).fingerprint


def _read(name: str) -> LabelledFolder:
    given = json.loads(os.environ.get(VARIABLE, "{}"))
    if name not in given:
        advice = f" {did_you_mean(name, given)}" if given else ""
        raise DataError(
            f"The folder `{name}` was not given to this notebook.",
            where=f"folder {name}",
            remedy=f"Name it under `folders:` in the parameter file; in JupyterLab, set {VARIABLE} "
            f"as `rml run` does.{advice}",
        )
    return read_labelled_folder(Path(given[name]), where=f"folder {name}")
