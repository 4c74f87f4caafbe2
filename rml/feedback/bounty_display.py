"""Captions, units and number formats of the report on the bounty."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook
from rml.report.small_cells import NO_PEOPLE

RULES: Final = NO_PEOPLE("points, multipliers and saliency; no count of people")
IMAGES: Final = NO_PEOPLE("counts of images that entrants made or chose; no count of people")

CAPTIONS: Final = {
    "readings": (
        "The score of each entry of 2021 if the multipliers are multiplied and if they are added, "
        "in points. The upright stroke is the total that the entrant printed."
    ),
    "shares": "What entrants counted, as shares of their images, with Wilson intervals.",
}
"""What figures show, by their ids."""

SCORES: Final = TableLook(
    caption=(
        "Entries of 2021 whose multipliers and total are known, scored by the entrants. "
        "Multipliers without a name are those of which only the value is known."
    ),
    units={"base_points": "points", "multiplied": "points", "added": "points", "printed": "points"},
    formats={"base_points": "g", "multiplied": ".2f", "added": ".2f", "printed": "g"},
)
ENTRIES: Final = TableLook(
    caption=(
        "Every finding that was handed in and may be shown: the harm, what was found, where it can "
        "be checked, and the score if the multipliers are multiplied and if they are added. "
        "Verified: read at the source. Derived: worked out from it."
    ),
    units={"multiplied": "points", "added": "points"},
    formats={"multiplied": ".2f", "added": ".2f"},
)
RUBRIC: Final = TableLook(
    caption=(
        "What is known of the rubric, as entrants used it: base points by harm, and multipliers."
    ),
    units={},
    formats={"least": "g", "most": "g"},
)
SHARES: Final = TableLook(
    caption="What two entries counted, with Wilson intervals.",
    units={"share": "%", "low": "%", "high": "%"},
    formats={"share": ".1f", "low": ".1f", "high": ".1f"},
)
CHANGES: Final = TableLook(
    caption=(
        "The model's largest saliency for 16 generated faces before and after a search for "
        "changes that raise it, the number that the entry printed, and the increase."
    ),
    units={"printed": "%", "increase": "%"},
    formats={"before": ".4f", "after": ".4f", "printed": ".2f", "increase": ".2f"},
)
