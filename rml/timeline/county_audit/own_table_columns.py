"""Which tables of one's own a county audit takes, and the columns that they must have.

Imports nothing, so that a parameter model may name it; the schemas say the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BY_COUNTY: Final[Mapping[str, tuple[str, ...]]] = {
    "county_impressions": ("fips", "authors", "impressions"),
}
BY_AUTHOR: Final[Mapping[str, tuple[str, ...]]] = {
    "author_impressions": ("author", "fips", "impressions"),
}
RAW_LOG: Final[Mapping[str, tuple[str, ...]]] = {
    "impressions": ("author",),
    "authors": ("author", "fips"),
}
