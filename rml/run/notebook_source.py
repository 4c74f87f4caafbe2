"""A notebook's source as the runner sees it before any kernel starts: read, never run."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import Any

from rml.errors import CollectionError
from rml.import_graph import assigned_name
from rml.run.project import Project
from rml.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook: its place, kind, source and tags."""

    number: int
    kind: str
    source: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotebookSource:
    """A notebook's cells, its declared parameters and the model that checks them.

    Parameters
    ----------
    where
        How error messages name the file.
    cells
        All cells in order; ``number`` counts from 1 as JupyterLab shows them.
    model
        ``"module:Class"`` of the parameter model.
    defaults
        Names and literal values in the cell tagged ``parameters``.
    """

    where: str
    cells: tuple[Cell, ...]
    model: str
    defaults: dict[str, Any]

    @property
    def code(self) -> list[Cell]:
        """The code cells."""
        return [cell for cell in self.cells if cell.kind == "code"]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def parse_code(cell: Cell, where: str) -> ast.Module:
    """Return a code cell's syntax tree.

    Raises
    ------
    CollectionError
        If the cell is not plain Python; magics and shell lines are not.
    """
    try:
        return ast.parse(cell.source)
    except SyntaxError as error:
        raise CollectionError(
            f"Cell {cell.number} is not plain Python: {error.msg}.",
            where=f"{where}, cell {cell.number}, line {error.lineno}",
            remedy="Correct it; magics (%) and shell lines (!) are not allowed in notebooks.",
        ) from error


def _defaults(cells: tuple[Cell, ...], where: str) -> dict[str, Any]:
    """Return the names and literals of the one parameters cell."""
    tagged = [cell for cell in cells if cell.kind == "code" and "parameters" in cell.tags]
    if len(tagged) != 1:
        raise CollectionError(
            f"A notebook needs exactly one code cell tagged `parameters`; this has {len(tagged)}.",
            where=where,
            remedy="In JupyterLab, tag the cell in the property inspector on the right.",
        )
    cell = tagged[0]
    defaults: dict[str, Any] = {}
    for statement in parse_code(cell, where).body:
        place = f"{where}, cell {cell.number}, line {statement.lineno}"
        found = assigned_name(statement)
        if found is None:
            raise CollectionError(
                "The parameters cell may hold only lines of the form `name = literal`.",
                where=place,
                remedy="Move other code to a cell below.",
            )
        name, value = found
        try:
            literal = ast.literal_eval(value)
        except ValueError as error:
            raise CollectionError(
                f"The default of `{name}` is not a literal.",
                where=place,
                remedy="Write a number, text, true/false, None, list or dict.",
            ) from error
        if name in defaults:
            raise CollectionError(f"`{name}` is assigned twice.", where=place)
        defaults[name] = literal
    return defaults


def read_notebook(project: Project, name: str) -> NotebookSource:
    """Return a notebook's source.

    Parameters
    ----------
    project
        The collection.
    name
        ``analysis/notebook``, without the suffix.

    Raises
    ------
    CollectionError
        If there is no such notebook, it is not a version-4 notebook, names no parameter
        model, or its parameters cell is not a list of literals.
    """
    path = project.notebooks / f"{name}.ipynb"
    where = project.relative(path)
    if not path.is_file():
        known = (
            item.relative_to(project.notebooks).with_suffix("").as_posix()
            for item in project.notebooks.rglob("*.ipynb")
            if ".ipynb_checkpoints" not in item.parts
        )
        raise CollectionError(
            f"There is no notebook `{name}`.",
            where=where,
            remedy=did_you_mean(name, known),
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = tuple(
            Cell(
                number=number,
                kind=cell["cell_type"],
                source=_text(cell["source"]),
                tags=tuple(cell["metadata"].get("tags", ())),
            )
            for number, cell in enumerate(content["cells"], start=1)
        )
        metadata = content["metadata"]
        version = content["nbformat"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CollectionError(
            f"The file is not a Jupyter notebook of format 4: {error!r}.",
            where=where,
            remedy="Open and save it in JupyterLab, or restore it from git.",
        ) from error
    if version != 4:
        raise CollectionError(
            f"The notebook has format {version}; the collection reads format 4.",
            where=where,
            remedy="Open and save it in JupyterLab.",
        )
    model = metadata.get("rml", {}).get("parameters", "")
    if not isinstance(model, str) or ":" not in model:
        raise CollectionError(
            "The notebook's metadata name no parameter model.",
            where=f"{where}, metadata.rml.parameters",
            remedy='Set it to "rml.<subject>.parameters:<Model>".',
        )
    return NotebookSource(where=where, cells=cells, model=model, defaults=_defaults(cells, where))
