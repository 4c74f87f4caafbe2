"""``rml verify``: whether everything published is as it was, and what it hangs on."""

from __future__ import annotations

import argparse
import sys

from rml.run.collection import read_collection, select
from rml.run.project import find_project
from rml.run.verify import verify_inputs, verify_outputs, verify_tree


def run(options: argparse.Namespace) -> int:
    """Return 0 if no link is broken, else 1."""
    project = find_project(options.project, outputs=options.outputs)
    everything = read_collection(project)
    specs = select(everything, options.only)
    # A version of a report that has left the collection is still published: check it, too.
    whole = len(specs) == len(everything)
    result = verify_outputs(project, None if whole else specs)
    names = dict.fromkeys(name for spec in specs.values() for name in spec.datasets)
    verify_inputs(list(names), result)
    if not result.broken:
        verify_tree(project, specs, result)
    lines = []
    if options.verbose or not result.broken:
        lines += [f"holds    {line}" for line in result.checked]
    lines += [f"note     {line}" for line in result.notes]
    lines += [f"BROKEN   {line}" for line in result.broken]
    verdict = (
        f"{len(result.broken)} links are broken."
        if result.broken
        else f"Everything published is as it was ({len(result.checked)} checks)."
    )
    sys.stdout.write("\n".join([*lines, verdict]) + "\n")
    return int(bool(result.broken))
