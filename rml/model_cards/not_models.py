"""What is fitted or computed in the project and was not counted as a model, with the reason."""

from __future__ import annotations

from typing import Final

import pandas as pd

_ROWS: Final = (
    (
        "Bradley–Terry strengths; logistic and ecological regressions; random effects",
        "image_cropping, home_timeline",
        (
            "Statistics: they sum up the data of a report and foretell nothing outside it. Their "
            "findings carry their own assumptions and intervals."
        ),
    ),
    (
        "BIRDiE and weighting by probability",
        "home_timeline/imputation_disparity",
        "Ways to use imputed probabilities for a mean by group; the model behind them has a card.",
    ),
    (
        "Most probable race as a label",
        "lessons/thresholded_imputation",
        "A use of the imputation, recorded as an attempt that did not work.",
    ),
    (
        "Linear and pairwise surrogates, refits, models that learned nothing",
        "explanation/observed_feed",
        "Fitted there to hold the surrogate against; nothing else is said with them.",
    ),
    (
        "Orderings of the same feed, with a reader’s weights",
        "choice/feed_choice",
        "Rules with weights set by hand or by the reader. Nothing is learned from data.",
    ),
    (
        "Drawn faces, made-up platforms, populations, authors and probabilities",
        "reports on simulated data",
        "Generators with a known truth, made to try methods. Nobody is described by them.",
    ),
    (
        "Positions of parties and leanings of news sites",
        "political_amplification",
        "Data of others, read as published; the measurement behind them is theirs.",
    ),
    (
        "The platforms’ own rankings",
        "political_amplification, home_timeline, explanation",
        "What is audited. They are not in the project and are seen from outside only.",
    ),
)


def not_models_frame() -> pd.DataFrame:
    """Return what was not counted as a model: what, where it is used, and why not."""
    return pd.DataFrame(_ROWS, columns=["what", "where", "why_not"])
