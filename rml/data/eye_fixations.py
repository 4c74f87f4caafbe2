"""Where 15 people looked on 700 photographs, and 200 of the photographs (OSIE)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
import scipy.io

from rml.data.fetch import fetch
from rml.data.ledger import record_input
from rml.data.registry import dataset
from rml.data.tables import check, remedy_of, within
from rml.errors import DataError

DATASET: Final = "osie_eye_fixations"
FIXATIONS_FILE: Final = "data/eye/fixations.mat"
WIDTH_PX: Final = 800
HEIGHT_PX: Final = 600
N_IMAGES: Final = 700
N_SUBJECTS: Final = 15
N_FIXATIONS: Final = 98_321
_FIELDS: Final = ("fix_x", "fix_y", "fix_duration")
# What scipy raises for a file that is cut off, of another format, or of MATLAB 7.3.
_NOT_MATLAB: Final = (scipy.io.matlab.MatReadError, OSError, NotImplementedError)

SCHEMA: Final = pa.DataFrameSchema(
    {
        "image": pa.Column(str, pa.Check.str_matches(r"^\d+\.jpg$", error="no name of a picture")),
        "subject": pa.Column(int, within(1, N_SUBJECTS)),
        "fix_index": pa.Column(int, within(1)),
        "x_px": pa.Column(float, within(0, WIDTH_PX)),
        "y_px": pa.Column(float, within(0, HEIGHT_PX)),
        "duration_ms": pa.Column(float, within(1)),
    },
    unique=["image", "subject", "fix_index"],
    strict=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EyeFixations:
    """Fixations of the observers, and the pictures that are there.

    Parameters
    ----------
    stimuli
        200 rows, sorted by ``image``: ``image`` (the file's name: ``1001.jpg``), ``path``
        (a `pathlib.Path`), ``sha256``, ``width`` and ``height`` (800 and 600 pixels).
    fixations
        98,321 rows of all 700 pictures, sorted by image, subject and index: ``image``,
        ``subject`` (1 to 15), ``fix_index`` (1 is an observer's first on that picture),
        ``x_px`` (0 to 800, from the left), ``y_px`` (0 to 600, from the top),
        ``duration_ms``. Positions are as recorded, with one decimal.
    """

    stimuli: pd.DataFrame
    fixations: pd.DataFrame


def load_eye_fixations() -> EyeFixations:
    """Return the fixations on all 700 pictures, and the 200 pictures that are there.

    Raises
    ------
    DataError
        If a file is altered, against its schema, or has other numbers of pictures,
        observers or fixations.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    References
    ----------
    Xu, Jiang, Wang, Kankanhalli & Zhao 2014, https://doi.org/10.1167/14.1.28
    """
    files = fetch(DATASET)
    checksums = {file.name: file.sha256 for file in dataset(DATASET).files}
    pictures = {name: path for name, path in files.items() if name != FIXATIONS_FILE}
    fixations = read_fixations(files[FIXATIONS_FILE])
    found = (len(fixations), fixations["image"].nunique(), fixations["subject"].nunique())
    if found != (N_FIXATIONS, N_IMAGES, N_SUBJECTS):
        raise DataError(
            f"There are {found[0]:,} fixations of {found[1]} pictures and {found[2]} observers "
            f"instead of {N_FIXATIONS:,}, {N_IMAGES} and {N_SUBJECTS}.",
            where=f"{DATASET}: {FIXATIONS_FILE}",
            remedy=remedy_of(DATASET),
        )
    stimuli = read_stimuli(pictures, checksums=checksums, images=set(fixations["image"]))
    record_input(DATASET, "real")
    return EyeFixations(stimuli=stimuli, fixations=fixations)


def read_fixations(path: Path) -> pd.DataFrame:
    """Return the fixations that a MATLAB file holds, as `EyeFixations` describes them.

    Parameters
    ----------
    path
        A file with the variable ``fixations``: a cell per picture, each with ``img`` (its
        name) and ``subjects`` (a cell per observer with ``fix_x``, ``fix_y`` and
        ``fix_duration``).

    Raises
    ------
    DataError
        If the file has another structure or a value is against the schema; all faults of
        one kind at once.
    """
    where = f"{DATASET}: {path.name}"
    try:
        content = scipy.io.loadmat(path, squeeze_me=True, variable_names=["fixations"])
        cells = [_fields(cell, ("img", "subjects")) for cell in _list(content["fixations"])]
        trials = [
            (str(name), number, [_list(values) for values in _fields(trial, _FIELDS)])
            for name, subjects in cells
            for number, trial in enumerate(_list(subjects), start=1)
        ]
    except (*_NOT_MATLAB, KeyError, IndexError, AttributeError, TypeError, ValueError) as error:
        raise DataError(
            f"The file is no MATLAB file with the expected structure ({error!r}).",
            where=where,
            remedy=remedy_of(DATASET),
        ) from error
    uneven = [
        f"{name}, observer {number}"
        for name, number, values in trials
        if len({len(part) for part in values}) != 1
    ]
    if uneven:
        raise DataError(
            f"x, y and duration differ in number for {len(uneven):,} of {len(trials):,} "
            f"pictures and observers ({uneven[0]}).",
            where=where,
            remedy=remedy_of(DATASET),
        )
    lengths = [len(values[0]) for _, _, values in trials]
    columns = {
        column: np.concatenate([values[place] for _, _, values in trials] or [[]])
        for place, column in enumerate(("x_px", "y_px", "duration_ms"))
    }
    frame = pd.DataFrame(
        {
            "image": np.repeat([name for name, _, _ in trials], lengths),
            "subject": np.repeat([number for _, number, _ in trials], lengths),
            "fix_index": np.concatenate([np.arange(n) for n in (0, *lengths)]) + 1,
            **{name: np.asarray(values, dtype="float64") for name, values in columns.items()},
        }
    ).astype({"image": "str", "subject": "int64", "fix_index": "int64"})
    checked = check(frame, SCHEMA, dataset=DATASET, origin=lambda row: f"fixation {row + 1}")
    return checked.sort_values(["image", "subject", "fix_index"], ignore_index=True)


def read_stimuli(
    files: Mapping[str, Path], *, checksums: Mapping[str, str], images: set[str]
) -> pd.DataFrame:
    """Return the pictures in ``files``, one row each, as `EyeFixations` describes them.

    Parameters
    ----------
    files
        Paths by upstream name: ``data/stimuli/1001.jpg``.
    checksums
        The sha256 of each, by upstream name.
    images
        The pictures that have fixations.

    Raises
    ------
    DataError
        If a picture has no fixations, cannot be read as an image, or has another size;
        all faults at once.
    """
    from PIL import Image  # noqa: PLC0415 - fixations alone need no image reader

    rows = []
    faults = []
    for name, path in sorted(files.items()):
        image = name.rsplit("/", 1)[-1]
        if image not in images:
            faults.append(f"{image} has no fixations")
        try:
            with Image.open(path) as picture:
                width, height = picture.size
        except OSError:
            faults.append(f"{image} cannot be read as an image")
            continue
        if (width, height) != (WIDTH_PX, HEIGHT_PX):
            faults.append(f"{image} has {width} by {height} pixels")
        rows.append((image, path, checksums[name], width, height))
    if faults:
        raise DataError(
            f"{len(faults)} faults of {len(files):,} pictures: {'; '.join(faults)}.",
            where=DATASET,
            remedy=remedy_of(DATASET),
        )
    return pd.DataFrame(rows, columns=["image", "path", "sha256", "width", "height"])


def _list(values: Any) -> list[Any]:
    """Return a cell, vector or single value of MATLAB as a list."""
    return list(np.atleast_1d(values))


def _fields(cell: Any, names: tuple[str, ...]) -> list[Any]:
    """Return the named fields of a MATLAB structure, without the arrays around them."""
    record = cell.item() if isinstance(cell, np.ndarray) else cell
    known = cell.dtype.names or ()
    return [record[known.index(name)] for name in names]
