"""Folders of documents of the collection that a parameter file names: places and checksums."""

from __future__ import annotations

from pathlib import Path

from rml.errors import DataError
from rml.run.collection import ReportSpec
from rml.run.manifest import file_sha256
from rml.run.project import Project


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
        for path in sorted(_folder(project, spec, name).iterdir()):
            if path.suffix.lower() not in {".yaml", ".yml"} or path.name.startswith("."):
                continue
            try:
                found[f"{name}/{path.name}"] = file_sha256(path)
            except OSError as error:
                raise DataError(
                    f"The document cannot be read: {error.strerror}.",
                    where=f"{name}/{path.name}",
                    remedy="It must be a file that you may read.",
                ) from error
    return found


def _folder(project: Project, spec: ReportSpec, name: str) -> Path:
    folder = project.root / name
    if not folder.is_dir():
        raise DataError(
            f"There is no folder `{name}` in the collection.",
            where=f"{spec.where}, documents",
            remedy="Make the folder, or correct its name in the parameter file.",
        )
    return folder
