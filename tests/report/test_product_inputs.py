"""Products that say of which inputs they were made."""

import pandas as pd
import pytest

from rml.data import ledger
from rml.errors import ProductError
from rml.report.figure import figure
from rml.report.small_cells import NO_PEOPLE
from rml.report.style import new_figure
from rml.report.table import table
from rml.report.text import limits, plain_words, text

FRAME = pd.DataFrame({"what": ["a", "b"], "share": [0.25, 0.5]})
PEOPLE = NO_PEOPLE("made shares")
CAPTION = "Two made shares, one a row"
PUBLISHED = ["figures_of_a_paper"]


def show_table(**options):
    table(FRAME, id="shares", caption=CAPTION, people=PEOPLE, **options)


def show_figure(**options):
    fig, axes = new_figure()
    axes.plot([0, 1], [0.25, 0.5])
    alt = "A line chart of two shares, drawn from left to right: it rises from a quarter to a half."
    figure(fig, id="shares", caption=CAPTION, alt=alt, data=FRAME, people=PEOPLE, **options)


def show_text(**options):
    text("A share of {share:.0%}.", share=0.25, **options)


def show_plain_words(**options):
    plain_words("A share of {share:.0%}.", share=0.25, **options)


every_product = pytest.mark.parametrize(
    "show",
    [show_table, show_figure, show_text, show_plain_words],
    ids=["table", "figure", "text", "plain words"],
)


@pytest.fixture
def both():
    ledger.record_input("feeds", "real")
    ledger.record_input("figures_of_a_paper", "published")


@every_product
def test_without_a_word_a_product_is_of_all_that_was_loaded(shown, both, show):
    show()
    assert shown.product["inputs"] == {"feeds": "real", "figures_of_a_paper": "published"}
    assert shown.product["data_kind"] == "real"


@every_product
def test_published_figures_are_marked_so_beside_real_data(shown, both, show):
    show(inputs=PUBLISHED)
    assert shown.product["inputs"] == {"figures_of_a_paper": "published"}
    assert shown.product["data_kind"] == "published"
    show(inputs=["feeds"])
    assert shown.product["inputs"] == {"feeds": "real"}
    assert shown.product["data_kind"] == "real"


@pytest.mark.parametrize("show", [show_table, show_figure])
def test_the_caption_shows_the_kind(shown, both, show):
    show(inputs=PUBLISHED)
    assert "published figures" in shown.html
    assert "real data" not in shown.html


@every_product
def test_a_generator_that_ran_cannot_be_left_out(shown, both, simulated, show):
    show(inputs=PUBLISHED)
    assert shown.product["data_kind"] == "simulated"
    assert set(shown.product["inputs"]) == {"figures_of_a_paper", "some_generator"}
    show(inputs=["feeds"])
    assert shown.product["data_kind"] == "mixed"


def test_a_figure_after_a_simulation_keeps_its_watermark(shown, both, simulated):
    show_figure(inputs=PUBLISHED)
    assert "SIMULATED" in shown.product["svg"]


@every_product
@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (["figures_of_a_papr"], "figures_of_a_papr, which was not used.*figures_of_a_paper"),
        (["feeds", "other"], "names other, which was not used"),
        ([], "names no input"),
        ("feeds", "names no input"),
    ],
    ids=["misspelt", "one of two", "none", "no list"],
)
def test_what_was_not_used_is_refused(shown, both, show, inputs, message):
    with pytest.raises(ProductError, match=message):
        show(inputs=inputs)
    assert not shown


def test_limits_are_of_the_whole_report(shown, both):
    limits(["One limit only."])
    assert shown.product["data_kind"] == "real"
