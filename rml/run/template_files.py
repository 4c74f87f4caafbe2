"""The template files and the code that turns them into pages, read and fingerprinted."""

from __future__ import annotations

import hashlib
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

# A page is made by these modules, and all that they import, from the files in TEMPLATES:
# a change in either makes other pages.
PAGE_MODULES = ("rml.run.render",)


def template_fingerprint() -> dict[str, str]:
    """Return the sha256 of each template file, by its path inside ``rml/templates``, sorted."""
    files = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    return {
        path.relative_to(TEMPLATES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
