"""Fragments in a real browser under the page's strict content-security policy."""

import base64
import hashlib

import pandas as pd
import pytest

from rml.report.figure import figure
from rml.report.finding import finding
from rml.report.html import fragment
from rml.report.small_cells import NO_PEOPLE, PeopleCounts
from rml.report.style import interval_plot, new_figure
from rml.report.table import estimates_frame, table
from rml.report.text import limits, text

STYLE = "html { color-scheme: light dark; } .rml-number { text-align: right; }"

pytestmark = pytest.mark.browser


@pytest.fixture
def page_html(shown, real, gap, make_estimate):
    finding(
        "gap",
        "The lead is {estimate}.",
        gap,
        estimand="All *pairs*.",
        assumptions="Independent draws.",
        breaks_if="Repeated images, see [the paper](doi:10.1145/3479594).",
    )
    fig, axes = new_figure(6, 3)
    estimates = [gap, make_estimate(4.0, 2.0, 6.0)]
    interval_plot(axes, ["women", "men"], estimates, reference=0, reference_label="no lead")
    figure(
        fig,
        id="lead",
        caption="Lead by group, with 95 % intervals",
        alt="Dot plot of two groups: women lead by nine points, men by four; neither interval "
        "reaches zero.",
        data=estimates_frame(["women", "men"], estimates),
        people=NO_PEOPLE("counts of images"),
    )
    table(
        pd.DataFrame({"group": ["a", "b", "c"], "users": [3, 40, 90], "rate": [0.1, 0.2, None]}),
        id="users",
        caption="Users by group seen",
        people=PeopleCounts(columns=("users",), derived=("rate",)),
        units={"users": "people"},
    )
    text("Some **words** and `code`.")
    limits(["One limit.", "Another."])
    fragments = "".join(
        str(fragment(bundle["application/vnd.rml.product+json"])) for bundle in shown
    )
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{STYLE}</style></head><body><main><h1>Report</h1>{fragments}</main></body></html>"
    )


@pytest.fixture
def open_fragments(open_file, page_html, tmp_path):
    """Return a function that opens the page of fragments at a phone's width."""

    def opened(**options):
        path = tmp_path / "page.html"
        path.write_text(page_html, encoding="utf-8")
        return open_file(path, viewport={"width": 390, "height": 800}, **options)

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fragments_keep_the_policy_and_show_the_figure(open_fragments, scheme):
    seen = open_fragments(color_scheme=scheme)
    picture = "document.querySelector('#figure-lead img')"
    assert seen.page.evaluate(f"{picture}.complete && {picture}.naturalWidth") > 300
    shown = seen.page.evaluate(f"atob({picture}.currentSrc.split(',')[1])")
    assert ("#15181c" in shown) == (scheme == "dark")
    assert not seen.messages
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.requests[0]]


def test_tables_scroll_by_keyboard_and_details_open(open_fragments):
    page = open_fragments().page
    page.locator("#figure-lead summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#figure-lead table").is_visible()
    page.locator("#table-users [role=region]").focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == (
        "table-users-caption"
    )


def test_axe_finds_nothing(open_fragments, axe_problems):
    assert axe_problems(open_fragments(bypass_csp=True)) == []
