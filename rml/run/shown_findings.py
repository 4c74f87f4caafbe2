"""Findings as a page shows them: the published list, in the words the notebook displayed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from nbformat import NotebookNode

from rml.data.ledger import DataKind
from rml.estimate import Estimate
from rml.report.format import Prose, estimate_text
from rml.report.markdown import prose_html
from rml.report.number_text import readable
from rml.report.products import Finding, products_of
from rml.report.verdict import Verdict
from rml.run.record import FindingRecord, FindingsFile

FEW: Final = 6
MANY: Final = 16
CONTRARY: Final = ("differs", "inconsistent", "missed")
_PERCENT = re.compile(r"(?<=\d) %")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """A finding ready for a template; mark-up is safe HTML, everything else plain text.

    ``in_body`` says whether the notebook's own display of it carries ``anchor``.
    """

    id: str
    anchor: str
    in_body: bool
    primary: bool
    data_kind: DataKind
    verdict: Verdict
    statement: Markup
    estimate: str
    unit: str
    published: str | None
    reason: str
    why: Markup | None
    estimand: Markup
    assumptions: Markup
    breaks_if: Markup


def shown_findings(notebook: NotebookNode, findings: FindingsFile) -> list[ShownFinding]:
    """Return the findings of ``findings.json``, the primary one first, else in their order."""
    products = {
        product["id"]: product
        for product in products_of(notebook)
        if product["product"] == "finding"
    }
    kind = findings["data_kind"]
    shown = [_shown(record, products.get(record["id"]), kind) for record in findings["findings"]]
    return sorted(shown, key=lambda finding: not finding.primary)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a list of findings is laid out: in full, in brief, and in brief but folded."""

    full: list[ShownFinding]
    brief: list[ShownFinding]
    folded: list[ShownFinding]


def arranged(findings: list[ShownFinding]) -> Arrangement:
    """Return the layout of findings: few in full, many in brief, very many folded.

    The main finding is always shown in full, and what contradicts a published or known
    value is never folded.
    """
    if len(findings) <= FEW:
        return Arrangement(full=findings, brief=[], folded=[])
    full = findings[:1]
    contrary = [finding for finding in findings[1:] if finding.verdict in CONTRARY]
    others = [finding for finding in findings[1:] if finding.verdict not in CONTRARY]
    if len(findings) <= MANY:
        return Arrangement(full=full, brief=contrary + others, folded=[])
    return Arrangement(full=full, brief=contrary, folded=others)


def _shown(record: FindingRecord, product: Finding | None, kind: DataKind) -> ShownFinding:
    where = f"finding `{record['id']}`"

    def worded(prose: Prose | None, plain: str) -> Markup:
        # The notebook's Markdown, where it displayed the finding; else the plain text.
        return prose_html(prose, where=where) if prose else Markup("<p>{}</p>").format(plain)

    prose = product["prose"] if product else None
    return ShownFinding(
        id=record["id"],
        anchor=f"finding-{record['id']}",
        in_body=product is not None,
        primary=record["primary"],
        data_kind=product["data_kind"] if product else record.get("data_kind", kind),
        verdict=record["verdict"],
        statement=worded(prose and prose["statement"], record["statement"]),
        estimate=_unbroken(_estimate(record)),
        unit=record["unit"],
        published=_published(record),
        reason=_unbroken(
            record.get("reason") or (product["reason"] if product else record["verdict"])
        ),
        why=worded(prose and prose["why"], record["why"]) if record["why"] else None,
        estimand=worded(prose and prose["estimand"], record["estimand"]),
        assumptions=worded(prose and prose["assumptions"], record["assumptions"]),
        breaks_if=worded(
            prose and prose["breaks_if"], record.get("breaks_if", "The notebook does not say.")
        ),
    )


def _estimate(record: FindingRecord) -> str:
    low, high = record["low"], record["high"]
    return estimate_text(
        Estimate(
            value=record["value"],
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            level=record["level"],
            n=record["n"],
            unit=record["unit"],
            method=record["method"],
        )
    )


def _published(record: FindingRecord) -> str | None:
    published = record["published"]
    if published is None:
        return None
    printed = published.get("printed") or readable(published["value"])
    return _unbroken(
        f"{printed}, tolerance {readable(published['tolerance'])} "
        f"({published['status']}; {published['source']})"
    )


def _unbroken(text: str) -> str:
    """Return ``text`` with per cent signs kept on the line of their numbers."""
    return _PERCENT.sub("\N{NO-BREAK SPACE}%", text)
