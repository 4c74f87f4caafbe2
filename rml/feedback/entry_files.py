"""Files that people write for the collection: YAML, one entry each, named by the file.

What all kinds of entries share: how their files are found and read, how a rule of a field is
worded, how a refusal is said, and their JSON schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rml.errors import CollectionError
from rml.feedback.file_shape import check_shape, printable
from rml.feedback.plain_text import complaint, without_contacts
from rml.run.validation import RULE
from rml.strict_yaml import read_mapping

STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)
"""Of an entry's model: no unknown fields, and no value turned into another type."""

_HTML: Final = re.compile(r"<[/!?A-Za-z]")


def rule(message: str) -> PydanticCustomError:
    """Return the error of a field that breaks a rule of its own.

    Parameters
    ----------
    message
        Goes on from the field's name. Braces in it would be fields, so nothing that was typed
        may stand in it.
    """
    return PydanticCustomError(RULE, message)


def _plain(value: str) -> str:
    if _HTML.search(value):
        raise rule("holds HTML; texts are plain, so write it without tags")
    problem = complaint(value)
    if problem:
        raise rule(problem)
    return " ".join(value.split())


Plain = Annotated[str, Field(max_length=2_000), AfterValidator(_plain)]
"""A text in plain words that can be published, its white space folded."""


def is_entry(path: Path) -> bool:
    """Return whether a file is taken for an entry: by its ending, unless it is hidden."""
    return path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith(".")


def read_entry_file(path: Path, *, where: str, called: str) -> dict[str, Any]:
    """Return the fields of an entry's file.

    Parameters
    ----------
    path
        The file.
    where
        How messages name it.
    called
        What such files are called, as a message begins: ``Decisions``.

    Raises
    ------
    CollectionError
        If it ends otherwise than in ``.yaml``, is larger or deeper than any entry, or is not
        one mapping in strict YAML.
    """
    if path.suffix != ".yaml":
        raise CollectionError(
            f"{called} end in .yaml.", where=where, remedy=f"Rename it to {path.stem}.yaml."
        )
    check_shape(path, where)
    return read_mapping(path, where=where)


def refuse_name(content: dict[str, Any], *, where: str) -> None:
    """Refuse a field ``name``, which is the file's."""
    if "name" in content:
        raise CollectionError(
            "`name` is not a known field.", where=where, remedy="The file's name is the name."
        )


def refusal(problems: Iterable[str], remedies: Iterable[str], *, where: str) -> CollectionError:
    """Return the error of an entry from outside: what it quotes reaches no person.

    Parameters
    ----------
    problems, remedies
        What is wrong and what to do about it, a sentence each.
    where
        How messages name the file.
    """
    return CollectionError(
        printable(without_contacts(" ".join(problems))),
        where=where,
        remedy=printable(without_contacts(" ".join(remedies))),
    )


def schema_text(model: type[BaseModel], *, title: str, description: str | None = None) -> str:
    """Return the JSON schema of a kind of entry, without the name, which the file's name gives.

    Parameters
    ----------
    model
        The entry's model.
    title, description
        For whoever edits such a file; without a description, the model's.
    """
    schema = model.model_json_schema()
    schema["properties"].pop("name")
    schema["required"].remove("name")
    schema["title"] = title
    if description is not None:
        schema["description"] = description
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
