"""The template files and the code that turns them into pages, read and fingerprinted."""

from __future__ import annotations

import hashlib
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

# A page is made by these modules, and all that they import, from the files in TEMPLATES:
# a change in either makes other pages.
PAGE_MODULES = ("rml.run.render",)

# Files that no version's page is made from: the index, comparisons, failures, feedback, what an
# export adds, what `rml new` starts from. A change in them makes no report stale.
ELSEWHERE = (
    "compare.html.j2",
    "failure.html.j2",
    "feedback",
    "index.css",
    "index.html.j2",
    "index.js",
    "package/",
    "scaffold/",
)


def template_fingerprint() -> dict[str, str]:
    """Return the sha256 of each file that versions' pages are made from, by its path, sorted."""
    names = (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*"))
    return {
        name: hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest()
        for name in sorted(names)
        if (TEMPLATES / name).is_file() and not name.startswith(ELSEWHERE)
    }
