"""Paragraphs of a report, whose numbers come from values and never from the keyboard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from rml.data import ledger
from rml.errors import ProductError
from rml.report.format import Value, prose, refuse_unused
from rml.report.products import Role, Text
from rml.report.show import provenance, show

__all__ = ["limits", "plain_words", "text"]


def text(template: str, /, *, inputs: Sequence[str] | None = None, **values: Value) -> None:
    """Show a passage of Markdown whose fields are filled from ``values``.

    Parameters
    ----------
    template
        Markdown without headings, images and raw HTML; links lead to http(s), doi: or
        #anchors. Fields are ``{name}``, ``{name.low}``, ``{name:.1%}``.
    inputs
        The datasets that it speaks of, by name; all that were loaded so far if None.
    values
        Text, numbers, Estimates and HypothesisTests. They are shown as they are: what
        looks like Markdown or HTML in a value stays text.

    Raises
    ------
    ProductError
        If a field is unknown, a value is unused, the Markdown holds what it must not, or
        ``inputs`` names what was not loaded.
    """
    _show("text", [template], values, inputs=inputs)


def plain_words(template: str, /, *, inputs: Sequence[str] | None = None, **values: Value) -> None:
    """Show the paragraph that a journalist could quote; the page puts it at the top.

    Parameters are those of ``text``.
    """
    _show("plain_words", [template], values, inputs=inputs)


def limits(templates: Sequence[str], /, **values: Value) -> None:
    """Show what the report cannot say, one limit an item; the page gives it a section.

    Parameters are those of ``text``, with a list of templates.
    """
    if isinstance(templates, str) or not templates:
        raise ProductError(
            "limits needs a list of at least one limit.",
            where="limits",
            remedy='Write limits(["first limit", "second limit"]).',
        )
    _show("limits", templates, values)


def _show(
    role: Role,
    templates: Sequence[str],
    values: dict[str, Value],
    *,
    inputs: Sequence[str] | None = None,
) -> None:
    paragraphs = [prose(template, values, where=role) for template in templates]
    refuse_unused(values, paragraphs, where=role)
    used = ledger.inputs()
    kind = ledger.derive_data_kind(used) if used else None
    if inputs is not None:
        kind, used = provenance(where=role, inputs=inputs)
    content = json.dumps([role, paragraphs], sort_keys=True).encode()
    product: Text = {
        "product": "text",
        # The same words give the same id, whatever else the notebook shows.
        "id": f"{role}_{hashlib.sha256(content).hexdigest()[:10]}",
        "data_kind": kind,
        "inputs": used,
        "role": role,
        "paragraphs": paragraphs,
    }
    show(product)
