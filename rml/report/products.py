"""The products of a notebook as plain data, and how they are read back from its outputs.

A payload holds numbers and strings only, never mark-up: what makes a page of it is
``rml.report.html``. It travels in a cell's output under ``PRODUCT_MIME``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, TypedDict, cast

from rml.data.ledger import DataKind, InputKind
from rml.errors import ProductError
from rml.report.format import Prose
from rml.report.verdict import Comparison, Verdict

PRODUCT_MIME: Final = "application/vnd.rml.product+json"

ProductType: TypeAlias = Literal["finding", "figure", "table", "text"]
Role: TypeAlias = Literal["text", "plain_words", "limits"]
ColumnKind: TypeAlias = Literal["integer", "number", "text", "truth", "date"]
MarkKind: TypeAlias = Literal["small", "withheld", "public"]
Cell: TypeAlias = str | int | float | bool | None
End: TypeAlias = float | str | None
"""An interval's end: a number, ``"inf"`` or ``"-inf"`` (JSON knows no infinity), or None."""

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Column(TypedDict):
    """A table's column: its name in the CSV, kind, unit and number format."""

    name: str
    kind: ColumnKind
    unit: str | None
    format: str | None


class Mark(TypedDict):
    """What the small-cell guard did to a cell: withheld it, or flagged it as public."""

    row: int
    column: int
    mark: MarkKind


class TableData(TypedDict):
    """Rows of numbers and text; an infinite number is the text ``inf`` or ``-inf``."""

    columns: list[Column]
    rows: list[list[Cell]]
    marks: list[Mark]
    notes: list[str]


class PeopleRecord(TypedDict):
    """How the small-cell guard was applied, or why it was not."""

    policy: Literal["suppress", "flag", "no people"]
    threshold: int | None
    reason: str | None


class PublishedValue(TypedDict):
    """A published figure as it is shown next to a finding."""

    value: float
    unit: str
    printed: str
    tolerance: float
    source: str
    status: str


class RecoveryRecord(TypedDict):
    """A recovery over repeated simulations, as shown with a finding."""

    repetitions: int
    bias: float
    bias_bound: float
    coverage: float
    width: float
    width_bound: float


class FindingProse(TypedDict):
    """The texts of a finding as templates; the same texts stand in it as plain strings."""

    statement: Prose
    estimand: Prose
    assumptions: Prose
    breaks_if: Prose
    why: Prose | None


class Finding(TypedDict):
    """A finding: an estimate, what it means and what it amounts to."""

    product: Literal["finding"]
    id: str
    data_kind: DataKind
    inputs: dict[str, InputKind]
    statement: str
    value: float
    low: End
    high: End
    level: float | None
    n: str
    unit: str
    method: str
    estimate: str
    estimand: str
    assumptions: str
    breaks_if: str
    published: PublishedValue | None
    comparison: Comparison | None
    recovery: RecoveryRecord | None
    verdict: Verdict
    reason: str
    why: str | None
    prose: FindingProse


class Figure(TypedDict):
    """A figure: SVG for light paper, its words and its data."""

    product: Literal["figure"]
    id: str
    data_kind: DataKind
    inputs: dict[str, InputKind]
    caption: str
    alt: str
    svg: str
    people: PeopleRecord
    data: TableData


class Table(TypedDict):
    """A table."""

    product: Literal["table"]
    id: str
    data_kind: DataKind
    inputs: dict[str, InputKind]
    caption: str
    people: PeopleRecord
    data: TableData


class Text(TypedDict):
    """Paragraphs, the plain-words summary, or the list of limits."""

    product: Literal["text"]
    id: str
    data_kind: DataKind | None
    inputs: dict[str, InputKind]
    role: Role
    paragraphs: list[Prose]


Product: TypeAlias = Finding | Figure | Table | Text

_SHAPES: Final[dict[str, type]] = {
    "finding": Finding,
    "figure": Figure,
    "table": Table,
    "text": Text,
}


def check_id(identifier: str, *, where: str) -> None:
    """Raise ProductError unless ``identifier`` is snake_case."""
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise ProductError(
            f"The id {identifier!r} is not in snake_case.",
            where=where,
            remedy="Use lower-case words joined by single underscores, such as female_male_gap.",
        )


def check_product(payload: Mapping[str, Any], *, where: str) -> Product:
    """Return ``payload`` as a product.

    Raises
    ------
    ProductError
        If its keys are not exactly those of its product, or its id is malformed.
    """
    shape = _SHAPES.get(str(payload.get("product")))
    if shape is None:
        raise ProductError(
            f"The product {payload.get('product')!r} is unknown.",
            where=where,
            remedy="Show results with finding, figure, table or text of rml.report.",
        )
    expected = set(shape.__annotations__)
    if set(payload) != expected:
        wrong = ", ".join(sorted(set(payload) ^ expected))
        raise ProductError(
            f"The {payload['product']} does not have the keys it must have: {wrong}.",
            where=where,
            remedy="Run the notebook again with the version of rml that reads it.",
        )
    if payload["product"] != "text":
        check_id(payload["id"], where=where)
    return cast("Product", payload)


def products_of(notebook: Mapping[str, Any]) -> list[Product]:
    """Return the products in an executed notebook's outputs, in the order of its cells.

    Raises
    ------
    ProductError
        If a product is malformed, or two of one sort share an id.
    """
    products: list[Product] = []
    cells: dict[tuple[str, str], int] = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", ()):
            payload = output.get("data", {}).get(PRODUCT_MIME)
            if payload is None:
                continue
            product = check_product(payload, where=f"cell {number}")
            key = (product["product"], product["id"])
            if product["product"] != "text" and key in cells:
                raise ProductError(
                    f"The {key[0]} `{key[1]}` is shown twice, first in cell {cells[key]}.",
                    where=f"cell {number}",
                    remedy="Give each its own id.",
                )
            cells.setdefault(key, number)
            products.append(product)
    return products
