"""The captions of the figures and tables of ``panel_exposure_by_race``, by id.

None of these texts holds a result; a figure and a table may share an id, so they are apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def figure_captions(*, alpha: float) -> dict[str, str]:
    """Return the caption of each figure.

    Parameters
    ----------
    alpha
        The accepted chance of a false alarm that the markings of the gaps follow.
    """
    return {name: text.format(alpha=f"{alpha:g}") for name, text in _FIGURES.items()}


_FIGURES: Final[Mapping[str, str]] = {
    "rates": (
        "Share of each group's panelists whose Facebook feed held it at least once, with "
        "Clopper–Pearson intervals. Dashed: the whole panel. † marks counts under the threshold "
        "for small cells, shown because The Markup published them. An arrow: the interval goes on."
    ),
    "gaps": (
        "Rate of each group minus the rate of everybody else in the same table. Thick: interval "
        "for the single comparison. Thin: interval that holds for the whole family at once. Words "
        "and orange mark p-values of at most {alpha} in Fisher's test, adjusted or by themselves; "
        "near the border, test and interval may disagree. An arrow: the interval goes on."
    ),
    "detectability": (
        "Rates that a group could have without being told from the rest. Dark bar: in a single "
        "test. Light bar: in the first step of Holm's procedure for the whole family. Stroke: rate "
        "of the rest. Dot: rate observed. In brackets: panelists of the group. Each panel has its "
        "own axis. An arrow: the bar goes on."
    ),
    "implied_panels": (
        "Panel sizes that the printed percentages of the health tables fit, given the printed "
        "number of people reached, relative to the panel sizes printed beside them (dashed). A "
        "percentage printed without decimals is read as having one. Groups in which nobody was "
        "reached fit any size and are left out."
    ),
}
TABLE_CAPTIONS: Final[Mapping[str, str]] = {
    "panels": (
        "Panelists by self-reported race in the health tables (panel) and in the hashtag tables "
        "(roster), and the first over the second."
    ),
    "comparisons": (
        "Every group against the rest of its table: gap in percentage points, Fisher's exact "
        "p-value, the p-value adjusted for the whole family after Holm, the reading, the ratio, "
        "and the p-value adjusted after Benjamini and Hochberg."
    ),
    "detectability": (
        "Nearest rates below and above the rest's that each comparison detects with the declared "
        "chance (no value: not even 0 %), chance of detecting the declared ratio, and p-value if "
        "nobody of the group had been reached; alone, or in the first step for the family. The "
        "data of the figure hold the exact numbers."
    ),
    "printed_percentages": (
        "Printed percentages against the counts: the share that follows from the counts; the "
        "verdict, by the rule for findings on the same data; the verdict if a percentage printed "
        "without decimals was rounded to whole per cent (for the first verdict it is read as "
        "having one decimal, like the others of its table); whether any whole number of people "
        "among these panelists would fit; and the smallest and largest panel that fits what is "
        "printed."
    ),
    "choices": "The primary comparison under other choices, gaps in percentage points.",
    "with_and_without_corrections": (
        "Topics whose tables were corrected, with and without the corrections. No value: the group "
        "is not in the source's table."
    ),
}
