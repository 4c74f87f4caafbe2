"""Which tables of one's own an audit of a holdback experiment takes, and their columns.

Imports nothing, so that a parameter model may name it; the schemas say the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OWN_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "impressions": ("user", "arm", "day", "author", "dwell_ms", "visible_fraction"),
    "users": ("user", "arm", "country"),
    "authors": ("author", "country", "party"),
}
