import numpy as np
import pandas as pd
import pytest

from rml.cropping.alternatives_figures import (
    AXES,
    kept_bars,
    kept_bars_alt,
    trade_off_alt,
    trade_off_plot,
)
from rml.cropping.alternatives_sketch import policies_sketch, sketch_alt, sketch_frame, sketched
from rml.cropping.face_region import CONGRESS_FACE
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of
from rml.report.palette import suits_dark


def policies():
    return pd.DataFrame(
        {
            "policy": ["model crop", "sampled", "centre crop", "whole picture"],
            "gap": [16.0, 6.0, 0.0, 0.0],
            "gap_low": [8.0, 3.0, np.nan, np.nan],
            "gap_high": [24.0, 9.0, np.nan, np.nan],
            "face_kept": [0.5, 0.5, 0.5, 1.0],
            "shown": [0.5, 0.49, 0.0, 1.0],
            "area_kept": [0.5, 0.5, 0.5, 1.0],
            "face_width": [0.44, 0.44, 0.44, 0.22],
        }
    )


def kept():
    rows = [
        (ratio, policy, group, share, low, high)
        for ratio in (0.56, 2.0)
        for policy, share, low, high in (
            ("model crop", 0.9, 0.88, 0.92),
            ("centre crop", 0.98, None, None),
        )
        for group in ("White women", "White men")
    ]
    columns = ["ratio", "policy", "group", "face_kept", "face_kept_low", "face_kept_high"]
    return pd.DataFrame(rows, columns=columns)


def svg(figure):
    return svg_of(figure, identifier="test", watermark=None, where="test")


def test_the_trade_off_has_a_mark_a_policy_in_every_panel():
    figure = trade_off_plot(policies())
    assert len(figure.axes) == len(AXES)
    for axes in figure.axes:
        assert len(axes.containers) == 4
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == policies()["policy"].tolist()
    assert suits_dark(svg(figure))


def test_marks_that_would_overlap_are_moved_aside_and_no_others():
    figure = trade_off_plot(policies())
    places = {
        column: [container[0].get_xdata()[0] for container in axes.containers]
        for (column, axes) in zip(AXES, figure.axes, strict=True)
    }
    assert len(set(places["face_kept"])) == 4
    assert places["face_kept"][3] == 1.0
    assert np.mean(places["face_kept"][:3]) == pytest.approx(0.5)
    assert np.abs(np.array(places["face_kept"][:3]) - 0.5).max() < 0.05
    assert places["shown"][2:] == [0.0, 1.0]


def test_bars_carry_intervals_only_where_there_are_any():
    figure = kept_bars(kept(), policies=policies()["policy"].tolist())
    for axes in figure.axes:
        assert len(axes.patches) == 4
        assert len(axes.lines) == 2
        assert axes.get_xlim()[0] == 0
    assert suits_dark(svg(figure))


def test_a_policy_has_one_colour_in_both_figures():
    bars = kept_bars(kept(), policies=policies()["policy"].tolist())
    marks = trade_off_plot(policies()).axes[0].containers
    by_name = {container.get_label(): container[0].get_color() for container in marks}
    for container in bars.axes[0].containers:
        colour = container.patches[0].get_facecolor()
        red, green, blue = (
            int(by_name[container.get_label()][at : at + 2], 16) for at in (1, 3, 5)
        )
        assert tuple(round(255 * part) for part in colour[:3]) == (red, green, blue)


def test_the_drawing_shows_what_its_table_says():
    frame = sketch_frame(CONGRESS_FACE, ratio=1.0).set_index("policy")
    assert frame.loc["whole picture", ["kept_of_A", "kept_of_B"]].tolist() == [1, 1]
    assert frame.loc["centre crop", ["kept_of_A", "kept_of_B"]].tolist() == [0.5, 0.5]
    assert frame.loc["model crop", ["kept_of_A", "kept_of_B"]].tolist() == [0, 1]
    figure = policies_sketch(CONGRESS_FACE, ratio=1.0)
    columns = sketched(CONGRESS_FACE, ratio=1.0)
    for axes, one in zip(figure.axes[len(columns) :], columns, strict=True):
        left, right = axes.get_xlim()
        bottom, top = axes.get_ylim()
        assert bottom - top == pytest.approx(right - left)
        assert left <= one.crop.left
        assert right >= one.crop.left + one.crop.width
    assert suits_dark(svg(figure))


@pytest.mark.parametrize(
    "alt",
    [
        trade_off_alt(policies()),
        kept_bars_alt(kept()),
        sketch_alt(sketch_frame(CONGRESS_FACE, ratio=1.0)),
    ],
)
def test_alternative_texts_say_what_is_seen(alt):
    check_alt(alt, caption="Some caption of a figure", where="test")


def test_bars_in_words_name_the_extremes():
    table = kept()
    table.loc[0, "face_kept"] = 0.8
    said = kept_bars_alt(table)
    assert "from 80.0 % (White women) to 90.0 % (White men)" in said
    assert "98.0 % for every group" in said
