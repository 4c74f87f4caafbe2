import pytest

from rml.data import ledger


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_CACHE", str(tmp_path))
    ledger.clear()
    yield
    ledger.clear()
