"""Made timelines, and the real ones where the offline mirror is there."""

import numpy as np
import pandas as pd
import pytest

from rml.amplification.neutral_accounts.daily_differences import LEANINGS, daily_differences

FIRST_DAY = pd.Timestamp("2019-07-13")


def make_timelines(home, friends, *, scores=("url",), drop=()):
    """Return timelines of 15 accounts from two arrays of shape (15, days).

    Days in `drop`, pairs of account number and day, are left out of the home timelines.
    """
    rows = []
    for score in scores:
        for place, (seen, posted) in enumerate(zip(home, friends, strict=True)):
            for timeline, values, count in (("home", seen, 50), ("friends", posted, 500)):
                rows += [
                    {
                        "leaning": LEANINGS[place // 3],
                        "bot": place + 1,
                        "score": score,
                        "timeline": timeline,
                        "date": FIRST_DAY + pd.Timedelta(days=day),
                        "mean": value,
                        "variance": 0.04,
                        "count": min(count, 25 * (day + 1)),
                    }
                    for day, value in enumerate(values)
                    if timeline == "friends" or (place + 1, day) not in drop
                ]
    return pd.DataFrame(rows)


@pytest.fixture
def rng():
    return np.random.default_rng(20190713)


@pytest.fixture
def made_timelines():
    return make_timelines


@pytest.fixture
def timelines(rng):
    return make_timelines(
        rng.normal(-0.02, 0.05, size=(15, 60)),
        rng.normal(0.0, 0.05, size=(15, 60)),
        scores=("url", "hashtag"),
    )


@pytest.fixture
def differences(timelines):
    return daily_differences(timelines, scores=["url", "hashtag"])


@pytest.fixture(scope="session")
def real_differences(real_timelines):
    return daily_differences(real_timelines, scores=["url", "hashtag"])
