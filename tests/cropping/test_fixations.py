import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage, stats
from scipy.interpolate import RegularGridInterpolator

from rml.cropping import fixations
from rml.cropping.fixations import (
    Pixels,
    at_image_size,
    auc_judd,
    auc_shuffled,
    centre_gaussian,
    fixation_counts,
    fixation_density,
    normalised_at,
    nss,
    pixels_of,
)
from rml.cropping.salient_point import SaliencyGrid, grid_places


def pixels(*places):
    rows, columns = zip(*places, strict=True)
    return Pixels(np.array(rows), np.array(columns))


def drawn(rng, shape, count):
    return Pixels(rng.integers(0, shape[0], count), rng.integers(0, shape[1], count))


small_maps = hnp.arrays(
    np.float64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(-4, 4)
)


def test_the_examples_of_the_docstrings():
    assert doctest.testmod(fixations).failed == 0


# Values at fixations.


def test_nss_of_a_map_with_one_peak():
    saliency = np.zeros((10, 10))
    saliency[3, 4] = 1
    # Mean 0.01, standard deviation sqrt(0.01 * 0.99).
    assert nss(saliency, pixels((3, 4))) == pytest.approx(0.99 / np.sqrt(0.0099))
    assert nss(saliency, pixels((0, 0))) == pytest.approx(-0.01 / np.sqrt(0.0099))
    twice_on_it = nss(saliency, pixels((3, 4), (3, 4), (0, 0)))
    assert twice_on_it == pytest.approx((2 * 0.99 - 0.01) / 3 / np.sqrt(0.0099))


def test_nss_is_the_mean_z_score_at_fixations():
    rng = np.random.default_rng(1)
    saliency, at = rng.gamma(1.0, size=(30, 40)), drawn(rng, (30, 40), 25)
    expected = stats.zscore(saliency, axis=None)[at.rows, at.columns]
    assert normalised_at(saliency, at) == pytest.approx(expected)
    assert nss(saliency, at) == pytest.approx(expected.mean())


def test_looking_everywhere_has_nss_zero_and_auc_one_half():
    saliency = np.random.default_rng(2).normal(size=(12, 9))
    rows, columns = np.indices(saliency.shape).reshape(2, -1)
    assert nss(saliency, Pixels(rows, columns)) == pytest.approx(0, abs=1e-12)
    every_other = Pixels(rows[::2], columns[::2])
    the_rest = Pixels(rows[1::2], columns[1::2])
    total = auc_judd(saliency, every_other) + auc_judd(saliency, the_rest)
    assert total == pytest.approx(1)  # positives and negatives exchanged


@given(
    scale=st.floats(0.01, 100),
    shift=st.floats(-100, 100),
    seed=st.integers(0, 2**16),
)
def test_nss_ignores_scale_and_shift_and_turns_with_the_sign(scale, shift, seed):
    rng = np.random.default_rng(seed)
    saliency, at = rng.normal(size=(8, 11)), drawn(rng, (8, 11), 6)
    value = nss(saliency, at)
    assert nss(scale * saliency + shift, at) == pytest.approx(value, rel=1e-6, abs=1e-9)
    assert nss(-saliency, at) == pytest.approx(-value)


# The areas.


@given(saliency=small_maps, seed=st.integers(0, 2**16))
def test_auc_judd_is_the_mann_whitney_statistic(saliency, seed):
    rng = np.random.default_rng(seed)
    at = drawn(rng, saliency.shape, int(rng.integers(1, saliency.size)))
    fixated = np.zeros(saliency.shape, dtype=bool)
    fixated[at.rows, at.columns] = True
    if fixated.all():
        return
    test = stats.mannwhitneyu(saliency[fixated], saliency[~fixated], method="asymptotic")
    expected = test.statistic / (fixated.sum() * (~fixated).sum())
    assert auc_judd(saliency, at) == pytest.approx(expected)


@given(saliency=small_maps, seed=st.integers(0, 2**16))
def test_auc_shuffled_counts_pairs_of_fixations(saliency, seed):
    rng = np.random.default_rng(seed)
    at, elsewhere = (drawn(rng, saliency.shape, count) for count in (4, 7))
    wins = sum(
        float(saliency[r, c] > saliency[i, j]) + 0.5 * float(saliency[r, c] == saliency[i, j])
        for r, c in zip(*at, strict=True)
        for i, j in zip(*elsewhere, strict=True)
    )
    assert auc_shuffled(saliency, at, elsewhere) == pytest.approx(wins / 28)


@given(saliency=small_maps, seed=st.integers(0, 2**16))
def test_areas_ignore_increasing_changes_of_the_map_and_turn_with_its_sign(saliency, seed):
    rng = np.random.default_rng(seed)
    at, elsewhere = pixels((0, 0), (1, 1)), drawn(rng, saliency.shape, 5)
    bent = np.exp(0.3 * saliency) + saliency**3
    for area in (
        lambda values: auc_judd(values, at),
        lambda values: auc_shuffled(values, at, elsewhere),
    ):
        assert area(bent) == pytest.approx(area(saliency))
        assert area(-saliency) == pytest.approx(1 - area(saliency))
        assert area(np.zeros_like(saliency)) == 0.5


def test_a_pixel_counts_once_for_auc_judd_and_a_map_that_knows_has_area_one():
    saliency = np.arange(20.0).reshape(4, 5)
    assert auc_judd(saliency, pixels((3, 4), (3, 3))) == 1
    assert auc_judd(saliency, pixels((3, 4), (0, 0))) == 0.5
    assert auc_judd(saliency, pixels((3, 4), (3, 4), (0, 0))) == 0.5


def published_auc_judd(saliency, at):
    """The published program's area: thresholds at fixated values, joined by straight lines."""
    fixated = np.zeros(saliency.shape, dtype=bool)
    fixated[at.rows, at.columns] = True
    thresholds = np.sort(saliency[fixated])[::-1]
    hits, alarms = [0.0], [0.0]
    for count, threshold in enumerate(thresholds, start=1):
        hits.append(count / thresholds.size)
        above = np.count_nonzero(saliency >= threshold) - count
        alarms.append(above / (saliency.size - thresholds.size))
    return np.trapezoid([*hits, 1.0], [*alarms, 1.0]), alarms[-1], thresholds.size


@pytest.mark.parametrize("count", [1, 9, 140])
def test_the_published_area_exceeds_the_exact_one_by_what_the_docstring_says(count):
    rng = np.random.default_rng(count)
    saliency, at = rng.normal(size=(60, 80)), drawn(rng, (60, 80), count)
    published, last_alarm, fixated = published_auc_judd(saliency, at)
    exact = auc_judd(saliency, at)
    assert published == pytest.approx(exact + last_alarm / (2 * fixated))


def test_random_tie_breaking_has_the_exact_area_as_its_mean():
    rng = np.random.default_rng(8)
    saliency = rng.integers(0, 3, size=(30, 40)).astype(float)
    at = drawn(rng, saliency.shape, 30)
    exact = auc_judd(saliency, at)
    jittered = [auc_judd(saliency + rng.uniform(0, 1e-7, saliency.shape), at) for _ in range(400)]
    assert np.std(jittered) > 0
    assert exact == pytest.approx(np.mean(jittered), abs=4 * np.std(jittered) / 20)


def test_fixations_drawn_from_a_map_are_predicted_by_it_and_others_are_not():
    """A density predicts what is drawn from it; NSS then has a known expectation."""
    rng = np.random.default_rng(3)
    density = centre_gaussian(80, 60, sigma_share=0.2)
    chances = (density / density.sum()).ravel()
    flat = rng.choice(density.size, size=4_000, p=chances)
    at = Pixels(*np.unravel_index(flat, density.shape))
    expected = (chances @ density.ravel() - density.mean()) / density.std()
    assert nss(density, at) == pytest.approx(expected, abs=0.05)
    uniform = drawn(rng, density.shape, 4_000)
    assert nss(density, uniform) == pytest.approx(0, abs=0.06)
    assert auc_judd(density, at) > 0.75
    # What is common to all images carries no information about this one.
    other = Pixels(*np.unravel_index(rng.choice(density.size, 9_000, p=chances), density.shape))
    assert auc_shuffled(density, at, other) == pytest.approx(0.5, abs=0.02)


# Maps.


def test_a_map_in_squares_is_the_map_of_pixels_at_the_middles_of_squares():
    rng = np.random.default_rng(9)
    x, y = grid_places(801, 600)
    grid = SaliencyGrid(
        width=801, height=600, x=x, y=y, scores=rng.normal(size=(15, 20)).astype(np.float32)
    )
    pixels_map, squares = at_image_size(grid), at_image_size(grid, square=4)
    assert squares.shape == (150, 201)
    around = (pixels_map[1:-1:4, 1:-2:4] + pixels_map[2:-1:4, 2:-1:4]) / 2
    assert squares[:149, :200] == pytest.approx(around[:149, :200], abs=0.01)
    with pytest.raises(ValueError, match="at least 1 pixel"):
        at_image_size(grid, square=0)


def test_the_map_of_a_grid_is_bilinear_between_cells_and_constant_beyond():
    rng = np.random.default_rng(4)
    x, y = grid_places(800, 600)
    grid = SaliencyGrid(
        width=800, height=600, x=x, y=y, scores=rng.normal(size=(15, 20)).astype(np.float32)
    )
    full = at_image_size(grid)
    assert full.shape == (600, 800)
    bilinear = RegularGridInterpolator((y, x), grid.scores.astype(float))
    rows, columns = np.meshgrid(np.arange(20, 580, 7), np.arange(20, 780, 7), indexing="ij")
    expected = bilinear(np.stack([rows + 0.5, columns + 0.5], axis=-1))
    assert full[rows, columns] == pytest.approx(expected)
    assert full[:20, :20] == pytest.approx(np.full((20, 20), grid.scores[0, 0]))
    assert full[-1, 400:] == pytest.approx(full[590, 400:])
    assert full.max() <= grid.scores.max()
    assert full.min() >= grid.scores.min()
    row, column = grid.salient_cell
    peak = full[int(y[row]) - 1 : int(y[row]) + 1, int(x[column]) - 1 : int(x[column]) + 1]
    assert peak.max() == pytest.approx(full.max())


def test_a_density_is_a_sum_of_gaussians():
    rng = np.random.default_rng(11)
    at, sigma = drawn(rng, (30, 40), 50), 4.0
    counts = fixation_counts(at, width=40, height=30)
    assert counts.sum() == 50
    rows, columns = np.indices((30, 40))
    expected = sum(
        np.exp(-((columns - c) ** 2 + (rows - r) ** 2) / (2 * sigma**2))
        for r, c in zip(*at, strict=True)
    )
    assert fixation_density(counts, sigma=sigma) == pytest.approx(expected)


def test_a_density_agrees_with_scipys_blur_of_a_fixation_map():
    counts = fixation_counts(drawn(np.random.default_rng(5), (120, 160), 30), width=160, height=120)
    blurred = ndimage.gaussian_filter(counts, 6, mode="constant", truncate=6)
    assert fixation_density(counts, sigma=6) / (2 * np.pi * 36) == pytest.approx(blurred, abs=1e-6)


def test_several_densities_at_once_are_those_one_by_one():
    counts = np.random.default_rng(12).poisson(0.1, size=(3, 15, 20)).astype(float)
    together = fixation_density(counts, sigma=2)
    for one, of_one in zip(counts, together, strict=True):
        assert fixation_density(one, sigma=2) == pytest.approx(of_one)


def test_a_centred_map_predicts_centred_fixations_and_follows_the_shape():
    wide = centre_gaussian(800, 600, sigma_share=0.25)
    assert wide == pytest.approx(wide[::-1, ::-1])
    assert wide[300, 600] == pytest.approx(wide[450, 400], rel=0.02)  # alike in shares
    rng = np.random.default_rng(6)
    centred = pixels_of(
        np.clip(rng.normal(400, 80, 300), 0, 800), np.clip(rng.normal(300, 60, 300), 0, 600),
        width=800, height=600,
    )  # fmt: skip
    assert nss(wide, centred) > 1
    assert auc_judd(wide, centred) > 0.9
    assert auc_judd(-wide, centred) < 0.1


def test_points_belong_to_the_pixel_that_covers_them():
    found = pixels_of([0, 0.9, 1.0, 799.2, 800], [0, 0.9, 1.0, 599.9, 600], width=800, height=600)
    assert found.columns.tolist() == [0, 0, 1, 799, 799]
    assert found.rows.tolist() == [0, 0, 1, 599, 599]


@pytest.mark.parametrize(("x", "y"), [([-0.1], [5]), ([5], [600.5]), ([np.nan], [5])])
def test_points_outside_the_image_are_refused(x, y):
    with pytest.raises(ValueError, match="1 of 1 points lie outside"):
        pixels_of(x, y, width=800, height=600)


def test_what_cannot_be_measured_is_refused():
    flat, nowhere = np.ones((3, 3)), Pixels(np.array([], int), np.array([], int))
    with pytest.raises(ValueError, match="one value everywhere"):
        nss(flat, pixels((0, 0)))
    for measure in (nss, auc_judd):
        with pytest.raises(ValueError, match="no fixation"):
            measure(np.eye(3), nowhere)
        with pytest.raises(ValueError, match="two axes and finite"):
            measure(np.full((3, 3), np.nan), pixels((0, 0)))
    with pytest.raises(ValueError, match="no fixation"):
        auc_shuffled(np.eye(3), pixels((0, 0)), nowhere)
    with pytest.raises(ValueError, match="Every pixel is fixated"):
        auc_judd(np.eye(2), pixels((0, 0), (0, 1), (1, 0), (1, 1)))
    with pytest.raises(ValueError, match="must be above 0"):
        fixation_density(np.ones((3, 3)), sigma=0)
    with pytest.raises(ValueError, match="one shape"):
        pixels_of([1.0, 2.0], [1.0], width=3, height=3)
    with pytest.raises(ValueError, match="sigma_share"):
        centre_gaussian(3, 3, sigma_share=0)
