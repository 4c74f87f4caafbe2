"""A version of another report: its findings, and its tables held against its manifest."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from rml.data.findings import VARIABLE, load_findings
from rml.errors import DataError

_MANIFEST: Final = "MANIFEST.sha256"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportVersion:
    """What another report found, as one of its versions holds it.

    Parameters
    ----------
    report
        ``analysis/report``.
    version
        The version's name.
    data_kind
        Of the report.
    profile
        ``full`` or ``quick``.
    findings
        By id, in the report's order.
    folder
        Where the version lies; its tables are read from there.
    """

    report: str
    version: str
    data_kind: str
    profile: str
    findings: Mapping[str, Mapping[str, Any]]
    folder: Path = field(repr=False)

    @property
    def level(self) -> float | None:
        """The one level of all intervals of the findings; None if there are several or none."""
        levels = {float(one["level"]) for one in self.findings.values() if one["level"] is not None}
        return levels.pop() if len(levels) == 1 else None

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a table as text, cell by cell; None if the version has no table of that name.

        A cell without a value is an empty text; one that was withheld says so.

        Parameters
        ----------
        name
            Its id.

        Raises
        ------
        DataError
            If the version's manifest cannot be read, or the table is not what it lists.
        """
        file = f"tables/{name}.csv"
        where = f"{self.report} {self.version}, {file}"
        try:
            text = (self.folder / _MANIFEST).read_text(encoding="utf-8")
            listed = {path: sha for sha, path in (row.split("  ", 1) for row in text.splitlines())}
        except (OSError, ValueError) as error:
            raise DataError(
                f"The version's manifest cannot be read: {error}.", where=where, remedy=_REMEDY
            ) from error
        if file not in listed:
            return None
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise DataError(
                f"The table cannot be read: {error.strerror}.", where=where, remedy=_REMEDY
            ) from error
        found = hashlib.sha256(content).hexdigest()
        if found != listed[file]:
            raise DataError(
                f"The table was changed after it was published: sha256 {found[:12]}…, not "
                f"{listed[file][:12]}….",
                where=where,
                remedy=_REMEDY,
            )
        return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


_REMEDY: Final = "Run `rml verify`, and build the report again if it says that a link is broken."


def load_report_version(report: str) -> ReportVersion:
    """Return the version of another report that the runner provided to this notebook.

    Parameters
    ----------
    report
        ``analysis/report``; must stand under ``reports:`` in the parameter file.

    Raises
    ------
    DataError
        If the runner did not provide it.
    """
    findings = load_findings(report)
    path = Path(json.loads(os.environ[VARIABLE])[report])
    content = json.loads(path.read_text(encoding="utf-8"))
    return ReportVersion(
        report=report,
        version=content["version"],
        data_kind=content["data_kind"],
        profile=content["profile"],
        findings=findings,
        folder=path.parent,
    )
