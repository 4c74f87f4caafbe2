"""How reports speak of the noise in the largest gap between several groups."""

from __future__ import annotations

from typing import Final

from rml.report.claim import Claim
from rml.report.look import TableLook

GAP_NOISE_TEXT: Final = (
    "Compare several groups, and the largest value minus the smallest is above zero even if all "
    "groups are alike; the more groups, and the noisier their values, the larger it gets. So "
    "three numbers stand beside the largest gap. *By chance* is the gap to be expected if all "
    "groups were alike. The *spread beyond noise* is the standard deviation between the groups "
    "after the noise has been subtracted, by the estimator of Lum, Zhang and Bower (2022); it "
    "counts each group alike, the smallest and noisiest too. The *p-value* tests that all groups "
    "are alike, and counts a precise group for more than a noisy one. So the test can find a "
    "difference where the interval of the spread still starts at zero. How often the interval "
    "holds the truth is simulated in the report home_timeline/group_disparity: too often where "
    "groups hardly differ, and too seldom where a small group differs much from the others, whose "
    "events are rare. There the interval ends too low."
)
"""What a section on noise in the largest gap begins with."""


def gap_noise_claim(
    *, what: str, unit: str = "points", digits: int = 1, assumptions: str, breaks_if: str
) -> Claim:
    """Return the claim of a finding on the spread beyond noise.

    Its values are those of `rml.disparity.gap_noise.GapNoise.values`.

    Parameters
    ----------
    what
        What is compared between which groups, to follow "The largest gap": "between shares of
        crops that cut the face, by ethnicity and gender,".
    unit
        The unit in a sentence.
    digits
        Decimals shown.
    assumptions, breaks_if
        Of the design at hand.
    """
    to = f".{digits}f"
    return Claim(
        statement=(
            f"The largest gap {what} is {{gap:{to}}} {unit} among {{groups:d}} groups. If all were "
            f"alike, {{by_chance:{to}}} {unit} would be expected by chance alone; a test of no "
            f"difference at all gives p = {{p:.2g}}. The groups' values spread by "
            f"{{observed:{to}}} {unit} (standard deviation); beyond noise, by {{value:{to}}} "
            f"{unit} ({{low:{to}}} to {{high:{to}}})."
        ),
        estimand=(
            "The standard deviation, over the groups and each counted alike, of the values that "
            "they would show without sampling noise."
        ),
        assumptions=assumptions,
        breaks_if=breaks_if,
    )


INDEPENDENT: Final = "People are independent of each other, and nobody belongs to two groups."
"""The assumption where noise is binomial."""
SMALL_GROUPS: Final = (
    "A small group truly differs much from the others: then the interval ends too low more often "
    "than it should, and can hide the very group that is treated otherwise. Or people come in "
    "clusters: then the noise is larger than the binomial one that is subtracted."
)
"""What breaks it."""
OVER_PEOPLE: Final = (
    "People of a group are a random sample of people like them. Groups' win rates share people, "
    "so their noise is not binomial: its covariance over people is that of all pairs' results."
)
"""The assumption where groups meet in pairs."""
COVARIANCE_WRONG: Final = (
    "Groups have so few people that the covariance is itself badly estimated. The test allows for "
    "that by the size of the smallest group; the interval of the spread does not."
)
"""What breaks it."""


def gap_noise_look(caption: str, *, unit: str = "points", digits: int = 1) -> TableLook:
    """Return how the table of `rml.disparity.gap_noise.gap_noise_frame` is shown.

    Parameters
    ----------
    caption
        What the comparisons are, as a sentence; what the columns are is added.
    unit
        Of gaps and spreads.
    digits
        Decimals shown.
    """
    measured = ("gap", "gap_by_chance", "observed_spread", "spread", "low", "high")
    return TableLook(
        caption=(
            f"{caption} The largest gap; the gap expected by chance if all groups were alike; "
            "the standard deviation of the observed values, and beyond noise with its interval; p "
            "of a test that all groups are alike, each comparison taken alone (at least 1e-15 is "
            "shown)."
        ),
        units=dict.fromkeys(measured, unit),
        formats=dict.fromkeys(measured, f".{digits}f") | {"p": ".2g"},
    )
