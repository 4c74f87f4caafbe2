"""What each figure of the county audit says beside what it draws: data, caption, words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from rml.timeline.county_audit.display import CAPTIONS
from rml.timeline.county_audit.figures import (
    bounds_alt,
    definitions_alt,
    left_out_alt,
    mixtures_alt,
    power_alt,
    worlds_alt,
)
from rml.timeline.county_audit.own_claims import OWN_CAPTIONS
from rml.timeline.county_audit.own_figures import gaps_alt, possible_alt

_ALT: Final[dict[str, Callable[..., str]]] = {
    "definitions": definitions_alt,
    "worlds": worlds_alt,
    "mixtures": mixtures_alt,
    "power": power_alt,
    "left_out": left_out_alt,
    "bounds": bounds_alt,
    "gaps": gaps_alt,
    "possible": possible_alt,
}


def looks(id_: str, data: pd.DataFrame, *source: Any, own: bool = False) -> dict[str, Any]:
    """Return what ``rml.report.figure.figure`` needs to say of a figure.

    Parameters
    ----------
    id_
        The figure's id.
    data
        What it draws.
    source
        What the alternative text is made from, if not the data.
    own
        Whether it shows a platform's own impressions.
    """
    captions = {**CAPTIONS, **OWN_CAPTIONS} if own else CAPTIONS
    alt = _ALT[id_](*(source or (data,)))
    return {"id": id_, "data": data, "caption": captions[id_], "alt": alt}
