"""Agreement of the Bayes step with the cases that a regulator's program was tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from rml.data.bisg_cases import CASE_GROUPS, PARTS
from rml.data.published_figures import PublishedFigure
from rml.estimate import Estimate
from rml.timeline.imputation.bisg import bisg
from rml.timeline.imputation.groups import GROUPS, FloatArray

TOLERANCE: Final = 1e-6
UNIT: Final = "probability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How the Bayes step compares with the regulator's results.

    Parameters
    ----------
    cases
        Made-up people compared.
    largest
        The largest absolute difference of a probability.
    ours
        The probability that differs most, as computed here; no interval, it is arithmetic.
    theirs
        The same as published.
    without_prior
        The largest absolute difference that comes from leaving out the prior, computed here
        both ways.
    """

    cases: int
    largest: float
    ours: Estimate
    theirs: PublishedFigure
    without_prior: Estimate

    @property
    def numbers(self) -> int:
        """How many probabilities were compared."""
        return self.cases * len(GROUPS)


def agreement(cases: pd.DataFrame, prior: FloatArray) -> Agreement:
    """Return how the Bayes step compares with ``cases``.

    Parameters
    ----------
    cases
        As `rml.data.bisg_cases.load_bisg_cases` returns them.
    prior
        P(group) in the country, shape (6,), in the order of `GROUPS`.
    """
    name, place, posterior = (
        cases[[f"{part}_{group}" for group in GROUPS]].to_numpy(dtype=float) for part in PARTS
    )
    ours = bisg(name, place, prior=prior).probabilities
    apart = np.abs(ours - posterior)
    row, column = np.unravel_index(int(apart.argmax()), apart.shape)
    twice = name * place
    twice = twice / twice.sum(axis=1, keepdims=True)
    moved = float(np.abs(twice - ours).max())
    of = f"{len(cases)} made-up cases of {len(CASE_GROUPS)} probabilities"
    method = "Bayes step on the regulator's inputs, no interval: arithmetic"
    common = {"low": None, "high": None, "level": None, "n": of, "unit": UNIT}
    return Agreement(
        cases=len(cases),
        largest=float(apart.max()),
        ours=Estimate(value=float(ours[row, column]), method=method, **common),  # type: ignore[arg-type]
        theirs=PublishedFigure(
            id=f"case_{cases['case'].iloc[row]}_{GROUPS[column]}",
            value=float(posterior[row, column]),
            unit=UNIT,
            printed=f"{posterior[row, column]:.8f}",
            tolerance=TOLERANCE,
            source=str(cases["source"].iloc[row]),
            status="verified",
        ),
        without_prior=Estimate(
            value=moved,
            method="largest difference of two formulas, no interval: arithmetic",
            **common,  # type: ignore[arg-type]
        ),
    )
