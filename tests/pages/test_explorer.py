"""A feed that readers re-order, in a real browser, against the same orders made in Python."""

from __future__ import annotations

import json
import re

import nbformat
import numpy as np
import pytest

from rml.data import ledger
from rml.data.fb_feed_audit_schema import ORIENTATIONS
from rml.errors import ProductError
from rml.ranking.feed_choice.display import (
    FEED_FORMATS,
    FEED_UNITS,
    HELPS,
    PRESETS,
    SHOWN,
    feed_caption,
)
from rml.ranking.feed_choice.orderings import WEIGHTS, ReaderWeights
from rml.ranking.feed_choice.pool import Candidates
from rml.ranking.feed_choice.reader_page import reader_order, reader_posts
from rml.report.explorer import EXPLORER_MIME, ONE_POST, feed_explorer, summary_text
from rml.report.products import PRODUCT_MIME
from rml.report.small_cells import NO_PEOPLE
from rml.run.render import render_report

PHONE = {"width": 360, "height": 720}
TALL_PHONE = {"width": 390, "height": 844}
PLACES = 20
HALF_LIFE = 6.0
START = dict.fromkeys(WEIGHTS, 0.5)
SETTINGS = [
    START,
    {"recency": 1.0, "popularity": 0.0, "variety": 0.0, "balance": 0.0},
    {"recency": 0.0, "popularity": 1.0, "variety": 0.0, "balance": 0.0},
    {"recency": 0.0, "popularity": 0.0, "variety": 1.0, "balance": 0.0},
    {"recency": 0.0, "popularity": 0.0, "variety": 0.0, "balance": 1.0},
    {"recency": 0.15, "popularity": 0.7, "variety": 0.35, "balance": 0.05},
    {"recency": 0.9, "popularity": 0.1, "variety": 0.55, "balance": 0.85},
    {"recency": 0.05, "popularity": 0.95, "variety": 0.6, "balance": 0.3},
    {"recency": 0.6, "popularity": 1.0, "variety": 0.1, "balance": 0.45},
    {"recency": 1.0, "popularity": 0.4, "variety": 0.0, "balance": 0.35},
    {"recency": 0.8, "popularity": 0.8, "variety": 0.3, "balance": 0.0},
]


def drawn_pool(size: int = 300) -> Candidates:
    """Return a pool with many equal ages, counts and pages: ties are what could go wrong.

    Posts of the right are newer and have more reactions, so that balance has work to do.
    """
    rng = np.random.default_rng(27)
    number = np.minimum(rng.geometric(0.12, size) - 1, 29)
    right = np.arange(size) < size // 10
    number[right] = number[right] // 5 * 5 + 3
    orientation = np.array(ORIENTATIONS)[number % 5]
    shown_at = np.zeros(size, dtype=np.int64)
    slots = min(40, size)
    shown_at[rng.permutation(size)[:slots]] = np.arange(1, slots + 1)
    return Candidates(
        feed=7,
        account="untrained",
        post=np.array([f"secret-{one}" for one in range(size)]),
        page=np.array([f"{one}-{n // 5 + 1}" for one, n in zip(orientation, number, strict=True)]),
        orientation=orientation,
        kind=rng.choice(["post", "photo", "video"], size),
        age_hours=np.sort(np.round(rng.exponential(8, size), 1)),
        reactions=rng.choice([0.0, 1.0, 5.0, 40.0, 324.0], size) * np.where(right, 60, 1),
        shown_at=shown_at,
    )


def show(pool: Candidates) -> None:
    feed_explorer(
        reader_posts(pool, half_life_hours=HALF_LIFE),
        order(pool, START),
        id="reader_feed",
        caption=feed_caption(account="untrained", places=PLACES),
        people=NO_PEOPLE("made posts of made pages"),
        weights=START,
        helps=HELPS,
        presets=PRESETS,
        places=PLACES,
        groups=ORIENTATIONS,
        groups_name="orientations",
        shown=SHOWN,
        units=FEED_UNITS,
        formats=FEED_FORMATS,
    )


def order(pool: Candidates, weights: dict[str, float]) -> list[int]:
    return reader_order(pool, ReaderWeights.of(weights), half_life_hours=HALF_LIFE, places=PLACES)


@pytest.fixture(scope="module")
def outputs_of(display):
    def outputs(pool):
        ledger.clear()
        ledger.record_input("fb_feed_audit_e18", "real")
        found = display(lambda: show(pool))
        ledger.clear()
        return found

    return outputs


@pytest.fixture
def page_of(build_notebook, findings_of, record, outputs_of):
    """Return a function that renders a report with the explorer of a pool in it."""

    def page(pool=None, change=None):
        notebook = build_notebook(kind="real")
        outputs = outputs_of(pool or drawn_pool())
        if change is not None:
            change(outputs[0]["data"])
        cells = [
            nbformat.v4.new_markdown_cell("## Order a feed yourself"),
            nbformat.v4.new_code_cell("feed_explorer(...)", outputs=outputs),
        ]
        notebook.cells[9:9] = cells
        findings = findings_of(notebook, kind="real", profile="full")
        return render_report(notebook, record={**record, "data_kind": "real"}, findings=findings)

    return page


@pytest.fixture
def opened(open_file, page_of, tmp_path):
    """Return a function that opens the report in a browser."""

    def opened(pool=None, change=None, **options):
        path = tmp_path / "report.html"
        path.write_text(page_of(pool, change), encoding="utf-8")
        return open_file(path, **options)

    return opened


def explorer_of(outputs):
    return outputs[0]["data"][EXPLORER_MIME]


def rows(page):
    return page.eval_on_selector_all(
        "#table-reader_feed tbody tr",
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))",
    )


def chart(page):
    return page.eval_on_selector_all(
        ".rml-exposure tbody tr",
        "rows => rows.map(row => [row.cells[0].textContent, Number(row.cells[1].textContent),"
        " Number(row.querySelector('.rml-bar-here rect').getAttribute('width'))])",
    )


def set_sliders(page, weights):
    for name, value in weights.items():
        page.locator(f"input[name={name}]").evaluate(
            "(slider, value) => { slider.value = value;"
            " slider.dispatchEvent(new Event('input', { bubbles: true })); }",
            value,
        )


def eventually(page, expression, expected):
    """Wait until an expression has a value; playwright's own wait needs eval, which is refused."""
    found = None
    for _ in range(60):
        found = page.evaluate(expression)
        if found == expected:
            return
        page.wait_for_timeout(50)
    assert found == expected


SUMMARY = "document.querySelector('.rml-summary').textContent"


# What the page holds.


def test_pages_without_an_explorer_carry_nothing_of_it(report_page):
    assert "rml-explorer" not in report_page()


def test_post_ids_are_nowhere_in_the_page(page_of):
    assert "secret-" not in page_of()


def test_hostile_text_stays_text(opened):
    hostile = "</script><img src=x onerror=alert(1)>\"'"

    def change(data):
        data[EXPLORER_MIME]["posts"][0]["cells"][0] = hostile
        data[EXPLORER_MIME]["weights"][0]["help"] = hostile

    seen = opened(change=change)
    set_sliders(seen.page, SETTINGS[1])
    assert rows(seen.page)[0][1] == hostile
    assert seen.page.locator("#explorer-reader_feed-recency-help").text_content() == hostile
    assert seen.messages == []


def test_an_explorer_of_another_table_is_refused(page_of):
    with pytest.raises(ProductError, match="The explorer of table `reader_feed`"):
        page_of(change=lambda data: data[EXPLORER_MIME].update(table="other"))


def test_the_table_is_published_like_any_other(outputs_of):
    assert outputs_of(drawn_pool())[0]["data"][PRODUCT_MIME]["product"] == "table"


# In a browser.

browser = pytest.mark.browser


@browser
def test_script_and_python_agree_at_every_setting(opened, outputs_of):
    pool = drawn_pool()
    explorer = explorer_of(outputs_of(pool))
    seen = opened(pool)
    page = seen.page
    for weights in SETTINGS:
        set_sliders(page, weights)
        first = order(pool, weights)[:PLACES]
        expected = [
            [str(place), *explorer["posts"][post]["cells"]]
            for place, post in enumerate(first, start=1)
        ]
        assert rows(page) == expected
        sides = list(pool.orientation[first])
        assert chart(page) == [
            [one, sides.count(one), pytest.approx(5 * sides.count(one))] for one in ORIENTATIONS
        ]
        words = summary_text(explorer["posts"], first, list(weights.values()))
        eventually(page, SUMMARY, words)
    assert seen.messages == []
    assert seen.requests[0].startswith("file://")
    assert all(url.startswith("data:") for url in seen.requests[1:])


@browser
def test_the_page_starts_as_it_was_written(opened, open_file, tmp_path):
    page = opened().page
    page.wait_for_timeout(600)
    still = open_file(tmp_path / "report.html", java_script_enabled=False).page
    parts = ("#table-reader_feed", ".rml-exposure", ".rml-summary")
    for part in parts:
        assert page.locator(part).text_content() == still.locator(part).text_content()


@browser
def test_sliders_work_by_keyboard_and_say_what_they_are(opened):
    page = opened().page
    slider = page.get_by_role("slider", name="Recency")
    slider.focus()
    before = rows(page)
    page.keyboard.press("End")
    assert slider.input_value() == "1"
    assert page.locator(".rml-value").first.text_content() == "1.00"
    assert rows(page) != before
    page.keyboard.press("ArrowLeft")
    assert slider.input_value() == "0.95"
    page.keyboard.press("Home")
    assert page.locator(".rml-value").first.text_content() == "0.00"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "popularity"
    for name in ("Recency", "Popularity", "Variety", "Balance"):
        one = page.get_by_role("slider", name=name)
        text = page.locator(f"#{one.get_attribute('aria-describedby')}").text_content()
        assert len(text.split()) > 4
    assert page.get_by_role("group", name="Your weights").count() == 1


LIVE = """() => [...document.querySelectorAll(".rml-explorer *")]
    .filter((node) => node.matches("output, [role=status], [role=alert], [role=log], [aria-live]"))
    .filter((node) => node.ariaLive !== "off" && !node.closest("[aria-hidden=true]"))
    .map((node) => node.className)
"""


@browser
def test_one_place_alone_speaks_up_by_itself(opened):
    """A slider says its own value; a second voice for it would be one for every step."""
    page = opened().page
    assert page.evaluate(LIVE) == ["rml-summary"]
    snapshot = page.locator(".rml-sliders").aria_snapshot()
    assert snapshot.count("slider") == 4
    assert "0.50" not in snapshot


@browser
def test_the_order_is_told_once_it_rests(opened):
    page = opened().page
    page.wait_for_timeout(600)
    assert page.locator(".rml-summary").get_attribute("role") == "status"
    page.evaluate(
        """() => {
            window.told = 0;
            new MutationObserver(() => { window.told += 1; })
                .observe(document.querySelector(".rml-summary"), { childList: true });
        }"""
    )
    page.get_by_role("slider", name="Balance").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("window.told") == 0
    eventually(page, "window.told", 1)
    assert "balance 0.75" in page.evaluate(SUMMARY)


@browser
def test_buttons_set_all_sliders(opened):
    pool = drawn_pool()
    page = opened(pool).page
    page.get_by_role("button", name="Newest first").focus()
    page.keyboard.press("Enter")
    values = [page.locator(f"input[name={name}]").input_value() for name in WEIGHTS]
    assert values == ["1", "0", "0", "0"]
    ages = [row[3] for row in rows(page)]
    assert ages == [f"{age:.1f}" for age in pool.age_hours[:PLACES]]
    page.get_by_role("button", name="All alike").click()
    assert page.locator("input[name=balance]").input_value() == "0.5"


@browser
def test_all_weights_at_zero_are_newest_first_and_say_so(opened):
    pool = drawn_pool()
    page = opened(pool).page
    set_sliders(page, dict.fromkeys(WEIGHTS, 0))
    assert [row[3] for row in rows(page)] == [f"{age:.1f}" for age in pool.age_hours[:PLACES]]
    eventually(page, f"{SUMMARY}.includes('nothing decides')", True)


@browser
def test_weights_outside_their_bounds_are_brought_inside(opened):
    page = opened().page
    set_sliders(page, {"recency": 7, "popularity": -3, "variety": 0.5, "balance": 0.5})
    values = [page.locator(f"input[name={name}]").input_value() for name in WEIGHTS]
    assert values == ["1", "0", "0.5", "0.5"]


@browser
def test_a_feed_with_few_posts_works(opened):
    seen = opened(drawn_pool(3))
    set_sliders(seen.page, SETTINGS[5])
    assert len(rows(seen.page)) == 3
    eventually(seen.page, f"{SUMMARY}.includes('Of the first 3 posts')", True)
    assert seen.messages == []


@browser
def test_a_feed_of_one_post_says_that_there_is_nothing_to_order(opened):
    seen = opened(drawn_pool(1))
    seen.page.wait_for_timeout(600)
    assert len(rows(seen.page)) == 1
    assert seen.page.evaluate(SUMMARY) == ONE_POST
    assert not seen.page.locator(".rml-sliders").is_visible()
    assert seen.page.get_by_role("slider").count() == 0
    assert seen.page.locator(".rml-helps, .rml-noscript").count() == 0
    assert seen.messages == []


@browser
def test_an_empty_pool_breaks_nothing(opened):
    """Python refuses it; a page made from such data all the same stays whole."""
    seen = opened(change=lambda data: data[EXPLORER_MIME].update(posts=[]))
    assert not seen.page.locator(".rml-sliders").is_visible()
    assert len(rows(seen.page)) == PLACES
    assert seen.page.get_by_role("button", name="Unfold all code").count() == 1
    assert seen.messages == []


@browser
def test_without_scripts_table_and_chart_stand_and_sliders_do_not(opened):
    page = opened(java_script_enabled=False).page
    assert not page.locator(".rml-sliders").is_visible()
    assert page.locator("button").locator("visible=true").count() == 0
    assert page.locator("#table-reader_feed tbody tr").count() == PLACES
    assert page.locator(".rml-exposure").is_visible()
    assert page.locator(".rml-noscript").is_visible()


@browser
@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [({"width": 1280, "height": 900}, "light"), (PHONE, "dark")],
    ids=["desk, light", "phone, dark"],
)
def test_axe_finds_nothing(opened, axe_problems, viewport, scheme):
    seen = opened(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    set_sliders(seen.page, SETTINGS[6])
    assert axe_problems(seen) == []


@browser
def test_a_phone_need_not_scroll_sideways(opened):
    page = opened(viewport=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for name in WEIGHTS:
        box = page.locator(f"input[name={name}]").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["width"] > 160
        assert box["height"] >= 24


@browser
def test_on_a_phone_sliders_and_posts_are_seen_together(opened):
    page = opened(viewport=TALL_PHONE).page
    assert not page.locator(".rml-helps dl").is_visible()
    page.locator("#table-reader_feed tbody tr").nth(4).scroll_into_view_if_needed()
    page.evaluate(
        "document.querySelector('#table-reader_feed tbody').scrollIntoView({ block: 'center' })"
    )
    box = page.locator(".rml-sliders").bounding_box()
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["height"] < TALL_PHONE["height"] / 3
    below = page.eval_on_selector_all(
        "#table-reader_feed tbody tr",
        "(rows, top) => rows.map(row => row.getBoundingClientRect())"
        ".filter(row => row.top >= top && row.bottom <= innerHeight).length",
        box["height"],
    )
    assert below >= 8


@browser
def test_a_low_window_keeps_its_room_for_the_posts(opened):
    page = opened(viewport={"width": 640, "height": 360}).page
    style = "getComputedStyle(document.querySelector('.rml-sliders')).position"
    assert page.evaluate(style) == "static"


@browser
def test_a_phone_shows_all_columns_of_the_posts(opened):
    page = opened(viewport=PHONE).page
    sizes = page.locator("#table-reader_feed .rml-scroll").evaluate(
        "box => [box.scrollWidth, box.clientWidth]"
    )
    assert sizes[0] <= sizes[1]


@browser
def test_the_key_of_the_chart_is_seen_in_forced_colours(opened):
    page = opened(forced_colors="active").page
    for name in ("here", "observed"):
        swatch = page.locator(f".rml-swatch.rml-bar-{name}").evaluate(
            "node => getComputedStyle(node).backgroundColor"
        )
        drawn = page.locator(f"svg.rml-bar-{name} rect").first.evaluate(
            "node => getComputedStyle(node).fill"
        )
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert swatch == drawn
        assert swatch != paper


@browser
def test_paper_gets_the_order_in_words_and_no_sliders(opened):
    page = opened().page
    set_sliders(page, SETTINGS[4])
    eventually(page, f"{SUMMARY}.includes('balance 1.00')", True)
    page.emulate_media(media="print")
    assert not page.locator(".rml-sliders").is_visible()
    assert page.locator(".rml-summary").is_visible()
    assert page.locator(".rml-exposure").is_visible()
    assert page.pdf().startswith(b"%PDF")


@browser
def test_nothing_moves(opened):
    page = opened(reduced_motion="no-preference").page
    moving = page.evaluate(
        """() => [...document.querySelectorAll(".rml-explorer *")].filter((node) => {
            const style = getComputedStyle(node);
            return style.animationName !== "none" || style.transitionDuration !== "0s";
        }).length"""
    )
    assert moving == 0


def test_the_policy_admits_the_script_that_the_page_embeds(page_of):
    html = page_of()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    assert html.count("<script>") == 1
    assert json.dumps("recency") in html
