import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from rml.cropping.gaps import FEMALE_MALE, SIX_PAIRS, WHITE_BLACK
from rml.cropping.photo_level import photo_curve, two_intervals
from rml.cropping.published_runs_figures import (
    curves_alt,
    matrix_alt,
    matrix_frame,
    pair_matrix,
    photo_curves,
    scaling_alt,
    scaling_plot,
    two_intervals_alt,
    two_intervals_plot,
)
from rml.cropping.run_comparisons import gaps_by_scaling
from rml.report.alt_text import check_alt

GAPS = (FEMALE_MALE, WHITE_BLACK, *SIX_PAIRS)
CAPTION = "A caption that says something else."


@pytest.fixture(autouse=True)
def _draw_without_a_screen():
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


def texts(fig):
    return [text.get_text() for axes in fig.axes for text in axes.texts]


def test_the_matrix_shows_each_pair_from_both_sides(headline):
    cells = matrix_frame(headline)
    assert len(cells) == 12
    shares = cells.set_index(["photo_of", "against"])["share"]
    sides = cells.set_index(["photo_of", "against"])["stood"]
    for (group, other), share in shares.items():
        assert share + shares[other, group] == pytest.approx(1)
        assert {sides[group, other], sides[other, group]} == {"left", "right"}
    # Black faces always stood left of White faces.
    mixed = cells["photo_of"].str.startswith("Black") & cells["against"].str.startswith("White")
    assert (cells.loc[mixed, "stood"] == "left").all()
    drawn = texts(pair_matrix(cells))
    assert drawn.count("stood left") == drawn.count("stood right") == 6
    assert "63.5 %" in drawn


def test_alt_texts_say_what_is_drawn(headline, fixed_height):
    cells = matrix_frame(headline)
    assert "Black men win against no other group." in matrix_alt(cells)
    assert "White women win against Black men (64 %)" in matrix_alt(cells)
    both = two_intervals(headline, GAPS, photos=100, level=0.95)
    kept = two_intervals_alt(both).split("stay above it: ")[1]
    assert kept == "Women over men; White women over White men; White women over Black men."
    moves = scaling_alt(gaps_by_scaling(headline, fixed_height, GAPS, level=0.95))
    assert "White women over Black women from 6.6 to 2.6" in moves
    curve = photo_curve(headline, GAPS[:4], photos_grid=[100, 2_000], level=0.95)
    assert "Women over men is above an even split from 100 photos" in curves_alt(curve)
    short = photo_curve(headline, GAPS[3:4], photos_grid=[100, 200], level=0.95)
    assert "White men over Black men reaches an even split at every size" in curves_alt(short)


def test_alt_texts_pass_the_check_for_filler(headline, fixed_height):
    both = two_intervals(headline, GAPS, photos=100, level=0.95)
    scaled = gaps_by_scaling(headline, fixed_height, GAPS, level=0.95)
    curve = photo_curve(headline, GAPS[:4], photos_grid=[100, 2_000], level=0.95)
    for alt in (
        matrix_alt(matrix_frame(headline)),
        two_intervals_alt(both),
        scaling_alt(scaled),
        curves_alt(curve),
    ):
        check_alt(alt, caption=CAPTION, where="test")


def test_curves_share_one_scale(headline):
    curve = photo_curve(headline, GAPS[:4], photos_grid=[100, 500, 2_000], level=0.95)
    fig = photo_curves(curve, two_intervals(headline, GAPS, photos=100, level=0.95))
    assert [axes.get_title(loc="left") for axes in fig.axes] == [gap.label for gap in GAPS[:4]]
    assert len({axes.get_ylim() for axes in fig.axes}) == 1
    assert fig.axes[0].get_xscale() == "log"


def test_plots_have_a_row_for_each_gap(headline, fixed_height):
    for fig in (
        two_intervals_plot(headline, GAPS, photos=100, level=0.95),
        scaling_plot(headline, fixed_height, GAPS, level=0.95),
    ):
        labels = [label.get_text() for label in fig.axes[0].get_yticklabels()]
        assert labels == [gap.label for gap in GAPS]
        assert not fig.axes[0].get_title()
