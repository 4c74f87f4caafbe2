"""Write the log of a planted experiment: impressions, users and authors as Parquet files.

The log of a day is drawn as the experiment says: exposures of each type of users to each
author are Poisson. To the exposures that linger it adds impressions that do not and
impressions from abroad, which a reducer must leave out. Rows of a day stand in random order,
and the numbers of users say nothing of their type.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rml.amplification.holdback.audience import ARMS, LingerRule
from rml.amplification.holdback.behaviour import PlantedExperiment, draw_type_counts
from rml.data.ledger import simulated

_PAIRS: Final = 1 << 16
_MEAN_DWELL_MS: Final = 2_500.0
_LONGEST_DWELL_MS: Final = 60_000
_ROW_GROUP: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLog:
    """Where a simulated log was written.

    Parameters
    ----------
    impressions
        One file a day, in the order of the days.
    users, authors
        The tables of users and authors.
    rows
        Impressions in all.
    """

    impressions: tuple[Path, ...]
    users: Path
    authors: Path
    rows: int


@simulated
def write_log(
    experiment: PlantedExperiment,
    folder: Path,
    *,
    rule: LingerRule,
    lingering_share: float,
    foreign_share: float,
    seed: int,
    threads: int = 2,
) -> WrittenLog:
    """Return where the log of one draw of an experiment was written.

    Parameters
    ----------
    experiment
        What users and authors do. Its rates are of lingering exposures.
    folder
        Where to write; made if it is not there.
    rule
        What lingers.
    lingering_share
        Expected share of impressions that pass the rule, in (0, 1].
    foreign_share
        Expected share of impressions whose author is of another country than the user, in
        [0, 1).
    seed
        The log depends on it alone, not on ``threads``.
    threads
        Days written at a time.

    Raises
    ------
    ValueError
        If a share is out of range, or there is one country and yet a foreign share.
    """
    if not 0 < lingering_share <= 1 or not 0 <= foreign_share < 1:
        raise ValueError(
            "`lingering_share` must lie in (0, 1] and `foreign_share` in [0, 1), not "
            f"{lingering_share} and {foreign_share}."
        )
    for_users, for_pairs, *for_days = np.random.SeedSequence(seed).spawn(2 + len(experiment.days))
    people = _drawn_people(experiment, np.random.default_rng(for_users))
    views = _drawn_views(rule, lingering_share, np.random.default_rng(for_pairs))
    rows = _Rows(experiment, people, 1 / lingering_share, foreign_share)
    author_ids = experiment.authors["author"].to_numpy(dtype=np.int64)
    (folder / "impressions").mkdir(parents=True, exist_ok=True)

    def write(place: int) -> tuple[Path, int]:
        rng = np.random.default_rng(for_days[place])
        day = experiment.days[place]
        user, author = rows.of_day(experiment.day_factor[place], rng)
        table = _impressions(day, people, user, author_ids[author], views=views, rng=rng)
        path = folder / "impressions" / f"{day}.parquet"
        pq.write_table(
            table,
            path,
            row_group_size=_ROW_GROUP,
            compression="zstd",
            compression_level=1,
            # Arms are written as text, whatever they are in memory.
            store_schema=False,
            use_dictionary=[name for name in table.column_names if name != "user"],
        )
        return path, len(user)

    with ThreadPoolExecutor(threads) as pool:
        written = list(pool.map(write, range(len(experiment.days))))
    pq.write_table(_users(experiment, people), folder / "users.parquet", store_schema=False)
    experiment.authors.to_parquet(folder / "authors.parquet", index=False)
    return WrittenLog(
        impressions=tuple(path for path, _ in written),
        users=folder / "users.parquet",
        authors=folder / "authors.parquet",
        rows=sum(count for _, count in written),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _People:
    """The users in the order of arm and type: block b holds size[b] of them from start[b] on."""

    ids: NDArray[np.int64]
    start: NDArray[np.int64]
    size: NDArray[np.int64]
    control: int


def _drawn_people(experiment: PlantedExperiment, rng: np.random.Generator) -> _People:
    size = draw_type_counts(experiment, rng).ravel()
    return _People(
        ids=rng.permutation(size.sum()),
        start=np.cumsum(size) - size,
        size=size,
        control=experiment.users[0],
    )


class _Rows:
    """Draws who is shown whom on a day.

    Parameters
    ----------
    experiment, people
        Who is there.
    rows_per_exposure
        Impressions for each lingering exposure.
    foreign_share
        Share of impressions whose author is of another country.
    """

    def __init__(
        self,
        experiment: PlantedExperiment,
        people: _People,
        rows_per_exposure: float,
        foreign_share: float,
    ) -> None:
        self._people = people
        rates = np.concatenate([experiment.arm_rate(arm) for arm in ARMS])
        self._means = rates * people.size[:, None] * rows_per_exposure  # shape (2t, j)
        countries = sorted({*experiment.type_country, *experiment.authors["country"]})
        self._author_country = np.array(
            [countries.index(name) for name in experiment.authors["country"]]
        )
        block_country = [countries.index(name) for name in experiment.type_country] * len(ARMS)
        self._user_country = np.repeat(np.array(block_country, dtype=np.int16), people.size)
        home = np.bincount(self._user_country, minlength=len(countries)) / len(people.ids)
        popularity = self._means.sum(axis=0)
        abroad = 1 - home[self._author_country]
        if foreign_share and not popularity @ abroad:
            raise ValueError("With all users of one country `foreign_share` must be 0.")
        # Drawn for users of all countries; those at home are taken out again.
        wanted = foreign_share / (1 - foreign_share) * popularity.sum()
        self._abroad = popularity * (wanted / (popularity @ abroad) if foreign_share else 0.0)

    def of_day(
        self, day_factor: float, rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the users' places and the authors' row numbers, in random order."""
        people = self._people
        counts = rng.poisson(self._means * day_factor)
        authors = np.arange(counts.shape[1], dtype=np.int32)
        author = np.repeat(np.tile(authors, len(counts)), counts.ravel())
        per_block = counts.sum(axis=1)
        within = rng.random(len(author))
        within *= np.repeat(people.size, per_block)
        user = within.astype(np.int64)
        user += np.repeat(people.start, per_block)
        far_author = np.repeat(authors, rng.poisson(self._abroad * day_factor))
        far_user = rng.integers(0, len(people.ids), len(far_author))
        far = self._user_country[far_user] != self._author_country[far_author]
        user = np.concatenate([user, far_user[far]])
        author = np.concatenate([author, far_author[far]])
        order = rng.permutation(len(user))
        return user[order], author[order]


def _drawn_views(
    rule: LingerRule, lingering_share: float, rng: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return pairs of dwell time and visible fraction of which the share asked for lingers.

    Rows draw from these pairs, so that a row costs one small random number and not two.
    """
    lingering = round(_PAIRS * lingering_share)
    dwell = np.minimum(rng.exponential(_MEAN_DWELL_MS, _PAIRS), _LONGEST_DWELL_MS)
    visible = rng.integers(0, 101, _PAIRS) / 100
    least = int(np.ceil(100 * rule.min_visible_fraction))
    dwell[:lingering] += rule.min_dwell_ms
    visible[:lingering] = rng.integers(least, 101, lingering) / 100
    # Of the others one half is too short and one half too little on the screen, as far as the
    # rule knows either.
    short = np.arange(_PAIRS) % 2 == 0
    if least == 0:
        short[:] = True
    if rule.min_dwell_ms == 0:
        short[:] = False
    short[:lingering] = False
    hidden = ~short
    hidden[:lingering] = False
    if (rule.min_dwell_ms == 0 and short.any()) or (least == 0 and hidden.any()):
        raise ValueError("With a rule that lets all pass `lingering_share` must be 1.")
    dwell[short] = rng.random(int(short.sum())) * rule.min_dwell_ms
    visible[hidden] = rng.integers(0, max(least, 1), int(hidden.sum())) / 100
    return dwell.astype(np.int32), visible.astype(np.float32)


def _impressions(
    day: np.datetime64,
    people: _People,
    user: NDArray[np.int64],
    author: NDArray[np.int64],
    *,
    views: tuple[NDArray[np.int32], NDArray[np.float32]],
    rng: np.random.Generator,
) -> pa.Table:
    """Return a day's rows with the columns of ``IMPRESSION_COLUMNS``."""
    dwell, visible = views
    view = rng.integers(0, _PAIRS, len(user), dtype=np.uint16)
    return pa.table(
        {
            "user": people.ids[user],
            "arm": _arms(user >= people.control),
            "day": pa.repeat(pa.scalar(day.item(), pa.date32()), len(user)),
            "author": author,
            "dwell_ms": dwell[view],
            "visible_fraction": visible[view],
        }
    )


def _users(experiment: PlantedExperiment, people: _People) -> pa.Table:
    """Return the table of users with the columns of ``USER_COLUMNS``, ascending."""
    place = np.argsort(people.ids)
    names = sorted(set(experiment.type_country))
    blocks = [names.index(name) for name in experiment.type_country] * len(ARMS)
    country = np.repeat(np.array(blocks, dtype=np.int32), people.size)[place]
    return pa.table(
        {
            "user": people.ids[place],
            "arm": _arms(place >= people.control),
            "country": pa.DictionaryArray.from_arrays(country, names),
        }
    )


def _arms(treated: NDArray[np.bool_]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(treated.astype(np.int32), list(ARMS))
