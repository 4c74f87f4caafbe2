"""Small made-up logs with every case that a reducer must get right, and plain pandas answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rml.amplification.holdback.audience import ARMS, BUCKETS, LingerRule
from rml.amplification.holdback.reduced import indexed_authors, party_codes, party_names

RULE = LingerRule(min_visible_fraction=0.7, min_dwell_ms=500)
IMPRESSIONS = pa.schema(
    [
        ("user", pa.int64()),
        ("arm", pa.string()),
        ("day", pa.date32()),
        ("author", pa.int64()),
        ("tweet", pa.int64()),
        ("dwell_ms", pa.int32()),
        ("visible_fraction", pa.float32()),
    ]
)


@dataclass
class SmallLog:
    """The three tables of a log, and its days."""

    impressions: pa.Table
    users: pd.DataFrame
    authors: pd.DataFrame
    days: np.ndarray


def small_log(rng, *, rows=400, users=25, authors=14, days=3, parties=4, sparse=False, faulty=True):
    """Return a random log; ``faulty`` adds rows that must be left out and missing values."""
    ids = np.arange(users)
    if sparse:
        ids = np.unique(rng.integers(0, 2**63 - 1, users))
    author_ids = rng.choice(10_000, authors, replace=False) * (1 if not sparse else 10**12)
    arms = rng.choice(ARMS, len(ids))
    user_table = pd.DataFrame(
        {"user": ids, "arm": arms, "country": rng.choice(["A", "B"], len(ids))}
    )
    author_table = pd.DataFrame(
        {
            "author": author_ids,
            "country": rng.choice(["A", "A", "A", "B"], authors),
            "party": rng.choice([f"P{k}" for k in range(parties)], authors),
            "side": rng.choice(["left", "right"], authors),
        }
    )
    first = np.datetime64("2020-04-01")
    span = first + np.arange(days)
    who = rng.integers(0, len(ids), rows)
    row_arms = arms[who].astype(object)
    row_users = ids[who].copy()
    row_authors = rng.choice(author_ids, rows)
    dwell = rng.integers(400, 900, rows).astype(object)
    visible = rng.choice(np.float32([0, 0.699999, 0.7, 0.700001, 0.9, 1]), rows)
    visible = visible.astype(object)
    if faulty:
        strange = rng.permutation(rows)[: 6 * (rows // 20)].reshape(6, -1)
        row_users[strange[0]] = ids.max() - 1 if sparse else users + 7
        row_authors[strange[1]] = 77_777
        row_arms[strange[2]] = np.where(row_arms[strange[2]] == "control", "treatment", "control")
        visible[strange[3]] = np.nan
        dwell[strange[4]] = None
        visible[strange[5]] = None
        author_table.loc[0, "party"] = None
        author_table.loc[1, "country"] = None
        user_table.loc[0, "country"] = None
    impressions = pa.table(
        {
            "user": row_users,
            "arm": list(row_arms),
            "day": span[rng.integers(0, days, rows)],
            "author": row_authors,
            "tweet": rng.integers(0, 50, rows),
            "dwell_ms": pa.array(list(dwell), pa.int32()),
            "visible_fraction": pa.array(list(visible), pa.float32(), from_pandas=False),
        },
        schema=IMPRESSIONS,
    )
    return SmallLog(impressions, user_table, author_table, span)


def plain_met(log, *, rule=RULE, group="party"):
    """Return who met whom, row by row."""
    arm_of = dict(zip(log.users["user"], log.users["arm"], strict=True))
    country_of = dict(zip(log.users["user"], log.users["country"], strict=True))
    authors = log.authors.set_index("author")[["country", group]].T.to_dict("list")
    found = set()
    for row in log.impressions.to_pylist():
        visible, dwell = row["visible_fraction"], row["dwell_ms"]
        if visible is None or dwell is None or dwell < rule.min_dwell_ms:
            continue
        if not np.float32(visible) >= np.float32(rule.min_visible_fraction):
            continue
        if row["author"] not in authors or arm_of.get(row["user"]) != row["arm"]:
            continue
        country, party = authors[row["author"]]
        if pd.isna(party) or pd.isna(country) or country_of[row["user"]] != country:
            continue
        found.add((row["day"], row["arm"], party, row["user"], row["author"]))
    return found


def plain_sets(met):
    """Return users by day, arm, party and set of authors."""
    sets = {}
    for day, arm, party, user, author in met:
        sets.setdefault((day, arm, party, user), []).append(author)
    counts = {}
    for (day, arm, party, _), of_user in sets.items():
        key = (day, arm, party, tuple(sorted(of_user)))
        counts[key] = counts.get(key, 0) + 1
    return counts


def sets_of(audience):
    """Return users by day, arm, party and set of authors, from an audience."""
    ids = audience.authors["author"].to_numpy()
    parties = audience.parties
    days = [day.item() for day in audience.days]
    counts = {}
    for day, arm, author in np.argwhere(audience.single):
        party = parties[audience.party_of_author[author]]
        key = (days[day], ARMS[arm], party, (ids[author].item(),))
        counts[key] = int(audience.single[day, arm, author])
    sets = audience.patterns
    for place in range(len(sets)):
        members = sets.members[sets.offsets[place] : sets.offsets[place + 1]]
        key = (
            days[sets.day[place]],
            ARMS[sets.arm[place]],
            parties[sets.party[place]],
            tuple(sorted(ids[members].tolist())),
        )
        assert key not in counts
        counts[key] = int(sets.users[place])
    return counts


def plain_arrays(log, met, *, buckets, group="party"):
    """Return reach, author reach, reach by bucket and authors' buckets; ``buckets`` by user."""
    authors = indexed_authors(log.authors, group=group)
    parties = party_names(authors, group=group)
    codes = party_codes(authors, group=group)
    place = {author: index for index, author in enumerate(authors["author"])}
    day_of = {day.item(): index for index, day in enumerate(log.days)}
    arrays = {
        "reach": np.zeros((len(log.days), 2, len(parties)), dtype=int),
        "author_reach": np.zeros((len(log.days), 2, len(authors)), dtype=int),
        "bucket_reach": np.zeros((len(log.days), 2, len(parties), BUCKETS), dtype=int),
        "author_buckets": np.zeros((2, len(authors), BUCKETS), dtype=int),
    }
    for day, arm, author, user in {(d, a, w, u) for d, a, _, u, w in met}:
        at = (day_of[day], ARMS.index(arm), place[author])
        arrays["author_reach"][at] += 1
        arrays["author_buckets"][at[1], at[2], buckets[user]] += 1
    for day, arm, party, user in {(d, a, p, u) for d, a, p, u, _ in met}:
        at = (day_of[day], ARMS.index(arm), parties.index(party))
        arrays["reach"][at] += 1
        arrays["bucket_reach"][(*at, buckets[user])] += 1
    assert (np.diff(codes) >= 0).all()
    return arrays


def write_tables(log, folder):
    """Write the three tables as Parquet files and return their paths by name."""
    tables = {
        "impressions": log.impressions,
        "users": pa.Table.from_pandas(log.users, preserve_index=False),
        "authors": pa.Table.from_pandas(log.authors, preserve_index=False),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, path in paths.items():
        pq.write_table(tables[name], path)
    return paths


def write_days(log, folder, *, row_group_size=97):
    """Write the impressions as one Parquet file a day, in small row groups."""
    files = []
    for day in log.days:
        rows = log.impressions.filter(pc.equal(log.impressions["day"], day.item()))
        files.append(folder / f"{day}.parquet")
        pq.write_table(rows, files[-1], row_group_size=row_group_size)
    return files
