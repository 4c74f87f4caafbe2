"""Executed notebooks as pages: the report of a version, and the page of a failed run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from rml.data.ledger import DataKind
from rml.run.failure import Failure
from rml.run.record import FieldNote, FindingsFile, Profile, Record


def render_report(notebook: NotebookNode, *, record: Record, findings: FindingsFile) -> str:
    """Return the page of a version: one HTML file that opens from disk, network off."""
    raise NotImplementedError


def render_failure(
    notebook: NotebookNode | None,
    *,
    report: str,
    title: str,
    failure: Failure,
    command: str,
    summary: str = "",
    data_kind: DataKind | None = None,
    profile: Profile = "full",
    parameters: Mapping[str, Any] | None = None,
    parameter_fields: Mapping[str, FieldNote] | None = None,
    products: Mapping[str, Sequence[str]] | None = None,
    finished: str | None = None,
) -> str:
    """Return the page of a failed run: what failed, where, why, and how to run it again."""
    raise NotImplementedError
