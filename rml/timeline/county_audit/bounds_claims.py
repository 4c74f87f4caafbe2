"""The wording of what bounds say, of simulated platforms and of a platform's own impressions.

The fields in braces are filled by ``rml.report``; none of these texts holds a result.
"""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim

_ESTIMAND: Final = "The width of the Duncan-Davis bounds of the difference, over all counties"
_ASSUMPTIONS: Final = (
    "Authors of a county are composed as its residents are, and so are those of counties pooled "
    "for having few authors. Nothing is assumed of who fares how."
)
_BREAKS_IF: Final = (
    "Users are not residents. Then the bounds may miss a large gap with any number of authors"
)
BOUNDS: Final = Claim(
    statement=(
        "If authors are composed as residents are, and whoever fares how, the gap between the "
        "group's and others' share above the median lies anywhere between {lowest:+.0f} and "
        "{highest:+.0f} points, {value:.0f} points apart. Planted were {own:+.1f} points in the "
        "one world and {county:+.1f} in the other."
    ),
    estimand=f"{_ESTIMAND}, for one draw.",
    assumptions=_ASSUMPTIONS,
    breaks_if=f"{_BREAKS_IF}: see the table of bounds.",
)
OWN_BOUNDS: Final = Claim(
    statement=(
        "If authors are composed as residents are, and whoever fares how, the share above the "
        "national median is between {lowest:+.0f} and {highest:+.0f} points larger among authors "
        "of the group than among others: {value:.0f} points apart."
    ),
    estimand=f"{_ESTIMAND}.",
    assumptions=_ASSUMPTIONS,
    breaks_if=f"{_BREAKS_IF}: the page of simulated worlds, county_audit, shows how often.",
)
NO_BOUNDS: Final = (
    "What can be said without assuming who fares how is left out. The table does not say how "
    "many authors of each county lie above the national median (column `above_median`), or what it "
    "says contradicts itself."
)
POOLED_TEXT: Final = (
    "Bounds need the composition of a county's *authors*, and that of residents stands in for it. "
    "Of few authors it says little: in a county with one author the bounds would shrink to a "
    "single number. So each of {pooled:,d} of {counties:,d} counties, nearly all of them with "
    "fewer than {least:d} authors, is taken together with counties of similar composition, until "
    "{least:d} authors are reached."
)
BOUNDS_TEXT: Final = (
    "For an outcome that cannot leave two limits, here whether an author lies above the national "
    "median, counties set limits to what can be true of each group (Duncan and Davis, 1953). They "
    "are narrow only where nearly everybody is of one group. {wide:.0f} % of the group's authors "
    "live in classes of counties whose bounds are at least {width:.0f} points wide.\n\n"
    + POOLED_TEXT
)
BOUNDS_ADOPTION: Final = (
    "How often do the bounds, with their intervals, contain the planted gap if users are *not* "
    "residents? The table tries each ratio of adoption. The gap of the example is so far inside "
    "the bounds that even at the worst ratio they contain it on {example:.0%} of platforms. Gaps "
    "as large as a median allows put them to the test. With users like residents, the bounds "
    "contain even those, at worst on {residents:.0%} of platforms. With a ratio of "
    "{least_ratio:g}, and a gap of {least_gap:+.1f} points, they run from {lowest:+.1f} to "
    "{highest:+.1f} and contain it on {least:.0%} of platforms. More authors do not help: the "
    "composition is wrong, not the count."
)
