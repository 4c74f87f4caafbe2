"""Checks of the arguments that statistical functions share; every refusal is a ValueError.

Messages say what was given, what is allowed, and what to do.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def checked_fraction(name: str, value: float) -> float:
    """Return ``value`` if it lies strictly between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(
            f"`{name}` must lie strictly between 0 and 1, not {value!r}; "
            "write 95 % as 0.95 and 5 % as 0.05."
        )
    return float(value)


def checked_rate(name: str, value: float) -> float:
    """Return ``value`` if it is a proportion, 0 and 1 included."""
    if not 0 <= value <= 1:
        raise ValueError(
            f"`{name}` must be a proportion from 0 to 1, not {value!r}; write 8 % as 0.08."
        )
    return float(value)


def checked_count(name: str, value: float, *, minimum: int = 0, maximum: int | None = None) -> int:
    """Return ``value`` as an integer if it is a whole number from ``minimum`` to ``maximum``.

    A whole number stored as a float is accepted, because a data frame turns a column
    of counts into floats as soon as one row is missing.
    """
    allowed = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
    whole = math.isfinite(value) and value == int(value)
    if not whole or value < minimum or (maximum is not None and value > maximum):
        raise ValueError(
            f"`{name}` must be a whole number {allowed}, not {value!r}; give counts, not shares."
        )
    return int(value)


def checked_choice(name: str, value: str, allowed: Collection[str]) -> str:
    """Return ``value`` if it is one of ``allowed``."""
    if value not in allowed:
        listed = ", ".join(repr(choice) for choice in allowed)
        raise ValueError(f"`{name}` must be one of {listed}, not {value!r}.")
    return value


def checked_noun(name: str, value: str) -> str:
    """Return ``value`` if it is a non-empty text that can name what was counted."""
    if not value.strip():
        raise ValueError(f"`{name}` must name what was counted, such as 'people', not {value!r}.")
    return value


def checked_generator(rng: object) -> np.random.Generator:
    """Return ``rng`` if it is a numpy Generator."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(  # noqa: TRY004  # statistics refuse with ValueError alone
            f"`rng` must be a numpy.random.Generator, not {type(rng).__name__}; "
            "make one with numpy.random.default_rng(seed)."
        )
    return rng


def checked_resamples(resamples: float, level: float) -> int:
    """Return the number of resamples if each tail of the interval holds at least one."""
    least = math.ceil(round(2 / (1 - level) - 1, 9))
    count = checked_count("resamples", resamples, minimum=1)
    if count < least:
        raise ValueError(
            f"{count} resamples cannot give the ends of a {level:.4g} interval: give at least "
            f"{least}, and 9,999 for a result that is to be published."
        )
    return count


def checked_sample(name: str, values: ArrayLike, *, minimum: int) -> FloatArray:
    """Return ``values`` as a one-dimensional float array without missing values.

    Parameters
    ----------
    name
        The argument's name, for the message.
    values
        Numbers, shape (n,).
    minimum
        The smallest n allowed.
    """
    array = checked_finite(name, values)
    if array.ndim != 1:
        raise ValueError(
            f"`{name}` must be one-dimensional, not of shape {array.shape}; pass one column."
        )
    if array.size < minimum:
        raise ValueError(f"`{name}` needs at least {minimum} values, not {array.size}.")
    return array


def checked_finite(name: str, values: ArrayLike) -> FloatArray:
    """Return ``values`` as a float array if every entry is a finite number."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"`{name}` must hold numbers only: {error}.") from error
    missing = int(np.count_nonzero(~np.isfinite(array)))
    if missing:
        raise ValueError(
            f"{missing} of {array.size} entries of `{name}` are missing or infinite; drop or "
            "impute them beforehand and say so in the report."
        )
    return array


def check_spread(name: str, values: FloatArray) -> None:
    """Raise if all values are equal, because then nothing shows how much they vary."""
    # Averages of equal floats may differ in the last digits, so exact equality is too strict.
    scale = max(float(np.max(np.abs(values))), np.finfo(float).tiny)
    if float(np.ptp(values)) <= 1e-14 * scale:
        raise ValueError(
            f"All {values.size} entries of `{name}` equal {values[0]:g}: their spread, and with "
            "it a standard error, cannot be estimated. Report the value without an interval, or "
            "use an exact method for counts (rml.stats.intervals.clopper_pearson)."
        )
