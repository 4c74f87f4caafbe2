"""The worst that an estimator did over several scenarios, and what a verdict on it means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scipy import stats

from rml.estimate import Estimate
from rml.report.format import Value
from rml.report.verdict import COVERAGE_RANGE, Recovery
from rml.timeline.group_disparity.repetitions import GAP, GAP_UNIT, VARIANCE_UNIT, Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The worst of what an estimator did over scenarios.

    Parameters
    ----------
    estimate
        The largest bias in size, with the interval that the repetitions leave, widened for
        having picked it (Bonferroni).
    where
        The scenario in which it came about.
    coverage
        The coverage furthest from the nominal one.
    lowest, highest
        The range of coverages.
    where_lowest
        The scenario with the lowest.
    too_low
        Share of its intervals that end below the truth.
    width
        The largest mean width.
    repetitions
        Samples of each scenario.
    """

    estimate: Estimate
    where: str
    coverage: float
    lowest: float
    highest: float
    where_lowest: str
    too_low: float
    width: float
    repetitions: int

    def recovery(self, *, bias_bound: float, width_bound: float) -> Recovery:
        """Return what the verdict is computed from."""
        return Recovery(
            repetitions=self.repetitions,
            bias=self.estimate.value,
            bias_bound=bias_bound,
            coverage=self.coverage,
            width=self.width,
            width_bound=width_bound,
        )

    def values(self) -> dict[str, Value]:
        """Return what the claims on several scenarios say of them."""
        return {
            "where": self.where,
            "lowest": self.lowest,
            "highest": self.highest,
            "repetitions": self.repetitions,
        }


def how_missed(found: Collection[Worst]) -> dict[str, Value]:
    """Return how many have all coverages in the range that counts as recovered, or are beyond.

    Returns
    -------
    dict
        ``all``; ``short``, with some coverage below the range; ``cautious``, with none below and
        some above; ``recovered``, with none outside; and the range, ``least`` and ``most``.
    """
    least, most = COVERAGE_RANGE
    short = sum(one.lowest < least for one in found)
    beyond = sum(one.lowest >= least and one.highest > most for one in found)
    return {
        "all": len(found),
        "short": short,
        "cautious": beyond,
        "recovered": len(found) - short - beyond,
        "least": least,
        "most": most,
    }


def worst_of(found: Sequence[Judged], *, level: float) -> Worst:
    """Return the worst bias, coverage and width of one estimator over scenarios."""
    furthest = max(found, key=lambda one: abs(one.bias))
    reach = float(stats.norm.isf((1 - level) / 2 / len(found))) * furthest.bias_error
    coverages = [one.coverage for one in found]
    shortest = min(found, key=lambda one: one.coverage)
    picked = (
        "largest in size, over the scenarios, of the mean error, with a normal interval over "
        "samples, corrected for having picked it (Bonferroni)"
    )
    return Worst(
        estimate=Estimate(
            value=furthest.bias,
            low=furthest.bias - reach,
            high=furthest.bias + reach,
            level=level,
            n=f"{furthest.repetitions:,} simulated samples of each of {len(found)} scenarios"
            if len(found) > 1
            else f"{furthest.repetitions:,} simulated samples",
            unit=GAP_UNIT if furthest.estimator == GAP else VARIANCE_UNIT,
            method=picked
            if len(found) > 1
            else "mean error over samples with a normal interval over samples",
        ),
        where=furthest.scenario.name,
        coverage=max(coverages, key=lambda share: abs(share - level)),
        lowest=min(coverages),
        highest=max(coverages),
        where_lowest=shortest.scenario.name,
        too_low=shortest.too_low,
        width=max(one.width for one in found),
        repetitions=furthest.repetitions,
    )
