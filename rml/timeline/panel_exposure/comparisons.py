"""Exposure of a panel's groups to something in their feeds, each group against the rest.

A count table has one row per outcome and group: ``outcome``, ``group``, ``exposed``
(people whose feed held it at least once) and ``panelists`` (people). People are taken as
independent draws from a superpopulation of such panelists; the groups share nobody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import pandas as pd

from rml.errors import DataError
from rml.estimate import Estimate
from rml.stats.arguments import checked_fraction
from rml.stats.intervals import clopper_pearson, newcombe_difference, score_ratio
from rml.stats.multiplicity import benjamini_hochberg, holm
from rml.timeline.panel_exposure.fisher import ExactTest, fisher_test

Reading = Literal["higher", "lower", "higher, if tested alone", "lower, if tested alone", "open"]

COUNT_COLUMNS: Final = ("outcome", "group", "exposed", "panelists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One group against other people on one outcome.

    Parameters
    ----------
    counts
        Exposed people and all people of the group, then of the others.
    rate, rate_rest
        Share exposed, unit "proportion", Clopper–Pearson interval.
    gap
        The group's rate minus the others', percentage points, Newcombe interval.
    ratio
        The group's rate over the others', score interval; None if none of them was exposed.
    test
        Fisher's exact test of equal rates.
    """

    counts: tuple[int, int, int, int]
    rate: Estimate
    rate_rest: Estimate
    gap: Estimate
    ratio: Estimate | None
    test: ExactTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A member of the multiplicity family: a group against the rest of its panel.

    Parameters
    ----------
    contrast
        What was found, taken by itself.
    family_gap
        The gap with an interval so wide that all those of the family hold together with
        the probability 1 - alpha.
    p_holm, p_benjamini_hochberg
        Fisher's p-value adjusted over the family.
    equal
        True if the ratio's interval of level 1 - 2 alpha lies within the band of equality:
        two one-sided tests then show that the rates are equal for practical purposes.
    reading
        ``higher`` or ``lower`` if Holm's p is at most alpha, with "if tested alone" if only
        the unadjusted p is; otherwise ``open``, which is not the same as equal.
    """

    contrast: Contrast
    family_gap: Estimate
    p_holm: float
    p_benjamini_hochberg: float
    equal: bool
    reading: Reading


Family: TypeAlias = Mapping[tuple[str, str], Comparison]


def contrast(
    exposed: int, panelists: int, exposed_rest: int, panelists_rest: int, *, level: float = 0.95
) -> Contrast:
    """Return rates, gap, ratio and exact test of one group against other people.

    The estimand of the gap (ratio) is the difference (ratio) of the probabilities that a
    feed holds the thing at least once.

    Parameters
    ----------
    exposed, panelists, exposed_rest, panelists_rest
        People; the two sets share nobody.
    level
        Nominal coverage of every interval, in (0, 1).

    Raises
    ------
    ValueError
        If a count is not whole or out of range, or the level is not in (0, 1).

    Examples
    --------
    >>> found = contrast(6, 190, 159, 2331)
    >>> f"{found.gap.value:.1f} points, p = {found.test.result.p_value:.3f}"
    '-3.7 points, p = 0.047'
    """
    counts = (exposed, panelists, exposed_rest, panelists_rest)
    gap = newcombe_difference(*counts, level=level, of="panelists")
    return Contrast(
        counts=counts,
        rate=clopper_pearson(exposed, panelists, level=level, of="panelists"),
        rate_rest=clopper_pearson(exposed_rest, panelists_rest, level=level, of="panelists"),
        gap=gap.scaled(100, unit="percentage points"),
        ratio=score_ratio(*counts, level=level, of="panelists") if exposed_rest else None,
        test=fisher_test(*counts, of="panelists"),
    )


def compare_with_rest(
    counts: pd.DataFrame, *, level: float, alpha: float, equality_band: float
) -> dict[tuple[str, str], Comparison]:
    """Return every group against the rest of its outcome's panel, as one multiplicity family.

    Holm's adjustment holds under any dependence between the tests, such as that of outcomes
    seen by the same people; Benjamini–Hochberg's assumes positive dependence.

    Parameters
    ----------
    counts
        A count table; its rows are the family, so it must hold the declared family whole.
    level
        Nominal coverage of each interval by itself, in (0, 1).
    alpha
        Accepted chance of any false alarm in the family, in (0, 0.5).
    equality_band
        Lower end b of the band [b, 1/b] of ratios that count as equal, in (0, 1).

    Returns
    -------
    dict
        By (outcome, group), in the order of ``counts``.

    Raises
    ------
    DataError
        If a column is missing, the table is empty, a group stands twice in an outcome, or
        an outcome has a single group.
    ValueError
        If a count, the level, alpha or the band is out of range.
    """
    band = checked_fraction("equality_band", equality_band)
    contrasts = _contrasts(counts, level=level)
    p_values = [found.test.result.p_value for found in contrasts.values()]
    rows = zip(contrasts.items(), holm(p_values), benjamini_hochberg(p_values), strict=True)
    return {
        key: Comparison(
            contrast=found,
            family_gap=_cautious_gap(found, level=1 - alpha / len(contrasts)),
            p_holm=float(p_holm),
            p_benjamini_hochberg=float(p_discovery),
            equal=_is_equal(found, alpha=alpha, band=band),
            reading=_reading(found, p_holm=float(p_holm), alpha=alpha),
        )
        for (key, found), p_holm, p_discovery in rows
    }


def contrast_table(contrasts: Mapping[str, Contrast], *, label: str) -> pd.DataFrame:
    """Return one row per contrast: rates in per cent, gaps in percentage points, p-values.

    The name of a contrast stands in the column ``label``. The ratio and its ends are
    missing where nobody of the others was exposed.
    """
    return pd.DataFrame([{label: name} | _row(found) for name, found in contrasts.items()])


def declared_counts(counts: pd.DataFrame, family: Sequence[str]) -> pd.DataFrame:
    """Return the rows of ``counts`` whose outcome is in ``family``, in its order, then by group.

    Raises
    ------
    DataError
        If an outcome of the family is not counted.
    """
    unknown = set(family) - set(counts["outcome"])
    if unknown:
        raise DataError(
            f"Nothing is counted for {', '.join(sorted(unknown))}.",
            where="declared family",
            remedy="Choose from: " + ", ".join(sorted(set(counts["outcome"]))) + ".",
        )
    parts = [counts[counts["outcome"] == outcome].sort_values("group") for outcome in family]
    return pd.concat(parts, ignore_index=True)


def comparison_table(family: Family) -> pd.DataFrame:
    """Return one row per comparison: as `contrast_table`, with what the family adds."""
    return pd.DataFrame(
        [
            {"outcome": outcome, "group": group}
            | _row(found.contrast)
            | {"family_low": found.family_gap.low, "family_high": found.family_gap.high}
            | {"p_holm": found.p_holm, "p_benjamini_hochberg": found.p_benjamini_hochberg}
            | {"equal": found.equal, "reading": found.reading}
            for (outcome, group), found in family.items()
        ]
    )


def count_differences(family: Family) -> Estimate:
    """Return in how many comparisons the rates differ after Holm's adjustment."""
    found = sum(one.reading in ("higher", "lower") for one in family.values())
    return _count(found, family, method="count of Fisher's p-values that pass Holm's adjustment")


def count_equalities(family: Family) -> Estimate:
    """Return in how many comparisons the rates are shown to be equal for practical purposes."""
    method = "count of pairs of one-sided tests that the ratio lies in the band, not adjusted"
    return _count(sum(one.equal for one in family.values()), family, method=method)


def _count(number: int, family: Family, *, method: str) -> Estimate:
    return Estimate(
        value=number,
        low=None,
        high=None,
        level=None,
        n=f"{len(family)} comparisons",
        unit=f"of {len(family)} comparisons",
        method=f"{method}; no sampling interval",
    )


def _contrasts(counts: pd.DataFrame, *, level: float) -> dict[tuple[str, str], Contrast]:
    missing = [column for column in COUNT_COLUMNS if column not in counts]
    if missing or counts.empty:
        raise DataError(
            f"It lacks the columns {', '.join(missing)}." if missing else "It has no row.",
            where="count table",
            remedy=f"Give rows with the columns {', '.join(COUNT_COLUMNS)}.",
        )
    people = counts[["exposed", "panelists"]]
    rest = counts.groupby("outcome")[["exposed", "panelists"]].transform("sum") - people
    if counts.duplicated(["outcome", "group"]).any() or (rest["panelists"] < 1).any():
        raise DataError(
            "A group stands twice in an outcome, or an outcome has no second group.",
            where="count table",
            remedy="Give each group of an outcome one row, and every outcome two groups or more.",
        )
    keys = zip(counts["outcome"], counts["group"], strict=True)
    rows = pd.concat([people, rest], axis=1).to_numpy().tolist()
    return {
        (str(outcome), str(group)): contrast(*row, level=level)
        for (outcome, group), row in zip(keys, rows, strict=True)
    }


def _cautious_gap(found: Contrast, *, level: float) -> Estimate:
    """Return the gap with Newcombe's square-and-add interval around Clopper–Pearson limits.

    Around Wilson limits, in groups of ten, it misses seven times as often as it may at the
    levels that a family of thirty needs.
    """
    exposed, people, exposed_rest, people_rest = found.counts
    below, above = _reach(clopper_pearson(exposed, people, level=level))
    below_rest, above_rest = _reach(clopper_pearson(exposed_rest, people_rest, level=level))
    return Estimate(
        value=found.gap.value,
        low=found.gap.value - 100 * math.hypot(below, above_rest),
        high=found.gap.value + 100 * math.hypot(above, below_rest),
        level=level,
        n=found.gap.n,
        unit=found.gap.unit,
        method="difference of two independent proportions, square-and-add interval around "
        "Clopper–Pearson limits at the Bonferroni level of the family",
    )


def _reach(rate: Estimate) -> tuple[float, float]:
    low, high = rate.low or 0.0, 1.0 if rate.high is None else rate.high
    return rate.value - low, high - rate.value


def _is_equal(found: Contrast, *, alpha: float, band: float) -> bool:
    if found.counts[2] == 0:
        return False
    ratio = score_ratio(*found.counts, level=1 - 2 * alpha, of="panelists")
    return ratio.low is not None and ratio.low >= band and (ratio.high or math.inf) <= 1 / band


def _reading(found: Contrast, *, p_holm: float, alpha: float) -> Reading:
    if found.test.result.p_value > alpha:
        return "open"
    if p_holm <= alpha:
        return "higher" if found.gap.value > 0 else "lower"
    return "higher, if tested alone" if found.gap.value > 0 else "lower, if tested alone"


def _row(found: Contrast) -> dict[str, object]:
    exposed, people, exposed_rest, people_rest = found.counts
    row: dict[str, object] = {"exposed": exposed, "panelists": people}
    row |= {"exposed_rest": exposed_rest, "panelists_rest": people_rest}
    row |= _ends("rate", found.rate.scaled(100, unit="%"))
    row |= {"rate_rest": found.rate_rest.value * 100}
    row |= _ends("gap", found.gap) | _ends("ratio", found.ratio)
    return row | {"p": found.test.result.p_value, "p_mid": found.test.p_mid}


def _ends(name: str, estimate: Estimate | None) -> dict[str, object]:
    ends = (estimate.value, estimate.low, estimate.high) if estimate else (math.nan,) * 3
    return dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))
