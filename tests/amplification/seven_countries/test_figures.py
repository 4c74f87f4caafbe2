"""Figures have a row for each party or country, and show the numbers they are given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.amplification.seven_countries.figures import (
    estimate_columns,
    group_bars,
    individual_spread,
    pair_bars,
    power_panels,
    precision_panels,
    recovery_dots,
)
from rml.estimate import Estimate

THESE, ALIKE = "these authors", "authors like these"
NAMES = ("Canada", "France", "Germany", "Japan", "Spain", "UK", "United States of America")


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


def estimate(value, *, half=1.0):
    ends = {"low": None, "high": None, "level": None}
    if half is not None:
        ends = {"low": value - half, "high": value + half, "level": 0.95}
    return Estimate(value=value, n="9 things", unit="per cent", method="made", **ends)


@pytest.fixture
def rows():
    return pd.DataFrame(
        {
            "party": ["UK P1", "UK P2", "US P1"],
            "these_accounts": [estimate(10.0), estimate(50.0), estimate(-5.0)],
            "accounts_like_these": [estimate(10.0, half=9), None, estimate(-5.0, half=7)],
            "published": [estimate(12.0, half=4), estimate(55.0, half=4), estimate(-4.0, half=4)],
        }
    )


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def lines_of(axes, x):
    return [line for line in axes.get_lines() if list(line.get_xdata()) == list(x)]


def test_every_party_has_a_row_and_the_planted_value_its_bar(rows):
    planted = {"UK P1": 11.0, "UK P2": 49.0, "US P1": -6.0}
    (axes,) = group_bars(rows, planted).axes
    # A star marks the party of few accounts.
    assert labels(axes.yaxis) == ["UK P1", "UK P2 *", "US P1"]
    (bars,) = [line for line in axes.get_lines() if line.get_marker() == "|"]
    assert list(bars.get_xdata()) == [11.0, 49.0, -6.0]
    assert list(bars.get_ydata()) == [0, 1, 2]
    assert axes.get_xlabel() == "amplification, per cent"


def test_a_party_of_few_accounts_shows_the_interval_over_users(rows):
    (axes,) = group_bars(rows, None).axes
    assert not [line for line in axes.get_lines() if line.get_marker() == "|"]
    ends = {
        tuple(np.round(np.sort(path.vertices[:, 0]), 6))
        for lines in axes.collections
        for path in lines.get_paths()
        if len(path.vertices) == 2
    }
    ends |= {
        tuple(sorted(np.round(line.get_xdata(), 6)))
        for line in axes.get_lines()
        if len(line.get_xdata()) == 2
    }
    assert (49.0, 51.0) in ends  # over users: nothing else is there
    assert (1.0, 19.0) in ends
    assert (9.0, 11.0) not in ends


@pytest.mark.parametrize(
    ("by_side", "order"), [(True, "right minus left"), (False, "one party minus the other")]
)
def test_pairs_have_a_row_a_country_and_both_intervals(by_side, order):
    users = pd.DataFrame(
        {"country": ["UK", "Japan"], "difference": [estimate(4.0), estimate(-3.0)]}
    )
    authors = users.assign(difference=[estimate(4.0, half=20), estimate(-3.0, half=20)])
    figure = pair_bars(users, authors, by_side=by_side)
    (axes,) = figure.axes
    assert axes.get_xlabel().startswith(order)
    assert labels(axes.yaxis) == ["UK", "Japan"]
    low, high = axes.get_xlim()
    assert low < -23
    assert high > 24
    said = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    said += [text.get_text() for text in axes.get_legend().get_texts()] if axes.get_legend() else []
    assert {"over users", "over users and authors"} <= set(said)


def test_single_accounts_are_shown_by_quantiles_alone():
    spread = pd.DataFrame(
        {
            "party": ["UK P1", "US P1"],
            "q10": [-10.0, 0.0],
            "q25": [0.0, 5.0],
            "q50": [10.0, 9.0],
            "q75": [20.0, 12.0],
            "q90": [60.0, 30.0],
        }
    )
    (axes,) = individual_spread(spread).axes
    assert labels(axes.yaxis) == ["UK P1", "US P1"]
    thin, thick = (
        [tuple(segment[:, 0]) for segment in lines.get_segments()] for lines in axes.collections
    )
    assert thin == [(-10.0, 60.0), (0.0, 30.0)]
    assert thick == [(0.0, 20.0), (5.0, 12.0)]
    (dots,) = [line for line in axes.get_lines() if line.get_marker() == "o"]
    assert list(dots.get_xdata()) == [10.0, 9.0]


def frame_of(names, x, y, values):
    return pd.DataFrame(
        [
            {"country": name, "varies": which, x: value, y: (place + 1) * (1 + shift) / (9 + value)}
            for which, shift in ((THESE, 0.0), (ALIKE, 0.5))
            for place, name in enumerate(names)
            for value in values
        ]
    )


@pytest.mark.parametrize("names", [NAMES, NAMES[:1]])
def test_power_has_a_panel_a_question_and_a_line_a_country(names):
    differences = (0.0, 5.0, 10.0, 50.0, 100.0, 200.0)
    curves = frame_of(names, "difference", "power", differences)
    figure = power_panels(curves, power=0.8)
    assert [panel.get_title(loc="left") for panel in figure.axes] == [
        "these accounts",
        "accounts like these",
    ]
    for panel, which in zip(figure.axes, (THESE, ALIKE), strict=True):
        lines = lines_of(panel, differences)
        assert [line.get_label() for line in lines] == list(names)
        for line, name in zip(lines, names, strict=True):
            own = curves[(curves["varies"] == which) & (curves["country"] == name)]
            assert list(line.get_ydata()) == own["power"].tolist()
        # Lines are told apart without colour.
        assert len({line.get_marker() for line in lines}) == len(names)
        assert len({line.get_color() for line in lines}) == len(names)
        level = [line for line in panel.get_lines() if set(line.get_ydata()) == {0.8}]
        assert len(level) == 1
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(names)


def test_precision_has_one_scale_for_both_questions():
    sizes = (2000, 20_000, 500_000)
    rows = frame_of(NAMES, "control_size", "half_width", sizes)
    figure = precision_panels(rows)
    first, second = figure.axes
    assert first.get_ylim() == second.get_ylim()
    low, high = first.get_ylim()
    assert low < rows["half_width"].min() < rows["half_width"].max() < high
    assert first.get_xscale() == first.get_yscale() == "log"
    for panel in figure.axes:
        assert [line.get_label() for line in lines_of(panel, sizes)] == list(NAMES)
    assert "control users" in first.get_xlabel()


def test_recovery_has_a_row_a_country_and_two_dots_in_it():
    tables = {
        which: pd.DataFrame({"country": NAMES, "pair_coverage": shift + np.arange(7) / 200})
        for which, shift in ((THESE, 0.93), (ALIKE, 0.92))
    }
    figure = recovery_dots(tables, level=0.95)
    (axes,) = figure.axes
    assert labels(axes.yaxis) == list(NAMES)
    dots = [line for line in axes.get_lines() if len(line.get_xdata()) == 7]
    assert [line.get_label() for line in dots] == ["these accounts", "accounts like these"]
    for line, table in zip(dots, tables.values(), strict=True):
        assert line.get_xdata() == pytest.approx(100 * table["pair_coverage"])
        assert np.round(line.get_ydata()).tolist() == list(range(7))
    nominal = [line for line in axes.get_lines() if set(line.get_xdata()) == {95.0}]
    assert len(nominal) == 1


@pytest.mark.parametrize("lowest", [0.5, 0.95])
def test_no_country_falls_off_the_figure_of_recovery(lowest):
    table = pd.DataFrame({"country": NAMES[:2], "pair_coverage": [lowest, 1.0]})
    (axes,) = recovery_dots({THESE: table, ALIKE: table}, level=0.95).axes
    low, high = axes.get_xlim()
    assert low < 100 * lowest
    assert low <= 88
    assert high >= 100
    dots = [line for line in axes.get_lines() if line.get_label() == "these accounts"]
    assert not dots[0].get_clip_on()  # a dot at the edge is drawn whole


def test_estimates_become_three_columns_each(rows):
    frame = estimate_columns(rows, ["these_accounts", "accounts_like_these"])
    assert frame["these_accounts"].tolist() == [10.0, 50.0, -5.0]
    assert frame["these_accounts_low"].tolist() == [9.0, 49.0, -6.0]
    assert frame["accounts_like_these_high"].isna().tolist() == [False, True, False]
    assert frame["accounts_like_these"].isna().tolist() == [False, True, False]
    assert frame["published"].tolist() == rows["published"].tolist()
    census = estimate_columns(pd.DataFrame({"a": [estimate(3.0, half=None)]}), ["a"])
    assert census["a"].tolist() == [3.0]
    assert census[["a_low", "a_high"]].isna().all(axis=None)
    assert isinstance(rows["these_accounts"][0], Estimate)  # the given frame stays
