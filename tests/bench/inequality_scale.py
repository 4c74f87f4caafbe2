"""Time and weigh the count of counts beside a sort of the same array (``make bench``).

A hundred million counts are made, of three kinds: small ones, a heavy tail (Pareto with the tail
index of the benchmark, 1.05), and the hard case, whole numbers drawn uniformly below 10**12, of
which nearly all differ. For each kind, in a process of its own: the array is counted in one pass
and the bounds of the Gini coefficient are computed; then it is sorted in place by numpy, which an
exact Gini coefficient in memory would need. Both are processor times of one run, on one core.
Memory is what the count adds to the process at its peak; the sort adds nothing, but needs the
whole array, which the count can be given in chunks.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rml.stats.inequality import gini
from rml.stats.inequality_streaming import CountTable

UNITS = 100_000_000
TAIL_INDEX = 1.05
KINDS: dict[str, Callable[[np.random.Generator, int], np.ndarray[Any, Any]]] = {
    "small": lambda rng, size: rng.poisson(3, size),
    "heavy tail": lambda rng, size: np.minimum(rng.pareto(TAIL_INDEX, size) + 1, 2.0**52).astype(
        np.int64
    ),
    "uniform": lambda rng, size: rng.integers(0, 10**12, size),
}
CHUNK = 500_000


def peak_mib() -> float:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(kind: str, units: int) -> dict[str, Any]:
    """Return times and memory for one kind of counts."""
    rng = np.random.default_rng(1)
    values = np.empty(units, dtype=np.int64)
    for start in range(0, units, CHUNK):
        size = min(CHUNK, units - start)
        values[start : start + size] = KINDS[kind](rng, size)
    before = peak_mib()
    started = time.process_time()
    table = CountTable()
    table.add(values)
    bounds = table.bounds(gini)
    counted = time.process_time() - started
    added = max(peak_mib() - before, 0.0)
    started = time.process_time()
    values.sort()
    return {
        "kind": kind,
        "units": units,
        "exact": table.is_exact,
        "gini": round(bounds.low, 6),
        "gap": bounds.high - bounds.low,
        "count_s": round(counted, 2),
        "sort_s": round(time.process_time() - started, 2),
        "added_mib": round(added),
    }


def main() -> int:
    """Return 1 if counting is slower than sorting for any kind, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--kind", choices=KINDS, help="one kind, in this process")
    given = parser.parse_args()
    if given.kind:
        print(json.dumps(measure(given.kind, given.units)))
        return 0
    slower = False
    for kind in KINDS:
        command = [sys.executable, __file__, "--units", str(given.units), "--kind", kind]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        row = json.loads(done.stdout)
        ratio = row["sort_s"] / max(row["count_s"], 0.01)
        slower |= ratio < 1
        exact = "exact" if row["exact"] else f"between bounds {row['gap']:.1e} apart"
        print(
            f"{kind}: {row['units']:,} counts in {row['count_s']:.2f} s, sorted in "
            f"{row['sort_s']:.2f} s (ratio {ratio:.1f}), {row['added_mib']} MiB more memory; "
            f"Gini {row['gini']:.4f}, {exact}",
            flush=True,
        )
    print("slower than a sort" if slower else "at least as fast as a sort")
    return int(slower)


if __name__ == "__main__":
    sys.exit(main())
