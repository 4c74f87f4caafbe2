"""A source of randomness, and the real neutral accounts where the offline mirror is there."""

import os

import numpy as np
import pytest

from rml.amplification.neutral_accounts.daily_differences import daily_differences
from rml.data import ledger
from rml.data.drifterbot import load_timelines


@pytest.fixture
def rng():
    return np.random.default_rng(20261126)


@pytest.fixture
def real_differences():
    if not os.environ.get("RML_MIRROR", "").strip():
        pytest.skip("needs the real files: set RML_MIRROR to the offline mirror")
    ledger.clear()
    yield daily_differences(load_timelines(), scores=["url", "hashtag"])
    ledger.clear()
