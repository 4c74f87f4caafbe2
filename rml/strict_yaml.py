"""YAML read strictly: one mapping, no tags, no key twice, dates and `no` left as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from rml.errors import CollectionError

_PLAIN_TAGS = {
    "tag:yaml.org,2002:" + kind
    for kind in ("null", "bool", "int", "float", "str", "seq", "map", "merge")
}


# The parser in C, where PyYAML was built with it, reads ten times as fast.
_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_BaseLoader):  # type: ignore[misc]
    """SafeLoader without explicit tags, duplicate keys, timestamps and yes/no booleans."""


# Implicit dates would arrive as objects that JSON cannot hold, and `no` (Norway) as False.
_StrictLoader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag in _PLAIN_TAGS and not (tag.endswith(":bool") and letter not in "tTfF")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _place(path_text: str, mark: yaml.Mark | None) -> str:
    return f"{path_text}:{mark.line + 1}" if mark else path_text


def _check(node: yaml.Node, where: str) -> None:
    """Refuse foreign tags and duplicate keys anywhere below ``node``."""
    if node.tag not in _PLAIN_TAGS:
        raise CollectionError(
            f"The YAML tag {node.tag!r} is not allowed; values are plain text, numbers, "
            "true/false, null, lists and mappings.",
            where=_place(where, node.start_mark),
            remedy="Write the value without a tag.",
        )
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check(item, where)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            _check(key, where)
            _check(value, where)
            if key.value in seen:
                raise CollectionError(
                    f"The field `{key.value}` stands twice in one mapping.",
                    where=_place(where, key.start_mark),
                    remedy="Keep one of the two.",
                )
            seen.add(key.value)


def read_mapping(path: Path, *, where: str) -> dict[str, Any]:
    """Return the mapping that a YAML file holds.

    Parameters
    ----------
    path
        A UTF-8 file with one YAML document.
    where
        How error messages name the file.

    Raises
    ------
    CollectionError
        If the file cannot be read, is not YAML, holds a tag or a key twice, or is not a
        mapping with text keys.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(
            f"The file cannot be read: {error}.",
            where=where,
            remedy="Restore it from git, or save it as UTF-8 text.",
        ) from error
    loader: Any = None
    try:
        loader = _StrictLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _check(node, where)
        content = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise CollectionError(
            f"The file is not valid YAML: {problem}.",
            where=_place(where, mark),
            remedy="Correct the line; an editor with YAML support shows the place.",
        ) from error
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        found = "nothing" if content is None else f"a {type(content).__name__}"
        raise CollectionError(
            f"The file must hold one mapping with named fields, but holds {found}.",
            where=where,
            remedy="Write `field: value` lines; `rml new` makes a parameter file to start from.",
        )
    return content
