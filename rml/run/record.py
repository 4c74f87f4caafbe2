"""The shape of ``record.json`` and ``findings.json``, which the runner writes and pages show."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from rml.data.ledger import DataKind
from rml.report.verdict import Verdict

Profile = Literal["full", "quick"]


class Fingerprint(TypedDict):
    """What decides whether a report is stale, and the parts that it was made from.

    A part is a checksum, or a table of checksums by name (``modules``, ``datasets``).
    """

    page: str
    result: str
    parts: dict[str, Any]


class GitState(TypedDict):
    """The commit that was checked out, and whether the tree had no other changes."""

    commit: str
    clean: bool


class FieldNote(TypedDict):
    """What a parameter means and what it is measured in."""

    description: str
    unit: str


class FileRecord(TypedDict):
    """One input file: where it comes from and the bytes it must have.

    Or a listing of the collection, which names so many ``files`` of a repository with their
    checksums. A record names none of these, because a file's name may be a person's.
    """

    repository: str | None
    commit: str | None
    path: str
    sha256: str
    files: NotRequired[int]


class CorrectionRecord(TypedDict):
    """A declared correction of a source."""

    id: str
    field: str
    what: str
    reason: str
    source: str
    role: Literal["primary", "sensitivity"]


class DatasetRecord(TypedDict):
    """A dataset that was used, with its licence, citation, corrections and caveats."""

    name: str
    title: str
    kind: Literal["real", "published"]
    licence: str
    licence_url: str | None
    citation: str
    doi: str | None
    republish: str
    files: list[FileRecord]
    corrections: list[CorrectionRecord]
    caveats: list[str]


class FolderRecord(TypedDict):
    """A folder of the author's own images: how the parameter file names it, and its content.

    ``sha256`` is over the checksums of ``labels.csv`` and all images; ``labels`` are the
    columns of labels. No file is named, because a file's name may be a person's.
    """

    name: str
    folder: str
    images: int
    persons: int
    labels: list[str]
    sha256: str


class TableRecord(TypedDict):
    """A table of the author's own: how the parameter file names it, and its content.

    ``table`` says where it lies as pages may; ``files`` and ``bytes`` are 0 for a table behind
    a connection URL, whose ``version`` may be declared. ``sha256`` is over its content.
    """

    name: str
    table: str
    files: int
    bytes: int
    version: str | None
    sha256: str


class CellTime(TypedDict):
    """How long the code cell at ``index`` (from 0, among all cells) ran."""

    index: int
    seconds: float


class Times(TypedDict):
    """Start and end in ISO 8601 with the zone, and durations in seconds."""

    started: str
    finished: str
    seconds: float
    cells: list[CellTime]


class Record(TypedDict):
    """How a version came about: the content of ``record.json``."""

    format: int
    report: str
    title: str
    summary: str
    authors: list[str]
    version: str
    profile: Profile
    data_kind: DataKind
    outcome: NotRequired[Literal["unsuccessful"]]  # only of an attempt that did not work
    fingerprint: Fingerprint
    why: list[str]
    git: GitState | None
    parameters: dict[str, Any]
    parameter_fields: dict[str, FieldNote]
    datasets: list[DatasetRecord]
    folders: NotRequired[list[FolderRecord]]  # absent in versions from before there were any
    tables: NotRequired[list[TableRecord]]  # likewise
    packages: dict[str, str]
    machine: dict[str, Any]
    times: Times
    seeds: dict[str, int]
    command: str
    contact: str | None
    questions: NotRequired[dict[str, str]]  # where questions go; absent where nothing is set


class PublishedRecord(TypedDict):
    """The published figure that a finding is held against."""

    value: float
    source: str
    status: str
    tolerance: float
    unit: NotRequired[str]
    printed: NotRequired[str]


class FindingRecord(TypedDict):
    """One finding of ``findings.json``; an infinite end is the text ``inf`` or ``-inf``."""

    id: str
    primary: bool
    data_kind: NotRequired[DataKind]  # absent in versions from before findings carried it
    statement: str
    value: float
    low: float | str | None
    high: float | str | None
    level: float | None
    n: str
    unit: str
    method: str
    estimand: str
    assumptions: str
    breaks_if: NotRequired[str]
    published: PublishedRecord | None
    verdict: Verdict
    reason: NotRequired[str]
    why: str | None


class FindingsFile(TypedDict):
    """The content of ``findings.json``."""

    report: str
    version: str
    data_kind: DataKind
    profile: Profile
    findings: list[FindingRecord]
