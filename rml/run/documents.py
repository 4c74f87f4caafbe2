"""Folders of documents of the collection that a parameter file names.

Where they lie, what their checksums are, and which documents are due for another look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rml.errors import CollectionError, DataError
from rml.feedback.file_shape import check_shape
from rml.run.collection import ReportSpec
from rml.run.manifest import file_sha256
from rml.run.project import Project
from rml.strict_yaml import read_mapping


def document_folders(project: Project, spec: ReportSpec) -> dict[str, str]:
    """Return the path of each folder of documents of a report, by name.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    return {name: str(_folder(project, spec, name)) for name in spec.documents}


def document_fingerprints(project: Project, spec: ReportSpec) -> dict[str, str]:
    """Return the sha256 of every document that a report may read, by ``folder/file``.

    Parameters
    ----------
    project, spec
        The collection and the report.

    Raises
    ------
    DataError
        If there is no such folder, or a document cannot be read.
    """
    found = {}
    for name in spec.documents:
        for path in _documents(_folder(project, spec, name)):
            try:
                found[f"{name}/{path.name}"] = file_sha256(path)
            except OSError as error:
                raise DataError(
                    f"The document cannot be read: {error.strerror}.",
                    where=f"{name}/{path.name}",
                    remedy="It must be a file that you may read.",
                ) from error
    return found


def due_documents(project: Project, spec: ReportSpec, *, on: date) -> dict[str, str]:
    """Return the documents of a report that are due for another look, each with its day.

    A document may say in ``look_again`` on which day to look at it again; from that day on it is
    due. What cannot be read is due at no time: the report says what is wrong with it.

    Parameters
    ----------
    project, spec
        The collection and the report.
    on
        The day of today.

    Raises
    ------
    DataError
        If there is no such folder.
    """
    found = {}
    for name in spec.documents:
        for path in _documents(_folder(project, spec, name)):
            where = f"{name}/{path.name}"
            try:
                check_shape(path, where)
                day = str(read_mapping(path, where=where).get("look_again", ""))
                if date.fromisoformat(day) <= on:
                    found[where] = day
            except (CollectionError, ValueError):
                continue
    return found


def _documents(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith("."):
            yield path


def _folder(project: Project, spec: ReportSpec, name: str) -> Path:
    folder = project.root / name
    if not folder.is_dir():
        raise DataError(
            f"There is no folder `{name}` in the collection.",
            where=f"{spec.where}, documents",
            remedy="Make the folder, or correct its name in the parameter file.",
        )
    return folder
