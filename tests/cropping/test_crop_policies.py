import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rml.cropping.crop_policies import (
    CENTRE,
    MODEL,
    WHOLE,
    Images,
    Policy,
    Scene,
    cell_chances,
    centre_crop,
    chance_on_left,
    face_share,
    face_width,
    kept_by_cell,
    outcome_of,
    sampled,
    view_of,
)
from rml.cropping.face_region import CONGRESS_FACE, FaceRegion
from rml.cropping.salient_point import Crop, crop_box, grid_places
from rml.cropping.softened import share_on_first

ONE = Scene.of_one(512, CONGRESS_FACE)
TWO = Scene.of_two(512, CONGRESS_FACE)
RATIOS = (0.56, 1.0, 1.14, 2.0)
# One column of pixels is the most that rounding to whole pixels can move a crop.
ONE_COLUMN = 1 / (2 * CONGRESS_FACE.half_width * 512) * 1.5
POLICIES = (MODEL, CENTRE, WHOLE, sampled(0.5), sampled(1.0), sampled(math.inf))


def drawn(scene, count, *, seed=1, symmetric=False):
    x, y = grid_places(scene.width, scene.height)
    scores = np.random.default_rng(seed).normal(0, 2, size=(count, y.size, x.size))
    return Images(scene=scene, x=x, y=y, scores=scores, symmetric=np.full(count, symmetric))


def mirrored(images):
    return Images(
        scene=images.scene,
        x=images.x,
        y=images.y,
        scores=images.scores[:, :, ::-1],
        symmetric=images.symmetric,
    )


def test_shares_are_counted_pixel_by_pixel():
    """Against masks painted into the whole image, without any shifting of crops."""
    crop = Crop(200, 0, 512, 512)
    inside = np.zeros((512, 1024), dtype=bool)
    inside[:, 200:712] = True
    face = CONGRESS_FACE.mask(512, 512)
    expected = [
        (face & inside[:, :512]).sum() / face.sum(),
        (face & inside[:, 512:]).sum() / face.sum(),
    ]
    assert TWO.kept(crop).tolist() == expected


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scene", [ONE, TWO])
def test_no_crop_keeps_everything(scene, ratio):
    outcome = outcome_of(WHOLE, drawn(scene, 3), ratio=ratio, shown_from=0.9)
    assert (outcome.kept == 1).all()
    assert (outcome.shown == 1).all()
    assert not outcome.only_one.any()
    assert view_of(WHOLE, scene, ratio=ratio).area_kept == 1


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_centre_crop_treats_left_and_right_alike(ratio):
    crop = centre_crop(TWO, ratio=ratio)
    assert abs(crop.left - (1024 - crop.left - crop.width)) <= 1
    outcome = outcome_of(CENTRE, drawn(TWO, 2), ratio=ratio, shown_from=0.9)
    assert outcome.kept[:, 0] == pytest.approx(outcome.kept[:, 1], abs=ONE_COLUMN)
    assert not outcome.only_one.any()


def test_the_square_centre_crop_of_two_people_cuts_both_faces_in_half():
    outcome = outcome_of(CENTRE, drawn(TWO, 1), ratio=1.0, shown_from=0.9)
    assert outcome.kept.tolist() == [[0.5, 0.5]]
    assert not outcome.shown.any()


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scene", [ONE, TWO])
def test_the_model_crop_is_the_crop_around_the_greatest_score(scene, ratio):
    images = drawn(scene, 20)
    outcome = outcome_of(MODEL, images, ratio=ratio, shown_from=0.9)
    for scores, kept in zip(images.scores, outcome.kept, strict=True):
        row, column = np.unravel_index(scores.argmax(), scores.shape)
        centre = (int(images.x[column]), int(images.y[row]))
        crop = crop_box(scene.width, scene.height, centre=centre, ratio=ratio)
        assert kept.tolist() == scene.kept(crop).tolist()


def test_a_symmetric_image_is_cropped_around_its_middle():
    """As the program does: the height still follows the model, the side does not."""
    wide, tall = (
        outcome_of(MODEL, drawn(ONE, 8, symmetric=True), ratio=ratio, shown_from=0.9).kept
        for ratio in (0.56, 2.0)
    )
    plain = outcome_of(MODEL, drawn(ONE, 8), ratio=0.56, shown_from=0.9).kept
    assert (wide == plain).all()
    assert np.ptp(tall) == 0
    assert tall[0, 0] == ONE.kept(centre_crop(ONE, ratio=2.0))[0]


@given(seed=st.integers(0, 10_000), temperature=st.sampled_from([0.0, 0.3, 1.0, 5.0, math.inf]))
@settings(max_examples=40, deadline=None)
def test_the_mirrored_image_gives_the_mirrored_outcome(seed, temperature):
    images = drawn(TWO, 2, seed=seed)
    policy = sampled(temperature)
    for ratio in (1.0, 2.0):
        as_is = outcome_of(policy, images, ratio=ratio, shown_from=0.5)
        turned = outcome_of(policy, mirrored(images), ratio=ratio, shown_from=0.5)
        assert turned.kept[:, ::-1] == pytest.approx(as_is.kept, abs=ONE_COLUMN)
    left = chance_on_left(policy, images)
    assert chance_on_left(policy, mirrored(images)) == pytest.approx(1 - left)


def test_a_cold_softmax_is_the_maximum():
    images = drawn(TWO, 30)
    for ratio in RATIOS:
        cold = outcome_of(sampled(1e-6), images, ratio=ratio, shown_from=0.9)
        model = outcome_of(MODEL, images, ratio=ratio, shown_from=0.9)
        assert cold.kept == pytest.approx(model.kept)
        assert cold.only_one == pytest.approx(model.only_one)


def test_a_hot_softmax_is_a_draw_without_looking():
    images = drawn(TWO, 4)
    hot = outcome_of(sampled(1e9), images, ratio=1.0, shown_from=0.9)
    blind = outcome_of(sampled(math.inf), images, ratio=1.0, shown_from=0.9)
    assert hot.kept == pytest.approx(blind.kept)
    assert np.ptp(blind.kept, axis=0) == pytest.approx(0)
    by_cell = kept_by_cell(images, ratio=1.0, symmetric=False)
    assert blind.kept[0] == pytest.approx(by_cell.mean(axis=(1, 2)))


def test_the_expectation_is_what_sampling_gives():
    images = drawn(TWO, 1, seed=4)
    exact = outcome_of(sampled(1.0), images, ratio=1.0, shown_from=0.9)
    chances = cell_chances(images.scores, temperature=1.0).ravel()
    kept = kept_by_cell(images, ratio=1.0, symmetric=False).reshape(2, -1)
    cells = np.random.default_rng(2).choice(chances.size, p=chances, size=40_000)
    assert kept[:, cells].mean(axis=1) == pytest.approx(exact.kept[0], abs=0.01)
    alone = (kept[:, cells] >= 0.9).sum(axis=0) == 1
    assert alone.mean() == pytest.approx(exact.only_one[0], abs=0.01)


@given(
    scores=st.lists(st.floats(-50, 800), min_size=6, max_size=6),
    temperature=st.sampled_from([0.0, 1e-3, 0.5, 1.0, 20.0, math.inf]),
)
def test_chances_add_up_and_rise_with_the_score(scores, temperature):
    grid = np.array(scores).reshape(1, 2, 3)
    chances = cell_chances(grid, temperature=temperature)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
    assert chances.ravel()[grid.argmax()] == chances.max()
    if temperature > 0:
        order = np.argsort(grid.ravel(), kind="stable")
        assert (np.diff(chances.ravel()[order]) >= -1e-12).all()


def test_the_first_of_equal_scores_is_taken_as_in_the_program():
    grid = np.zeros((1, 2, 3))
    grid[0, 1, 0] = grid[0, 0, 2] = 3.0
    assert cell_chances(grid, temperature=0).ravel().tolist() == [0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("temperature", [0.25, 1.0, math.inf])
def test_the_chance_of_a_side_is_that_of_the_softened_choice(temperature):
    images = drawn(TWO, 6)
    left, right = images.scores[:, :, :10], images.scores[:, :, 10:]
    expected = np.diag(
        share_on_first(left.reshape(6, -1), right.reshape(6, -1), temperature=temperature)
    )
    assert chance_on_left(sampled(temperature), images) == pytest.approx(expected)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("scene", [ONE, TWO])
def test_the_view_fits_the_preview(scene, ratio):
    whole = view_of(WHOLE, scene, ratio=ratio)
    # The image touches two edges of the preview and leaves none of it outside.
    sides = (scene.width * whole.scale, scene.height * whole.scale / ratio)
    assert max(sides) == pytest.approx(1)
    assert whole.filled == pytest.approx(sides[0] * sides[1])
    crop = view_of(CENTRE, scene, ratio=ratio)
    assert crop == view_of(MODEL, scene, ratio=ratio)
    assert crop.filled == 1
    assert crop.scale >= whole.scale - 1e-12
    # Filling and keeping are two sides of one coin: both compare the image's shape with the
    # preview's, up to the rounding of the crop's sides.
    assert crop.area_kept == pytest.approx(whole.filled, abs=0.003)


def test_sizes_of_faces_by_hand():
    """Two people in a square preview: uncropped, all is half as long and as wide."""
    assert face_width(MODEL, TWO, ratio=1.0) == pytest.approx(0.44)
    assert face_width(WHOLE, TWO, ratio=1.0) == pytest.approx(0.22)
    assert view_of(WHOLE, TWO, ratio=1.0).filled == pytest.approx(0.5)
    ellipse = math.pi * 0.22 * 0.28
    assert face_share(MODEL, TWO, 1.0, ratio=1.0) == pytest.approx(ellipse, rel=1e-3)
    assert face_share(WHOLE, TWO, 1.0, ratio=1.0) == pytest.approx(ellipse / 4, rel=1e-3)
    assert face_share(MODEL, TWO, 0.5, ratio=1.0) == pytest.approx(ellipse / 2, rel=1e-3)


@pytest.mark.parametrize("policy", POLICIES)
def test_outcomes_are_shares(policy):
    outcome = outcome_of(policy, drawn(TWO, 10), ratio=1.0, shown_from=0.9)
    for values in (outcome.kept, outcome.shown, outcome.only_one):
        assert (values >= 0).all()
        assert (values <= 1 + 1e-12).all()


def test_an_off_centre_face_is_followed():
    scene = Scene.of_two(
        100, FaceRegion(centre_x=0.2, centre_y=0.5, half_width=0.1, half_height=0.1)
    )
    kept = scene.kept(centre_crop(scene, ratio=1.0))
    assert kept.tolist() == [0.0, 1.0]


def test_what_makes_no_sense_is_refused():
    images = drawn(TWO, 2)
    with pytest.raises(ValueError, match="at least 0"):
        Policy(name="x", kind="cell", temperature=-1)
    with pytest.raises(ValueError, match="nobody wins"):
        chance_on_left(CENTRE, images)
    with pytest.raises(ValueError, match="shown_from"):
        outcome_of(MODEL, images, ratio=1.0, shown_from=1.5)
    with pytest.raises(ValueError, match="must be of shape"):
        Images(
            scene=TWO, x=images.x, y=images.y, scores=images.scores[:1], symmetric=images.symmetric
        )
    with pytest.raises(ValueError, match="of shape"):
        cell_chances(np.zeros((2, 2)), temperature=1)
