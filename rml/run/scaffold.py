"""New reports: a notebook, its parameter model, parameter file and test, which run at once."""

from __future__ import annotations

import ast
import functools
import importlib.util
import json
import keyword
import re
import sys
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any

from rml.errors import CollectionError
from rml.parameters import NotebookParameters
from rml.run.parameters import schema_text
from rml.run.project import Project
from rml.run.template_files import TEMPLATES

# Where the package of an analysis has another name than the analysis.
SUBJECTS = {
    "image_cropping": "cropping",
    "political_amplification": "amplification",
    "home_timeline": "timeline",
    "explanation": "ranking",
    "choice": "ranking",
}
_MACHINERY = {"bench", "commands", "data", "report", "run", "stats", "templates"}
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*/[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_CELL = re.compile(r"# %% (?P<kind>markdown|code) (?P<id>[a-z]+)(?: \[(?P<tag>[a-z]+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaffold:
    """The files of a new report.

    Parameters
    ----------
    name
        ``analysis/notebook``.
    model
        ``module:Class`` of its parameter model.
    created
        New files, relative to the project, with their content; the parameter file last.
    appended
        The existing module that the parameter model is added to, with its new content;
        None if the module is new.
    """

    name: str
    model: str
    created: Mapping[str, str]
    appended: tuple[str, str] | None

    @property
    def test(self) -> str:
        """The test's file."""
        return next(path for path in self.created if path.startswith("tests/"))


def plan_scaffold(project: Project, name: str) -> Scaffold:
    """Return the files of a new report; nothing is written.

    Parameters
    ----------
    project
        The collection.
    name
        ``analysis/notebook``, each of lower-case words joined by ``_``.

    Raises
    ------
    CollectionError
        If the name is malformed, belongs to the machinery or is taken, or the module of
        parameter models that the analysis has cannot be added to.
    """
    analysis, notebook, subject = _checked_name(project, name)
    words = {
        "name": name,
        "analysis": analysis,
        "notebook": notebook,
        "subject": subject,
        "words": notebook.replace("_", " "),
        "model": "".join(word.capitalize() for word in notebook.split("_")),
    }
    created = {
        f"notebooks/{name}.ipynb": _notebook(words),
        f"tests/notebooks/test_{analysis}_{notebook}.py": _filled("test", words),
        f"params/{analysis}/schema/{notebook}.json": "",
        f"params/{name}.yaml": _filled("report", words),
    }
    taken = [path for path in created if (project.root / path).exists()]
    if taken:
        raise CollectionError(
            f"`{name}` is taken. Nothing was written, because these exist: {', '.join(taken)}.",
            remedy="Choose another name, or move them away.",
        )
    module = f"rml/{subject}/parameters.py"
    source = _module_source(project, module, words)
    model = _model(source, words["model"], where=module)
    created[f"params/{analysis}/schema/{notebook}.json"] = schema_text(model)
    existing = (project.root / module).is_file()
    if not existing:
        created = {module: source, **created}
    package = f"rml/{subject}/__init__.py"
    if not (project.root / package).is_file():
        created = {package: f'"""The analysis {analysis}."""\n', **created}
    return Scaffold(
        name=name,
        model=f"rml.{subject}.parameters:{words['model']}",
        created=created,
        appended=(module, source) if existing else None,
    )


def _checked_name(project: Project, name: str) -> tuple[str, str, str]:
    """Return analysis, notebook and subject of a name; refuse what cannot be one."""
    if not _NAME.fullmatch(name):
        raise CollectionError(
            f"`{name}` is not a name for a report.",
            remedy="Write ANALYSIS/NOTEBOOK in lower-case words joined by _, each beginning "
            "with a letter: image_cropping/published_runs.",
        )
    analysis, _, notebook = name.partition("/")
    subject = SUBJECTS.get(analysis, analysis)
    module = project.package / f"{subject}.py"
    if subject in _MACHINERY or keyword.iskeyword(subject) or module.exists():
        raise CollectionError(
            f"An analysis cannot be called `{analysis}`: rml.{subject} is not free for one.",
            remedy="Choose another name for the analysis.",
        )
    return analysis, notebook, subject


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (TEMPLATES / "scaffold" / f"{template}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(words)


def _module_source(project: Project, module: str, words: Mapping[str, str]) -> str:
    """Return the module of parameter models with the new model at its end."""
    path = project.root / module
    try:
        before = path.read_text(encoding="utf-8")
        taken = _bound_names(ast.parse(before))
    except FileNotFoundError:
        before = _filled("module", words)
        taken = _bound_names(ast.parse(before))
    except (OSError, ValueError, SyntaxError) as error:
        raise CollectionError(
            f"The module cannot be added to: {error}. Nothing was written.",
            where=module,
            remedy="Correct it first.",
        ) from error
    missing = {"Field", "NotebookParameters"} - taken
    if missing:
        raise CollectionError(
            f"The module does not import {' and '.join(sorted(missing))}. Nothing was written.",
            where=module,
            remedy="Add `from pydantic import Field` and `from rml.parameters import "
            "NotebookParameters` to it.",
        )
    if words["model"] in taken:
        raise CollectionError(
            f"The module has something called `{words['model']}` already. Nothing was written.",
            where=module,
            remedy="Choose another name for the notebook.",
        )
    return f"{before.rstrip()}\n\n\n{_filled('model', words)}"


def _bound_names(tree: ast.Module) -> set[str]:
    """Return the names that a module binds anywhere: by import, definition or assignment."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def _model(source: str, name: str, *, where: str) -> type[NotebookParameters]:
    """Return the model that a module's source defines, without touching the real module."""
    module_name = f"rml_new_{uuid.uuid4().hex}"
    with TemporaryDirectory(prefix="rml-") as scratch:
        path = Path(scratch) / "parameters.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(module_name, path)
        if spec is None or spec.loader is None:
            raise ImportError(path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module  # pydantic looks annotations up there
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            raise CollectionError(
                f"The module of parameter models cannot be imported: {error!r}. "
                "Nothing was written.",
                where=where,
                remedy="Correct it first.",
            ) from error
        finally:
            del sys.modules[module_name]
    model: type[NotebookParameters] = getattr(module, name)
    return model


def _notebook(words: Mapping[str, str]) -> str:
    """Return the starting notebook as JupyterLab would save it, without outputs."""
    cells: list[dict[str, Any]] = []
    for line in _filled("notebook", words).splitlines():
        head = _CELL.fullmatch(line)
        if head is None:
            cells[-1]["source"].append(line)
            continue
        cell: dict[str, Any] = {"cell_type": head["kind"], "id": head["id"], "source": []}
        cell["metadata"] = {"tags": [head["tag"]]} if head["tag"] else {}
        if head["kind"] == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    for cell in cells:
        cell["source"] = "\n".join(cell["source"]).splitlines(keepends=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    model = f"rml.{words['subject']}.parameters:{words['model']}"
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "rml": {"parameters": model}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write_scaffold(project: Project, scaffold: Scaffold) -> None:
    """Write all files of a new report, or none.

    Everything is written aside first, then moved into place, the parameter file last: what
    a killed process leaves is no half report.

    Raises
    ------
    CollectionError
        If one cannot be written; then nothing has changed.
    """
    undo: list[Callable[[], object]] = []
    try:
        moves = [
            (_written_aside(project.root / name, text, undo), project.root / name)
            for name, text in scaffold.created.items()
        ]
        if scaffold.appended:
            path = project.root / scaffold.appended[0]
            before = _written_aside(path, path.read_text(encoding="utf-8"), undo)
            after = _written_aside(path, scaffold.appended[1], undo)
            after.chmod(path.stat().st_mode)
            before.chmod(path.stat().st_mode)
            undo.append(functools.partial(before.replace, path))
            after.replace(path)
        for aside, path in moves:
            undo.append(path.unlink)
            aside.replace(path)
        if scaffold.appended:
            before.unlink()
    except BaseException as error:
        for action in reversed(undo):
            with suppress(OSError):
                action()
        if not isinstance(error, OSError):
            raise
        raise CollectionError(
            f"The files cannot be written: {error.strerror or error}. Nothing of them was kept.",
            where=project.relative(Path(error.filename or project.root)),
            remedy="See that the folder can be written to and has room.",
        ) from error


def _written_aside(path: Path, text: str, undo: list[Callable[[], object]]) -> Path:
    """Return a file beside ``path`` that holds the text; how to remove it is added to ``undo``."""
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir()
            undo.append(folder.rmdir)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    undo.append(aside.unlink)
    aside.write_text(text, encoding="utf-8")
    return aside
