"""Every text channel of every product, attacked with mark-up."""

import re
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser

import pandas as pd
import pytest

from rml.report.figure import figure
from rml.report.finding import finding
from rml.report.html import fragment
from rml.report.small_cells import NO_PEOPLE, PeopleCounts
from rml.report.style import new_figure
from rml.report.table import table
from rml.report.text import limits, text

EVIL = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><iframe src=//e.org>",
    "</style><script>1</script>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
]
VOID = {"img", "source", "br", "hr"}
ALLOWED = {
    "a": {"href"},
    "caption": {"class", "id"},
    "code": set(),
    "dd": set(),
    "details": {"class"},
    "div": {"class", "id", "role", "aria-labelledby", "tabindex"},
    "dl": {"class"},
    "dt": set(),
    "em": set(),
    "figcaption": {"class"},
    "figure": {"class", "id"},
    "img": {"src", "alt"},
    "li": set(),
    "p": {"class"},
    "picture": {"class"},
    "section": {"class", "id", "aria-labelledby"},
    "source": {"media", "srcset"},
    "span": {"class"},
    "strong": set(),
    "summary": set(),
    "sup": set(),
    "table": {"class"},
    "tbody": set(),
    "td": {"class"},
    "th": {"class", "scope"},
    "thead": set(),
    "tr": set(),
    "ul": {"class"},
}


class Checker(HTMLParser):
    """Reads a fragment, refuses what must not be in it, and collects text and ids."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.text, self.labels = [], [], "", []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "id":
                self.ids.append(value)
            if name == "aria-labelledby":
                self.labels.append(value)
            if name in {"src", "srcset"}:
                assert value.startswith("data:image/svg+xml;base64,")
            if name == "alt":
                self.text += value
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)


def checked(product):
    checker = Checker(str(fragment(product)))
    assert len(set(checker.ids)) == len(checker.ids)
    assert set(checker.labels) <= set(checker.ids)
    return checker


@dataclass(frozen=True)
class Published:
    printed: str
    source: str
    value: float = 9.0
    unit: str = "percentage points"
    tolerance: float = 0.5
    status: str = "verified"


def same_text(evil, checker):
    return " ".join(evil.split()) in " ".join(checker.text.split())


@pytest.mark.parametrize("evil", EVIL)
def test_table_cells_headings_captions_units_and_notes_stay_text(shown, real, evil):
    frame = pd.DataFrame({"group": [evil, "b"], evil: [evil, "y"], "users": [3, 100]})
    people = PeopleCounts(
        columns=("users",), policy="flag", already_public=evil, unrelated=("group", evil)
    )
    table(
        frame,
        id="evil",
        caption=f"A caption with {evil}",
        people=people,
        units={"users": evil},
    )
    checker = checked(shown.product)
    assert checker.text.count(evil.replace("_", " ")) >= 5


@pytest.mark.parametrize("evil", EVIL)
def test_captions_alt_texts_and_figure_data_stay_text(shown, real, evil):
    fig, axes = new_figure(3, 2)
    axes.set_xlabel(evil)
    figure(
        fig,
        id="evil",
        caption=f"A caption with {evil}",
        alt="Line that rises over three pairs of groups, steepest between second and third " + evil,
        data=pd.DataFrame({"group": [evil]}),
        people=NO_PEOPLE("labels of nothing"),
    )
    checker = checked(shown.product)
    assert checker.text.count(evil) >= 4


@pytest.mark.parametrize("evil", EVIL)
def test_a_findings_words_stay_text(shown, real, make_estimate, evil):
    finding(
        "evil",
        "Statement {x}",
        make_estimate(unit=evil, n=evil),
        values={"x": evil},
        estimand="Estimand {x}",
        assumptions="Assumption {x}",
        breaks_if="Break {x}",
        why="Why {x}",
    )
    checker = checked(shown.product)
    assert " ".join(checker.text.split()).count(" ".join(evil.split())) >= 7


@pytest.mark.parametrize("evil", EVIL)
def test_a_published_figures_words_stay_text(shown, real, gap, evil):
    finding(
        "evil",
        "{estimate}",
        gap,
        estimand="One two.",
        assumptions="Three.",
        breaks_if="Four.",
        published=Published(printed=evil, source=evil),
        comparison="same data",
    )
    assert same_text(evil, checked(shown.product))


@pytest.mark.parametrize("evil", EVIL)
def test_text_stays_text(shown, evil):
    text("Words {x}", x=evil)
    assert same_text(evil, checked(shown.product))
    limits(["Limit {x}"], x=evil)
    assert same_text(evil, checked(shown.product))


def test_mark_up_smuggled_into_a_payload_stays_text(shown, real, gap):
    finding("gap", "{estimate}", gap, estimand="A b.", assumptions="C.", breaks_if="D.")
    product = shown.product
    evil = EVIL[0]
    product.update(estimate=evil, n=evil, method=evil, reason=evil, verdict=evil)
    product["prose"]["statement"]["values"]["estimate"] = evil
    checked(product)


def test_a_finding_shows_all_that_stands_behind_it(shown, real, gap):
    finding(
        "gap",
        "The lead is {estimate}.",
        gap,
        estimand="All pairs.",
        assumptions="Independent draws.",
        breaks_if="Repeated images.",
        published=Published(printed="9 %", source="doi:10.1145/3479594"),
        comparison="same data",
        why="It was rounded.",
    )
    html = str(fragment(shown.product))
    for part in (
        'id="finding-gap"',
        "rml-verdict-reproduced",
        "rml-kind-real",
        "real data",
        "95 % interval 8.93 to 9.89",
        "40,000 pairs",
        "Wilson interval",
        "9 % (verified; doi:10.1145/3479594)",
        "All pairs.",
        "Independent draws.",
        "Repeated images.",
        "It was rounded.",
    ):
        assert part in html
    assert not re.search(r"<h[1-6]|style=|<script|<style", html)


def test_a_figure_has_a_dark_variant_and_its_data(shown, real):
    fig, axes = new_figure(3, 2)
    axes.plot([1, 2])
    figure(
        fig,
        id="line",
        caption="A line over days",
        alt="Line that rises over three pairs of groups, steepest between second and third pair.",
        data=pd.DataFrame({"day": [1, 2]}),
        people=NO_PEOPLE("days of nothing"),
    )
    html = str(fragment(shown.product))
    assert 'media="screen and (prefers-color-scheme: dark)"' in html  # paper is light
    assert '<details class="rml-data"><summary>Data of this figure</summary>' in html
    assert 'id="figure-line"' in html
    light, dark = re.findall(r'base64,([^"]+)"', html)
    assert light != dark


def test_a_figure_with_colours_of_its_own_stays_on_light_paper(shown, real):
    fig, axes = new_figure(3, 2)
    axes.plot([1, 2], color="#440154")
    figure(
        fig,
        id="line",
        caption="A line over days",
        alt="Line that rises over three pairs of groups, steepest between second and third pair.",
        data=pd.DataFrame({"day": [1, 2]}),
        people=NO_PEOPLE("days of nothing"),
    )
    html = str(fragment(shown.product))
    assert "<img" in html
    assert "<source" not in html


def test_jupyterlab_gets_a_style_and_the_page_none(shown):
    text("Words.")
    assert "<style>" in shown.html
    assert "<style" not in str(fragment(shown.product))


def test_reading_products_loads_no_heavy_library():
    code = (
        "import sys, rml.report.html, rml.report.products, rml.report.table\n"
        "print(*{'pandas', 'matplotlib', 'numpy', 'scipy', 'mistune', 'seaborn', 'torch', "
        "'nbconvert', 'IPython'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_the_notebooks_side_loads_only_matplotlib():
    code = (
        "import sys, rml.report.finding, rml.report.figure, rml.report.style, rml.report.text\n"
        "print(*{'pandas', 'scipy', 'mistune', 'seaborn', 'torch', 'nbconvert'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
