"""Pydantic's complaints, said so that the person who typed the value can act on them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NoReturn

from pydantic import ValidationError

from rml.errors import CollectionError
from rml.suggest import did_you_mean

_TYPES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
_BOUNDS = {
    "greater_than": ("greater than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _shown(value: Any) -> str:
    kind = {str: "text", bool: "true/false", int: "number", float: "number", type(None): "nothing"}
    return f"{value!r} ({kind.get(type(value), type(value).__name__)})"


def _problem(detail: Any, field: str) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _TYPES:
        return f"`{field}` must be {_TYPES[kind]}, not {_shown(detail['input'])}."
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        given = detail["input"]
        return f"`{field}` is out of bounds: it must be {words} {context[key]}, not {given!r}."
    if kind == "missing":
        return f"The field `{field}` is missing."
    if kind == "extra_forbidden":
        return f"`{field}` is not a known field."
    if kind == "literal_error":
        return f"`{field}` must be one of {context['expected']}, not {detail['input']!r}."
    return f"`{field}`: {detail['msg']} (given: {detail['input']!r})."


def raise_first(
    error: ValidationError,
    *,
    where: str,
    error_type: type[CollectionError],
    known: Collection[str],
) -> NoReturn:
    """Raise all of pydantic's complaints as one error with the nearest names.

    Parameters
    ----------
    error
        What pydantic raised.
    where
        The file that the values came from.
    error_type
        The error to raise.
    known
        The names allowed at the top level, for suggestions.
    """
    problems, remedies = [], []
    # Unknown names first: a misspelt field is also a missing one, and the first explains both.
    for detail in sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden"):
        field = ".".join(str(part) for part in detail["loc"])
        problems.append(_problem(detail, field))
        if detail["type"] == "extra_forbidden":
            remedies.append(did_you_mean(str(detail["loc"][-1]), known))
    if not remedies:
        remedies.append("Correct the value and run again; no kernel was started.")
    raise error_type(
        " ".join(problems), where=where, remedy=" ".join(dict.fromkeys(remedies))
    ) from error
