"""What tests of products share: an empty ledger, and what a call displayed."""

from __future__ import annotations

import json

import IPython.display
import matplotlib as mpl
import pytest

from rml.data import ledger
from rml.estimate import Estimate
from rml.report.products import PRODUCT_MIME


class Shown(list):
    """The bundles that were displayed, in order."""

    @property
    def product(self):
        """The last product, after a trip through JSON as a notebook stores it."""
        return json.loads(json.dumps(self[-1][PRODUCT_MIME], allow_nan=False))

    @property
    def html(self):
        """What JupyterLab shows of the last product."""
        return self[-1]["text/html"]


@pytest.fixture(autouse=True)
def _fresh_ledger():
    ledger.clear()
    yield
    ledger.clear()


@pytest.fixture(autouse=True)
def _own_settings():
    with mpl.rc_context():
        mpl.use("agg")
        yield


@pytest.fixture
def shown(monkeypatch):
    bundles = Shown()
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


@pytest.fixture
def real():
    ledger.record_input("some_dataset", "real")


@pytest.fixture
def simulated():
    ledger.record_input("some_generator", "simulated")


@pytest.fixture
def make_estimate():
    def make(value=9.41, low=8.93, high=9.89, *, unit="percentage points", n="40,000 pairs"):
        return Estimate(
            value=value,
            low=low,
            high=high,
            level=None if low is None else 0.95,
            n=n,
            unit=unit,
            method="Wilson interval",
        )

    return make


@pytest.fixture
def gap(make_estimate):
    return make_estimate()
