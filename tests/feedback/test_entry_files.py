from __future__ import annotations

import pytest
from pydantic import BaseModel, Field

from rml.errors import CollectionError
from rml.feedback.entry_files import (
    STRICT,
    is_entry,
    read_entry_file,
    refusal,
    refuse_name,
    rule,
    schema_text,
)


@pytest.mark.parametrize(
    ("name", "taken"),
    [("a.yaml", True), ("a.YML", True), (".a.yaml", False), ("README.md", False), ("yaml", False)],
)
def test_files_are_entries_by_their_ending(tmp_path, name, taken):
    assert is_entry(tmp_path / name) is taken


def test_a_file_is_read_under_its_one_ending_only(tmp_path):
    for name in ("a.yaml", "a.yml"):
        (tmp_path / name).write_text("said: no\nday: 2026-01-31\n", encoding="utf-8")
    read = read_entry_file(tmp_path / "a.yaml", where="notes/a.yaml", called="Notes")
    assert read == {"said": "no", "day": "2026-01-31"}
    with pytest.raises(CollectionError) as caught:
        read_entry_file(tmp_path / "a.yml", where="notes/a.yml", called="Notes")
    assert str(caught.value) == "notes/a.yml: Notes end in .yaml. Rename it to a.yaml."


def test_a_file_of_aliases_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: &a [1]\nb: *a\n", encoding="utf-8")
    with pytest.raises(CollectionError, match="aliases are not allowed"):
        read_entry_file(path, where="notes/a.yaml", called="Notes")


def test_the_name_is_the_files():
    refuse_name({"said": "no"}, where="notes/a.yaml")
    with pytest.raises(CollectionError, match=r"^notes/a\.yaml: `name` is not a known field"):
        refuse_name({"name": "b"}, where="notes/a.yaml")


def test_a_refusal_reaches_no_person_and_no_terminal():
    found = refusal(["Given: someone@example.org."], ["Leave \x1b[31m out."], where="notes/a.yaml")
    assert str(found) == "notes/a.yaml: Given: [left out]. Leave \\x1b[31m out."


def test_a_rules_message_is_said_as_it_is():
    assert rule("must be plain").message() == "must be plain"


class Note(BaseModel):
    """A note."""

    model_config = STRICT

    name: str
    said: str = Field(description="What is said.")


def test_a_schema_leaves_the_name_out():
    text = schema_text(Note, title="A note", description="As the README says.")
    assert '"required": [\n    "said"\n  ]' in text
    assert '"name"' not in text
    assert '"description": "As the README says."' in text
    assert '"description": "A note."' in schema_text(Note, title="A note")
