import pytest

from rml.run.markdown import Heading, Prose, markdown_blocks


def html(source):
    return "".join(block.html for block in markdown_blocks(source))


def test_headings_and_prose_come_apart_in_order():
    blocks = markdown_blocks("# One\n\ntext\n\n## Two *b*\n\nmore\n\nand more")
    assert [type(block) for block in blocks] == [Heading, Prose, Heading, Prose]
    assert [blocks[0].level, blocks[2].level] == [1, 2]
    assert blocks[2].text == "Two b"
    assert blocks[3].html == "<p>more</p>\n<p>and more</p>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "## <b onclick=x>bold</b>",
        "- item <iframe src='//evil'></iframe>",
        "| a |\n|---|\n| <script>x</script> |",
        "`<script>`",
        "```\n<script>\n```",
        "> <style>*{}</style>",
    ],
)
def test_raw_html_comes_out_as_typed(source):
    shown = html(source)
    for tag in ("<script", "<img", "<iframe", "<b ", "<style"):
        assert tag not in shown
    assert "&lt;" in shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"]
)
def test_a_link_that_could_run_a_script_leads_nowhere(url):
    assert f'href="{url}' not in html(f"[text]({url})")


def test_pictures_are_named_and_not_loaded():
    shown = html("![a map](https://example.org/map.png)")
    assert "<img" not in shown
    assert "a map" in shown
    assert "https://example.org/map.png" in shown


def test_tables_scroll_by_themselves_and_carry_no_style():
    shown = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert 'tabindex="0"' in shown
    assert "style=" not in shown
    assert '<th scope="col" class="align-right">b</th>' in shown


def test_a_heading_inside_a_quotation_opens_no_section():
    (block,) = markdown_blocks("> # Quoted")
    assert isinstance(block, Prose)
    assert "<h1" not in block.html


def test_a_heading_of_markup_only_has_escaped_text():
    (heading,) = markdown_blocks("## <script>")
    assert heading.text == "<script>"
    assert heading.html == "&lt;script&gt;"
