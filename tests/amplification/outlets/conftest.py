"""Made links and lists, and the real ones where the offline mirror is there."""

import numpy as np
import pandas as pd
import pytest

from rml.data.politician_news_shares import NewsShares

OUTLETS = ("left.com", "middle.com", "right.com", "rare.com")


def make_shares(links, republican, nominate=None, *, outlets=OUTLETS):
    """Return the canonical frames of a table of links, shape (n, k)."""
    links = np.asarray(links)
    numbers = np.arange(1, len(links) + 1)
    affiliation = np.where(republican, "Republican", "Democrat")
    politicians = pd.DataFrame(
        {
            "politician": numbers,
            "role": ["House"] * len(links),
            "party": affiliation,
            "affiliation": affiliation,
            "nominate": np.where(republican, 0.5, -0.4) if nominate is None else nominate,
        }
    )
    rows, columns = links.nonzero()
    long = pd.DataFrame(
        {
            "politician": numbers[rows],
            "outlet": np.array(outlets)[columns],
            "links": links[rows, columns],
        }
    )
    return NewsShares(politicians=politicians, links=long)


@pytest.fixture
def rng():
    return np.random.default_rng(20211118)


@pytest.fixture
def shares(rng):
    """Forty politicians; `rare.com` is linked by three of them."""
    republican = np.repeat([False, True], 20)
    rates = np.where(republican[:, np.newaxis], [1.0, 4.0, 9.0], [9.0, 4.0, 1.0])
    links = np.column_stack([rng.poisson(rates), np.zeros(40, dtype=int)])
    links[:3, 3] = 2
    links[:, 1] += 1
    nominate = np.where(republican, 0.5, -0.4) + rng.normal(0, 0.1, 40)
    return make_shares(links, republican, nominate)


@pytest.fixture
def impressions():
    rows = [
        ("2021q2", 1, "video.com", 500),
        ("2021q2", 2, "left.com", 200),
        ("2021q2", 3, "", 100),
        ("2021q2", 4, "middle.com", 80),
        ("2021q2", 5, "news.right.com", 60),
        ("2021q2", 6, "right.com", 50),
        ("2021q2", 7, "rare.com", 10),
        ("2021q3", 1, "right.com", 300),
        ("2021q3", 2, "left.com", 100),
        ("2021q3", 3, "", 50),
    ]
    return pd.DataFrame(rows, columns=["quarter", "rank", "domain", "impressions"])


@pytest.fixture(scope="session")
def real(mirror):
    from rml.data.citizen_browser_domains import (  # noqa: PLC0415 - not needed without files
        load_domain_impressions,
    )
    from rml.data.politician_news_shares import (  # noqa: PLC0415 - likewise
        load_politician_news_shares,
    )

    return load_politician_news_shares(), load_domain_impressions()
