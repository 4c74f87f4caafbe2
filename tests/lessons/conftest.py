"""A source of randomness, and the real neutral accounts where the offline mirror is there."""

import numpy as np
import pytest

from rml.amplification.neutral_accounts.daily_differences import daily_differences


@pytest.fixture
def rng():
    return np.random.default_rng(20261126)


@pytest.fixture
def real_differences(real_timelines):
    return daily_differences(real_timelines, scores=["url", "hashtag"])
