"""Time this runner against the papermill and nbconvert commands, in one run (``make bench``).

Both sides build the same reports at full size from data that are at hand, alternately;
what counts is the ratio of medians, since machines differ and are noisy. The runner does
more per report: checks, fingerprints, manifests, its own page, an index.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from rml.data.fetch import availability
from rml.run.collection import read_collection
from rml.run.plan import Plan, make_plans
from rml.run.project import Project, find_project

BOUND_RATIO = 0.6
BOUND_NO_OP_SECONDS = 3.0
FIRST_REPORTS = (
    "home_timeline/panel_exposure_by_race",
    "image_cropping/published_runs",
    "political_amplification/neutral_accounts",
)


def timed(*command: str) -> float:
    """Run a command quietly and return its wall time in seconds; end if it fails."""
    start = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return time.perf_counter() - start


def commands_one_by_one(project: Project, plans: dict[str, Plan], folder: Path) -> float:
    """Return the seconds that papermill and nbconvert take for all reports, in sequence."""
    seconds = 0.0
    for name, plan in plans.items():
        stem = name.replace("/", "-")
        values = folder / f"{stem}.yaml"
        values.write_text(yaml.safe_dump(plan.values))
        notebook = folder / f"{stem}.ipynb"
        source = project.notebooks / f"{plan.spec.notebook}.ipynb"
        python = (sys.executable, "-m")
        seconds += timed(
            *python, "papermill", str(source), str(notebook), "-f", str(values), "-k", "python3"
        )
        seconds += timed(*python, "nbconvert", "--to", "html", str(notebook))
    return seconds


def this_runner(project: Project, plans: dict[str, Plan], folder: Path) -> tuple[float, float]:
    """Return the seconds of a whole run into a fresh folder, and of a second one after it."""
    command = (
        sys.executable, "-m", "rml.cli", "--project", str(project.root),
        "--outputs", str(folder), "run", *plans,
    )  # fmt: skip
    return timed(*command), timed(*command)


def main() -> int:
    """Print the ratio and the no-op time; return 1 if a bound is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    project = find_project(Path(__file__).parent)
    plans = make_plans(project, read_collection(project).values(), "full")
    plans = {name: plans[name] for name in FIRST_REPORTS}
    for plan in plans.values():
        for dataset in plan.spec.datasets:
            if availability(dataset).status == "missing":
                sys.exit(f"{dataset} is not at hand: set RML_MIRROR, or `rml data get {dataset}`.")
    rows = []
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="rml-bench-") as folder:
            base = Path(folder)
            (base / "commands").mkdir()
            commands = commands_one_by_one(project, plans, base / "commands")
            whole, nothing = this_runner(project, plans, base / "outputs")
        rows.append((commands, whole, nothing))
        print(
            f"round {number + 1}: papermill and nbconvert {commands:.1f} s, this runner "
            f"{whole:.1f} s (ratio {whole / commands:.2f}), nothing to do {nothing:.2f} s",
            flush=True,
        )
    commands, whole, nothing = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = whole / commands
    print(
        json.dumps(
            {
                "reports": list(plans),
                "cores": os.cpu_count(),
                "commands_seconds": round(commands, 2),
                "runner_seconds": round(whole, 2),
                "ratio": round(ratio, 3),
                "ratio_bound": BOUND_RATIO,
                "no_op_seconds": round(nothing, 2),
                "no_op_bound_seconds": BOUND_NO_OP_SECONDS,
            },
            indent=2,
        )
    )
    return int(ratio > BOUND_RATIO or nothing > BOUND_NO_OP_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
