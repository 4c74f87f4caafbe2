"""What happens to a pair when its cell is drawn by softmax instead of taken as the greatest.

The chances come from `rml.cropping.softened`, the scores from `rml.cropping.joined_grids`;
everything is the mean of both left-right orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.argmax import Kernel, Rows, gap, in_face, mean_over_pairs
from rml.cropping.face_region import FaceRegion
from rml.cropping.joined_grids import JoinedGrids, whole_pairs
from rml.cropping.pair_design import Placements, sampled_pairs
from rml.cropping.parallel import Scorer
from rml.cropping.softened import chance_of_greatest, chance_outside, share_on_first
from rml.data.labelled_images import LabelledImages
from rml.stats.people_pairs import Cell

FloatArray = NDArray[np.float64]

OUTSIDE: Final = "outside both faces"
GREATEST: Final = "the greatest cell"
COSTS: Final = (OUTSIDE, GREATEST)
_SAME: Final = 1e-12


def chosen(grids: JoinedGrids, *, temperature: float) -> Kernel:
    """Return the kernel of the chance that the chosen cell lies on the first portrait."""

    def kernel(first: Rows, second: Rows) -> FloatArray:
        as_listed = share_on_first(grids.left[first], grids.right[second], temperature=temperature)
        turned = share_on_first(grids.left[second], grids.right[first], temperature=temperature)
        return np.asarray((as_listed + 1 - turned.T) / 2)

    return kernel


def missed(grids: JoinedGrids, face: FaceRegion, *, temperature: float) -> Kernel:
    """Return the kernel of the chance that the chosen cell lies in neither face region."""
    left = chance_outside(grids.left, in_face(grids.left_places, face), temperature=temperature)
    right = chance_outside(grids.right, in_face(grids.right_places, face), temperature=temperature)

    def one_order(first: Rows, second: Rows) -> FloatArray:
        on_left = share_on_first(grids.left[first], grids.right[second], temperature=temperature)
        return np.asarray(on_left * left[first][:, np.newaxis] + (1 - on_left) * right[second])

    return lambda first, second: (one_order(first, second) + one_order(second, first).T) / 2


def greatest(grids: JoinedGrids, *, temperature: float) -> Kernel:
    """Return the kernel of the chance that the greatest cell of both is the one chosen."""

    def one_order(first: Rows, second: Rows) -> FloatArray:
        return chance_of_greatest(grids.left[first], grids.right[second], temperature=temperature)

    return lambda first, second: (one_order(first, second) + one_order(second, first).T) / 2


def choice_table(
    grids: JoinedGrids,
    face: FaceRegion,
    groups: Mapping[str, Rows],
    pairs: Sequence[tuple[str, str]],
    *,
    temperatures: Sequence[float],
    level: float,
) -> pd.DataFrame:
    """Return by temperature the pairs' gaps and what softening costs, with intervals.

    Parameters
    ----------
    grids, face
        Scores of portraits in pairs, and the face region.
    groups, pairs
        The pairs of groups that are followed; costs are those of the first pair.
    temperatures
        In rising order; 0 and infinity are allowed.
    level
        Nominal coverage.

    Returns
    -------
    DataFrame
        ``temperature, quantity, value, low, high``. The quantity is ``first over second``
        (parity gap, percentage points), or ``OUTSIDE`` or ``GREATEST`` (percent). Where
        every pair has the same value, as at infinity, the interval has no length.
    """
    rows = []
    for temperature in temperatures:
        kernels = {
            "chosen": chosen(grids, temperature=temperature),
            OUTSIDE: missed(grids, face, temperature=temperature),
            GREATEST: greatest(grids, temperature=temperature),
        }
        asked = [("chosen", pair) for pair in pairs] + [(cost, pairs[0]) for cost in COSTS]
        for rule, pair in asked:
            weights: dict[Cell, float] = {(*pair, rule): 1.0}
            estimate = (
                gap(kernels, groups, weights, level=level)
                if rule == "chosen"
                else mean_over_pairs(kernels, groups, weights, level=level).scaled(
                    100, unit="percent"
                )
            )
            # The same in every pair by the rule itself: other people would change nothing.
            fixed = float(np.ptp(kernels[rule](groups[pair[0]], groups[pair[1]]))) < _SAME
            rows.append(
                {
                    "temperature": temperature,
                    "quantity": name_of(*pair) if rule == "chosen" else rule,
                    "value": estimate.value,
                    "low": estimate.value if fixed else estimate.low,
                    "high": estimate.value if fixed else estimate.high,
                }
            )
    return pd.DataFrame(rows)


def wide_table(table: pd.DataFrame, *, pair: tuple[str, str]) -> pd.DataFrame:
    """Return :func:`choice_table` with one row a temperature: gap with interval, then values.

    Parameters
    ----------
    table
        From :func:`choice_table`.
    pair
        The groups whose gap is shown with its interval.
    """
    wide = table.pivot_table(index="temperature", columns="quantity", values="value", sort=False)
    ends = table[table["quantity"] == name_of(*pair)].set_index("temperature")[["low", "high"]]
    others = [name for name in wide.columns if name not in {name_of(*pair), *COSTS}]
    return pd.concat([wide[[name_of(*pair)]], ends, wide[[*COSTS, *others]]], axis=1).reset_index()


def name_of(first: str, second: str) -> str:
    """Return what the gap of two groups is called."""
    return f"{first} over {second}"


def whole_table(
    scorer: Scorer,
    images: LabelledImages,
    grids: JoinedGrids,
    groups: Mapping[str, Rows],
    pair: tuple[str, str],
    *,
    pairs: int,
    temperatures: Sequence[float],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return how joined scores compare with whole composites, on sampled pairs.

    Parameters
    ----------
    scorer, images, grids
        The model, the portraits and their joined scores.
    groups, pair
        The two groups that are sampled.
    pairs
        Pairs of people; each is shown in both orders.
    temperatures
        At least 0.
    rng
        Chooses the pairs.

    Returns
    -------
    DataFrame
        ``temperature``; the gap over the sampled pairs from ``joined`` scores and from
        ``whole`` composites; their ``difference``; and ``typical``, the mean absolute
        difference of a single composite. All in percentage points.
    """
    meetings = sampled_pairs({name: groups[name] for name in pair}, pairs=pairs, rng=rng)
    both = np.concatenate([meetings.people, meetings.people[:, ::-1]])
    number = np.arange(len(meetings))
    places = np.repeat([[0, 1], [1, 0]], len(meetings), axis=0)
    placements = Placements(people=both, meeting=np.tile(number, 2), place_of=places)
    whole = whole_pairs(scorer, images, placements)
    joined = (grids.left[both[:, 0]], grids.right[both[:, 1]])
    first_is_left = places[:, 0] == 0
    rows = []
    for temperature in temperatures:
        shares = [
            _on_first(left, right, first_is_left, temperature=temperature)
            for left, right in (joined, whole)
        ]
        ours, theirs = (100 * float(share.mean()) - 50 for share in shares)
        rows.append(
            {
                "temperature": temperature,
                "joined": ours,
                "whole": theirs,
                "difference": ours - theirs,
                "typical": 100 * float(np.abs(shares[0] - shares[1]).mean()),
            }
        )
    return pd.DataFrame(rows)


def _on_first(
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    first_is_left: NDArray[np.bool_],
    *,
    temperature: float,
) -> FloatArray:
    """Return for composites, row by row, the chance that the cell lies on the pair's first."""
    on_left = np.concatenate(
        [
            share_on_first(one[np.newaxis], other[np.newaxis], temperature=temperature).ravel()
            for one, other in zip(left, right, strict=True)
        ]
    )
    return np.where(first_is_left, on_left, 1 - on_left)
