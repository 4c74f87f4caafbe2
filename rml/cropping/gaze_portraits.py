"""Where the salient point and the crop fall on portraits, by gender and ethnicity.

One portrait a person, so people are independent. The set is a census of one parliament:
intervals treat its members as drawn from a superpopulation of such people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from rml.cropping.face_region import FaceRegion
from rml.cropping.portrait_grids import PortraitGrids
from rml.data.labelled_images import LabelledImages
from rml.estimate import Estimate
from rml.stats.arguments import FloatArray, checked_fraction
from rml.stats.intervals import newcombe_difference, wilson
from rml.stats.multiplicity import holm
from rml.stats.permutation import permutation_test

PEOPLE: Final = {"female": "women", "male": "men"}
OFF_FACE: Final = "off the face region"
CUT: Final = "cut at"
HEIGHT: Final = "height"
WOMEN_MINUS_MEN: Final = "women minus men"
MINUS_OTHERS: Final = " minus others"


def spread_over(images: LabelledImages, count: int) -> LabelledImages:
    """Return so many images, evenly spread over a set; all of them if there are no more."""
    rows = np.unique(np.linspace(0, len(images.frame) - 1, count).round().astype(int))
    return replace(images, frame=images.frame.iloc[rows].reset_index(drop=True))


class Group(NamedTuple):
    """People who share labels: a name in the plural, and which rows they are."""

    name: str
    members: NDArray[np.bool_]


def cut_name(ratio: float) -> str:
    """Return what it is called that a crop of a shape cuts the face region."""
    return f"{CUT} {ratio:g}"


def portrait_outcomes(
    grids: PortraitGrids,
    labels: pd.DataFrame,
    *,
    face: FaceRegion,
    ratios: Sequence[float],
    least_face_share: float,
) -> pd.DataFrame:
    """Return what becomes of each portrait, in the order of ``labels``; never to be shown.

    Parameters
    ----------
    grids
        The model's scores over the portraits.
    labels
        ``gender`` (``female``, ``male``) and ``ethnicity``, one row a portrait.
    face
        The declared face region.
    ratios
        Height by width of the crops.
    least_face_share
        A crop that shows less of the face region than this cuts into the face.

    Returns
    -------
    DataFrame
        ``gender, ethnicity``; ``HEIGHT``, from 0 at the lower edge to 1 at the upper;
        ``OFF_FACE`` and ``cut_name(ratio)`` for each ratio, true or false; ``kept_<ratio>``,
        the share of the face region inside the crop.

    Raises
    ------
    ValueError
        If there are not as many labels as grids.
    """
    if len(labels) != len(grids):
        raise ValueError(f"{len(labels)} rows of labels do not fit {len(grids)} portraits.")
    size = (grids.width, grids.height)
    points = grids.salient_points
    outcomes = labels[["gender", "ethnicity"]].reset_index(drop=True)
    outcomes[HEIGHT] = 1 - points[:, 1] / grids.height
    outcomes[OFF_FACE] = [not face.contains(x, y, *size) for x, y in points.tolist()]
    for ratio in ratios:
        kept = np.array([face.covered_by(crop, *size) for crop in grids.crops(ratio)])
        outcomes[f"kept_{ratio:g}"] = kept
        outcomes[cut_name(ratio)] = kept < least_face_share
    return outcomes


def group_name(gender: str, ethnicity: str | None = None) -> str:
    """Return what people with these labels are called: ``African American women``."""
    people = PEOPLE.get(gender, gender)
    return people if ethnicity is None else f"{ethnicity.replace('-', ' ').title()} {people}"


def groups_of(outcomes: pd.DataFrame, *, minimum: int) -> list[Group]:
    """Return women and men, then those of each ethnicity who are at least ``minimum`` people."""
    gender, ethnicity = (outcomes[name].to_numpy(dtype=str) for name in ("gender", "ethnicity"))
    found = [Group(group_name(one), gender == one) for one in PEOPLE]
    for second in pd.unique(ethnicity):
        for first in PEOPLE:
            members = (gender == first) & (ethnicity == second)
            if members.sum() >= minimum:
                found.append(Group(group_name(first, second), members))
    return found[:2] + sorted(found[2:], key=lambda group: -int(group.members.sum()))


def share_of(
    outcomes: pd.DataFrame, outcome: str, members: NDArray[np.bool_], *, level: float
) -> Estimate:
    """Return the share of a group with an outcome, with Wilson's interval."""
    happened = outcomes[outcome].to_numpy()[members]
    return wilson(int(happened.sum()), len(happened), level=level, of="people")


def difference_of_shares(
    outcomes: pd.DataFrame,
    outcome: str,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    *,
    level: float,
) -> Estimate:
    """Return the difference between two groups' shares, with Newcombe's interval."""
    happened = outcomes[outcome].to_numpy()
    return newcombe_difference(
        int(happened[first].sum()),
        int(first.sum()),
        int(happened[second].sum()),
        int(second.sum()),
        level=level,
        of="people",
    )


def difference_of_heights(
    outcomes: pd.DataFrame,
    first: NDArray[np.bool_],
    second: NDArray[np.bool_],
    *,
    level: float,
) -> Estimate:
    """Return the difference between two groups' mean heights, with Welch's t interval.

    The unit is the portrait's height. Welch (1947), doi:10.1093/biomet/34.1-2.28.
    """
    checked_fraction("level", level)
    heights = outcomes[HEIGHT].to_numpy()
    test = stats.ttest_ind(heights[first], heights[second], equal_var=False)
    interval = test.confidence_interval(level)
    return Estimate(
        value=float(heights[first].mean() - heights[second].mean()),
        low=float(interval.low),
        high=float(interval.high),
        level=level,
        n=f"{int(first.sum()):,} and {int(second.sum()):,} people",
        unit="portrait height",
        method="difference of means with Welch's t interval, people taken as independent",
    )


def group_table(
    outcomes: pd.DataFrame, groups: Sequence[Group], *, ratios: Sequence[float]
) -> pd.DataFrame:
    """Return each group's size, the shares of its portraits and the mean height.

    Returns
    -------
    DataFrame
        ``group, people, off_face, cut_<ratio>`` for each ratio, ``height``: the mean height
        of the salient point as a share of the portrait's.
    """
    columns = {"off_face": OFF_FACE} | {f"cut_{ratio:g}": cut_name(ratio) for ratio in ratios}
    columns["height"] = HEIGHT
    rows = [
        {"group": group.name, "people": int(group.members.sum())}
        | {
            column: float(outcomes[outcome].to_numpy(dtype=float)[group.members].mean())
            for column, outcome in columns.items()
        }
        for group in groups
    ]
    return pd.DataFrame(rows)


def group_shares(
    outcomes: pd.DataFrame, groups: Sequence[Group], *, ratios: Sequence[float], level: float
) -> pd.DataFrame:
    """Return the share of each group's crops that cut the face region, with its interval.

    Returns
    -------
    DataFrame
        One row for each group and ratio: ``group, people, ratio, value, low, high``.
    """
    rows = []
    for group in groups:
        for ratio in ratios:
            share = share_of(outcomes, cut_name(ratio), group.members, level=level)
            rows.append(
                {
                    "group": group.name,
                    "people": int(group.members.sum()),
                    "ratio": ratio,
                    "value": share.value,
                    "low": share.low,
                    "high": share.high,
                }
            )
    return pd.DataFrame(rows)


def difference_table(
    outcomes: pd.DataFrame,
    groups: Sequence[Group],
    *,
    corrected: pd.DataFrame,
    ratios: Sequence[float],
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return every difference that is looked at, with p-values adjusted for their number.

    The family: women minus men, and each group of ethnicity and gender minus everyone else,
    in every outcome. Shares are tested by Fisher's exact test, heights by a permutation
    test; Holm's adjustment covers all of them.

    Parameters
    ----------
    outcomes, groups, ratios, level
        As before; the first two groups are women and men.
    corrected
        The same outcomes with corrected labels.
    resamples
        Permutations of the test of heights.
    rng
        The source of randomness.

    Returns
    -------
    DataFrame
        ``outcome, difference, value, low, high, p, p_holm, corrected``; values as shares,
        heights as a share of the portrait's height. ``corrected`` is the value with
        corrected labels, NaN for a group that then has nobody left.
    """
    rows = []
    heights = outcomes[HEIGHT].to_numpy()
    for name, first, second in _contrasts(groups):
        for outcome in (OFF_FACE, *map(cut_name, ratios)):
            estimate = difference_of_shares(outcomes, outcome, first, second, level=level)
            happened = outcomes[outcome].to_numpy()
            counts = np.array([[happened[g].sum(), (~happened[g]).sum()] for g in (first, second)])
            p_value = float(stats.fisher_exact(counts).pvalue)
            rows.append(_row(outcome, name, estimate, p_value))
        estimate = difference_of_heights(outcomes, first, second, level=level)
        test = permutation_test(
            heights[first], heights[second], rng=rng, resamples=resamples, of="people"
        )
        rows.append(_row(HEIGHT, name, estimate, test.p_value))
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_numpy())
    values = {
        (outcome, name): _difference_of_means(corrected[outcome].to_numpy(float), first, second)
        for name, first, second in _contrasts(groups_of(corrected, minimum=1))
        for outcome in table["outcome"].unique()
    }
    keys = zip(table["outcome"], table["difference"], strict=True)
    table["corrected"] = [values.get(key, np.nan) for key in keys]
    return table


def _difference_of_means(
    values: FloatArray, first: NDArray[np.bool_], second: NDArray[np.bool_]
) -> float:
    return float(values[first].mean() - values[second].mean())


def _contrasts(
    groups: Sequence[Group],
) -> Iterator[tuple[str, NDArray[np.bool_], NDArray[np.bool_]]]:
    women, men = groups[:2]
    yield WOMEN_MINUS_MEN, women.members, men.members
    for group in groups[2:]:
        yield f"{group.name}{MINUS_OTHERS}", group.members, ~group.members


def _row(outcome: str, name: str, estimate: Estimate, p_value: float) -> dict[str, object]:
    return {
        "outcome": outcome,
        "difference": name,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "p": p_value,
    }
