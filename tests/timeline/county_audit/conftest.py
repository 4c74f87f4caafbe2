import numpy as np
import pytest

from rml.timeline.county_audit.worlds import Authors, Places


@pytest.fixture(autouse=True)
def environment(own_environment):
    """Give each test a cache of its own, no mirror, no tables, and an empty ledger."""


@pytest.fixture
def places():
    """Return 200 made-up counties in ten states, unequal in size and composition."""
    rng = np.random.default_rng(4)
    state = np.repeat(np.arange(10), 20)
    return Places(
        residents=np.rint(rng.lognormal(10, 1.2, 200)).astype(np.int64) + 100,
        share=rng.beta(0.6, 3.5, 200) * (0.3 + 0.07 * state),
        state=state,
        rural=rng.uniform(0, 1, 200),
    )


@pytest.fixture
def authors():
    """Return authors who are many and not very unequal, so that few draws show much."""
    return Authors(
        per_thousand=20.0, mean_impressions=500.0, squared_variation=5.0, county_spread=0.03
    )
