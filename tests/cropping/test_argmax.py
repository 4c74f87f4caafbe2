"""Gaps between rules over all pairs of people: against DeLong, and by simulation."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.cropping.argmax import (
    WHITE_BLACK,
    WOMEN_MEN,
    alike,
    alone,
    at_most,
    contrast,
    contrast_alike,
    declared_pairs,
    gap,
    in_face,
    in_pairs,
    mean_over_pairs,
    people_by_group,
    relabelled,
)
from rml.cropping.face_region import FaceRegion
from rml.cropping.joined_grids import JoinedGrids
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.softened import higher
from rml.data.labelled_images import LabelledImages

FACE = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.3, half_height=0.3)


def labelled(counts):
    rows = [
        (gender, ethnicity) for (gender, ethnicity), count in counts.items() for _ in range(count)
    ]
    frame = pd.DataFrame(rows, columns=["gender", "ethnicity"])
    frame.insert(0, "image", [f"i{number:03d}" for number in range(len(frame))])
    frame.insert(1, "sha256", [f"{number:064x}" for number in range(len(frame))])
    return LabelledImages(name="some", kind="real", frame=frame)


SOME = labelled(
    {
        ("female", "white"): 17,
        ("male", "white"): 30,
        ("female", "african-american"): 15,
        ("male", "african-american"): 18,
        ("female", "asian"): 17,
        ("male", "hispanic"): 4,
    }
)


def grids_of(scores):
    width = scores.shape[2]
    places = 16 * np.arange(width, dtype=np.float32) + 8
    return PortraitGrids(
        width=16 * width,
        height=16 * width,
        x=places,
        y=places,
        scores=scores,
        symmetric=np.zeros(len(scores), dtype=bool),
    )


def joined_of(left, right):
    places = np.full((left.shape[1], 2), 0.5)
    return JoinedGrids(left=left, right=right, left_places=places, right_places=places)


def delong(one, other):
    """DeLong, DeLong and Clarke-Pearson's standard error of a difference of two areas."""
    areas = one - other
    first = areas.mean(axis=1).var(ddof=1) / len(areas)
    return np.sqrt(first + areas.mean(axis=0).var(ddof=1) / areas.shape[1])


def test_groups_hold_everyone_and_small_ones_are_left_out():
    groups = people_by_group(SOME, minimum_people=15)
    assert {name: len(rows) for name, rows in groups.items()} == {
        "women": 49,
        "men": 52,
        "White women": 17,
        "White men": 30,
        "African-American women": 15,
        "African-American men": 18,
    }
    assert set(groups["White women"]) <= set(groups["women"])
    pairs = declared_pairs(groups)
    assert len(pairs) == 6
    assert not any("women" in pair or "men" in pair for pair in pairs)


def test_cutting_groups_down_keeps_whole_small_groups_and_the_order():
    few = at_most(SOME, per_group=12, seed=3)
    counts = few.frame.groupby(["gender", "ethnicity"]).size()
    assert counts.to_dict() == {
        ("female", "african-american"): 12,
        ("female", "asian"): 12,
        ("female", "white"): 12,
        ("male", "african-american"): 12,
        ("male", "hispanic"): 4,
        ("male", "white"): 12,
    }
    assert few.frame["image"].is_monotonic_increasing
    assert list(few.frame.index) == list(range(len(few.frame)))
    assert at_most(SOME, per_group=30, seed=3) is SOME
    other = at_most(SOME, per_group=12, seed=4)
    assert list(other.frame["image"]) != list(few.frame["image"])


def test_other_labels_go_to_the_same_images():
    frame = SOME.frame.iloc[::-1].reset_index(drop=True)
    frame.loc[frame["image"] == "i000", "gender"] = "male"
    few = at_most(SOME, per_group=12, seed=3)
    again = relabelled(few, LabelledImages(name="some", kind="real", frame=frame))
    pd.testing.assert_series_equal(again.frame["sha256"], few.frame["sha256"])
    changed = again.frame["gender"] != few.frame["gender"]
    assert set(again.frame.loc[changed, "image"]) <= {"i000"}


def test_a_gap_and_its_interval_agree_with_delong():
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(140, 6, 6)).astype(np.float32)
    scores[:60] *= 1.15
    groups = {"women": np.arange(60), "men": np.arange(60, 140)}
    kernels = alone(grids_of(scores), face=FACE)
    flat = scores.reshape(140, -1)
    maxima, medians = (
        higher(found[:60], found[60:]) for found in (flat.max(axis=1), np.median(flat, axis=1))
    )
    found = gap(kernels, groups, contrast(*WOMEN_MEN, "maximum", "median"), level=0.95)
    assert found.value == pytest.approx(100 * (maxima.mean() - medians.mean()))
    assert found.unit == "percentage points"
    assert found.n == "140 people in 4,800 pairs"
    reach = 100 * 1.97 * delong(maxima, medians)
    assert (found.high - found.low) / 2 == pytest.approx(reach, rel=0.04)
    single = gap(kernels, groups, {(*WOMEN_MEN, "maximum"): 1.0}, level=0.95)
    assert single.value == pytest.approx(100 * maxima.mean() - 50)
    rate = mean_over_pairs(kernels, groups, {(*WOMEN_MEN, "maximum"): 1.0}, level=0.95)
    assert (rate.value, rate.low) == pytest.approx((maxima.mean(), single.low / 100 + 0.5))


def test_the_interval_of_a_contrast_covers_a_planted_truth():
    """Cells scatter 1.1 times as widely in one group: medians are alike, maxima are not."""
    rng = np.random.default_rng(6)
    groups = {"women": np.arange(25), "men": np.arange(25, 60)}
    weights = contrast(*WOMEN_MEN, "maximum", "median")

    def drawn(people):
        level = rng.normal(size=(people, 1, 1))
        return (level + rng.normal(size=(people, 5, 5))).astype(np.float32)

    def table(women, men):
        cells = np.concatenate([drawn(women), drawn(men)])
        mean = cells[:women].mean(axis=(1, 2), keepdims=True)
        cells[:women] = mean + 1.1 * (cells[:women] - mean)
        return cells

    flat = table(60_000, 60_000).reshape(120_000, -1)
    maxima, medians = (
        stats.mannwhitneyu(found[:60_000], found[60_000:]).statistic / 60_000**2
        for found in (flat.max(axis=1), np.median(flat, axis=1))
    )
    truth = 100 * (maxima - medians)
    assert truth > 1
    covered, values = 0, []
    for _ in range(600):
        found = gap(alone(grids_of(table(25, 35)), face=FACE), groups, weights, level=0.95)
        covered += found.low <= truth <= found.high
        values.append(found.value)
    assert 0.92 <= covered / 600 <= 0.975
    assert np.mean(values) == pytest.approx(truth, abs=0.7)


def test_in_pairs_the_maximum_decides_in_both_orders():
    left = np.array([[1.0, 5.0], [4.0, 0.0], [4.5, 2.0]])
    right = np.array([[1.0, 3.0], [4.0, 0.0], [4.5, 2.0]])
    kernel = in_pairs(joined_of(left, right), face=FACE)["maximum"]
    # The first wins at the left (5 > 4, 5 > 4.5) and loses at the right (3 < 4, 3 < 4.5).
    np.testing.assert_allclose(kernel(np.array([0]), np.array([1, 2])), [[0.5, 0.5]])
    np.testing.assert_allclose(kernel(np.array([1]), np.array([2])), [[0.0]])
    np.testing.assert_allclose(kernel(np.array([2]), np.array([1])), [[1.0]])


def test_pairs_counted_alike_are_the_mean_of_their_gaps():
    rng = np.random.default_rng(7)
    kernels = alone(grids_of(rng.normal(size=(101, 4, 4)).astype(np.float32)), face=FACE)
    groups = people_by_group(SOME, minimum_people=15)
    each = [
        [gap(kernels, groups, {(*pair, rule): 1.0}, level=0.95).value for pair in WHITE_BLACK]
        for rule in ("maximum", "median")
    ]
    maxima = gap(kernels, groups, alike(WHITE_BLACK, "maximum"), level=0.95)
    assert maxima.value == pytest.approx(np.mean(each[0]))
    between = gap(kernels, groups, contrast_alike(WHITE_BLACK, "maximum", "median"), level=0.95)
    assert between.value == pytest.approx(np.mean(each[0]) - np.mean(each[1]))
    assert between.n == "80 people in 795 pairs"
    assert between.low < between.value < between.high


def test_the_faces_own_median_leaves_the_backdrop_out():
    """Bright backdrops raise a portrait's median, but not that of the cells in its face."""
    rng = np.random.default_rng(20)
    scores = rng.normal(size=(40, 10, 10)).astype(np.float32)
    scores[:20, :, :2] += 50
    scores[:20, :, 8:] += 50
    scores[20:, 4:6, 4:6] += 5  # in the face
    groups = {"women": np.arange(20), "men": np.arange(20, 40)}
    kernels = alone(grids_of(scores), face=FACE)
    inside = in_face(np.array([[0.5, 0.5], [0.1, 0.5], [0.5, 0.95]]), FACE)
    assert inside.tolist() == [True, False, False]
    rates = {
        rule: mean_over_pairs(kernels, groups, {(*WOMEN_MEN, rule): 1.0}, level=0.95).value
        for rule in ("median", "median_in_face", "maximum")
    }
    assert rates["median"] > 0.9
    assert rates["median_in_face"] < 0.4
    assert rates["maximum"] == 1
