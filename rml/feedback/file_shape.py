"""What a file from outside must be like before anything walks through its values."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml

from rml.errors import CollectionError

_MOST_BYTES: Final = 64 * 1024
_MOST_NESTED: Final = 8


def check_shape(path: Path, where: str) -> None:
    """Refuse what only a malicious file holds, before anything walks through its values."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CollectionError(
                f"The file is larger than {_MOST_BYTES // 1024} KiB.",
                where=where,
                remedy="Shorten the text, and link to what it quotes.",
            )
        depth = 0
        for event in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                # A few aliases of aliases stand for more values than any memory holds.
                raise CollectionError(
                    "YAML anchors and aliases are not allowed here.",
                    where=where,
                    remedy="Write the value out, or put a text that begins with * or & in "
                    "quotation marks.",
                )
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MOST_NESTED:
                raise CollectionError(
                    "Lists or mappings are nested too deeply; no field needs that.",
                    where=where,
                    remedy="Put a text that begins with [ or { in quotation marks.",
                )
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return  # the reader itself says this better


def printable(text: str) -> str:
    """Return ``text`` with what a terminal might act on replaced by how Python writes it."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )
