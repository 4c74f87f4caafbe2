"""``rml compare``: what two versions differ in, and whether their findings agree."""

from __future__ import annotations

import argparse
import functools
import sys
import uuid
from contextlib import suppress
from pathlib import Path

from rml.errors import PublicationError
from rml.run.comparison import compare
from rml.run.comparison_text import comparison_text
from rml.run.differences import Tolerance
from rml.run.project import find_project
from rml.run.version_source import read_version


def _write_page(path: Path, page: str) -> None:
    """Write the page in one step, so that a failure leaves what was there."""
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        aside.write_text(page, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise PublicationError(
            f"The page cannot be written: {error.strerror or error}.",
            where=str(path),
            remedy="Name a file in a folder that exists and can be written to.",
        ) from error


def run(options: argparse.Namespace) -> int:
    """Return 0 if the findings agree and both versions are as published, else 1.

    Findings differ where one is missing, a verdict changed, or a number differs by more
    than the tolerance. Tables, parameters and texts that differ are listed and leave the
    exit code at 0.
    """
    tolerance = Tolerance(relative=options.relative, absolute=options.absolute)
    # Two downloaded versions can be compared outside of any collection.
    project_of = functools.cache(lambda: find_project(options.project, outputs=options.outputs))
    a, b = (read_version(name, project_of=project_of) for name in (options.a, options.b))
    comparison = compare(a, b, tolerance)
    if options.html:
        # Jinja takes 0.1 s to import: only where a page is asked for.
        from rml.run.comparison_page import render_comparison  # noqa: PLC0415

        _write_page(options.html, render_comparison(comparison))
    sys.stdout.write(comparison_text(comparison))
    if options.html:
        sys.stdout.write(f"Page: {options.html}\n")
    return comparison.exit_code
