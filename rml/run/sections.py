"""An executed notebook taken apart into the sections of a page."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from rml.errors import ProductError
from rml.report.explorer import EXPLORER_MIME
from rml.report.html import fragment
from rml.report.products import PRODUCT_MIME, check_product
from rml.run.explorer_page import explorer_html
from rml.run.kernel_text import readable
from rml.run.markdown import Heading, Prose, markdown_blocks

# Texts that the page shows at a place of their own, by their role: its anchor and its name.
HOISTED = {"plain_words": ("plain-words", "In plain words"), "limits": ("limits", "Limits")}


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section: the level on the page (from 3), anchor and text."""

    level: int
    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Shown:
    """A product of ``rml.report``, as safe HTML; an explorer's sliders need a script.

    ``finding`` is the id of a finding, below which the page says how to question it.
    """

    html: Markup
    explorer: bool = False
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A text that the page shows at another place, by its role."""

    role: str

    @property
    def target(self) -> str:
        """The place's anchor."""
        return HOISTED[self.role][0]

    @property
    def place(self) -> str:
        """The place's name."""
        return HOISTED[self.role][1]


@dataclass(frozen=True, slots=True)
class Printed:
    """Text that a cell printed (``stdout``), warned (``stderr``) or returned (``result``)."""

    text: str
    stream: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG picture that came without description, as a data URI."""

    uri: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception: its name, message and traceback, cleaned."""

    name: str
    message: str
    traceback: str


Output = Shown | Elsewhere | Printed | Picture | Raised


@dataclass(frozen=True, slots=True)
class Step:
    """A code cell: index from 0 among all cells, number from 1 among code cells."""

    index: int
    number: int
    label: str
    code: Markup
    outputs: tuple[Output, ...]


Item = Prose | Subheading | Step


@dataclass(slots=True)
class Section:
    """A part of the page under one heading of the second level."""

    id: str
    html: Markup
    items: list[Item] = field(default_factory=list)

    @property
    def subheadings(self) -> list[Subheading]:
        """The headings of the third level, for the table of contents."""
        return [item for item in self.items if isinstance(item, Subheading) and item.level == 3]


@dataclass(slots=True)
class Hoisted:
    """Texts that stand at a place of their own, and the steps that made nothing else."""

    texts: list[Markup] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def sections_of(
    notebook: NotebookNode, *, hoist: bool = True, before: int | None = None
) -> tuple[list[Section], dict[str, Hoisted]]:
    """Return the notebook's sections, and by role the texts that belong elsewhere on the page.

    Parameters
    ----------
    notebook
        An executed notebook. Its first heading of level 1 is left out: the page has a
        title already. Other headings of level 1 or 2 open a section.
    hoist
        True to take ``plain_words`` and ``limits`` out, by role; False to leave them.
    before
        Stop in front of the cell with this index (from 0); None to take all.
    """
    sections = [Section("introduction", Markup("Introduction"))]
    hoisted = {role: Hoisted() for role in HOISTED}
    anchors = _Anchors()
    title_seen = False
    level = 2
    number = 0
    for index, cell in enumerate(notebook.cells[:before]):
        if cell.cell_type == "code":
            number += 1
            step = step_of(cell, index=index, number=number, hoisted=hoisted if hoist else None)
            if step.code or step.outputs:
                sections[-1].items.append(step)
            continue
        blocks = markdown_blocks(cell.source) if cell.cell_type == "markdown" else []
        for block in blocks:
            if isinstance(block, Prose):
                sections[-1].items.append(block)
            elif block.level == 1 and not title_seen:
                title_seen = True
            elif block.level <= 2:
                sections.append(Section(anchors.new(block), block.html))
                level = 2
            else:
                # A level left out would leave a hole in the outline that screen readers read.
                level = min(block.level, level + 1)
                sections[-1].items.append(Subheading(level, anchors.new(block), block.html))
    return [section for section in sections if not _moved(section, hoisted)], hoisted


def _moved(section: Section, hoisted: dict[str, Hoisted]) -> bool:
    """Return True if the section is empty, or was once its hoisted texts are gone.

    Its steps then go with the texts, so that no heading stands over nothing and the
    code of every step stays on the page.
    """
    steps = [item for item in section.items if isinstance(item, Step)]
    outputs = [output for step in steps for output in step.outputs]
    roles = [output.role for output in outputs if isinstance(output, Elsewhere)]
    if not section.items:
        return True
    if not roles or len(roles) < len(outputs) or len(steps) < len(section.items):
        return False
    role = roles[0]
    for step in steps:
        # A step that showed nothing goes with the text before it.
        role = next((output.role for output in step.outputs if isinstance(output, Elsewhere)), role)
        hoisted[role].steps.append(replace(step, outputs=()))
    return True


def code_html(source: str) -> Markup:
    """Return Python source as highlighted, escaped HTML without a wrapper."""
    if not source.strip():
        return Markup()
    return Markup(highlight(source, PythonLexer(), _formatter()).rstrip())  # noqa: S704 - pygments escapes


@functools.cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


class _Anchors:
    """Anchors of headings, each given once."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, heading: Heading) -> str:
        """Return an anchor made from the heading's words."""
        words = re.sub(r"[^a-z0-9]+", "-", heading.text.lower()).strip("-") or "untitled"
        self._given[words] = self._given.get(words, 0) + 1
        times = self._given[words]
        return f"section-{words}" if times == 1 else f"section-{words}-{times}"


def step_of(
    cell: NotebookNode, *, index: int, number: int, hoisted: dict[str, Hoisted] | None = None
) -> Step:
    """Return a code cell with its outputs.

    Parameters
    ----------
    cell
        An executed code cell.
    index, number
        Its place among all cells, from 0, and among code cells, from 1.
    hoisted
        Where texts go that belong elsewhere on the page. None for the page of a failed run:
        texts stay, and a malformed product, which may be why it failed, is shown as text.
    """
    tags = cell.metadata.get("tags", [])
    if "injected-parameters" in tags:
        label = "Parameters of this version"
    elif "parameters" in tags:
        label = "Parameters as the notebook has them"
    else:
        label = "Code of this step"
    outputs = (_output(output, hoisted) for output in _joined(cell.outputs))
    return Step(index, number, label, code_html(cell.source), tuple(filter(None, outputs)))


def _joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs, with streams that follow one another made one."""
    previous: NotebookNode | None = None
    for output in outputs:
        if output.output_type == "stream":
            if previous is not None and previous.name == output.name:
                previous = copy.copy(previous)
                previous.text += output.text
                continue
            if previous is not None:
                yield previous
            previous = output
            continue
        if previous is not None:
            yield previous
            previous = None
        yield output
    if previous is not None:
        yield previous


def _output(output: NotebookNode, hoisted: dict[str, Hoisted] | None) -> Output | None:
    if output.output_type == "error":
        traceback = readable("\n".join(output.traceback))
        return Raised(output.ename, readable(output.evalue), traceback)
    if output.output_type == "stream":
        text = readable(output.text)
        return Printed(text, output.name) if text.strip() else None
    data = output.data
    plain = data.get("text/plain", f"An output of type {', '.join(data)}, not shown here.")
    if PRODUCT_MIME in data:
        try:
            return _product(data[PRODUCT_MIME], hoisted, data.get(EXPLORER_MIME))
        except (ProductError, TemplateError, LookupError, TypeError, ValueError):
            if hoisted is not None:
                raise
            return Printed(readable(plain), "result")
    if "image/png" in data:
        return Picture("data:image/png;base64," + "".join(str(data["image/png"]).split()))
    # Any other mark-up could load or run something; its plain text says the same.
    return Printed(readable(plain), "result")


def _product(
    payload: dict[str, Any],
    hoisted: dict[str, Hoisted] | None,
    explorer: dict[str, Any] | None,
) -> Output:
    product = check_product(payload, where="output")
    html = fragment(product)
    if product["product"] == "text" and hoisted is not None and product["role"] in hoisted:
        hoisted[product["role"]].texts.append(html)
        return Elsewhere(product["role"])
    if explorer is not None:
        return Shown(explorer_html(explorer, table=product["id"], table_html=html), explorer=True)
    return Shown(html, finding=product["id"] if product["product"] == "finding" else None)
