"""The rows of a table of noise in largest gaps as one family of tests.

Each row has a test of its own. Of several, some come out small by chance, so Holm's adjusted
p-values stand beside them. And a row's test and the interval of its spread can differ, which a
page must explain.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from rml.report.look import TableLook
from rml.stats.multiplicity import holm

FINDS_ONLY: Final = (
    "The test finds a difference although the interval of the spread starts at zero. That is no "
    "error: the test goes mostly by the groups that are known precisely, the spread counts each "
    "group alike, and its interval is cautious where groups differ little."
)
FINDS_NOTHING: Final = (
    "The test finds no difference although the interval of the spread leaves out zero; a single "
    "interval is then no ground for one."
)
TEST_AND_SPREAD: Final = "{said}"
"""The template of `difference_words`: every word of it hangs on the numbers."""


def with_holm(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ``p_holm`` after ``p``: Holm's p-values over the rows.

    Parameters
    ----------
    frame
        From `rml.disparity.gap_noise.gap_noise_frame`.

    Examples
    --------
    >>> with_holm(pd.DataFrame({"p": [0.01, 0.04]}))["p_holm"].tolist()
    [0.02, 0.04]
    """
    adjusted = frame.copy()
    adjusted.insert(list(frame).index("p") + 1, "p_holm", holm(frame["p"].to_numpy()).tolist())
    return adjusted


def holm_look(look: TableLook) -> TableLook:
    """Return how the table is shown once `with_holm` has added its column."""
    return TableLook(
        caption=f"{look['caption']} Holm's p is adjusted for the number of rows.",
        units=look["units"],
        formats=look["formats"] | {"p_holm": ".2g"},
    )


def difference_words(frame: pd.DataFrame, *, alpha: float) -> str:
    """Return a sentence on the rows where the test and the interval of the spread differ.

    Parameters
    ----------
    frame
        With ``comparison, low, p``, and ``p_holm`` where rows are a family.
    alpha
        Largest p-value that counts as a difference.
    """
    adjusted = frame["p_holm"] if "p_holm" in frame else frame["p"]
    finds, alone, at_zero = adjusted <= alpha, frame["p"] <= alpha, frame["low"] <= 0
    said = [
        f"For {row.comparison}, the test taken alone gives p = {row.p:.2g}, while the interval of "
        f"the spread starts at zero; adjusted for the {len(frame)} rows, p is {row.p_holm:.2g}, "
        "and nothing is found."
        for row in frame[alone & ~finds & at_zero].itertuples()
    ]
    for rows, words in ((finds & at_zero, FINDS_ONLY), (~finds & ~at_zero, FINDS_NOTHING)):
        if rows.any():
            said.append(f"{_listed(frame.loc[rows, 'comparison'])}: {_lower(words)}")
    return " ".join(said) or "In no row do the test and the interval of the spread differ."


def _listed(names: pd.Series) -> str:
    *others, last = names.tolist()
    listed = f"{', '.join(others)} and {last}" if others else str(last)
    return listed[:1].upper() + listed[1:]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
