"""The figures of the paired audit and what is said of them in words."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import Ellipse

from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.paired_crops_figures import (
    conditions_alt,
    conditions_frame,
    conditions_plot,
    face_frame,
    flips_alt,
    flips_frame,
    flips_plot,
    four_way_alt,
    four_way_plot,
    masks_sketch,
    matrix_alt,
    matrix_frame,
    pair_matrix,
    two_intervals_alt,
    two_intervals_frame,
    two_intervals_plot,
)
from rml.estimate import Estimate
from rml.report.alt_text import check_alt

CAPTION = "A caption that says something else."


@pytest.fixture(autouse=True)
def _draw_without_a_screen():
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def estimate(value, low, high, unit="probability minus 0.5"):
    return Estimate(
        value=value, low=low, high=high, level=0.95, n="9 people", unit=unit, method="made"
    )


def texts(fig):
    return [text.get_text() for axes in fig.axes for text in axes.texts]


@pytest.fixture
def table():
    """Win rates of three groups: only the first pair is clearly apart."""
    return pd.DataFrame(
        {
            "first": ["Old women", "Old women", "Old men"],
            "second": ["Old men", "Young men", "Young men"],
            "win_rate": [0.7, 0.45, 0.52],
            "low": [0.6, 0.3, 0.4],
            "high": [0.8, 0.6, 0.64],
        }
    )


def test_the_matrix_has_every_pair_from_both_sides(table):
    cells = matrix_frame(table)
    assert len(cells) == 6
    rates = cells.set_index(["group", "against"])
    for (group, against), row in rates.iterrows():
        other = rates.loc[(against, group)]
        assert row["win_rate"] + other["win_rate"] == pytest.approx(1)
        assert row["low"] + other["high"] == pytest.approx(1)
        assert row["low"] <= row["win_rate"] <= row["high"]
    assert rates.loc[("Young men", "Old women"), "win_rate"] == pytest.approx(0.55)


def test_the_matrix_shows_win_rates_and_intervals(table):
    cells = matrix_frame(table)
    fig = pair_matrix(cells)
    drawn = texts(fig)
    for shown in ("70 %", "60–80", "30 %", "20–40", "55 %", "40–70"):
        assert drawn.count(shown) == 1
    assert drawn.count("–") == 3  # nobody meets their own group
    (axes,) = fig.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Old women",
        "Old men",
        "Young men",
    ]
    # Deeper tints are further from one half, and text stays legible on the deepest.
    strength = {
        (round(patch.get_y() + 0.46), round(patch.get_x() + 0.48)): patch.get_alpha()
        for patch in axes.patches
    }
    assert strength[0, 1] == pytest.approx(strength[1, 0])
    assert strength[0, 1] > strength[0, 2] > strength[1, 2] > 0
    assert max(strength.values()) <= 0.55


def test_the_matrix_in_words_names_clear_winners_only(table):
    alt = matrix_alt(matrix_frame(table))
    assert "Old women against Old men (70 %)." in alt
    assert "Young" not in alt
    check_alt(alt, caption=CAPTION, where="test")
    unclear = matrix_alt(matrix_frame(table.assign(low=0.1, high=0.9)))
    assert "No group's interval over people lies above one half" in unclear
    check_alt(unclear, caption=CAPTION, where="test")


GAPS = (
    ["Women over men", "White over Black", "Old over young"],
    [estimate(0.1, 0.02, 0.18), estimate(0.03, -0.1, 0.16), estimate(-0.05, -0.15, 0.05)],
    [estimate(0.1, 0.08, 0.12), estimate(0.03, 0.01, 0.05), estimate(-0.05, -0.075, -0.025)],
)


def test_two_intervals_are_shown_in_percentage_points():
    frame = two_intervals_frame(*GAPS)
    assert frame["gap"].tolist() == GAPS[0]
    assert frame["points"].tolist() == pytest.approx([10, 3, -5])
    assert frame["naive_low"].tolist() == pytest.approx([8, 1, -7.5])
    alt = two_intervals_alt(frame)
    assert "Dot plot of 3 gaps" in alt
    assert "3 naive intervals and 1 intervals over people leave out an even split" in alt
    assert "4.0 to 6.5 times as long" in alt
    check_alt(alt, caption=CAPTION, where="test")
    (axes,) = two_intervals_plot(*GAPS).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == GAPS[0]
    assert axes.get_xlim()[0] < -15
    assert axes.get_xlim()[1] > 18


def conditions(*names):
    return {
        name: {
            "unmasked": estimate(0.1, 0.02, 0.18),
            "face masked": estimate(0.04, -0.06, 0.14),
            "background masked": estimate(-0.3, -0.4, -0.2),
        }
        for name in names
    }


@pytest.mark.parametrize("names", [["Women over men"], ["Women over men", "White over Black"]])
def test_conditions_share_one_axis(names):
    gaps = conditions(*names)
    frame = conditions_frame(gaps)
    assert len(frame) == 3 * len(names)
    assert frame["comparison"].unique().tolist() == names
    assert frame["points"].tolist()[:3] == pytest.approx([10, 4, -30])
    fig = conditions_plot(gaps)
    assert len(fig.axes) == len(names)
    limits = {axes.get_xlim() for axes in fig.axes}
    ((low, high),) = limits
    assert low < -40
    assert high > 18
    assert [axes.get_xlabel() != "" for axes in fig.axes] == [False] * (len(names) - 1) + [True]
    alt = conditions_alt(frame, "with parts of every portrait masked")
    assert "Women over men: unmasked +10.0, face masked +4.0, background masked -30.0" in alt
    check_alt(alt, caption=CAPTION, where="test")


def test_flips_are_drawn_over_their_padding():
    flips = {
        padding: estimate(share, share - 0.02, share + 0.03, unit="share")
        for padding, share in ((6, 0.08), (13, 0.1), (31, 0.12))
    }
    frame = flips_frame(flips)
    assert frame["padding_px"].tolist() == [6, 13, 31]
    assert frame["share"].tolist() == [0.08, 0.1, 0.12]
    (axes,) = flips_plot(frame).axes
    (line,) = axes.lines
    assert line.get_xdata().tolist() == [6, 13, 31]
    assert line.get_ydata().tolist() == pytest.approx([8, 10, 12])
    assert axes.get_ylim()[0] == 0
    alt = flips_alt(frame)
    assert "6 px 8.0 %, 13 px 10.0 %, 31 px 12.0 %" in alt
    check_alt(alt, caption=CAPTION, where="test")


def test_shares_in_a_row_stand_beside_luces():
    table = pd.DataFrame(
        {
            "group": ["A women", "A men", "B women", "B men"],
            "people": [20, 21, 22, 23],
            "share": [0.4, 0.3, 0.2, 0.1],
            "low": [0.3, 0.2, 0.1, 0.0],
            "high": [0.5, 0.4, 0.3, 0.2],
            "by_luce": [0.38, 0.31, 0.21, 0.1],
        }
    )
    (axes,) = four_way_plot(table).axes
    shares, luce, even = axes.lines
    assert shares.get_xdata().tolist() == pytest.approx([40, 30, 20, 10])
    assert luce.get_xdata().tolist() == pytest.approx([38, 31, 21, 10])
    assert set(even.get_xdata()) == {25}
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row on top
    alt = four_way_alt(table)
    assert "A women 40 % (by Luce's rule 38 %)" in alt
    check_alt(alt, caption=CAPTION, where="test")


def test_the_sketch_shows_the_declared_region_and_no_portrait():
    frame = face_frame(CONGRESS_FACE)
    assert frame.to_dict("records") == [
        {"centre_x": 0.5, "centre_y": 0.47, "half_width": 0.22, "half_height": 0.28}
    ]
    fig = masks_sketch(CONGRESS_FACE)
    assert [axes.get_title(loc="left") for axes in fig.axes] == [
        "unmasked",
        "face masked",
        "background masked",
    ]
    for axes in fig.axes:
        regions = [
            patch
            for patch in axes.patches
            if isinstance(patch, Ellipse) and patch.get_width() == 0.44
        ]
        assert [region.center for region in regions] == [(0.5, 0.47)]
        assert not axes.images
    # The face's features are hidden where the face is.
    unmasked, face, background = (len(axes.lines) for axes in fig.axes)
    assert (unmasked, face, background) == (1, 0, 1)
