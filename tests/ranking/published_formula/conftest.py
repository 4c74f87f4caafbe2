import pytest

from rml.data import ledger
from rml.data.published_ranker import load_ranker_parameters, load_ranker_weights
from rml.ranking.published_formula.adjustments import factors_of
from rml.ranking.published_formula.weights import weights_of


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_CACHE", str(tmp_path))
    ledger.clear()
    yield
    ledger.clear()


@pytest.fixture(scope="session")
def weights():
    return weights_of(load_ranker_weights())


@pytest.fixture(scope="session")
def parameters():
    return load_ranker_parameters()


@pytest.fixture(scope="session")
def factors(parameters):
    return factors_of(parameters)
