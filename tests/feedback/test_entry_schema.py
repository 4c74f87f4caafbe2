"""Schemas for editors: they take what is read, and refuse what an editor can know to be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from rml.feedback.entry_schema import entry_schemas

ROOT = Path(__file__).resolve().parents[2]
QUESTION, BOUNTY = "feedback/schema/entry.json", "feedback/bounty/schema/entry.json"


@pytest.fixture(scope="module")
def problems():
    """Return a function that lists what a schema says of some content."""
    texts = entry_schemas(ROOT)
    validators = {name: jsonschema.Draft202012Validator(json.loads(texts[name])) for name in texts}
    return lambda name, content: [one.message for one in validators[name].iter_errors(content)]


def test_schemas_are_those_in_the_folders():
    texts = entry_schemas(ROOT)
    assert set(texts) == {QUESTION, BOUNTY}
    for name, text in texts.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text
        jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_only_folders_that_exist_get_a_schema(tmp_path):
    assert entry_schemas(tmp_path) == {}
    (tmp_path / "feedback").mkdir()
    assert set(entry_schemas(tmp_path)) == {QUESTION}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "feedback/bounty").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_entries_of_this_collection_fit(problems, path):
    assert problems(BOUNTY, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_a_question_that_is_read_fits_and_others_do_not(problems, entry):
    assert problems(QUESTION, entry()) == []
    assert problems(QUESTION, entry(finding=...)) == []
    assert problems(QUESTION, entry(kind="praise"))
    assert problems(QUESTION, entry(text=...))
    assert problems(QUESTION, entry(anwser="x"))
    assert problems(QUESTION, entry(name="x"))
