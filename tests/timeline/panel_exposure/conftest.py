"""Made count tables, and the real ones where the mirror is at hand."""

import pandas as pd
import pytest

from rml.data import ledger
from rml.data.citizen_browser import load_hashtag_exposure, load_health_exposure

SETTINGS = {"level": 0.95, "alpha": 0.05, "equality_band": 0.8}
SIZES = {"small": 8, "middle": 190, "large": 1995}


def table(outcome, exposed, sizes=SIZES):
    """Return the count table of one outcome."""
    return pd.DataFrame(
        {
            "outcome": outcome,
            "group": list(sizes),
            "exposed": list(exposed),
            "panelists": list(sizes.values()),
            "restored": False,
        }
    )


@pytest.fixture(autouse=True)
def empty_ledger():
    """Leave no input noted for whatever runs next in this process."""
    yield
    ledger.clear()


@pytest.fixture
def settings():
    return dict(SETTINGS)


@pytest.fixture
def counts():
    """Two outcomes of three groups; in the first, one group lies far below the rest."""
    return pd.concat([table("first", (0, 5, 180)), table("second", (1, 9, 96))], ignore_index=True)


@pytest.fixture(scope="session")
def real_counts(mirror, tmp_path_factory):
    """The corrected real tables, health first, as the notebook loads them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RML_MIRROR", str(mirror))
        patch.setenv("RML_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("RML_OFFLINE", "1")
        frame = pd.concat([load_health_exposure(), load_hashtag_exposure()], ignore_index=True)
    ledger.clear()
    return frame
