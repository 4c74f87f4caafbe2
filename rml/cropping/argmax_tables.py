"""The tables of what decides between two portraits: by rule, by pair of groups, by labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from rml.cropping.argmax import Kernel, Rows, contrast, gap, mean_over_pairs, outcomes_of
from rml.cropping.softened import IN_FACE, STATISTICS
from rml.estimate import Estimate
from rml.stats.multiplicity import holm
from rml.stats.people_pairs import Cell
from rml.stats.two_way import two_way_test_over_pairs

RULES: Final = {
    "median": "median of all cells",
    "mean": "mean of all cells",
    IN_FACE: "median of the face's cells",
    "percentile_95": "95th percentile of all cells",
    "maximum": "maximum: the greatest cell",
}
"""What decides, in the words of figures and tables."""


def rule_table(
    kernels: Mapping[str, Mapping[str, Kernel]],
    groups: Mapping[str, Rows],
    pair: tuple[str, str],
    *,
    level: float,
) -> tuple[pd.DataFrame, dict[str, dict[str, Estimate]]]:
    """Return one pair of groups' gap by size and by what decides, as rows and as estimates.

    Parameters
    ----------
    kernels
        By the size at which portraits are scored: those of ``alone`` and ``in_pairs``.
    groups, pair
        The two groups.
    level
        Nominal coverage.

    Returns
    -------
    tuple
        Rows ``size, decides, gap, low, high`` in percentage points, what decides in words,
        and the estimates by size and statistic.
    """
    found = {
        size: {name: gap(of_size, groups, {(*pair, name): 1.0}, level=level) for name in RULES}
        for size, of_size in kernels.items()
    }
    rows = [
        {"size": size, "decides": RULES[name], "gap": one.value, "low": one.low, "high": one.high}
        for size, estimates in found.items()
        for name, one in estimates.items()
    ]
    return pd.DataFrame(rows), found


def variation_table(
    kernels: Mapping[str, Mapping[str, Kernel]],
    variations: Mapping[str, tuple[Mapping[str, Rows], tuple[str, str]]],
    *,
    level: float,
) -> pd.DataFrame:
    """Return maximum minus median under other labels and for other people, at each size.

    Parameters
    ----------
    kernels
        By size, as for :func:`rule_table`.
    variations
        By name: the groups, and the pair of groups that is compared.
    level
        Nominal coverage.

    Returns
    -------
    DataFrame
        ``variation, size, maximum, median`` (gaps), ``contrast, low, high``, percentage points.
    """
    rows = []
    for name, (groups, (first, second)) in variations.items():
        for size, of_size in kernels.items():
            gaps = {
                rule: gap(of_size, groups, {(first, second, rule): 1.0}, level=level).value
                for rule in ("maximum", "median")
            }
            weights = contrast(first, second, "maximum", "median")
            between = gap(of_size, groups, weights, level=level)
            rows.append(
                {
                    "variation": name,
                    "size": size,
                    **gaps,
                    "contrast": between.value,
                    "low": between.low,
                    "high": between.high,
                }
            )
    return pd.DataFrame(rows)


def pair_table(
    kernels: Mapping[str, Kernel],
    groups: Mapping[str, Rows],
    pairs: Sequence[tuple[str, str]],
    *,
    level: float,
) -> pd.DataFrame:
    """Return every pair's win rate by each statistic, with tests adjusted by Holm.

    Parameters
    ----------
    kernels
        Those of ``alone`` or ``in_pairs``.
    groups, pairs
        The declared family.
    level
        Of the contrast's interval.

    Returns
    -------
    DataFrame
        One row a pair: ``first, second``, the win rate of ``first`` by ``STATISTICS``,
        ``contrast, low, high`` (maximum minus median, percentage points) and Holm-adjusted
        p-values, each column a family of its own: ``p_median, p_maximum, p_contrast``.
    """
    rows = []
    for first, second in pairs:
        rates = {
            name: mean_over_pairs(kernels, groups, {(first, second, name): 1.0}, level=level).value
            for name in STATISTICS
        }
        weights = contrast(first, second, "maximum", "median")
        between = gap(kernels, groups, weights, level=level)
        tested: dict[str, dict[Cell, float]] = {
            "p_median": {(first, second, "median"): 1.0},
            "p_maximum": {(first, second, "maximum"): 1.0},
            "p_contrast": weights,
        }
        p_values = {
            name: two_way_test_over_pairs(outcomes_of(kernels, groups, given), given).p_value
            for name, given in tested.items()
        }
        rows.append(
            {
                "first": first,
                "second": second,
                **rates,
                "contrast": between.value,
                "low": between.low,
                "high": between.high,
                **p_values,
            }
        )
    table = pd.DataFrame(rows)
    for name in ("p_median", "p_maximum", "p_contrast"):
        table[name] = holm(table[name].to_numpy())
    return table
