"""How many users of each country each arm has, whether they met an author or not."""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, BUCKETS, bucket_of
from rml.amplification.holdback.reach_counts import ReachCounts
from rml.amplification.holdback.reduced import Audience


def users_by_bucket(users: ir.Table) -> ir.Table:
    """Return arm, country, bucket and users: how many users of a country each bucket holds."""
    bucketed = users.mutate(bucket=bucket_of(users.user).cast("int64"))
    return bucketed.group_by(["arm", "country", "bucket"]).agg(users=bucketed.count())


def users_of_parties(counts: pd.DataFrame, audience: Audience) -> NDArray[np.int64]:
    """Return the users of each party's countries by arm and bucket, shape (2, p, 256).

    Parameters
    ----------
    counts
        As `users_by_bucket` gives them: ``arm, country, bucket, users``.
    audience
        Its parties; a party's countries are those of its authors.
    """
    table = np.zeros((len(ARMS), len(audience.parties), BUCKETS), dtype=np.int64)
    arms = counts["arm"].map(ARMS.index).to_numpy()
    buckets = counts["bucket"].to_numpy(dtype=np.int64)
    users = counts["users"].to_numpy(dtype=np.int64)
    countries = counts["country"].to_numpy()
    for index, (_, rows) in enumerate(audience.authors.groupby(audience.group, sort=False)):
        home = np.isin(countries, rows["country"].dropna().unique())
        np.add.at(table[:, index], (arms[home], buckets[home]), users[home])
    return table


def reach_counts(audience: Audience, users: pd.DataFrame) -> ReachCounts:
    """Return what intervals rest on, from an audience and the counts of `users_by_bucket`.

    Raises
    ------
    ValueError
        If the audience was reduced without buckets of users.
    """
    if audience.bucket_reach is None:
        raise ValueError("The audience has no buckets of users: reduce the log with them.")
    return ReachCounts(
        sets=audience.parties,
        by_bucket=np.asarray(audience.bucket_reach, dtype=np.int64),
        users=users_of_parties(users, audience),
        alone=np.asarray(audience.single, dtype=np.int64),
        set_of_author=np.asarray(audience.party_of_author, dtype=np.intp),
    )
