"""Faults that are looked for in several places and said all at once."""

from __future__ import annotations

from collections.abc import Sequence

from rml.errors import DataError


def raise_faults(faults: Sequence[DataError]) -> None:
    """Raise faults, all of them as one error; none is no error."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise DataError("\n".join(map(str, faults)))
