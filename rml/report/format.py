"""Templates with fields: the one way in which a number reaches a sentence.

A template is Markdown with fields in braces: ``{name}``, ``{name.low}``, ``{name:.1%}``.
Only text, numbers, ``Estimate`` and ``HypothesisTest`` can be named, and of the last two
only their own fields; there is no other attribute, no index and no conversion, so that a
template cannot reach into objects and a reader of the source sees what is printed.
"""

from __future__ import annotations

import numbers
import string
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias, TypedDict

from rml.errors import ProductError
from rml.estimate import Estimate, HypothesisTest
from rml.report.number_text import (
    decimals_of_interval,
    formatted,
    is_spec,
    readable,
    with_decimals,
)
from rml.suggest import did_you_mean

Value: TypeAlias = str | int | float | Estimate | HypothesisTest

FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Estimate: ("value", "low", "high", "level", "n", "unit", "method"),
    HypothesisTest: ("statistic", "p_value", "smallest_p", "n", "null", "method"),
}
_UNITLESS: Final = frozenset({"ratio", "1"})


class Prose(TypedDict):
    """A template and the text of each of its fields, keyed by what stands in the braces."""

    template: str
    values: dict[str, str]


def fields_of(template: str, *, where: str) -> Iterator[tuple[str, str | None]]:
    """Return the parts of ``template``: literal text, each with the field after it or None.

    A field is given as it stands between its braces, ``name.low:.1f``.

    Raises
    ------
    ProductError
        If a brace is not closed, or a field holds a conversion, an index or a nested field.
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise ProductError(
            f"The template's braces do not pair up ({error}).",
            where=where,
            remedy="Write a brace that is meant as such twice: {{ or }}.",
        ) from error
    for literal, name, spec, conversion in parts:
        if name is None:
            yield literal, None
            continue
        if conversion or "[" in name or "{" in (spec or ""):
            raise ProductError(
                f"The field `{{{name}}}` uses an index, a conversion or a nested field.",
                where=where,
                remedy="Name a value, or one of its fields after a dot, and nothing else.",
            )
        yield literal, f"{name}:{spec}" if spec else name


def prose(
    template: str,
    values: Mapping[str, Value],
    *,
    where: str,
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> Prose:
    """Return ``template`` with the text of each of its fields.

    Parameters
    ----------
    template
        Markdown with fields.
    values
        What the fields may name.
    where
        Which product the template belongs to, for messages.
    aliases
        Short names for fields, such as ``low`` for ``estimate.low``.

    Raises
    ------
    ProductError
        If a field is unknown, asks for an interval that is not there, or a value is
        neither text, number, Estimate nor HypothesisTest.
    """
    if not isinstance(template, str) or not template.strip():
        raise ProductError("The text is empty.", where=where, remedy="Write a sentence.")
    texts: dict[str, str] = {}
    for _literal, field in fields_of(template, where=where):
        if field is not None and field not in texts:
            texts[field] = field_text(field, values, where=where, aliases=aliases)
    return Prose(template=template, values=texts)


def refuse_unused(values: Mapping[str, Value], used: list[Prose], *, where: str) -> None:
    """Raise ProductError if a value is named by none of the texts: a field was misspelt."""
    named = {field.split(":")[0].split(".")[0] for text in used for field in text["values"]}
    unused = sorted(set(values) - named)
    if unused:
        raise ProductError(
            f"The value `{unused[0]}` is given but no text names it.",
            where=where,
            remedy=f"Write {{{unused[0]}}} where it belongs, or leave it out.",
        )


def field_text(
    field: str,
    values: Mapping[str, Value],
    *,
    where: str,
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return the text of one field such as ``gap.low:.1f``."""
    path, _, spec = field.partition(":")
    name, _, attribute = aliases.get(path, path).partition(".")
    if name not in values:
        names = {*values, *aliases}
        known = did_you_mean(name, names) if names else "No value was given."
        raise ProductError(f"The field `{{{field}}}` is unknown.", where=where, remedy=known)
    if spec and not is_spec(spec):
        raise ProductError(
            f"The format `{spec}` of the field `{{{field}}}` is not one of those allowed.",
            where=where,
            remedy="Use digits such as `.2f`, `.1%`, `,d` or `.3g`, or none.",
        )
    value = values[name]
    try:
        if not attribute:
            return _value_text(value, spec)
        return _attribute_text(value, attribute, spec)
    except _FieldError as error:
        raise ProductError(
            f"The field `{{{field}}}`: {error}.", where=where, remedy=error.remedy
        ) from error


def _value_text(value: Value, spec: str) -> str:
    """Return ``value`` in words and digits, rounded so that it can be read.

    An Estimate comes with its unit and interval, or says that it has no sampling
    interval; a share in the unit ``proportion`` is written in per cent.
    """
    if isinstance(value, Estimate):
        return estimate_text(value, spec)
    if isinstance(value, HypothesisTest):
        return f"{value.method}, p = {_number(value.p_value, spec)}"
    if isinstance(value, str):
        if spec:
            raise _FieldError("a number's format cannot be used on text", "Leave the format out.")
        return value
    return _number(value, spec)


def estimate_text(estimate: Estimate, spec: str = "") -> str:
    """Return an estimate as a reader meets it: value, unit and interval.

    ``9.4 percentage points (95 % interval 8.9 to 9.9)``; without an interval
    ``9.4 percentage points (no sampling interval)``.
    """
    value = _estimate_number(estimate, estimate.value, spec)
    in_percent = value.endswith("%")
    unit = "" if in_percent or estimate.unit in _UNITLESS else f" {estimate.unit}"
    if estimate.low is None or estimate.high is None or estimate.level is None:
        return f"{value}{unit} (no sampling interval)"
    low = _estimate_number(estimate, estimate.low, spec)
    high = _estimate_number(estimate, estimate.high, spec)
    return f"{value}{unit} ({_level(estimate.level)} interval {low} to {high})"


class _FieldError(Exception):
    """A field cannot be written; the caller adds where."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def _attribute_text(value: Value, attribute: str, spec: str) -> str:
    allowed = FIELDS.get(type(value), ())
    if attribute not in allowed:
        if not allowed:
            raise _FieldError("text and numbers have no fields", "Name the value alone.")
        raise _FieldError("it has no such field", did_you_mean(attribute, allowed))
    content = getattr(value, attribute)
    if content is None:
        raise _FieldError(
            "the estimate has no sampling interval", f"Leave out `{attribute}`, or say why."
        )
    if isinstance(content, str):
        return _value_text(content, spec)
    if attribute == "level" and not spec:
        return _level(content)
    if isinstance(value, Estimate) and attribute != "level":
        return _estimate_number(value, content, spec)
    return _number(content, spec)


def _estimate_number(estimate: Estimate, number: float, spec: str) -> str:
    if spec.endswith("%") and "percent" in estimate.unit:
        raise _FieldError(
            f"a value in {estimate.unit} would be multiplied by 100 once more",
            "Use a format that ends in `f`.",
        )
    if spec:
        return formatted(number, spec)
    factor, sign = (100, " %") if estimate.unit == "proportion" else (1, "")
    if estimate.low is None or estimate.high is None:
        text = readable(number * factor)
    else:
        decimals = decimals_of_interval(
            estimate.value * factor, estimate.low * factor, estimate.high * factor
        )
        text = with_decimals(number * factor, decimals)
    return text + sign


def _level(level: float) -> str:
    return f"{level * 100:.10g} %"


def _number(value: object, spec: str) -> str:
    # numpy's scalars register with `numbers`; bool does too, but is no quantity.
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise _FieldError(
            f"a {type(value).__name__} cannot stand in a sentence",
            "Give text, a number, an Estimate or a HypothesisTest.",
        )
    number = int(value) if isinstance(value, numbers.Integral) else float(value)
    if number != number:  # noqa: PLR0124 - the test for NaN
        raise _FieldError("it is not a number (NaN)", "Say in words what is missing and why.")
    return formatted(number, spec) if spec else readable(number)
