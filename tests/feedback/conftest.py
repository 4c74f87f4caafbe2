from __future__ import annotations

from datetime import date

import pytest
import yaml
from made_version import make_project, publish

from rml.feedback.at_hand import ReportAtHand
from rml.feedback.entries import read_feedback

TODAY = date(2026, 3, 1)
HOSTILE = "<script>window.ran = 1</script>\"'><img src=x onerror=window.ran=2>{{ 7*7 }} &amp; </p>"


@pytest.fixture
def project(tmp_path):
    """A collection in a folder with a space, without any version."""
    return make_project(tmp_path / "a collection")


@pytest.fixture
def version(project):
    """The version at hand; its findings are `gap` and `race_gap`."""
    return publish(project)


@pytest.fixture
def reports(project, version):
    folders = {version.version: version.folder(project)}
    return {
        "crops/gaps": ReportAtHand(title="Gaps", versions=folders, newest=version.version),
        "crops/other": ReportAtHand(title="Others", versions={}),
    }


@pytest.fixture
def entry(version):
    """Return a function that gives the fields of a well-formed file, with changes."""

    def fields(**changes):
        content = {
            "report": "crops/gaps",
            "finding": "gap",
            "version": version.version,
            "kind": "question",
            "date": "2026-01-31",
            "from": "a reader",
            "status": "answered",
            "text": "How many?",
            "answer": "Forty.",
            **changes,
        }
        return {name: value for name, value in content.items() if value is not ...}

    return fields


@pytest.fixture
def file_entry(project):
    """Return a function that writes a feedback file, from fields or as it is."""

    def write(content, name="one.yaml"):
        path = project.root / "feedback" / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else yaml.safe_dump(content)
            path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def read(project, reports):
    """Return a function that reads the folder on a day, which is `TODAY` unless told otherwise."""
    return lambda on=TODAY: read_feedback(project.root / "feedback", reports=reports, on=on)


@pytest.fixture
def hostile():
    return HOSTILE
