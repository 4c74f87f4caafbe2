"""How often imputation was right where the truth is labelled: for whoever is about to use it.

The figures are those of the table ``accuracy_by_group`` of the report
``home_timeline/imputation``, kept here so that they can be shown before anything is built or
downloaded. A test computes them anew from the data.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Accuracy(NamedTuple):
    """How often the most probable group was the label.

    Parameters
    ----------
    information
        What the probabilities rest on.
    group
        The labelled group, in words.
    people
        Members of Congress with this label.
    share_correct, low, high
        Share of them whose most probable group was the label, with its 95 % Wilson interval;
        rounded to 3 decimals.
    """

    information: str
    group: str
    people: int
    share_correct: float
    low: float
    high: float


MEASURED_ON: Final = "the members of the 117th US Congress, by a third party's labels"

ACCURACY: Final = (
    Accuracy("surname", "White", 422, 0.960, 0.936, 0.975),
    Accuracy("surname", "Black", 52, 0.096, 0.042, 0.206),
    Accuracy("surname", "Hispanic", 38, 0.842, 0.696, 0.926),
    Accuracy("surname", "Asian or Pacific Islander", 16, 0.500, 0.280, 0.720),
    Accuracy("surname and first name", "White", 422, 0.953, 0.928, 0.969),
    Accuracy("surname and first name", "Black", 52, 0.385, 0.265, 0.520),
    Accuracy("surname and first name", "Hispanic", 38, 0.868, 0.727, 0.942),
    Accuracy("surname and first name", "Asian or Pacific Islander", 16, 0.562, 0.332, 0.769),
    Accuracy("surname and state", "White", 422, 0.936, 0.909, 0.956),
    Accuracy("surname and state", "Black", 52, 0.231, 0.137, 0.361),
    Accuracy("surname and state", "Hispanic", 38, 0.895, 0.759, 0.958),
    Accuracy("surname and state", "Asian or Pacific Islander", 16, 0.562, 0.332, 0.769),
    Accuracy("surname, first name and state", "White", 422, 0.931, 0.903, 0.952),
    Accuracy("surname, first name and state", "Black", 52, 0.385, 0.265, 0.520),
    Accuracy("surname, first name and state", "Hispanic", 38, 0.895, 0.759, 0.958),
    Accuracy("surname, first name and state", "Asian or Pacific Islander", 16, 0.688, 0.444, 0.858),
)
