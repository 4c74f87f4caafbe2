"""The day of today, which decides what is due; set, it builds again what was built on a day."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import Final

from rml.errors import CollectionError

VARIABLE: Final = "RML_TODAY"


def today() -> date:
    """Return the day that runs take for today: ``RML_TODAY`` if it is set, else the day in UTC.

    Raises
    ------
    CollectionError
        If ``RML_TODAY`` is no day.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise CollectionError(
            f"{given!r} is no day of the calendar.",
            where=VARIABLE,
            remedy="Write year-month-day, such as 2027-01-31, or unset it for the day of today.",
        ) from error
