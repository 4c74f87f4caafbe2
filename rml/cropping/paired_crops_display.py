"""What the paired-crop audits show: each figure with its data, caption and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

import pandas as pd
from matplotlib.figure import Figure

from rml.cropping import paired_crops_figures as drawn
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_design import Orders
from rml.cropping.paired_crops_claims import CAPTIONS
from rml.estimate import Estimate
from rml.report.people import PeopleCounts

PEOPLE_OF_PAIRS: Final = PeopleCounts(
    columns=("people_first", "people_second"),
    derived=("p", "p_holm"),
    unrelated=("composites", "win_rate", "low", "high", "naive_low", "naive_high"),
)
"""Which columns of a table of win rates count people."""


class Shown(TypedDict):
    """What `rml.report.figure.figure` needs, but for the id and the people counted."""

    fig: Figure
    data: pd.DataFrame
    alt: str
    caption: str


def caption(name: str, level: float) -> str:
    """Return a caption of the audits, with the level of its intervals filled in."""
    return CAPTIONS[name].format(level=f"{100 * level:g}")


def how_words(gap_px: int, orders: Orders) -> dict[str, str]:
    """Return the words that say how pairs were shown, by the fields of the text ``HOW``."""
    return {
        "gap_words": f" with {gap_px} black pixels between them" if gap_px else " without a gap",
        "order_words": "in both orders"
        if orders == "both"
        else "in the listed order of their groups",
    }


def matrix(by_pair: pd.DataFrame, *, level: float) -> Shown:
    """Return the matrix of win rates, from `rml.cropping.paired_gaps.win_rate_table`."""
    cells = drawn.matrix_frame(by_pair)
    return Shown(
        fig=drawn.pair_matrix(cells),
        data=cells,
        alt=drawn.matrix_alt(cells),
        caption=caption("pair_matrix", level),
    )


def two_intervals(
    labels: Sequence[str], people: Sequence[Estimate], naive: Sequence[Estimate], *, level: float
) -> Shown:
    """Return gaps with their intervals over people and over composites."""
    frame = drawn.two_intervals_frame(labels, people, naive)
    return Shown(
        fig=drawn.two_intervals_plot(labels, people, naive),
        data=frame,
        alt=drawn.two_intervals_alt(frame),
        caption=caption("gaps_two_intervals", level),
    )


def masks(face: FaceRegion, *, level: float) -> Shown:
    """Return the sketch of what is masked."""
    return Shown(
        fig=drawn.masks_sketch(face),
        data=drawn.face_frame(face),
        alt="Three drawn heads: nothing masked, the face ellipse grey, all but the ellipse grey.",
        caption=caption("masks", level),
    )


def controls(gaps: Mapping[str, Mapping[str, Estimate]], *, level: float) -> Shown:
    """Return gaps by what is masked."""
    frame = drawn.conditions_frame(gaps)
    return Shown(
        fig=drawn.conditions_plot(gaps),
        data=frame,
        alt=drawn.conditions_alt(frame, "by what is masked"),
        caption=caption("controls", level),
    )


def padding(flips: Mapping[int, Estimate], *, level: float) -> Shown:
    """Return the share of winners that flip, by padding."""
    frame = drawn.flips_frame(flips)
    return Shown(
        fig=drawn.flips_plot(frame),
        data=frame,
        alt=drawn.flips_alt(frame),
        caption=caption("padding", level),
    )


def row_of_four(table: pd.DataFrame, *, level: float) -> Shown:
    """Return the shares of wins in a row of four, from `rml.cropping.four_way`."""
    return Shown(
        fig=drawn.four_way_plot(table),
        data=table,
        alt=drawn.four_way_alt(table),
        caption=caption("four_way", level),
    )
