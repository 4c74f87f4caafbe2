"""A small collection in a folder of its own, with a copy of rml that tests may edit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]

MODEL = '''
"""Parameters of the toy notebook."""

from pydantic import Field

from rml.parameters import NotebookParameters


class Toy(NotebookParameters):
    """A level, a run to look at and a text."""

    level: float = Field(
        gt=0, lt=1, description="Nominal coverage.", json_schema_extra={"unit": "share"}
    )
    run: int = Field(ge=1, le=42, description="Which run.", json_schema_extra={"unit": "number"})
    label: str = Field(description="A text to show.", json_schema_extra={"unit": "text"})
'''

CELLS = {
    "load": """
        from rml.data.crop_runs import load_crop_runs
        from rml.report.figure import figure
        from rml.report.finding import finding
        from rml.report.small_cells import NO_PEOPLE
        from rml.report.style import new_figure
        from rml.report.table import table
        from rml.report.text import limits, plain_words, text
        from rml.stats.intervals import wilson

        runs = load_crop_runs()
        chosen = runs[runs["run"] == run]
        """,
    "estimate": """
        first = chosen.iloc[0]
        share = wilson(int(first["wins"]), int(first["n_iterations"]), level=level, of="images")
        text("The label is {label}.", label=label)
        plain_words("The first group won {share}.", share=share)
        limits(["Only run {run}."], run=run)
        """,
    "show": """
        people = NO_PEOPLE("counts of stitched images")
        shown = chosen[["group", "wins"]].reset_index(drop=True)
        table(shown, id="wins", caption="Wins per group.", people=people)
        fig, axes = new_figure(5, 3)
        axes.bar(shown["group"], shown["wins"])
        figure(
            fig,
            id="bars",
            caption="Wins per group as bars.",
            alt="Two bars of unlike height: the group that stood left won fewer images than "
            "the group that stood right.",
            data=shown,
            people=people,
        )
        """,
    "claim": """
        finding(
            "share",
            "The first group won {value} of the images.",
            share,
            estimand="share of images won",
            assumptions="images are drawn independently",
            breaks_if="images are reused",
        )
        """,
}


def notebook(cells: dict[str, str], parameters: str) -> dict:
    """Return a notebook of format 4 with a parameters cell and the given code cells."""
    code = [("parameters", parameters), *cells.items()]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "rml": {"parameters": "rml.toy.parameters:Toy"},
        },
        "cells": [
            {
                "cell_type": "markdown",
                "id": "title",
                "metadata": {},
                "source": "# A toy\n\nWith a *purpose*.",
            },
            *(
                {
                    "cell_type": "code",
                    "id": name,
                    "metadata": {"tags": ["parameters"]} if name == "parameters" else {},
                    "source": textwrap.dedent(source).strip(),
                    "outputs": [],
                    "execution_count": None,
                }
                for name, source in code
            ),
        ],
    }


class Toy:
    """A collection with one report, ``toy/first``, and handles to change it."""

    def __init__(self, root: Path, *, fresh: bool = True) -> None:
        self.root = root
        self.cells = dict(CELLS)
        if not fresh:
            return
        shutil.copytree(
            ROOT / "rml", root / "rml", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
        shutil.copy(ROOT / "requirements.lock", root)
        (root / "rml" / "toy").mkdir()
        (root / "rml" / "toy" / "__init__.py").write_text('"""A toy."""\n')
        (root / "rml" / "toy" / "parameters.py").write_text(MODEL)
        self.write_notebook()
        self.write_report("first")

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    def write_notebook(self, name: str = "first", **cells: str) -> None:
        path = self.root / "notebooks" / "toy" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        content = notebook(
            {**self.cells, **cells}, 'level = 0.9\nrun = 18\nlabel = "a plain label"'
        )
        path.write_text(json.dumps(content, indent=1))

    def spec(self, **changes: object) -> dict:
        return {
            "title": "A toy report",
            "summary": "Shows that the runner runs.",
            "authors": ["Nobody"],
            "notebook": "toy/first",
            "datasets": ["crop_results_tidy"],
            "data_kind": "published",
            "primary_finding": "share",
            "products": {"findings": ["share"], "figures": ["bars"], "tables": ["wins"]},
            "limits": {"minutes": 3, "memory_gib": 4},
            "parameters": {"level": 0.95, "run": 18, "label": "a plain label"},
            "quick": {"run": 19},
            **changes,
        }

    def write_report(self, name: str, **changes: object) -> None:
        path = self.root / "params" / "toy" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(self.spec(**changes), sort_keys=False))

    def environment(self, **extra: str) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.root), "RML_OFFLINE": "1", **extra}

    def rml(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "rml.cli", *arguments],
            cwd=self.root,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            check=False,
        )

    def versions(self, report: str = "toy/first") -> list[str]:
        log = self.outputs / "versions.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
        return [line["version"] for line in lines if line["report"] == report]

    def latest(self, report: str = "toy/first") -> Path:
        return self.outputs / report / self.versions(report)[-1]

    def failure(self, report: str = "toy/first") -> dict:
        return json.loads((self.outputs / report / "failed" / "failure.json").read_text())
