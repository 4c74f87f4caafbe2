"""Coverage and false alarms are drawn and told as the frame has them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.amplification.calibration.claims import (
    ASSOCIATION,
    CAPTIONS,
    alarm_claim,
    alarm_rows,
    coverage_rows,
    difference_claim,
    looks,
    ratio_claim,
)
from rml.amplification.calibration.figures import share_dots
from rml.amplification.calibration.summary import NOTHING, PLANTED, Judgement, judgement_frame


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def frame():
    judged = [
        Judgement(
            question=question,
            method=method,
            quantity=quantity,
            right=np.r_[np.ones(held), np.zeros(100 - held)],
            bias=0.0,
            width=1.0,
        )
        for question, method, quantity, held in (
            ("these accounts", "over users", "ratio of P1", 95),
            ("these accounts", "over users", NOTHING, 94),
            ("these accounts", "over users", PLANTED, 93),
            ("accounts like these", "over users and authors", "ratio of P1", 92),
            ("accounts like these", "as published", NOTHING, 60),
            ("accounts like these", "as published", PLANTED, 61),
        )
    ]
    return judgement_frame(judged, level=0.95)


def test_coverage_is_shown_where_there_is_something_to_hold(frame):
    rows = coverage_rows(frame)
    assert rows["quantity"].tolist() == ["ratio of P1", PLANTED, "ratio of P1", PLANTED]
    assert rows["shown"].tolist() == [95, 93, 92, 61]
    assert (rows["low"] < rows["shown"]).all()
    assert (rows["shown"] < rows["high"]).all()
    assert rows.index.tolist() == [0, 1, 2, 3]


def test_alarms_are_what_was_not_held_where_there_is_nothing(frame):
    rows = alarm_rows(frame)
    assert rows["quantity"].tolist() == [NOTHING, NOTHING]
    assert rows["shown"].tolist() == [6, 40]
    held = frame[frame["quantity"] == NOTHING]
    assert rows["low"].tolist() == pytest.approx((100 - held["held_high"]).tolist())
    assert rows["high"].tolist() == pytest.approx((100 - held["held_low"]).tolist())
    assert (rows["low"] < rows["shown"]).all()


def test_every_row_has_a_dot_in_its_place_with_its_interval(frame):
    rows = coverage_rows(frame)
    figure = share_dots(rows, nominal=95.0, band=(93, 97))
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "these accounts: ratio of P1",
        "these accounts: planted difference",
        "accounts like these: ratio of P1",
        "accounts like these: planted difference",
    ]
    low, high = axes.get_ylim()
    assert low > high  # the first row is at the top
    dots = {}
    for container in axes.containers:
        line, _, (bars,) = container
        for x, y, segment in zip(
            line.get_xdata(), line.get_ydata(), bars.get_segments(), strict=True
        ):
            dots[int(y)] = (x, segment[0, 0], segment[1, 0])
    assert len(dots) == 4
    for place, row in rows.iterrows():
        assert dots[place] == pytest.approx((row["shown"], row["low"], row["high"]))
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "over users",
        "over users and authors",
        "as published",
    ]
    assert len({container[0].get_marker() for container in axes.containers}) == 3
    assert any(set(line.get_xdata()) == {95.0} for line in axes.get_lines())


def test_the_alternative_text_tells_the_shares(frame):
    rows = coverage_rows(frame)
    look = looks("coverage", rows)
    assert look["data"] is rows
    assert look["caption"] == CAPTIONS["coverage"]
    assert "per cent of simulated experiments that held the truth" in look["alt"]
    assert "as published on accounts like these, planted difference: 61.0." in look["alt"]
    alarms = looks("alarms", alarm_rows(frame))
    assert "found a difference that is not there" in alarms["alt"]
    assert "over users on these accounts, no difference: 6.0" in alarms["alt"]
    many = pd.concat([rows] * 5, ignore_index=True)
    assert looks("coverage", many)["alt"].count(" on ") == 8


def test_statements_take_their_numbers_from_the_finding():
    numbers = {"value": 94.25, "low": 93.0, "high": 95.0, "experiments": 2500, "alpha": 0.05}
    for made in (ratio_claim, difference_claim, alarm_claim):
        claim = made("these accounts", "over users")
        said = claim["statement"].format(**numbers)
        assert "94.2 % (93.0 to 95.0) of 2,500 simulated" in said
        assert "these accounts" in said
        assert "over users" in said
    for claim in ASSOCIATION.values():
        assert "94.2 % (93.0 to 95.0) of" in claim["statement"].format(**numbers)
    assert "at 5%" in alarm_claim("these accounts", "over users")["statement"].format(**numbers)
