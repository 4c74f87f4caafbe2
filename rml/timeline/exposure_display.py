"""How the comparisons of a panel's groups are put into words and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from rml.timeline.panel_exposure import Comparison, Reading

COUNTED: Final = ("outcome", "group", "exposed", "panelists")
GAP: Final = ("gap", "gap_low", "gap_high")
RATIO: Final = ("ratio", "ratio_low", "ratio_high")
P_VALUES: Final = ("p", "p_holm", "p_benjamini_hochberg")
RATE_COLUMNS: Final = [*COUNTED, "rate", "rate_low", "rate_high"]
GAP_COLUMNS: Final = [*COUNTED, *GAP, "family_low", "family_high", "reading"]
TEST_COLUMNS: Final = [*COUNTED, *GAP, *RATIO, *P_VALUES, "equal", "reading"]
EVERYBODY: Final = ("exposed", "panelists", "exposed_rest", "panelists_rest")
CHOICE_COLUMNS: Final = ["choice", "family_size", *EVERYBODY, *GAP, *RATIO, "p", "p_mid", "p_holm"]
PRINTED_COLUMNS: Final = [
    *COUNTED,
    "share",
    "printed",
    "fits",
    "count_fits",
    "panel_low",
    "panel_high",
]

_ALONE: Final = "{} if it were the only comparison; in the family, no more than chance may bring"
READING_WORDS: Final[Mapping[Reading, str]] = {
    "higher": "higher, also after allowing for the whole family",
    "lower": "lower, also after allowing for the whole family",
    "higher, if tested alone": _ALONE.format("higher"),
    "lower, if tested alone": _ALONE.format("lower"),
    "open": "open, neither a difference nor equality is shown",
}
_UNUSUAL: Final = "Taken alone, so large a difference would just pass for unusual"
_CLEAR: Final = "So large a difference is unlikely to be chance, even among so many comparisons"
PLAIN_WORDS: Final[Mapping[Reading, str]] = {
    "higher": _CLEAR,
    "lower": _CLEAR,
    "higher, if tested alone": _UNUSUAL,
    "lower, if tested alone": _UNUSUAL,
    "open": "That is too little to say whether the two rates differ",
}
_DETECTABLE: Final = ("rate_rest", "lower_alone", "higher_alone", "lower_family", "higher_family")
_SHARES: Final = ("share", "printed")
_UNITS: Final = dict.fromkeys((*GAP, "gap_uncorrected"), "percentage points") | dict.fromkeys(
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


def values_of(found: Comparison) -> dict[str, Any]:
    """Return what a sentence about a comparison needs, by name; rates as proportions."""
    exposed, people, exposed_rest, people_rest = found.contrast.counts
    return {
        "exposed": exposed,
        "people": people,
        "exposed_rest": exposed_rest,
        "people_rest": people_rest,
        "rate": found.contrast.rate.value,
        "rate_rest": found.contrast.rate_rest.value,
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
    return why, {"fitting": " to ".join(map(str, sizes))}
