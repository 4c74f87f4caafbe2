"""``rml run``: build what is stale."""

from __future__ import annotations

import argparse
import os
import sys

from rml.data.command import get_command
from rml.errors import CollectionError
from rml.run.build import BuildOptions
from rml.run.outcome import Outcome
from rml.run.project import Project, find_project
from rml.run.run import run_reports

_ORDER = ("built", "rendered", "current", "waiting", "failed", "input failed")


def _summary(outcomes: list[Outcome]) -> str:
    counts = {state: sum(item.state == state for item in outcomes) for state in _ORDER}
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count)


def _say(project: Project, outcomes: list[Outcome]) -> None:
    lines = [""]
    for outcome in outcomes:
        if outcome.state == "waiting":
            lines.append(f"{outcome.report} waits for data: {outcome.detail}")
            if outcome.waits_for:
                lines.append(f"  get it:  make data   (or: {get_command(*outcome.waits_for)})")
        elif not outcome.usable:
            lines.append(f"{outcome.report} {outcome.state}: {outcome.detail}")
            if outcome.page:
                lines.append(f"  partial report:  {project.outputs / outcome.page}")
    lines.append(f"{len(outcomes)} reports: {_summary(outcomes)}.")
    lines += [f"  {project.outputs / outcome.page}" for outcome in outcomes if outcome.usable]
    lines.append(f"Open {project.outputs / 'index.html'}")
    sys.stdout.write("\n".join(lines) + "\n")


def run(options: argparse.Namespace) -> int:
    """Return 0 if every selected report is current or may wait and no file was refused, else 1."""
    project = find_project(options.project, outputs=options.outputs)
    jobs = options.jobs if options.jobs is not None else os.cpu_count() or 1
    if jobs < 1:
        raise CollectionError(f"--jobs must be at least 1, not {jobs}.")
    result = run_reports(
        project,
        options.only,
        profile="quick" if options.quick else "full",
        options=BuildOptions(jobs=jobs, force=options.force),
        strict=options.strict,
    )
    _say(project, result.outcomes)
    sys.stdout.flush()
    for refusal in result.refused_feedback:
        sys.stderr.write(f"Feedback not shown: {refusal}\n")
    for refusal in result.refused_documents:
        sys.stderr.write(f"Refused: {refusal}\n")
    for document, day in result.due.items():
        sys.stderr.write(
            f"Warning: {document} was to be looked at again on {day}. Read its evidence anew, then "
            "set `look_again` to a later day.\n"
        )
    for document, quoted in result.not_at_hand.items():
        sys.stderr.write(
            f"Not checked: {document} quotes versions that are not among the outputs: "
            f"{', '.join(quoted)}.\n"
        )
    return result.exit_code
