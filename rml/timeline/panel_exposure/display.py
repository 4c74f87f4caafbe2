"""How the comparisons of a panel's groups are put into words and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import pandas as pd

from rml.estimate import Estimate
from rml.timeline.panel_exposure.comparisons import Comparison, Reading

Wording: TypeAlias = Reading | Literal["borderline"]

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
    "as_printed",
    "verdict",
    "verdict_if_whole",
    "count_fits",
    "panel_low",
    "panel_high",
]

_ALONE: Final = (
    "As the only comparison this would count as {}; among all those made it may be chance"
)
READING_WORDS: Final[Mapping[Wording, str]] = {
    "higher": "This counts as higher even after allowing for all comparisons made",
    "lower": "This counts as lower even after allowing for all comparisons made",
    "higher, if tested alone": _ALONE.format("higher"),
    "lower, if tested alone": _ALONE.format("lower"),
    "borderline": (
        "This is borderline even as the only comparison (the exact test and the interval "
        "disagree); among all those made it may be chance"
    ),
    "open": "This shows neither a difference nor equality",
}
_DETECTABLE: Final = ("rate_rest", "lower_alone", "higher_alone", "lower_family", "higher_family")
_SHARES: Final = ("share", "as_printed")
_UNITS: Final = dict.fromkeys((*GAP, "gap_uncorrected"), "points") | dict.fromkeys(
    (*_DETECTABLE, *_SHARES), "%"
)
_FORMATS: Final = (
    dict.fromkeys((*GAP, *RATIO, "gap_uncorrected", "ratio_uncorrected", "share"), ".2f")
    | dict.fromkeys((*P_VALUES, "p_mid", "p_uncorrected", "p_holm_uncorrected"), ".4f")
    | dict.fromkeys(_DETECTABLE, ".1f")
    | dict.fromkeys((*EVERYBODY, "panel", "roster", "panel_low", "panel_high"), ",d")
)
_PROBABILITIES: Final = ("power_alone", "power_family", "p_if_none")
_LEAST_SHOWN: Final = 0.001


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
        "reading": READING_WORDS[wording_of(found)],
    }


def wording_of(found: Comparison) -> Wording:
    """Return the reading of a comparison, or that it is a borderline case.

    The reading follows Fisher's test, the interval of the gap another method. Where one of
    them alone speaks of a difference and the family's adjustment does not settle it, to call
    it found or not found would contradict the number next to it.
    """
    gap = found.contrast.gap
    excludes_zero = (gap.low or 0.0) > 0 or (gap.high or 0.0) < 0
    settled = found.reading in ("higher", "lower")
    return found.reading if settled or excludes_zero != (found.reading == "open") else "borderline"


def readable_probabilities(detectable: pd.DataFrame) -> pd.DataFrame:
    """Return ``detectable`` with its probabilities as text: none of them reads as zero.

    Those under a thousandth become "< 0.001"; the figure's data keep the numbers.
    """
    return detectable.assign(
        **{
            name: detectable[name].map(
                lambda value: f"< {_LEAST_SHOWN}" if value < _LEAST_SHOWN else f"{value:.3f}"
            )
            for name in _PROBABILITIES
        }
    )


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
        f"than everybody else's, {row['rate']:.1f} % against {row['rate_rest']:.1f} % (everybody "
        f"else there: the {row['panelists_rest']:,} panelists who are not {row['group']}, of whom "
        f"{row['exposed_rest']:,} were reached)"
        for _, row in comparisons.iterrows()
        if row["reading"] in often
    ]
    return "; ".join(clauses) or "no difference for any group or topic"


def misfit_words(implied: pd.DataFrame, values: Mapping[str, int | float]) -> dict[str, Any]:
    """Return what the sentence about the printed percentages needs, by name.

    Parameters
    ----------
    implied
        As from ``with_verdicts``.
    values
        As from ``misfit_values``.

    Returns
    -------
    dict
        ``values`` without ``groups`` and ``consistent``, and as text: ``where``, the tables of
        the misfits; ``fitted``, how many groups have a panel size that fits; and ``whole``,
        which misfits rest on how a printed whole number is read.
    """
    wrong = implied[implied["verdict"] == "differs"]
    short = [SHORT_TOPICS.get(name, name) for name in wrong["outcome"].unique()]
    whole = wrong[wrong["verdict_if_whole"] == "reproduced"]
    cases = [
        f"{row['printed']:.0f} % for {row['exposed']} of {row['panelists']} {row['group']} "
        "panelists"
        for _, row in whole.iterrows()
    ]
    groups, fitting = values["groups"], values["consistent"]
    return {
        name: value for name, value in values.items() if name not in ("groups", "consistent")
    } | {
        "where": " and ".join(short) or "none",
        "fitted": f"each of the {groups}" if fitting == groups else f"{fitting} of the {groups}",
        "whole": "; ".join(cases) or "none",
    }


def watched_in_words(group: str, share_gap: Estimate) -> str:
    """Return what the panel sizes hint at on how long a group's feeds were watched.

    Parameters
    ----------
    group
        Whose feeds.
    share_gap
        As from ``panel_share_gap``: below zero, fewer of the group contributed data.
    """
    if share_gap.value < 0:
        return f"there are signs that {group} panelists' feeds were watched less"
    return f"there are no signs that {group} panelists' feeds were watched less"
