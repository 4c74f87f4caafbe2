"""How the last run of every report ended: ``outputs/status.json``, which the index shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NotRequired, TypedDict, cast

from rml.run.kernel_text import readable
from rml.run.outcome import Outcome, State
from rml.run.project import Project
from rml.run.publish import json_text, replace_file

STATUS = "status.json"


class Status(TypedDict):
    """How a report's last run ended."""

    state: State
    detail: str
    page: str
    waits_for: list[str]
    waits_for_folders: NotRequired[list[str]]  # absent in what an earlier version wrote
    waits_for_tables: NotRequired[list[str]]  # likewise


def read_status(project: Project) -> dict[str, Status]:
    """Return the last run's state of each report; empty if there was none or it is damaged."""
    try:
        return cast("dict[str, Status]", json.loads((project.outputs / STATUS).read_text("utf-8")))
    except (OSError, ValueError):
        # Only a note about the last run: the next one writes it anew.
        return {}


def write_status(
    project: Project, outcomes: Iterable[Outcome], known: Iterable[str]
) -> dict[str, Status]:
    """Return the states after a run, written to disk: new ones over old, known reports only."""
    status = read_status(project)
    for outcome in outcomes:
        status[outcome.report] = {
            "state": "current" if outcome.usable else outcome.state,
            # Published with the index, so without paths of this machine.
            "detail": "" if outcome.usable else readable(outcome.detail, root=project.root),
            "page": "" if outcome.usable else outcome.page,
            "waits_for": list(outcome.waits_for),
            "waits_for_folders": list(outcome.waits_for_folders),
            "waits_for_tables": list(outcome.waits_for_tables),
        }
    names = set(known)
    status = {name: status[name] for name in sorted(status) if name in names}
    replace_file(project, project.outputs / STATUS, json_text(status))
    return status
