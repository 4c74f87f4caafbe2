"""Counting people as one race: on made people with known errors, and on the real members."""

from __future__ import annotations

import numpy as np
import pytest

from rml.data.congress_names import load_congress_names
from rml.data.county_race import load_county_race
from rml.data.name_race import load_name_race
from rml.estimate import Estimate
from rml.lessons.thresholded_imputation.claims import (
    FARTHER,
    HOLDS_ZERO,
    LEAVES_ZERO_OUT,
    NEARER,
    NOT_NEARER,
    error_reading,
    found_words,
    nearer_words,
)
from rml.lessons.thresholded_imputation.counted_people import (
    LABELS,
    THRESHOLDED,
    WEIGHTED,
    counted_right,
    distance_difference,
    dropped_gap,
    gap_error,
    gap_of,
    gaps_frame,
    groups_frame,
    left_out,
    share_of,
    strangers,
    weights_of,
)
from rml.lessons.thresholded_imputation.figures import found_frame, found_plot
from rml.report.alt_text import check_alt
from rml.timeline.imputation.congress_check import (
    BOTH,
    INFORMATION,
    CongressCheck,
    check_congress,
)
from rml.timeline.imputation.groups import GROUPS, group_index


def check_of(*kinds):
    """Return a check of made people: (how many, label, probability of being Black)."""
    labels, black = [], []
    for count, label, probability in kinds:
        labels += [group_index(label)] * count
        black += [probability] * count
    shares = np.zeros((len(labels), len(GROUPS)))
    shares[:, group_index("black")] = black
    shares[:, group_index("white")] = 1 - np.array(black)
    return CongressCheck(
        labels=np.array(labels),
        probabilities=dict.fromkeys(INFORMATION, shares),
        listed=np.ones(len(labels), dtype=bool),
        first_name_listed=np.ones(len(labels), dtype=bool),
        prior=np.full(len(GROUPS), 1 / len(GROUPS)),
        reported=("white", "black"),
    )


@pytest.fixture
def check():
    """40 Black people of whom 15 look White, 100 White ones of whom 10 look Black."""
    return check_of((25, "black", 0.9), (15, "black", 0.3), (90, "white", 0.1), (10, "white", 0.6))


def test_who_drops_out_who_comes_in_and_who_is_right(check):
    assert left_out(check, "black", level=0.95).value == pytest.approx(15 / 40)
    assert left_out(check, "white", level=0.95).value == pytest.approx(10 / 100)
    assert strangers(check, "black", level=0.95).value == pytest.approx(10 / 35)
    assert counted_right(check, level=0.95).value == pytest.approx(115 / 140)


def test_a_cutoff_drops_whom_no_group_reaches(check):
    gap = dropped_gap(check, cutoff=0.8, level=0.95)
    assert gap.value == pytest.approx(100 * (15 / 40 - 10 / 100))
    assert gap.unit == "percentage points"


def test_the_table_says_the_same_as_the_findings(check):
    frame = groups_frame(check, cutoff=0.8).set_index("group")
    assert frame.loc["Black", ["labelled", "counted"]].tolist() == [40, 35]
    assert frame.loc["Black", "found"] == pytest.approx(25 / 40)
    assert frame.loc["Black", "right"] == pytest.approx(25 / 35)
    assert frame.loc["White", "dropped"] == pytest.approx(0.1)


def test_right_guesses_lose_nothing():
    perfect = check_of((30, "black", 1.0), (50, "white", 0.0))
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [20, 10, 10, 40])
    gaps = {name: gap_of(outcome, weights) for name, weights in weights_of(perfect).items()}
    assert gaps[THRESHOLDED] == gaps[WEIGHTED] == pytest.approx(gaps[LABELS])
    assert gaps[LABELS] == pytest.approx(100 * (20 / 30 - 10 / 50))
    assert left_out(perfect, "black", level=0.95).value == 0


def test_a_gap_by_label_alone_shrinks_when_people_are_counted_wrongly(check, rng):
    outcome = (check.labels == group_index("black")).astype(float)
    assert gap_of(outcome, weights_of(check)[LABELS]) == pytest.approx(100)
    drawn = {"rng": rng, "resamples": 199, "level": 0.95}
    for method in (THRESHOLDED, WEIGHTED):
        error = gap_error(check, outcome, method, **drawn)
        assert error.high < 0
        assert error.n == "140 members"
    frame = gaps_frame(check, outcome).set_index("method")
    assert frame.loc[THRESHOLDED, "share_black"] == pytest.approx(25 / 35)


def test_the_distance_is_compared_member_by_member(check, rng):
    outcome = (check.labels == group_index("black")).astype(float)
    drawn = {"rng": rng, "resamples": 199, "level": 0.95}
    errors = [gap_error(check, outcome, one, **drawn).value for one in (WEIGHTED, THRESHOLDED)]
    farther = distance_difference(check, outcome, **drawn)
    assert farther.value == pytest.approx(abs(errors[0]) - abs(errors[1]))


def test_doubt_without_error_is_what_weighting_alone_suffers_from(rng):
    doubtful = check_of((200, "black", 0.6), (200, "white", 0.4))
    outcome = (doubtful.labels == group_index("black")).astype(float)
    farther = distance_difference(doubtful, outcome, rng=rng, resamples=199, level=0.95)
    assert farther.value == pytest.approx(100 * (1 - 0.2))
    assert nearer_words(farther) == FARTHER


@pytest.mark.parametrize(
    ("low", "high", "said"), [(-1.0, 1.0, NOT_NEARER), (-2.0, -1.0, NEARER), (0.5, 2.0, FARTHER)]
)
def test_what_is_said_of_weighting_follows_the_interval(low, high, said):
    farther = Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n="9", unit="points", method="made"
    )
    assert nearer_words(farther) == said


@pytest.mark.usefixtures("real_files")
def test_on_the_real_members_most_black_ones_are_left_out_and_no_method_finds_the_gap(rng):
    members = load_congress_names()
    check = check_congress(members, load_name_race(), load_county_race().counties, least=10)
    assert left_out(check, "black", level=0.95).value == pytest.approx(0.62, abs=0.005)
    assert strangers(check, "black", level=0.95).value == pytest.approx(0.49, abs=0.005)
    assert counted_right(check, level=0.95).value == pytest.approx(0.87, abs=0.005)
    assert dropped_gap(check, cutoff=0.8, level=0.95).value == pytest.approx(49, abs=0.5)
    women = (members["gender"] == "female").to_numpy(dtype=float)
    assert gap_of(women, weights_of(check)[LABELS]) == pytest.approx(17.9, abs=0.05)
    drawn = {"rng": rng, "resamples": 499, "level": 0.95}
    for method, value in ((THRESHOLDED, -12.4), (WEIGHTED, -12.7)):
        assert gap_error(check, women, method, **drawn).value == pytest.approx(value, abs=0.05)
    assert nearer_words(distance_difference(check, women, **drawn)) == NOT_NEARER


def test_a_share_counts_people_by_how_much_they_count():
    weights = np.zeros((2, len(GROUPS)))
    weights[:, group_index("black")] = [0.75, 0.25]
    assert share_of(np.array([1.0, 0.0]), weights, "black") == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("low", "high", "said"), [(-1.0, 1.0, HOLDS_ZERO), (-2.0, -1.0, LEAVES_ZERO_OUT)]
)
def test_the_reading_follows_the_interval(low, high, said):
    error = Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n="9", unit="points", method="made"
    )
    assert error_reading(error) == said


def test_the_figure_draws_the_two_groups_that_are_compared(check):
    frame = found_frame(check, level=0.95)
    assert frame["group"].tolist() == ["Black", "White"]
    assert BOTH not in frame.columns
    assert found_plot(check, frame, level=0.95).axes
    words = found_words(frame)
    assert "Black 62%; White 90%" in words["alt"]
    check_alt(words["alt"], caption=words["caption"], where="figure")
