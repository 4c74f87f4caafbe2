"""Explorers as the page shows them: a table within its sliders, chart and data."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from rml.report.explorer import check_explorer
from rml.run.page import prepare
from rml.run.template_files import TEMPLATES


def explorer_html(payload: Mapping[str, Any], *, table: str, table_html: Markup) -> Markup:
    """Return an explorer around its table, which is all that is left without scripts.

    Parameters
    ----------
    payload
        What ``rml.report.explorer.feed_explorer`` emitted.
    table, table_html
        The id and the fragment of its table.

    Raises
    ------
    ProductError
        If the payload is malformed.
    """
    explorer = check_explorer(payload, table=table, where=f"table `{table}`")
    macro = getattr(_templates(), explorer["explorer"])
    return Markup(macro(explorer, table_html).strip())  # noqa: S704 - the template escapes


@functools.cache
def _templates() -> Any:
    environment = prepare(Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True))
    return environment.get_template("explorer.html.j2").module
