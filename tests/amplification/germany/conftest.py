"""Made poster strings and rules, and the real ones where the offline mirror is there."""

import pandas as pd
import pytest

POSTERS = [
    ("afd", "AfD", 40, 100),
    ("afd", "AFD - Agence de Musterland", 1, 2),
    ("afd", "AfD Musterstadt", 3, 30),
    ("afd", "AfD Musterstadt Rathaus", 2, 5),
    ("afd", "AfD-Musterstadt", 1, 1),
    ("afd", "AfD Musterstadt-Land", 12, 6),
    ("afd", "AfD-Freunde Musterland", 1, 20),
    ("afd", "Erika Mustermann - AfD", 4, 9),
    ("spd", "SPD", 20, 10),
    ("spd", "SPD SPD", 1, 3),
    ("spd", "SPD Musterstadt", 1, 4),
    ("spd", "SPD Musterstadt Nord", 1, 6),
    ("spd", "SPD Musterstadt Nord Max Mustermann", 1, 1),
    ("spd", "🔴 Pro SPD 🔴", 1, 2),
    ("spd", "Pro SPD", 1, 1),
]
RULES = [
    ("pattern", "^afd agence", "false_match", 0, "A foreign agency"),
    ("pattern", r"\bfreunde\b|^pro spd$", "supporters", 0, "Friends"),
    ("row", "8", "person", 0, "A person"),
    ("row", "10", "same_page", 9, "The same page"),
    ("row", "12", "separate", 0, "A branch of its own"),
]


@pytest.fixture
def posters():
    frame = pd.DataFrame(POSTERS, columns=["party", "poster", "panelists", "posts"])
    frame.insert(0, "row", range(1, len(frame) + 1))
    frame.insert(2, "party_upstream", frame["party"].str.upper())
    return frame


@pytest.fixture
def rules():
    return pd.DataFrame(RULES, columns=["scope", "match", "kind", "page_row", "reason"])


@pytest.fixture(scope="session")
def real(mirror):
    from rml.data.citizen_browser_germany import (  # noqa: PLC0415 - not needed without files
        load_party_posters,
        load_poster_rules,
    )

    return load_party_posters(), load_poster_rules()
