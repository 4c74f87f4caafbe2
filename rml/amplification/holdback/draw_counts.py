"""Simulated reach counts of a planted experiment, drawn without writing a log.

Given its type, a user's exposures on different days and to different authors are independent.
So the users of a bucket, arm and type who are reached on a day are a binomial count, and those
among them who met one author alone a multinomial one. The counts have the same joint
distribution as those reduced from a log of the same experiment, at any number of users.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, BUCKETS
from rml.amplification.holdback.behaviour import (
    FloatArray,
    PlantedExperiment,
    draw_type_counts,
    reach_probability,
)
from rml.amplification.holdback.reach_counts import ReachCounts
from rml.data.ledger import simulated


@simulated
def draw_reach_counts(
    experiment: PlantedExperiment, rng: np.random.Generator, *, buckets: int = BUCKETS
) -> ReachCounts:
    """Return one draw of the reach counts of all parties: users are assigned and behave anew."""
    one = np.ones(len(experiment.days), dtype=np.int64)
    return _draw(experiment, experiment.day_factor, one, rng, buckets)


@simulated
def draw_pooled_counts(
    experiment: PlantedExperiment, rng: np.random.Generator, *, buckets: int = BUCKETS
) -> ReachCounts:
    """Return one draw of the reach counts summed over days, as if the window were one day.

    Days with the same activity are drawn together, which makes the draw many times cheaper than
    `draw_reach_counts` and gives its sum over days the same distribution. Only ratios of
    reach pooled over days can be estimated from it.
    """
    factors, often = np.unique(experiment.day_factor, return_counts=True)
    levels = _draw(experiment, factors, often, rng, buckets)
    return ReachCounts(
        sets=levels.sets,
        by_bucket=levels.by_bucket.sum(axis=0, keepdims=True),
        users=levels.users,
        alone=levels.alone.sum(axis=0, keepdims=True),
        set_of_author=levels.set_of_author,
    )


def _draw(
    experiment: PlantedExperiment,
    day_factor: FloatArray,
    often: NDArray[np.int64],
    rng: np.random.Generator,
    buckets: int,
) -> ReachCounts:
    """Return the counts for kinds of days of which each stands for ``often`` days."""
    parties = experiment.parties
    users = _users_by_bucket(experiment, rng, buckets)
    set_of_author = experiment.authors["party"].map(parties.index).to_numpy(dtype=np.intp)
    by_bucket = np.zeros((len(day_factor), 2, len(parties), buckets), dtype=np.int64)
    alone = np.zeros((len(day_factor), 2, len(set_of_author)), dtype=np.int64)
    for arm, name in enumerate(ARMS):
        author_rates, party_rates = experiment.arm_rate(name), experiment.party_rate(name)
        for kind in range(len(experiment.type_share)):
            met = np.flatnonzero(party_rates[kind])
            chance = -np.expm1(-np.outer(day_factor, party_rates[kind, met]))
            trials = often[:, None, None] * users[arm, kind]
            hits = rng.binomial(trials, chance[:, :, None])
            by_bucket[:, arm, met] += hits
            totals = hits.sum(axis=2)
            for place, party in enumerate(met):
                own = np.flatnonzero(set_of_author == party)
                share = _alone_share(day_factor, author_rates[kind, own])
                alone[:, arm, own] += rng.multinomial(totals[:, place], share)[:, :-1]
    country = experiment.authors.groupby("party", sort=False)["country"].first()
    at_home = np.array(experiment.type_country)[None] == country[list(parties)].to_numpy()[:, None]
    return ReachCounts(
        sets=parties,
        by_bucket=by_bucket,
        users=np.einsum("pt,atb->apb", at_home.astype(np.int64), users),
        alone=alone,
        set_of_author=set_of_author,
    )


@simulated
def draw_author_reach(experiment: PlantedExperiment, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return one draw of each author's daily reach, shape (d, 2, j).

    Authors are independent given the users' types, so the draw has the authors' joint
    distribution; it is not the same draw as one of ``draw_reach_counts``.
    """
    counts = draw_type_counts(experiment, rng)
    chance = reach_probability(experiment, by="author")
    return np.asarray(rng.binomial(counts[None, :, :, None], chance).sum(axis=2))


def _users_by_bucket(
    experiment: PlantedExperiment, rng: np.random.Generator, buckets: int
) -> NDArray[np.int64]:
    """Return the number of users of each arm and type in each bucket, shape (2, t, b)."""
    counts = draw_type_counts(experiment, rng)
    even = np.full(buckets, 1 / buckets)
    return np.stack([rng.multinomial(of_arm, even) for of_arm in counts])


def _alone_share(day_factor: FloatArray, rates: FloatArray) -> FloatArray:
    """Return, of those reached by a set, the share who met each author alone, shape (d, j + 1).

    The last entry is the share who met several.
    """
    each = day_factor[:, None] * rates
    total = each.sum(axis=1, keepdims=True)
    # P(j and no other) = (1 - exp(-a_j)) exp(-(A - a_j)) = exp(-A) (exp(a_j) - 1).
    alone = np.exp(-total) * np.expm1(each) / -np.expm1(-total)
    several = np.clip(1 - alone.sum(axis=1, keepdims=True), 0, 1)
    shares = np.concatenate([alone, several], axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
