"""JupyterLab on the collection's notebooks, with what the runner would hand to them.

``make lab`` calls ``python -m rml.run.lab``; further words go to JupyterLab.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

from jupyterlab.labapp import main

from rml.data.documents import DUE_VARIABLE
from rml.data.documents import VARIABLE as DOCUMENTS
from rml.data.findings import VARIABLE as FINDINGS
from rml.run.collection import read_collection
from rml.run.documents import document_folders, due_documents
from rml.run.project import Project, find_project
from rml.run.today import today
from rml.run.versions import VersionIndex

_PLACES = ("RML_CACHE", "RML_MIRROR")


def lab_environment(project: Project, *, on: date) -> dict[str, str]:
    """Return the variables that let notebooks run in JupyterLab as the runner runs them.

    Holds every folder of documents that some report reads, the documents that are due on the
    day ``on``, and the findings of the newest full version of each report; of a report that
    was never built there are none, and a notebook that asks for them says so. Paths that are
    set already are made absolute, for a notebook runs in its own folder.

    Raises
    ------
    CollectionError
        If a parameter file is wrong.
    DataError
        If a folder of documents is missing.
    """
    documents: dict[str, str] = {}
    due: dict[str, str] = {}
    versions = VersionIndex(project)
    for spec in read_collection(project).values():
        documents |= document_folders(project, spec)
        due |= due_documents(project, spec, on=on)
    newest = {report: versions.latest(report) for report in versions.reports()}
    findings = {
        report: str(version.folder(project) / "findings.json")
        for report, version in newest.items()
        if version is not None
    }
    places = {
        name: str(Path(os.environ[name]).resolve()) for name in _PLACES if os.environ.get(name)
    }
    return {
        DOCUMENTS: json.dumps(documents),
        DUE_VARIABLE: json.dumps(due),
        FINDINGS: json.dumps(findings),
        **places,
    }


if __name__ == "__main__":
    found = find_project()
    # Kernels inherit the environment of the server.
    os.environ.update(lab_environment(found, on=today()))
    sys.exit(main([f"--notebook-dir={found.notebooks}", *sys.argv[1:]]))
