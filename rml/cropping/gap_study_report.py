"""Words and figures of the report on the outside study with a wide gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from rml.cropping.paired_crops_claims import ASSUMES_PEOPLE
from rml.estimate import Estimate
from rml.report.claim import Claim
from rml.report.style import BLUE, MUTED, VERMILION, new_figure, theme

NO_SAMPLING: Final = (
    "None about sampling: every ordered pair of the portraits was computed. The portraits at the "
    "pinned commit are those that the study used."
)
FLIPPED: Final = Claim(
    statement=(
        "Of all ordered pairs, {value:.2%} have not the same winner under all black bands of at "
        "most {widest} pixels at the left; the study printed {printed}."
    ),
    estimand=(
        "Share of ordered pairs of the portraits whose winner is not the same under all the "
        "study's bands."
    ),
    assumptions=NO_SAMPLING,
    breaks_if="Portraits at the pinned commit differ from those of the study in more than a few.",
)


def cell_claim(left: str, right: str) -> Claim:
    """Return the claim of one ordered pair of groups."""
    return Claim(
        statement=(
            f"With {left} on the left and {right} on the right, the left portrait wins "
            "{value:.2%} of composites; the study printed {printed}."
        ),
        estimand=(
            f"Share of composites, over all ordered pairs of one of {left} on the left and one of "
            f"{right} on the right and all bands, in which the salient point lies left of half "
            "the width."
        ),
        assumptions=NO_SAMPLING,
        breaks_if="The study saved its composites otherwise, or used other portraits.",
    )


LARGEST: Final = Claim(
    statement=(
        "Over all {cells} ordered pairs of groups, the recomputed share of wins lies at most "
        "{value:.2f} percentage points from the published one, the share of flipped pairs at most "
        "{flips:.2f}."
    ),
    estimand="Largest absolute difference between a recomputed and a published share of wins.",
    assumptions=NO_SAMPLING,
    breaks_if="A published count was copied wrongly.",
)
WHY_TOLERANCE: Final = (
    "The tolerance is the one declared in the parameter file, not the printed rounding: the "
    "study's encoder of JPEG files is another, and it had another portrait of at least one person."
)
OVER_PEOPLE: Final = Claim(
    statement=(
        "In both orders together, White women won {share:.1%} of composites against White men. "
        "For other people like these, the interval is {share_low:.1%} to {share_high:.1%}; taking "
        "the {composites:,d} composites for independent would make it {ratio:.0f} times as short."
    ),
    estimand=(
        "The probability that the portrait of a White woman wins against that of a White man, "
        "orders and bands averaged, minus one half."
    ),
    assumptions=ASSUMES_PEOPLE,
    breaks_if="Portraits of the same people taken otherwise gave another result.",
)
STUDY: Final = (
    "The study put every one of the {portraits:,d} portraits beside every other, a black gap of "
    "{gap} pixels between them, under {bands} widths of a black band at the left: "
    "{composites:,d} composites. The right portrait counts as the winner if the salient point lies "
    "at or beyond half the width. Groups are White or any other ethnicity, by gender, by the "
    "source's labels."
)
PASSES: Final = (
    "A score depends on a square of {field} pixels around its cell, in the image as fed. The gap "
    "is so wide that no cell on one portrait sees the other. So one composite of a portrait with "
    "itself tells its best score on either side, and {passes:,d} passes of the network stand for "
    "all composites. To prove it, {whole:,d} composites of two different people were made whole: "
    "{winners:,d} have the winner that single passes give, {points:,d} the very same salient cell, "
    "and no score on either portrait differs by more than {largest:.1g}. In {reach:,d} of "
    "{best:,d} cases did a best score stand where the other portrait is within sight."
)
REST: Final = (
    "What remains has two sources that we know of. The study's own table by person (in its "
    "repository) shows for at least one person another portrait than the pinned commit has: that "
    "person's pairs flip many times as often there as here, where those of the others that were "
    "looked at agree closely. And the study saved its composites with Pillow of 2021, whose "
    "wheels brought another JPEG encoder (the Independent JPEG Group's, which halves colour by "
    "another method) than today's. Contests are close: {close:.1%} of composites are decided by "
    "less than {margin} of a score, so any change of pixels turns some of them. Passing composites "
    "on without JPEG moves shares by up to {lossless:.2f} percentage points."
)
CAPTIONS: Final = {
    "cells": (
        "All ordered pairs of groups: how often the left portrait won, recomputed and published, "
        "and the share of ordered pairs that flip under a band. Differences in percentage points."
    ),
    "shares": (
        "Share of composites that the left portrait wins, recomputed (dots) and published "
        "(squares), by ordered pair of groups. Where the two agree, one covers the other."
    ),
    "margins": "Share of composites that are decided by less than a margin of score.",
    "lossless": (
        "Share of wins of the left portrait with composites saved as JPEG and passed on without "
        "loss, by ordered pair of groups."
    ),
}
PLAIN_WORDS: Final = (
    "In 2021 an outsider put every portrait of a member of Congress beside every other and asked "
    "Twitter's cropping model to choose: White women beat White men in {women:.0f} % of cases. "
    "Rerun from scratch with an open version of the model, every published share comes back to "
    "within {largest:.2f} percentage points. A black band of a few pixels at the edge changes the "
    "model's choice in one of {one_in:.0f} pairs."
)
LIMITS: Final = (
    (
        "The study's groups are White or any other ethnicity. That says nothing about any one of "
        "the others, and its labels are third-party and uncorrected here, as there."
    ),
    (
        "Every portrait takes part in thousands of composites. Shares over composites are exact "
        "for these portraits; about other people they say far less than their number suggests."
    ),
    (
        "That single passes stand for whole composites is proved for portraits and gap of this "
        "size; without the gap it does not hold."
    ),
    "The study's licence is not known, so only its counts are cited.",
)


def percentage_points(table: pd.DataFrame) -> pd.DataFrame:
    """Return the study's table with its differences in percentage points."""
    return table.assign(
        difference=100 * table["difference"],
        flipped_difference=100 * table["flipped_difference"],
    )


def shares_plot(table: pd.DataFrame) -> Figure:
    """Return recomputed and published shares of wins, one row an ordered pair of groups."""
    rows = table.sort_values("share", ascending=False).reset_index(drop=True)
    fig, axes = new_figure(7.0, 5.6)
    with theme():
        places = range(len(rows))
        axes.plot(100 * rows["share"], places, "o", color=BLUE, label="recomputed")
        axes.plot(
            100 * rows["published_share"],
            places,
            "s",
            mfc="none",
            markersize=9,
            color=VERMILION,
            label="published",
        )
        axes.axvline(50, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_yticks(
            places,
            labels=[f"{row['left']}, then {row['right']}" for row in rows.to_dict("records")],
        )
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel("composites won by the left portrait (%)")
        axes.grid(visible=False, axis="y")
        axes.legend(loc="lower right")
    return fig


def shares_alt(table: pd.DataFrame) -> str:
    """Return in words what :func:`shares_plot` shows, from its table."""
    most, least = table.iloc[int(table["share"].argmax())], table.iloc[int(table["share"].argmin())]
    return (
        f"Dot plot of {len(table)} ordered pairs of groups. Recomputed and published shares lie on "
        f"top of each other. Highest: {most['left']}, then {most['right']}, "
        f"{100 * most['share']:.0f} %; lowest: {least['left']}, then {least['right']}, "
        f"{100 * least['share']:.0f} %."
    )


def lossless_table(saved: pd.DataFrame, passed_on: pd.DataFrame) -> pd.DataFrame:
    """Return shares of wins with and without JPEG, and the change in percentage points."""
    return pd.DataFrame(
        {
            "left": saved["left"],
            "right": saved["right"],
            "jpeg": saved["share"],
            "lossless": passed_on["share"],
            "change": 100 * (passed_on["share"] - saved["share"]),
        }
    )


def census(value: float, *, n: str, unit: str, method: str) -> Estimate:
    """Return an estimate of a census, which carries no sampling interval."""
    return Estimate(value=value, low=None, high=None, level=None, n=n, unit=unit, method=method)


def headline_cells() -> Mapping[str, tuple[str, str]]:
    """Return the ordered pairs of groups that are findings, by id, declared beforehand."""
    return {
        "left_wins_white_female_white_male": ("white_female", "white_male"),
        "left_wins_other_male_white_male": ("other_male", "white_male"),
        "left_wins_other_female_white_female": ("other_female", "white_female"),
        "left_wins_other_female_other_male": ("other_female", "other_male"),
    }
