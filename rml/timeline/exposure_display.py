"""How the comparisons of a panel's groups are put into words and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from rml.timeline.panel_exposure import Comparison, Reading

TOPICS: Final[Mapping[str, str]] = {
    "any_health_agency": "sponsored posts of health agencies",
    "hhs": "sponsored posts of the U.S. health department (HHS)",
    "covid19": "#covid19",
    "blm": "#blm",
}
SHORT_TOPICS: Final[Mapping[str, str]] = {"any_health_agency": "any agency", "hhs": "HHS"}
COUNTED: Final = ("outcome", "group", "exposed", "panelists")
GAP: Final = ("gap", "gap_low", "gap_high")
RATIO: Final = ("ratio", "ratio_low", "ratio_high")
P_VALUES: Final = ("p", "p_holm", "p_benjamini_hochberg")
RATE_COLUMNS: Final = [*COUNTED, "rate", "rate_low", "rate_high"]
GAP_COLUMNS: Final = [*COUNTED, *GAP, "family_low", "family_high", "reading"]
# What most readers look for comes first: a phone shows few columns at a time.
TEST_COLUMNS: Final = [*COUNTED, *GAP, "p", "p_holm", "reading", *RATIO, "p_benjamini_hochberg"]
EVERYBODY: Final = ("exposed", "panelists", "exposed_rest", "panelists_rest")
CHOICE_COLUMNS: Final = ["choice", "family_size", *GAP, "p", "p_holm", *RATIO, "p_mid", *EVERYBODY]
PANEL_COLUMNS: Final = [*COUNTED, "panel_low", "panel_high"]
PRINTED_COLUMNS: Final = [
    *COUNTED,
    "share",
    "printed",
    "fits",
    "count_fits",
    "panel_low",
    "panel_high",
]

_ALONE: Final = (
    "As the only comparison this would count as {}; among all those made it may be chance"
)
READING_WORDS: Final[Mapping[Reading, str]] = {
    "higher": "This counts as higher even after allowing for all comparisons made",
    "lower": "This counts as lower even after allowing for all comparisons made",
    "higher, if tested alone": _ALONE.format("higher"),
    "lower, if tested alone": _ALONE.format("lower"),
    "open": "This shows neither a difference nor equality",
}
_DETECTABLE: Final = ("rate_rest", "lower_alone", "higher_alone", "lower_family", "higher_family")
_SHARES: Final = ("share", "printed")
_UNITS: Final = dict.fromkeys((*GAP, "gap_uncorrected"), "points") | dict.fromkeys(
    (*_DETECTABLE, *_SHARES), "%"
)
_FORMATS: Final = (
    dict.fromkeys((*GAP, *RATIO, "gap_uncorrected", "ratio_uncorrected", "share"), ".2f")
    | dict.fromkeys((*P_VALUES, "p_mid", "p_uncorrected", "p_holm_uncorrected"), ".4f")
    | dict.fromkeys(_DETECTABLE, ".1f")
    | dict.fromkeys(("power_alone", "power_family", "p_if_none"), ".3f")
)


def layout(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the ``units`` and ``formats`` of those columns of ``frame`` that have one."""
    return {
        "units": {name: unit for name, unit in _UNITS.items() if name in frame},
        "formats": {name: digits for name, digits in _FORMATS.items() if name in frame},
    }


def counts_of(found: Comparison) -> dict[str, Any]:
    """Return the four counts and two rates (proportions) of a comparison, by name."""
    names = ("exposed", "people", "exposed_rest", "people_rest")
    rates = {"rate": found.contrast.rate.value, "rate_rest": found.contrast.rate_rest.value}
    return dict(zip(names, found.contrast.counts, strict=True)) | rates


def values_of(found: Comparison) -> dict[str, Any]:
    """Return what a sentence about a comparison needs, by name; rates as proportions."""
    return counts_of(found) | {
        "p": found.contrast.test.result.p_value,
        "p_holm": found.p_holm,
        "reading": READING_WORDS[found.reading],
    }


def confirmed_in_words(comparisons: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return a clause for each difference that Holm's adjustment leaves, or that there is none.

    Parameters
    ----------
    comparisons
        As from ``comparison_table``.
    names
        What each outcome is called.
    """
    often = {"higher": "more often", "lower": "less often"}
    clauses = [
        f"feeds of {row['group']} panelists held {names[row['outcome']]} {often[row['reading']]} "
        f"than everybody else's, {row['rate']:.1f} % against {row['rate_rest']:.1f} %"
        for _, row in comparisons.iterrows()
        if row["reading"] in often
    ]
    return "; ".join(clauses) or "no difference for any group or topic"


def misfit_in_words(row: Any) -> tuple[str | None, dict[str, Any]]:
    """Return why a printed percentage does not follow from its counts, and the words' values.

    Parameters
    ----------
    row
        A row of ``implied_panels``, as ``itertuples`` gives it.

    Returns
    -------
    str or None
        A template; None if the percentage does follow.
    dict
        Its values, besides ``people``.
    """
    if row.fits:
        return None, {}
    sizes = sorted({int(row.panel_low), int(row.panel_high)})
    why = (
        "With this number of people reached, the printed percentage fits a panel of {fitting}, "
        "not of {people}"
    )
    why += "." if row.count_fits else "; for {people}, no number of people reached gives it."
    if row.printed == round(row.printed) == round(row.share):
        why += " Read as rounded to whole per cent, it would follow."
    return why, {"fitting": " to ".join(map(str, sizes))}
