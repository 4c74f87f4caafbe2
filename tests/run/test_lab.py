"""JupyterLab: what notebooks find there is what the runner would hand to them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from rml.data.documents import VARIABLE as DOCUMENTS
from rml.data.documents import document_folder
from rml.data.findings import VARIABLE as FINDINGS
from rml.run.lab import lab_environment
from rml.run.project import find_project


def test_documents_and_absolute_places_are_handed_over(toy, monkeypatch):
    (toy.root / "decisions").mkdir()
    (toy.root / "decisions" / "one.yaml").write_text("look_again: 2026-01-31")
    toy.write_report("first", documents=["decisions"])
    monkeypatch.chdir(toy.root)
    monkeypatch.setenv("RML_MIRROR", "mirror")
    given = lab_environment(find_project(toy.root), on=date(2026, 2, 1))
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert document_folder("decisions") == toy.root / "decisions"
    assert json.loads(given["RML_DUE_DOCUMENTS"]) == {"decisions/one.yaml": "2026-01-31"}
    assert Path(given["RML_MIRROR"]) == toy.root / "mirror"
    assert json.loads(given[FINDINGS]) == {}
    assert DOCUMENTS in given


def test_findings_are_those_of_the_newest_full_version(built):
    project = find_project(built.root)
    files = json.loads(lab_environment(project, on=date(2026, 2, 1))[FINDINGS])
    assert list(files) == ["toy/first"]
    assert json.loads(Path(files["toy/first"]).read_text(encoding="utf-8"))["findings"]
