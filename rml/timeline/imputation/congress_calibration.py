"""Whether the probabilities that names and states give to members of Congress are calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from rml.estimate import Estimate
from rml.stats.bootstrap import cluster_bootstrap
from rml.stats.multiplicity import holm
from rml.timeline.imputation.congress_check import INFORMATION, CongressCheck
from rml.timeline.imputation.groups import GROUP_WORDS, FloatArray, group_index
from rml.timeline.imputation.reliability import (
    brier_scores,
    log_scores,
    mean_over_people,
    reliability_frame,
    spread_test,
    total_test,
)

BRIER_UNIT: Final = "Brier score"
LOG_UNIT: Final = "log score"
EVERYBODY: Final = "all reported groups"


def scores_of(check: CongressCheck, information: str, *, log_floor: float) -> dict[str, FloatArray]:
    """Return the Brier and the log score of each member of a reported group, by their units."""
    probabilities = check.probabilities[information][check.kept]
    labels = check.labels[check.kept]
    return {
        BRIER_UNIT: brier_scores(probabilities, labels),
        LOG_UNIT: log_scores(probabilities, labels, floor=log_floor),
    }


def scores_frame(
    check: CongressCheck,
    *,
    log_floor: float,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return mean scores with bootstrap intervals over members, by information and label.

    Returns
    -------
    DataFrame
        ``information``, ``label`` (in words, `EVERYBODY` first), ``people``, and for both
        scores the mean with its ends: ``brier``, ``brier_low``, ``brier_high``, ``log``,
        ``log_low``, ``log_high``. Smaller is better.
    """
    drawn = {"rng": rng, "resamples": resamples, "level": level}
    labels = check.labels[check.kept]
    rows = []
    for information in INFORMATION:
        scores = scores_of(check, information, log_floor=log_floor)
        for group in (None, *check.reported):
            members = np.ones(len(labels), bool) if group is None else labels == group_index(group)
            row: dict[str, object] = {
                "information": information,
                "label": EVERYBODY if group is None else GROUP_WORDS[group],
                "people": int(members.sum()),
            }
            for name, unit in (("brier", BRIER_UNIT), ("log", LOG_UNIT)):
                mean = mean_over_people(scores[unit][members], unit=unit, **drawn)  # type: ignore[arg-type]
                row |= {name: mean.value, f"{name}_low": mean.low, f"{name}_high": mean.high}
            rows.append(row)
    return pd.DataFrame(rows)


def brier_gain(
    check: CongressCheck,
    information: str,
    over: str,
    *,
    group: str | None = None,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> Estimate:
    """Return how much lower the Brier score is with ``information`` than with ``over``.

    Both scores of a member are resampled together. Positive: the additional information helps.
    ``group`` takes only the members with this label; None, all of reported groups.
    """
    labels = check.labels[check.kept]
    members = np.ones(len(labels), bool) if group is None else labels == group_index(group)
    with_it, without = (
        brier_scores(check.probabilities[name][check.kept], labels)[members]
        for name in (information, over)
    )
    return mean_over_people(
        without - with_it, rng=rng, resamples=resamples, level=level, unit=BRIER_UNIT
    )


def expected_over_labelled(
    check: CongressCheck,
    group: str,
    information: str,
    *,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> Estimate:
    """Return the sum of a group's probabilities over the number of members with its label.

    Over all members: one whose own group is too small to be reported has probabilities of this
    group like anybody else. Members are resampled. 1 is a group total that is right.
    """
    column = group_index(group)
    said = check.probabilities[information][:, column]
    came = (check.labels == column).astype(float)
    return cluster_bootstrap(
        np.column_stack([said, came]),
        np.arange(len(said)),
        lambda rows: float(rows[:, 0].sum() / max(rows[:, 1].sum(), 1.0)),
        rng=rng,
        resamples=resamples,
        level=level,
        unit="ratio",
        of="members",
    )


def mean_probability(
    check: CongressCheck,
    label: str,
    group: str,
    information: str,
    *,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> Estimate:
    """Return the mean probability of ``group`` among members labelled ``label``; resampled."""
    return mean_over_people(
        check.probabilities[information][check.of_group(label), group_index(group)],
        rng=rng,
        resamples=resamples,
        level=level,
        unit="proportion",
    )


def calibration_tests(
    check: CongressCheck, *, alpha: float, draws: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return two tests of calibration for each information and group, with Holm's adjustment.

    Over all members: a member with any other label, reported or not, is not of the group. To
    leave out some because of their labels would select on what is tested.

    Returns
    -------
    DataFrame
        ``information``, ``group`` (in words), ``expected`` and ``labelled`` (members),
        ``p_total`` (exact test of the total), ``p_spread`` (Spiegelhalter's test), both
        adjusted for the whole table (``p_total_holm``, ``p_spread_holm``), and ``reading``.
    """
    rows = []
    for information in INFORMATION:
        for group in check.reported:
            said = check.probabilities[information][:, group_index(group)]
            came = check.of_group(group)
            rows.append(
                {
                    "information": information,
                    "group": GROUP_WORDS[group],
                    "expected": float(said.sum()),
                    "labelled": int(came.sum()),
                    "p_total": total_test(said, came).p_value,
                    "p_spread": spread_test(said, came, rng=rng, draws=draws).p_value,
                }
            )
    frame = pd.DataFrame(rows)
    adjusted = holm(np.concatenate([frame["p_total"], frame["p_spread"]]))
    frame["p_total_holm"], frame["p_spread_holm"] = np.split(adjusted, 2)
    frame["reading"] = [
        _reading(total=total <= alpha, spread=spread <= alpha)
        for total, spread in zip(frame["p_total_holm"], frame["p_spread_holm"], strict=True)
    ]
    return frame


def curves_frame(
    check: CongressCheck, *, edges: Sequence[float], least: int, level: float
) -> pd.DataFrame:
    """Return reliability curves: `reliability_frame` for each information and reported group.

    Over all members, as `calibration_tests`.
    """
    parts = []
    for information in INFORMATION:
        for group in check.reported:
            column = group_index(group)
            part = reliability_frame(
                check.probabilities[information][:, column],
                check.of_group(group),
                edges=edges,
                least=least,
                level=level,
            )
            part.insert(0, "information", information)
            part.insert(1, "group", GROUP_WORDS[group])
            parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _reading(*, total: bool, spread: bool) -> str:
    if total and spread:
        return "neither total nor spread is as stated"
    if total:
        return "the total is not as stated"
    return "the spread is not as stated" if spread else "no departure shown"
