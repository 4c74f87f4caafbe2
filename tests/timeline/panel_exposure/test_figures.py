import matplotlib as mpl
import pandas as pd
import pytest

from rml.report.alt_text import check_alt
from rml.timeline.panel_exposure.comparisons import compare_with_rest, comparison_table
from rml.timeline.panel_exposure.detectability import detectability_table
from rml.timeline.panel_exposure.figures import (
    GAP_RANGE,
    MOST_RATE,
    detectability_alt,
    detectability_figure,
    gaps_alt,
    gaps_figure,
    implied_panels_alt,
    implied_panels_figure,
    rates_alt,
    rates_figure,
)

mpl.use("agg")
NAMES = {"absent": "what was not counted", "first": "the first", "second": "the second"}


@pytest.fixture
def family(counts, settings):
    return compare_with_rest(counts, **settings)


@pytest.fixture
def comparisons(family):
    return comparison_table(family)


def words(fig):
    fig.canvas.draw()
    found = [text.get_text() for axes in fig.axes for text in axes.texts]
    labels = [text.get_text() for axes in fig.axes for text in axes.get_yticklabels()]
    mpl.pyplot.close(fig)
    return found, labels


def test_rates_stand_in_one_panel_for_each_outcome_with_their_counts(family, comparisons):
    fig = rates_figure(family, comparisons, NAMES, threshold=10)
    assert [axes.get_xlim()[1] for axes in fig.axes] == [MOST_RATE, MOST_RATE]
    found, labels = words(fig)
    assert found == ["the first", "the second"]
    assert labels[:3] == ["small: 0 of 8", "middle: 5† of 190", "large: 180 of 1,995"]


def test_gaps_say_what_is_not_open(family, comparisons):
    fig = gaps_figure(family, comparisons, NAMES)
    assert all(axes.get_xlim() == GAP_RANGE for axes in fig.axes)
    found, _ = words(fig)
    assert "lower" in found
    assert "open" not in found


def test_bars_begin_at_zero_where_nothing_lower_is_detectable(family, comparisons):
    detectable = detectability_table(family, alpha=0.05, power=0.8, effect_ratio=0.5)
    fig = detectability_figure(detectable, comparisons, NAMES)
    small = [bar.get_x() for bar in fig.axes[0].patches if bar.get_y() < 0.4]
    assert set(small) == {0.0}
    _, labels = words(fig)
    assert labels[:3] == ["small (8)", "middle (190)", "large (1,995)"]


def test_rare_topics_have_an_axis_of_their_own(family, comparisons):
    rare = comparisons["outcome"] == "second"
    sums = comparisons[rare][["exposed", "panelists"]].sum()
    detectable = detectability_table(family, alpha=0.05, power=0.8, effect_ratio=0.5)
    fig = detectability_figure(detectable, comparisons, NAMES)
    expected = max(1000 * sums["exposed"] / sums["panelists"], 12.5 * 1.05)
    assert fig.axes[1].get_xlim()[1] == pytest.approx(expected)
    assert fig.axes[0].get_xlim()[1] != fig.axes[1].get_xlim()[1]
    for axes in fig.axes:
        stroke, dots = (next(line for line in axes.lines if line.get_marker() == m) for m in "|o")
        assert axes.lines.index(stroke) > axes.lines.index(dots)
    mpl.pyplot.close(fig)


def test_implied_panels_are_drawn_relative_to_the_printed_ones():
    implied = pd.DataFrame(
        {
            "outcome": ["first", "second"],
            "group": ["a", "b"],
            "panelists": [100, 200],
            "panel_low": [103.0, 190.0],
            "panel_high": [105.0, 210.0],
        }
    )
    fig = implied_panels_figure(implied, NAMES)
    (ranges,) = fig.axes[0].collections
    assert [segment[:, 0].tolist() for segment in ranges.get_segments()] == [[103, 105], [95, 105]]
    _, labels = words(fig)
    assert labels == ["a, the first", "b, the second"]
    alt = implied_panels_alt(implied)
    assert "Wholly to the right of the line: 1 of 2" in alt
    check_alt(alt, caption="Another text altogether.", where="figure")


def test_alternative_texts_tell_what_is_seen(family, comparisons):
    detectable = detectability_table(family, alpha=0.05, power=0.8, effect_ratio=0.5)
    texts = (
        rates_alt(comparisons, NAMES),
        gaps_alt(comparisons, NAMES),
        detectability_alt(detectable, NAMES),
    )
    for alt in texts:
        check_alt(alt, caption="Another text altogether.", where="figure")
        assert alt.startswith("2 panels (the first, the second)")
    assert "middle for the first (lower" in texts[1]
    assert "8 small panelists" in texts[2]
