"""Numbers as text: readable for people, exact for machines."""

from __future__ import annotations

import math
import re
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
_SPEC = re.compile(r"\+?,?(\.\d{1,2})?[dfg%]?")
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUPED_FROM: Final = 10_000


def is_spec(spec: str) -> bool:
    """Return True if ``spec`` is a number format that templates and tables may use."""
    return _SPEC.fullmatch(spec) is not None


def formatted(number: float, spec: str) -> str:
    """Return ``number`` in the Python format ``spec``, with a real minus and a space before %."""
    if math.isinf(number):
        return _infinite(number)
    if spec.endswith("d") and not isinstance(number, int):
        number = round(number)
    return _typeset(format(number, spec).replace("%", " %"))


def readable(number: float) -> str:
    """Return ``number`` as people read it: whole numbers in full, others to 3 digits.

    Thousands are grouped from 10,000 on; below a millionth the number is written with a
    power of ten.
    """
    if math.isinf(number):
        return _infinite(number)
    if isinstance(number, int):
        return with_decimals(number, 0)
    magnitude = abs(number)
    if magnitude == 0:
        return "0"
    if magnitude < 1e-6:
        mantissa, exponent = f"{number:.1e}".split("e")
        return _typeset(f"{mantissa} × 10{str(int(exponent)).translate(_SUPERSCRIPT)}")
    text = with_decimals(number, max(0, 2 - math.floor(math.log10(magnitude))))
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_decimals(number: float, decimals: int) -> str:
    """Return ``number`` with so many decimals, thousands grouped from 10,000 on."""
    if math.isinf(number):
        return _infinite(number)
    group = "," if abs(number) >= _GROUPED_FROM - 0.5 else ""
    return _typeset(f"{number:{group}.{decimals}f}")


def decimals_of_interval(value: float, low: float, high: float) -> int:
    """Return the decimals at which an interval's width shows two digits.

    An end at infinity tells nothing about precision; the other end, or the value's own
    size, then decides.
    """
    width = high - low
    if not math.isfinite(width):
        finite = [abs(value - end) * 2 for end in (low, high) if math.isfinite(end)]
        width = max(finite, default=0.0)
    scale = width or abs(value)
    if scale == 0:
        return 0
    return min(max(0, 1 - math.floor(math.log10(scale))), 12)


def exact(number: float) -> str:
    """Return ``number`` with 10 significant digits, whole numbers in full."""
    if isinstance(number, int):
        return str(number)
    return format(number, ".10g")


def ten_digits(number: float) -> float:
    """Return ``number`` rounded to 10 significant digits, so that runs compare equal."""
    return float(format(number, ".10g"))


def _infinite(number: float) -> str:
    return f"{MINUS}∞" if number < 0 else "∞"


def _typeset(text: str) -> str:
    if text.startswith("-") and not text.strip("-0., %"):
        text = text[1:]  # a rounded −0 is 0
    return text.replace("-", MINUS)
