"""Showing a product in a notebook: the payload, and what JupyterLab displays of it."""

from __future__ import annotations

import math
from typing import Any

from rml.data import ledger
from rml.data.ledger import DataKind, InputKind
from rml.errors import ProductError
from rml.report.html import display_html, plain_text
from rml.report.number_text import ten_digits
from rml.report.products import PRODUCT_MIME, End, Product


def provenance(*, where: str) -> tuple[DataKind, dict[str, InputKind]]:
    """Return the data kind and the inputs used so far.

    Raises
    ------
    ProductError
        If nothing was loaded: a result without input has no data kind.
    """
    inputs = ledger.inputs()
    try:
        return ledger.derive_data_kind(inputs), inputs
    except ValueError as error:
        raise ProductError(
            "No dataset was loaded and no generator ran, so its data kind is unknown.",
            where=where,
            remedy="Load the input with a loader of rml.data before showing a result.",
        ) from error


def end(number: float | None) -> End:
    """Return an interval's end as JSON can hold it."""
    if number is None:
        return None
    return ten_digits(number) if math.isfinite(number) else str(float(number))


def show(product: Product) -> None:
    """Display ``product`` as the output of the running cell.

    Outside a kernel, such as in a script, its text is printed.
    """
    from IPython.display import display  # noqa: PLC0415 - only a kernel needs it

    fragment = display_html(product)
    bundle: dict[str, Any] = {
        PRODUCT_MIME: product,
        "text/html": fragment,
        "text/plain": plain_text(product),
    }
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
