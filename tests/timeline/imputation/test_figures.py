import re

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.report.alt_text import check_alt
from rml.timeline.imputation.congress_check import INFORMATION
from rml.timeline.imputation.disparity_display import EFFECT_CAPTION
from rml.timeline.imputation.disparity_effect import METHODS, method_words
from rml.timeline.imputation.disparity_figures import effect_alt, effect_plot
from rml.timeline.imputation.display import CURVES_CAPTION, FIGURE_CAPTIONS
from rml.timeline.imputation.figures import (
    SHOWN,
    accuracy_alt,
    accuracy_plot,
    curves_alt,
    curves_plot,
    mass_alt,
    mass_plot,
    shown,
)
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.made_up_people import WORLDS

LABELS = {"White": 40, "Black": 20, "Hispanic": 12}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def accuracy():
    rows = [
        (information, group, size, 0.1 * number + 0.02 * place, 0.0, 0.9)
        for number, information in enumerate(INFORMATION)
        for place, (group, size) in enumerate(LABELS.items())
    ]
    return pd.DataFrame(
        rows, columns=["information", "group", "people", "share_correct", "low", "high"]
    )


def curves():
    rows = [
        (information, group, 0.0, 0.5, 30, 0.2, share, share - 0.05, share + 0.05)
        for information in INFORMATION
        for group, share in (("White", 0.4), ("Black", 0.1), ("Hispanic", 0.2))
    ]
    names = ["information", "group", "from", "to", "people", "mean_probability", "share"]
    return pd.DataFrame(rows, columns=[*names, "low", "high"])


def mass():
    rows = [
        (information, label, size, 0.5, 0.3, 0.1, 0.06, 0.03, 0.01)
        for information in INFORMATION
        for label, size in LABELS.items()
    ]
    return pd.DataFrame(rows, columns=["information", "label", "people", *GROUPS])


def effect():
    rows = [
        (world, method_words(method, cutoff=0.8), -10.0, found, -20.0 - place, 3.0)
        for world in WORLDS
        for place, (method, found) in enumerate(
            zip(METHODS, [-4.0, -12.0, -10.0, -9.0, -6.0, np.nan, np.nan], strict=True)
        )
    ]
    return pd.DataFrame(
        rows, columns=["world", "method", "truth", "mean_found", "mean_low", "mean_high"]
    )


def test_each_group_and_information_has_its_mark_and_interval():
    (axes,) = accuracy_plot(accuracy()).axes
    marks = [line for line in axes.lines if line.get_marker() != ""]
    assert [len(line.get_xdata()) for line in marks] == [len(LABELS)] * len(INFORMATION)
    assert len(axes.lines) == len(INFORMATION) * (len(LABELS) + 1)
    assert [label.get_text() for label in axes.get_yticklabels()][1] == "Black\n(20 members)"
    heights = np.concatenate([line.get_ydata() for line in marks])
    assert len(np.unique(heights)) == heights.size


def test_marks_of_one_plot_differ_in_shape_and_not_in_colour_alone():
    (axes,) = accuracy_plot(accuracy()).axes
    marks = {line.get_marker() for line in axes.lines if line.get_marker() != ""}
    assert len(marks) == len(INFORMATION)


def test_bars_of_probabilities_end_at_a_hundred():
    for axes in mass_plot(mass()).axes:
        ends = {}
        for bar in axes.patches:
            ends[bar.get_y()] = bar.get_x() + bar.get_width()
        assert len(ends) == len(LABELS)
        assert list(ends.values()) == pytest.approx([100] * len(LABELS))


def test_curves_have_a_panel_a_group_and_hide_the_rest():
    fig = curves_plot(curves())
    seen = [axes.get_title(loc="left") for axes in fig.axes if axes.get_visible()]
    assert seen == list(LABELS)


def test_the_alt_text_of_curves_counts_points_off_the_diagonal():
    alt = curves_alt(curves())
    assert f"White, {SHOWN[0]}: 1 points, 1 clearly above and 0 clearly below" in alt
    assert f"Black, {SHOWN[1]}: 1 points, 0 clearly above and 1 clearly below" in alt
    assert f"Hispanic, {SHOWN[0]}: 1 points, 0 clearly above and 0 clearly below" in alt


def test_the_effect_is_drawn_with_its_truth_and_bounds_have_no_mark():
    for axes in effect_plot(effect()).axes:
        dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert [line.get_xdata()[0] for line in dashed] == [-10.0]
        low, high = axes.get_xlim()
        assert low < -25
        assert high > 3
    alt = effect_alt(effect())
    assert "bounds -26 to +3" in alt
    assert "weighted by probabilities -4.0" in alt


@pytest.mark.parametrize(
    ("alt", "caption"),
    [
        (accuracy_alt(accuracy()), FIGURE_CAPTIONS["accuracy"]),
        (curves_alt(curves()), CURVES_CAPTION),
        (mass_alt(mass()), FIGURE_CAPTIONS["mass"]),
        (effect_alt(effect()), EFFECT_CAPTION),
    ],
    ids=["accuracy", "curves", "mass", "effect"],
)
def test_alt_texts_say_what_is_seen(alt, caption):
    check_alt(alt, caption=caption, where="a figure")
    assert re.search(r"\d", alt)
    assert "nan" not in alt


def test_only_what_a_figure_draws_is_its_data():
    assert shown(mass())["information"].unique().tolist() == list(SHOWN)
