"""Portraits of the 117th US Congress with the source's labels of gender and ethnicity."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import pandera.pandas as pa

from rml.data.fetch import fetch
from rml.data.labelled_images import LabelledImages, check_labelled_images, match_faults
from rml.data.ledger import record_input
from rml.data.registry import PACKAGE_FOLDER, dataset
from rml.data.tables import check, not_empty, one_of, read_table, remedy_of
from rml.errors import DataError

DATASET: Final = "congress_portraits_117"
PACKAGE_DATA = ("data/label_corrections/congress_portraits_117.csv",)
CORRECTIONS_FILE: Final = PACKAGE_FOLDER / PACKAGE_DATA[0]
LABEL_FILES: Final = {
    "senate": "us-senate/data/us-senate.csv",
    "house": "us-house/data/us-house.csv",
}
HEADSHOTS: Final = {
    "senate": "us-senate/images/headshots/512x512/",
    "house": "us-house/images/headshots/512x512/",
}
GENDERS: Final = ("female", "male")
ETHNICITY_BY_UPSTREAM: Final = {
    "white-american": "white",
    "african-american": "african-american",
    "hispanic-american": "hispanic",
    "asian-american": "asian",
    "native-american": "native",
    "multi-racial-american": "multi-racial",
    "pacific-islander": "pacific-islander",
    "middle-eastern-american": "middle-eastern",
}
_UPSTREAM: Final = ("bioguide", "gender", "ethnicity", "photo_url")
_CORRECTIONS: Final = (
    "bioguide",
    "field",
    "upstream_value",
    "corrected_value",
    "source_title",
    "source",
    "checked",
)
_ALLOWED: Final = {"gender": set(GENDERS), "ethnicity": set(ETHNICITY_BY_UPSTREAM)}

SCHEMA: Final = pa.DataFrameSchema(
    {
        "image": pa.Column(
            str, pa.Check.str_matches(r"^[A-Z]\d{6}$", error="no Bioguide id"), unique=True
        ),
        "file": pa.Column(str, not_empty()),
        "gender": pa.Column(str, one_of(GENDERS)),
        "ethnicity": pa.Column(str, one_of(ETHNICITY_BY_UPSTREAM.values())),
        "chamber": pa.Column(str, one_of(LABEL_FILES)),
    },
    strict=True,
)


def load_congress_portraits(*, corrected: bool = False) -> LabelledImages:
    """Return the 535 portraits with the source's labels, or with the corrected ones.

    Parameters
    ----------
    corrected
        Whether to apply the dataset's correction ``suggested_labels``: 12 labels of
        ethnicity and 1 of gender, each with its source in the file of corrections. Meant
        for a sensitivity analysis; the primary analysis uses the labels as they are.

    Returns
    -------
    LabelledImages
        535 rows, sorted by ``image`` (the Bioguide id), with the labels ``gender``
        (``female``, ``male``), ``ethnicity`` (``white``, ``african-american``,
        ``hispanic``, ``asian``, ``native``, ``multi-racial``, ``pacific-islander``,
        ``middle-eastern``) and ``chamber`` (``senate``, ``house``). Every portrait is a
        JPEG file of 512 by 512 pixels.

    Raises
    ------
    DataError
        If a file is altered, a label is against the schema, a label has no portrait or a
        portrait no label, or a correction does not fit its label.
    DataUnavailableError
        If a file is neither here nor to be downloaded.

    Notes
    -----
    Labels are third-party categorisations, not the people's own. Ids and paths identify
    people: show counts, never ids, file names or portraits.

    References
    ----------
    Civil Service USA, https://github.com/CivilServiceUSA (see the dataset's citation)
    """
    files = fetch(DATASET)
    checksums = {file.name: file.sha256 for file in dataset(DATASET).files}
    images = read_portraits(
        files, checksums=checksums, corrections=CORRECTIONS_FILE if corrected else None
    )
    record_input(DATASET, "real")
    return images


def read_portraits(
    files: Mapping[str, Path], *, checksums: Mapping[str, str], corrections: Path | None = None
) -> LabelledImages:
    """Return the portraits in ``files``, as `load_congress_portraits` does.

    Parameters
    ----------
    files
        Paths by upstream name: the two CSV files of labels and the headshots.
    checksums
        The sha256 of each, by upstream name.
    corrections
        A CSV file of corrected labels by Bioguide id, or None for the source's labels.

    Raises
    ------
    DataError
        As `load_congress_portraits`; all faults at once.
    """
    text = _labels(files)
    faults = _matching_faults(text, files)
    origins = text[["where", "row"]].to_numpy().tolist()
    if corrections is not None:
        text, wrong = _corrected(text, corrections)
        faults += wrong
    frame = text.rename(columns={"bioguide": "image"}).drop(columns=["photo_url", "where", "row"])
    frame["ethnicity"] = [ETHNICITY_BY_UPSTREAM.get(value, value) for value in text["ethnicity"]]
    try:
        frame = check(
            frame,
            SCHEMA,
            dataset=DATASET,
            origin=lambda row: f"row {origins[row][1]} of {origins[row][0]}",
            text=text.rename(columns={"bioguide": "image"}),
            names={"image": "bioguide", "file": "photo_url"},
        )
    except DataError as error:
        faults.append(error.problem.rstrip("."))
    if faults:
        raise DataError(f"{'; '.join(faults)}.", where=DATASET, remedy=remedy_of(DATASET))
    frame.insert(1, "path", [files[name] for name in frame["file"]])
    frame.insert(2, "sha256", [checksums[name] for name in frame["file"]])
    frame = frame.drop(columns="file").sort_values("image", ignore_index=True)
    return check_labelled_images(LabelledImages(name=DATASET, kind="real", frame=frame))


def _labels(files: Mapping[str, Path]) -> pd.DataFrame:
    """Return the labels as text, one row per person, with the name of the headshot."""
    parts = []
    for chamber, name in LABEL_FILES.items():
        rows = read_table(files[name], columns=_UPSTREAM, dataset=DATASET, others=True)
        part = pd.DataFrame(rows, dtype="str")[list(_UPSTREAM)]
        part["chamber"] = chamber
        # The address ends in the file's name; name_slug is the same in all 535 rows.
        part["file"] = HEADSHOTS[chamber] + part["photo_url"].str.rpartition("/")[2]
        part["where"] = name.rpartition("/")[2]
        part["row"] = range(1, len(part) + 1)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _matching_faults(text: pd.DataFrame, files: Mapping[str, Path]) -> list[str]:
    faults = []
    for chamber, folder in HEADSHOTS.items():
        faults += match_faults(
            text.loc[text["chamber"] == chamber, "file"],
            [name for name in files if name.startswith(folder)],
            labels=f"rows of {LABEL_FILES[chamber].rpartition('/')[2]}",
            images="headshots",
        )
    return faults


def _corrected(text: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Return the labels with the corrections applied, and what is wrong with these."""
    rows = read_table(path, columns=_CORRECTIONS, dataset=DATASET)
    corrected = text.copy()
    places = {bioguide: place for place, bioguide in enumerate(text["bioguide"])}
    faults = []
    seen = set()
    for number, row in enumerate(rows, start=1):
        field, place = row["field"], places.get(row["bioguide"])
        wrong = [f"`{name}` is empty" for name in _CORRECTIONS if not row[name]]
        if field not in _ALLOWED:
            wrong.append(f"`field` is {field}, not {' or '.join(_ALLOWED)}")
        elif row["corrected_value"] not in _ALLOWED[field]:
            wrong.append(f"`corrected_value` is {row['corrected_value']}, no value of {field}")
        elif place is None:
            wrong.append("no row of labels has this `bioguide`")
        elif row["upstream_value"] != (label := str(text[field].iloc[place])):
            wrong.append(f"`upstream_value` is {row['upstream_value']}, the label {label}")
        elif row["corrected_value"] == row["upstream_value"]:
            wrong.append("it changes nothing")
        if (row["bioguide"], field) in seen:
            wrong.append("the label is corrected before")
        seen.add((row["bioguide"], field))
        if wrong:
            faults.append(f"row {number} of the corrections: {', '.join(wrong)}")
        else:
            corrected.loc[place, field] = row["corrected_value"]
    return corrected, faults
