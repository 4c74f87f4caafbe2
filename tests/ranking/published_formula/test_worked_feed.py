"""The invented feed of the page, worked out by hand."""

import numpy as np
import pytest

from rml.ranking.published_formula import display
from rml.ranking.published_formula.served_feed import SHOWN
from rml.ranking.published_formula.worked_feed import EXAMPLE, example_frame, served_example


@pytest.fixture
def frame(factors):
    return example_frame(served_example(factors)).set_index("post")


def test_the_feed_is_shown_as_worked_out_by_hand(frame):
    shown = frame[frame["leaves_at"].isna()]
    by_hand = {
        "Q1": 0.25 * 4,  # a followed author with a paid mark
        "B2": 0.9,  # B1 was dropped before, so this is the author's first
        "M1": 0.8,
        "N1": 0.3 * 2,  # a paid mark, not followed
        "R1": 0.9 * 0.6,  # 84 days after a request to see fewer: 0.2 + 70 / 35 * 0.2
        "S1": 0.2,
    }
    assert shown.index.tolist() == list(by_hand)
    assert shown["after"].tolist() == pytest.approx(list(by_hand.values()))
    assert shown["shown_at"].tolist() == [1, 2, 3, 4, 5, 6]


def test_what_is_not_shown_leaves_where_it_must(frame):
    left = frame["leaves_at"].dropna().astype(int)
    assert frame["shown_at"].isna().sum() == len(left)
    assert left.to_dict() == {
        "A1": 1,
        "C1": 2,
        "B1": 3,
        "D1": 4,
        "E1": 5,
        "F1": 6,
        "G1": 7,
        "H1": 8,
        "J1": 9,
        "K1": 10,
        "L1": 11,
        "M2": 12,
        "K2": 14,
        "P1": 14,
    }
    assert left.is_monotonic_increasing
    # Only sorting drops nothing.
    assert sorted(set(left)) == [*range(1, 13), 14]
    # K1 is dropped after the scoring and keeps its place, so K2 counts as its author's second.
    assert frame.loc["K2", "of_author"] == 2
    assert frame.loc["K2", "after"] == pytest.approx(0.9 * 0.625 * 0.75)
    assert frame.loc["B2", "of_author"] == 1
    assert np.isnan(frame.loc["B1", "after"])


def test_every_post_is_told_once_and_the_table_is_worded(factors, frame):
    assert sorted(frame.index) == sorted(post.name for post in EXAMPLE)
    assert (served_example(factors).leaves_at == SHOWN).sum() == 6
    assert {*display.WORKED["formats"]} <= set(frame.columns)
    assert frame.loc["F1", "kind"] == "original, followed, see fewer 5 days ago"
