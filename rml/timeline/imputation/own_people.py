"""From a file of names to probabilities: which tables are read, and which prior goes with which.

The prior of a Bayes step is the composition of the population that its places are parts of: for
counties and states that of all counties in 2018; for ZIP areas that of all of them in 2010
(`rml.timeline.imputation.zip_area_residents`). Both are residents of all ages, as in the table of
surnames. In a file without places the composition of adults in 2010 stands where it is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from rml.data.county_race import load_county_race
from rml.data.name_race import load_name_race, load_zcta_race
from rml.data.own_names import OwnNames
from rml.timeline.imputation.bisg import CONTRADICTION, FIRST_NAME, PLACE, SURNAME, Imputed, bifsg
from rml.timeline.imputation.groups import GROUPS, FloatArray, county_counts
from rml.timeline.imputation.names import NameMatch, match_first_names, match_surnames
from rml.timeline.imputation.places import (
    PlaceMatch,
    match_counties,
    match_states,
    match_zctas,
)
from rml.timeline.imputation.priors import (
    load_first_name_prior,
    load_national_prior,
    population_prior,
)
from rml.timeline.imputation.zip_area_residents import zip_area_prior

PLACE_WORDS: Final = {"zcta": "ZIP area", "county_fips": "county", "state": "state"}
"""The kinds of place, the smallest first: of several the smallest that is known counts."""


class ImputedPeople(NamedTuple):
    """Probabilities of a file's people, and what they rest on.

    Parameters
    ----------
    imputed
        Probabilities, shape (people, 6), and what was used.
    surnames, first_names
        How names were found; None if the file has no first names.
    places
        The kind of place that was used, in words, or an empty text; one a person.
    notes
        Rules that were applied to the file and to places, and how often, as sentences.
    """

    imputed: Imputed
    surnames: NameMatch
    first_names: NameMatch | None
    places: tuple[str, ...]
    notes: tuple[str, ...]

    def used_counts(self) -> dict[str, int]:
        """Return the number of people by what was used, in words."""
        used = self.imputed.used
        return {
            "surname": int(((used & SURNAME) > 0).sum()),
            "first name": int(((used & FIRST_NAME) > 0).sum()),
            "place": int(((used & PLACE) > 0).sum()),
            "nothing (the country's composition stands)": int((used == 0).sum()),
            "sources that exclude each other": int(((used & CONTRADICTION) > 0).sum()),
        }


def impute_people(
    own: OwnNames, *, columns: Mapping[str, str], where: str, restore_zeros: bool = False
) -> ImputedPeople:
    """Return the probabilities of every row of a file of names.

    Parameters
    ----------
    own
        The file's columns.
    columns
        By kind of place: what the file calls its column, for messages.
    where
        The file's name, for messages.
    restore_zeros
        As for `rml.timeline.imputation.places.match_zctas`.

    Raises
    ------
    DataError
        If a place is none; or if a table is altered.
    DataUnavailableError
        If a table is neither here nor to be downloaded.
    """
    tables = load_name_race()
    surnames = match_surnames(own.surnames, tables.surnames)
    first_names = (
        None if own.first_names is None else match_first_names(own.first_names, tables.first_names)
    )
    people = len(own.surnames)
    shares = np.full((people, len(GROUPS)), np.nan)
    of_applicants = load_first_name_prior()
    # One row a person: people of one file may have places of several kinds.
    kinds = np.full(people, "", dtype=object)
    notes = list(own.notes)
    matches, priors = _place_matches(own, columns, where=where, restore_zeros=restore_zeros)
    for kind, match in matches.items():
        new = np.isnan(shares[:, 0]) & ~np.isnan(match.shares[:, 0])
        shares[new] = match.shares[new]
        kinds[new] = kind
        notes += match.notes
    probabilities = np.empty((people, len(GROUPS)))
    used = np.empty(people, dtype=np.uint8)
    in_zctas = kinds == "zcta"
    elsewhere = next((priors[kind] for kind in ("counties", "zcta") if kind in priors), None)
    national = load_national_prior() if elsewhere is None else elsewhere
    for rows, prior in ((in_zctas, priors.get("zcta", national)), (~in_zctas, national)):
        part = bifsg(
            surnames.shares[rows],
            shares[rows],
            None if first_names is None else first_names.shares[rows],
            prior=prior,
            first_name_prior=of_applicants,
        )
        probabilities[rows], used[rows] = part
    # Where sources exclude each other the place was not used.
    words = [PLACE_WORDS.get(kind, "") for kind in kinds.tolist()]
    places = tuple(
        word if bits & PLACE else "" for word, bits in zip(words, used.tolist(), strict=True)
    )
    return ImputedPeople(Imputed(probabilities, used), surnames, first_names, places, tuple(notes))


def _place_matches(
    own: OwnNames, columns: Mapping[str, str], *, where: str, restore_zeros: bool
) -> tuple[dict[str, PlaceMatch], dict[str, FloatArray]]:
    """Return the places of each kind, the smallest first, and the priors of ZIPs and counties."""
    matches = {}
    priors = {}
    if "zcta" in own.places:
        areas = load_zcta_race()
        priors["zcta"] = zip_area_prior(areas)
        matches["zcta"] = match_zctas(
            own.places["zcta"],
            areas,
            column=columns["zcta"],
            where=where,
            restore_zeros=restore_zeros,
        )
    if {"county_fips", "state"} & set(own.places):
        counties = load_county_race().counties
        priors["counties"] = population_prior(county_counts(counties))
        if "county_fips" in own.places:
            matches["county_fips"] = match_counties(
                own.places["county_fips"],
                counties,
                column=columns["county_fips"],
                where=where,
                restore_zeros=restore_zeros,
            )
        if "state" in own.places:
            matches["state"] = match_states(
                own.places["state"], counties, column=columns["state"], where=where
            )
    return matches, priors
