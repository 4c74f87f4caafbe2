"""What a package says beside a version's own files: licences, citation, how to verify."""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rml.errors import CollectionError
from rml.run.citation import COLLECTION
from rml.run.manifest import MANIFEST
from rml.run.project import Project
from rml.run.record import Record
from rml.run.template_files import TEMPLATES

_KINDS = {
    "real": "real data",
    "published": "published figures",
    "simulated": "simulated data: nothing here is a finding about the world",
    "mixed": "real frame, simulated outcomes: no outcome here was observed in the world",
}


def project_licence(project: Project) -> str:
    """Return the SPDX identifier of the collection's licence, from ``pyproject.toml``.

    Raises
    ------
    CollectionError
        If it is not stated there: a package must not leave it open.
    """
    path = project.root / "pyproject.toml"
    try:
        licence = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["license"]
    except (OSError, ValueError, KeyError, TypeError):
        licence = None
    if not isinstance(licence, str):
        raise CollectionError(
            "The collection's licence is not stated.",
            where=project.relative(path),
            remedy='Write `license = "…"` with an SPDX identifier below [project].',
        )
    return licence


def licences_md(record: Record, *, licence: str) -> str:
    """Return ``LICENCES.md``: the licence of the collection and of each dataset used.

    Parameters
    ----------
    record
        The version's record.
    licence
        The SPDX identifier of the collection's own licence.
    """
    return _environment().get_template("LICENCES.md.j2").render(record=record, licence=licence)


def verify_md(record: Record, *, manifest: str, package: str, added: Sequence[str]) -> str:
    """Return ``VERIFY.md``: how to check the files, and the findings by a rerun of one's own.

    Parameters
    ----------
    record
        The version's record.
    manifest
        The sha256 of the version's manifest.
    package
        The name of the folder in the package.
    added
        The files in it that the manifest does not list.
    """
    full = record["profile"] == "full"
    return (
        _environment()
        .get_template("VERIFY.md.j2")
        .render(
            record=record,
            kind=_KINDS[record["data_kind"]],
            manifest=manifest,
            manifest_name=MANIFEST,
            package=package,
            own=record["report"] if full else f"{record['report']}@{record['version']}",
            added=", ".join(f"`{name}`" for name in added),
        )
    )


def citation_cff(record: Record, *, manifest: str) -> str:
    """Return ``CITATION.cff``: the version as a report, in the Citation File Format 1.2.0.

    Parameters
    ----------
    record
        The version's record; the date is the day on which the version was built.
    manifest
        The sha256 of the version's manifest.

    References
    ----------
    Druskat and others (2021), Citation File Format, doi:10.5281/zenodo.5171937.
    """
    quick = " (quick profile, not for use)" if record["profile"] == "quick" else ""
    common: dict[str, Any] = {
        "title": _line(record["title"]) + quick,
        "authors": [{"name": name} for name in dict.fromkeys(record["authors"])],
        "version": record["version"],
        "date-released": record["times"]["finished"][:10],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{manifest}",
                "description": f"The checksum of the version's {MANIFEST}, which lists its files.",
            }
        ],
    }
    git = record["git"]
    if git and git["clean"]:
        common["commit"] = git["commit"]
    top = {
        "cff-version": "1.2.0",
        "message": "Please cite this version of the report as below. Licences: LICENCES.md.",
        "type": "dataset",
        **common,
        "abstract": f"{_line(record['summary'])} Data: {_KINDS[record['data_kind']]}.",
        "preferred-citation": {
            "type": "report",
            **common,
            "year": int(record["times"]["finished"][:4]),
            "collection-title": COLLECTION,
            "notes": f"Report {record['report']}, version {record['version']}{quick}",
        },
    }
    return "".join(f"{line}\n" for line in _yaml(top))


def _yaml(tree: Mapping[str, Any]) -> list[str]:
    """Return nested mappings and lists of mappings as YAML lines, every text quoted.

    A version such as 1234e5678901 would be a number to one YAML reader and a text to the
    next; a text in quotes is a text to all. JSON's quoting is YAML's.
    """
    lines: list[str] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            lines += [f"{key}:", *(f"  {line}" for line in _yaml(value))]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            lines.append(f"{key}:")
            for item in value:
                first, *rest = _yaml(item)
                lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())


def _markdown_line(text: str) -> str:
    """Return text on one line, with what Markdown would take for HTML written out."""
    return _line(text).replace("<", "&lt;")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "package"),
        autoescape=False,  # noqa: S701 - Markdown, whose texts go through the filter `line`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["line"] = _markdown_line
    return environment
