"""Documents of the collection: what the fingerprint takes of them, and what a notebook is told."""

from __future__ import annotations

import json

import pytest

from rml.data.documents import VARIABLE, document_folder
from rml.errors import CollectionError, DataError
from rml.run.collection import read_report
from rml.run.documents import document_fingerprints, document_folders
from rml.run.fingerprint import reasons
from rml.run.project import find_project


@pytest.fixture
def project(toy):
    (toy.root / "decisions").mkdir()
    (toy.root / "decisions" / "one.yaml").write_text("question: first")
    (toy.root / "decisions" / "README.md").write_text("what this is")
    (toy.root / "decisions" / ".hidden.yaml").write_text("no")
    toy.write_report("first", documents=["decisions"])
    return find_project(toy.root)


def test_every_document_counts_and_nothing_else_in_the_folder(toy, project):
    spec = read_report(project, "toy/first")
    before = document_fingerprints(project, spec)
    assert list(before) == ["decisions/one.yaml"]
    (toy.root / "decisions" / "one.yaml").write_text("question: second")
    (toy.root / "decisions" / "two.yml").write_text("question: another")
    after = document_fingerprints(project, spec)
    assert list(after) == ["decisions/one.yaml", "decisions/two.yml"]
    assert reasons({"documents": before}, {"documents": after}) == [
        "document `decisions/one.yaml` changed",
        "document `decisions/two.yml` is new",
    ]
    assert document_folders(project, spec) == {"decisions": str(toy.root / "decisions")}


def test_a_folder_that_is_not_there_is_named_with_the_parameter_file(toy, project):
    toy.write_report("first", documents=["descisions"])
    with pytest.raises(DataError, match=r"params/toy/first.yaml, documents: There is no folder"):
        document_fingerprints(project, read_report(project, "toy/first"))


def test_a_notebook_gets_what_it_declares_and_is_told_how_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, json.dumps({"decisions": str(tmp_path)}))
    assert document_folder("decisions") == tmp_path
    with pytest.raises(DataError, match="Name it under `documents:` in the parameter file"):
        document_folder("others")


def test_a_folder_may_lie_in_a_folder_and_not_outside_the_collection(toy):
    (toy.root / "feedback" / "bounty").mkdir(parents=True)
    (toy.root / "feedback" / "question.yaml").write_text("a: 1\n")
    (toy.root / "feedback" / "bounty" / "one.yaml").write_text("a: 1\n")
    toy.write_report("first", documents=["feedback/bounty"])
    project = find_project(toy.root)
    spec = read_report(project, "toy/first")
    assert set(document_fingerprints(project, spec)) == {"feedback/bounty/one.yaml"}
    for outside in ("../feedback", "/feedback", "feedback/../..", "feedback/bounty/deeper"):
        toy.write_report("first", documents=[outside])
        with pytest.raises(CollectionError, match="documents"):
            read_report(project, "toy/first")


def test_why_names_the_folder_that_is_not_there_and_blames_no_images(toy):
    toy.write_report("first", documents=["nothere"])
    said = toy.rml("why", "toy/first")
    assert said.returncode == 0, said.stderr
    assert "There is no folder `nothere`" in said.stdout
    assert "images" not in said.stdout
