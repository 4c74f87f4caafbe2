"""What a finding amounts to, computed from its data kind, comparison and interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, get_args

from rml.data.ledger import DataKind
from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.number_text import readable

Verdict: TypeAlias = Literal[
    "reproduced",
    "differs",
    "consistent",
    "inconsistent",
    "recovered",
    "missed",
    "illustration",
    "new",
    "not comparable",
]
Comparison: TypeAlias = Literal["same data", "new data", "not comparable"]

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
COMPARISONS: Final[tuple[Comparison, ...]] = get_args(Comparison)
LEAST_REPETITIONS: Final = 1000
COVERAGE_RANGE: Final = (0.93, 0.97)
PRINTABLE: Final = ("verified", "derived")


class Published(Protocol):
    """A published figure, as ``rml.data.published_figures`` returns it."""

    @property
    def value(self) -> float:
        """The figure in ``unit``."""

    @property
    def unit(self) -> str:
        """What it is measured in, in the words of the estimate's unit."""

    @property
    def printed(self) -> str:
        """The figure as printed in the source."""

    @property
    def tolerance(self) -> float:
        """Half a unit of the last printed digit, or what else the rounding allows."""

    @property
    def source(self) -> str:
        """Where it was published."""

    @property
    def status(self) -> str:
        """``verified`` or ``derived``; nothing else may be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How well a method found a known truth over repeated simulations.

    Parameters
    ----------
    repetitions
        Number of independent simulated data sets.
    bias
        Mean estimate minus the truth, in the estimate's unit.
    bias_bound
        The largest absolute bias declared acceptable beforehand.
    coverage
        Share of the 95 % intervals that held the truth, in [0, 1].
    width
        Mean width of the intervals, in the estimate's unit.
    width_bound
        The largest mean width declared acceptable beforehand.
    """

    repetitions: int
    bias: float
    bias_bound: float
    coverage: float
    width: float
    width_bound: float

    def __post_init__(self) -> None:
        if self.repetitions < 1 or not 0 <= self.coverage <= 1:
            raise ProductError(
                f"A recovery over {self.repetitions} repetitions with coverage {self.coverage} "
                "cannot be: repetitions start at 1 and coverage lies between 0 and 1.",
                remedy="Give the number of simulated data sets and the share of intervals.",
            )
        sizes = (self.bias_bound, self.width, self.width_bound)
        if not math.isfinite(self.bias) or any(not size >= 0 for size in sizes):
            raise ProductError(
                "A recovery needs a finite bias, and bounds and a width of at least 0.",
                remedy="Declare the bounds before the simulation runs.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict and the sentence that gives its reason."""

    verdict: Verdict
    reason: str


def judge(
    estimate: Estimate,
    *,
    data_kind: DataKind,
    published: Published | None = None,
    comparison: Comparison | None = None,
    recovery: Recovery | None = None,
    where: str = "finding",
) -> Judgement:
    """Return the verdict on ``estimate`` with its reason.

    Parameters
    ----------
    estimate
        What was found.
    data_kind
        What the inputs were. Simulated and mixed inputs are judged by ``recovery`` only.
    published
        What it is held against.
    comparison
        ``same data``: |value - published| is at most the tolerance. ``new data``: the
        interval overlaps published ± tolerance. ``not comparable``: no verdict is drawn.
    recovery
        Repeated simulations with a known truth.

    Raises
    ------
    ProductError
        If the comparison cannot be made honestly: a simulated number against a published
        one, two units, an interval that is missing, a figure of unverified status.
    """
    if data_kind in ("simulated", "mixed"):
        return _judge_simulation(
            data_kind, published=published, comparison=comparison, recovery=recovery, where=where
        )
    if recovery is not None:
        raise ProductError(
            f"A recovery was given, but the data kind is {data_kind}: there is no known truth.",
            where=where,
            remedy="Leave `recovery` out, or mark the generator with rml.data.ledger.simulated.",
        )
    if comparison is not None and comparison not in COMPARISONS:
        raise ProductError(
            f"The comparison {comparison!r} is unknown.",
            where=where,
            remedy="Use one of: " + ", ".join(repr(known) for known in COMPARISONS) + ".",
        )
    if published is not None:
        check_published(published, where=where)
    if comparison == "not comparable":
        return Judgement(
            verdict="not comparable",
            reason="What was published differs in kind from this estimate, so no verdict is drawn.",
        )
    if published is None:
        if comparison is not None:
            raise ProductError(
                f"The comparison is {comparison!r} but no published figure is given.",
                where=where,
                remedy="Pass published=published_figure(dataset, id), or leave `comparison` out.",
            )
        return Judgement(verdict="new", reason="Nothing published to compare with.")
    return _judge_against(estimate, published, comparison=comparison, where=where)


def check_published(published: Published, *, where: str) -> None:
    """Raise ProductError unless ``published`` may be shown and is complete."""
    if published.status not in PRINTABLE:
        raise ProductError(
            f"The published figure has the status {published.status!r}; only verified and "
            "derived figures may appear in a report.",
            where=where,
            remedy="Check the figure at its source and mark it verified, or leave it out.",
        )
    if not math.isfinite(published.value) or not published.tolerance >= 0:
        raise ProductError(
            "A published figure needs a finite value and a tolerance of at least 0.",
            where=where,
            remedy="Correct its row in rml/data/published.",
        )


def _judge_against(
    estimate: Estimate, published: Published, *, comparison: Comparison | None, where: str
) -> Judgement:
    if comparison is None:
        raise ProductError(
            "A published figure is given, but not how this estimate compares with it.",
            where=where,
            remedy="Say comparison='same data', 'new data' or 'not comparable'.",
        )
    if " ".join(estimate.unit.split()) != " ".join(published.unit.split()):
        raise ProductError(
            f"The estimate is in {estimate.unit!r} and the published figure in "
            f"{published.unit!r}: the comparison would mix units.",
            where=where,
            remedy="Convert the estimate with Estimate.scaled(factor, unit=...).",
        )
    # The slack keeps 0.085 - 0.08 within a tolerance of 0.005 in binary arithmetic.
    reach = published.tolerance + 1e-12 * max(1.0, abs(published.value))
    distance = abs(estimate.value - published.value)
    limits = f"{published.printed} (tolerance {readable(published.tolerance)})"
    if comparison == "same data":
        reached = distance <= reach
        relation = "within" if reached else "outside"
        return Judgement(
            verdict="reproduced" if reached else "differs",
            reason=f"The value lies {relation} what the published rounding allows: {limits}; "
            f"the distance is {readable(distance)}.",
        )
    if estimate.low is None or estimate.high is None:
        raise ProductError(
            "New data are compared by their interval, and this estimate has none.",
            where=where,
            remedy="Give an estimate with an interval, or comparison='not comparable'.",
        )
    overlaps = estimate.low <= published.value + reach and published.value - reach <= estimate.high
    relation = "overlaps" if overlaps else "does not reach"
    return Judgement(
        verdict="consistent" if overlaps else "inconsistent",
        reason=f"The interval {relation} the published {limits}.",
    )


def _judge_simulation(
    data_kind: DataKind,
    *,
    published: Published | None,
    comparison: Comparison | None,
    recovery: Recovery | None,
    where: str,
) -> Judgement:
    if published is not None or comparison is not None:
        raise ProductError(
            f"The data kind is {data_kind}: a simulated number must not be compared with a "
            "published one, as if it were a finding about the world.",
            where=where,
            remedy="Leave `published` and `comparison` out; judge the method with `recovery`.",
        )
    if recovery is None:
        return Judgement(
            verdict="illustration",
            reason="One simulated draw: it shows the method and claims nothing.",
        )
    if recovery.repetitions < LEAST_REPETITIONS:
        return Judgement(
            verdict="illustration",
            reason=f"{recovery.repetitions:,} repetitions are too few to judge the method; "
            f"{LEAST_REPETITIONS:,} are needed.",
        )
    low, high = COVERAGE_RANGE
    failures = []
    if not abs(recovery.bias) <= recovery.bias_bound:
        failures.append(
            f"the bias {readable(float(recovery.bias))} exceeds the declared bound "
            f"{readable(float(recovery.bias_bound))}"
        )
    if not low <= recovery.coverage <= high:
        failures.append(
            f"the coverage {recovery.coverage * 100:.1f} % lies outside "
            f"{low * 100:.0f} to {high * 100:.0f} %"
        )
    if not recovery.width <= recovery.width_bound:
        failures.append(
            f"the mean width {readable(float(recovery.width))} exceeds the declared bound "
            f"{readable(float(recovery.width_bound))}"
        )
    over = f"Over {recovery.repetitions:,} repetitions "
    if failures:
        return Judgement(verdict="missed", reason=over + " and ".join(failures) + ".")
    return Judgement(
        verdict="recovered",
        reason=over + f"bias {readable(float(recovery.bias))}, coverage "
        f"{recovery.coverage * 100:.1f} % and mean width {readable(float(recovery.width))} "
        "lie within the declared bounds.",
    )
