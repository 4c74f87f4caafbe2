"""Fingerprints: what decides that a report must be run again, or only rendered again.

The *result* fingerprint covers everything that can change a number; the *page*
fingerprint covers the result and everything that can change how it is shown.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from typing import Any

from rml.data.registry import dataset_fingerprint
from rml.errors import CollectionError
from rml.feedback.question_address import read_question_address
from rml.import_graph import ImportGraph
from rml.run.collection import ReportSpec
from rml.run.documents import document_fingerprints, due_documents
from rml.run.folders import OwnFolders, folders_shown
from rml.run.manifest import file_sha256
from rml.run.notebook_source import NotebookSource, parse_code
from rml.run.project import Project
from rml.run.record import Fingerprint, Profile
from rml.run.tables import OwnTables, tables_shown
from rml.run.template_files import PAGE_MODULES, template_fingerprint
from rml.run.today import today

VERSION_LENGTH = 12
RESULT_PARTS = (
    "notebook",
    "parameters",
    "profile",
    "modules",
    "package_data",
    "datasets",
    "folders",
    "tables",
    "documents",
    "due",
    "lock",
    "python",
    "reports",
)
# Left out where a report has none, so that a part that came later leaves the fingerprints of
# other reports, and of versions from before, as they were.
OPTIONAL_PARTS = ("folders", "tables", "documents", "due", "questions")
PAGE_PARTS = ("templates", "renderer", "presentation", "questions")


def digest(content: Any) -> str:
    """Return the sha256 of JSON-able content, independent of the order of keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def lock_digest(lock_text: str) -> str:
    """Return the sha256 of a lock file's pins and hashes; comments and layout do not count."""
    joined = lock_text.replace("\\\n", " ")
    lines = (" ".join(line.split()) for line in joined.splitlines())
    return digest(sorted(line for line in lines if line and not line.startswith("#")))


class Fingerprinter:
    """Computes fingerprints of reports, reading each source file at most once.

    Parameters
    ----------
    project
        The collection.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self.folders = OwnFolders(project)
        self.tables = OwnTables(project)
        settings = project.settings
        self._today = today()
        self.questions = read_question_address(settings, where=project.relative(settings))
        self._graph = ImportGraph(project.package)
        # Reports share most of their modules, and a digest takes longer than all else here.
        self._digest = functools.cache(self._graph.digest)
        self._lock = lock_digest(_read(project))
        self._templates = template_fingerprint()
        self._renderer = self._module_digests(PAGE_MODULES)

    def _module_digests(self, start: Iterable[str]) -> dict[str, str]:
        return {module: self._digest(module) for module in self._graph.reached(start)}

    def modules_of(self, source: NotebookSource) -> list[str]:
        """Return the rml modules that a notebook reaches through its imports, sorted."""
        start: set[str] = set()
        for cell in source.code:
            start |= self._graph.imported_by(parse_code(cell, source.where))
        return self._graph.reached(start)

    def _package_data(self, modules: Iterable[str]) -> dict[str, str]:
        digests = {}
        for module in modules:
            for name in self._graph.package_data(module):
                path = self._project.package / name
                if not path.is_file():
                    raise CollectionError(
                        f"`{module}` declares the package file `{name}`, which does not exist.",
                        where=self._project.relative(path),
                    )
                digests[name] = file_sha256(path)
        return digests

    def fingerprint(
        self,
        spec: ReportSpec,
        source: NotebookSource,
        *,
        values: Mapping[str, Any],
        profile: Profile,
        input_findings: Mapping[str, str],
    ) -> Fingerprint:
        """Return a report's fingerprints with the parts they were made from.

        Parameters
        ----------
        spec, source
            The parameter file and the notebook's source.
        values
            The checked parameters of the profile.
        profile
            ``full`` or ``quick``.
        input_findings
            sha256 of the findings of every report that this one reads, by name.

        Raises
        ------
        DataError
            If a folder or table of the author's own is missing or malformed, or a folder of
            documents is missing.
        """
        modules = self.modules_of(source)
        # Not the day itself: a report is stale when a document falls due, not every day.
        due = due_documents(self._project, spec, on=self._today)
        parts: dict[str, Any] = {
            "notebook": digest([(cell.kind, cell.source, cell.tags) for cell in source.cells]),
            "parameters": dict(values),
            "profile": profile,
            "modules": {module: self._digest(module) for module in modules},
            "package_data": self._package_data(modules),
            "datasets": {name: dataset_fingerprint(name) for name in sorted(spec.datasets)},
            **({"folders": self.folders.fingerprints(spec)} if spec.folders else {}),
            **({"tables": self.tables.fingerprints(spec)} if spec.tables else {}),
            **({"documents": document_fingerprints(self._project, spec)} if spec.documents else {}),
            **({"due": due} if due else {}),
            "lock": self._lock,
            "python": ".".join(platform.python_version_tuple()[:2]),
            "reports": dict(input_findings),
            "templates": self._templates,
            "renderer": self._renderer,
            "presentation": presentation_digest(spec),
            **({"questions": self.questions.parts} if self.questions.parts else {}),
        }
        return {**fingerprint_of_parts(parts), "parts": parts}


def fingerprint_of_parts(parts: Mapping[str, Any]) -> Fingerprint:
    """Return the fingerprints that given parts lead to; ``rml verify`` recomputes them so."""

    def present(names: Iterable[str]) -> dict[str, Any]:
        return {name: parts[name] for name in names if name in parts or name not in OPTIONAL_PARTS}

    result = digest(present(RESULT_PARTS))
    page = digest({"result": result, **present(PAGE_PARTS)})
    return {"result": result, "page": page, "parts": dict(parts)}


def presentation_digest(spec: ReportSpec) -> str:
    """Return the digest of the parameter file's fields that change the page but no number."""
    shown = spec.model_dump(
        include={"title", "summary", "authors", "data_kind", "primary_finding", "products"}
    )
    if spec.outcome:
        shown["outcome"] = spec.outcome
    if spec.folders:
        shown["folders"] = folders_shown(spec)
    if spec.tables:
        shown["tables"] = tables_shown(spec)
    return digest(shown)


def version_name(fingerprint: Fingerprint) -> str:
    """Return the name of the version that a fingerprint leads to: the page's prefix."""
    return fingerprint["page"][:VERSION_LENGTH]


def _read(project: Project) -> str:
    try:
        return project.lock.read_text(encoding="utf-8")
    except OSError as error:
        raise CollectionError(
            f"The lock file cannot be read: {error.strerror}.",
            where=project.relative(project.lock),
            remedy="Restore it from git, or write it again with `make lock`.",
        ) from error


_WORDS = {
    "notebook": "the notebook's source changed",
    "lock": "the lock file changed: other package versions",
    "profile": "another profile",
    "presentation": "title, summary, authors, declared products, outcome or the place of a folder "
    "or table changed",
}


def reasons(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return in words what differs between the parts of two fingerprints; empty if nothing.

    Parameters
    ----------
    old, new
        ``parts`` of two fingerprints.
    """
    said: list[str] = []
    for part in (*RESULT_PARTS, *PAGE_PARTS):
        absent: Any = {} if part in OPTIONAL_PARTS else None
        before, after = old.get(part, absent), new.get(part, absent)
        if before == after:
            continue
        if part == "due":
            said.extend(_due_reasons(before, after))
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            said.extend(_table_reasons(part, before, after))
        elif part == "python":
            said.append(f"Python {before} became {after}")
        else:
            said.append(_WORDS.get(part, f"{part} changed"))
    return said


def _due_reasons(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        f"`{name}` is due for another look since {after[name]}"
        if name in after
        else f"`{name}` is no longer due for another look"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


_TABLES = {
    "parameters": "parameter",
    "modules": "code of",
    "package_data": "package file",
    "datasets": "dataset",
    "folders": "folder",
    "tables": "table",
    "documents": "document",
    "reports": "findings of",
    "templates": "template",
    "renderer": "page code",
    "questions": "address for questions",
}


def _table_reasons(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    word = _TABLES.get(part, part)
    said = []
    for name in sorted({*before, *after}):
        if name not in before:
            said.append(f"{word} `{name}` is new")
        elif name not in after:
            said.append(f"{word} `{name}` is no longer used")
        elif before[name] != after[name]:
            change = f": {before[name]!r} became {after[name]!r}" if part == "parameters" else ""
            said.append(f"{word} `{name}` changed{change}")
    return said
