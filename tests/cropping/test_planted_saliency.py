"""The planted preference is what its closed forms say, and the band's colour is read exactly."""

import numpy as np
import pytest
from scipy import special, stats

from rml.cropping.planted_saliency import (
    LEVELS,
    LOWEST,
    STEP,
    PlantedSaliency,
    band_colours,
    level_of,
    planted_parity_gap,
    planted_shares,
    planted_win_rate,
    strength_of,
)

GROUND = (150, 172, 210)


def banded(level, *, size=(160, 320), at=(40, 40), band=(24, 24)):
    image = np.full((*size, 3), GROUND, dtype=np.uint8)
    rows, columns = slice(at[0], at[0] + band[0]), slice(at[1], at[1] + band[1])
    image[rows, columns] = band_colours(np.array([level]))[0]
    return image


def quantised(rng, mean, n):
    return strength_of(level_of(mean + rng.gumbel(size=n)))


def quantised_win_rate(first, second):
    """P(first > second) + P(equal) / 2 by summing over all steps; an oracle for the logistic."""
    ends = LOWEST + STEP * np.arange(1, LEVELS)
    masses = []
    for mean in (first, second):
        below = np.concatenate([[0], stats.gumbel_r.cdf(ends - mean), [1]])
        masses.append(np.diff(below))
    below_second = np.cumsum(masses[1]) - masses[1]
    return float(masses[0] @ (below_second + masses[1] / 2)), float(masses[0] @ masses[1])


def test_every_step_has_its_own_colour_and_is_read_back():
    levels = np.arange(LEVELS)
    colours = band_colours(levels).astype(np.int64)
    assert len(np.unique(colours, axis=0)) == LEVELS
    assert np.array_equal(
        64 * colours[:, 1] - 31 * colours[:, 0] - 33 * colours[:, 2], 1504 + 2 * levels
    )
    # As scored, in batches of images.
    some = np.append(levels[::97], LEVELS - 1)
    scores = PlantedSaliency().scores([banded(level) for level in some])
    assert np.array([grid.max() for grid in scores]) == pytest.approx(strength_of(some), abs=1e-6)
    assert np.all(np.diff([grid.max() for grid in scores]) > 0)


def test_strengths_keep_their_place_to_half_a_step():
    rng = np.random.default_rng(2)
    strength = rng.uniform(LOWEST, LOWEST + STEP * LEVELS, 10_000)
    assert np.max(np.abs(strength_of(level_of(strength)) - strength)) <= STEP / 2 + 1e-12
    assert level_of(np.array([-50.0, 50.0])).tolist() == [0, LEVELS - 1]


@pytest.mark.parametrize(("first", "second"), [(0.0, 0.0), (0.4, -0.1), (1.5, -1.5)])
def test_steps_change_no_win_rate_by_a_ten_thousandth(first, second):
    won, equal = quantised_win_rate(first, second)
    assert won == pytest.approx(planted_win_rate(first, second), abs=1e-4)
    assert equal < 1e-3  # ties, which one order decides for the left


def test_win_rates_match_a_large_simulation_to_three_decimals():
    rng = np.random.default_rng(3)
    n = 2_000_000  # standard error 0.00035
    for first, second, side in [(0.5, 0.0, 0.0), (0.2, -0.4, 0.3), (0.0, 0.0, -0.5)]:
        wins = quantised(rng, first, n) + side > quantised(rng, second, n)
        assert wins.mean() == pytest.approx(planted_win_rate(first, second, side=side), abs=1.4e-3)
    assert planted_win_rate(0.5, 0.0) == pytest.approx(special.expit(0.5), abs=1e-12)


def test_shares_of_a_row_follow_luce():
    rng = np.random.default_rng(4)
    strengths = [0.4, 0.1, 0.0, -0.3]
    row = np.stack([quantised(rng, mean, 500_000) for mean in strengths])
    shares = np.bincount(row.argmax(axis=0), minlength=4) / row.shape[1]
    assert planted_shares(strengths) == pytest.approx(special.softmax(strengths))
    assert shares == pytest.approx(planted_shares(strengths), abs=2.8e-3)
    two = planted_shares(strengths[:2])
    assert two[0] == pytest.approx(planted_win_rate(*strengths[:2]))


def test_the_parity_gap_of_both_orders():
    assert planted_parity_gap(0.3, 0.3, side=0.9) == pytest.approx(0)
    assert planted_parity_gap(0.5, 0.0) == pytest.approx(special.expit(0.5) - 0.5)
    assert planted_parity_gap(0.0, 0.5, side=1.0) == pytest.approx(
        -planted_parity_gap(0.5, 0, side=1.0)
    )
    assert 0 < planted_parity_gap(0.5, 0.0, side=1.0) < planted_parity_gap(0.5, 0.0)


def test_the_side_effect_is_added_to_one_half_of_the_cells():
    image = banded(3000, size=(150, 310))
    plain = PlantedSaliency().scores([image])[0]
    assert plain.shape == (10, 20)
    left = PlantedSaliency(side_bias=0.5).scores([image])[0] - plain
    # The centre of the tenth column, at 152 of 310 pixels, still lies left of 155.
    assert left[:, :10] == pytest.approx(0.5, abs=1e-5)
    assert np.all(left[:, 10:] == 0)
    top = PlantedSaliency(side_bias=-0.5, side="top").scores([image])[0] - plain
    assert top[:5] == pytest.approx(-0.5, abs=1e-5)
    assert np.all(top[5:] == 0)


def test_no_side_effect_lifts_a_cell_without_a_band_above_the_weakest():
    grid = PlantedSaliency(side_bias=1.5).scores([banded(0, at=(40, 240))])[0]
    assert np.unravel_index(grid.argmax(), grid.shape)[1] >= 15


def test_the_band_is_found_in_its_place_alone():
    grid = PlantedSaliency().scores([banded(3000, at=(64, 128), band=(16, 16))])[0]
    seen = np.argwhere(grid >= LOWEST)
    assert seen.tolist() == [[4, 8]]


def test_cells_without_a_band_rank_by_brightness():
    dark, bright = (np.full((160, 160, 3), value, dtype=np.uint8) for value in (40, 200))
    grid = PlantedSaliency().scores([np.concatenate([dark, bright], axis=1)])[0]
    assert grid.argmax() == 10
    assert grid.max() < LOWEST - 1.5


def test_batches_do_not_matter():
    rng = np.random.default_rng(6)
    images = [rng.integers(0, 256, size=(100, 90, 3), dtype=np.uint8) for _ in range(700)]
    scorer = PlantedSaliency(side_bias=0.2)
    together = scorer.scores(images)
    assert len(together) == 700
    for place in (0, 350, 699):
        alone = scorer.scores([images[place]])[0]
        assert alone.dtype == np.float32
        assert np.array_equal(alone, together[place])
    assert scorer.scores([]) == []


def test_another_side_effect_is_another_scorer():
    scorers = [
        PlantedSaliency(),
        PlantedSaliency(side_bias=0.3),
        PlantedSaliency(side_bias=0.3, side="top"),
        PlantedSaliency(side_bias=-0.3),
    ]
    assert len({scorer.identity for scorer in scorers}) == 4


def test_what_cannot_be_scored_is_refused():
    with pytest.raises(ValueError, match="between -1.5 and 1.5"):
        PlantedSaliency(side_bias=2)
    with pytest.raises(ValueError, match="'left' or 'top'"):
        PlantedSaliency(side="right")
    with pytest.raises(ValueError, match="one shape"):
        PlantedSaliency().scores([banded(1), banded(1, size=(160, 160))])
