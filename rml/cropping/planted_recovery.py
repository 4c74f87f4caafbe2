"""Whether the paired-crop audit finds a planted preference: repeated on drawn faces.

Each repetition draws new people of all groups, lets them meet by the audit's pair design,
puts both orders of each pair into composites, scores these with a planted saliency
function, and estimates a declared gap as the audit does. Nothing is taken from a shorter
way: pixels, layout, resampler, salient point and intervals are those of the real audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.audit_groups import DeclaredGap
from rml.cropping.composites import Layout
from rml.cropping.drawn_faces import DrawnGroup, draw_faces
from rml.cropping.gaps import GAP_UNIT
from rml.cropping.pair_design import Meetings, placed, sampled_pairs
from rml.cropping.pair_outcomes import pair_outcomes
from rml.cropping.paired_audit import composite_frame, outcome_frame
from rml.cropping.paired_gaps import gap_over_composites, gap_over_people
from rml.cropping.planted_saliency import PlantedSaliency, planted_parity_gap
from rml.data.ledger import simulated
from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stages import PACKAGES, Arrays, stage
from rml.stats.intervals import t_interval
from rml.stats.pairwise import bradley_terry
from rml.stats.two_way import LEAST_PEOPLE

FloatArray = NDArray[np.float64]
Frames = tuple[pd.DataFrame, pd.DataFrame]

STAGE: Final = "planted_recovery"
LOSSLESS: Final = Layout(jpeg=False)
_BLOCK_PIXELS: Final = 40_000_000
_ESTIMATES: Final = ("value", "people_low", "people_high", "composites_low", "composites_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedAudit:
    """What is repeated: the groups, the comparison, the design and the layout.

    Parameters
    ----------
    groups
        The groups of drawn people, with their strengths.
    gap
        The declared comparison; it names groups by `DrawnGroup.name`. Only pairs of groups
        that it compares are drawn.
    people
        Drawn people of each group in a repetition, at least 10.
    pairs
        Pairs that meet for every two groups compared, each in both orders.
    size
        Width and height of a drawn face in pixels. At 160 a composite of two side by side
        is fed as it is, which takes a third of the time of one that must be enlarged.
    layout
        How portraits are put together. JPEG disturbs a strength by about 0.1 log-odds at
        160 pixels, which flattens a gap by a five-hundredth of itself.
    side_bias
        Planted side effect in log-odds: for the left portrait, or the upper one of a stack.
    level
        Nominal coverage of the intervals, in (0, 1).

    Raises
    ------
    ValueError
        If there are too few people or pairs, or the gap names a group that is not drawn.
    """

    groups: tuple[DrawnGroup, ...]
    gap: DeclaredGap
    people: int
    pairs: int
    size: int = 160
    layout: Layout = LOSSLESS
    side_bias: float = 0.0
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.people < LEAST_PEOPLE or self.pairs < 1:
            raise ValueError(
                f"A planted audit needs {LEAST_PEOPLE} people of each group and a pair, not "
                f"{self.people} people and {self.pairs} pairs."
            )
        names = [group.name for group in self.groups]
        for name in (name for pair in self.gap.pairs for name in pair):
            if name not in names:
                raise ValueError(
                    f"The comparison {self.gap.label!r} names the group {name!r}, which is not "
                    f"drawn; there are {', '.join(names)}."
                )

    @property
    def truth(self) -> float:
        """The gap of the population from which people are drawn, orders averaged."""
        strength = {group.name: group.strength for group in self.groups}
        return sum(
            weight * planted_parity_gap(strength[first], strength[second], side=self.side_bias)
            for (first, second), weight in self.gap.weights().items()
        )

    @property
    def scorer(self) -> PlantedSaliency:
        """The saliency function with the planted side effect."""
        stacked = self.layout.arrangement == "stacked"
        return PlantedSaliency(side_bias=self.side_bias, side="top" if stacked else "left")

    def as_key(self) -> dict[str, Any]:
        """Return all that decides a repetition as JSON can hold it."""
        return {
            "groups": [asdict(group) | {"labels": dict(group.labels)} for group in self.groups],
            "gap": self.gap.pairs,
            "people": self.people,
            "pairs": self.pairs,
            "size": self.size,
            "layout": self.layout.as_key(),
            "scorer": self.scorer.identity,
            "level": self.level,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Intervals:
    """An estimate with its interval in each of r repetitions, each of shape (r,)."""

    value: FloatArray
    low: FloatArray
    high: FloatArray

    def coverage(self, truth: float) -> float:
        """Return the share of the intervals that hold ``truth``, in [0, 1]."""
        return float(np.mean((self.low <= truth) & (truth <= self.high)))

    def recovery(self, truth: float, *, bias_bound: float, width_bound: float) -> Recovery:
        """Return how well the repetitions found ``truth``, for the verdict on a finding.

        Parameters
        ----------
        truth
            What was planted.
        bias_bound, width_bound
            The largest bias and the largest mean width declared acceptable beforehand.
        """
        return Recovery(
            repetitions=self.value.size,
            bias=float(self.value.mean()) - truth,
            bias_bound=bias_bound,
            coverage=self.coverage(truth),
            width=float(np.mean(self.high - self.low)),
            width_bound=width_bound,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlantedRepetitions:
    """What the audit found in each of r repetitions.

    Parameters
    ----------
    truth
        The planted gap, a probability less one half.
    over_people
        The gap with the interval over people.
    over_composites
        The same gap with the naive interval, which takes composites for independent.
    side
        The side term of the Bradley-Terry model in log-odds, shape (r,); NaN where a
        repetition has no finite estimate, because some group always won.
    """

    truth: float
    over_people: Intervals
    over_composites: Intervals
    side: FloatArray

    @classmethod
    def of(cls, estimates: Arrays, *, truth: float) -> PlantedRepetitions:
        """Return the repetitions from the arrays of `repeated`."""
        people, composites = (
            Intervals(
                value=estimates["value"],
                low=estimates[f"{name}_low"],
                high=estimates[f"{name}_high"],
            )
            for name in ("people", "composites")
        )
        return cls(
            truth=truth, over_people=people, over_composites=composites, side=estimates["side"]
        )

    def mean_gap(self, *, level: float = 0.95) -> Estimate:
        """Return the mean of the estimated gaps, with a t interval over repetitions.

        Its interval says how well the mean is known, so that a bias shows; how well one
        audit finds the gap is the business of ``over_people``.
        """
        gaps = self.over_people.value
        return t_interval(gaps, level=level, unit=GAP_UNIT, of="repetitions")

    def mean_side(self, *, level: float = 0.95) -> Estimate:
        """Return the mean of the estimated side effects, with a t interval over repetitions.

        Repetitions without a finite estimate are left out. Logits of few people's win
        rates lie too far out on average: by 3 % at 25 people a group and 30 pairs.
        """
        finite = self.side[np.isfinite(self.side)]
        return t_interval(finite, level=level, unit="log-odds", of="repetitions")

    @property
    def rejections(self) -> float:
        """The share of repetitions whose interval over people leaves out a gap of 0."""
        return 1 - self.over_people.coverage(0.0)


@simulated
def planted_recovery(audit: PlantedAudit, *, repetitions: int, seed: int) -> PlantedRepetitions:
    """Return what the audit finds over repeated draws of people, from the cache if done before.

    With four groups of 25 people and 30 pairs for every two groups compared, 1,000
    repetitions are 240,000 composites and take about 100 seconds of one core, less of two.

    Parameters
    ----------
    audit
        What is repeated.
    repetitions
        How often, at least 1; a verdict asks for 1,000.
    seed
        Of the generator.
    """
    kept = stage(
        STAGE,
        key={"audit": audit.as_key(), "repetitions": repetitions, "seed": seed},
        code=[__name__],
        compute=lambda: repeated(audit, repetitions=repetitions, rng=np.random.default_rng(seed)),
        packages=(*PACKAGES, "scipy"),
    )
    return PlantedRepetitions.of(kept, truth=audit.truth)


def repeated(audit: PlantedAudit, *, repetitions: int, rng: np.random.Generator) -> Arrays:
    """Return the estimates of each repetition, each of shape (repetitions,).

    Parameters
    ----------
    audit
        What is repeated.
    repetitions
        At least 1.
    rng
        The source of randomness.
    """
    frames = (
        frame
        for block in _blocks(audit, repetitions)
        for frame in _frames(audit, repetitions=block, rng=rng)
    )
    return _estimated(frames, gap=audit.gap, level=audit.level)


def _estimated(frames: Iterable[Frames], *, gap: DeclaredGap, level: float) -> Arrays:
    """Return the estimates of each repetition from its pairs and its composites."""
    rows = []
    for pairs, composites in frames:
        over_people = gap_over_people(pairs, gap, level=level)
        naive = gap_over_composites(pairs, gap, level=level)
        ends = (over_people.low, over_people.high, naive.low, naive.high)
        rows.append((over_people.value, *ends, _side(composites)))
    table = np.array(rows, dtype=np.float64)
    return dict(zip((*_ESTIMATES, "side"), table.T, strict=True))


def _side(composites: pd.DataFrame) -> float:
    """Return the side term over all composites of a repetition."""
    counted = composites.groupby(["group_left", "group_right"])["left_won"].agg(["sum", "size"])
    left, right = zip(*counted.index, strict=True)
    try:
        fit = bradley_terry(left, right, counted["sum"], counted["size"], side=True)
    except ValueError:  # separation: the likelihood has no maximum
        return float("nan")
    return float("nan") if fit.side is None else fit.side.value


def _blocks(audit: PlantedAudit, repetitions: int) -> Iterator[int]:
    """Return how many repetitions to draw at a time, so that their pictures fit in memory."""
    size = max(1, _BLOCK_PIXELS // (len(audit.groups) * audit.people * audit.size**2))
    for start in range(0, repetitions, size):
        yield min(size, repetitions - start)


def _frames(audit: PlantedAudit, *, repetitions: int, rng: np.random.Generator) -> Iterator[Frames]:
    """Return for each repetition its pairs and its composites, as the audit has them."""
    faces = draw_faces(audit.groups, people=audit.people * repetitions, size=audit.size, rng=rng)
    names = np.array([group.name for group in audit.groups])[faces.group]
    # Nobody is in two repetitions.
    rows = {
        group.name: np.flatnonzero(names == group.name).reshape(repetitions, -1)
        for group in audit.groups
    }
    met = [
        sampled_pairs({name: rows[name][one] for name in cell}, pairs=audit.pairs, rng=rng)
        for one in range(repetitions)
        for cell in audit.gap.pairs
    ]
    meetings = Meetings(
        people=np.concatenate([one.people for one in met]),
        groups=np.concatenate([one.groups for one in met]),
    )
    placements = placed(meetings, orders="both")
    outcomes = pair_outcomes(faces.labelled(), placements, audit.layout, audit.scorer)
    pairs = outcome_frame(meetings, placements, outcomes)
    composites = composite_frame(meetings, placements, outcomes)
    for one in range(repetitions):
        yield _part(pairs, one, of=repetitions), _part(composites, one, of=repetitions)


def _part(frame: pd.DataFrame, part: int, *, of: int) -> pd.DataFrame:
    """Return one of several equal parts of a frame, in the order of its rows."""
    size = len(frame) // of
    return frame.iloc[part * size : (part + 1) * size]
