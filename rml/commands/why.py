"""``rml why``: what changed since a report's newest version."""

from __future__ import annotations

import argparse
import sys

from rml.errors import DataError
from rml.run.assess import assess
from rml.run.collection import read_collection, select
from rml.run.fingerprint import Fingerprinter
from rml.run.plan import make_plans
from rml.run.project import find_project
from rml.run.record import Profile
from rml.run.versions import VersionIndex


def run(options: argparse.Namespace) -> int:
    """Return 0 after saying for each selected report what changed; nothing is built."""
    project = find_project(options.project, outputs=options.outputs)
    profile: Profile = "quick" if options.quick else "full"
    specs = select(read_collection(project), options.only)
    versions, fingerprinter = VersionIndex(project), Fingerprinter(project)
    for name, plan in make_plans(project, specs.values(), profile).items():
        try:
            assessment = assess(project, plan, versions=versions, fingerprinter=fingerprinter)
        except DataError as error:
            sys.stdout.write(f"{name}: what it reads of this collection is wrong\n  - {error}\n")
            continue
        if assessment.current and not assessment.why:
            words = [f"nothing changed; version {assessment.version} is current"]
        elif assessment.current:
            words = [
                f"version {assessment.version} of this very state exists and becomes the latest",
                *assessment.why,
            ]
        elif assessment.same_result:
            words = ["the page is rendered again, no kernel runs", *assessment.why]
        else:
            words = ["the notebook runs", *assessment.why]
        sys.stdout.write(f"{name}: {words[0]}\n")
        sys.stdout.writelines(f"  - {reason}\n" for reason in words[1:])
    return 0
