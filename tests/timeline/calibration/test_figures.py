"""What the figures show: every design in its place, on an axis that keeps order."""

import numpy as np
import pandas as pd
import pytest

from rml.timeline.calibration.claims import drawn_rows, figure_words
from rml.timeline.calibration.figures import LEAST, share_dots

ROWS = pd.DataFrame(
    {
        "part": ["A", "A", "B", "B"],
        "label": ["first", "second", "third", "fourth"],
        "declared": ["regular", "stress", "cautious", "regular"],
        "shown": [95.0, 40.0, 100.0, 93.0],
        "low": [93.5, 37.0, 99.6, 91.0],
        "high": [96.5, 43.0, 100.0, 94.5],
    }
)


def dots_of(figure):
    """Return position, low and high of each dot by its row on the axis."""
    (axes,) = figure.axes
    found = {}
    for container in axes.containers:
        line, _, (bars,) = container
        for x, y, segment in zip(
            line.get_xdata(), line.get_ydata(), bars.get_segments(), strict=True
        ):
            found[int(y)] = (x, *sorted(segment[:, 0]))
    return found


def test_coverage_is_drawn_by_its_misses_under_headings():
    figure = share_dots(ROWS, band=(93, 97), nominal=95, coverage=True)
    (axes,) = figure.axes
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert names == ["A", "first", "second", "B", "third", "fourth"]
    bold = [tick.get_fontweight() == "bold" for tick in axes.get_yticklabels()]
    assert bold == [True, False, False, True, False, False]
    dots = dots_of(figure)
    assert dots[1] == pytest.approx((5.0, 3.5, 6.5))
    assert dots[2] == pytest.approx((60.0, 57.0, 63.0))
    assert dots[4] == pytest.approx((LEAST, LEAST, 0.4))
    assert dots[5] == pytest.approx((7.0, 5.5, 9.0))
    left, right = axes.get_xlim()
    assert left > right  # more coverage lies to the right
    low, high = axes.get_ylim()
    assert low > high  # the first row is on top


def test_false_alarms_rise_to_the_right_and_stand_as_they_are():
    figure = share_dots(
        ROWS.assign(shown=5.0, low=4.0, high=6.0), band=(3, 7), nominal=5, coverage=False
    )
    assert set(dots_of(figure)) == {1, 2, 4, 5}
    assert dots_of(figure)[1] == pytest.approx((5.0, 4.0, 6.0))
    left, right = figure.axes[0].get_xlim()
    assert left < right


def test_ticks_tell_coverage_where_misses_are_drawn():
    for coverage, words in ((True, ["95", "90"]), (False, ["5", "10"])):
        figure = share_dots(ROWS, band=(93, 97), nominal=95, coverage=coverage)
        (axes,) = figure.axes
        label = axes.xaxis.get_major_formatter()
        assert [label(5.0, 0), label(10.0, 0)] == words


def test_declared_kinds_differ_by_colour_and_marker():
    figure = share_dots(ROWS, band=(93, 97), nominal=95, coverage=True)
    (axes,) = figure.axes
    lines = [container[0] for container in axes.containers]
    assert len({line.get_color() for line in lines}) == 3
    assert len({line.get_marker() for line in lines}) == 3
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["regular", "cautious", "stress"]


def test_rows_are_taken_from_either_table():
    frame = pd.DataFrame(
        {
            "part": ["A"],
            "interval": ["first"],
            "declared": ["regular"],
            "held": [95.0],
            "held_low": [94.0],
            "held_high": [96.0],
            "width": [np.nan],
        }
    )
    rows = drawn_rows(frame, "coverage")
    assert rows.to_dict("records") == [
        {"part": "A", "label": "first", "declared": "regular", "shown": 95.0, "low": 94.0,
         "high": 96.0}
    ]  # fmt: skip
    names = {"interval": "test", "held": "alarms", "held_low": "alarms_low"}
    alarms = frame.rename(columns=names | {"held_high": "alarms_high"})
    assert drawn_rows(alarms, "alarms").equals(rows)


def test_alternative_texts_name_the_farthest():
    words = figure_words("coverage", ROWS)
    assert "regular: 2 designs, from 93.0 to 95.0" in words["alt"]
    assert "The lowest: second 40.0; fourth 93.0; first 95.0; third 100.0." in words["alt"]
    assert "Shaded" in words["caption"]
    alarms = figure_words("alarms", ROWS)
    assert "gave a false alarm" in alarms["alt"]
    assert "The highest: third 100.0" in alarms["alt"]
