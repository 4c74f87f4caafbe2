"""Folders of the author's own images that a report names: what they hold, how pages name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from rml.data.faults import raise_faults
from rml.data.labelled_folder import LabelledFolder, is_folder, read_labelled_folder
from rml.errors import DataError, DataUnavailableError
from rml.run.collection import ReportSpec
from rml.run.project import Project
from rml.run.record import FolderRecord


def folder_path(project: Project, written: str) -> Path:
    """Return where a folder lies: from the collection's folder unless absolute or from ``~``."""
    try:
        return project.root / Path(written).expanduser()
    except RuntimeError:  # the home of a user that this machine does not know
        return project.root / written


def folder_shown(written: str) -> str:
    """Return a folder's path as pages may show it: of an absolute one the last part only.

    Outputs name no place on the author's machine.
    """
    path = PureWindowsPath(written)  # which reads POSIX paths, too
    of_a_user = written.startswith("~") and path.parts[0] != "~"
    return path.name if path.anchor or of_a_user else written


def folders_shown(spec: ReportSpec) -> dict[str, str]:
    """Return how pages name each folder of a report, by its name."""
    return {name: folder_shown(written) for name, written in spec.folders.items()}


def folder_paths(project: Project, spec: ReportSpec) -> dict[str, str]:
    """Return where each folder of a report lies, as the kernel is told, by its name."""
    return {
        name: str(folder_path(project, written).resolve()) for name, written in spec.folders.items()
    }


def hide_places(tree: Any, paths: Mapping[str, str]) -> Any:
    """Return nested tables and lists with the folders' places replaced by their names, in place.

    An image that cannot be decoded is named by its path, and outputs name no place on the
    author's machine.

    Parameters
    ----------
    tree
        A text, or lists and mappings of texts and other values.
    paths
        As `folder_paths` returns them.
    """
    if isinstance(tree, str):
        for name, path in paths.items():
            if path != Path(path).anchor:
                tree = re.sub(re.escape(path) + r"(?![\w.-])", name, tree)
    elif isinstance(tree, list):
        tree[:] = [hide_places(branch, paths) for branch in tree]
    elif isinstance(tree, dict):
        for key in tree:
            tree[key] = hide_places(tree[key], paths)
    return tree


def missing_folders(project: Project, spec: ReportSpec) -> dict[str, DataUnavailableError]:
    """Return one error for each folder of a report that is not on this machine, by its name.

    Such a report waits for data and does not stop the others: whoever clones the collection
    has the parameter file, but not the images, which are not redistributed.
    """
    return {
        name: DataUnavailableError(
            f"There is no folder `{folder_shown(written)}` on this machine.",
            where=_where(spec, name),
            remedy="Put it there, or correct its path in the parameter file.",
        )
        for name, written in spec.folders.items()
        if not is_folder(folder_path(project, written))
    }


def _where(spec: ReportSpec, name: str) -> str:
    return f"{spec.where}, folders.{name}"


class OwnFolders:
    """Reads folders of images, each at most once.

    Parameters
    ----------
    project
        The collection, from whose folder relative paths lead.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: dict[Path, LabelledFolder] = {}

    def read(self, spec: ReportSpec) -> dict[str, LabelledFolder]:
        """Return what each folder of a report holds, by its name.

        Raises
        ------
        DataUnavailableError
            If folders are missing; all of them at once.
        DataError
            If folders are malformed; all faults of all of them at once.
        """
        missing = missing_folders(self._project, spec)
        if missing:
            raise DataUnavailableError("\n".join(str(error) for error in missing.values()))
        found: dict[str, LabelledFolder] = {}
        faults: list[DataError] = []
        for name, written in spec.folders.items():
            path = folder_path(self._project, written).resolve()
            try:
                if path not in self._read:
                    self._read[path] = read_labelled_folder(path, where=_where(spec, name))
                found[name] = self._read[path]
            except DataError as error:
                faults.append(error)
        raise_faults(faults)
        return found

    def fingerprints(self, spec: ReportSpec) -> dict[str, str]:
        """Return the fingerprint of each folder of a report, by its name; raise as `read`."""
        return {name: folder.fingerprint for name, folder in sorted(self.read(spec).items())}

    def records(self, spec: ReportSpec) -> list[FolderRecord]:
        """Return what a report must say of each folder: nothing by which it names a person."""
        return [
            {
                "name": name,
                "folder": folder_shown(spec.folders[name]),
                "images": len(folder.images),
                "persons": len(set(folder.persons)),
                "labels": list(folder.labels),
                "sha256": folder.fingerprint,
            }
            for name, folder in self.read(spec).items()
        ]
