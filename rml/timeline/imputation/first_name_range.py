"""What hangs on the composition of the people among whom first names were counted.

That composition is known within limits only (`rml.timeline.imputation.first_name_counts`).
No interval over members holds this doubt, so the totals are computed at the limits as well.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from rml.data.name_race import NameRace
from rml.data.published_figures import published_figures
from rml.timeline.imputation.congress_calibration import expected_over_labelled
from rml.timeline.imputation.congress_check import BOTH, check_congress, found_share
from rml.timeline.imputation.groups import GROUPS, FloatArray, group_index
from rml.timeline.imputation.priors import DATASET, load_first_name_prior

LOW: Final = "fewest Black applicants"
USED: Final = "as used"
HIGH: Final = "most Black applicants"


def first_name_priors() -> dict[str, FloatArray]:
    """Return compositions of the people behind the first names, shape (6,) each.

    `USED` is that of `rml.timeline.imputation.priors.load_first_name_prior`. For `LOW` and
    `HIGH` the share of Black people is the published table's less and plus its tolerance; the
    other groups keep their proportions.

    Raises
    ------
    DataError
        If the published table is altered or incomplete.
    """
    used = load_first_name_prior()
    figure = published_figures(DATASET)["first_names_black"]
    return {
        LOW: _with_black(used, figure.value - figure.tolerance),
        USED: used,
        HIGH: _with_black(used, figure.value + figure.tolerance),
    }


def range_frame(
    members: pd.DataFrame,
    names: NameRace,
    counties: pd.DataFrame,
    *,
    least: int,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return total and share found of Black members for each of `first_name_priors`.

    By surname, first name and state.

    Returns
    -------
    DataFrame
        ``composition`` (in words), ``black_applicants`` (share of them), ``expected`` (sum of
        the probabilities over all members), ``labelled``, ``ratio`` with its bootstrap interval
        over members (``low``, ``high``), and ``share_correct``.
    """
    column = group_index("black")
    rows = []
    for words, prior in first_name_priors().items():
        check = check_congress(members, names, counties, least=least, first_name_prior=prior)
        ratio = expected_over_labelled(
            check, "black", BOTH, level=level, resamples=resamples, rng=rng
        )
        rows.append(
            {
                "composition": words,
                "black_applicants": float(prior[column]),
                "expected": float(check.probabilities[BOTH][:, column].sum()),
                "labelled": int(check.of_group("black").sum()),
                "ratio": ratio.value,
                "low": ratio.low,
                "high": ratio.high,
                "share_correct": found_share(check, "black", BOTH, level=level).value,
            }
        )
    return pd.DataFrame(rows)


def _with_black(composition: FloatArray, share: float) -> FloatArray:
    column = GROUPS.index("black")
    others = composition.copy()
    others[column] = 0
    changed: FloatArray = others * ((1 - share) / others.sum())
    changed[column] = share
    return changed
