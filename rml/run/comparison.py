"""Two versions held against each other: findings, tables, parameters, and what may explain them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rml.run.comparison_tables import Grid, grids_differences
from rml.run.differences import Difference, Severity, Tolerance, distance_words, shown
from rml.run.fingerprint import reasons

# Made from a finding's numbers or verdict, which are compared themselves.
_DERIVED = {"id", "estimate", "reason"}
_SAMPLE = {"n", "unit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A version as it is compared; whoever made it need not be trusted.

    Parameters
    ----------
    name
        ``analysis/report@version``, as its own files say.
    origin
        Where it was read from.
    manifest
        The sha256 of its manifest; empty if it has none.
    problems
        How it is not as it was published, one sentence each.
    findings
        The content of ``findings.json``.
    record
        The content of ``record.json``.
    grids
        Its tables and the data of its figures, by a name for readers.
    pictures
        The sha256 of each figure's SVG, by the figure's id.
    """

    name: str
    origin: str
    manifest: str
    problems: tuple[str, ...]
    findings: Mapping[str, Any]
    record: Mapping[str, Any]
    grids: Mapping[str, Grid]
    pictures: Mapping[str, str]

    @property
    def by_id(self) -> dict[str, Mapping[str, Any]]:
        """The findings by id."""
        return {finding["id"]: finding for finding in self.findings["findings"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two versions differ in.

    Parameters
    ----------
    a, b
        The versions.
    tolerance
        When numbers counted as the same.
    differences
        Worst first; of one severity in the order of the findings and tables.
    """

    a: Contents
    b: Contents
    tolerance: Tolerance
    differences: tuple[Difference, ...]

    @property
    def altered(self) -> bool:
        """True if a version is not as it was published, so that nothing else can be relied on."""
        return bool(self.a.problems or self.b.problems)

    @property
    def findings_agree(self) -> bool:
        """True if both have the same findings, verdicts and, within tolerance, numbers."""
        return not any(item.severity.changes_findings for item in self.differences)

    @property
    def exit_code(self) -> int:
        """0 if the findings agree and both versions are as they were published, else 1.

        Tables, parameters, texts and context that differ leave it at 0.
        """
        return int(self.altered or not self.findings_agree)

    @property
    def by_severity(self) -> dict[Severity, list[Difference]]:
        """The differences of each severity that occurs, worst first."""
        return {
            severity: found
            for severity in Severity
            if (found := [item for item in self.differences if item.severity is severity])
        }

    @property
    def conclusion(self) -> str:
        """Whether the findings agree, in one line."""
        both = len(self.a.by_id.keys() & self.b.by_id.keys())
        counts = Counter(item.severity for item in self.differences)
        counted = [
            f"{counts[severity]} × {severity.label}"
            for severity in Severity
            if counts[severity] and severity is not Severity.CONTEXT
        ]
        if not self.findings_agree:
            words = f"The findings differ: {', '.join(counted)}."
        else:
            words = f"The findings agree ({both} compared; tolerance {self.tolerance})"
            words += f"; {', '.join(counted)}." if counted else "."
        if self.altered:
            sides = [side for side, item in (("A", self.a), ("B", self.b)) if item.problems]
            verb = "are" if len(sides) > 1 else "is"
            words = (
                f"{' and '.join(sides)} {verb} not as published, so nothing here is sure. {words}"
            )
        elif self.a.manifest == self.b.manifest:
            words = f"The two are the same version, byte for byte. {words}"
        return words


def compare(a: Contents, b: Contents, tolerance: Tolerance) -> Comparison:
    """Return what differs between two versions, worst first.

    Parameters
    ----------
    a, b
        The versions; ``a`` is the one that ``b`` is held against.
    tolerance
        When numbers count as the same.
    """
    found = [
        *_findings_differences(a, b, tolerance),
        *grids_differences(a.grids, b.grids, tolerance=tolerance),
        *_request_differences(a, b),
        *_text_differences(a.record, b.record),
        *_context(a, b),
    ]
    found.sort(key=lambda item: item.severity)
    return Comparison(a=a, b=b, tolerance=tolerance, differences=tuple(found))


def _findings_differences(a: Contents, b: Contents, tolerance: Tolerance) -> Iterator[Difference]:
    kinds = (a.findings.get("data_kind"), b.findings.get("data_kind"))
    if kinds[0] != kinds[1]:
        yield Difference(
            severity=Severity.VERDICT_CHANGED,
            where="all findings",
            what="data kind",
            a=shown(kinds[0]),
            b=shown(kinds[1]),
        )
    findings_a, findings_b = a.by_id, b.by_id
    for name in dict.fromkeys([*findings_a, *findings_b]):
        where = f"finding {name}"
        if name in findings_a and name in findings_b:
            yield from _finding_differences(where, findings_a[name], findings_b[name], tolerance)
        else:
            yield Difference(
                severity=Severity.FINDING_MISSING,
                where=where,
                what="the whole finding",
                a=_summary(findings_a.get(name)),
                b=_summary(findings_b.get(name)),
                note="missing in B" if name in findings_a else "missing in A",
            )


def _summary(finding: Mapping[str, Any] | None) -> str:
    if finding is None:
        return ""
    return f"{shown(finding.get('value'))} {shown(finding.get('unit'))} ({finding.get('verdict')})"


def _finding_differences(
    where: str, a: Mapping[str, Any], b: Mapping[str, Any], tolerance: Tolerance
) -> Iterator[Difference]:
    leaves_a, leaves_b = dict(_leaves(a)), dict(_leaves(b))
    for path in dict.fromkeys([*leaves_a, *leaves_b]):
        value_a, value_b = leaves_a.get(path), leaves_b.get(path)
        if value_a == value_b or path in _DERIVED:
            continue
        number_a, number_b = _number(value_a), _number(value_b)
        note = ""
        if path == "verdict":
            severity = Severity.VERDICT_CHANGED
        elif path == "primary":
            severity = Severity.PARAMETER_DIFFERS
        elif number_a is not None and number_b is not None:
            note = distance_words(number_a, number_b)
            close = tolerance.admits(number_a, number_b)
            severity = Severity.WITHIN_TOLERANCE if close else Severity.ESTIMATE_DIFFERS
        elif number_a is not None or number_b is not None or path in _SAMPLE:
            severity = Severity.ESTIMATE_DIFFERS
        else:
            severity = Severity.TEXT_DIFFERS
        yield Difference(
            severity=severity,
            where=where,
            what="main finding" if path == "primary" else path.replace("_", " "),
            a=shown(value_a),
            b=shown(value_b),
            note=note,
        )


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of everything in nested tables that is no table itself."""
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            yield from _leaves(branch, f"{path}.{name}" if path else str(name))
    elif isinstance(tree, list):
        for place, branch in enumerate(tree, start=1):
            yield from _leaves(branch, f"{path} {place}")
    else:
        yield path, tree


def _number(value: Any) -> float | None:
    """Return a number of a finding; an infinite one is written as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return float(value) if value in ("inf", "-inf") else None


def _changes(
    where: str, a: Mapping[str, Any], b: Mapping[str, Any], severity: Severity
) -> Iterator[Difference]:
    """Yield what two flat tables differ in."""
    for name in dict.fromkeys([*a, *b]):
        if a.get(name) != b.get(name):
            yield Difference(
                severity=severity,
                where=where,
                what=name,
                a=shown(a.get(name)),
                b=shown(b.get(name)),
                note="" if name in a and name in b else f"only in {'A' if name in a else 'B'}",
            )


def _request_differences(a: Contents, b: Contents) -> Iterator[Difference]:
    severity = Severity.PARAMETER_DIFFERS
    asked_a, asked_b = (
        {key: version.findings.get(key) for key in ("report", "profile")} for version in (a, b)
    )
    yield from _changes("request", asked_a, asked_b, severity)
    for_a, for_b = (_table(version.record, "parameters") for version in (a, b))
    yield from _changes("parameters", for_a, for_b, severity)


def _text_differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Difference]:
    texts_a, texts_b = (
        {key: record.get(key) for key in ("title", "summary", "authors")} for record in (a, b)
    )
    yield from _changes("report", texts_a, texts_b, Severity.TEXT_DIFFERS)


def _context(a: Contents, b: Contents) -> Iterator[Difference]:
    parts_a, parts_b = (
        {
            name: part
            for name, part in _table(_table(version.record, "fingerprint"), "parts").items()
            if name not in {"parameters", "profile"}  # compared by themselves
        }
        for version in (a, b)
    )
    for reason in reasons(parts_a, parts_b):
        yield Difference(severity=Severity.CONTEXT, where="fingerprint", what=reason)
    for where in ("git", "packages", "machine"):
        table_a, table_b = (_table(version.record, where) for version in (a, b))
        yield from _changes(where, table_a, table_b, Severity.CONTEXT)
    for name in a.pictures:
        if name in b.pictures and a.pictures[name] != b.pictures[name]:
            yield Difference(
                severity=Severity.CONTEXT,
                where=f"figure {name}",
                what="drawn differently",
            )


def _table(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table of a record, empty where there is none."""
    table = record.get(name)
    return table if isinstance(table, Mapping) else {}
