"""JSON schemas of the files in the feedback folder, for editors; ``rml schema`` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from rml.feedback.bounty_entries import BountyEntry
from rml.feedback.entries import Entry

_SCHEMAS: Final[dict[str, tuple[type[BaseModel], str]]] = {
    "feedback": (Entry, "A question or an objection"),
    "feedback/bounty": (BountyEntry, "A bias finding from outside"),
}


def entry_schemas(root: Path) -> dict[str, str]:
    """Return the schema of each folder of entries that the collection has, by its path.

    A schema checks what an editor can: fields, types and lengths. What needs the reports or the
    rubric is checked when a report is built.

    Parameters
    ----------
    root
        The collection's folder.
    """
    return {
        f"{folder}/schema/entry.json": _schema_text(model, title)
        for folder, (model, title) in _SCHEMAS.items()
        if (root / folder).is_dir()
    }


def _schema_text(model: type[BaseModel], title: str) -> str:
    """Return the model's schema, without the name, which the file's name gives."""
    schema = model.model_json_schema()
    schema["properties"].pop("name")
    schema["required"].remove("name")
    schema["title"] = title
    schema["description"] = title + ", as the README beside it says."
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
