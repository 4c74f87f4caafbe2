"""JSON schemas of the files in the feedback folder, for editors; ``rml schema`` writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel

from rml.feedback.bounty_entries import BountyEntry
from rml.feedback.entries import Entry
from rml.feedback.entry_files import schema_text

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
        f"{folder}/schema/entry.json": schema_text(
            model, title=title, description=f"{title}, as the README beside it says."
        )
        for folder, (model, title) in _SCHEMAS.items()
        if (root / folder).is_dir()
    }
