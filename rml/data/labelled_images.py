"""Images of people with labels: the input of every audit of image cropping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from rml.data.tables import check, not_empty
from rml.errors import DataError

FILE_COLUMNS: Final = ("image", "path", "sha256")
PERSON: Final = "person"
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledImages:
    """A set of images of people, with labels of the people.

    Parameters
    ----------
    name
        The dataset or generator that it came from.
    kind
        ``real``, or ``simulated`` for drawn images.
    frame
        One row per image, with the index 0, 1, 2, ...: ``image`` (an id, text, unique),
        ``path`` (a `pathlib.Path`), ``sha256`` (of the file's bytes, unique), optionally
        ``person`` (text; whom the image shows, where a person has several), and one text
        column per label. Ids, paths and persons may identify people; they belong in no
        output.
    arrays
        The pixels of drawn images, uint8 of shape (h, w, 3), in the order of the rows, with
        the sha256 of their bytes in the frame; then there is no column ``path``. None where
        the images are files.
    """

    name: str
    kind: Literal["real", "simulated"]
    frame: pd.DataFrame
    arrays: Sequence[NDArray[np.uint8]] | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the label columns, in their order."""
        others = {*FILE_COLUMNS, PERSON}
        return tuple(name for name in self.frame.columns if name not in others)


def check_labelled_images(images: LabelledImages, *, needed: Sequence[str] = ()) -> LabelledImages:
    """Return ``images`` if every image has its place, its labels and its own content.

    Parameters
    ----------
    images
        The set to check. Files are not read again.
    needed
        Label columns that an analysis groups by.

    Raises
    ------
    DataError
        If a column is missing or none is a label, an id or a checksum stands there twice,
        or a label is missing; all faults at once, with the numbers of rows.
    """
    frame = images.frame
    faults = [
        f"column `{name}` is missing"
        for name in dict.fromkeys((*FILE_COLUMNS, *needed))
        if name not in frame.columns and not (name == "path" and images.arrays is not None)
    ]
    if images.arrays is not None and len(images.arrays) != len(frame):
        faults.append(f"there are {len(images.arrays):,} drawn images for {len(frame):,} rows")
    if not images.labels:
        faults.append("no column is a label")
    if frame.empty:
        faults.append("there are no images")
    if faults:
        raise _data_error(faults, images.name)
    text = frame.drop(columns="path", errors="ignore").reset_index(drop=True)
    schema = pa.DataFrameSchema(
        {
            **{name: pa.Column(str, not_empty()) for name in text.columns},
            "image": pa.Column(str, not_empty(), unique=True),
            "sha256": pa.Column(
                str, pa.Check.str_matches(r"^[0-9a-f]{64}$", error="no sha256"), unique=True
            ),
        },
        strict=True,
    )
    check(text, schema, dataset=images.name, origin=lambda row: f"image {row + 1}")
    return images


def match_faults(
    labelled: Iterable[str], present: Iterable[str], *, labels: str, images: str
) -> list[str]:
    """Return what keeps labels and images from matching one to one; empty if nothing does.

    Parameters
    ----------
    labelled
        The image that each row of labels names.
    present
        The images that are there, each one once.
    labels, images
        What the two are called in a message: ``rows of us-house.csv``, ``headshots``.

    Returns
    -------
    list of str
        One sentence a fault; each counts both sides and gives up to three examples.
    """
    named = Counter(labelled)
    there = set(present)
    counts = f"{named.total():,} {labels}, {len(there):,} {images}"
    without_image = [name for name in named if name not in there]
    without_label = sorted(there - set(named))
    shared = [name for name, count in named.items() if count > 1]
    return [
        f"{what}: {len(names):,} ({counts}; {_some(names)})"
        for what, names in (
            ("labels without an image", without_image),
            ("images without a label", without_label),
            ("images named by more than one label", shared),
        )
        if names
    ]


def _data_error(faults: Sequence[str], where: str) -> DataError:
    return DataError(
        f"{'; '.join(faults)}.",
        where=where,
        remedy="Every image needs exactly one row of labels, and every row its image.",
    )


def _some(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > _EXAMPLES else ""
    return ", ".join(names[:_EXAMPLES]) + more
