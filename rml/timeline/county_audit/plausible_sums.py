"""Whether sums that somebody brings by county can be sums of whole numbers of impressions.

Sums of a table by author are right by construction; those that come ready-made may be swapped
columns, shares for counts, or another time for one column than for the other. What follows from
arithmetic alone is looked for:

- no impressions without authors;
- the sum of squares of n whole numbers with the sum I is at least I and I squared over n, and at
  most I squared;
- an author above the median has at least one impression;
- over the table, at most half of the authors have more impressions than its median author.

Fewer than half of the authors lie above the median if several have just as many impressions as
the median author. Of N authors, with A above, at least N / 2 - A are so tied. That is common
where the median is 0 or small, and no fault. But the sums also give a least median: in a county
of n authors, k of them above, with the sum of squares S, the others share at least
I - sqrt(k S) impressions (Cauchy and Schwarz), so that one of them has (I - sqrt(k S)) / (n - k)
or more, and nobody there has more than the median. A tie of many authors at a large number is
refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.data.declared_rules import Notes
from rml.timeline.county_audit.county_rules import CountyRules

LARGEST_TIE: Final = 0.1
"""The largest share of authors who may be tied at a median of `TIE_FROM` impressions or more."""
TIE_FROM: Final = 10.0
_ROUNDING: Final = 1e-9
_DECLARE: Final = "or declare implausible_sums: leave out."


def plausible_sums(
    found: pd.DataFrame,
    everybody: Mapping[str, float | None],
    rules: CountyRules,
    notes: Notes,
    *,
    where: str,
) -> pd.DataFrame:
    """Return sums by county without what the declared rule leaves out; note what is wrong.

    Parameters
    ----------
    found
        ``authors, impressions, squares, above_median``, the last two missing where not given.
    everybody
        Sums of ``authors`` and ``above_median`` over all rows of the table, those without a
        known county included: the median is theirs. None where a row has none.
    rules
        ``implausible_sums``: ``error``; or ``leave out``, which leaves out counties whose sums
        cannot be, and ``above_median`` of all counties if that cannot be right over the nation.
    notes
        Where to note it.
    where
        How messages name the table.
    """
    authors, impressions = (found[name].to_numpy(float) for name in ("authors", "impressions"))
    squares, above = (found[name].to_numpy(float) for name in ("squares", "above_median"))
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.fmax(impressions, impressions**2 / authors)
    slack = 1 + _ROUNDING
    with np.errstate(invalid="ignore"):  # what is missing compares as false
        rows = (
            (
                "Counties with impressions and no authors",
                "impressions",
                (authors == 0) & (impressions > 0),
                "Count the authors who live there",
            ),
            (
                "Counties with sums of squares that no impressions have",
                "squares",
                (authors > 0) & ((squares * slack < least) | (squares > impressions**2 * slack)),
                "Sum the square of each author's impressions, over the time of `impressions`",
            ),
            (
                "Counties with more authors above the median than impressions",
                "above_median",
                above > impressions,
                "Count both over the same time",
            ),
        )
    bad = np.zeros(len(found), dtype=bool)
    for rule, column, here, remedy in rows:
        number = int(here.sum())
        if number and rules.implausible_sums == "error":
            notes.fault(
                f"{where}, column `{column}`", f"{rule}: {number:,}.", f"{remedy}, {_DECLARE}"
            )
        notes.rule(rule, "counties", number, "left out")
        bad |= here
    kept = found[~bad] if rules.implausible_sums == "leave out" else found
    fault = _fault_of_median(kept, everybody)
    if fault and rules.implausible_sums == "error":
        notes.fault(
            f"{where}, column `above_median`",
            fault,
            "Count the authors with more impressions than the median author of the whole table, "
            f"{_DECLARE}",
        )
    notes.rule(
        "Authors above the median who cannot be so many, or so few",
        "counties",
        int(kept["above_median"].notna().sum()) if fault else 0,
        "the column is left out, and bounds with it",
    )
    return kept.assign(above_median=np.nan) if fault else kept


def _fault_of_median(found: pd.DataFrame, everybody: Mapping[str, float | None]) -> str | None:
    """Return what is wrong with the authors above the median over the nation, or None."""
    all_above, all_authors = everybody["above_median"], everybody["authors"]
    if found.empty or all_above is None or not all_authors:
        return None
    if (found["above_median"] > found["authors"]).any():
        return None  # said county by county
    share = all_above / all_authors
    if share > 0.5:
        return f"Over all rows {share:.1%} of authors lie above the median; half can, at most."
    tied, median = 0.5 - share, _least_median(found)
    if tied > LARGEST_TIE and median >= TIE_FROM:
        return (
            f"Over all rows {share:.1%} of authors lie above the median. Then {tied:.1%} or more "
            "would have just as many impressions as the median author, and by these sums that is "
            f"{np.floor(median):,.0f} or more."
        )
    return None


def _least_median(found: pd.DataFrame) -> float:
    """Return a number that the median is not below, whoever has which impressions."""
    authors, impressions, squares, above = (
        found[name].to_numpy(float)
        for name in ("authors", "impressions", "squares", "above_median")
    )
    most: NDArray[np.float64] = np.where(above > 0, np.sqrt(above * squares), 0.0)
    below = authors - above
    with np.errstate(divide="ignore", invalid="ignore"):
        least = (impressions - most) / below
    known = np.isfinite(least) & (below > 0)
    return float(least[known].max(initial=0.0))
