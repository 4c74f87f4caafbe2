"""A record of which inputs this process loaded and which generators it ran.

The data kind of a report is derived from this record, so a simulated number cannot
pass for a finding about the world because somebody typed the wrong word.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Literal, ParamSpec, TypeVar

InputKind = Literal["real", "published", "simulated"]
DataKind = Literal["real", "published", "simulated", "mixed"]

P = ParamSpec("P")
R = TypeVar("R")

_inputs: dict[str, InputKind] = {}


def record_input(name: str, kind: InputKind) -> None:
    """Note that the dataset or generator ``name`` was used in this process."""
    _inputs[name] = kind


def inputs() -> dict[str, InputKind]:
    """Return the name and kind of every input used so far, in order of first use."""
    return dict(_inputs)


def clear() -> None:
    """Forget all inputs; for tests and for a fresh start in a long-lived kernel."""
    _inputs.clear()


def derive_data_kind(used: dict[str, InputKind]) -> DataKind:
    """Return the data kind that follows from the inputs used.

    Published figures count only where nothing else was used: a report on real or on
    simulated data may cite them for comparison without changing what it is about.

    Raises
    ------
    ValueError
        If nothing was used.
    """
    kinds = set(used.values())
    if not kinds:
        raise ValueError("No dataset was loaded and no generator ran: there is no data kind.")
    if {"real", "simulated"} <= kinds:
        return "mixed"
    if "simulated" in kinds:
        return "simulated"
    return "real" if "real" in kinds else "published"


def simulated(generator: Callable[P, R]) -> Callable[P, R]:
    """Return ``generator`` so that each call is noted as simulated input."""

    @functools.wraps(generator)
    def noted(*args: P.args, **kwargs: P.kwargs) -> R:
        record_input(f"{generator.__module__}.{generator.__qualname__}", "simulated")
        return generator(*args, **kwargs)

    return noted
