"""Coverage of intervals for win rates over reused people: the grid behind rml.stats.two_way.

    python tests/bench/coverage_paired.py --repetitions 2000 --resamples 499

A person has a score; of two persons the one with the higher score wins, in each of two
orders, the left one being ahead by a little; the outcome is the average of both. With noise,
each order adds a normal variable of its own to the difference. The table shows how often
nominal 95 % intervals hold the planted win rate of the superpopulation, in per cent:

naive       Wilson over composites, each taken as an independent trial
normal, t   value plus or minus the two-way standard error times a quantile
logit t     the same on the logit scale
score t     rml.stats.two_way.two_way_t: Wilson for the effective number of pairs
percentile  of the pigeonhole bootstrap; expanded: Hesterberg's, for the smaller group
scaled      rml.stats.two_way.two_way_bootstrap: scaled to the two-way standard error

Exponential scores are skewed, so 0.3 and 0.7 differ: at 0.3 few of the first group win much.
"""

from __future__ import annotations

import argparse
import functools
import math
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from rml.stats.cell_means import CellMeans
from rml.stats.intervals import wilson
from rml.stats.people_pairs import PairOutcomes
from rml.stats.pigeonhole import resampled_sums
from rml.stats.weighted_means import WeightedMeans

SIDE = 0.15  # by how much the left one is ahead
LEVEL = 0.95
GROUPS = ("first", "second")
TRUTH_DRAWS = 400_000


@dataclass(frozen=True)
class Scenario:
    """Two groups, how their people meet, and what decides who wins.

    ``pairs`` is None for all pairs, else how many; ``meeting`` says whether people then
    appear about equally often ("balanced") or independently with replacement ("drawn").
    """

    people: tuple[int, int]
    pairs: int | None = None
    meeting: str = "balanced"
    scores: str = "normal"
    noise: float = 0.0
    win_rate: float = 0.5

    def __str__(self) -> str:
        how = "all pairs" if self.pairs is None else f"{self.pairs} {self.meeting}"
        return (
            f"{self.people[0]:>3} x {self.people[1]:<3} {how:<14} {self.scores:<12} "
            f"noise {self.noise:<3g} {self.win_rate:<4g}"
        )


def scores(kind: str, size: int, rng: np.random.Generator, *, group: int) -> np.ndarray:
    """Return scores of people, shape (size,)."""
    if kind == "unequal":  # one group varies more than the other
        return rng.normal(size=size) * (1.0, 2.5)[group]
    if kind == "exponential":
        return rng.exponential(size=size)
    return rng.normal(size=size)


def orders(
    kind: str, ahead: np.ndarray, behind: np.ndarray, noise: float, rng: np.random.Generator
) -> np.ndarray:
    """Return the share of two orders in which the first of each pair wins."""
    won = np.zeros(np.broadcast(ahead, behind).shape)
    for side in (SIDE, -SIDE):
        one = ahead + side + (noise * rng.normal(size=won.shape) if noise else 0.0)
        other = behind
        if kind == "ties":  # about five steps; of two equal ones the left one wins
            one, other = np.round(one * 1.2), np.round(other * 1.2)
        won += np.where(one == other, side > 0, one > other)
    return won / 2


@functools.lru_cache(maxsize=512)
def planted(kind: str, noise: float, win_rate: float) -> tuple[float, float]:
    """Return how far the first group is ahead for a win rate, and the win rate that it gives."""
    rng = np.random.default_rng(2021)
    one, other = (scores(kind, TRUTH_DRAWS, rng, group=group) for group in (0, 1))

    def rate(ahead: float) -> float:
        return float(orders(kind, one + ahead, other, noise, np.random.default_rng(2022)).mean())

    low, high = -10.0, 10.0
    for _ in range(36):
        middle = (low + high) / 2
        low, high = (middle, high) if rate(middle) < win_rate else (low, middle)
    return low, rate(low)


def draw(scenario: Scenario, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return outcomes, first and second persons of one simulated study."""
    ahead, _ = planted(scenario.scores, scenario.noise, scenario.win_rate)
    m, n = scenario.people
    one = scores(scenario.scores, m, rng, group=0) + ahead
    other = scores(scenario.scores, n, rng, group=1)
    if scenario.pairs is None:
        first, second = np.divmod(np.arange(m * n), n)
    elif scenario.meeting == "drawn":
        first, second = (rng.integers(0, size, scenario.pairs) for size in (m, n))
    else:
        first, second = (evenly(size, scenario.pairs, rng) for size in (m, n))
    outcomes = orders(scenario.scores, one[first], other[second], scenario.noise, rng)
    return outcomes, first, second


def evenly(people: int, pairs: int, rng: np.random.Generator) -> np.ndarray:
    """Return persons in random order, each about equally often."""
    rounds = [rng.permutation(people) for _ in range(-(-pairs // people))]
    return rng.permutation(np.concatenate(rounds)[:pairs])


def weighted(outcomes: np.ndarray, first: np.ndarray, second: np.ndarray) -> WeightedMeans:
    """Return the mean outcome with what its intervals need, however few people there are."""
    pairs = PairOutcomes(
        group_first=np.full(first.shape, GROUPS[0]),
        person_first=first,
        group_second=np.full(second.shape, GROUPS[1]),
        person_second=-1 - second,
        outcome=outcomes,
    )
    return WeightedMeans(CellMeans(pairs, [GROUPS]), np.ones(1))


def analytic_ends(mean: WeightedMeans, outcomes: np.ndarray) -> dict[str, tuple[float, float]]:
    """Return the ends of the candidates that resample nothing, by name."""
    value, error = mean.value, math.sqrt(mean.variance)
    normal = special.ndtri((1 + LEVEL) / 2)
    student = special.stdtrit(mean.freedom, (1 + LEVEL) / 2)
    score = mean.score_ends(LEVEL)
    # Two orders of each pair, as if each composite were a trial of its own.
    naive = wilson(round(2 * outcomes.sum()), 2 * outcomes.size)
    ends = {
        "naive": (naive.low, naive.high),
        "normal": (value - normal * error, value + normal * error),
        "t": (value - student * error, value + student * error),
        "score t": (score.low, score.high),
    }
    if error > 0:
        scaled = student * error / (value * (1 - value))
        centre = special.logit(value)
        ends["logit t"] = tuple(special.expit([centre - scaled, centre + scaled]))
    else:
        ends["logit t"] = ends["score t"]
    return ends


def resampled_ends(
    mean: WeightedMeans, people: int, resamples: int, rng: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Return the ends of the candidates that resample people, by name."""
    scaled = mean.bootstrap_ends(LEVEL, rng=rng, resamples=resamples)
    if mean.variance == 0:
        return dict.fromkeys(("percentile", "expanded", "scaled"), (scaled.low, scaled.high))
    drawn = resampled_sums(mean.fit, mean.weights, rng=rng, resamples=resamples)
    tail = (1 - LEVEL) / 2
    # Hesterberg's expanded percentile interval, for the smaller group.
    wide = stats.norm.cdf(-math.sqrt(people / (people - 1)) * stats.t.ppf(1 - tail, people - 1))
    return {
        "percentile": tuple(np.quantile(drawn, [tail, 1 - tail])),
        "expanded": tuple(np.quantile(drawn, [wide, 1 - wide])),
        "scaled": (scaled.low, scaled.high),
    }


def coverage(
    scenario: Scenario, *, repetitions: int, resamples: int = 0, seed: int = 1
) -> dict[str, float]:
    """Return the share of repetitions in which each candidate held the truth, by name.

    The candidates that resample people are left out where ``resamples`` is 0.
    """
    rng = np.random.default_rng(seed)
    _, truth = planted(scenario.scores, scenario.noise, scenario.win_rate)
    held: dict[str, int] = {}
    for _ in range(repetitions):
        outcomes, first, second = draw(scenario, rng)
        mean = weighted(outcomes, first, second)
        ends = analytic_ends(mean, outcomes)
        if resamples:
            ends |= resampled_ends(mean, min(scenario.people), resamples, rng)
        for name, (low, high) in ends.items():
            held[name] = held.get(name, 0) + (low <= truth <= high)
    return {name: count / repetitions for name, count in held.items()}


def grid() -> list[Scenario]:
    """Return the scenarios of the table."""
    designs = [
        ((10, 10), None, ""),
        ((10, 28), None, ""),
        ((10, 28), 200, "balanced"),
        ((12, 40), None, ""),
        ((15, 15), None, ""),
        ((15, 15), 200, "drawn"),
        ((15, 40), 200, "balanced"),
        ((15, 327), 500, "balanced"),
        ((21, 31), None, ""),
        ((21, 31), 200, "balanced"),
        ((21, 327), 200, "drawn"),
        ((21, 327), 1000, "balanced"),
        ((94, 327), 200, "balanced"),
        ((94, 327), 1000, "drawn"),
    ]
    worlds = [
        ("normal", 0.0),
        ("normal", 1.0),
        ("exponential", 0.0),
        ("exponential", 1.0),
        ("ties", 0.0),
        ("unequal", 0.0),
    ]
    return [
        Scenario(people, pairs, meeting, kind, noise, rate)
        for people, pairs, meeting in designs
        for kind, noise in worlds
        for rate in (0.15, 0.3, 0.5, 0.7, 0.85)
        if kind == "exponential" or rate >= 0.5
    ]


def main() -> None:
    """Print the table, and for each design the least and the most coverage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000)
    parser.add_argument("--resamples", type=int, default=0, help="0 leaves the bootstraps out")
    parser.add_argument("--only", default="", help="take designs whose line contains this")
    chosen = parser.parse_args()
    by_design: dict[tuple[str, bool], list[dict[str, float]]] = {}
    header = ""
    for number, scenario in enumerate(grid()):
        if chosen.only not in str(scenario):
            continue
        found = coverage(
            scenario,
            repetitions=chosen.repetitions,
            resamples=chosen.resamples,
            seed=number,
        )
        if not header:
            header = f"{'':58}" + "".join(f"{name:>11}" for name in found)
            print(header)
        print(f"{scenario!s:58}" + "".join(f"{100 * share:11.1f}" for share in found.values()))
        moderate = 0.3 <= scenario.win_rate <= 0.7
        by_design.setdefault((str(scenario)[:24], moderate), []).append(found)
    print("\nLeast and most over scores and noise")
    print(header)
    for (design, moderate), rows in by_design.items():
        rates = "win rates 0.3 to 0.7" if moderate else "win rates 0.15, 0.85"
        for name, pick in (("least", min), ("most", max)):
            line = "".join(f"{100 * pick(row[key] for row in rows):11.1f}" for key in rows[0])
            print(f"{f'{design} {rates} {name}':58}" + line)


if __name__ == "__main__":
    main()
