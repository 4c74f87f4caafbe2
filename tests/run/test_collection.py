from __future__ import annotations

import pytest

from rml.errors import CollectionError
from rml.run.collection import read_collection, select
from rml.run.fingerprint import presentation_digest
from rml.run.project import find_project


@pytest.fixture
def project(toy):
    return find_project(toy.root)


def test_a_report_is_named_by_its_file(toy, project):
    toy.write_report("second")
    assert list(read_collection(project)) == ["toy/first", "toy/second"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dataset": []}, r"`dataset` is not a field.*Did you mean `datasets`"),
        ({"title": 3}, "`title` must be text"),
        ({"data_kind": "rael"}, "`data_kind` must be one of"),
        ({"primary_finding": "shares"}, "primary finding `shares`.*Did you mean `share`"),
        ({"quick": {"levl": 0.5}}, "quick overrides `levl`.*Did you mean `level`"),
        ({"limits": {"minutes": 0, "memory_gib": 1}}, "limits.minutes.*greater than 0"),
        ({"products": {"findings": [], "figures": [], "tables": []}}, "products.findings"),
        ({"reports": ["toy/fist"]}, "names `toy/fist`.*Did you mean `toy/first`"),
        ({"notebook": "../escape"}, "`notebook`"),
    ],
)
def test_a_malformed_report_is_refused_by_file_and_field(toy, project, changes, words):
    toy.write_report("first", **changes)
    with pytest.raises(CollectionError, match=words) as caught:
        read_collection(project)
    assert "params/toy/first.yaml" in str(caught.value)


def test_a_missing_field_is_named(toy, project):
    path = toy.root / "params" / "toy" / "first.yaml"
    path.write_text(path.read_text().replace("title:", "titel:"))
    with pytest.raises(CollectionError, match="`titel` is not a field.*Did you mean `title`"):
        read_collection(project)


def test_two_files_of_one_name_are_refused(toy, project):
    folder = toy.root / "params" / "toy"
    (folder / "first.yml").write_text((folder / "first.yaml").read_text())
    with pytest.raises(CollectionError, match="Two parameter files give one report name"):
        read_collection(project)


def test_names_that_differ_in_case_only_are_refused(toy, project):
    folder = toy.root / "params" / "toy"
    (folder / "First.yaml").write_text((folder / "first.yaml").read_text())
    with pytest.raises(CollectionError, match="Two parameter files give one report name"):
        read_collection(project)


def test_inputs_come_first_and_circles_are_refused(toy, project):
    toy.write_report("a_late", reports=["toy/first"])
    assert list(read_collection(project)) == ["toy/first", "toy/a_late"]
    toy.write_report("first", reports=["toy/a_late"])
    with pytest.raises(CollectionError, match="in a circle: toy/a_late -> toy/first -> toy/a_late"):
        read_collection(project)


def test_selection_takes_patterns_and_brings_inputs(toy, project):
    toy.write_report("other")
    toy.write_report("second", reports=["toy/first"])
    specs = read_collection(project)
    assert list(select(specs, [""])) == ["toy/first", "toy/other", "toy/second"]
    assert list(select(specs, ["toy/sec*"])) == ["toy/first", "toy/second"]
    with pytest.raises(CollectionError, match=r"No report matches `toy/frist`.*toy/first"):
        select(specs, ["toy/frist"])


def test_outside_a_collection_the_remedy_is_said(tmp_path):
    with pytest.raises(CollectionError, match="--project"):
        find_project(tmp_path)


def test_an_attempt_that_did_not_work_is_declared_and_changes_the_page_only(toy, project):
    plain = read_collection(project)["toy/first"]
    toy.write_report("first", outcome="unsuccessful")
    attempt = read_collection(project)["toy/first"]
    assert (plain.outcome, attempt.outcome) == (None, "unsuccessful")
    assert presentation_digest(plain) != presentation_digest(attempt)
    before = plain.model_dump(include={"title", "summary", "authors", "data_kind", "products"})
    assert before == attempt.model_dump(include=set(before))


def test_another_outcome_is_refused_by_name(toy, project):
    toy.write_report("first", outcome="failed")
    with pytest.raises(
        CollectionError, match="`outcome` must be one of 'unsuccessful', not 'failed'"
    ):
        read_collection(project)
