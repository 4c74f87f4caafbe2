"""``rml schema``: JSON schemas of parameter files and entries, so that editors check typing."""

from __future__ import annotations

import argparse
import sys

from rml.feedback.entry_schema import entry_schemas
from rml.run.collection import read_collection
from rml.run.parameters import schema_text
from rml.run.plan import make_plans
from rml.run.project import Project, find_project


def schemas(project: Project) -> dict[str, str]:
    """Return the schemas of parameter files and of entries, by path relative to the root."""
    plans = make_plans(project, read_collection(project).values(), "full")
    found = {}
    for plan in plans.values():
        analysis, _, notebook = plan.spec.notebook.partition("/")
        found[f"params/{analysis}/schema/{notebook}.json"] = schema_text(plan.model)
    return {**found, **entry_schemas(project.root)}


def run(options: argparse.Namespace) -> int:
    """Return 0, or 1 if ``--check`` found a schema that is missing or out of date."""
    project = find_project(options.project, outputs=options.outputs)
    stale = 0
    for name, text in schemas(project).items():
        path = project.root / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if options.check:
            sys.stdout.write(f"{name} is out of date: run `rml schema`.\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{name} written.\n")
    return int(bool(stale and options.check))
