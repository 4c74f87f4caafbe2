"""What decisions would quote of the current versions: ``python -m rml.lessons.quote``.

For each quotation of another version than the current one: what was read, what stands there
now, and whether the decision still stands on it. With ``--write``, version, verdict and value are
written into the files where it does; where it does not, the decision has to be thought over first.
Files that could not be read or rewritten are named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rml.feedback.file_shape import printable
from rml.lessons.decision_entries import read_decisions
from rml.lessons.decision_fields import Evidence
from rml.lessons.evidence import change
from rml.run.checked_documents import DECISIONS
from rml.run.project import Project, find_project
from rml.run.versions import VersionIndex

_QUOTED: Final = (
    r"(?P<head>- report: [\"']?{report}[\"']?{rest}\n +finding: [\"']?{finding}[\"']?{rest}"
    r"\n +version: )[\"']?{version}[\"']?"
    r"(?P<verdict>{rest}\n +verdict: )[^\s#]+(?P<value>{rest}\n +value: )[^\s#]+"
)
_REST: Final = r"[ \t]*(?: #[^\n]*)?"
"""What may follow on a line: a comment, which stays."""
_NOT_REWRITTEN: Final = (
    "not rewritten; put report, finding, version, verdict, value on lines of their own in this "
    "order"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotations:
    """What became of the quotations of a collection.

    Parameters
    ----------
    told
        A line for each quotation that is not of the current version.
    refused
        A line for each file that could not be read.
    not_rewritten
        A line for each file whose quotations were not found where they are looked for.
    """

    told: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    not_rewritten: tuple[str, ...] = ()


def current(
    project: Project, versions: VersionIndex, report: str
) -> tuple[str, Mapping[str, Mapping[str, Any]]]:
    """Return a report's latest full version and its findings by id; no name if there is none."""
    latest = versions.latest(report)
    if latest is None:
        return "", {}
    return latest.version, {found["id"]: found for found in latest.findings(project)["findings"]}


def difference(evidence: Evidence, version: str, found: Mapping[str, Any] | None) -> str | None:
    """Return why a decision does not stand on what a finding says now; None if it does."""
    if not version:
        return f"{evidence.report} has no version here; build it."
    if found is None:
        return f"{evidence.report} has no finding {evidence.finding} now."
    changed = change(evidence, found)
    return None if changed is None else changed[1]


def quoted(text: str, evidence: Evidence, version: str, found: Mapping[str, Any]) -> str:
    """Return a file's text with one quotation taken from another version.

    Raises
    ------
    ValueError
        If report, finding, version, verdict and value do not stand below each other, as the files
        of this collection have them.
    """
    pattern = _QUOTED.format(
        report=re.escape(evidence.report),
        finding=evidence.finding,
        version=evidence.version,
        rest=_REST,
    )
    # A version that could be read as a number would not be a text without quotation marks.
    new = (
        rf'\g<head>"{version}"\g<verdict>{found["verdict"]}'
        rf"\g<value>{float(found['value'])!r}"
    )
    written, times = re.subn(pattern, new, text)
    if times != 1:
        raise ValueError(f"The quotation of {evidence.report}, {evidence.finding} was not found.")
    return written


def requote(project: Project, *, write: bool) -> Quotations:
    """Return what is to be told of each quotation that is not of the current version.

    Parameters
    ----------
    project
        The collection.
    write
        Whether to write what decisions still stand on into their files. A file in which one such
        quotation is not found stays as it is.
    """
    versions = VersionIndex(project)
    decisions = read_decisions(project.root / DECISIONS)
    told: list[str] = []
    not_rewritten = []
    for decision in decisions.entries:
        path = project.root / DECISIONS / f"{decision.name}.yaml"
        stand: list[tuple[Evidence, str, Mapping[str, Any]]] = []
        for one in decision.evidence:
            version, findings = current(project, versions, one.report)
            found = findings.get(one.finding)
            as_read = found and (one.verdict, one.value) == (found["verdict"], found["value"])
            if version == one.version and as_read:
                continue
            wrong = difference(one, version, found)
            told.append(_told(path, one, version, found, wrong))
            if wrong is None and found is not None:
                stand.append((one, version, found))
        if write and not _written(path, stand):
            not_rewritten.append(printable(f"{DECISIONS}/{path.name}: {_NOT_REWRITTEN}"))
    return Quotations(
        told=tuple(told),
        refused=tuple(f"Refused: {error}" for error in decisions.refused),
        not_rewritten=tuple(not_rewritten),
    )


def _written(path: Path, stand: Sequence[tuple[Evidence, str, Mapping[str, Any]]]) -> bool:
    """Write quotations anew into a file; return False, and write nothing, if one is not found."""
    text = path.read_text(encoding="utf-8")
    try:
        for evidence, version, found in stand:
            text = quoted(text, evidence, version, found)
    except ValueError:
        return False
    if stand:
        path.write_text(text, encoding="utf-8")
    return True


def _told(
    path: Path, one: Evidence, version: str, found: Mapping[str, Any] | None, wrong: str | None
) -> str:
    now = "" if found is None else f", now {version} {found['verdict']} {found['value']!r}"
    return (
        f"{path.name}: {one.report}, {one.finding}: read {one.version} {one.verdict} "
        f"{one.value!r}{now}. {'It stands.' if wrong is None else f'Think it over: {wrong}'}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 once everything was told, 1 if a file could not be read or rewritten."""
    parser = argparse.ArgumentParser(
        prog="python -m rml.lessons.quote",
        description="Tell what decisions would quote of the current versions of reports.",
    )
    parser.add_argument(
        "--write", action="store_true", help="write it into the files, where decisions still stand"
    )
    given = parser.parse_args(arguments)
    found = requote(find_project(), write=given.write)
    faults = [*found.refused, *found.not_rewritten]
    if found.told:
        sys.stdout.write("\n".join([*found.told, ""]))
    elif not faults:
        sys.stdout.write("Every quotation is current.\n")
    sys.stdout.flush()
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
