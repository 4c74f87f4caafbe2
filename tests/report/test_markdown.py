import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.errors import ProductError
from rml.report.format import prose
from rml.report.markdown import prose_html, prose_text


def html_of(template, **values):
    return str(prose_html(prose(template, values, where="text"), where="text"))


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "**bold**",
        "_it_ *x* `code`",
        "[a](javascript:alert(1))",
        "# heading",
        "- item",
        "&lt;script&gt;",
        "<!-- -->",
        "\ue0000\ue001",
        "{x}",
        "| a | b |",
        "a\n\n# b",
    ],
)
@pytest.mark.parametrize("template", ["{x}", "before {x} after", "**{x}**", "- {x}", "`{x}`"])
def test_a_value_stays_text(template, value):
    html = html_of(template, x=value)
    harmless = html_of(template, x="HARMLESS")
    assert re.findall("<[^>]*>", html) == re.findall("<[^>]*>", harmless)
    assert "<script" not in html
    shown = prose_text(prose(template, {"x": value}, where="text"), where="text")
    assert " ".join(value.split()) in shown


@given(st.text(max_size=60))
def test_no_value_adds_a_tag(value):
    html = html_of("A *b* {x} [c](https://example.org) {x}", x=value)
    assert re.findall("<[^>]*>", html) == [
        "<p>",
        "<em>",
        "</em>",
        '<a href="https://example.org">',
        "</a>",
        "</p>",
    ]


def test_html_in_a_template_is_shown_as_text():
    assert "<script>" not in html_of("<script>alert(1)</script> and <b>x</b>")
    assert "&lt;b&gt;" in html_of("<b>x</b> y")


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2"),
        ("http://example.org", "http://example.org"),
        ("doi:10.1145/3479594", "https://doi.org/10.1145/3479594"),
        ("#limits", "#limits"),
    ],
)
def test_links_lead_to_the_web_and_within_the_page(target, href):
    assert f'<a href="{href}">x</a>' in html_of(f"[x]({target})")


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "other.html",
        "//example.org",
        "mailto:a@example.org",
        "&#106;avascript:alert(1)",
    ],
)
def test_links_to_anywhere_else_are_refused(target):
    with pytest.raises(ProductError, match="leads neither"):
        html_of(f"[x]({target})")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("# Heading", "heading"),
        ("Heading\n===", "heading"),
        ("![alt](https://example.org/x.png)", "image"),
        ("[x](https://example.org/{x})", "link's target"),
        ('[x](https://example.org "{x}")', "link's target"),
        ("[x][r]\n\n[r]: https://example.org/{x}", "link's target"),
        ("a \ue000", "private-use"),
    ],
)
def test_what_markdown_must_not_hold(template, message):
    with pytest.raises(ProductError, match=message):
        html_of(template, **({"x": "value"} if "{x}" in template else {}))


def test_lists_and_emphasis_work():
    html = html_of("- **{x}**\n- two", x=1.5)
    assert "<li><strong>1.5</strong></li>" in html.replace("\n", "")


def test_a_per_cent_sign_stays_with_its_number():
    assert "8.0\N{NO-BREAK SPACE}%" in html_of("{x:.1%}", x=0.08)
    assert prose_text(prose("{x:.1%}", {"x": 0.08}, where="t"), where="t") == "8.0 %"


def test_plain_text_has_no_marks():
    text = prose(
        "The *gap*, **{x}**, see [this](doi:10.1/x).\n\nAnd <more>.", {"x": "<b>"}, where="t"
    )
    assert prose_text(text, where="t") == "The gap, <b>, see this. And <more>."


def test_a_payload_that_lost_a_value_is_refused():
    with pytest.raises(ProductError, match="missing from the product"):
        prose_html({"template": "{x}", "values": {}}, where="text")
