"""The design of paired comparisons: what it identifies, and whether a maximum exists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from rml.stats.arguments import FloatArray, checked_count, checked_finite


def checked_rows(
    left: Sequence[str], right: Sequence[str], left_wins: ArrayLike, trials: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return wins and trials of each row, shape (r,), after checking rows and groups."""
    wins = checked_finite("left_wins", left_wins)
    shown = checked_finite("trials", trials)
    lengths = (len(left), len(right), *wins.shape, *shown.shape)
    if wins.ndim != 1 or shown.ndim != 1 or len(set(lengths)) != 1 or lengths[0] == 0:
        raise ValueError(
            "`left`, `right`, `left_wins` and `trials` must be of one length, at least 1, not "
            f"{len(left)}, {len(right)}, {wins.shape} and {shown.shape}; give one row a pair."
        )
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if not (isinstance(one, str) and isinstance(other, str)):
            raise ValueError(  # noqa: TRY004  # statistics refuse with ValueError alone
                f"Row {place} needs the names of two groups, not {one!r} and {other!r}."
            )
        if one == other:
            raise ValueError(f"Row {place} compares {one!r} with itself; leave it out.")
        total = checked_count(f"trials[{place}]", float(shown[place]), minimum=1)
        checked_count(f"left_wins[{place}]", float(wins[place]), maximum=total)
    return wins, shown


def design_matrix(pairs: list[tuple[str, str]], names: list[str], *, side: bool) -> FloatArray:
    """Return one row a pair: +1 for the left group, -1 for the right, and a 1 for the side.

    ``names`` are the groups with a column, that is all but the reference.
    """
    design = np.zeros((len(pairs), len(names) + side))
    for row, (one, other) in enumerate(pairs):
        if one in names:
            design[row, names.index(one)] += 1
        if other in names:
            design[row, names.index(other)] -= 1
    if side:
        design[:, -1] = 1
    return design


def check_identified(
    design: FloatArray,
    groups: tuple[str, ...],
    pairs: list[tuple[str, str]],
    *,
    side: bool,
) -> None:
    """Raise if the pairs leave strengths, or strengths and side, undetermined."""
    parts = _components(groups, pairs, directed=False)
    if len(parts) > 1:
        named = " and ".join("{" + ", ".join(part) + "}" for part in parts)
        raise ValueError(
            f"The groups fall into parts that never meet: {named}. Their strengths cannot be "
            "compared; fit each part by itself, or add pairs between them."
        )
    if side and np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError(
            "The side term cannot be told apart from the strengths: no pair was shown in both "
            "orders and no pairs close a cycle that separates the two. Use side=False and say "
            "that any effect of the side is part of the strengths, or add pairs in the other order."
        )


def check_maximum(
    design: FloatArray,
    wins: FloatArray,
    shown: FloatArray,
    groups: tuple[str, ...],
    pairs: list[tuple[str, str]],
) -> None:
    """Raise if some direction of the coefficients never lowers the likelihood.

    Such a direction d has x·d >= 0 in rows with a win, x·d <= 0 in rows with a loss, and not
    all zero; a linear programme looks for the one that separates most.
    """
    gains = np.concatenate([design[wins > 0], -design[wins < shown]])
    found = optimize.linprog(
        -gains.sum(axis=0), A_ub=-gains, b_ub=np.zeros(len(gains)), bounds=(-1, 1)
    )
    if found.status != 0:
        raise ValueError(f"The check for separation failed: {found.message}")
    if found.fun is not None and found.fun > -1e-7:
        return
    beats = [
        pair
        for (one, other), won, total in zip(pairs, wins, shown, strict=True)
        for pair, happened in (((one, other), won > 0), ((other, one), won < total))
        if happened
    ]
    parts = _components(groups, beats, directed=True)
    reason = (
        "some groups always win against the others, the parts being "
        + " | ".join("{" + ", ".join(part) + "}" for part in parts)
        if len(parts) > 1
        else "side and strengths together predict some rows without fail"
    )
    raise ValueError(
        f"The likelihood has no maximum (separation): {reason}. Estimates would be infinite; pool "
        "groups, leave out the side term, or report the pairs one by one."
    )


def _components(
    groups: tuple[str, ...], pairs: list[tuple[str, str]], *, directed: bool
) -> list[tuple[str, ...]]:
    """Return the (strongly, if directed) connected parts, in the order of the groups."""
    place = {name: number for number, name in enumerate(groups)}
    rows = [place[one] for one, _ in pairs]
    columns = [place[other] for _, other in pairs]
    graph = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(len(groups), len(groups)))
    _, labels = connected_components(graph, directed=directed, connection="strong")
    in_order = dict.fromkeys(labels.tolist())
    return [
        tuple(name for name, label in zip(groups, labels, strict=True) if label == part)
        for part in in_order
    ]
