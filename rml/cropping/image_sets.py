"""The image sets that an audit can name: real portraits, drawn faces, a folder of one's own."""

from __future__ import annotations

from typing import Final

import numpy as np

from rml.cropping.composites import Arrangement
from rml.cropping.drawn_faces import DRAWN_FACE, draw_labelled_faces, drawn_groups
from rml.cropping.face_region import CONGRESS_FACE, FaceRegion
from rml.cropping.parallel import Scorer
from rml.cropping.planted_gap import planted_strengths_by_group
from rml.cropping.planted_saliency import PlantedSaliency, Side
from rml.cropping.saliency_model import load_saliency_model
from rml.data.congress_portraits import load_congress_portraits
from rml.data.image_folder import load_image_folder
from rml.data.labelled_images import LabelledImages

CONGRESS: Final = "congress_portraits_117"
DRAWN: Final = "drawn_faces"
DRAWN_SIZE: Final = 160
"""Pixels a side: two of them side by side are fed as they are, without resampling."""
CORRECTED: Final = "_corrected"
"""Ending of the columns that hold the portraits' corrected labels."""


def load_image_set(
    name: str, *, people: int, seed: int, strengths: dict[str, float]
) -> tuple[LabelledImages, FaceRegion | None]:
    """Return an image set and its declared face region (None if it has none).

    Parameters
    ----------
    name
        ``congress_portraits_117``; ``drawn_faces``; or a folder named in the parameter file.
    people, seed, strengths
        For drawn faces: how many in each group, the seed, and the planted strength of each
        group in log-odds, by its values joined by a space.

    Raises
    ------
    DataError
        If the set cannot be loaded.
    """
    if name == CONGRESS:
        return _with_corrected_labels(), CONGRESS_FACE
    if name == DRAWN:
        drawn = draw_labelled_faces(
            drawn_groups(planted_strengths_by_group(strengths)),
            people=people,
            size=DRAWN_SIZE,
            rng=np.random.default_rng(seed),
        )
        return drawn, DRAWN_FACE
    return load_image_folder(name), None


def _with_corrected_labels() -> LabelledImages:
    """Return the portraits with the source's labels, and the corrected ones beside them."""
    images, corrected = load_congress_portraits(), load_congress_portraits(corrected=True)
    if images.frame["image"].tolist() != corrected.frame["image"].tolist():
        raise AssertionError  # both come from the same files
    beside = {f"{column}{CORRECTED}": corrected.frame[column] for column in ("gender", "ethnicity")}
    return LabelledImages(name=images.name, kind=images.kind, frame=images.frame.assign(**beside))


def load_scorer(name: str, *, planted_side: float, arrangement: Arrangement) -> Scorer:
    """Return what scores the composites: ``fastgaze``, Twitter's model, or ``planted``.

    Parameters
    ----------
    name
        Which of the two.
    planted_side
        What the planted function adds, in log-odds, for the first place.
    arrangement
        How portraits are put together: it says where the first place is.

    Raises
    ------
    DataUnavailableError
        If the model's weights are not at hand.
    ValueError
        If the name is another.
    """
    if name == "fastgaze":
        return load_saliency_model()
    if name == "planted":
        first: Side = "top" if arrangement == "stacked" else "left"
        return PlantedSaliency(side_bias=planted_side, side=first)
    raise ValueError(f"The model is 'fastgaze' or 'planted', not {name!r}.")
