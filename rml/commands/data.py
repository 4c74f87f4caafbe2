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


def _get(names: list[str]) -> int:
    def said(*words: object) -> None:
        sys.stdout.write(" ".join(str(word) for word in words) + "\n")
        sys.stdout.flush()

    failed = False
    for result in get(names):
        if result.error is None:
            said(f"{result.name}: {result.files} files, verified")
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
