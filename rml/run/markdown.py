"""A notebook's Markdown as HTML: raw HTML escaped, nothing loaded, headings told apart."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from mistune import BlockState, HTMLRenderer, Markdown
from mistune.plugins.table import table


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the notebook: its level as typed, from 1 to 6, and its text as safe HTML."""

    level: int
    html: Markup

    @property
    def text(self) -> str:
        """The heading without mark-up."""
        return self.html.striptags()


@dataclass(frozen=True, slots=True)
class Prose:
    """What stands between two headings, as safe HTML."""

    html: Markup


class _BlockRenderer(HTMLRenderer):
    """A renderer that hands over headings and the prose between them, one by one."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def __call__(self, tokens: Iterable[dict[str, Any]], state: BlockState) -> Any:
        blocks: list[Heading | Prose] = []
        prose: list[dict[str, Any]] = []

        def close_prose() -> None:
            html = self.render_tokens(prose, state).strip()
            if html:
                blocks.append(Prose(_safe(html)))
            prose.clear()

        for token in tokens:
            if token["type"] == "heading":
                close_prose()
                html = self.render_tokens(token.get("children", []), state)
                blocks.append(Heading(token["attrs"]["level"], _safe(html)))
            else:
                prose.append(token)
        close_prose()
        return blocks

    def heading(self, text: str, level: int, **attrs: Any) -> str:  # noqa: ARG002 - mistune's call
        # Only a heading inside a list or a quotation comes here; it opens no section.
        return f"<p><strong>{text}</strong></p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        # A page opens with the network off, so a picture kept elsewhere is named, not shown.
        return f"<span>[picture: {text or 'without description'}, {self.safe_url(url)}]</span>"

    def block_code(self, code: str, info: str | None = None) -> str:  # noqa: ARG002
        return f'<pre tabindex="0"><code>{self.text(code)}</code></pre>\n'


def _safe(html: str) -> Markup:
    """Return ``html``, which the escaping renderer wrote, marked as safe."""
    return Markup(html)  # noqa: S704


def _focusable_table(_renderer: Any, text: str) -> str:
    # A table wider than a phone scrolls by itself, which the keyboard must be able to do.
    opening = '<div class="scroll" role="group" aria-label="Table" tabindex="0">'
    return f"{opening}<table>\n{text}</table></div>\n"


def _styleless_cell(
    _renderer: Any, text: str, align: str | None = None, *, head: bool = False
) -> str:
    # The plugin's own cells carry style attributes, which the pages' security policy refuses.
    tag = 'th scope="col"' if head else "td"
    alignment = f' class="align-{align}"' if align else ""
    return f"  <{tag}{alignment}>{text}</{tag[:2]}>\n"


@functools.cache
def _parser() -> Markdown:
    renderer = _BlockRenderer()
    parser = Markdown(renderer=renderer, plugins=[table])
    renderer.register("table", _focusable_table)
    renderer.register("table_cell", _styleless_cell)
    return parser


def markdown_blocks(source: str) -> list[Heading | Prose]:
    """Return the headings of ``source`` and the prose between them, in order.

    Raw HTML comes out as the text that was typed; a link whose scheme could run a script
    leads nowhere; a picture is named, not loaded.
    """
    blocks: Any = _parser()(source)
    return list(blocks)
