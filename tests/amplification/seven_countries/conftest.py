import pandas as pd
import pytest


@pytest.fixture(autouse=True)
def environment(own_environment):
    """Give each test a cache of its own, no mirror, no tables, and an empty ledger."""


@pytest.fixture
def legislators():
    """Return a function that makes a frame of members from parties and their numbers."""

    def made(*parties):
        rows = []
        for country, group, party, number, *more in parties:
            given = dict(zip(("sitting", "known", "coded", "chamber"), more, strict=False))
            rows += [
                {
                    "country": country,
                    "chamber": given.get("chamber", "one"),
                    "group_id": group,
                    "party": party,
                    "vparty_id": given.get("coded"),
                    "known_account": place < given.get("known", 0),
                    "sitting": given.get("sitting", True),
                }
                for place in range(number)
            ]
        return pd.DataFrame(rows).astype({"vparty_id": "Int64"})

    return made


@pytest.fixture
def positions():
    """Return a function that makes a frame of positions: country, year, number, position."""

    def made(*rows):
        names = ("country", "year", "vparty_id", "left_right", "government")
        frame = pd.DataFrame(
            [dict(zip(names, (*row, "opposition")[:5], strict=True)) for row in rows],
            columns=list(names),
        )
        return frame.astype({"left_right": float, "year": int, "vparty_id": int})

    return made
