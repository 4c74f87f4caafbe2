"""Small tables of authors, counties and impressions, and plain pandas answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

COUNTIES = pd.DataFrame(
    {
        "fips": ["01001", "01003", "46102", "51019", "35013"],
        "state": ["Alabama", "Alabama", "South Dakota", "Virginia", "New Mexico"],
        "total": [1000, 50, 400, 300, 200],
        "nh_black": [300, 5, 1, 60, 2],
        "nh_white": [600, 40, 50, 200, 60],
    }
)


def author_table(fips, impressions, authors=None):
    """Return a table by author; values may be missing."""
    ids = range(1, len(fips) + 1) if authors is None else authors
    return pa.table(
        {
            "author": pa.array(ids, pa.int64()),
            "fips": pa.array(fips, pa.string()),
            "impressions": pa.array(impressions, pa.int64()),
        }
    )


def random_authors(rng, size=80):
    """Return sound authors of all counties, skewed impressions, many of them 0."""
    fips = rng.choice(COUNTIES["fips"], size, p=[0.5, 0.1, 0.2, 0.1, 0.1])
    return author_table(fips.tolist(), np.floor(rng.lognormal(1, 2, size) - 1).clip(0).astype(int))


def plain_sums(table):
    """Return the sums by county and the median, author by author."""
    frame = table.to_pandas()
    ordered = np.sort(frame["impressions"].to_numpy())
    median = int(ordered[(len(ordered) + 1) // 2 - 1])
    frame["squares"] = frame["impressions"].astype(float) ** 2
    frame["above_median"] = frame["impressions"] > median
    grouped = frame.groupby("fips")
    sums = grouped[["impressions", "squares", "above_median"]].sum()
    sums.insert(0, "authors", grouped.size())
    return sums.reset_index(), median
