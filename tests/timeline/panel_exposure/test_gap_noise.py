import pandas as pd
import pytest

from rml.timeline.panel_exposure.gap_noise import gap_noise_by_topic

COUNTS = pd.DataFrame(
    [
        ("a", "one", 8, 100),
        ("a", "two", 0, 40),
        ("a", "tiny", 5, 6),
        ("b", "one", 50, 100),
        ("b", "two", 10, 100),
    ],
    columns=["outcome", "group", "exposed", "panelists"],
)
HOW = {"level": 0.95, "resamples": 499, "seed": 1}


def test_groups_below_the_threshold_are_left_out():
    found = gap_noise_by_topic(COUNTS, {"a": "A", "b": "B"}, family=["b", "a"], minimum=10, **HOW)
    assert list(found) == ["B", "A"]
    assert [one.groups for one in found.values()] == [2, 2]
    assert found["A"].gap == pytest.approx(8)
    assert found["B"].gap == pytest.approx(40)
    assert found["B"].test.p_value < 0.01 < found["A"].test.p_value


def test_a_lower_threshold_lets_them_in():
    found = gap_noise_by_topic(COUNTS, {"a": "A"}, family=["a"], minimum=5, **HOW)["A"]
    assert found.groups == 3
    assert found.gap > 80
