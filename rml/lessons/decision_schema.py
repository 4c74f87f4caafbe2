"""The JSON schema of a decision's file, for editors: ``python -m rml.lessons.decision_schema``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from rml.lessons.decision_entries import Decision

SCHEMA: Final = Path("decisions") / "schema" / "decision.json"
"""Where the schema stands, from the collection's root."""


def schema_text() -> str:
    """Return the schema: the model's, without the name, which the file's name gives."""
    schema = Decision.model_json_schema()
    schema["properties"].pop("name")
    schema["required"].remove("name")
    schema["title"] = "A decision that an audit informed"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(schema_text(), encoding="utf-8")
