import itertools

import numpy as np
import pytest

from rml.amplification.outlets.bounds import (
    bounds_frame,
    least_tail_domains,
    possible_mean,
    possible_share,
)
from rml.estimate import Estimate

MEAN = Estimate(
    value=-0.2, low=-0.3, high=-0.1, level=0.95, n="5 outlets", unit="points", method="mean"
)


def test_bounds_are_what_the_unknown_could_be_at_its_extremes():
    # Ten impressions, three known with the leanings below; the others range over a grid.
    known = np.array([-0.8, 0.4, -0.2])
    mean = Estimate(
        value=float(known.mean()), low=None, high=None, level=None, n="3", unit="p", method="m"
    )
    found = possible_mean(mean, known_share=3 / 5)
    means = [
        np.mean([*known, *rest]) for rest in itertools.product(np.linspace(-1, 1, 21), repeat=2)
    ]
    assert found.low.value == pytest.approx(min(means))
    assert found.high.value == pytest.approx(max(means))
    assert found.low.low is None


def test_the_known_part_keeps_its_interval_in_proportion():
    found = possible_mean(MEAN, known_share=0.25)
    assert (found.low.low, found.low.high) == pytest.approx(
        (0.25 * -0.3 - 0.75, 0.25 * -0.1 - 0.75)
    )
    assert found.high.high - found.high.low == pytest.approx(0.25 * 0.2)
    assert found.low.method.startswith("bound")


def test_bounds_widen_with_the_tail_and_meet_the_mean_without_anything_unknown():
    whole = possible_mean(MEAN, known_share=1.0)
    assert whole.low.value == whole.high.value == MEAN.value
    widths = [
        possible_mean(MEAN, known_share=0.3, tail_share=tail).high.value
        - possible_mean(MEAN, known_share=0.3, tail_share=tail).low.value
        for tail in (0, 0.2, 0.8, 1)
    ]
    assert widths == sorted(widths)
    assert widths[0] == pytest.approx(2 * 0.7)
    assert widths[-1] == pytest.approx(2)


def test_a_share_lies_between_the_known_part_and_all_the_rest():
    found = possible_share(0.5, known_share=0.4, tail_share=0.5)
    assert (found.low, found.high) == pytest.approx((0.1, 0.9))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.9])
def test_the_fewest_domains_of_a_tail_suffice_and_one_fewer_does_not(share):
    needed = least_tail_domains(share, listed=10_000, largest=7)
    assert 7 * needed / (10_000 + 7 * needed) >= share - 1e-12
    if needed:
        assert 7 * (needed - 1) / (10_000 + 7 * (needed - 1)) < share


def test_the_frame_holds_a_row_for_each_assumed_tail():
    frame = bounds_frame(
        MEAN, 0.25, known_share=0.4, tail_shares=[0.0, 0.5], listed=1000, largest=10
    )
    assert frame["least_domains"].tolist() == [0, 100]
    assert frame["known_share"].tolist() == pytest.approx([0.4, 0.2])
    assert frame["lowest_mean"].tolist() == pytest.approx([0.4 * -0.2 - 0.6, 0.2 * -0.2 - 0.8])
    assert frame["highest_right"].tolist() == pytest.approx([0.1 + 0.6, 0.05 + 0.8])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"known_share": 27, "tail_share": 0.0}, "`known_share` must be a proportion"),
        ({"known_share": 0.3, "tail_share": -0.1}, "`tail_share` must be a proportion"),
    ],
)
def test_bad_shares_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        possible_mean(MEAN, **given)
    with pytest.raises(ValueError, match=message):
        possible_share(0.5, **given)


def test_a_tail_of_everything_is_refused():
    with pytest.raises(ValueError, match="nothing would be on the list"):
        least_tail_domains(1.0, listed=10, largest=1)
    with pytest.raises(ValueError, match="`largest` must be a whole number"):
        least_tail_domains(0.5, listed=10, largest=0)
