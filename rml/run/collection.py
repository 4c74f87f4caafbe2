"""The collection: one parameter file is one report."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rml.data.ledger import DataKind
from rml.errors import CollectionError
from rml.run.project import Project
from rml.run.record import Profile
from rml.run.validation import raise_first
from rml.strict_yaml import read_mapping
from rml.suggest import did_you_mean

PathName = Field(pattern=r"^[a-z0-9_]+/[a-z0-9_]+$")
FolderName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
DocumentFolder = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?$")]
FolderPath = Annotated[str, Field(min_length=1)]
_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


class Products(BaseModel):
    """The ids of what a notebook must emit; a run that lacks one has failed."""

    model_config = _STRICT
    findings: list[str] = Field(min_length=1)
    figures: list[str]
    tables: list[str]


class Limits(BaseModel):
    """What one run may take before the watchdog stops it."""

    model_config = _STRICT
    minutes: float = Field(gt=0, le=1440)
    memory_gib: float = Field(gt=0, le=1024)


class ReportSpec(BaseModel):
    """One report as its parameter file states it, with the name that the file's place gives."""

    model_config = _STRICT
    name: str = PathName
    where: str
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    authors: list[str] = Field(min_length=1)
    notebook: str = PathName
    datasets: list[str]
    data_kind: DataKind
    primary_finding: str
    products: Products
    limits: Limits
    parameters: dict[str, Any]
    quick: dict[str, Any]
    reports: list[str] = Field(default_factory=list)
    reports_may_be_absent: bool = Field(
        default=False,
        description="true: a report under reports: that waits for data or failed is left out, and "
        "this one is built with the others; its page must say so itself. At least one report of "
        "its own data kind has to be there. Left out otherwise: it is then not built.",
    )
    documents: list[DocumentFolder] = Field(
        default_factory=list,
        description="Folders of the collection whose YAML files the notebook reads, such as "
        "decisions; a change in one of these files makes the report stale.",
    )
    outcome: Literal["unsuccessful"] | None = Field(
        default=None,
        description="unsuccessful: the report records an attempt that did not work, and why. Its "
        "page says so, and the index lists it with other such attempts. Left out otherwise.",
    )
    tables: dict[FolderName, FolderPath] = Field(
        default_factory=dict,
        description="Tables of your own: the name that the notebook knows each by, and where it "
        "lies: a Parquet file or a folder of them, a DuckDB file and #table, or an Ibis "
        "connection URL and #table. Paths are absolute, from ~ or from the collection's folder.",
    )
    table_versions: dict[FolderName, FolderPath] = Field(
        default_factory=dict,
        description="For tables behind a connection URL: which version of the table it is. "
        "Without it, the database computes a digest of the table at every run.",
    )
    folders: dict[FolderName, FolderPath] = Field(
        default_factory=dict,
        description="Folders of images of your own, each with a labels.csv: the name that the "
        "notebook loads it by, and its path, absolute, from ~ or from the collection's folder.",
    )

    @property
    def analysis(self) -> str:
        """The analysis that the report belongs to."""
        return self.name.partition("/")[0]

    def values(self, profile: Profile) -> dict[str, Any]:
        """Return the parameters of a profile: the full ones, overridden where quick says so."""
        return {**self.parameters, **(self.quick if profile == "quick" else {})}


def read_report(project: Project, name: str) -> ReportSpec:
    """Return one report's parameter file, checked for its form.

    Raises
    ------
    CollectionError
        Naming the file and the field, with the nearest name for a misspelt one.
    """
    path = project.params / f"{name}.yaml"
    where = project.relative(path)
    content = read_mapping(path, where=where)
    known = set(ReportSpec.model_fields) - {"name", "where"}
    for field in content:
        if field not in known:
            raise CollectionError(
                f"`{field}` is not a field of a parameter file.",
                where=where,
                remedy=did_you_mean(field, known),
            )
    try:
        spec = ReportSpec(name=name, where=where, **content)
    except ValidationError as error:
        raise_first(error, where=where, error_type=CollectionError, known=known)
    if spec.primary_finding not in spec.products.findings:
        raise CollectionError(
            f"The primary finding `{spec.primary_finding}` is not among products.findings.",
            where=f"{where}, primary_finding",
            remedy=did_you_mean(spec.primary_finding, spec.products.findings),
        )
    for field in spec.quick:
        if field not in spec.parameters:
            raise CollectionError(
                f"quick overrides `{field}`, which is not among the parameters.",
                where=f"{where}, quick",
                remedy=did_you_mean(field, spec.parameters),
            )
    return spec


def _names(project: Project) -> list[str]:
    """Return the report names that the files under params/ give, each once."""
    names: dict[str, str] = {}
    for path in sorted(project.params.rglob("*.y*ml")):
        where = project.relative(path)
        name = path.relative_to(project.params).with_suffix("").as_posix()
        if path.suffix not in {".yaml", ".yml"} or name.startswith("."):
            continue
        # Names that differ in case only would share a folder on macOS and Windows.
        if name.lower() in names:
            raise CollectionError(
                f"Two parameter files give one report name, `{name}`: {names[name.lower()]} "
                f"and {where}.",
                where=where,
                remedy="Rename or delete one of them.",
            )
        if path.suffix == ".yml":
            raise CollectionError(
                "Parameter files end in .yaml.",
                where=where,
                remedy=f"Rename it to {path.stem}.yaml.",
            )
        names[name.lower()] = where
    return [where.removeprefix("params/").removesuffix(".yaml") for where in names.values()]


def read_collection(project: Project) -> dict[str, ReportSpec]:
    """Return every report of the collection by name, in the order to run them.

    Reports come after the reports whose findings they read.

    Raises
    ------
    CollectionError
        If there is no parameter file, two give one name, one is malformed, or reports
        read each other in a circle.
    """
    names = _names(project)
    if not names:
        raise CollectionError(
            "There is no parameter file.",
            where=project.relative(project.params),
            remedy="`rml new ANALYSIS/NOTEBOOK` makes the first.",
        )
    specs = {name: read_report(project, name) for name in names}
    return {name: specs[name] for name in _run_order(specs)}


def _run_order(specs: dict[str, ReportSpec]) -> list[str]:
    """Return the names so that inputs come first; refuse unknown inputs and circles."""
    order: list[str] = []
    path: list[str] = []

    def visit(name: str, asked_by: ReportSpec | None) -> None:
        if name not in specs:
            raise CollectionError(
                f"reports: names `{name}`, which is not a report.",
                where=asked_by.where if asked_by else None,
                remedy=did_you_mean(name, specs),
            )
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            raise CollectionError(
                f"Reports read each other in a circle: {circle}.",
                where=specs[name].where,
                remedy="Remove one of these from `reports:`.",
            )
        if name in order:
            return
        path.append(name)
        for needed in specs[name].reports:
            visit(needed, specs[name])
        path.pop()
        order.append(name)

    for name in specs:
        visit(name, None)
    return order


def select(specs: dict[str, ReportSpec], patterns: Iterable[str]) -> dict[str, ReportSpec]:
    """Return the reports that match any pattern, with the reports they read.

    Parameters
    ----------
    specs
        The collection, in run order.
    patterns
        Names or shell patterns such as ``image_cropping/*``; none means all.

    Raises
    ------
    CollectionError
        If a pattern matches nothing.
    """
    wanted: set[str] = set()
    asked: Sequence[str] = [part for text in patterns for part in text.replace(",", " ").split()]
    for pattern in asked:
        matched = [name for name in specs if fnmatch.fnmatchcase(name, pattern.strip("/"))]
        if not matched:
            raise CollectionError(
                f"No report matches `{pattern}`.",
                remedy=did_you_mean(pattern, specs),
            )
        wanted.update(matched)
    if not asked:
        return dict(specs)
    for name in reversed(specs):
        if name in wanted:
            wanted.update(specs[name].reports)
    return {name: spec for name, spec in specs.items() if name in wanted}
