"""``rml new``: a report to start from, which runs at once."""

from __future__ import annotations

import argparse
import sys

from rml.run.outcome import run_command
from rml.run.project import find_project
from rml.run.scaffold import plan_scaffold, write_scaffold


def run(options: argparse.Namespace) -> int:
    """Return 0 after writing the files of a new report and saying what comes next."""
    project = find_project(options.project, outputs=options.outputs)
    scaffold = plan_scaffold(project, options.name)
    write_scaffold(project, scaffold)
    lines = [f"The report {scaffold.name} is there:", *(f"  {path}" for path in scaffold.created)]
    if scaffold.appended:
        class_name = scaffold.model.partition(":")[2]
        lines.append(f"  {scaffold.appended[0]}  (added {class_name} at its end)")
    build = run_command(scaffold.name, "full")
    lines += [
        "It runs as it is, on an example. Next:",
        f"  {build}",
        f"  .venv/bin/python -m pytest {scaffold.test}",
        "  make lab                to replace the example in the notebook, cell by cell",
        "  .venv/bin/rml schema    after a change of the parameter model",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
