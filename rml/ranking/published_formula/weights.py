"""The weights of ten predicted engagements, each within the bounds that the code allows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data import ranker_names
from rml.suggest import did_you_mean

FloatArray = NDArray[np.float64]

ENGAGEMENTS: Final = ranker_names.ENGAGEMENTS
"""The engagements in the order of every array here, under the names of the published weights."""
PLAIN_NAMES: Final[Mapping[str, str]] = {
    "fav": "like",
    "retweet": "repost",
    "reply": "reply",
    "good_profile_click": "profile visit with a like or reply",
    "video_playback50": "half of the video watched",
    "reply_engaged_by_author": "reply that the author engages with",
    "good_click": "conversation opened, with a like or reply",
    "good_click_v2": "conversation opened for two minutes",
    "negative_feedback_v2": "show less, mute or block",
    "report": "report",
}
"""The engagements in words; a repost was called a Retweet, a like a favourite."""


def engagement_index(name: str) -> int:
    """Return the place of an engagement in every array.

    Raises
    ------
    ValueError
        If there is no such engagement; the message suggests the nearest name.
    """
    (place,) = engagement_places((name,))
    return place


def engagement_places(names: Iterable[str]) -> tuple[int, ...]:
    """Return the places of several engagements, in the order given.

    Raises
    ------
    ValueError
        If some are unknown; the message names all of them and suggests the nearest names.
    """
    listed = tuple(names)
    unknown = [name for name in listed if name not in ENGAGEMENTS]
    if unknown:
        raise ValueError(
            " ".join(
                f"There is no engagement called {name!r}. {did_you_mean(str(name), ENGAGEMENTS)}"
                for name in unknown
            )
        )
    return tuple(ENGAGEMENTS.index(name) for name in listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One weight for each engagement of `ENGAGEMENTS`, in score points per unit probability.

    Parameters
    ----------
    values
        The weights.
    least, most
        The bounds of each, both allowed.

    Raises
    ------
    ValueError
        If a weight is no number or lies outside its bounds; all faults at once.
    """

    values: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]

    def __post_init__(self) -> None:
        for name in ("values", "least", "most"):
            if len(getattr(self, name)) != len(ENGAGEMENTS):
                raise ValueError(
                    f"`{name}` has {len(getattr(self, name))} entries; give one for each of the "
                    f"{len(ENGAGEMENTS)} engagements {', '.join(ENGAGEMENTS)}."
                )
        faults = [
            f"{name} is {value:g}, not from {low:g} to {high:g}"
            for name, value, low, high in zip(
                ENGAGEMENTS, self.values, self.least, self.most, strict=True
            )
            if math.isnan(value) or not low <= value <= high
        ]
        if faults:
            raise ValueError(
                f"{len(faults)} weights lie outside the bounds of the published code: "
                f"{'; '.join(faults)}."
            )

    @property
    def array(self) -> FloatArray:
        """The weights, shape (10,)."""
        return np.array(self.values)

    @property
    def positive(self) -> float:
        """The sum of the weights above zero."""
        return math.fsum(value for value in self.values if value > 0)

    @property
    def negative(self) -> float:
        """The absolute sum of the weights below zero."""
        return -math.fsum(value for value in self.values if value < 0)

    def of(self, name: str) -> float:
        """Return the weight of one engagement."""
        return self.values[engagement_index(name)]

    def changed(self, changes: Mapping[str, float]) -> Weights:
        """Return these weights with some of them replaced.

        Raises
        ------
        ValueError
            If names are unknown, or a new weight is no number or lies outside its bounds.
        """
        values = list(self.values)
        no_numbers = [
            name for name, value in changes.items() if np.asarray(value).dtype.kind not in "fiu"
        ]
        places = engagement_places(changes)
        if no_numbers:
            raise ValueError(f"The new weights of {', '.join(no_numbers)} are no numbers.")
        for place, value in zip(places, changes.values(), strict=True):
            values[place] = float(value)
        return replace(self, values=tuple(values))

    def scaled(self, name: str, factor: float) -> Weights:
        """Return these weights with one of them multiplied by ``factor``."""
        return self.changed({name: factor * self.of(name)})


def weights_of(table: pd.DataFrame) -> Weights:
    """Return the weights and bounds of a table with ``engagement, weight, least, most``.

    Parameters
    ----------
    table
        From `rml.data.published_ranker.load_ranker_weights`.

    Raises
    ------
    ValueError
        If its engagements are not those of `ENGAGEMENTS`.
    """
    if sorted(table["engagement"]) != sorted(ENGAGEMENTS):
        raise ValueError(
            f"The table has the engagements {', '.join(table['engagement'])}; "
            f"needed are {', '.join(ENGAGEMENTS)}."
        )
    rows = table.set_index("engagement").loc[list(ENGAGEMENTS)]
    return Weights(
        values=tuple(rows["weight"].tolist()),
        least=tuple(rows["least"].tolist()),
        most=tuple(rows["most"].tolist()),
    )
