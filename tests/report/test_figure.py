import subprocess
import sys
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.data import ledger
from rml.errors import ProductError
from rml.report.figure import LARGEST_SVG, figure, svg_of
from rml.report.small_cells import NO_PEOPLE, PeopleCounts, guard
from rml.report.style import new_figure

WORDS = {
    "id": "gap",
    "caption": "Lead of women over men by pair of groups",
    "alt": "Line that rises from one to three over three pairs of groups; the steepest step comes "
    "between the second and the third.",
}
DATA = pd.DataFrame({"pair": ["a", "b", "c"], "lead": [1, 2, 3]})
IMAGES = NO_PEOPLE("counts of stitched images")

SCRIPT = """
from rml.report.style import new_figure, interval_plot
from rml.report.figure import svg_of
from rml.estimate import Estimate
fig, axes = new_figure(columns=2)
for one in axes:
    e = Estimate(value=1, low=0.5, high=2, level=0.95, n="3 days", unit="ratio", method="m")
    interval_plot(one, ["a", "b"], [e, e], reference=1, comparison=[e, None])
    one.scatter([1, 2], [0.5, 1])
print(svg_of(fig, identifier="gap", watermark="SIMULATED", where="x"))
"""


@pytest.fixture
def drawn():
    fig, axes = new_figure(4, 3)
    axes.plot([1, 2, 3])
    axes.set_ylabel("lead (points)")
    yield fig
    plt.close("all")


def test_a_figure_is_shown_closed_and_described(shown, real, drawn):
    figure(drawn, data=DATA, people=IMAGES, **WORDS)
    product = shown.product
    assert product["alt"] == WORDS["alt"]
    assert product["data"]["rows"] == [["a", 1], ["b", 2], ["c", 3]]
    assert not plt.get_fignums()
    root = ET.fromstring(product["svg"])
    assert root.tag.endswith("svg")
    assert "lead (points)</text>" in product["svg"]
    assert "font-family: 'DejaVu Sans', 'Verdana', sans-serif" in product["svg"]
    assert "dc:date" not in product["svg"]
    assert "SIMULATED" not in product["svg"]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["simulated"], "SIMULATED"),
        (["simulated", "published"], "SIMULATED"),
        (["real", "simulated"], "SIMULATED OUTCOMES"),
    ],
)
def test_what_is_simulated_bears_a_watermark_on_every_panel(shown, kinds, words):
    for kind in kinds:
        ledger.record_input(f"input_{kind}", kind)
    fig, axes = new_figure(6, 3, columns=2)
    for one in axes:
        one.plot([1, 2])
    figure(fig, data=DATA, people=IMAGES, **WORDS)
    assert shown.product["svg"].count(f">{words}</text>") == 2


def test_two_processes_draw_the_same_bytes():
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "MPLBACKEND": backend, "PATH": ""},
        )
        for seed, backend in (("1", "agg"), ("2", "svg"))
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.startswith(b"<?xml")
    assert runs[0].stderr == b""


def test_ids_in_the_svg_do_not_depend_on_what_was_drawn_before():
    def draw():
        fig, axes = new_figure(3, 2)
        axes.plot([1, 2, 3])
        return svg_of(fig, identifier="one", watermark=None, where="x")

    first = draw()
    new_figure(3, 2)
    assert draw() == first
    plt.close("all")


def test_a_huge_svg_is_refused_with_the_remedy(shown, real):
    fig, axes = new_figure(4, 3)
    axes.scatter(range(20000), range(20000))
    with pytest.raises(ProductError, match="rasterized"):
        figure(fig, data=DATA, people=IMAGES, **WORDS)
    assert LARGEST_SVG == 1_500_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "Gap"}, "snake_case"),
        ({"caption": " "}, "caption"),
        ({"alt": ""}, "alt text is empty"),
        ({"alt": WORDS["caption"]}, "alt text"),
        ({"data": DATA.set_index("pair")}, "reset_index"),
        ({"data": None}, "is a NoneType"),
        ({"people": None}, "people is a NoneType"),
    ],
)
def test_what_a_figure_must_come_with(shown, real, drawn, change, message):
    with pytest.raises(ProductError, match=message):
        figure(drawn, **({"data": DATA, "people": IMAGES, **WORDS} | change))
    assert not shown


def test_people_alt_and_data_are_required(shown, real, drawn):
    with pytest.raises(TypeError, match=r"people|data|alt"):
        figure(drawn, id="gap", caption="x")


def test_a_title_inside_the_figure_is_refused(shown, real, drawn):
    drawn.axes[0].set_title("Gap")
    with pytest.raises(ProductError, match="title"):
        figure(drawn, data=DATA, people=IMAGES, **WORDS)
    drawn.axes[0].set_title("")
    drawn.axes[0].set_title("Gap", loc="right")
    with pytest.raises(ProductError, match="title"):
        figure(drawn, data=DATA, people=IMAGES, **WORDS)
    drawn.axes[0].set_title("", loc="right")
    drawn.suptitle("Gap")
    with pytest.raises(ProductError, match="title"):
        figure(drawn, data=DATA, people=IMAGES, **WORDS)


def test_a_figure_of_few_people_is_refused_until_drawn_from_the_guard(shown, real, drawn):
    frame = pd.DataFrame({"group": ["a", "b", "c", "d"], "users": [3, 40, 80, 90]})
    people = PeopleCounts(columns=("users",))
    with pytest.raises(ProductError, match=r"guard\(frame, people\)"):
        figure(drawn, data=frame, people=people, **WORDS)
    guarded = guard(frame, people)
    assert guarded.frame["users"].isna().sum() == 1
    figure(drawn, data=guarded, people=people, **WORDS)
    assert shown.product["data"]["rows"][0] == ["a", "<10"]
    flagged = PeopleCounts(columns=("users",), policy="flag", already_public="The Markup")
    fig, axes = new_figure()
    axes.plot([1])
    figure(fig, data=frame, people=flagged, **WORDS)
    assert "†" in shown.html
