"""The registry of datasets: which files, from where, under which licence, with which defects.

Reading it imports pydantic and a YAML reader only, so that commands that run nothing
stay quick.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rml.errors import CollectionError
from rml.strict_yaml import read_mapping
from rml.suggest import did_you_mean

REGISTRY_FILE: Final = Path(__file__).with_name("registry.yaml")
PACKAGE_FOLDER: Final = Path(__file__).parents[1]

DatasetKind = Literal["real", "published"]
Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Repository = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$")]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Origin(_Entry):
    """A repository at a fixed commit."""

    repository: Repository = Field(description="owner/name on GitHub")
    commit: Commit = Field(description="full commit hash")


class DataFile(_Entry):
    """One file: either in a repository at a fixed commit, or in this package.

    ``repository``, ``commit`` and ``path`` are given together, or ``package`` alone.
    """

    repository: Repository | None = Field(default=None, description="owner/name on GitHub")
    commit: Commit | None = Field(default=None, description="full commit hash")
    path: Text | None = Field(default=None, description="path inside the repository")
    package: Text | None = Field(default=None, description="path inside the rml package")
    sha256: Sha256 = Field(description="checksum of the file's bytes")
    bytes: int = Field(ge=1, description="length of the file in bytes")

    @field_validator("path", "package")
    @classmethod
    def _stays_inside_its_folder(cls, path: str | None) -> str | None:
        if path is not None and (
            path.startswith("/") or "\\" in path or {"", ".", ".."} & set(path.split("/"))
        ):
            raise ValueError("must be a relative path without empty, `.` or `..` parts")
        return path

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        upstream = (self.repository, self.commit, self.path)
        if self.package is None and None in upstream:
            raise ValueError("needs `repository`, `commit` and `path`, or `package` alone")
        if self.package is not None and upstream != (None, None, None):
            raise ValueError("has `package`, so `repository`, `commit` and `path` must go")
        return self

    @property
    def name(self) -> str:
        """The path by which a dataset's files are told apart."""
        return self.package or str(self.path)

    @property
    def place(self) -> str:
        """Where the file stands in a cache or a mirror, as a relative path."""
        return f"{self.repository}/{self.commit}/{self.path}"

    @property
    def package_path(self) -> Path | None:
        """The file inside the installed package, if that is where it stands."""
        return None if self.package is None else PACKAGE_FOLDER / self.package

    def url(self, base_url: str) -> str:
        """Return the address of an upstream file below ``base_url``."""
        return f"{base_url.rstrip('/')}/{quote(self.place)}"


class Correction(_Entry):
    """A declared correction of a source's known defect, shown in every report that uses it."""

    id: Name
    field: Text = Field(description="the table and column that it concerns")
    what: Text = Field(description="what is changed")
    reason: Text = Field(description="why the source is held to be wrong there")
    source: Text = Field(description="what supports the correction")
    role: Literal["primary", "sensitivity"] = Field(
        description="sensitivity for every correction of a person's label"
    )


class Dataset(_Entry):
    """One dataset: its files and all that a report must say about it."""

    name: Name
    title: Text
    kind: DatasetKind
    licence: Text = Field(description="SPDX identifier")
    licence_url: Annotated[str, Field(pattern=r"^https://")]
    citation: Text
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,}/\S+$")] | None = None
    upstream: Text | None = Field(default=None, description="origin of a file in the package")
    republish: Text = Field(description="what may be published again, and on which terms")
    description: Text
    caveats: tuple[Text, ...]
    files: tuple[DataFile, ...]
    corrections: tuple[Correction, ...] = ()

    @model_validator(mode="after")
    def _has_files_and_caveats(self) -> Self:
        # Not by `min_length`, which would count an ill-typed item as none at all.
        for field in ("files", "caveats"):
            if not getattr(self, field):
                raise ValueError(f"`{field}` is empty; a dataset has at least one of each")
        return self

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for field, names in (
            ("files", [file.name for file in self.files]),
            ("corrections", [correction.id for correction in self.corrections]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"`{field}` names {', '.join(twice)} more than once")
        return self

    @model_validator(mode="after")
    def _published_figures_are_in_the_package(self) -> Self:
        for file in self.files:
            if (file.package is not None) != (self.kind == "published"):
                raise ValueError(
                    f"the kind is {self.kind}, but `{file.name}` is "
                    f"{'in' if file.package else 'not in'} the package"
                )
        return self

    @property
    def bytes(self) -> int:
        """The length of all files together, in bytes."""
        return sum(file.bytes for file in self.files)


class Registry(_Entry):
    """All datasets of the collection, by name, in the order of the file."""

    base_url: Annotated[str, Field(pattern=r"^https?://")]
    origins: dict[Name, Origin] = Field(default_factory=dict)
    datasets: dict[Name, Dataset] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_keys(self) -> Self:
        for key, entry in self.datasets.items():
            if entry.name != key:
                raise ValueError(f"the dataset `{key}` calls itself `{entry.name}`")
        return self


def load_registry(path: Path) -> Registry:
    """Return the registry that ``path`` holds.

    Raises
    ------
    CollectionError
        If the file cannot be read, is not YAML, or breaks the model; the message names
        the file and every field at fault.
    """
    content = read_mapping(path, where=str(path))
    if isinstance(content.get("datasets"), dict):
        for name, entry in content["datasets"].items():
            if isinstance(entry, dict):
                entry.setdefault("name", name)
    try:
        # Through JSON, because strict models take lists for tuples from there only; what
        # JSON does not know, such as a date, becomes a value that no field accepts.
        text = json.dumps(content, default=lambda value: {type(value).__name__: str(value)})
        return Registry.model_validate_json(text)
    except ValidationError as error:
        faults = "; ".join(
            f"`{'.'.join(str(part) for part in fault['loc']) or 'the file'}`: {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise CollectionError(
            f"The registry of datasets breaks its contract: {faults}.",
            where=str(path),
            remedy="Correct these fields.",
        ) from None


@functools.cache
def registry() -> Registry:
    """Return the collection's registry of datasets, read once per process.

    Raises
    ------
    CollectionError
        As `load_registry`.
    """
    return load_registry(REGISTRY_FILE)


def dataset(name: str) -> Dataset:
    """Return the dataset called ``name``.

    Raises
    ------
    CollectionError
        If there is none; the message suggests the nearest name.
    """
    datasets = registry().datasets
    if name in datasets:
        return datasets[name]
    raise CollectionError(
        f"There is no dataset `{name}`.",
        where="rml/data/registry.yaml",
        remedy=did_you_mean(name, datasets),
    )


def dataset_fingerprint(name: str) -> str:
    """Return a sha256 over the checksums and corrections of a dataset, as hexadecimal digits.

    Titles, caveats and other prose are left out: a better wording makes no result stale.
    """
    return fingerprint_of(dataset(name))


def fingerprint_of(entry: Dataset) -> str:
    """Return what `dataset_fingerprint` returns, for a dataset of any registry."""
    parts = {
        "files": sorted([file.name, file.sha256] for file in entry.files),
        "corrections": sorted(
            (correction.model_dump() for correction in entry.corrections), key=lambda c: c["id"]
        ),
    }
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
