"""Captions, units and number formats of the county audit, and what its findings are about."""

from __future__ import annotations

from typing import Final, NamedTuple

from rml.report.claim import Claim
from rml.report.look import TableLook
from rml.report.small_cells import NO_PEOPLE
from rml.timeline.county_audit import claims
from rml.timeline.county_audit.auditor import Measure
from rml.timeline.county_audit.repetitions import Estimand

RESIDENTS: Final = NO_PEOPLE("shares of the residents of counties, as the Census published them")
POOLED: Final = NO_PEOPLE("authors pooled over counties, states and all the nation")
MADE_UP: Final = NO_PEOPLE("made-up authors, pooled over counties")
_GAP: Final = "per cent of the baseline author"
_INDIVIDUAL: Final = "per cent of the gap"
_POINTS: Final = "percentage points"


class JudgedFinding(NamedTuple):
    """Which world and measure a finding judges, by which planted gap, in which words."""

    world: str
    measure: Measure
    estimand: Estimand
    claim: Claim


JUDGED: Final[dict[str, JudgedFinding]] = {
    "own_race_weighted": JudgedFinding(
        "own race", "weighted gap", "individual gap", claims.OWN_RACE_WEIGHTED
    ),
    "own_race_regression": JudgedFinding(
        "own race", "regression", "individual gap", claims.OWN_RACE_REGRESSION
    ),
    "county_only_weighted": JudgedFinding(
        "county only", "weighted gap", "individual gap", claims.COUNTY_ONLY_WEIGHTED
    ),
    "county_only_group_gap": JudgedFinding(
        "county only", "weighted gap", "group gap", claims.COUNTY_ONLY_GROUP
    ),
    "county_only_regression": JudgedFinding(
        "county only", "regression", "individual gap", claims.COUNTY_ONLY_REGRESSION
    ),
    "mixture_weighted": JudgedFinding(
        "mixture", "weighted gap", "individual gap", claims.MIXTURE_WEIGHTED
    ),
    "mixture_regression": JudgedFinding(
        "mixture", "regression", "individual gap", claims.MIXTURE_REGRESSION
    ),
    "cancelled_regression": JudgedFinding(
        "cancelled", "regression", "individual gap", claims.CANCELLED
    ),
    "adoption_regression": JudgedFinding(
        "adoption", "regression", "individual gap", claims.ADOPTION
    ),
    "rural_regression": JudgedFinding(
        "rural counties", "regression", "individual gap", claims.RURAL_REGRESSION
    ),
    "rural_adjusted": JudgedFinding(
        "rural counties", "regression, rural share", "individual gap", claims.RURAL_ADJUSTED
    ),
    "states_regression": JudgedFinding(
        "states", "regression", "individual gap", claims.STATES_REGRESSION
    ),
    "states_effects": JudgedFinding(
        "states", "regression, state effects", "individual gap", claims.STATES_EFFECTS
    ),
}
"""Findings on simulated worlds, by their ids."""

MAIN: Final = (
    "own_race_weighted",
    "own_race_regression",
    "county_only_weighted",
    "county_only_group_gap",
    "county_only_regression",
)
"""Those of the two worlds that the page is about."""
MIXED: Final = ("mixture_weighted", "mixture_regression")
OTHERS: Final = tuple(id_ for id_ in JUDGED if id_ not in {*MAIN, *MIXED})
"""Those of worlds in which regression goes wrong."""

DETECTABLE_IDS: Final = ("detectable_weighted", "detectable_regression")
"""By the order of `rml.timeline.county_audit.power.LOOKED_AT`."""

CAPTIONS: Final = {
    "worlds": (
        "Left: each mark is a class of counties, placed by the group's share, in one draw of each "
        "world. Middle and right: what authors of the group (dashed) and others (wide and pale) "
        "expect in such counties; on the right both lines are one. The left panel is all that an "
        "auditor has."
    ),
    "mixtures": (
        "What two measures report if a share of the gap hangs on one's own group and the rest on "
        "the county. Lines: means over simulated platforms; bands hold the middle 95 % of them. "
        "Expected county means are those of the two worlds at every place of the axis."
    ),
    "definitions": (
        "The share of a gap between individuals that population-weighted means show, if only "
        "one's own group counts, by definition of the two groups. NH: not Hispanic. “Rest as "
        "second”: people of neither group fare as the second does."
    ),
    "power": (
        "How often the interval of each measure leaves out zero, so that a gap is reported, by the "
        "individual gap of the own-race world: fewer impressions on the left, more on the right. "
        "Bands: Wilson's intervals over simulated platforms."
    ),
    "left_out": (
        "How far each measure moves if one state is left out, on one simulated platform; states "
        "in order of the shift and unnamed, since what they show is made up."
    ),
    "bounds": (
        "What can be true of the share of authors above the national median, if authors are "
        "composed as residents are, whoever fares how (Duncan and Davis). Left: for the group, in "
        "classes of counties by its share. Right: over all counties, with what was "
        "planted in two worlds that look alike."
    ),
}
"""What figures show, by their ids."""

DEFINITIONS: Final = TableLook(
    caption=(
        "The share of a gap between individuals that weighted means of US counties show, if only "
        "one's own group counts, for every definition of the groups that was computed. "
        "“Others” says how people of neither group are taken to fare."
    ),
    units={"group_share": "per cent of residents", "recovered": _INDIVIDUAL},
    formats={"group_share": ".1f", "recovered": ".1f"},
)
RECOVERY: Final = TableLook(
    caption=(
        "Every measure in every simulated world, judged by both planted gaps: mean report, what "
        "was planted, how many of the intervals contain it, the verdict by the declared bounds, "
        "mean width of the intervals, and how often one left out zero, so that a gap was reported. "
        "“Missed” is expected where the world breaks what the measure needs. Over-cautious "
        "measures have no bias to speak of; their intervals contain the gap more often than they "
        "say."
    ),
    units=dict.fromkeys(("reported", "individual_planted", "group_planted", "width"), _GAP),
    formats={
        "reported": "+.1f",
        "individual_planted": "+.1f",
        "individual_contained": ".1%",
        "group_planted": "+.1f",
        "group_contained": ".1%",
        "width": ".1f",
        "gap_reported": ".1%",
    },
)
ADOPTION: Final = TableLook(
    caption=(
        "What measures report in expectation if residents of the group are more, or less, often "
        "authors than other residents, in a world in which only one's own group counts. The "
        "auditor knows the composition of residents."
    ),
    units={
        "adoption_ratio": "ratio",
        "group_share": "per cent of authors",
        **dict.fromkeys(("planted", "weighted", "regression"), _GAP),
    },
    formats={
        "adoption_ratio": ".2f",
        "group_share": ".1f",
        **dict.fromkeys(("planted", "weighted", "regression"), "+.1f"),
    },
)
BOUNDS_ADOPTION: Final = TableLook(
    caption=(
        "Bounds of the gap in the share of authors above the national median if residents of the "
        "group are more, or less, often authors than other residents: the planted gap, the average "
        "bounds, and on how many of the simulated platforms the bounds, their intervals included, "
        "contain the gap. The auditor knows the composition of residents."
    ),
    units={"adoption_ratio": "ratio", **dict.fromkeys(("gap", "lower", "upper"), _POINTS)},
    formats={
        "adoption_ratio": ".2f",
        **dict.fromkeys(("gap", "lower", "upper"), "+.1f"),
        "contained": ".1%",
    },
)
TABLES: Final = {
    "definitions": DEFINITIONS,
    "recovery": RECOVERY,
    "adoption": ADOPTION,
    "bounds_adoption": BOUNDS_ADOPTION,
}
"""Tables of composition and of simulated worlds, by their ids."""
_CHECKS: Final = TableLook(
    caption=(
        "What the checks of the impressions found, and what was done; fewer than ten authors are "
        "not counted out."
    ),
    units={},
    formats={},
)
_IMPRESSIONS: Final = "impressions per author"
_GAPS: Final = TableLook(
    caption="The gap in impressions per author by each measure, and how it was computed.",
    units=dict.fromkeys(("gap", "low", "high"), _IMPRESSIONS),
    formats=dict.fromkeys(("gap", "low", "high"), "+.2f"),
)
_BOTH: Final = tuple(
    f"{name}{end}" for name in ("weighted", "regression") for end in ("", "_low", "_high")
)
_BY_DEFINITION: Final = TableLook(
    caption="Both gaps in impressions per author, by every definition of the two groups.",
    units=dict.fromkeys(_BOTH, _IMPRESSIONS),
    formats=dict.fromkeys(_BOTH, "+.2f"),
)
OWN_TABLES: Final = {"checks": _CHECKS, "gaps": _GAPS, "by_definition": _BY_DEFINITION}
"""Tables of a platform's own impressions, by their ids."""
