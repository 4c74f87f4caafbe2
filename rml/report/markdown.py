"""Prose as HTML: Markdown is rendered first, values are put in afterwards, escaped.

Until the Markdown is rendered each field is a placeholder of private-use characters,
which mean nothing in Markdown or HTML. So no value, whatever it holds, becomes mark-up.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from rml.errors import ProductError
from rml.report.format import Prose, fields_of

_OPEN: Final = "\ue000"
_CLOSE: Final = "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_TAG = re.compile(r"<[^>]*>")
_PERCENT = re.compile(r"(?<=[0-9∞]) %")
_LINK = re.compile(r"https?://[^\s]+|#[A-Za-z][\w-]*")


def prose_html(prose: Prose, *, where: str) -> Markup:
    """Return ``prose`` as HTML blocks (paragraphs, lists), every value escaped.

    Raises
    ------
    ProductError
        If the Markdown holds a heading, an image or a link to anywhere but the web and
        this page, or a field stands where text cannot: in a link's target.
    """
    template = prose["template"]
    if _OPEN in template or _CLOSE in template:
        raise ProductError(
            "The text holds private-use characters, which stand for fields here.",
            where=where,
            remedy="Remove U+E000 and U+E001.",
        )
    texts: list[str] = []
    source = ""
    for literal, field in fields_of(template, where=where):
        source += literal
        if field is not None:
            source += f"{_OPEN}{len(texts)}{_CLOSE}"
            texts.append(_value(prose, field, where=where))
    try:
        html = str(_markdown()(source)).strip()
    except _RefusedMarkdownError as error:
        raise ProductError(str(error), where=where, remedy=error.remedy) from error
    placed = _PLACEHOLDER.findall(_TAG.sub("", html))
    if sorted(map(int, placed)) != list(range(len(texts))):
        raise ProductError(
            "A field stands inside a link's target or title.",
            where=where,
            remedy="Write the target in full; fields belong in the text.",
        )
    filled = _PLACEHOLDER.sub(lambda match: str(escape(texts[int(match.group(1))])), html)
    return Markup(_PERCENT.sub("\N{NO-BREAK SPACE}%", filled))  # noqa: S704 - escaped above


def prose_text(prose: Prose, *, where: str) -> str:
    """Return ``prose`` as plain text on one line, without Markdown's marks."""
    return prose_html(prose, where=where).striptags()


def _value(prose: Prose, field: str, *, where: str) -> str:
    if field not in prose["values"]:
        raise ProductError(
            f"The text of the field `{{{field}}}` is missing from the product.",
            where=where,
            remedy="Run the notebook again.",
        )
    return prose["values"][field]


class _RefusedMarkdownError(Exception):
    """The Markdown holds what a product must not; the caller adds where."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


@functools.cache
def _markdown() -> Callable[[str], Any]:
    # Imported here, so that a notebook's imports do not pay for it.
    from mistune import HTMLRenderer, Markdown  # noqa: PLC0415

    class Renderer(HTMLRenderer):  # type: ignore[misc, unused-ignore]
        """A renderer that escapes HTML and refuses what a product must not hold."""

        def link(self, text: str, url: str, title: str | None = None) -> str:
            target = f"https://doi.org/{url[4:]}" if url.startswith("doi:") else url
            if not _LINK.fullmatch(target):
                problem = f"The link to {url!r} leads neither to the web nor to this page."
                raise _RefusedMarkdownError(problem, "Link to https://…, doi:… or #anchor.")
            return super().link(text, target, title)

        def image(self, text: str, url: str, title: str | None = None) -> str:
            del text, title
            problem = f"The text shows an image from {url!r}, which a report cannot load."
            raise _RefusedMarkdownError(problem, "Draw it and show it with figure(...).")

        def heading(self, text: str, level: int, **attrs: object) -> str:
            del level, attrs
            problem = f"The text holds the heading {text!r}."
            raise _RefusedMarkdownError(problem, "Put headings into the notebook's own text cells.")

    return Markdown(renderer=Renderer(escape=True))
