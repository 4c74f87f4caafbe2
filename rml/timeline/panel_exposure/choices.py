"""The comparisons of a panel's groups under other choices than those declared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import pandas as pd

from rml.estimate import Estimate
from rml.timeline.panel_exposure.comparisons import (
    Comparison,
    Family,
    compare_with_rest,
    comparison_table,
    contrast,
    contrast_table,
)
from rml.timeline.panel_exposure.printed_percentages import with_shared_panels

DECLARED = "as declared"
UNCORRECTED = "without the corrections"
# Under these choices the family stays whole, so each reading can be compared.
OF_DATA = (
    UNCORRECTED,
    "smallest panels that fit the printed percentages",
    "largest panels that fit the printed percentages",
)
ENDS: Final[tuple[Literal["low", "high"], ...]] = ("low", "high")
OWN_TABLE = "only the topic's own table as family"


def families_by_choice(
    counts: pd.DataFrame,
    shared: pd.DataFrame,
    *,
    topic: str,
    level: float,
    alpha: float,
    equality_band: float,
) -> dict[str, dict[tuple[str, str], Comparison]]:
    """Return the family under each choice: as declared first, then the others.

    Parameters
    ----------
    counts
        A count table with ``restored`` (the row is a correction, not in the source).
    shared
        The panel sizes that printed percentages imply, with their ``outcomes``, as
        ``shared_panels`` returns them.
    topic
        The outcome whose table alone is the smallest family.
    level, alpha, equality_band
        As in `compare_with_rest`.
    """
    low, high = (with_shared_panels(counts, shared, end=end) for end in ENDS)
    source = counts[~counts["restored"]]
    tables = (counts, source, low, high, counts[counts["outcome"] == topic])
    return {
        choice: compare_with_rest(table, level=level, alpha=alpha, equality_band=equality_band)
        for choice, table in zip((DECLARED, *OF_DATA, OWN_TABLE), tables, strict=True)
    }


def choices_table(
    families: Mapping[str, Family], topic: str, group: str, *, against: str, level: float
) -> pd.DataFrame:
    """Return one comparison under each choice, and against one other group in place of the rest.

    Parameters
    ----------
    families
        As from `families_by_choice`.
    topic, group
        Which comparison.
    against
        The group that takes the place of the rest in the last row, which has no family.
    level
        Nominal coverage of that row's intervals, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        The columns of ``contrast_table`` after ``choice``, then ``family_size`` and ``p_holm``.
    """
    found = {choice: family[topic, group] for choice, family in families.items()}
    declared = families[DECLARED]
    counts = (*found[DECLARED].contrast.counts[:2], *declared[topic, against].contrast.counts[:2])
    contrasts = {choice: one.contrast for choice, one in found.items()}
    contrasts[f"against {against} panelists alone"] = contrast(*counts, level=level)
    return contrast_table(contrasts, label="choice").assign(
        family_size=[*(len(family) for family in families.values()), 1],
        p_holm=[*(one.p_holm for one in found.values()), math.nan],
    )


def with_and_without_corrections(families: Mapping[str, Family]) -> pd.DataFrame:
    """Return the comparisons of the corrected tables, with and without the corrections.

    Returns
    -------
    pandas.DataFrame
        ``outcome, group, exposed, panelists`` and, each also with ``_uncorrected``, ``gap``
        (percentage points), ``ratio``, ``p`` and ``p_holm``; missing where the source's table
        does not have the group.
    """
    key = ["outcome", "group"]
    declared, source = (comparison_table(families[name]) for name in (DECLARED, UNCORRECTED))
    both = declared.merge(source, on=key, how="left", suffixes=("", "_uncorrected"))
    touched = both.loc[both["p_uncorrected"].isna(), "outcome"].unique()
    names = [name + end for name in ("gap", "ratio", "p", "p_holm") for end in ("", "_uncorrected")]
    rows = both[both["outcome"].isin(touched)].reset_index(drop=True)
    return rows[[*key, "exposed", "panelists", *names]]


def count_changed_readings(
    families: Mapping[str, Family], choices: Iterable[str] = OF_DATA
) -> Estimate:
    """Return how many of the declared comparisons read differently under any of ``choices``."""
    declared = families[DECLARED]
    changed = {
        key
        for choice in choices
        for key, one in families[choice].items()
        if one.reading != declared[key].reading
    }
    return Estimate(
        value=len(changed),
        low=None,
        high=None,
        level=None,
        n=f"{len(declared)} comparisons",
        unit=f"of {len(declared)} comparisons",
        method="count of comparisons whose reading changes; no sampling interval",
    )
