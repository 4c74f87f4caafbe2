"""How to cite one version of a report."""

from __future__ import annotations

import re
from datetime import datetime

from rml.run.record import Record

COLLECTION = "rml: a collection of responsible-ML audits"
_BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "{}&%$#_"},
}


def citation(record: Record) -> str:
    """Return the citation of a version as one line of text."""
    return (
        f"{_listed(record['authors'])} ({_year(record)}). {_sentence(record['title'])} "
        f"{COLLECTION}, report {record['report']}, version {record['version']}{_caution(record)}."
    )


def bibtex(record: Record) -> str:
    """Return the citation of a version as a BibTeX entry.

    Characters that LaTeX reads as commands are escaped, so that a title with an
    ampersand or a percent sign compiles as it is.
    """
    key = re.sub(r"[^a-z0-9]+", "_", f"rml_{record['report']}_{record['version']}".lower())
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in record["authors"]),
        "title": f"{{{_escaped(record['title'])}}}",
        "year": str(_year(record)),
        "howpublished": _escaped(COLLECTION),
        "note": _escaped(
            f"Report {record['report']}, version {record['version']}{_caution(record)}"
        ),
    }
    lines = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def _caution(record: Record) -> str:
    return " (quick profile, a test of the machinery)" if record["profile"] == "quick" else ""


def _year(record: Record) -> int:
    return datetime.fromisoformat(record["times"]["finished"]).year


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _escaped(text: str) -> str:
    return "".join(
        _BIBTEX_SPECIAL.get(character, character) for character in " ".join(text.split())
    )
