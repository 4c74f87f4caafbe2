import numpy as np
import pandas as pd
import pytest

from rml.ranking.observed_feed.baselines import BASELINES, baseline_scores

POSTS = pd.DataFrame(
    {
        "age_seconds": [60, 30, 90],
        "reactions": [5, 1, 0],
        "comments": [0, 9, 0],
        "shares": [0, 1, 2],
        "page": ["left-1", "right-2", "left-3"],
    }
)
KNOWN = pd.DataFrame({"page": ["right-2", "left-1", "right-2"]})


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("newest first", [1, 0, 2]),
        ("most popular first", [1, 0, 2]),
        ("most frequent page first", [1, 0, 2]),
    ],
)
def test_baselines_by_hand(name, order):
    assert list(np.argsort(-baseline_scores(name, POSTS, known=KNOWN))) == order


def test_popularity_adds_up_all_counts_and_an_unknown_page_scores_zero():
    assert list(baseline_scores("most popular first", POSTS, known=KNOWN)) == [5, 11, 2]
    assert list(baseline_scores("most frequent page first", POSTS, known=KNOWN)) == [1, 2, 0]


def test_a_random_order_prefers_nothing():
    assert set(baseline_scores("random order", POSTS, known=KNOWN)) == {0.0}


def test_an_unknown_baseline_names_the_known_ones():
    with pytest.raises(ValueError, match="newest first") as caught:
        baseline_scores("oldest first", POSTS, known=KNOWN)
    assert all(name in str(caught.value) for name in BASELINES)
