"""Where the parts of a collection lie on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rml.errors import CollectionError


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one collection.

    Parameters
    ----------
    root
        The folder that holds ``params/``, ``notebooks/`` and ``rml/``.
    outputs
        Where versions are published; ``root / "outputs"`` unless told otherwise.
    """

    root: Path
    outputs: Path

    @property
    def params(self) -> Path:
        """The folder of parameter files."""
        return self.root / "params"

    @property
    def notebooks(self) -> Path:
        """The folder of notebooks."""
        return self.root / "notebooks"

    @property
    def package(self) -> Path:
        """The folder of the helper package that the notebooks import."""
        return self.root / "rml"

    @property
    def lock(self) -> Path:
        """The file that pins every package version."""
        return self.root / "requirements.lock"

    @property
    def settings(self) -> Path:
        """The file whose table ``[tool.rml]`` says where questions about findings go."""
        return self.root / "pyproject.toml"

    def relative(self, path: Path) -> str:
        """Return ``path`` as a user would write it from the root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def find_project(start: Path | None = None, *, outputs: Path | None = None) -> Project:
    """Return the collection that contains ``start`` (default: the current folder).

    Raises
    ------
    CollectionError
        If neither the folder nor any folder above it holds ``params/`` and ``notebooks/``.
    """
    origin = (start or Path.cwd()).resolve()
    for folder in (origin, *origin.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return Project(root=folder, outputs=(outputs or folder / "outputs").resolve())
    raise CollectionError(
        "No collection here: neither this folder nor one above it holds params/ and notebooks/.",
        where=str(origin),
        remedy="Change into the collection's folder, or name it with --project.",
    )
