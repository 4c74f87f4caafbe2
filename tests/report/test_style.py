import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from rml.errors import ProductError
from rml.report.palette import BLUE, INK, SERIES, VERMILION
from rml.report.style import interval_plot, new_figure, theme


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def lines_of(axes, colour):
    return [line for line in axes.get_lines() if line.get_color() == colour]


def test_a_new_figure_has_the_style_and_the_size():
    fig, axes = new_figure(6, 3)
    assert tuple(fig.get_size_inches()) == (6, 3)
    assert axes.xaxis.label.get_color() == INK
    assert axes.plot([1, 2])[0].get_color() == SERIES[0]
    _, grid = new_figure(6, 3, rows=2, columns=2)
    assert grid.shape == (2, 2)


def test_the_theme_is_left_again():
    before = mpl.rcParams["axes.grid"]
    with theme():
        assert mpl.rcParams["axes.grid"] is True
    assert mpl.rcParams["axes.grid"] == before


def test_an_interval_plot_draws_each_estimate_with_its_interval(gap, make_estimate):
    _, axes = new_figure()
    bare = make_estimate(3.0, None, None)
    interval_plot(axes, ["a", "b"], [gap, bare], reference=0, reference_label="no gap")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
    assert axes.get_xlabel() == "percentage points"
    assert axes.yaxis_inverted()
    dots = [line for line in lines_of(axes, BLUE) if line.get_marker() == "o"]
    bars = [line for line in lines_of(axes, BLUE) if line.get_marker() in {"", "None"}]
    assert [line.get_xdata()[0] for line in dots] == [9.41, 3.0]
    assert [list(line.get_xdata()) for line in bars] == [[8.93, 9.89]]
    assert [text.get_text() for text in axes.texts] == ["no gap"]
    low, high = axes.get_xlim()
    assert low < 0
    assert high > 9.89


def test_a_comparison_is_told_apart_by_marker_and_named(gap, make_estimate):
    _, axes = new_figure()
    published = make_estimate(8.0, None, None)
    interval_plot(
        axes, ["a", "b"], [gap, gap], comparison=[published, None], names=("new", "published")
    )
    markers = [line.get_marker() for line in lines_of(axes, VERMILION)]
    assert markers == ["s"]
    (legend,) = axes.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["new", "published"]


def test_panels_share_a_legend_that_stays_within_the_figure(gap):
    fig, panels = new_figure(5, 4, columns=2)
    names = ("recomputed from the counts, 95 % interval", "published on the plot of the paper")
    for axes in panels:
        interval_plot(axes, ["a"], [gap], comparison=[gap], names=names)
    (legend,) = fig.legends
    fig.draw_without_rendering()
    box = legend.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= fig.bbox.x1


def test_infinite_ends_are_arrows(make_estimate):
    _, axes = new_figure()
    ratios = [
        make_estimate(1.2, 0.0, float("inf"), unit="ratio"),
        make_estimate(2, 1, 4, unit="ratio"),
    ]
    interval_plot(axes, ["a", "b"], ratios, reference=1, log=True)
    markers = [line.get_marker() for line in lines_of(axes, BLUE)]
    assert markers.count("<") == 1
    assert markers.count(">") == 1
    assert axes.get_xscale() == "log"
    axes.figure.canvas.draw()
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert "1" in labels
    assert not any("$" in label for label in labels)


@pytest.mark.parametrize(
    ("labels", "units", "options", "message"),
    [
        (["a"], ["x", "x"], {}, "do not make rows"),
        ([], [], {}, "do not make rows"),
        (["a", "b"], ["x", "y"], {}, "different units"),
        (["a"], ["x"], {"comparison": []}, "do not make rows"),
    ],
)
def test_rows_must_fit(labels, units, options, message, make_estimate):
    _, axes = new_figure()
    estimates = [make_estimate(unit=unit) for unit in units]
    with pytest.raises(ProductError, match=message):
        interval_plot(axes, labels, estimates, **options)


def test_a_logarithmic_axis_needs_positive_estimates(make_estimate):
    _, axes = new_figure()
    with pytest.raises(ProductError, match="logarithmic"):
        interval_plot(axes, ["a"], [make_estimate(-1, -2, 3)], log=True)
