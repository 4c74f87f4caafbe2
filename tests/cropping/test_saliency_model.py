"""The model as a researcher calls it: paths, Pillow images, arrays and bytes in, crops out."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

import rml.cropping
from rml.cropping.resample import resample
from rml.cropping.saliency_model import (
    DEFAULT_RATIOS,
    CropResult,
    SaliencyModel,
    fed_image,
    load_saliency_model,
    saliency_grid,
)
from rml.cropping.salient_point import crop_box, crop_centre
from rml.errors import DataError, DataUnavailableError


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def encoded(pixels, kind="PNG"):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


def same(first, second):
    assert (first.width, first.height) == (second.width, second.height)
    assert first.symmetric == second.symmetric
    assert first.salient_point == second.salient_point
    assert first.crops == second.crops
    np.testing.assert_array_equal(first.grid.scores, second.grid.scores)
    np.testing.assert_array_equal(first.grid.x, second.grid.x)
    np.testing.assert_array_equal(first.grid.y, second.grid.y)


def test_an_image_may_be_given_as_path_bytes_pillow_image_or_array(made_model, tmp_path):
    pixels = noise(130, 90)
    path = tmp_path / "image.png"
    path.write_bytes(encoded(pixels))
    with Image.open(path) as opened:
        sources = [path, str(path), path.read_bytes(), opened, Image.fromarray(pixels), pixels]
        results = made_model.crop(sources)
    assert len(results) == 6
    assert isinstance(results[0], CropResult)
    for result in results[1:]:
        same(result, results[0])


def test_a_stack_of_arrays_is_a_list_of_images(made_model):
    stack = np.stack([noise(40, 30, seed) for seed in range(3)])
    for result, single in zip(made_model.crop(stack), stack, strict=True):
        same(result, made_model.crop([single])[0])


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "image", "array", "grey"])
def test_one_image_alone_is_refused_before_it_is_taken_for_several(made_model, tmp_path, kind):
    pixels = noise(40, 30)
    path = tmp_path / "image.png"
    path.write_bytes(encoded(pixels))
    source = {
        "path": path,
        "text": str(path),
        "bytes": encoded(pixels),
        "image": Image.fromarray(pixels),
        "array": pixels,
        "grey": pixels[..., 0],
    }[kind]
    with pytest.raises(TypeError, match=r"Give images as a list, also one: \[image\], not "):
        made_model.crop(source)
    with pytest.raises(TypeError, match="Give images as a list"):
        made_model.grids(source)


def test_results_are_made_of_the_parts(made_model):
    """Fed, scored, placed and cropped one by one, of a turned JPEG and others."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    Image.fromarray(noise(700, 500)).save(stream, "JPEG", exif=exif)
    for source in (stream.getvalue(), noise(33, 47), np.zeros((64, 64, 3), np.uint8)):
        (result,) = made_model.crop([source], ratios=(0.5, 3))
        fed = fed_image(source)
        np.testing.assert_array_equal(made_model.resized(source), fed.pixels)
        (scores,) = made_model.scores([fed.pixels])
        grid = saliency_grid(scores, fed.width, fed.height)
        np.testing.assert_allclose(result.grid.scores, grid.scores, atol=1e-5)
        np.testing.assert_array_equal(result.grid.x, grid.x)
        assert result.salient_point == grid.salient_point
        centre = crop_centre(grid, symmetric=result.symmetric)
        for ratio in (0.5, 3):
            box = crop_box(fed.width, fed.height, centre=centre, ratio=ratio)
            assert result.crops[ratio] == box
        assert list(result.crops) == [0.5, 3]


def test_the_default_shapes_are_those_of_the_program(made_model):
    (result,) = made_model.crop([noise(90, 60)])
    assert tuple(result.crops) == DEFAULT_RATIOS == (0.56, 1.0, 1.14, 2.0)


def test_a_symmetric_image_is_cropped_in_its_middle_and_keeps_its_salient_point(made_model):
    half = noise(150, 200)
    (result,) = made_model.crop([np.concatenate([half, half[:, ::-1]], axis=1)], ratios=(2.0,))
    assert result.symmetric
    assert result.crops[2.0] == (100, 0, 100, 200)
    assert result.salient_point == result.grid.salient_point
    row, column = np.unravel_index(result.grid.scores.argmax(), result.grid.scores.shape)
    assert result.salient_point == (int(result.grid.x[column]), int(result.grid.y[row]))


def test_grids_are_those_of_the_crops(made_model):
    images = [noise(90 + seed, 60, seed) for seed in range(3)]
    for grid, result in zip(made_model.grids(images), made_model.crop(images), strict=True):
        np.testing.assert_array_equal(grid.scores, result.grid.scores)
        assert (grid.width, grid.height) == (result.width, result.height)
        assert grid.scores.shape == (len(grid.y), len(grid.x))


def test_many_images_of_several_sizes_keep_their_order(made_model):
    images = [noise(60 + 20 * (seed % 3), 50, seed) for seed in range(9)]
    together = made_model.crop(image for image in images)
    for image, result in zip(images, together, strict=True):
        same(result, made_model.crop([image])[0])


def test_what_is_fed_is_the_resampled_picture(made_model):
    pixels = noise(512, 384)
    np.testing.assert_array_equal(made_model.resized(pixels), resample(pixels, 320, 240))
    portrait = noise(512, 512)
    assert made_model.resized(portrait).shape == (320, 320, 3)
    (grid,) = made_model.grids([portrait])
    assert grid.scores.shape == (20, 20)
    np.testing.assert_allclose(grid.x, 12.8 + 25.6 * np.arange(20), rtol=1e-6)


def test_attempts_hand_errors_back_and_go_on(made_model, tmp_path):
    text = tmp_path / "text.jpg"
    text.write_text("Not a picture.")
    sources = [noise(40, 30), text, b"", noise(1, 900), tmp_path / "none.png", noise(30, 40)]
    attempts = list(made_model.attempts(sources, ratios=(1.0,)))
    assert [attempt[0] is source for attempt, source in zip(attempts, sources, strict=True)]
    results = [result for _, result in attempts]
    assert [isinstance(result, DataError) for result in results] == [0, 1, 1, 1, 1, 0]
    for result, words in zip(
        results[1:5], ("text.jpg: ", "given as bytes: ", "too thin", "none.png: "), strict=True
    ):
        assert words in str(result)
    assert results[5].crops.keys() == {1.0}


def test_attempts_are_made_when_they_are_asked_for(made_model):
    asked = []

    def sources():
        for seed in range(100):
            asked.append(seed)
            yield noise(30, 20, seed)

    attempts = made_model.attempts(sources())
    assert asked == []
    next(attempts)
    attempts.close()
    assert len(asked) < 100


def test_crop_raises_the_first_error(made_model, tmp_path):
    with pytest.raises(DataError, match="one.png"):
        made_model.crop([noise(9, 9), tmp_path / "one.png", tmp_path / "two.png"])
    with pytest.raises(DataError, match="one.png"):
        made_model.grids([tmp_path / "one.png"])
    with pytest.raises(DataError, match="one.png"):
        made_model.resized(tmp_path / "one.png")


@pytest.mark.parametrize("ratio", [0, -1, float("nan"), float("inf")])
def test_what_is_no_ratio_is_refused_before_any_image_is_read(made_model, ratio):
    asked = []

    def sources():
        asked.append(1)
        yield noise(9, 9)

    with pytest.raises(ValueError, match="must be above 0"):
        made_model.crop(sources(), ratios=(1.0, ratio))
    assert asked == []


# Loading


def test_a_model_knows_its_weights_its_device_and_its_batch(made_model, made_weights_path):
    assert isinstance(made_model, SaliencyModel)
    assert len(made_model.identity) == 64
    assert made_model.device == torch.device("cpu")
    assert made_model.batch == 1
    again = load_saliency_model(str(made_weights_path))
    assert again.identity == made_model.identity


def test_the_package_loads_the_model(made_weights_path):
    model = rml.cropping.load_saliency_model(made_weights_path, device="cpu")
    assert isinstance(model, SaliencyModel)


def test_the_real_weights_are_found_without_a_path(weights_path, monkeypatch):
    monkeypatch.setenv("RML_OFFLINE", "1")
    assert load_saliency_model().identity == load_saliency_model(weights_path).identity


def test_without_the_weights_it_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_OFFLINE", "1")
    monkeypatch.setenv("RML_CACHE", str(tmp_path))
    monkeypatch.delenv("RML_MIRROR", raising=False)
    with pytest.raises(DataUnavailableError, match="`rml data get twitter_fastgaze`"):
        load_saliency_model()


def test_what_is_no_weights_file_is_refused_by_name(tmp_path):
    path = tmp_path / "picture.vxm"
    path.write_bytes(encoded(noise(9, 9)))
    with pytest.raises(DataError, match="no weights file of the saliency model") as caught:
        load_saliency_model(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("device", ["abacus", "cuda:99", "", "cpu:x"])
def test_a_device_that_is_not_there_is_refused_with_a_remedy(made_weights_path, device):
    with pytest.raises(DataError, match=f"cannot run on the device '{device}': ") as caught:
        load_saliency_model(made_weights_path, device=device)
    message = str(caught.value)
    assert ". Use device='cpu'" in message
    assert "\n" not in message


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_crops_of_the_processor_in_large_batches(made_model, made_weights_path):
    on_gpu = load_saliency_model(made_weights_path, device="cuda")
    assert on_gpu.batch >= 32
    images = [noise(300 + seed % 3, 200, seed) for seed in range(150)]
    for ours, theirs in zip(on_gpu.crop(images), made_model.crop(images), strict=True):
        np.testing.assert_allclose(ours.grid.scores, theirs.grid.scores, atol=5e-5)
        assert ours.crops == theirs.crops
