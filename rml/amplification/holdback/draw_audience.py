"""The audience of a planted experiment, drawn user by user without writing a log."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, BUCKETS
from rml.amplification.holdback.behaviour import PlantedExperiment, draw_type_counts
from rml.amplification.holdback.reach_counts import ReachCounts
from rml.amplification.holdback.reduced import PATTERN_TYPES, Audience, Patterns, concatenated
from rml.data.ledger import simulated


@simulated
def draw_audience(
    experiment: PlantedExperiment, rng: np.random.Generator
) -> tuple[Audience, NDArray[np.int64]]:
    """Return one draw of the audience of an experiment in one country, and its users by bucket.

    Every meeting of a user and an author is drawn, so that memberships can be resampled. It has
    the distribution of a log that was written and reduced, without the cost of either; the
    same set of authors may stand in several patterns of a day.

    Returns
    -------
    audience
        Of all days, with buckets of users.
    users
        Users of each arm by bucket, shape (2, 256).

    Raises
    ------
    ValueError
        If the experiment has several countries.
    """
    if len(set(experiment.type_country)) > 1:
        raise ValueError("Draw the countries one by one: users of one are not those of another.")
    types = draw_type_counts(experiment, rng)
    ends = np.cumsum(types.ravel()).reshape(types.shape)
    bucket = rng.integers(BUCKETS, size=int(ends[-1, -1]))
    rates = np.stack([experiment.arm_rate(arm) for arm in ARMS])
    cumulative = rates.cumsum(axis=2)
    days = [
        _day(
            experiment,
            day,
            _meetings(types, ends, cumulative, factor, rng),
            control=int(ends[0, -1]),
            bucket=bucket,
        )
        for day, factor in enumerate(experiment.day_factor)
    ]
    users = np.zeros((2, BUCKETS), dtype=np.int64)
    arm = np.repeat([0, 1], types.sum(axis=1))
    np.add.at(users, (arm, bucket), 1)
    return concatenated(days), users


@simulated
def draw_full_counts(
    experiment: PlantedExperiment, rng: np.random.Generator
) -> tuple[Audience, ReachCounts]:
    """Return one draw of an experiment's audience, and the reach counts that follow from it."""
    audience, users = draw_audience(experiment, rng)
    assert audience.bucket_reach is not None  # noqa: S101 - drawn with buckets
    return audience, ReachCounts(
        sets=audience.parties,
        by_bucket=np.asarray(audience.bucket_reach, dtype=np.int64),
        users=np.repeat(users[:, None], len(audience.parties), axis=1),
        alone=np.asarray(audience.single, dtype=np.int64),
        set_of_author=np.asarray(audience.party_of_author, dtype=np.intp),
    )


def _meetings(
    types: NDArray[np.int64],
    ends: NDArray[np.int64],
    cumulative: NDArray[np.float64],
    factor: float,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Return a day's meetings as ``user * authors + author``, ascending, each once."""
    authors = cumulative.shape[2]
    keys = []
    for arm in range(2):
        for kind, users in enumerate(types[arm]):
            rate = cumulative[arm, kind]
            count = rng.poisson(users * rate[-1] * factor)
            user = ends[arm, kind] - users + rng.integers(max(users, 1), size=count)
            author = np.searchsorted(rate, rng.random(count) * rate[-1], side="right")
            keys.append(user * authors + np.minimum(author, authors - 1))
    return np.unique(np.concatenate(keys))


def _day(
    experiment: PlantedExperiment,
    day: int,
    keys: NDArray[np.int64],
    *,
    control: int,
    bucket: NDArray[np.int64],
) -> Audience:
    """Return the audience of one day's meetings; the first ``control`` users are of that arm."""
    party = experiment.authors["party"].map(experiment.parties.index).to_numpy(dtype=np.int64)
    count, parties = len(party), len(experiment.parties)
    user, author = keys // count, keys % count
    arm = (user >= control).astype(np.int64)
    of_party = party[author]
    new = np.r_[True, (user[1:] != user[:-1]) | (of_party[1:] != of_party[:-1])][: len(keys)]
    start = np.flatnonzero(new)
    size = np.diff(np.r_[start, len(keys)])
    one = start[size == 1]
    single = np.bincount(arm[one] * count + author[one], minlength=2 * count)
    several = np.repeat(size > 1, size)
    first = start[size > 1]
    cell = (arm[start] * parties + of_party[start]) * BUCKETS + bucket[user[start]]
    fields = {
        "day": np.zeros(len(first)),
        "arm": arm[first],
        "party": of_party[first],
        "offsets": np.cumsum(np.r_[0, size[size > 1]]),
        "members": author[several],
        "users": np.ones(len(first)),
    }
    return Audience(
        days=experiment.days[day : day + 1],
        authors=experiment.authors,
        group="party",
        single=single.reshape(1, 2, count),
        patterns=Patterns(**{name: fields[name].astype(PATTERN_TYPES[name]) for name in fields}),
        bucket_reach=np.bincount(cell, minlength=2 * parties * BUCKETS).reshape(
            1, 2, parties, BUCKETS
        ),
        author_buckets=None,
    )
