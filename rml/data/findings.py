"""Findings of other reports, for a report that builds on them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rml.data.ledger import InputKind, record_input
from rml.errors import DataError

VARIABLE = "RML_INPUT_FINDINGS"
"""The runner names the findings files here, as JSON: report name to path."""


def provided_reports() -> tuple[str, ...]:
    """Return the reports whose findings the runner provided to this notebook, sorted."""
    return tuple(sorted(json.loads(os.environ.get(VARIABLE, "{}"))))


def findings_version(report: str) -> str:
    """Return the version of another report whose findings `load_findings` returns.

    Parameters
    ----------
    report
        As for `load_findings`.

    Raises
    ------
    DataError
        If the runner did not provide it.
    """
    return str(_content(report)["version"])


def load_findings(report: str) -> dict[str, dict[str, Any]]:
    """Return the findings of another report, by id, as they stand in its ``findings.json``.

    Parameters
    ----------
    report
        ``analysis/report``; must stand under ``reports:`` in the parameter file, so that
        it is built first and a change in it makes this report stale.

    Raises
    ------
    DataError
        If the runner did not provide it.
    """
    content = _content(report)
    kinds: dict[str, tuple[InputKind, ...]] = {"mixed": ("real", "simulated")}
    for kind in kinds.get(content["data_kind"], (content["data_kind"],)):
        record_input(f"report:{report}" + (":" + kind if kind == "simulated" else ""), kind)
    return {finding["id"]: finding for finding in content["findings"]}


def _content(report: str) -> dict[str, Any]:
    files = json.loads(os.environ.get(VARIABLE, "{}"))
    if report not in files:
        raise DataError(
            f"The findings of `{report}` were not provided to this notebook.",
            where=report,
            remedy=(
                "Name it under `reports:` in the parameter file; for JupyterLab, build it first "
                "and type `make lab`."
            ),
        )
    content: dict[str, Any] = json.loads(Path(files[report]).read_text(encoding="utf-8"))
    return content
