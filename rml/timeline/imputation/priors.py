"""The composition of the United States' adults, which the Bayes step divides by."""

from __future__ import annotations

from typing import Final

import numpy as np

from rml.data.published_figures import published_figures
from rml.timeline.imputation.groups import GROUPS, FloatArray

DATASET: Final = "bisg_priors"


def load_national_prior() -> FloatArray:
    """Return P(group) among residents aged 18 and over, shape (6,), in the order of `GROUPS`.

    Of the 50 states and the District of Columbia at the Census of 2010, as the consumer finance
    regulator's proxy takes it. The six shares add up to 1.

    Raises
    ------
    DataError
        If the published table is altered or incomplete.
    """
    figures = published_figures(DATASET)
    return population_prior(np.array([[figures[group].value for group in GROUPS]]))


def load_first_name_prior() -> FloatArray:
    """Return P(group) among the people behind the table of first names, shape (6,).

    Mortgage applicants, who are whiter than the population: dividing by the population's
    composition instead would make everybody's odds of being Black rather than white about four
    times too small. Reconstructed by `rml.timeline.imputation.first_name_counts`; the share of
    Black applicants is known to about a sixth of itself.

    Raises
    ------
    DataError
        If the published table is altered or incomplete.
    """
    figures = published_figures(DATASET)
    return population_prior(np.array([[figures[f"first_names_{group}"].value for group in GROUPS]]))


def population_prior(counts: FloatArray) -> FloatArray:
    """Return P(group) in the population that ``counts`` cover, shape (6,).

    For places of which the whole population is at hand (all counties), the shares of that
    population agree with the places as the Bayes step requires.

    Parameters
    ----------
    counts
        Residents by place and group, shape (places, 6).
    """
    totals = counts.sum(axis=0)
    return np.asarray(totals / totals.sum())
