"""``rml export``: a version as one zip that others can check."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rml.run.export import export_version
from rml.run.project import find_project
from rml.run.version_source import find_version


def run(options: argparse.Namespace) -> int:
    """Return 0 after writing the package, or finding that the very same is there."""
    project = find_project(options.project, outputs=options.outputs)
    version = find_version(project, options.version)
    # Without --to: here, under the package's own name.
    export = export_version(project, version, options.to or Path.cwd())
    state = "is there already, the same" if export.already_there else "written"
    lines = [
        f"{export.path} {state}: {export.files} files, {export.size / 1e6:.1f} MB.",
        f"sha256 {export.sha256}",
    ]
    if version.profile == "quick":
        lines.append("This is a quick version: it tests the machinery and is not for use.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
