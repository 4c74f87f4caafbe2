"""Captions, units and number formats of the report on the published formula."""

from __future__ import annotations

from typing import Final

from rml.report.look import TableLook

CAPTIONS: Final = {
    "exchange": (
        "Each predicted engagement in likes: its published weight over that of a like, signs "
        "shown by place and marker, on a logarithmic axis. Weights of 5 April 2023."
    ),
    "squeeze": (
        "Served score of a post that has a fixed predicted probability of a like and nothing "
        "else, by its predicted probability of a report. Left: the whole range. Right: the part "
        "near a score of 0.001, magnified."
    ),
    "see_fewer": (
        "What an author's posts count by days since the reader asked to see fewer of them. At 0 "
        "the posts are left out."
    ),
}
"""What figures show, by their ids."""

EXCHANGE: Final = TableLook(
    caption=(
        "The published weights of 5 April 2023 in score points per unit of predicted probability, "
        "and in likes; the average probability at which each would add as much to scores as likes "
        "do, at the like rate assumed in the text; the bounds and the placeholder in the code of "
        "July 2023."
    ),
    units={"equal_rate": "%"},
    formats={
        "weight": "g",
        "likes": "+g",
        "equal_rate": ".3g",
        "least": ",.0f",
        "most": ",.0f",
        "placeholder": "g",
    },
)
AGREEMENT: Final = TableLook(
    caption=(
        "Figures that were worked out for this collection apart from the library, beside the "
        "library's own. Sums and scores in score points, factors as multipliers."
    ),
    units={},
    formats={"given": "g", "computed": "g", "difference": "g"},
)
FACTORS: Final = TableLook(
    caption=(
        "Published factors, windows and caps, as defaults of the code of July 2023 if not said "
        "otherwise."
    ),
    units={},
    formats={"value": "g"},
)
STEPS: Final = TableLook(
    caption="The steps that drop, sort and cap candidate posts, in the order of the public code.",
    units={},
    formats={},
)
WORKED: Final = TableLook(
    caption=(
        "An invented feed through the steps above, with the published factors and small caps: "
        "first the posts that leave, by the number of the step, then those that are shown, by "
        "place. A letter stands for an author. Scores, and which posts the filters drop, are "
        "invented."
    ),
    units={},
    formats={
        "before": "g",
        "of_author": ".0f",
        "factor": ".4g",
        "after": ".4g",
        "leaves_at": ".0f",
        "shown_at": ".0f",
    },
)
