"""What simulated experiments say of intervals and tests, one row a question and a method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from rml.amplification.calibration.experiments import PublishedDraws
from rml.amplification.holdback.repetitions import Repetitions
from rml.amplification.holdback.scenario import PartyPlan, Scenario
from rml.estimate import Estimate
from rml.report.verdict import Recovery
from rml.stats.intervals import clopper_pearson

FloatArray = NDArray[np.float64]
OURS = {"these authors": "over users", "authors like these": "over users and authors"}
PUBLISHED = "as published"
QUESTIONS = {"these authors": "these accounts", "authors like these": "accounts like these"}
NOTHING, PLANTED = "no difference", "planted difference"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Judgement:
    """How often one method was right about one quantity.

    Parameters
    ----------
    question, method, quantity
        What was asked, by which interval or test, about what.
    right
        1 where the interval held the truth, 0 where it did not, shape (r,).
    bias
        Mean error in per cent of the ratio.
    width
        Mean width of the intervals in per cent of the ratio.
    """

    question: str
    method: str
    quantity: str
    right: FloatArray
    bias: float
    width: float

    def share(self, *, level: float) -> Estimate:
        """Return the share of draws in which the truth was held, in per cent."""
        return self._share(self.right, level)

    def false_positives(self, *, level: float) -> Estimate:
        """Return the share of draws in which a difference was found, in per cent.

        Only where there is none: an interval that misses 0 is a false alarm then.
        """
        return self._share(1 - self.right, level)

    def recovery(self, *, bias_bound: float, width_bound: float) -> Recovery:
        """Return the record of an interval that should hold the truth."""
        return Recovery(
            repetitions=len(self.right),
            bias=self.bias,
            bias_bound=bias_bound,
            coverage=float(self.right.mean()),
            width=self.width,
            width_bound=width_bound,
        )

    def test_recovery(self, *, alpha: float, rate_bound: float, width_bound: float) -> Recovery:
        """Return the record of a test: its bias is that of its false-positive rate, in points."""
        rate = 1 - float(self.right.mean())
        return Recovery(
            repetitions=len(self.right),
            bias=100 * (rate - alpha),
            bias_bound=rate_bound,
            coverage=1 - rate,
            width=self.width,
            width_bound=width_bound,
        )

    def _share(self, ones: FloatArray, level: float) -> Estimate:
        share = clopper_pearson(int(ones.sum()), len(ones), level=level, of="simulated experiments")
        return share.scaled(100, unit="per cent of simulated experiments")


def three_parties(
    authors: list[int], *, amplification: float, larger_amplification: float, **settings: object
) -> Scenario:
    """Return the scenario of the report: two parties alike, a third amplified more.

    ``settings`` are the other fields of ``Scenario``.
    """
    planted = (amplification, amplification, larger_amplification)
    sides = ("left", "right", "left")
    plans = [
        PartyPlan(
            party=f"P{number}", country="Utopia", side=side, authors=size, amplification=value
        )
        for number, side, size, value in zip((1, 2, 3), sides, authors, planted, strict=True)
    ]
    return Scenario(parties=tuple(plans), **settings)  # type: ignore[arg-type]


def two_parties(authors: int, **settings: object) -> Scenario:
    """Return the scenario of the test of single accounts: one party with a side, one without."""
    plans = [
        PartyPlan(party=party, country="Utopia", side=side, authors=authors, amplification=0.0)
        for party, side in (("P1", "left"), ("P2", None))
    ]
    return Scenario(parties=tuple(plans), **settings)  # type: ignore[arg-type]


def own_judgements(draws: Mapping[str, Repetitions], *, level: float) -> list[Judgement]:
    """Return how the intervals over users, and over users and authors, did."""
    found = []
    for which, repetitions in draws.items():
        parties = [
            (f"ratio of {party}", np.eye(len(repetitions.parties))[index])
            for index, party in enumerate(repetitions.parties)
        ]
        contrasts = [(NOTHING, np.array([-1.0, 1, 0])), (PLANTED, np.array([-1.0, 0, 1]))]
        for quantity, weights in [*parties, *contrasts]:
            judged = repetitions.contrast(weights)
            half, off = judged.half_width(level=level), judged.value - judged.truth
            found.append(
                Judgement(
                    question=QUESTIONS[which],
                    method=OURS[which],
                    quantity=quantity,
                    right=judged.held(level=level),
                    bias=100 * float(off.mean()),
                    width=100 * float((np.exp(off + half) - np.exp(off - half)).mean()),
                )
            )
    return found


def published_judgements(draws: Mapping[str, PublishedDraws], *, level: float) -> list[Judgement]:
    """Return how the published interval did."""
    found = []
    for which, drawn in draws.items():
        asked = {"question": QUESTIONS[which], "method": PUBLISHED}
        found += [
            Judgement(
                quantity=f"ratio of P{party + 1}",
                right=drawn.held(party, level=level),
                bias=drawn.bias(party),
                width=drawn.width(party, level=level),
                **asked,
            )
            for party in range(3)
        ]
        whole = 2 * norm.ppf((1 + level) / 2)
        for quantity, first in ((NOTHING, 1), (PLANTED, 2)):
            ratio = 1 + drawn.truth[:, 0]
            off = (drawn.value - drawn.truth)[:, first] - (drawn.value - drawn.truth)[:, 0]
            found.append(
                Judgement(
                    quantity=quantity,
                    right=drawn.difference_held(first, 0, level=level),
                    bias=100 * float((off / ratio).mean()),
                    width=100 * float((whole * drawn.pair_error[:, first, 0] / ratio).mean()),
                    **asked,
                )
            )
    return found


def association_judgements(p_values: Mapping[str, FloatArray], *, alpha: float) -> list[Judgement]:
    """Return how the permutation test did where there is nothing to find."""
    return [
        Judgement(
            question="single accounts",
            method=method,
            quantity=NOTHING,
            right=(values > alpha).astype(float),
            bias=0.0,
            width=0.0,
        )
        for method, values in p_values.items()
    ]


def worst(judgements: list[Judgement], *, level: float) -> Judgement:
    """Return the judgement whose coverage is farthest from nominal."""
    return max(judgements, key=lambda one: abs(float(one.right.mean()) - level))


def chosen(
    judgements: list[Judgement], *, question: str, method: str, quantity: str
) -> list[Judgement]:
    """Return the judgements of a question and method; ``quantity`` is the start of its name."""
    return [
        one
        for one in judgements
        if one.question == question and one.method == method and one.quantity.startswith(quantity)
    ]


def judgement_frame(judgements: list[Judgement], *, level: float) -> pd.DataFrame:
    """Return one row a judgement.

    Returns
    -------
    pandas.DataFrame
        ``question, method, quantity, experiments``; ``held, held_low, held_high`` (per cent of
        experiments in which the interval held the truth); ``bias`` and ``width`` (per cent of
        the ratio).
    """
    rows = []
    for one in judgements:
        share = one.share(level=level)
        rows.append(
            {
                "question": one.question,
                "method": one.method,
                "quantity": one.quantity,
                "experiments": len(one.right),
                "held": share.value,
                "held_low": share.low,
                "held_high": share.high,
                "bias": one.bias,
                "width": one.width,
            }
        )
    return pd.DataFrame(rows)
