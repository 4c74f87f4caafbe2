"""Words that the report on where the crop looks chooses by its numbers."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from rml.cropping.gaze_portraits import CUT, HEIGHT, MINUS_OTHERS, OFF_FACE, WOMEN_MINUS_MEN


class Others(NamedTuple):
    """Of ``total`` other choices, in how many a difference keeps its sign, and stays clear."""

    same_sign: int
    clear: int
    total: int


def more_or_fewer(difference: float) -> str:
    """Return whether a difference of shares means more or fewer."""
    return "more" if difference > 0 else "fewer"


def better_or_worse(difference: float) -> str:
    """Return whether a difference of measures means a better or a worse prediction."""
    return "better" if difference > 0 else "worse"


def outcome_words(outcome: str) -> str:
    """Return an outcome of the table of differences as words that follow a group's name."""
    if outcome == OFF_FACE:
        return "share of salient points outside the face region"
    if outcome == HEIGHT:
        return "mean height of the salient point"
    return f"share of crops at {outcome.removeprefix(CUT).strip()} that cut the face region"


def women_and_men_differ(differences: pd.DataFrame, *, alpha: float) -> str:
    """Return in words in which outcomes women and men differ after Holm's adjustment."""
    rows = differences[differences["difference"] == WOMEN_MINUS_MEN]
    clear = rows.loc[rows["p_holm"] < alpha, "outcome"].tolist()
    if not clear:
        return "do not differ in this by more than chance allows, nor in what crops cut off"
    return f"differ in this: {'; '.join(map(outcome_words, clear))}"


def group_sentence(differences: pd.DataFrame, *, alpha: float, other: Others) -> str:
    """Return which groups stand out after Holm's adjustment, and how firmly.

    Parameters
    ----------
    differences
        The table of differences.
    alpha
        The largest adjusted p-value that counts as standing out.
    other
        What becomes of the clearest difference under other choices of the face region.
    """
    rows = differences[
        (differences["p_holm"] < alpha) & (differences["difference"] != WOMEN_MINUS_MEN)
    ]
    if rows.empty:
        return "No group of ethnicity and gender stands out from the others."
    named = "; ".join(
        _in_words(outcome, difference.removesuffix(MINUS_OTHERS), value)
        for outcome, difference, value in zip(
            rows["outcome"], rows["difference"], rows["value"], strict=True
        )
    )
    return (
        f"Among groups of ethnicity and gender the following stands out: {named}. Of {other.total} "
        f"other ways to draw the face region {other.same_sign} point the same way and "
        f"{other.clear} {'is' if other.clear == 1 else 'are'} clear."
    )


def _in_words(outcome: str, group: str, value: float) -> str:
    if outcome == HEIGHT:
        return (
            f"the salient point lies {'higher' if value > 0 else 'lower'} on portraits of {group} "
            "than on others'"
        )
    what = (
        "the salient point lies outside the face region"
        if outcome == OFF_FACE
        else f"crops at {outcome.removeprefix(CUT).strip()} cut the face region"
    )
    often = "more" if value > 0 else "less"
    return f"{what} {often} often on portraits of {group} than on others'"
