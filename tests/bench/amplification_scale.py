"""Time the reduction of impression logs beside DuckDB and Polars (``make bench``).

Simulated logs over 137 days with 3,634 authors of 32 parties are written to a temporary folder.
Every engine then runs in a process of its own, on two cores, and its wall time, processor time
and peak memory are measured, package imports left out. Engines that answer the same question
must give the same reach. On a machine that others use, compare within one run, and the processor
times rather than the wall times.

Engines: ``audience`` is what inference needs (exact sets of authors, buckets of users);
``reach`` is the reach alone, as a COUNT(DISTINCT) gives it. ``one query`` gives DuckDB or Polars
all files at once, ``a query a day`` one file after the other, which bounds their memory; ``no
users`` leaves out the join with the users' table and so the rule on countries: another, easier
question.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.holdback.behaviour import PlantedExperiment, plant
from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.reduced import concatenated
from rml.amplification.holdback.resampled_reach import drawn_members, resampled_reach
from rml.amplification.holdback.streaming import audiences_of, daily_audiences, daily_reach
from rml.amplification.holdback.write_log import write_log

DAYS, AUTHORS, PARTIES, COUNTRIES = 137, 3634, 32, 7
CORES, REPLICATES = 2, 200
LINGERING, FOREIGN = 0.5, 0.2
RULE = LingerRule()
FIELDS = ("rows", "users", "engine", "days", "seconds", "cpu_seconds", "peak_gib", "reach", "note")


def experiment(rows: float, users: int) -> PlantedExperiment:
    """Return an experiment whose log is expected to have so many rows."""
    rng = np.random.default_rng(1)
    parties = [f"P{place:02d}" for place in range(PARTIES)]
    party = np.r_[np.arange(PARTIES), rng.choice(PARTIES, AUTHORS - PARTIES)]
    authors = pd.DataFrame(
        {
            "author": 1000 + 7 * np.arange(AUTHORS),
            "country": [f"C{place % COUNTRIES}" for place in party],
            "party": [parties[place] for place in party],
            "side": [("left", "right")[place // COUNTRIES % 2] for place in party],
        }
    )
    share = rng.dirichlet(np.full(COUNTRIES, 5.0))
    control = (share * users / 5).astype(int)
    control[0] += users // 5 - control.sum()
    planted = plant(
        authors,
        {name: float(rng.uniform(-0.2, 0.6)) for name in parties},
        habits=Habits(
            largest_reach=0.2,
            activity_classes=5,
            activity_shape=0.6,
            affinity=3.0,
            popularity_spread=1.0,
            amplification_spread=0.3,
            day_spread=0.1,
            day_levels=5,
        ),
        control_users={f"C{place}": int(count) for place, count in enumerate(control)},
        size_ratio=4,
        days=np.datetime64("2020-04-01") + np.arange(DAYS),
        rng=rng,
    )
    lingering = planted.day_factor.sum() * sum(
        count * (planted.arm_rate(arm).sum(axis=1) @ planted.type_share)
        for arm, count in zip(("control", "treatment"), planted.users, strict=True)
    )
    return replace(planted, rate=planted.rate * (rows * LINGERING * (1 - FOREIGN) / lingering))


class Log:
    """A written log: where its files are, and the first so many days of it."""

    def __init__(self, folder: Path, days: int) -> None:
        self.files = sorted((folder / "impressions").glob("*.parquet"))[:days]
        self.users, self.authors = folder / "users.parquet", folder / "authors.parquet"

    def numbering(self) -> MeetingKeys:
        """Return the numbering that the streaming reducer needs."""
        users, authors = pq.read_table(self.users), pd.read_parquet(self.authors)
        return MeetingKeys(users, authors, group="party")

    def rows(self) -> int:
        """Return the number of impressions."""
        return sum(pq.read_metadata(file).num_rows for file in self.files)


def streaming_audience(log: Log) -> dict[str, object]:
    """Reduce to audiences of a day each, which are counted and let go."""
    numbering, reach, patterns = log.numbering(), 0, 0
    for day in daily_audiences(log.files, numbering, rule=RULE, threads=CORES):
        reach += int(day.value.reach.sum())
        patterns += len(day.value.patterns)
    return {"reach": reach, "note": f"{patterns:,} sets of several authors"}


def streaming_reach(log: Log) -> dict[str, object]:
    """Reduce to reach alone."""
    days = daily_reach(log.files, log.numbering(), rule=RULE, threads=CORES)
    return {"reach": sum(int(day.value.sum()) for day in days)}


def replicates(log: Log) -> dict[str, object]:
    """Hold the audiences of all days and resample the membership; time the resampling alone."""
    days = daily_audiences(log.files, log.numbering(), rule=RULE, buckets=False, threads=CORES)
    audience = concatenated(audiences_of(days, []))
    members = drawn_members(
        audience.party_of_author, replicates=REPLICATES, rng=np.random.default_rng(1)
    )
    start, spent = time.perf_counter(), time.process_time()
    reach = resampled_reach(audience, members)
    return {
        "reach": int(audience.reach.sum()),
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - spent,
        "note": f"{reach.shape[0]} replicates, the reduction not timed",
    }


def duckdb_query(log: Log, *, files: list[Path], users: str | None) -> str:
    """Return the SQL that counts distinct users."""
    listed = ", ".join(f"'{file}'" for file in files)
    join = f"JOIN {users} u ON i.user = u.user AND i.arm = u.arm" if users else ""
    where = "AND u.country = a.country" if users else ""
    return f"""
        SELECT i.day, i.arm, a.party, COUNT(DISTINCT i.user) AS reach
        FROM read_parquet([{listed}]) i {join} JOIN read_parquet('{log.authors}') a USING (author)
        WHERE i.visible_fraction >= {RULE.min_visible_fraction}
          AND i.dwell_ms >= {RULE.min_dwell_ms} {where}
        GROUP BY ALL"""


def duckdb_engine(log: Log, *, by_day: bool, with_users: bool) -> dict[str, object]:
    """Count distinct users with DuckDB."""
    import duckdb  # noqa: PLC0415 - only in this engine's process

    connection = duckdb.connect()
    connection.execute(f"SET threads = {CORES}; SET memory_limit = '8GB'")
    users = None
    if with_users:
        users = f"read_parquet('{log.users}')"
        if by_day:
            connection.execute(f"CREATE TABLE people AS FROM {users}")
            users = "people"
    reach = 0
    for files in [[file] for file in log.files] if by_day else [log.files]:
        query = duckdb_query(log, files=files, users=users)
        (total,) = connection.execute(f"SELECT SUM(reach) FROM ({query})").fetchone()
        reach += int(total)
    return {"reach": reach}


def polars_engine(log: Log, *, by_day: bool, with_users: bool) -> dict[str, object]:
    """Count distinct users with Polars' streaming engine."""
    import polars as pl  # noqa: PLC0415 - only in this engine's process

    authors = pl.scan_parquet(log.authors).select("author", "country", "party")
    users = pl.scan_parquet(log.users)
    if by_day:
        users = users.collect().lazy()
    reach = 0
    for files in [[file] for file in log.files] if by_day else [log.files]:
        seen = pl.scan_parquet(files).filter(
            pl.col("visible_fraction") >= RULE.min_visible_fraction,
            pl.col("dwell_ms") >= RULE.min_dwell_ms,
        )
        joined = seen.join(authors, on="author")
        if with_users:
            joined = joined.join(users, on=["user", "arm", "country"])
        counted = joined.group_by("day", "arm", "party").agg(pl.col("user").n_unique())
        reach += int(counted.collect(engine="streaming")["user"].sum())
    return {"reach": reach}


ENGINES: dict[str, Callable[[Log], dict[str, object]]] = {
    "streaming audience": streaming_audience,
    "streaming reach": streaming_reach,
    "polars one query": lambda log: polars_engine(log, by_day=False, with_users=True),
    "polars a query a day": lambda log: polars_engine(log, by_day=True, with_users=True),
    "polars no users": lambda log: polars_engine(log, by_day=False, with_users=False),
    "duckdb one query": lambda log: duckdb_engine(log, by_day=False, with_users=True),
    "duckdb a query a day": lambda log: duckdb_engine(log, by_day=True, with_users=True),
    "duckdb no users": lambda log: duckdb_engine(log, by_day=False, with_users=False),
    "replicates": replicates,
}
BY_DAY = ("polars a query a day", "duckdb a query a day")


def peak_gib() -> float:
    """Return the most memory that this process held."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike ru_maxrss this does not count what the process that started this one held.
        (line,) = [x for x in status.read_text().splitlines() if x.startswith("VmHWM:")]
        return int(line.split()[1]) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**30


def run_engine(name: str, folder: Path, days: int) -> None:
    """Run one engine in this process and print what it took as JSON."""
    log = Log(folder, days)
    for module in {"polars", "duckdb"} & set(name.split()):
        __import__(module)
    start, spent = time.perf_counter(), time.process_time()
    found = ENGINES[name](log)
    measured = {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - spent,
        "peak_gib": peak_gib(),
    }
    print(json.dumps(measured | found))


def measured(name: str, folder: Path, *, days: int, limit: float) -> dict[str, object]:
    """Return what an engine took in a fresh process, or that it did not end in time."""
    command = [sys.executable, __file__, "--engine", name, "--folder", str(folder)]
    environment = os.environ | {
        "POLARS_MAX_THREADS": str(CORES),
        "OMP_NUM_THREADS": str(CORES),
        "OPENBLAS_NUM_THREADS": str(CORES),
    }
    try:
        done = subprocess.run(
            [*command, "--days", str(days)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"note": f"not done after {limit:.0f} s"}
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return {"note": f"failed with code {done.returncode}: {last[0][:120]}"}
    return json.loads(done.stdout)


class Table:
    """The results: printed as they come, and written to a CSV file after each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict[str, object]] = []
        print(f"{'rows':>13} {'users':>9}  {'engine':<21} {'wall s':>8} {'cpu s':>8} {'GiB':>6}")

    def add(self, **row: object) -> None:
        """Add, print and write a result."""
        self.rows.append(row)
        numbers = " ".join(
            f"{row[name]:{width}.2f}" if name in row else " " * (width - 1) + "–"
            for name, width in (("seconds", 8), ("cpu_seconds", 8), ("peak_gib", 6))
        )
        print(
            f"{row['rows']:>13,} {row['users']:>9,}  {row['engine']:<21} {numbers}  "
            f"{row.get('note', '')}",
            flush=True,
        )
        with self.path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, FIELDS, restval="")
            writer.writeheader()
            writer.writerows(
                {k: round(v, 4) if isinstance(v, float) else v for k, v in each.items()}
                for each in self.rows
            )

    def of(self, rows: int, users: int, engine: str, field: str = "seconds") -> float:
        """Return a figure, infinite if the engine did not end or did not run."""
        for row in self.rows:
            if (row["rows"], row["users"], row["engine"]) == (rows, users, engine):
                return float(row.get(field, np.inf))
        return float("inf")


def bench_log(
    table: Table, rows: float, users: int, engines: list[str], *, limit: float, others_days: int
) -> int:
    """Write a log, run the engines on it, delete it; return its number of rows."""
    with tempfile.TemporaryDirectory(prefix="rml-bench-") as name:
        folder = Path(name)
        start, spent = time.perf_counter(), time.process_time()
        written = write_log(
            experiment(rows, users),
            folder,
            rule=RULE,
            lingering_share=LINGERING,
            foreign_share=FOREIGN,
            seed=1,
            threads=CORES,
        )
        size = sum(file.stat().st_size for file in written.impressions) / 2**30
        table.add(
            rows=written.rows,
            users=users,
            engine="generator",
            days=DAYS,
            seconds=time.perf_counter() - start,
            cpu_seconds=time.process_time() - spent,
            note=f"{size:.2f} GiB on disk",
        )
        for engine in engines:
            days = others_days if engine in BY_DAY else DAYS
            found = measured(engine, folder, days=days, limit=limit)
            if days < DAYS:
                first = f"first {days} days, {Log(folder, days).rows():,} rows"
                found["note"] = f"{first}; {found.get('note', '')}".removesuffix("; ")
            table.add(rows=written.rows, users=users, engine=engine, days=days, **found)
        whole = [
            row["reach"]
            for row in table.rows
            if row["rows"] == written.rows
            and row["users"] == users
            and row["days"] == DAYS
            and "reach" in row
            and "no users" not in str(row["engine"])
        ]
        if len(set(whole)) > 1:
            sys.exit(f"The engines disagree on the reach: {whole}.")
        return written.rows


def bounds(table: Table, rows: int, users: int) -> list[tuple[str, float, float]]:
    """Return what is bound on a benchmark log: words, figure, highest allowed."""

    def figure(engine: str, field: str = "seconds") -> float:
        return table.of(rows, users, engine, field)

    reduced = figure("streaming audience")
    polars = min(figure("polars one query"), figure("polars a query a day"))
    duckdb = min(figure("duckdb one query"), figure("duckdb a query a day"))
    label = f"{users:,} users"
    reach = figure("streaming reach")
    easier = {"Polars": figure("polars no users"), "DuckDB": figure("duckdb no users")}
    return [
        # No bound: those engines answer an easier question, without the rule on countries.
        *(
            (f"{label}: reach / {name} without users", reach / seconds, np.inf)
            for name, seconds in easier.items()
        ),
        (f"{label}: audience / Polars", reduced / polars, 1.0),
        (f"{label}: audience / DuckDB", reduced / duckdb, 0.5),
        (f"{label}: seconds of 200 replicates", figure("replicates"), 30.0),
        (f"{label}: GiB with 200 replicates", figure("replicates", "peak_gib"), 2.0),
        (f"{label}: seconds of the generator", figure("generator"), 60.0),
    ]


def main() -> int:
    """Print the table and the bounds; return 1 if a bound is not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=float, default=100e6, help="of the benchmark logs; 0: none")
    parser.add_argument("--largest", type=float, default=1.1e9, help="rows; 0 leaves it out")
    parser.add_argument("--users", type=int, nargs=2, default=(5_000_000, 300_000))
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for each engine")
    parser.add_argument("--csv", type=Path, default=Path("amplification_scale.csv"))
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--days", type=int, default=DAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    if options.engine:
        run_engine(options.engine, options.folder, options.days)
        return 0
    table = Table(options.csv)
    many, few = options.users
    once = [engine for engine in ENGINES if engine != "replicates"]
    for rows in (options.rows / 100, options.rows / 10) if options.rows else ():
        bench_log(table, rows, many, once, limit=options.limit, others_days=DAYS)
    checked = []
    for users in (many, few) if options.rows else ():
        rows = bench_log(
            table, options.rows, users, list(ENGINES), limit=options.limit, others_days=DAYS
        )
        checked += bounds(table, rows, users)
    if options.largest:
        engines = ["streaming audience", "streaming reach", *BY_DAY]
        rows = bench_log(table, options.largest, many, engines, limit=options.limit, others_days=14)
        checked += [
            ("largest log: seconds", table.of(rows, many, "streaming audience"), 360.0),
            ("largest log: GiB", table.of(rows, many, "streaming audience", "peak_gib"), 4.0),
        ]
    print()
    for words, figure, highest in checked:
        print(
            f"{'met   ' if figure <= highest else 'NOT MET'} {words}: {figure:.2f} <= {highest:g}"
        )
    return int(any(figure > highest for _, figure, highest in checked))


if __name__ == "__main__":
    sys.exit(main())
