"""Showing a product in a notebook: the payload, and what JupyterLab displays of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from rml.data import ledger
from rml.data.ledger import DataKind, InputKind
from rml.errors import ProductError
from rml.report.html import display_html, plain_text
from rml.report.number_text import ten_digits
from rml.report.products import PRODUCT_MIME, End, Product
from rml.suggest import did_you_mean


def provenance(
    *, where: str, inputs: Collection[str] | None = None
) -> tuple[DataKind, dict[str, InputKind]]:
    """Return the data kind and the inputs of a product.

    Parameters
    ----------
    where
        The product, for messages.
    inputs
        The inputs that it was made of, by name; all that were used so far if None. A generator
        that ran is among them even if it is not named: what it made may be anywhere.

    Raises
    ------
    ProductError
        If nothing was loaded, since a result without input has no data kind; or if ``inputs``
        names nothing, or something that was not used.
    """
    used = ledger.inputs()
    if inputs is not None:
        used = _declared(used, inputs, where=where)
    try:
        return ledger.derive_data_kind(used), used
    except ValueError as error:
        raise ProductError(
            "No dataset was loaded and no generator ran, so its data kind is unknown.",
            where=where,
            remedy="Load the input with a loader of rml.data before showing a result.",
        ) from error


def _declared(
    used: dict[str, InputKind], names: Collection[str], *, where: str
) -> dict[str, InputKind]:
    """Return the inputs named, and every generator that ran."""
    if isinstance(names, str) or not names:
        raise ProductError(
            "inputs= names no input.",
            where=where,
            remedy='Write inputs=["name_of_a_dataset"], or leave it out for all that were used.',
        )
    unused = [name for name in names if name not in used]
    if unused:
        raise ProductError(
            f"inputs= names {', '.join(unused)}, which was not used before.",
            where=where,
            remedy=did_you_mean(unused[0], used),
        )
    return {name: kind for name, kind in used.items() if name in names or kind == "simulated"}


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
