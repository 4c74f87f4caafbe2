"""The published program's own outputs: bytes as fed, scores, salient points and crops.

Of 14 drawn images and 24 photographs, as `candidate_crops` printed them. What needs no weights
is tested anywhere; scores need the weights, and the photographs need the mirror.
"""

import hashlib

import numpy as np
import pytest
import torch

from rml.cropping import load_saliency_model
from rml.cropping.saliency_model import DEFAULT_RATIOS, fed_image
from rml.cropping.salient_point import (
    SaliencyGrid,
    crop_box,
    crop_centre,
    grid_places,
    is_symmetric,
)

RATIOS = ("0.56", "1.0", "1.14", "2.0")


def printed(values):
    """Numbers as the program prints them."""
    return [f"{value:.6g}" for value in values]


def scores_of(expected):
    shape = expected["grid_rows"], expected["grid_cols"]
    return np.array(expected["scores"], np.float32).reshape(shape)


def check_fed(source, expected):
    """Everything that does not depend on the network's arithmetic."""
    fed = fed_image(source)
    assert [fed.width, fed.height] == expected["original_size"]
    assert list(fed.pixels.shape) == [*expected["resized_size"][::-1], 3]
    assert hashlib.sha256(fed.pixels.tobytes()).hexdigest() == expected["resized_rgb_sha256"]
    x, y = grid_places(fed.width, fed.height)
    assert printed(x) == expected["point_x"]
    assert printed(y) == expected["point_y"]
    symmetric = is_symmetric(fed.pixels)
    assert symmetric == expected["symmetric"]
    grid = SaliencyGrid(width=fed.width, height=fed.height, x=x, y=y, scores=scores_of(expected))
    assert list(grid.salient_cell) == expected["best_cell"]
    assert list(grid.salient_point) == expected["salient_point"]
    centre = crop_centre(grid, symmetric=symmetric)
    own_shape = float(np.float32(fed.height) / np.float32(fed.width))
    crops = [
        list(crop_box(fed.width, fed.height, centre=centre, ratio=ratio))
        for ratio in (*DEFAULT_RATIOS, own_shape)
    ]
    assert crops == expected["default_crops"]
    assert crops[:4] == [expected["crops"][ratio] for ratio in RATIOS]
    assert crops[4] == [0, 0, fed.width, fed.height]


def check_scores(result, expected):
    """The network's scores, and what follows from them alone."""
    np.testing.assert_allclose(result.grid.scores, scores_of(expected), atol=5e-5, rtol=1e-4)
    strict = np.abs(scores_of(expected)) <= 1
    np.testing.assert_allclose(
        result.grid.scores[strict], scores_of(expected)[strict], atol=5e-5, rtol=0
    )
    assert printed(result.grid.x) == expected["point_x"]
    assert printed(result.grid.y) == expected["point_y"]
    assert [result.width, result.height] == expected["original_size"]
    assert list(result.salient_point) == expected["salient_point"]
    assert result.symmetric == expected["symmetric"]
    assert {ratio: list(result.crops[float(ratio)]) for ratio in RATIOS} == expected["crops"]


def test_the_images_are_drawn_as_they_were(synthetic_images, synthetic_module, golden_synthetic):
    assert len(golden_synthetic) == 14
    assert synthetic_images.keys() == golden_synthetic.keys()
    for name, image in synthetic_images.items():
        expected = golden_synthetic[name]
        assert image.mode == expected["mode"]
        assert list(image.size) == expected["original_size"]
        assert synthetic_module.pixel_sha256(image) == expected["pixel_sha256"]


def test_drawn_images_are_fed_and_cropped_as_by_the_program(synthetic_paths, golden_synthetic):
    for name, path in synthetic_paths.items():
        check_fed(path, golden_synthetic[name])


def test_drawn_images_need_no_file(synthetic_images, golden_synthetic):
    for name, image in synthetic_images.items():
        check_fed(image, golden_synthetic[name])
        if image.mode != "P":
            check_fed(np.asarray(image), golden_synthetic[name])


def test_drawn_images_have_the_programs_scores(model, synthetic_paths, golden_synthetic):
    results = model.crop(synthetic_paths.values())
    for name, result in zip(synthetic_paths, results, strict=True):
        check_scores(result, golden_synthetic[name])


def test_photographs_are_fed_and_cropped_as_by_the_program(real_files, golden_photos):
    assert len(golden_photos) == 24
    for name, expected in golden_photos.items():
        check_fed(real_files / name, expected)


def test_photographs_have_the_programs_scores(model, real_files, golden_photos):
    results = model.crop([real_files / name for name in golden_photos])
    for expected, result in zip(golden_photos.values(), results, strict=True):
        check_scores(result, expected)


def test_the_worked_example(model, real_files):
    (path,) = real_files.glob("twitter-research/image-crop-analysis/*/data/dummy.jpeg")
    (result,) = model.crop([path])
    assert (result.width, result.height) == (1034, 851)
    assert model.resized(path).shape == (263, 320, 3)
    assert result.grid.scores.shape == (17, 20)
    assert (result.salient_point, result.symmetric) == ((129, 336), False)
    assert result.crops == {
        0.56: (0, 47, 1034, 579),
        1.0: (0, 0, 851, 851),
        1.14: (0, 0, 746, 851),
        2.0: (0, 0, 426, 851),
    }
    grid = result.grid
    assert printed([grid.x[0], grid.y[0], grid.x[-1], grid.y[-1]]) == [
        "25.85",
        "25.85",
        "1008.15",
        "846.588",
    ]
    assert grid.scores[0, 0] == pytest.approx(0.440154, abs=5e-5)
    assert grid.scores[-1, -1] == pytest.approx(-0.0829915, abs=5e-5)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_programs_scores_in_large_batches(
    weights_path, synthetic_paths, golden_synthetic
):
    on_gpu = load_saliency_model(weights_path, device="cuda")
    assert on_gpu.batch >= 32
    results = on_gpu.crop([*synthetic_paths.values()] * 20)
    for number, result in enumerate(results):
        check_scores(result, golden_synthetic[list(synthetic_paths)[number % 14]])
