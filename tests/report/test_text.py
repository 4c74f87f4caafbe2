import pytest

from rml.errors import ProductError
from rml.report.text import limits, plain_words, text


def test_text_keeps_the_template_and_the_values_apart(shown, real, gap):
    text("The **gap** is {gap.value:.1f} in {place}.", gap=gap, place="<b>**here**</b>")
    product = shown.product
    assert product["paragraphs"] == [
        {
            "template": "The **gap** is {gap.value:.1f} in {place}.",
            "values": {"gap.value:.1f": "9.4", "place": "<b>**here**</b>"},
        }
    ]
    assert product["role"] == "text"
    assert product["data_kind"] == "real"
    assert "<strong>gap</strong> is 9.4 in &lt;b&gt;**here**&lt;/b&gt;." in shown.html
    assert shown[-1]["text/plain"] == "The gap is 9.4 in <b>**here**</b>."


def test_words_before_any_data_have_no_data_kind(shown):
    plain_words("Read this first.")
    assert shown.product["data_kind"] is None
    assert shown.product["role"] == "plain_words"
    assert "rml-plain-words" in shown.html


def test_limits_are_a_list(shown):
    limits(["No data by race exist.", "Only {n} accounts."], n=15)
    assert shown.product["role"] == "limits"
    assert shown.html.count("<li>") == 2
    assert "Only 15 accounts." in shown.html


@pytest.mark.parametrize("given", [[], "one limit", ()])
def test_limits_need_a_list(shown, given):
    with pytest.raises(ProductError, match="list"):
        limits(given)


def test_the_same_words_have_the_same_id_and_others_another(shown):
    text("One.")
    first = shown.product["id"]
    text("One.")
    assert shown.product["id"] == first
    text("Two.")
    assert shown.product["id"] != first


def test_a_value_may_be_called_anything(shown):
    text("{template} {self}", template="a", self="b")
    assert "a b" in shown.html


def test_unused_values_are_refused(shown):
    with pytest.raises(ProductError, match="`gap` is given"):
        text("The gap.", gap=1)
    assert not shown
