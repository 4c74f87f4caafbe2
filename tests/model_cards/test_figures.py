from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

from rml.model_cards.card import Group
from rml.model_cards.cited import read_numbers
from rml.model_cards.coverage import ReadCard
from rml.model_cards.figures import Drawn, by_group_frame, by_group_plot, by_group_words
from rml.report.alt_text import check_alt

REPORT = "toy/first"
ONE = Drawn(what="How often a guess is right", first=("share right", "guesses"))
TWO = replace(ONE, second=("share right by place", "guesses by place"), reference=0.5)


@pytest.fixture(autouse=True)
def _own_settings():
    with mpl.rc_context():
        mpl.use("agg")
        yield


@pytest.fixture
def read(card, shares, rows, make_version):
    by_place = replace(shares, measure="share right by place", where={"by": "place"})
    card = replace(card, numbers=(shares, by_place))
    versions = {REPORT: make_version(tables={"groups": rows})}
    return ReadCard(card=card, numbers=tuple(read_numbers(card, versions, level=0.95)))


@pytest.fixture
def unread(card):
    return ReadCard(card=card, numbers=tuple(read_numbers(card, {}, level=0.95)))


def drawn_dots(figure):
    """Return the values of all marks drawn at rows, whatever their series."""
    (axes,) = figure.axes
    return sorted(
        float(x)
        for line in axes.lines
        if line.get_marker() not in {"None", "", None}
        for x in np.atleast_1d(line.get_xdata())
    )


def test_each_group_with_a_value_is_a_row_and_all_together_stand_first(read):
    frame = by_group_frame(read, ONE)
    assert list(frame["group"]) == ["all", "left", "right"]
    assert list(frame["value"]) == [0.3, 0.25, 0.5]


def test_a_second_measure_is_a_row_of_its_own(read):
    frame = by_group_frame(read, TWO)
    assert list(frame["value"]) == [0.3, 0.25, 0.9, 0.5]
    assert set(frame["measure"]) == {"share right", "share right by place"}


@pytest.mark.parametrize("drawn", [ONE, TWO])
def test_the_figure_draws_what_its_data_say(read, drawn):
    frame = by_group_frame(read, drawn)
    figure = by_group_plot(read, drawn)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["all", "left", "right"]
    assert drawn_dots(figure) == pytest.approx(sorted(frame["value"]))


def test_the_words_name_the_extremes_and_who_is_missing(read):
    words = by_group_words(read, ONE)
    assert "small" in words["caption"]
    assert "0.25 for left" in words["alt"]
    assert "0.5 for right" in words["alt"]
    check_alt(words["alt"], caption=words["caption"], where="figure")


def test_without_numbers_there_is_an_empty_figure_that_says_so(unread):
    frame = by_group_frame(unread, TWO)
    assert frame["value"].isna().all()
    assert list(frame["group"]) == ["none could be read"]
    (axes,) = by_group_plot(unread, TWO).axes
    assert [text.get_text() for text in axes.texts] == ["no number could be read"]
    words = by_group_words(unread, TWO)
    assert "no number could be read" in words["caption"]
    check_alt(words["alt"], caption=words["caption"], where="figure")


def test_groups_of_one_name_are_told_apart_by_their_division(read):
    groups = (Group("side", "left", ("Left side",)), Group("page", "left"), Group("side", "right"))
    both = replace(read, card=replace(read.card, groups=groups))
    assert list(by_group_frame(both, ONE)["group"]) == ["all", "side: left", "side: right"]
