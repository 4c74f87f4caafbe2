"""Executed notebooks as pages: the report of a version, and the page of a failed run.

The page is one file that loads nothing. nbconvert brings the notebook into our own
template; its stock templates fetch scripts from elsewhere and are not used.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from nbconvert.exporters import Exporter, HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from rml.data.ledger import DataKind
from rml.feedback.question_address import QuestionAddress
from rml.feedback.question_link import Question, Questioned, question
from rml.report.products import PRODUCT_MIME
from rml.run.citation import bibtex, citation
from rml.run.failure import Failure
from rml.run.kernel_text import readable
from rml.run.page import flat, prepare, verdict_counts
from rml.run.record import FieldNote, FindingsFile, Profile, Record
from rml.run.sections import Raised, Section, Shown, Step, Subheading, sections_of, step_of
from rml.run.shown_findings import arranged, shown_findings
from rml.run.template_files import TEMPLATES


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents, with the headings under it."""

    id: str
    text: str
    inner: tuple[Subheading, ...] = ()


class _PageExporter(HTMLExporter):
    """nbconvert's HTML exporter with our templates, which escape by default."""

    def _create_environment(self) -> Environment:
        return prepare(super()._create_environment())  # type: ignore[no-untyped-call]

    def page(self, notebook: NotebookNode, **values: Any) -> str:
        """Return the page of ``notebook``; ``values`` are what its template names."""
        # HTMLExporter.from_notebook_node is passed over: it would send the finished page
        # through an HTML parser, which is slow on large figures, rewrites the embedded
        # sheets that the security policy hashes, and fills in alt text that says nothing.
        # A page has no use for cells' ids; as format 4.4, which has none, a notebook that
        # lacks them passes without a warning.
        without_ids = copy.copy(notebook)
        without_ids.nbformat_minor = min(notebook.nbformat_minor, 4)
        node, resources = Exporter.from_notebook_node(self, without_ids)
        return str(self.template.render(nb=node, resources=resources, **values))


@functools.cache
def _exporter(template: str) -> _PageExporter:
    return _PageExporter(  # type: ignore[no-untyped-call]
        template_paths=[str(TEMPLATES)], template_file=template, default_preprocessors=[]
    )


def render_report(notebook: NotebookNode, *, record: Record, findings: FindingsFile) -> str:
    """Return the page of a version: one HTML file that opens from disk, network off.

    Parameters
    ----------
    notebook
        The executed notebook. Only products of ``rml.report`` are shown as HTML; other
        outputs appear as text, and raw HTML in Markdown as it was typed.
    record, findings
        The contents of the version's ``record.json`` and ``findings.json``.

    Raises
    ------
    ProductError
        If a product in the notebook's outputs is malformed.
    """
    sections, hoisted = sections_of(notebook)
    shown = shown_findings(notebook, findings)
    analysis, _, name = record["report"].partition("/")
    lock = record["fingerprint"]["parts"].get("lock")
    return _exporter("report.html.j2").page(
        notebook,
        record=record,
        unsuccessful=record.get("outcome") == "unsuccessful",
        analysis=analysis.replace("_", " "),
        name=name.replace("_", " "),
        authors=", ".join(record["authors"]),
        findings=shown,
        primary=next((finding for finding in shown if finding.primary), None),
        arrangement=arranged(shown),
        verdict_counts=verdict_counts([finding.verdict for finding in shown]),
        verdict_counts_of=lambda some: verdict_counts(finding.verdict for finding in some),
        plain_words=hoisted["plain_words"],
        limits=hoisted["limits"],
        sections=sections,
        contents=_contents(sections),
        explorers=_has_explorer(sections),
        citation=citation(record),
        bibtex=bibtex(record),
        folders=record.get("folders", []),
        tables=record.get("tables", []),
        lock=lock if isinstance(lock, str) else None,
        contact_link=_contact_link(record),
        questions=_questions(record, findings),
        provenance=_provenance(notebook, record),
        web=_is_web_address,
    )


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
    """Return the page of a failed run: what failed, where, why, and how to run it again.

    Parameters
    ----------
    notebook
        As far as it ran; None if no kernel was started.
    report, title, summary, data_kind, profile, parameters, parameter_fields
        What the parameter file and its model say, as in a version's record.
    failure
        What ended the run.
    command
        What runs this report again.
    products
        The declared ids of ``findings``, ``figures`` and ``tables``.
    finished
        When the run ended, ISO 8601.
    """
    node = new_notebook() if notebook is None else notebook
    at = failure.cell_index
    before, _ = sections_of(node, hoist=False, before=at)
    skipped = (
        len([cell for cell in node.cells[at + 1 :] if _is_code(cell)]) if at is not None else 0
    )
    shown = _product_ids(node)
    declared = {sort: list(ids) for sort, ids in (products or {}).items() if ids}
    missing = {
        sort: absent
        for sort, ids in declared.items()
        if (absent := [name for name in ids if name not in shown.get(sort, ())])
    }
    emitted = sum(map(len, declared.values())) - sum(map(len, missing.values()))
    cell = _failed_cell(node, at)
    outputs = cell.outputs if cell else ()
    raised = [item for item in outputs if isinstance(item, Raised)]
    analysis, _, name = report.partition("/")
    return _exporter("failure.html.j2").page(
        node,
        report=report,
        analysis=analysis.replace("_", " "),
        name=name.replace("_", " "),
        title=title,
        summary=summary,
        data_kind=data_kind,
        profile=profile,
        failure=failure,
        reason=readable(failure.summary),
        traceback=readable(failure.traceback or "") or (raised[0].traceback if raised else ""),
        log=readable(failure.log or ""),
        command=command,
        cell=cell,
        shown_before=[item for item in outputs if not isinstance(item, Raised)],
        skipped=skipped,
        sections=before,
        contents=[ContentsEntry(section.id, section.html.striptags()) for section in before],
        parameters=parameters or {},
        parameter_fields=parameter_fields or {},
        missing=missing,
        emitted=emitted,
        finished=finished,
    )


def _contents(sections: list[Section]) -> list[ContentsEntry]:
    return [
        ContentsEntry("findings", "Findings"),
        ContentsEntry("claims", "What each finding claims"),
        *(
            ContentsEntry(section.id, section.html.striptags(), tuple(section.subheadings))
            for section in sections
        ),
        ContentsEntry("limits", "Limits"),
        ContentsEntry("data", "Data used"),
        ContentsEntry("parameters", "Parameters"),
        ContentsEntry("cite", "How to cite"),
        ContentsEntry("reproduce", "How to reproduce this version"),
        ContentsEntry("object", "How to ask or to object"),
        ContentsEntry("provenance", "Provenance"),
    ]


def _has_explorer(sections: list[Section]) -> bool:
    return any(
        isinstance(output, Shown) and output.explorer
        for section in sections
        for item in section.items
        if isinstance(item, Step)
        for output in item.outputs
    )


def _is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def _failed_cell(notebook: NotebookNode, index: int | None) -> Step | None:
    if index is None or not 0 <= index < len(notebook.cells) or not _is_code(notebook.cells[index]):
        return None
    number = sum(_is_code(cell) for cell in notebook.cells[: index + 1])
    return step_of(notebook.cells[index], index=index, number=number)


def _product_ids(notebook: NotebookNode) -> dict[str, set[str]]:
    """Return the ids of what a notebook showed, by sort as parameter files name it."""
    ids: dict[str, set[str]] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            payload = output.get("data", {}).get(PRODUCT_MIME, {})
            ids.setdefault(f"{payload.get('product')}s", set()).add(str(payload.get("id")))
    return ids


def _provenance(notebook: NotebookNode, record: Record) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tables of the record that few readers open: each a title and its rows."""
    numbers: dict[int, int] = {}
    for index, cell in enumerate(notebook.cells):
        if _is_code(cell):
            numbers[index] = len(numbers) + 1
    times = [
        (f"cell {numbers.get(cell['index'], '?')}", f"{cell['seconds']:.2f} s")
        for cell in record["times"]["cells"]
    ]
    return [
        ("Fingerprint, part by part", flat(record["fingerprint"]["parts"])),
        ("Packages", flat(record["packages"])),
        ("Machine", flat(record["machine"])),
        ("Time per cell", times),
    ]


def _questions(record: Record, findings: FindingsFile) -> dict[str, Question]:
    """Return the question about each finding by its id, and about the whole report by ``""``."""
    parts = record.get("questions", {})
    issues = parts.get("issues")
    address = QuestionAddress(
        issues=issues if _is_web_address(issues) else None, email=parts.get("email")
    )
    about = Questioned(
        report=record["report"],
        version=record["version"],
        profile=record["profile"],
        data_kind=record["data_kind"],
        choices=tuple(finding["id"] for finding in findings["findings"]),
    )
    asked = {
        finding["id"]: question(
            replace(about, finding=finding["id"], statement=finding["statement"]), address
        )
        for finding in findings["findings"]
    }
    return {**asked, "": question(about, address)}


def _contact_link(record: Record) -> str | None:
    contact = record["contact"]
    if contact is None or _is_web_address(contact):
        return contact
    if "@" not in contact or any(character.isspace() for character in contact):
        return None
    subject = quote(f"{record['report']}, version {record['version']}")
    return f"mailto:{quote(contact, safe='@')}?subject={subject}"


def _is_web_address(text: str | None) -> bool:
    return text is not None and text.startswith(("https://", "http://"))
