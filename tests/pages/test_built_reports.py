"""The collection's own reports, built by the runner and opened in a real browser."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from rml.run.collection import read_collection
from rml.run.project import find_project

# One worker takes them all, because they share the reports that the first builds.
# The first test builds every report: minutes on a busy machine.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group("built reports"),
]

ROOT = Path(__file__).resolve().parents[2]
SPECS = read_collection(find_project(ROOT))
REPORTS = list(SPECS)
PHONE = {"width": 360, "height": 720}
FILLER = ("image", "figure", "plot", "chart", "graph", "picture", "no description", "untitled")


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    """The quick profile of every report, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("built reports") / "outputs of a run"
    command = [sys.executable, "-m", "rml.cli", "--project", str(ROOT), "--outputs", str(folder)]
    ended = subprocess.run(
        [*command, "run", "--quick"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]
    return folder


@pytest.fixture
def page_of(outputs):
    """Return a function that gives a report's built page, or skips if it waits for data."""

    def page(report):
        if report == "index":
            return outputs / "index.html"
        found = sorted((outputs / report).glob("*/index.html"))
        if not found:
            pytest.skip("needs the real files: set RML_MIRROR to the offline mirror")
        return found[0]

    return page


@pytest.mark.parametrize("report", [*REPORTS, "index"])
def test_nothing_leaves_the_page_and_nothing_is_complained_of(open_file, page_of, report):
    seen = open_file(page_of(report))
    seen.unfold()
    seen.page.mouse.wheel(0, 50000)
    seen.page.wait_for_timeout(100)
    assert seen.requests[0].startswith("file://")
    assert all(url.startswith("data:") for url in seen.requests[1:])
    assert seen.messages == []


LIGHT = {"color_scheme": "light"}
DARK_PHONE = {"color_scheme": "dark", "viewport": PHONE}


@pytest.mark.parametrize("report", [*REPORTS, "index"])
def test_light_and_dark_are_drawn_and_a_phone_need_not_scroll_sideways(open_file, page_of, report):
    for options, darkest, lightest in [(LIGHT, 180, 255), (DARK_PHONE, 0, 90)]:
        page = open_file(page_of(report), **options).page
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("L")
        low, high = drawn.getextrema()
        assert high - low > 120
        assert darkest <= sum(drawn.tobytes()) / (drawn.width * drawn.height) <= lightest
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("report", "options"),
    # Long reports take axe half a minute; the templates that all share are checked in both
    # schemes and widths in test_browser.py.
    [*((report, LIGHT) for report in REPORTS), ("index", LIGHT), ("index", DARK_PHONE)],
)
def test_axe_finds_nothing(open_file, axe_problems, page_of, report, options):
    assert axe_problems(open_file(page_of(report), bypass_csp=True, **options)) == []


@pytest.mark.parametrize("report", REPORTS)
def test_contents_and_folds_work_by_keyboard(open_file, page_of, report):
    page = open_file(page_of(report)).page
    link = page.locator(".contents a").last
    target = link.get_attribute("href").removeprefix("#")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.evaluate("location.hash") == f"#{target}"
    box = page.locator(f"[id='{target}']").bounding_box()
    assert -5 <= box["y"] < 900
    summary = page.locator("details.code > summary").first
    code = page.locator("details.code > pre").first
    assert not code.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert code.is_visible()


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_is_drawn_described_and_given_as_data(open_file, page_of, report):
    page = open_file(page_of(report)).page
    figures = page.locator("figure")
    declared = SPECS[report].products.figures
    assert figures.count() == len(declared)
    for number in range(figures.count()):
        figure = figures.nth(number)
        image = figure.locator("img")
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.complete && image.naturalWidth > 200")
        alt, caption = image.get_attribute("alt"), figure.locator("figcaption").inner_text()
        assert len(alt.split()) >= 8
        assert not alt.lower().startswith(FILLER)
        assert alt not in caption
        assert figure.locator("details table").count() == 1


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_says_what_a_reader_must_know(page_of, report):
    folder = page_of(report).parent
    page = (folder / "index.html").read_text(encoding="utf-8")
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert "default-src 'none'" in page
    for anchor in ["plain-words", "findings", "limits"]:
        assert f'id="{anchor}"' in page, f"the page lacks #{anchor}"
    assert record["version"] in page
    assert "quick" in page
    for dataset in record["datasets"]:
        assert dataset["licence"] in page


@pytest.mark.parametrize("report", REPORTS)
def test_the_limits_of_the_sources_are_said(page_of, report):
    """What the title and limits of each first report must not leave out."""
    said = {
        "political_amplification/neutral_accounts": [
            "statuses/home_timeline",
            "not established",
            "overlap",
        ],
        "home_timeline/panel_exposure_by_race": [
            "Facebook",
            "not Twitter",
            "any sighting",
            "paid",
        ],
        "image_cropping/published_runs": ["left", "not verified", "third part"],
    }
    page = page_of(report).read_text(encoding="utf-8")
    for words in said.get(report, []):
        assert words in page, f"the page does not say {words!r}"


def test_no_person_and_no_machine_path_is_in_any_output(outputs):
    """Paths of this machine have no place in what is published."""
    paths = {str(ROOT), str(Path.home()), sys.prefix}
    for path in outputs.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".json", ".ipynb", ".csv", ".svg"}:
            text = path.read_text(encoding="utf-8")
            for found in paths:
                assert f"{found}/" not in text, f"{path.name} holds a path of this machine"
