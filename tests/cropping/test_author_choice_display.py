import numpy as np
import pytest

from rml.cropping.author_choice import Authors, expected_choices
from rml.cropping.author_choice_display import (
    BY_LOT,
    DRAWN,
    PLANTED,
    choices_alt,
    choices_frame,
    choices_plot,
    policies_frame,
    recovery_frame,
    sensitivity_frame,
)
from rml.cropping.author_recovery import recovered_gap
from rml.cropping.crop_policies import Scene
from rml.cropping.face_region import CONGRESS_FACE
from rml.data import ledger
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of
from rml.report.palette import suits_dark

TWO = Scene.of_two(256, CONGRESS_FACE)
EVEN = Authors(own_preference=0.8, placement_noise=0.05, appeal_spread=1.0)
TILTED = Authors(own_preference=0.8, placement_noise=0.05, appeal_spread=1.0, means_a=0.6)
POPULATIONS = {"even authors": EVEN, "tilted authors": TILTED}


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(4)
    try:
        return {
            name: recovered_gap(
                TWO, authors, ratio=1.0, people=15, repetitions=20, level=0.95, rng=rng
            )
            for name, authors in POPULATIONS.items()
        }
    finally:
        ledger.clear()


def test_curves_are_the_expectation_and_marks_the_draw(found):
    frame = choices_frame(TWO, POPULATIONS, found, ratio=1.0, steps=5)
    assert len(frame) == 2 * (5 + 1)
    tilted = frame[(frame["authors"] == "tilted authors") & (frame["what"] == PLANTED)]
    assert tilted["gap"].iloc[0] == 0
    assert (np.diff(tilted["gap"]) > 0).all()
    drawn = frame[frame["what"] == DRAWN].set_index("authors")
    for name, one in found.items():
        assert drawn.loc[name, "gap"] == one.first.value
    figure = choices_plot(frame)
    assert len(figure.axes) == 2
    assert suits_dark(svg_of(figure, identifier="test", watermark="SIMULATED", where="test"))
    check_alt(choices_alt(frame), caption="Some caption of a figure", where="test")


def test_policies_that_do_not_ask_keep_the_person_meant_as_well_as_anyone():
    table = policies_frame(TWO, POPULATIONS, ratio=1.0).set_index("policy")
    for name in ("centre crop", BY_LOT, "whole picture"):
        assert table.loc[name, "meant_kept"] == table.loc[name, "face_kept"]
        assert table.loc[name, "gap"] == 0
    assert table.loc["even authors", "meant_kept"] > table.loc["even authors", "face_kept"]
    assert table.loc["tilted authors", "gap"] == pytest.approx(
        100 * expected_choices(TWO, TILTED, ratio=1.0).gap
    )
    assert table.loc[[*POPULATIONS, "centre crop", BY_LOT], "face_kept"].to_numpy() == (
        pytest.approx(0.5, abs=1e-3)
    )


def test_recoveries_are_shown_as_they_came_out(found):
    table = recovery_frame(found).set_index("authors")
    for name, one in found.items():
        assert table.loc[name, "coverage"] == one.coverage
        assert table.loc[name, "planted"] == one.truth


def test_steadier_hands_and_more_choice_make_a_tilt_tell_more():
    table = sensitivity_frame(
        TWO, TILTED, ratio=1.0, preferences=[0.5, 1.0], noises=[0.0, 0.2]
    ).set_index(["own_preference", "placement_noise"])
    for column in ("gap", "meant_kept"):
        assert table.loc[(1.0, 0.0), column] > table.loc[(1.0, 0.2), column]
        assert table.loc[(1.0, 0.0), column] > table.loc[(0.5, 0.0), column]
