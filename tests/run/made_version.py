"""Published versions without a kernel: the runner's own publication, made-up content."""

from __future__ import annotations

import copy
from pathlib import Path

from rml.run.fingerprint import PAGE_PARTS, RESULT_PARTS, fingerprint_of_parts, version_name
from rml.run.project import Project
from rml.run.publish import json_text, publish_version
from rml.run.versions import Version

FINDING = {
    "id": "gap",
    "primary": True,
    "statement": "Women won more often.",
    "value": 0.0941,
    "low": 0.0893,
    "high": 0.0989,
    "level": 0.95,
    "n": "40,000 pairs",
    "unit": "probability minus 0.5",
    "method": "mean with an interval",
    "estimate": "0.094",
    "estimand": "the gap",
    "assumptions": "independent draws",
    "breaks_if": "photos are reused",
    "published": {
        "value": 0.08,
        "unit": "probability minus 0.5",
        "printed": "8 %",
        "tolerance": 0.005,
        "source": "a paper",
        "status": "verified",
    },
    "comparison": "same data",
    "recovery": None,
    "verdict": "differs",
    "reason": "outside",
    "why": None,
}
SECOND = {**FINDING, "id": "race_gap", "primary": False, "value": 0.04, "low": 0.03, "high": "inf"}
TABLE = "group,n,share\nwomen,200,0.594\nmen,200,0.406\n"
DATASET = {
    "name": "crop_results_tidy",
    "title": "Recorded runs",
    "kind": "published",
    "licence": "Apache-2.0",
    "licence_url": "https://example.org/LICENSE",
    "citation": "A, B (2021). Runs.",
    "doi": "10.1145/3479594",
    "republish": "The counts, with attribution.",
    "files": [{"repository": None, "commit": None, "path": "data/x.csv", "sha256": "a" * 64}],
    "corrections": [],
    "caveats": ["Images were reused."],
}


def make_project(root: Path) -> Project:
    """Return an empty collection below ``root`` with a licence."""
    for folder in ("params", "notebooks", "rml"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text('[project]\nname = "rml"\nlicense = "Apache-2.0"\n')
    return Project(root=root, outputs=root / "outputs")


def publish(
    project: Project,
    *,
    report: str = "crops/gaps",
    profile: str = "full",
    data_kind: str = "published",
    findings: list[dict] | None = None,
    parameters: dict | None = None,
    parts: dict | None = None,
    tables: dict[str, str] | None = None,
    own_tables: list[dict] | None = None,
    **record: object,
) -> Version:
    """Return a version published with the given content."""
    parameters = {"level": 0.95} if parameters is None else parameters
    known = {name: name for name in (*RESULT_PARTS, *PAGE_PARTS)}
    fingerprint = fingerprint_of_parts(
        {**known, "parameters": parameters, "profile": profile, **(parts or {})}
    )
    head = {
        "report": report,
        "version": version_name(fingerprint),
        "data_kind": data_kind,
        "profile": profile,
    }
    content = {
        "format": 1,
        "title": "Gaps in crops",
        "summary": "Who is cropped out.",
        "authors": ["Jane Doe", "The crop team"],
        "fingerprint": fingerprint,
        "why": [],
        "git": {"commit": "c" * 40, "clean": True},
        "parameters": parameters,
        "parameter_fields": {},
        "datasets": [copy.deepcopy(DATASET)],
        "packages": {"numpy": "2.4.1"},
        "machine": {"system": "Linux"},
        "times": {
            "started": "2026-01-02T03:04:05+00:00",
            "finished": "2026-01-02T03:05:05+00:00",
            "seconds": 60.0,
            "cells": [],
        },
        "seeds": {},
        "command": f"make reports ONLY={report}",
        "contact": None,
        **head,
        **record,
        **({"tables": own_tables} if own_tables else {}),
    }
    findings = [FINDING, SECOND] if findings is None else findings
    files = {
        "index.html": "<!doctype html><title>page</title>",
        "notebook.ipynb": "{}",
        "findings.json": json_text({**head, "findings": findings}),
        **(
            {"tables/shares.csv": TABLE, "figures/bars.csv": TABLE, "figures/bars.svg": "<svg/>"}
            if tables is None
            else tables
        ),
    }
    return publish_version(project, content, files)
