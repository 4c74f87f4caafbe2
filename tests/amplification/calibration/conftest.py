import pytest

from rml.data import ledger


@pytest.fixture(autouse=True)
def environment(tmp_path, monkeypatch):
    """Give each test a cache of its own and an empty ledger."""
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    ledger.clear()
    yield
    ledger.clear()
