"""``rml data``: what input files are at hand, and getting those that are not."""

from __future__ import annotations

import argparse
import json
import sys

from rml.data.command import DatasetStatus, get, status_table


def _size(count: int) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count = count // 1000
    return f"{count:.0f} GB"


def _status_text(rows: tuple[DatasetStatus, ...]) -> str:
    cells = [("DATASET", "STATUS", "FROM", "SIZE", "LICENCE")]
    cells += [
        (row.name, row.status, ", ".join(row.where) or "-", _size(row.bytes), row.licence)
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    for row in rows:
        if row.problem:
            lines.append(f"{row.name}: {row.problem}")
        elif row.command:
            lines.append(f"{row.name} is missing; get it:  {row.command}")
    return "\n".join(lines) + "\n"


def _show_progress(name: str, had: int, total: int) -> None:
    """Rewrite one line of the terminal with how much of a dataset is there."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\x1b[K{name}: {_size(had)} of {_size(total)}")
        sys.stdout.flush()


def _get(names: list[str]) -> int:
    failed = False
    results = get(names, progress=_show_progress)
    sys.stdout.write("\r\x1b[K" if sys.stdout.isatty() else "")
    for result in results:
        if result.error is None:
            sys.stdout.write(f"{result.name}: {result.files} files, verified\n")
        else:
            failed = True
            print(f"{result.name}: {result.error}", file=sys.stderr)
    return int(failed)


def run(options: argparse.Namespace) -> int:
    """Return 0 if the action succeeded, 1 if a file could not be had."""
    if options.action == "get":
        return _get(options.names)
    rows = status_table()
    if options.json:
        sys.stdout.write(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")
    else:
        sys.stdout.write(_status_text(rows))
    return 0
