"""The Bayes step of name-and-place imputation: BISG, and BIFSG with the first name.

One formula stands behind both. For a person with surname s, place g and first name f,

    P(r | s, g, f)  is proportional to  P(r | s) * P(r | g) / P(r) * P(r | f) / P_f(r),

where P(r) is the composition of the population that the places are parts of, and P_f(r) that of
the people from whom the first names were counted. It follows from Bayes' rule if surname, place
and first name are independent of each other within each group. P(r | g) / P(r) is proportional
to P(g | r), and P(r | f) / P_f(r) to P(f | r), so this is the same as the usual statement
P(r | s) P(g | r) P(f | r). Multiplying P(r | s) by P(r | g) without dividing by P(r) counts the
prior twice.

Nothing here makes one group of the probabilities: `rml.timeline.imputation.group_estimates`
carries them into group means.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rml.timeline.imputation.groups import GROUPS, FloatArray

SURNAME: Final = 1
PLACE: Final = 2
FIRST_NAME: Final = 4
CONTRADICTION: Final = 8
"""Bits of `Imputed.used`."""

_BLOCK: Final = 1 << 17
"""People a block: what is held beside input and output stays below 20 MB."""


class Imputed(NamedTuple):
    """Probabilities of the six groups, and what they rest on.

    Parameters
    ----------
    probabilities
        Shape (people, 6), in the order of `GROUPS`; every row adds up to 1.
    used
        What was used for each person, shape (people,): the sum of `SURNAME` (1), `PLACE` (2)
        and `FIRST_NAME` (4); 0 where nothing was known and the prior stands. `CONTRADICTION`
        (8) is added where the sources exclude each other (no group is possible under all of
        them); the surname alone is then used, or the place where there is no surname.
    """

    probabilities: FloatArray
    used: NDArray[np.uint8]


def bisg(surname: ArrayLike, place: ArrayLike, *, prior: ArrayLike) -> Imputed:
    """Return each person's probabilities of the six groups from surname and place.

    Bayesian Improved Surname Geocoding. A person whose surname is not listed gets the place's
    composition; one whose place is not known gets the surname's; one with neither, the prior.

    Parameters
    ----------
    surname
        P(group | surname), shape (people, 6); a row of NaN where the surname is not listed.
    place
        P(group | place), shape (people, 6); a row of NaN where the place is not known or has
        no residents. For tables of P(place | group), see `race_given_place`.
    prior
        P(group) in the population whose parts the places are, shape (6,), every share above
        0. Rows and prior need not add up to 1; they are scaled.

    Returns
    -------
    Imputed
        Probabilities and what was used.

    Raises
    ------
    ValueError
        If shapes disagree, a row is in part NaN, a share is negative or a prior share is not
        above 0.

    Notes
    -----
    Assumes that surname and place are independent within each group. They are not: people
    of one group with one kind of name live together, which biases the result for minorities
    (Greengard and Gelman 2023, arXiv:2304.09126).

    References
    ----------
    Elliott et al. (2009), doi:10.1007/s10742-009-0047-1.

    Examples
    --------
    A surname that is half Black, in a place that is nearly all white:

    >>> prior = [0.67, 0.12, 0.14, 0.05, 0.01, 0.01]
    >>> found = bisg([[0.5, 0.5, 0, 0, 0, 0]], [[0.95, 0.01, 0.01, 0.01, 0.01, 0.01]], prior=prior)
    >>> found.probabilities[0, :2].round(3).tolist(), found.used.tolist()
    ([0.944, 0.056], [3])
    """
    return bifsg(surname, place, None, prior=prior)


def bifsg(
    surname: ArrayLike,
    place: ArrayLike,
    first_name: ArrayLike | None,
    *,
    prior: ArrayLike,
    first_name_prior: ArrayLike | None = None,
) -> Imputed:
    """Return each person's probabilities of the six groups from surname, place and first name.

    Bayesian Improved First Name Surname Geocoding. What is not known of a person is left out.

    Parameters
    ----------
    surname, place, prior
        As for `bisg`.
    first_name
        P(group | first name), shape (people, 6); a row of NaN where it is not listed. None:
        no first names.
    first_name_prior
        P(group) among the people from whom the first names were counted, shape (6,); needed
        where there are first names. Of the registry's table, whose people are mortgage
        applicants: `rml.timeline.imputation.priors.load_first_name_prior`.

    Returns
    -------
    Imputed
        Probabilities and what was used.

    Raises
    ------
    ValueError
        As `bisg`.

    References
    ----------
    Voicu (2018), doi:10.1080/2330443X.2018.1427012.
    """
    shares = {"surname": _shares("surname", surname), "place": _shares("place", place)}
    if first_name is not None:
        shares["first_name"] = _shares("first_name", first_name)
    sizes = {name: len(array) for name, array in shares.items()}
    if len(set(sizes.values())) > 1:
        listed = ", ".join(f"{size:,} rows of `{name}`" for name, size in sizes.items())
        raise ValueError(f"Give one row a person in each: there are {listed}.")
    base = of_first = _prior("prior", prior)
    if first_name is not None:
        if first_name_prior is None:
            raise ValueError(
                "Give `first_name_prior`, the composition of the people from whom first names were "
                "counted: it is not that of the population (load_first_name_prior)."
            )
        of_first = _prior("first_name_prior", first_name_prior)
    people = sizes["surname"]
    probabilities = np.empty((people, len(GROUPS)))
    used = np.empty(people, dtype=np.uint8)
    for start in range(0, people, _BLOCK):
        rows = slice(start, start + _BLOCK)
        probabilities[rows], used[rows] = _block(
            shares["surname"][rows],
            shares["place"][rows],
            shares["first_name"][rows] if "first_name" in shares else None,
            base=base,
            of_first=of_first,
        )
    return Imputed(probabilities, used)


def race_given_place(place_given_race: ArrayLike, *, prior: ArrayLike) -> FloatArray:
    """Return P(group | place) from P(place | group), shape (places, 6), for `bisg`.

    Parameters
    ----------
    place_given_race
        The share of each group's members who live in the place, shape (places, 6); a row of
        NaN or of zeros where nobody lives, which gives a row of NaN.
    prior
        P(group), shape (6,). The same as is given to `bisg`: it then cancels.
    """
    given = np.asarray(place_given_race, dtype=np.float64)
    weighted = given * _prior("prior", prior)
    totals = weighted.sum(axis=1, keepdims=True)
    found: FloatArray = np.full_like(weighted, np.nan)
    np.divide(weighted, totals, out=found, where=totals > 0)
    return found


def used_words(used: NDArray[np.uint8]) -> list[str]:
    """Return what was used in words, one text a person: ``"surname and place"``."""
    words = {code: _words(code) for code in np.unique(used).tolist()}
    return [words[code] for code in used.tolist()]


def _words(code: int) -> str:
    named = {SURNAME: "surname", PLACE: "place", FIRST_NAME: "first name"}
    parts = [word for bit, word in named.items() if code & bit]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
    contradiction = ", as the sources exclude each other" if code & CONTRADICTION else ""
    return (listed or "prior") + contradiction


def _block(
    surname: FloatArray,
    place: FloatArray,
    first_name: FloatArray | None,
    *,
    base: FloatArray,
    of_first: FloatArray,
) -> tuple[FloatArray, NDArray[np.uint8]]:
    """Return probabilities and what was used, for one block of people."""
    has_surname = ~np.isnan(surname[:, 0])
    has_place = ~np.isnan(place[:, 0])
    used = has_surname * np.uint8(SURNAME) + has_place * np.uint8(PLACE)
    product = np.where(has_surname[:, None], surname, base)
    np.multiply(product, place / base, out=product, where=has_place[:, None])
    if first_name is not None:
        has_first = ~np.isnan(first_name[:, 0])
        used += has_first * np.uint8(FIRST_NAME)
        np.multiply(product, first_name / of_first, out=product, where=has_first[:, None])
    totals = product.sum(axis=1)
    impossible = totals <= 0
    if impossible.any():
        by_surname = impossible & has_surname
        by_place = impossible & ~has_surname
        product[by_surname] = surname[by_surname]
        product[by_place] = place[by_place]
        used[by_surname] = SURNAME | CONTRADICTION
        used[by_place] = PLACE | CONTRADICTION
        totals = product.sum(axis=1)
    product /= totals[:, None]
    return product, used.astype(np.uint8)


def _shares(name: str, given: ArrayLike) -> FloatArray:
    """Return shares as an array of six columns: rows all NaN, or none negative and not all 0."""
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != len(GROUPS):
        raise ValueError(
            f"`{name}` must have one row a person and the {len(GROUPS)} columns "
            f"{', '.join(GROUPS)}, not the shape {array.shape}."
        )
    missing = np.isnan(array)
    in_part = int(np.count_nonzero(missing.any(axis=1) & ~missing.all(axis=1)))
    if in_part:
        raise ValueError(
            f"{in_part:,} of {len(array):,} rows of `{name}` are NaN in part: a row is known whole "
            "or not at all."
        )
    bad = int(np.count_nonzero((array < 0).any(axis=1) | np.isinf(array).any(axis=1)))
    bad += int(np.count_nonzero(~missing.any(axis=1) & (array.sum(axis=1) == 0)))
    if bad:
        raise ValueError(
            f"{bad:,} of {len(array):,} rows of `{name}` hold a negative or infinite share, or "
            "nothing but zeros; give NaN where nothing is known."
        )
    return array


def _prior(name: str, given: ArrayLike) -> FloatArray:
    array = np.asarray(given, dtype=np.float64)
    if array.shape != (len(GROUPS),) or not np.all(np.isfinite(array) & (array > 0)):
        raise ValueError(
            f"`{name}` must hold {len(GROUPS)} shares above 0 ({', '.join(GROUPS)}), not "
            f"{array.tolist()}: a group with a prior of 0 could never be found."
        )
    scaled: FloatArray = array / array.sum()
    return scaled
