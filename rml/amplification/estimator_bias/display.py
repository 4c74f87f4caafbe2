"""Captions, units and number formats of the report on the estimator's bias."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "bias": (
        "What the ratio gives on average if ranking does nothing, by expected control users a "
        "day. Left: one day, or a mean over any number of days. Right: reach added up over all "
        "days first. Lines: exact. Marks: simulated means. Without smoothing, days or "
        "experiments without any control user are left out."
    ),
    "lone_authors": (
        "Share of made-up authors whose estimate exceeds the threshold though ranking does "
        "nothing, by the expected control users a day of an author."
    ),
    "coverage": (
        "Exact coverage of two intervals for pooled Poisson reach, for every planted "
        "amplification. Shaded: the range in which a method counts as recovering the truth."
    ),
    "returning": (
        "Coverage of two intervals for pooled reach, the one furthest from nominal over the "
        "planted amplifications, if a user who is reached is reached on more than one day."
    ),
}
"""What figures show, by their ids."""

_PER_CENT: Final = "per cent"
VECTORS: Final = TableLook(
    caption=(
        "Mean amplification by expected control users a day, as computed separately (table) and "
        "here (exact): under no effect for both readings of the published formula, and under a "
        "true amplification of one half for the first."
    ),
    units=dict.fromkeys(
        [
            f"{case}_{side}"
            for case in ("null_inside", "null_outside", "half_inside")
            for side in ("table", "exact")
        ],
        _PER_CENT,
    )
    | {"control_reach": "users a day"},
    formats=dict.fromkeys(
        [
            f"{case}_{side}"
            for case in ("null_inside", "null_outside", "half_inside")
            for side in ("table", "exact")
        ],
        "+.2f",
    )
    | {"control_reach": "g"},
)
POPULATIONS: Final = TableLook(
    caption=(
        "Share of made-up authors above the threshold though ranking does nothing, if their "
        "expected control reach is log-normal with the median given."
    ),
    units={"median_reach": "users a day"},
    formats=dict.fromkeys(("daily_inside", "daily_outside", "pooled_corrected"), ".1%")
    | {"median_reach": "g"},
)
RECOVERY: Final = TableLook(
    caption=(
        "Each estimator at each planted amplification, nobody coming back: exact and simulated "
        "bias and mean width of the intervals in per cent of one plus the amplification, and the "
        "share of the intervals that hold the planted value."
    ),
    units={"planted": _PER_CENT, "exact_bias": _PER_CENT, "bias": _PER_CENT, "width": _PER_CENT},
    formats={
        "planted": ".0f",
        "exact_bias": "+.2f",
        "bias": "+.2f",
        "coverage": ".1%",
        "width": ".1f",
    },
)
RETURNING: Final = TableLook(
    caption=(
        "Pooled reach with users who come back, by the mean days of a user who is reached: the "
        "worst bias and width, in per cent of one plus the amplification, and the coverage "
        "furthest from nominal, over the planted amplifications."
    ),
    units={"days_per_user": "days", "bias": _PER_CENT, "width": _PER_CENT},
    formats={"days_per_user": "g", "bias": "+.2f", "coverage": ".1%", "width": ".1f"},
)
ESTIMANDS: Final = TableLook(
    caption=(
        "Two ways of joining days with two kinds of days: what each estimates, and what two "
        "smoothings give in expectation."
    ),
    units=dict.fromkeys(("estimand", "corrected", "inside"), _PER_CENT),
    formats=dict.fromkeys(("estimand", "corrected", "inside"), "+.1f"),
)
UNION: Final = TableLook(
    caption=(
        "Amplification of a group by its number of members, each of whom is amplified alike: "
        "users meet members independently; part of the audience is shared in control alone; it "
        "is shared in both arms."
    ),
    units=dict.fromkeys(("independent", "control_overlaps", "both_overlap"), _PER_CENT)
    | {"members": "members"},
    formats=dict.fromkeys(("independent", "control_overlaps", "both_overlap"), "+.1f"),
)
