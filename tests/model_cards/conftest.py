"""Versions of other reports as cards read them, made up, and what a notebook showed of them."""

import hashlib
import json

import pytest

from rml.data import ledger
from rml.data.report_versions import ReportVersion
from rml.model_cards.card import PARTS, Card, FindingNumber, Group, Limit, TableNumbers

_REPORT = "toy/first"
_SHARES = TableNumbers(
    report=_REPORT,
    table="groups",
    measure="share right",
    value="share",
    unit="proportion",
    method="share of people",
    low="low",
    high="high",
    where={"by": "name"},
    all_labels=("everybody",),
    n="people",
    n_of="people",
)
_CARD = Card(
    name="a guesser",
    does="It guesses.",
    not_for="Do not believe it.",
    words={part: f"On {part}." for part in PARTS},
    groups=(
        Group("side", "left", ("Left side",)),
        Group("side", "right"),
        Group("size", "small", of_people=False),
    ),
    why_groups="both sides",
    numbers=(FindingNumber(report=_REPORT, finding="overall", measure="overall"), _SHARES),
    limits=(
        Limit(may="It may be wrong.", report=_REPORT, finding="wrong"),
        Limit(may="It may be unfair.", why_not="Nobody looked."),
    ),
    wrong_if=("The guesses are not guesses.",),
)
_TABLE = (
    "by,group,share,low,high,people\n"
    "name,right,0.5,0.4,0.6,20\n"
    "name,Left side,0.25,0.1,0.4,20\n"
    "name,everybody,0.3,0.2,0.4,80\n"
    "place,left,0.9,0.8,1.0,20\n"
)


def _finding(identifier, **changes):
    return {
        "id": identifier,
        "statement": f"What {identifier} says.",
        "value": 0.4,
        "low": 0.3,
        "high": 0.5,
        "level": 0.95,
        "unit": "proportion",
        "n": "50 people",
        "method": "counted",
        "verdict": "new",
        "data_kind": "real",
        **changes,
    }


@pytest.fixture(autouse=True)
def _fresh_ledger():
    ledger.clear()
    yield
    ledger.clear()


@pytest.fixture
def make_version(tmp_path):
    """Return a function that writes a version's files and returns it as a card reads it."""

    def make(report=_REPORT, *, findings=(), tables=None, data_kind="real"):
        folder = tmp_path / report
        (folder / "tables").mkdir(parents=True)
        content = {
            "report": report,
            "version": "0123456789ab",
            "data_kind": data_kind,
            "profile": "full",
            "findings": list(findings),
        }
        (folder / "findings.json").write_text(json.dumps(content))
        names = ["findings.json"]
        for name, text in (tables or {}).items():
            (folder / f"tables/{name}.csv").write_text(text)
            names.append(f"tables/{name}.csv")
        sums = (
            f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
            for name in names
        )
        (folder / "MANIFEST.sha256").write_text("".join(sums))
        return ReportVersion(
            report=report,
            version="0123456789ab",
            data_kind=data_kind,
            profile="full",
            findings={one["id"]: one for one in findings},
            folder=folder,
        )

    return make


@pytest.fixture
def make_finding():
    """Return a function that returns a finding as ``findings.json`` holds it."""
    return _finding


@pytest.fixture
def card():
    """Return a small card of a made-up model, of which every part can be changed."""
    return _CARD


@pytest.fixture
def shares():
    """Return where that card reads the rows of a table."""
    return _SHARES


@pytest.fixture
def rows():
    """Return that table."""
    return _TABLE
