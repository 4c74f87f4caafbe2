"""``rml list``: the reports at a glance."""

from __future__ import annotations

import argparse
import sys

from rml.run.collection import read_collection, select
from rml.run.project import find_project
from rml.run.status import read_status
from rml.run.versions import VersionIndex


def run(options: argparse.Namespace) -> int:
    """Return 0 after printing one line per report; an attempt that did not work says so."""
    project = find_project(options.project, outputs=options.outputs)
    specs = select(read_collection(project), options.only)
    versions, status = VersionIndex(project), read_status(project)
    rows = [("REPORT", "DATA", "OUTCOME", "LATEST", "LAST RUN", "TITLE")]
    for name, spec in specs.items():
        latest = versions.latest(name)
        state = status[name]["state"] if name in status else "never run"
        version = latest.version if latest else "–"
        rows.append((name, spec.data_kind, spec.outcome or "–", version, state, spec.title))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        sys.stdout.write("  ".join([*cells, row[5]]) + "\n")
    return 0
