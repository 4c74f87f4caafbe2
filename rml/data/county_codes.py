"""Codes of counties that have changed, and codes of no county: one rule for all who read them."""

from __future__ import annotations

from typing import Final

RENUMBERED: Final = {
    "46113": "46102",  # Shannon County, South Dakota, is Oglala Lakota County since 2015
    "02270": "02158",  # Wade Hampton Census Area, Alaska, is Kusilvak since 2015
    "51515": "51019",  # the city of Bedford, Virginia, is part of Bedford County since 2013
    "02063": "02261",  # Chugach and Copper River, Alaska, were one area, Valdez-Cordova, to 2019
    "02066": "02261",
}
"""Codes of counties that were renamed, merged or split, and those of 2018 that they are read as."""

NO_COUNTIES: Final = {"36000": "the board of elections of Kansas City, Missouri"}
"""Codes that sources use and that no county has; rows with these are left out."""

NOT_IN_TABLE: Final = (
    ("72", "Puerto Rico, which the county table leaves out"),
    ("091", "planning regions of Connecticut of 2022, which are unions of no counties"),
)
"""Beginnings of codes that the county table of 2018 lacks, and what such codes are."""
