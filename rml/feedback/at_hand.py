"""What feedback can be held against: the reports, and the findings of versions at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rml.data.ledger import DataKind
from rml.report.verdict import Verdict
from rml.run.record import Profile


class QuotedFinding(BaseModel):
    """A finding as a version states it."""

    model_config = ConfigDict(frozen=True)
    id: str
    statement: str
    verdict: Verdict
    data_kind: DataKind | None = None


class QuotedFindings(BaseModel):
    """What of a version's ``findings.json`` a page of feedback quotes."""

    model_config = ConfigDict(frozen=True)
    data_kind: DataKind
    profile: Profile
    findings: tuple[QuotedFinding, ...]

    def find(self, finding: str) -> QuotedFinding | None:
        """Return the finding of this id, or None if the version has none."""
        return next((item for item in self.findings if item.id == finding), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAtHand:
    """A report that feedback may concern.

    Parameters
    ----------
    title
        As its parameter file states it.
    versions
        The folders of its versions by name; empty if none is on this machine.
    newest
        The version that a new question would concern; None if there is none.
    """

    title: str
    versions: Mapping[str, Path]
    newest: str | None = None

    def findings(self, version: str) -> QuotedFindings | None:
        """Return a version's findings; None if it is not at hand or cannot be read.

        That a published file was damaged is for ``rml verify`` to say: here it means that
        nothing can be quoted from it.
        """
        if version not in self.versions:
            return None
        try:
            content = (self.versions[version] / "findings.json").read_bytes()
            return QuotedFindings.model_validate_json(content)
        except (OSError, ValidationError):
            return None
