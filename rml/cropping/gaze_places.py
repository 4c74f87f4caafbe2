"""Where on a portrait salient points and scores lie, and what crops show of the face region.

Tables over people, for figures; what they count comes from
``rml.cropping.gaze_portraits.portrait_outcomes``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.cropping.face_region import FaceRegion
from rml.cropping.gaze import Tally
from rml.cropping.gaze_portraits import HEIGHT, PEOPLE, cut_name
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import Crop, crop_box
from rml.stats.arguments import FloatArray
from rml.stats.intervals import wilson

BANDS: Final = (
    "above the face region",
    "upper third: forehead",
    "middle third: eyes and nose",
    "lower third: mouth and chin",
    "below the face region",
)


def least_shown(face: FaceRegion, side: int, ratio: float) -> float:
    """Return the least share of the face region that any crop of a square portrait shows.

    Parameters
    ----------
    face
        The face region.
    side
        The portrait's width and height in pixels.
    ratio
        Height by width of the crop, which may stand anywhere.
    """
    places = range(side)
    return min(
        face.covered_by(crop_box(side, side, centre=(at, at), ratio=ratio), side, side)
        for at in places
    )


def cut_above(
    outcomes: pd.DataFrame, grids: PortraitGrids, *, face: FaceRegion, ratio: float
) -> Tally:
    """Return how many of the crops that cut the face region leave out more above than below.

    Parameters
    ----------
    outcomes
        From :func:`portrait_outcomes`.
    grids, face
        As there.
    ratio
        Of a crop as wide as the portrait.
    """
    size = (grids.width, grids.height)
    cut = outcomes[cut_name(ratio)].to_numpy()
    above = 0
    for crop, is_cut in zip(grids.crops(ratio), cut, strict=True):
        bottom = crop.top + crop.height
        upper = Crop(0, 0, size[0], crop.top)
        lower = Crop(0, bottom, size[0], size[1] - bottom)
        left_out = [face.covered_by(part, *size) for part in (upper, lower)]
        above += int(is_cut and left_out[0] > left_out[1])
    return Tally(above, int(cut.sum()))


def band_table(outcomes: pd.DataFrame, *, face: FaceRegion, level: float) -> pd.DataFrame:
    """Return how many salient points lie in each third of the face region's height.

    Returns
    -------
    DataFrame
        Five rows from top to bottom: ``band``, and for women and men the share with Wilson's
        interval: ``women, women_low, women_high, men, men_low, men_high``. Only the
        height counts: a point beside the ellipse belongs to the band at its height.
    """
    top, third = face.centre_y - face.half_height, 2 * face.half_height / 3
    edges = [top + number * third for number in range(4)]
    band = np.digitize(1 - outcomes[HEIGHT].to_numpy(), edges)
    rows = []
    for number, name in enumerate(BANDS):
        row: dict[str, object] = {"band": name}
        for gender, people in PEOPLE.items():
            of_gender = band[(outcomes["gender"] == gender).to_numpy()]
            share = wilson(
                int((of_gender == number).sum()), len(of_gender), level=level, of="people"
            )
            row |= {people: share.value, f"{people}_low": share.low, f"{people}_high": share.high}
        rows.append(row)
    return pd.DataFrame(rows)


def square_table(outcomes: pd.DataFrame, grids: PortraitGrids, *, cells: int) -> pd.DataFrame:
    """Return how many salient points lie in each square of several cells a side.

    Parameters
    ----------
    outcomes, grids
        As before.
    cells
        Side of a square in cells of the model's grid.

    Returns
    -------
    DataFrame
        One row for each gender and square with a point in it: ``gender`` (women or men),
        ``left, top, width, height`` of the square as shares of the portrait, ``people``
        (their number) and ``share`` (of all of that gender).
    """
    squares = grids.salient_cells // cells
    across, down = (float(places[1] - places[0]) for places in (grids.x, grids.y))
    step = (cells * across / grids.width, cells * down / grids.height)
    rows = []
    for gender, people in PEOPLE.items():
        members = squares[(outcomes["gender"] == gender).to_numpy()]
        found, counts = np.unique(members, axis=0, return_counts=True)
        rows += [
            {
                "gender": people,
                "left": float(column * step[0]),
                "top": float(row * step[1]),
                "width": step[0],
                "height": step[1],
                "people": int(count),
                "share": count / len(members),
            }
            for (row, column), count in zip(found, counts, strict=True)
        ]
    return pd.DataFrame(rows)


def score_table(outcomes: pd.DataFrame, grids: PortraitGrids) -> pd.DataFrame:
    """Return the mean score of each cell over women's and men's portraits.

    Returns
    -------
    DataFrame
        ``x, y`` of the cell's middle as shares of the portrait, ``women, men``: mean scores.
    """
    rows, columns = np.indices(grids.scores.shape[1:]).reshape(2, -1)
    table = pd.DataFrame(
        {"x": grids.x[columns] / grids.width, "y": grids.y[rows] / grids.height}
    ).astype(float)
    for gender, people in PEOPLE.items():
        members = (outcomes["gender"] == gender).to_numpy()
        table[people] = grids.scores[members].mean(axis=0, dtype=float).ravel()
    return table


def face_kept_table(
    outcomes: pd.DataFrame, *, ratios: Sequence[float], thresholds: FloatArray
) -> pd.DataFrame:
    """Return the share of crops that show less of the face region than each threshold.

    Returns
    -------
    DataFrame
        ``ratio, face_share`` (the threshold) and one column each for women and men.
    """
    rows = []
    for ratio in ratios:
        kept = outcomes[f"kept_{ratio:g}"].to_numpy()
        for threshold in thresholds:
            row = {"ratio": ratio, "face_share": float(threshold)}
            for gender, people in PEOPLE.items():
                row[people] = float((kept[outcomes["gender"] == gender] < threshold).mean())
            rows.append(row)
    return pd.DataFrame(rows)
