"""Which further cells must be withheld so that no withheld count can be computed.

A withheld count is safe if the table's sums, and what its mark says about it, leave it at
least two possible values; the exact check is an integer program (the attacker's problem
of Fischetti & Salazar 2001, doi:10.1287/mnsc.47.7.1008.9805).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rml.errors import ProductError
from rml.report.table_sums import Cells, Place, Sum, sums_of


@dataclass(frozen=True, slots=True)
class Withheld:
    """The cells to withhold: those that may be marked as small, and those that are only gone."""

    small: frozenset[Place]
    unmarked: frozenset[Place]

    @property
    def places(self) -> frozenset[Place]:
        """All of them."""
        return self.small | self.unmarked


def withheld_with(small: frozenset[Place], cells: Cells) -> Withheld:
    """Return the ``small`` cells and what must be withheld in addition to them.

    Where a whole web of sums is withheld and the marks alone (1 + 1 is all that makes 2)
    still settle a count, its cells lose their marks.

    Raises
    ------
    ProductError
        If a count can be computed from a known total even then.
    """
    sums = list(dict.fromkeys(sums_of(cells)))
    now = Withheld(small, frozenset())
    # To withhold one more cell only adds to what is possible, so one pass is enough.
    for place in sorted(small):
        while _is_exposed(place, now, sums, cells):
            if candidates := _candidates(place, now.places, sums, cells):
                # The smallest cell costs readers least; the place breaks ties: runs agree.
                least = min(candidates, key=lambda cell: (abs(cells.at(cell)), cell))
                now = Withheld(now.small, now.unmarked | {least})
                continue
            web = {cell for one in _web(place, now.places, sums) for cell in one.places}
            if place in now.small:
                now = Withheld(now.small - web, now.unmarked | (now.small & web))
                continue
            if any(not isinstance(one.total, tuple) for one in _web(place, now.places, sums)):
                raise ProductError(
                    f"The count in row {place[0] + 1} of column `{place[1]}` can be computed "
                    "from totals that readers know, whatever else is withheld.",
                    remedy="Merge small groups before showing them.",
                )
            break  # without a known number nothing but a 0 follows, from sums met by chance
    return now


def _is_exposed(place: Place, withheld: Withheld, sums: Sequence[Sum], cells: Cells) -> bool:
    low, high = attainable(place, withheld, sums, cells)
    return high - low < 1


def _candidates(
    place: Place, hidden: AbstractSet[Place], sums: Sequence[Sum], cells: Cells
) -> set[Place]:
    """Return the visible cells of the sums nearest to ``place``; a 0 would hide nothing."""
    reached, seen = {place}, set[Sum]()
    while near := [one for one in sums if one not in seen and reached & set(one.places)]:
        places = {cell for one in near for cell in one.places}
        if visible := {cell for cell in places - hidden if cells.at(cell)}:
            return visible
        seen |= set(near)
        reached |= places & hidden
    return set()


def _web(place: Place, hidden: AbstractSet[Place], sums: Sequence[Sum]) -> list[Sum]:
    """Return the sums that bear on ``place``, directly or through other hidden cells."""
    reached = {place}
    left = [one for one in sums if not one.told_by or set(one.told_by) - hidden]
    found: list[Sum] = []
    while near := [one for one in left if reached & set(one.places)]:
        found += near
        left = [one for one in left if not reached & set(one.places)]
        reached |= {cell for one in near for cell in one.places if cell in hidden}
    return found


def attainable(
    place: Place, withheld: Withheld, sums: Sequence[Sum], cells: Cells
) -> tuple[float, float]:
    """Return the smallest and largest count that a reader must think possible at ``place``.

    Parameters
    ----------
    place
        A withheld count.
    withheld
        All withheld cells.
    sums
        What a reader knows of the table's sums.
    cells
        The numbers.
    """
    hidden = withheld.places
    bearing = _web(place, hidden, sums)
    if not bearing:
        return float(cells.least), float(cells.threshold - 1)
    import numpy as np  # noqa: PLC0415 - most tables have nothing to hide
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - likewise

    order = sorted({cell for one in bearing for cell in one.places if cell in hidden})
    index = {cell: position for position, cell in enumerate(order)}
    matrix = np.zeros((len(bearing), len(order)))
    visible = np.zeros(len(bearing))
    for row, one in enumerate(bearing):
        for cell, sign in _signed(one):
            if cell in index:
                matrix[row, index[cell]] += sign
            else:
                visible[row] -= sign * cells.at(cell)
        if not isinstance(one.total, tuple):
            visible[row] += one.total
    bounds = [_known_bounds(cell, withheld, cells) for cell in order]
    limits = Bounds(np.array([low for low, _ in bounds]), np.array([high for _, high in bounds]))
    constraint = LinearConstraint(matrix, visible, visible)
    ends = []
    for sign in (1.0, -1.0):
        objective = np.zeros(len(order))
        objective[index[place]] = sign
        answer = milp(
            objective,
            constraints=constraint,
            bounds=limits,
            integrality=np.ones(len(order), dtype=int),
        )
        # Anything but an optimum is taken as exposure, which withholds more.
        ends.append(sign * answer.fun if answer.success else cells.at(place))
    return round(ends[0]), round(ends[1])


def _signed(one: Sum) -> Iterator[tuple[Place, float]]:
    for part in one.parts:
        yield part, 1.0
    if isinstance(one.total, tuple):
        yield one.total, -1.0


def _known_bounds(cell: Place, withheld: Withheld, cells: Cells) -> tuple[float, float]:
    """Return what a cell's mark tells a reader about the number behind it."""
    if cell in withheld.small:
        return float(cells.least), float(cells.threshold - 1)
    if any(value < 0 for value in cells.values[cell[1]]):
        return -math.inf, math.inf
    if cell[1] in cells.counts and cells.at(cell) >= cells.threshold:
        return float(cells.threshold), math.inf
    return 0.0, math.inf
