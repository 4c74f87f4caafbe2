import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.gaze import MEASURE_NAMES
from rml.cropping.gaze_face_figures import salient_alt, salient_plot, score_alt, score_plot
from rml.cropping.gaze_figures import (
    band_alt,
    band_plot,
    group_alt,
    group_plot,
    kept_alt,
    kept_plot,
    order_alt,
    order_plot,
    predictor_alt,
    predictor_plot,
)
from rml.cropping.gaze_places import BANDS
from rml.cropping.gaze_prediction import NAMES
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of
from rml.report.palette import suits_dark
from rml.report.people import PeopleCounts
from rml.report.small_cells import guard

CAPTION = "A caption that says something else."
COUNTED = PeopleCounts(
    columns=("people",), derived=("share",), unrelated=("left", "top", "width", "height")
)


@pytest.fixture(autouse=True)
def _draw_without_a_screen():
    backend = mpl.get_backend()
    mpl.use("agg")
    yield
    plt.close("all")
    mpl.use(backend)


@pytest.fixture
def measures():
    return pd.DataFrame(
        [
            {"measure": name, "predictor": NAMES[predictor], "value": value}
            | {"low": value - 0.05, "high": value + 0.05}
            for name in MEASURE_NAMES.values()
            for predictor, value in zip(NAMES, (0.55, 0.6, 0.8, 0.9), strict=True)
        ]
    )


@pytest.fixture
def orders():
    return pd.DataFrame(
        [
            {"fixation": order, "predictor": name, "value": value - 0.1 * order}
            | {"low": value - 0.2, "high": value, "photographs": 20}
            for order in (1, 2, 3)
            for name, value in zip(NAMES.values(), (1.0, 1.2, 2.0, 4.0), strict=True)
        ]
    )


@pytest.fixture
def squares():
    counts = {"women": (30, 40, 30, 3), "men": (60, 4, 100, 3)}
    rows = [
        {"gender": gender, "left": 0.3 + 0.1 * number, "top": 0.4, "width": 0.1, "height": 0.1}
        | {"people": count, "share": count / sum(of_gender)}
        for gender, of_gender in counts.items()
        for number, count in enumerate(of_gender)
    ]
    return guard(pd.DataFrame(rows), COUNTED)


@pytest.fixture
def scores():
    rows, columns = np.indices((20, 20)).reshape(2, -1)
    x, y = (columns + 0.5) / 20, (rows + 0.5) / 20
    bump = np.exp(-((x - 0.5) ** 2 + (y - 0.45) ** 2) / 0.02)
    return pd.DataFrame({"x": x, "y": y, "women": 4 * bump, "men": 3 * bump - 0.5})


@pytest.fixture
def bands():
    frame = pd.DataFrame({"band": BANDS})
    for people, shares in (("women", (0, 0.1, 0.6, 0.3, 0)), ("men", (0.01, 0.1, 0.7, 0.19, 0))):
        frame[people] = shares
        frame[f"{people}_low"] = [max(share - 0.05, 0) for share in shares]
        frame[f"{people}_high"] = [share + 0.05 for share in shares]
    return frame


@pytest.fixture
def curves():
    return pd.DataFrame(
        [
            {"ratio": ratio, "face_share": share, "women": share / 2, "men": share / 3}
            for ratio in (0.56, 2.0)
            for share in (0.5, 0.75, 1.0)
        ]
    )


@pytest.fixture
def groups():
    return pd.DataFrame(
        [
            {"group": group, "people": people, "ratio": ratio}
            | {"value": 0.1, "low": 0.05, "high": 0.2}
            for group, people in (("women", 141), ("men", 394))
            for ratio in (0.56, 2.0)
        ]
    )


def test_alt_texts_pass_the_check_and_say_what_is_drawn(
    measures, orders, squares, scores, bands, curves, groups
):
    alts = {
        "NSS from least to greatest": predictor_alt(measures),
        "the model: 1.90 at the first": order_alt(orders),
        "on portraits of women the fullest square, 39%": salient_alt(squares),
        "for women the mean score is greatest, 3.8": score_alt(scores),
        "middle third: eyes and nose: 60% of women's and 70% of men's": band_alt(bands),
        "at 0.56, 38% of women's and 25% of men's crops": kept_alt(curves, least=0.75),
        "at 2, from most to least: women 10%": group_alt(groups),
    }
    for said, alt in alts.items():
        assert said.replace("%", "%") in alt.replace(" %", "%"), alt
        check_alt(alt, caption=CAPTION, where="test")


def test_squares_with_few_people_are_not_drawn(squares):
    fig = salient_plot(squares, face=CONGRESS_FACE)
    texts = [[text.get_text() for text in axes.texts] for axes in fig.axes]
    assert texts == [["29", "39", "29"], ["36", "60"]]
    for axes, shown in zip(fig.axes, texts, strict=True):
        drawn = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        assert len(drawn) == len(shown)


def test_the_outline_is_upright_and_shows_the_declared_region(scores):
    fig = score_plot(scores, face=CONGRESS_FACE)
    for axes in fig.axes:
        assert axes.get_ylim() == (1, 0)
        dashed = [patch for patch in axes.patches if patch.get_linestyle() not in {"-", "solid"}]
        (ellipse,) = dashed
        assert ellipse.get_center() == (0.5, 0.47)
        assert (ellipse.get_width(), ellipse.get_height()) == (0.44, 0.56)


def test_both_genders_share_one_scale(scores):
    fig = score_plot(scores, face=CONGRESS_FACE)
    labels = [text.get_text() for text in fig.legends[0].get_texts()]
    assert len(labels) == 5
    assert labels[0].startswith("−0.5")
    assert labels[-1].endswith("3.8")


def test_no_figure_has_a_title_of_its_own(measures, orders, squares, scores, bands, curves, groups):
    for fig in (
        predictor_plot(measures, level=0.95),
        order_plot(orders),
        salient_plot(squares, face=CONGRESS_FACE),
        score_plot(scores, face=CONGRESS_FACE),
        band_plot(bands, level=0.95),
        kept_plot(curves, least=0.75),
        group_plot(groups, level=0.95),
    ):
        assert not fig.get_suptitle()
        if len(fig.axes) == 1:
            assert not fig.axes[0].get_title(loc="left")
        svg = svg_of(fig, identifier="test", watermark=None, where="test")
        assert suits_dark(svg)
        assert "<image" not in svg


def test_rows_and_panels_are_those_of_the_tables(measures, groups, curves):
    fig = predictor_plot(measures, level=0.95)
    assert len(fig.axes) == 3
    labels = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert labels == list(NAMES.values())
    labels = [
        label.get_text() for label in group_plot(groups, level=0.95).axes[0].get_yticklabels()
    ]
    assert labels == ["women (141)", "men (394)"]
    titles = [axes.get_title(loc="left") for axes in kept_plot(curves, least=0.75).axes]
    assert titles == ["height by width 0.56", "height by width 2"]
