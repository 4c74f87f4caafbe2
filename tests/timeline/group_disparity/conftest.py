import pytest


@pytest.fixture(autouse=True)
def environment(own_cache):
    """Give each test a cache of its own and an empty ledger."""
