"""Pydantic's complaints, said so that the person who typed the value can act on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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


_LONGEST = 120

# The type of a model's own complaint: its message goes on from the field's name.
RULE = "rule"


def _quoted(value: Any) -> str:
    """Return a value as it was typed, cut where nobody would read on."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shown(value: Any) -> str:
    kind = {str: "text", bool: "true/false", int: "number", float: "number", type(None): "nothing"}
    return f"{_quoted(value)} ({kind.get(type(value), type(value).__name__)})"


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
        return f"`{field}` must be one of {context['expected']}, not {_quoted(detail['input'])}."
    return _broken_rule(detail, field)


def _broken_rule(detail: Any, field: str) -> str:
    if detail["type"] == "too_short":
        least = detail["ctx"]["min_length"]
        return f"`{field}` needs at least {least} {'entry' if least == 1 else 'entries'}."
    given = detail["input"]
    said = str(detail["ctx"]["error"]) if detail["type"] == "value_error" else detail["msg"]
    if detail["type"] == "value_error" and isinstance(given, Mapping):
        # A rule about several fields names them; the whole file behind it would bury what it says.
        return f"`{field}`: {said}" if field else said
    wrong = "" if detail["type"] == RULE else "is wrong: "
    return f"`{field}` {wrong}{said} (given: {_quoted(given)})."


def complaints(details: Iterable[Any], *, known: Collection[str]) -> tuple[list[str], list[str]]:
    """Return what is wrong, one sentence each, and for misspelt names the nearest ones.

    Parameters
    ----------
    details
        The ``errors()`` of what pydantic raised.
    known
        The names allowed at the top level, for suggestions.
    """
    problems, remedies = [], []
    # Unknown names first: a misspelt field is also a missing one, and the first explains both.
    for detail in sorted(details, key=lambda one: one["type"] != "extra_forbidden"):
        field = ".".join(str(part) for part in detail["loc"])
        problems.append(_problem(detail, field))
        if detail["type"] == "extra_forbidden":
            remedies.append(did_you_mean(str(detail["loc"][-1]), known))
    return problems, list(dict.fromkeys(remedies))


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
    problems, remedies = complaints(error.errors(), known=known)
    if not remedies:
        remedies.append("Correct the value and run again; no kernel was started.")
    raise error_type(" ".join(problems), where=where, remedy=" ".join(remedies)) from error
