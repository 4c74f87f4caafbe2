"""The noise in the largest gap: what reports print, from counts and from values."""

import numpy as np
import pytest

from rml.disparity.gap_noise import (
    LEAST_P,
    gap_noise_frame,
    gap_noise_of_counts,
    gap_noise_of_values,
)
from rml.disparity.words import GAP_NOISE_TEXT, gap_noise_claim, gap_noise_look
from rml.report.format import prose, refuse_unused
from rml.stats.disparity_chance import gap_expected_by_chance


def of_counts(positives, sizes, **changes):
    return gap_noise_of_counts(
        positives,
        sizes,
        **{"rng": np.random.default_rng(1), "level": 0.95, "resamples": 999} | changes,
    )


def test_gap_and_expected_gap_are_in_points():
    found = of_counts([30, 45, 60], [100, 100, 100])
    assert found.gap == pytest.approx(30)
    assert found.by_chance == pytest.approx(100 * gap_expected_by_chance([100] * 3, 0.45))
    assert found.observed_spread == pytest.approx(15)
    assert found.spread.low < found.spread.value < found.observed_spread


def test_equal_groups_show_a_gap_that_chance_explains_and_rarely_more():
    rng = np.random.default_rng(2)
    beyond, rejected = [], 0
    for sample in rng.binomial(100, 0.3, (150, 6)):
        found = of_counts(sample, [100] * 6, rng=rng, resamples=99)
        beyond.append(found.gap - found.by_chance)
        rejected += found.test.p_value <= 0.05
    assert abs(np.mean(beyond)) < 4 * np.std(beyond) / np.sqrt(len(beyond))
    assert rejected <= 16


def test_small_groups_without_events_are_smoothed_and_the_method_says_so():
    found = of_counts([0, 3, 12], [15, 40, 90])
    assert "smoothed" in found.spread.method
    with pytest.raises(ValueError, match="smaller than 20"):
        of_counts([0, 3, 12], [15, 40, 90], minimum_size=20)


def test_counts_and_values_with_binomial_noise_give_the_same_spread():
    positives, sizes = np.array([300, 450, 600]), np.array([1000, 1000, 1000])
    rates = positives / sizes
    one = of_counts(positives, sizes, resamples=19_999)
    other = gap_noise_of_values(
        100 * rates,
        1e4 * rates * (1 - rates) / (sizes - 1),
        rng=np.random.default_rng(3),
        level=0.95,
        of="3 groups",
        resamples=19_999,
    )
    assert other.spread.value == pytest.approx(one.spread.value)
    assert (other.spread.low, other.spread.high) == pytest.approx(
        (one.spread.low, one.spread.high), rel=0.02
    )
    assert other.by_chance == pytest.approx(one.by_chance, rel=0.05)


def test_the_frame_has_a_row_a_comparison_and_no_p_of_zero():
    apart = of_counts([100, 900], [1000, 1000])
    values = gap_noise_of_values(
        [0.0, 500.0], [1.0, 1.0], rng=np.random.default_rng(1), level=0.95, of="2", resamples=99
    )
    frame = gap_noise_frame({"counts": apart, "values": values})
    assert frame["comparison"].tolist() == ["counts", "values"]
    assert frame["p"].tolist() == [apart.test.p_value, LEAST_P]
    assert "excess" not in frame.columns  # it would estimate nothing
    assert set(gap_noise_look("A caption here.")["formats"]) <= set(frame.columns)


def test_the_claim_uses_exactly_the_values_given():
    found = of_counts([30, 45, 60], [100, 100, 100])
    claim = gap_noise_claim(what="between groups", assumptions="Some.", breaks_if="Others.")
    filled = prose(
        claim["statement"],
        found.values() | {"estimate": found.spread},
        where="x",
        aliases={name: f"estimate.{name}" for name in ("value", "low", "high")},
    )
    refuse_unused(found.values(), [filled], where="x")
    assert "{" not in GAP_NOISE_TEXT
