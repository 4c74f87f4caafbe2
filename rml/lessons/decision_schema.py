"""The JSON schema of a decision's file, for editors: ``python -m rml.lessons.decision_schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rml.feedback import entry_files
from rml.lessons.decision_entries import Decision

SCHEMA: Final = Path("decisions") / "schema" / "decision.json"
"""Where the schema stands, from the collection's root."""


def schema_text() -> str:
    """Return the schema: the model's, without the name, which the file's name gives."""
    return entry_files.schema_text(Decision, title="A decision that an audit informed")


if __name__ == "__main__":
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(schema_text(), encoding="utf-8")
