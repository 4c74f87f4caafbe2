"""Drawn faces carry their strength through every lossless layout and size, and nowhere else."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from rml.cropping.drawn_faces import (
    DRAWN_FACE,
    DrawnGroup,
    draw_faces,
    draw_labelled_faces,
    drawn_groups,
)
from rml.cropping.planted_saliency import LOWEST, STEP, PlantedSaliency
from rml.cropping.resample import resample, target_size
from rml.data import ledger
from rml.data.labelled_images import check_labelled_images

STRENGTHS = {
    ("long", "lilac"): 0.4,
    ("long", "blue"): 0.1,
    ("short", "lilac"): 0.0,
    ("short", "blue"): -0.3,
}


@pytest.fixture(scope="module")
def groups():
    return drawn_groups(STRENGTHS)


def composite(images, *, axis, gap=0, padding=0):
    """Portraits in a row or column: an own, plain layout, so that the real one is not needed."""
    size = images[0].shape[0]
    black = lambda width: np.zeros((size, width, 3) if axis else (width, size, 3), dtype=np.uint8)  # noqa: E731
    parts = [black(padding)]
    for place, image in enumerate(images):
        parts += [image] if place == 0 else [black(gap), image]
    return np.concatenate(parts, axis=axis)


def read(image, scorer, *, people, size, axis, gap=0, padding=0):
    """The greatest score within each portrait."""
    height, width = image.shape[:2]
    grid = scorer.scores([resample(image, *target_size(width, height))])[0]
    grid = grid if axis else grid.T
    centres = (np.arange(grid.shape[1]) * 16 + 8) * max(width, height) / 320
    starts = padding + np.arange(people) * (size + gap)
    return np.array([grid[:, (centres >= s) & (centres < s + size)].max() for s in starts])


def test_people_of_a_group_differ_and_repeat_with_the_seed(groups):
    faces = draw_faces(groups, people=5, size=64, rng=np.random.default_rng(1))
    assert faces.images.shape == (20, 64, 64, 3)
    assert faces.images.dtype == np.uint8
    assert faces.group.tolist() == sorted([0, 1, 2, 3] * 5)
    assert all(
        np.count_nonzero(one != other) > 500
        for one, other in itertools.combinations(faces.images, 2)
    )
    again = draw_faces(groups, people=5, size=64, rng=np.random.default_rng(1))
    assert np.array_equal(faces.images, again.images)
    assert np.array_equal(faces.strength, again.strength)


def test_more_people_than_a_chunk_are_drawn_like_one_alone(groups):
    few = draw_faces(groups[:1], people=1, size=512, rng=np.random.default_rng(1))
    many = draw_faces(groups, people=8, size=512, rng=np.random.default_rng(2))
    assert many.images.shape == (32, 512, 512, 3)
    shares = [(image == image[4, 4]).all(axis=-1).mean() for image in (*few.images, *many.images)]
    assert 0.4 < min(shares) <= max(shares) < 0.75  # the plain background


def test_strengths_are_gumbel_around_the_groups(groups):
    faces = draw_faces(groups, people=4_000, size=48, rng=np.random.default_rng(3))
    mean = faces.strength.reshape(4, -1).mean(axis=1)
    # Euler's constant is the mean of a standard Gumbel variable; the standard error is 0.02.
    assert mean - np.euler_gamma == pytest.approx(list(STRENGTHS.values()), abs=0.08)
    assert faces.strength.reshape(4, -1).std(axis=1) == pytest.approx(np.pi / np.sqrt(6), abs=0.09)


@pytest.mark.parametrize("size", [48, 64, 100, 160, 237, 512])
def test_every_lossless_layout_keeps_the_strength_to_the_last_step(groups, size):
    rng = np.random.default_rng(size)
    faces = draw_faces(groups, people=3, size=size, rng=rng)
    scorer = PlantedSaliency()
    layouts = [
        {"people": 2, "axis": 1},
        {"people": 2, "axis": 0},
        {"people": 2, "axis": 1, "padding": 13},
        {"people": 2, "axis": 1, "padding": 31, "gap": 7},
        {"people": 2, "axis": 0, "padding": 6, "gap": 20},
        {"people": 2, "axis": 1, "padding": 19, "gap": size},
        {"people": 4, "axis": 1},
        {"people": 4, "axis": 0, "gap": 3},
    ]
    for layout, _ in itertools.product(layouts, range(4)):
        chosen = rng.choice(12, layout["people"], replace=False)
        spacing = {key: value for key, value in layout.items() if key != "people"}
        image = composite([faces.images[one] for one in chosen], **spacing)
        found = read(image, scorer, size=size, **layout)
        assert found == pytest.approx(faces.strength[chosen], abs=STEP / 100)


def test_scaling_to_a_fixed_height_keeps_it_too(groups):
    faces = draw_faces(groups, people=2, size=200, rng=np.random.default_rng(9))
    for height in (128, 256, 300):
        scaled = [
            np.asarray(Image.fromarray(image).resize((height, height), Image.Resampling.BICUBIC))
            for image in faces.images
        ]
        for one, other in [(0, 7), (5, 2)]:
            image = composite([scaled[one], scaled[other]], axis=1)
            found = read(image, PlantedSaliency(), people=2, size=height, axis=1)
            assert found == pytest.approx(faces.strength[[one, other]], abs=STEP / 100)


@pytest.mark.parametrize(("size", "error"), [(160, 0.2), (512, 0.1)])
def test_jpeg_loses_the_fine_digit_only(groups, size, error):
    """As stated: an error of about 0.1 log-odds at 160 pixels, less at more, and no bias."""
    rng = np.random.default_rng(11)
    faces = draw_faces(groups, people=6, size=size, rng=rng)
    errors = []
    for _ in range(25):
        chosen = rng.choice(24, 2, replace=False)
        stream = io.BytesIO()
        Image.fromarray(composite([faces.images[one] for one in chosen], axis=1)).save(
            stream, "JPEG"
        )
        image = np.asarray(Image.open(stream).convert("RGB"))
        found = read(image, PlantedSaliency(), people=2, size=size, axis=1)
        errors.append(found - faces.strength[chosen])
    assert np.std(errors) < error
    assert abs(np.mean(errors)) < 0.1


def test_without_the_face_region_nothing_is_left_of_the_strength(groups):
    faces = draw_faces(groups, people=100, size=64, rng=np.random.default_rng(12))
    region = DRAWN_FACE.mask(64, 64)
    scorer = PlantedSaliency()
    hidden = scorer.scores(list(np.where(region[..., np.newaxis], np.uint8(0), faces.images)))
    assert max(grid.max() for grid in hidden) < LOWEST - 1.5
    alone = scorer.scores(list(np.where(region[..., np.newaxis], faces.images, np.uint8(0))))
    shown = scorer.scores(list(faces.images))
    assert [grid.max() for grid in alone] == [grid.max() for grid in shown]


def test_nothing_but_the_band_is_green(groups):
    faces = draw_faces(groups, people=50, size=64, rng=np.random.default_rng(13))
    wide = faces.images.astype(np.int64)
    green = 64 * wide[..., 1] - 31 * wide[..., 0] - 33 * wide[..., 2]
    share = (green >= 1504).mean(axis=(1, 2))
    assert 0.03 < share.min() <= share.max() < 0.12
    assert np.all((green >= 1504) | (green < 700))


def test_the_generator_marks_what_follows_as_simulated(groups):
    before = ledger.inputs()
    ledger.clear()
    try:
        draw_faces(groups, people=1, size=48, rng=np.random.default_rng(1))
        assert set(ledger.inputs().values()) == {"simulated"}
    finally:
        ledger.clear()
        for name, kind in before.items():
            ledger.record_input(name, kind)


def test_labelled_faces_are_an_image_set_without_strengths(groups):
    images = draw_labelled_faces(groups, people=3, size=64, rng=np.random.default_rng(14))
    assert check_labelled_images(images, needed=("hair", "skin")) is images
    assert (images.kind, images.labels) == ("simulated", ("hair", "skin"))
    assert images.frame.groupby(["hair", "skin"]).size().to_dict() == dict.fromkeys(STRENGTHS, 3)
    faces = draw_faces(groups, people=3, size=64, rng=np.random.default_rng(14))
    assert np.array_equal(np.stack(images.arrays), faces.images)
    names = (images.frame["hair"] + " " + images.frame["skin"]).tolist()
    assert names == [faces.groups[place].name for place in faces.group]


def test_what_cannot_be_drawn_is_refused(groups):
    rng = np.random.default_rng(1)
    for people, size in [(0, 64), (1, 40), (1, 2000)]:
        with pytest.raises(ValueError, match="48 to 1024 pixels"):
            draw_faces(groups, people=people, size=size, rng=rng)
    with pytest.raises(ValueError, match="strength for each of"):
        drawn_groups({("long", "lilac"): 0.0})
    with pytest.raises(ValueError, match="between -1.5 and 1.5"):
        DrawnGroup(labels={}, strength=2.0, skin=(0, 0, 0), hair=(0, 0, 0), long_hair=True)
