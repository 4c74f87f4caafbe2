"""Built pages in a real browser, from disk, with the network blocked."""

import io

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser]

KINDS = ["report", "simulated", "failure", "index"]
PHONE = {"width": 360, "height": 720}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def files(tmp_path, report_page, failure_page, index_page):
    """Return a function that writes one of the pages, in a folder with a space, once."""
    pages = {
        "report": report_page,
        "simulated": lambda: report_page(kind="simulated", profile="quick"),
        "failure": failure_page,
        "index": lambda: index_page,
    }

    def write(kind):
        path = tmp_path / "a folder" / f"{kind}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages[kind](), encoding="utf-8")
        return path

    return write


@pytest.fixture
def open_page(open_file, files):
    """Return a function that opens one of the pages."""
    return lambda kind, *, path=None, **options: open_file(path or files(kind), **options)


def picture(page):
    return Image.open(io.BytesIO(page.screenshot())).convert("L")


def eventually(page, expression):
    """Wait until an expression holds; playwright's own wait needs eval, which is refused."""
    for _ in range(60):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{expression} did not come true within 3 seconds")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leaves_the_page_and_nothing_is_complained_of(open_page, kind):
    seen = open_page(kind)
    page = seen.page
    seen.unfold()
    page.mouse.wheel(0, 20000)
    page.wait_for_timeout(100)
    assert seen.requests[0].startswith("file://")
    assert all(url.startswith("data:") for url in seen.requests[1:])
    assert seen.messages == []


def test_the_policy_is_in_force(open_page):
    seen = open_page("report")
    seen.page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend",
                "<img src='https://example.org/x.png'><p id='styled' style='color: red'>x</p>");
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }"""
    )
    seen.page.wait_for_timeout(100)
    assert seen.page.evaluate("window.ran") is None
    assert seen.page.evaluate("getComputedStyle(styled).color") != "rgb(255, 0, 0)"
    # The request is named, but the policy ended it before the network could.
    assert seen.failures == {"https://example.org/x.png": "csp"}
    assert len(seen.messages) == 3


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(open_page, axe_problems, kind, viewport, scheme):
    seen = open_page(kind, viewport=viewport, color_scheme=scheme, bypass_csp=True)
    assert axe_problems(seen) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("folded", [True, False], ids=["folded", "unfolded"])
def test_a_phone_need_not_scroll_sideways(open_page, kind, folded):
    seen = open_page(kind, viewport=PHONE)
    page = seen.page
    if not folded:
        seen.unfold()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("kind", ["report", "failure"])
def test_wide_tables_scroll_by_keyboard(open_page, kind):
    page = open_page(kind, viewport=PHONE).page
    box = page.locator(".scroll:has(.parameters)")
    box.focus()
    page.keyboard.press("ArrowRight")
    eventually(page, "document.querySelector('.scroll:has(.parameters)').scrollLeft > 0")


@pytest.mark.parametrize("kind", KINDS)
def test_light_and_dark_are_drawn_and_differ(open_page, kind):
    light = picture(open_page(kind, color_scheme="light").page)
    dark = picture(open_page(kind, color_scheme="dark").page)
    for drawn in (light, dark):
        low, high = drawn.getextrema()
        assert high - low > 120
        assert len(set(drawn.resize((64, 64)).tobytes())) > 8
    mean_light, mean_dark = (
        sum(drawn.tobytes()) / (drawn.width * drawn.height) for drawn in (light, dark)
    )
    assert mean_light > 180
    assert mean_dark < 90


def test_figures_are_drawn_in_both_schemes(open_page):
    for scheme in ("light", "dark"):
        page = open_page("report", color_scheme=scheme).page
        figure = page.locator(".rml-picture img")
        figure.scroll_into_view_if_needed()
        assert figure.evaluate("image => image.complete && image.naturalWidth > 300")
        drawn = Image.open(io.BytesIO(figure.screenshot())).convert("L")
        low, high = drawn.getextrema()
        assert high - low > 120


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page):
    page = open_page("report").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_has_the_focus_can_be_seen(open_page):
    page = open_page("report").page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
    )
    assert style == ["solid", 3]


def test_the_contents_list_works_by_keyboard(open_page):
    page = open_page("report").page
    link = page.locator(".contents a", has_text="Limits")
    link.focus()
    page.keyboard.press("Enter")
    eventually(page, "location.hash === '#limits'")
    eventually(page, "document.getElementById('limits').getBoundingClientRect().top < innerHeight")
    eventually(page, "document.querySelector('.contents a[aria-current]').textContent === 'Limits'")


def test_folds_work_by_keyboard(open_page):
    page = open_page("report").page
    summary = page.locator("details.code > summary").first
    code = page.locator("details.code > pre").first
    assert not code.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert code.is_visible()
    page.keyboard.press("Space")
    assert not code.is_visible()


def test_all_code_unfolds_and_folds_with_one_button(open_page):
    page = open_page("report").page
    button = page.get_by_role("button", name="Unfold all code")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.code:not([open])").count() == 0
    page.get_by_role("button", name="Fold all code").click()
    assert page.locator("details.code[open]").count() == 0


def test_a_link_to_something_folded_unfolds_it(open_page, files):
    path = files("report")
    page = open_page("report", path=path).page
    page.goto(f"{path.as_uri()}#figure-gap_by_pair-data-caption")
    eventually(page, "document.querySelector('.rml-data').open")


def test_on_a_phone_a_figure_scrolls_by_keyboard_and_stays_legible(open_page):
    page = open_page("report", viewport=PHONE).page
    box = page.locator(".wide")
    assert page.evaluate("document.querySelector('.wide img').clientWidth") > 500
    assert box.get_attribute("class") == "wide more-right"
    box.focus()
    page.keyboard.press("ArrowRight")
    eventually(page, "document.querySelector('.wide').matches('.more-left.more-right')")


def test_what_fits_is_no_stop_of_the_tab_key(open_page):
    page = open_page("report").page
    assert page.locator(".wide").get_attribute("tabindex") is None
    assert page.locator(".rml-table .rml-scroll").get_attribute("tabindex") is None


def test_commands_can_be_copied(open_page, record):
    page = open_page("report", permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_role("button", name="Copy: Command: build the report").click()
    page.get_by_role("button", name="Copied: Command: build the report").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == record["command"]


def test_alt_text_is_no_filler(open_page):
    page = open_page("report").page
    words = page.eval_on_selector_all("img", "images => images.map(image => image.alt)")
    filler = ("image", "figure", "plot", "chart", "graph", "no description", "untitled")
    assert words
    for alt in words:
        assert len(alt.split()) >= 6
        assert not alt.lower().startswith(filler)


@pytest.mark.parametrize("kind", KINDS)
def test_without_scripts_everything_can_be_read(open_page, kind):
    seen = open_page(kind, java_script_enabled=False)
    page = seen.page
    assert page.locator("main").is_visible()
    assert page.locator("button").count() == 0
    if kind == "index":
        assert page.locator(".entry:visible").count() == 4
        assert not page.locator(".finder").is_visible()
    folds = page.locator("details > summary")
    folds.first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_paper_gets_everything_but_the_code(open_page, kind):
    page = open_page(kind, color_scheme="dark").page
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") >= 1
    assert len(printed) > 20_000
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("details.code:visible").count() == 0
    assert page.locator("button:visible, .skip:visible").count() == 0
    if kind == "report":
        assert page.locator(".rml-data table").is_visible()
        assert page.locator("nav.contents").is_hidden()
        after = "getComputedStyle(document.querySelector('.prose a'), '::after').content"
        assert "https://example.org/code" in page.evaluate(after)


def test_nothing_moves_even_where_motion_is_welcome(open_page):
    page = open_page("report", reduced_motion="no-preference").page
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((node) => {
            const style = getComputedStyle(node);
            return style.scrollBehavior === "smooth" || style.animationName !== "none"
                || style.transitionDuration !== "0s";
        }).length"""
    )
    assert moving == 0


def test_the_warning_of_a_simulated_page_stays_in_sight(open_page):
    for viewport in (DESK, PHONE):
        page = open_page("simulated", viewport=viewport).page
        page.evaluate("window.scrollTo({ top: 3000, behavior: 'instant' })")
        eventually(page, "scrollY > 1000")
        box = page.locator(".banner").bounding_box()
        assert box["y"] == 0
        assert box["height"] < 0.15 * viewport["height"]


def test_a_hostile_title_runs_nothing(open_page, tmp_path, report_page):
    path = tmp_path / "hostile.html"
    title = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    path.write_text(report_page(title=title), encoding="utf-8")
    seen = open_page("report", path=path)
    assert seen.page.locator("h1").text_content() == title
    assert seen.messages == []


def test_the_index_is_searched_by_words_verdict_and_kind(open_page):
    seen = open_page("index")
    page = seen.page
    visible = page.locator(".entry:visible")
    page.get_by_label("Search titles and findings").fill("twitter's RECOMPUTED")
    assert visible.count() == 1
    assert page.get_by_role("status").text_content() == "1 of 4 reports"
    assert page.locator(".analysis:visible").count() == 1
    page.get_by_label("Search titles and findings").fill("white face")
    assert visible.count() == 1
    page.get_by_label("Search titles and findings").fill("")
    page.get_by_label("Verdict").select_option("differs")
    assert visible.count() == 2
    page.get_by_label("Data kind").select_option("real")
    assert visible.count() == 1
    page.get_by_label("Search titles and findings").fill("nothing like it")
    assert visible.count() == 0
    assert page.get_by_role("status").text_content() == "0 of 4 reports"
    assert seen.messages == []
