import json

import nbformat
import pytest

from rml.errors import ProductError
from rml.report.finding import finding
from rml.report.products import PRODUCT_MIME, check_id, check_product, products_of
from rml.report.text import text


def notebook_of(*payloads):
    cells = [nbformat.v4.new_markdown_cell("## Words"), nbformat.v4.new_code_cell("x = 1")]
    for payload in payloads:
        data = {PRODUCT_MIME: payload, "text/plain": "x"}
        output = nbformat.v4.new_output("display_data", data=data)
        stream = nbformat.v4.new_output("stream", text="printed")
        cells.append(nbformat.v4.new_code_cell("show()", outputs=[stream, output]))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture
def claim(shown, real, gap):
    def make(name="the_gap"):
        finding(
            name,
            "The gap is {estimate}.",
            gap,
            estimand="All pairs.",
            assumptions="Independent draws.",
            breaks_if="Draws repeat.",
        )
        return shown.product

    return make


def test_products_come_back_in_order_after_the_notebook_was_written(claim, shown):
    first = claim("first")
    text("Some words.")
    words = shown.product
    written = nbformat.writes(notebook_of(first, words, claim("second")))
    products = products_of(nbformat.reads(written, as_version=4))
    assert [product["product"] for product in products] == ["finding", "text", "finding"]
    assert [product["id"] for product in products][::2] == ["first", "second"]
    assert json.loads(json.dumps(products[0])) == first


def test_two_products_of_one_sort_must_not_share_an_id(claim):
    with pytest.raises(ProductError, match="shown twice, first in cell 3") as caught:
        products_of(notebook_of(claim(), claim()))
    assert caught.value.where == "cell 4"


def test_the_same_words_may_be_said_twice(shown):
    text("Words.")
    assert len(products_of(notebook_of(shown.product, shown.product))) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"product": "claim"}, "unknown"),
        ({"extra": 1}, "extra"),
        ({"id": "Not Snake"}, "snake_case"),
        ({"verdict": None}, None),
    ],
)
def test_a_malformed_payload_is_refused(claim, change, message):
    payload = claim() | change
    if message is None:
        del payload["verdict"]
        message = "verdict"
    with pytest.raises(ProductError, match=message):
        check_product(payload, where="cell 1")


@pytest.mark.parametrize("identifier", ["gap", "female_male_gap", "gap_2", "g2"])
def test_snake_case_ids(identifier):
    check_id(identifier, where="x")


@pytest.mark.parametrize(
    "identifier",
    ["", "Gap", "gap-2", "2gap", "gap__2", "_gap", "gap_", "gap 2", 'g"x', "gáp", "g\n"],
)
def test_other_ids_are_refused(identifier):
    with pytest.raises(ProductError, match="snake_case"):
        check_id(identifier, where="x")


def test_a_notebook_without_products_has_none():
    assert products_of(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])) == []
