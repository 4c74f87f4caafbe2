"""Every notebook runs from top to bottom under nbmake, with its report's quick parameters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from rml.data.fetch import availability
from rml.run.collection import read_collection, select
from rml.run.execute import prepared
from rml.run.lab import lab_environment
from rml.run.plan import make_plans
from rml.run.project import find_project
from rml.run.today import today

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
PROJECT = find_project(Path(__file__).parent)
SPECS = select(read_collection(PROJECT), [os.environ.get("RML_ONLY", "")])


@pytest.mark.parametrize("name", SPECS)
def test_notebook_runs_with_small_parameters(name, tmp_path):
    spec = SPECS[name]
    if spec.reports:
        pytest.skip("reads other reports' findings, which only the runner provides")
    for dataset in spec.datasets:
        if availability(dataset).status == "missing":
            pytest.skip("needs the real files: set RML_MIRROR to the offline mirror")
    plan = make_plans(PROJECT, [spec], "quick")[name]
    notebook = prepared(PROJECT.notebooks / f"{spec.notebook}.ipynb", plan.values)
    path = tmp_path / f"{spec.notebook.replace('/', '_')}.ipynb"
    nbformat.write(notebook, path)
    environment = {
        **os.environ,
        **lab_environment(PROJECT, on=today()),
        "PYTHONPATH": str(PROJECT.root),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "--nbmake-timeout=900", "-q", str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
    assert "1 passed" in ended.stdout
