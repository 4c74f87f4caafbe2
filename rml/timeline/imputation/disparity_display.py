"""How the report ``imputation_disparity`` shows its frame: caption, units and formats."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook
from rml.report.people import NO_PEOPLE
from rml.timeline.imputation.disparity_effect import UNIT
from rml.timeline.imputation.name_commonness import METHOD_COLUMNS

MADE_UP: Final = NO_PEOPLE("made-up outcomes, gaps over repetitions")
EFFECT_CAPTION: Final = (
    "A planted gap as each method finds it: means over the repetitions (marks), and mean "
    "interval or bounds (lines), in people drawn from the tables of names and counties."
)
EFFECT: Final = TableLook(
    caption=(
        "What each method finds of a planted gap between two groups, over the repetitions. "
        "Coverage: how often the interval, or the bounds with their doubt of sampling, holds the "
        "truth. Outcomes are made up."
    ),
    units=dict.fromkeys(("truth", "mean_found", "bias", "width", "mean_low", "mean_high"), UNIT),
    formats=dict.fromkeys(("truth", "mean_found", "bias", "mean_low", "mean_high"), "+.1f")
    | {"coverage": ".1%", "width": ".1f"},
)
COMMONNESS: Final = TableLook(
    caption=(
        "What methods find of the planted gap, as a share of it, by how unequally common surnames "
        "are taken to be (exponent), in the whole drawn population, so that sampling blurs "
        "nothing. The share of people with the commonest name, and the bearers of a name among the "
        "thousand rarest, tell how plausible an exponent is. Outcomes are made up."
    ),
    units={"rarest": "bearers in a million"},
    formats={"exponent": "g", "commonest": ".2%", "rarest": ".2g"}
    | dict.fromkeys(METHOD_COLUMNS, ".0%"),
)
