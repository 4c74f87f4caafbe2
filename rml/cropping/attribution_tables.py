"""Attributions over people as tables: shares by region, by baseline and by block."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rml.cropping.attribution import REGIONS
from rml.cropping.portrait_attributions import Attributions
from rml.estimate import Estimate


def share_table(
    attributions: Mapping[str, Attributions], *, level: float
) -> tuple[pd.DataFrame, dict[str, dict[str, Estimate]]]:
    """Return each region's share of the mean explained score, as rows and as estimates.

    Parameters
    ----------
    attributions
        By a name, such as a group or a baseline.
    level
        Of the t intervals over people.

    Returns
    -------
    tuple
        Rows ``of, region, share, low, high`` in percent, with ``reachable``, the region's
        share of the pixels on which the score can depend; and estimates by name and region.
    """
    found = {
        name: {region: one.share(region, level=level) for region in REGIONS}
        for name, one in attributions.items()
    }
    rows = [
        {
            "of": name,
            "region": region,
            "share": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
            "reachable": 100 * float(attributions[name].reachable[:, REGIONS.index(region)].mean()),
        }
        for name, estimates in found.items()
        for region, estimate in estimates.items()
    ]
    return pd.DataFrame(rows), found


def baseline_table(attributions: Mapping[str, Attributions], *, level: float) -> pd.DataFrame:
    """Return :func:`share_table` by baseline, with what was explained and the shortfall.

    ``baseline, region, share, low, high, reachable`` in percent, ``explained`` in units of the
    score, and ``largest_shortfall`` as a share of it.
    """
    shares, _ = share_table(attributions, level=level)
    of = shares.rename(columns={"of": "baseline"})
    named = of["baseline"].map(attributions)
    return of.assign(
        explained=[float(one.explained.mean()) for one in named],
        largest_shortfall=[one.largest_shortfall for one in named],
    )


def block_table(attributions: Mapping[str, Attributions]) -> pd.DataFrame:
    """Return the mean share of each block, ``of, row, column, share`` in percent.

    Shares are of the mean explained score, so that a group's blocks add up to 100 but for
    the shortfall.
    """
    tables = []
    for name, one in attributions.items():
        mean = 100 * one.blocks.mean(axis=0) / one.explained.mean()
        down, across = np.indices(mean.shape)
        tables.append(
            pd.DataFrame(
                {
                    "of": name,
                    "row": down.ravel(),
                    "column": across.ravel(),
                    "share": mean.ravel(),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
