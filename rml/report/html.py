"""One product as an HTML fragment, the same for JupyterLab and for the page.

Fragments carry no style, no script and no request to anywhere; the page's own style
sheet, or in JupyterLab a small built-in one, gives them their looks. The class names are
listed at the top of ``rml/templates/products.html.j2``.
"""

from __future__ import annotations

import base64
import functools
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rml.report.cells import header_rows, shown_rows
from rml.report.format import Prose
from rml.report.markdown import prose_html, prose_text
from rml.report.palette import dark_svg, suits_dark
from rml.report.products import Product

__all__ = ["display_html", "fragment", "plain_prose", "plain_text"]

KIND_TEXT: Final = {
    "real": "real data",
    "published": "published figures",
    "simulated": "simulated data",
    "mixed": "real frame, simulated outcomes",
}


def fragment(product: Product) -> Markup:
    """Return ``product`` as an HTML fragment without style or script.

    Raises
    ------
    ProductError
        If one of its texts cannot be rendered; see ``rml.report.markdown.prose_html``.
    """
    macro = getattr(_templates(), product["product"])
    return Markup(macro(product).strip())  # noqa: S704 - the template escapes


def display_html(product: Product) -> str:
    """Return ``product`` as JupyterLab shows it: the fragment with a small style of its own."""
    return str(_templates().lab(product["product"], fragment(product)))


def plain_prose(prose: Prose, *, where: str) -> str:
    """Return ``prose`` as plain text on one line."""
    return prose_text(prose, where=where)


def plain_text(product: Product) -> str:
    """Return ``product`` as a terminal shows it."""
    if product["product"] == "finding":
        return f"{product['statement']} [{product['verdict']}]"
    if product["product"] == "text":
        where = product["role"]
        return "\n\n".join(prose_text(text, where=where) for text in product["paragraphs"])
    return f"{product['product']} {product['id']}: {product['caption']}"


@functools.cache
def _templates() -> Any:
    folder = Path(__file__).parent.parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        kind_text=KIND_TEXT, header_rows=header_rows, shown_rows=shown_rows, svg_uri=_svg_uri
    )
    environment.filters.update(prose=_prose_filter, dark=dark_svg, suits_dark=suits_dark)
    return environment.get_template("products.html.j2").module


def _prose_filter(prose: Prose, where: str) -> Markup:
    return prose_html(prose, where=where)


def _svg_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")
