"""Designs for shares of people whose group was guessed right, with Wilson's interval."""

from __future__ import annotations

from typing import Final

from rml.stats.intervals import wilson
from rml.timeline.calibration.design import IntervalDesign

_REPORT: Final = "home_timeline/imputation"


def accuracy_intervals() -> list[IntervalDesign]:
    """Return the designs of intervals."""
    return [
        _share("wilson_327", people=327, share=0.95, of="accuracy in a large group"),
        _share("wilson_48", people=48, share=0.6, of="accuracy in a small group"),
        _share("wilson_bin_25", people=25, share=0.8, of="reliability of a bin of probabilities"),
        _share("wilson_48_rare", people=48, share=0.1, of="accuracy in a small group"),
        _share("wilson_10_rare", people=10, share=0.02, of="reliability of a bin of probabilities"),
    ]


def _share(id_: str, *, people: int, share: float, of: str) -> IntervalDesign:
    return IntervalDesign(
        id=id_,
        part="imputation",
        report=_REPORT,
        label=f"Wilson, {people} people, share {100 * share:.0f} %",
        estimand=of,
        condition=f"{people} independent people, share {100 * share:.0f} %",
        truth=share,
        draw=lambda rng: int(rng.binomial(people, share)),
        interval=lambda count, level, _: wilson(count, people, level=level),
    )
