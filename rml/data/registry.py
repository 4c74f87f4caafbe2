"""The registry of datasets: which files, from where, under which licence, with which defects.

Reading it imports pydantic and a YAML reader only, so that commands that run nothing
stay quick.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from rml.data.listings import read_listing, stays_inside
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


class _InPackage(_Entry):
    @field_validator("path", "package", "file", check_fields=False)
    @classmethod
    def _stays_inside_its_folder(cls, path: str | None) -> str | None:
        if path is not None and not stays_inside(path):
            raise ValueError("must be a relative path without empty, `.` or `..` parts")
        return path


class Listing(_InPackage):
    """A CSV file in this package that names many files of one repository at one commit."""

    repository: Repository = Field(description="owner/name on GitHub")
    commit: Commit = Field(description="full commit hash")
    file: Text = Field(description="path of the CSV file inside the rml package")


class DataFile(_InPackage):
    """One file: either in a repository at a fixed commit, or in this package.

    ``repository``, ``commit`` and ``path`` are given together, or ``package`` alone.
    """

    repository: Repository | None = Field(default=None, description="owner/name on GitHub")
    commit: Commit | None = Field(default=None, description="full commit hash")
    path: Text | None = Field(default=None, description="path inside the repository")
    package: Text | None = Field(default=None, description="path inside the rml package")
    sha256: Sha256 = Field(description="checksum of the file's bytes")
    bytes: int = Field(ge=1, description="length of the file in bytes")
    listing: Text | None = Field(
        default=None, description="the listing that names the file; set when it is read"
    )

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
    """One dataset: its files and all that a report must say about it.

    ``files`` holds every file: those that the registry names one by one, then those of the
    ``listings``, in their order.
    """

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
    listings: tuple[Listing, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @model_validator(mode="after")
    def _has_files_and_caveats(self) -> Self:
        # Not by `min_length`, which would count an ill-typed item as none at all.
        for field, given in (("files", self.files or self.listings), ("caveats", self.caveats)):
            if not given:
                raise ValueError(f"`{field}` is empty; a dataset has at least one of each")
        return self

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for field, names in (
            ("listings", [listing.file for listing in self.listings]),
            ("files", [file.name for file in self.files]),
            ("corrections", [correction.id for correction in self.corrections]),
        ):
            twice = sorted(name for name, count in Counter(names).items() if count > 1)
            if twice:
                more = ", ..." if len(twice) > 3 else ""
                raise ValueError(f"`{field}` names {', '.join(twice[:3])}{more} more than once")
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

    @model_validator(mode="after")
    def _listed_files_have_their_listing(self) -> Self:
        known = {listing.file for listing in self.listings}
        for file in self.files:
            if file.listing is not None and file.listing not in known:
                raise ValueError(f"`{file.name}` names `{file.listing}`, which is no listing")
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


def load_registry(path: Path, *, package: Path = PACKAGE_FOLDER) -> Registry:
    """Return the registry that ``path`` holds.

    Parameters
    ----------
    path
        The registry, a YAML file.
    package
        The folder in which the listings stand.

    Raises
    ------
    CollectionError
        If the file or a listing cannot be read, is malformed, or breaks the model; the
        message names the file and every field at fault, for a listing also the rows.
    """
    content = read_mapping(path, where=str(path))
    faults = []
    if isinstance(content.get("datasets"), dict):
        for name, entry in content["datasets"].items():
            if isinstance(entry, dict):
                entry.setdefault("name", name)
                faults += _add_listed_files(entry, package)
    try:
        # Through JSON, because strict models take lists for tuples from there only; what
        # JSON does not know, such as a date, becomes a value that no field accepts.
        text = json.dumps(content, default=lambda value: {type(value).__name__: str(value)})
        read = Registry.model_validate_json(text)
    except ValidationError as error:
        faults += [
            f"`{'.'.join(str(part) for part in fault['loc']) or 'the file'}`: {fault['msg']}"
            for fault in error.errors(include_url=False)
        ]
    if faults:
        raise CollectionError(
            f"The registry of datasets breaks its contract: {'; '.join(faults)}.",
            where=str(path),
            remedy="Correct these fields.",
        )
    return read


def _add_listed_files(entry: dict[str, Any], package: Path) -> list[str]:
    """Add the files of an entry's listings to its files; return what is wrong with them.

    What the model will refuse by itself is left to it.
    """
    faults: list[str] = []
    listings = entry.get("listings")
    named = entry.get("files", [])
    if not isinstance(listings, list) or not isinstance(named, list):
        return faults
    listed: list[dict[str, Any]] = []
    for place, given in enumerate(listings):
        try:
            listing = Listing.model_validate(given)
        except ValidationError:
            continue
        rows, wrong = read_listing(package / listing.file)
        faults += [
            f"`datasets.{entry['name']}.listings.{place}`, {listing.file}: {fault}"
            for fault in wrong
        ]
        origin = {
            "repository": listing.repository,
            "commit": listing.commit,
            "listing": listing.file,
        }
        listed += [origin | row for row in rows]
    entry["files"] = [*named, *listed]
    return faults


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
