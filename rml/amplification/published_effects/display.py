"""Captions, units and number formats of the report on published figures."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "holdback": (
        "The amplifications that stand in the text of the holdback experiment: parties of two "
        "countries, and outlets in the United States by a rating of their leaning. Zero is the "
        "same reach in both groups, a hundred twice the reach. No standard errors were read."
    ),
    "crowdsourced": (
        "Bouchaud and others (2023): how much more often friends' posts were shown than their "
        "number gives, by whose timelines and whose posts, with the published 95 % bootstrap "
        "intervals."
    ),
    "other_scales": (
        "Two studies on scales of their own. Above, Milli and others (2025): selected outcomes, "
        "effects against the chronological timeline with published intervals; the legend is "
        "for this panel. Below, Graham and Andrejevic (2024): what one group of accounts gained "
        "beyond the other after the change point; no intervals were published."
    ),
}
"""What figures show, by their ids."""

FIGURES: Final = TableLook(
    caption=(
        "Every published figure of the holdback experiment used in this collection, as printed, "
        "with where it was read. Derived figures are computed from verified ones."
    ),
    units={},
    formats={},
)
CHECKS: Final = TableLook(
    caption=(
        "Published figures held against each other: the value computed from other figures, the "
        "range that their rounding allows, and the figure as printed."
    ),
    units={},
    formats=dict.fromkeys(("computed", "least", "most"), ",.8g"),
)
FOLLOW_UPS: Final = TableLook(
    caption=(
        "The figures of the follow-up studies used on this page besides the effects below, as "
        "printed, with where they were read."
    ),
    units={},
    formats={},
)
PAIRS: Final = TableLook(
    caption=(
        "The pairs of parties that were compared, and whether the text calls the right one's "
        "higher amplification significant after adjusting for multiple comparisons (verified; "
        "doi:10.1073/pnas.2025334119, read in quoted excerpts)."
    ),
    units={},
    formats={},
)
READINGS_LOOK: Final = TableLook(
    caption=(
        "What press reports read off the published figure, in words and in per cent: readings, "
        "not figures of the paper."
    ),
    units={},
    formats={},
)
AUDIT_LOOK: Final = TableLook(
    caption=(
        "Bouchaud and others (2023): amplifications in per cent with 95 % bootstrap intervals, "
        "as published."
    ),
    units=dict.fromkeys(("amplification_pct", "low_pct", "high_pct"), "per cent")
    | {"n_participants": "people"},
    formats=dict.fromkeys(("amplification_pct", "low_pct", "high_pct"), "+.1f"),
)
ENGAGEMENT_LOOK: Final = TableLook(
    caption=(
        "Graham and Andrejevic (2024): what the regression gives a post of the group after the "
        "change point without the interaction, and the interaction, as counts and in per cent."
    ),
    units={"without": "a post", "interaction": "a post", "relative": "per cent"},
    formats={"without": ",.0f", "interaction": "+,.0f", "relative": "+.1f"},
)
RANKING_LOOK: Final = TableLook(
    caption=(
        "Milli and others (2025): all outcomes of three timelines against the chronological one. "
        "Effect and interval in standard deviations of the chronological timeline, effect and "
        "means in survey units, permutation p-value without correction."
    ),
    units=dict.fromkeys(("effect_sd", "low_sd", "high_sd"), "standard deviations"),
    formats=dict.fromkeys(("effect_sd", "low_sd", "high_sd"), "+.3f")
    | dict.fromkeys(("effect_raw", "mean_chronological", "mean_timeline"), ".3f")
    | {"p_value": ".2g"},
)
