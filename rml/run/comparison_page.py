"""A comparison as one self-contained page."""

from __future__ import annotations

import functools

from jinja2 import Environment, FileSystemLoader

from rml.run.comparison import Comparison
from rml.run.differences import Severity
from rml.run.page import prepare
from rml.run.template_files import TEMPLATES

# A page of many thousand rows is no longer read, and slow on a phone.
_MOST = 300


def render_comparison(comparison: Comparison, *, most: int = _MOST) -> str:
    """Return a comparison as an HTML page that opens from disk, network off.

    It holds no time and no path of this machine beyond what the user typed, so that the
    same comparison gives the same page.

    Parameters
    ----------
    comparison
        What to show.
    most
        How many differences of one severity to list; the rest is counted.
    """
    return (
        _environment()
        .get_template("compare.html.j2")
        .render(comparison=comparison, severities=list(Severity), most=most)
    )


@functools.cache
def _environment() -> Environment:
    return prepare(Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True))
