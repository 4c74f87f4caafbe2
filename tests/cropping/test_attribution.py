"""Integrated gradients against sums written out, and against functions where they are known."""

import numpy as np
import pytest
import torch
from torch import nn

from rml.cropping.attribution import (
    BASELINES,
    REACH_CELLS,
    REGIONS,
    baseline_image,
    block_sums,
    integrated_gradients,
    mean_colour_of,
    region_sums,
    regions,
)
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.network import SaliencyNetwork, network_input
from rml.cropping.weights import Convolution, Pooling, Weights


def random_network(*, seed=11, channels=3, slope=0.3):
    """The saliency model's layers with few channels and random weights."""
    rng = np.random.default_rng(seed)

    def convolution(inputs, outputs, size, slope):
        weight = rng.normal(size=(outputs, inputs, size, size)) / (size * np.sqrt(inputs))
        bias = rng.normal(size=outputs) / 10
        return Convolution(
            weight=weight.astype(np.float32), bias=bias.astype(np.float32), slope=slope
        )

    layers = []
    inputs = 3
    for number in range(5):
        for _ in range(2):
            layers.append(convolution(inputs, channels, 3, 0.0 if number < 4 else 0.5))
            inputs = channels
        if number < 4:
            layers.append(Pooling(size=2))
    layers.append(convolution(channels, 1, 1, slope))
    return SaliencyNetwork(Weights(layers=tuple(layers), sha256="0" * 64))


class Linear(nn.Module):
    """One score for each 16 by 16 pixels: a weighted sum of them."""

    def __init__(self, weight):
        super().__init__()
        self.weight = torch.from_numpy(weight)

    def forward(self, inputs):
        return nn.functional.conv2d(inputs, self.weight, stride=16)[:, 0]


class Squared(nn.Module):
    """The square of the summed red of a cell's pixels: its attribution has a closed form."""

    def forward(self, inputs):
        return nn.functional.avg_pool2d(inputs[:, 0], 16) ** 2


@pytest.fixture
def image():
    rng = np.random.default_rng(12)
    small = rng.integers(0, 256, (20, 20, 3), dtype=np.uint8)
    return np.repeat(np.repeat(small, 16, 0), 16, 1) // 2 + rng.integers(
        0, 100, (320, 320, 3), dtype=np.uint8
    )


def test_of_a_linear_function_each_pixel_gets_its_weight_times_its_change(image):
    weight = np.random.default_rng(13).normal(size=(1, 3, 16, 16)).astype(np.float32)
    found = integrated_gradients(Linear(weight), image, baseline=[10, 20, 30], cell=(3, 5), steps=2)
    part = image[48:64, 80:96].astype(float) - [10, 20, 30]
    expected = (part * weight[0].transpose(1, 2, 0)).sum(axis=2)
    np.testing.assert_allclose(found.pixels[48:64, 80:96], expected, rtol=1e-4, atol=1e-3)
    assert found.explained == pytest.approx(expected.sum(), rel=1e-4)
    assert abs(found.shortfall) < 1e-3 * abs(expected).sum()


def test_of_a_square_the_path_from_the_baseline_counts(image):
    found = integrated_gradients(Squared(), image, baseline=[0, 0, 0], cell=(2, 2), steps=8)
    red = image[32:48, 32:48, 0] - 103.939
    start, end = -103.939, red.mean()
    # d/dx of mean² along the path averages to (start + end) / 256 for every pixel.
    expected = (red - start) * (start + end) / 256
    np.testing.assert_allclose(found.pixels[32:48, 32:48], expected, rtol=1e-3, atol=1e-3)
    assert abs(found.shortfall) < 1e-4 * abs(start) ** 2


def test_captum_is_the_quadrature_of_gradients_along_the_path_written_out(image):
    network = random_network()
    baseline = np.full(image.shape, 110, dtype=np.uint8)
    found = integrated_gradients(network, image, baseline=baseline, cell=(9, 4), steps=7)
    end, start = network_input([image]), network_input([baseline])
    nodes, weights = np.polynomial.legendre.leggauss(7)
    summed = torch.zeros_like(end)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        point = (start + (end - start) * node).requires_grad_()
        network(point)[0, 9, 4].backward()
        summed += weight * point.grad
    expected = ((end - start) * summed)[0].sum(dim=0).numpy()
    np.testing.assert_allclose(found.pixels, expected, atol=1e-5 * np.abs(expected).max())
    assert found.shortfall == pytest.approx(expected.sum() - found.explained, abs=1e-4)


def test_more_steps_leave_less_of_the_score_unexplained(image):
    smooth = np.asarray(image // 8 + 100, dtype=np.uint8)
    shortfalls = [
        abs(
            integrated_gradients(
                random_network(), smooth, baseline=[110, 110, 110], cell=(9, 4), steps=steps
            ).shortfall
        )
        for steps in (2, 64)
    ]
    assert shortfalls[1] < shortfalls[0] / 3


@pytest.mark.parametrize("cell", [(0, 0), (10, 9), (19, 3), (19, 19)])
def test_a_part_of_the_image_gives_what_the_whole_gives(image, cell):
    """A score must not depend on what lies outside the part that is differentiated."""
    network = random_network()
    found = integrated_gradients(network, image, baseline=[90, 90, 90], cell=cell, steps=3)
    with torch.no_grad():
        assert found.score == pytest.approx(
            float(network(network_input([image]))[0][cell]), abs=1e-5
        )
    point = network_input([image]).requires_grad_()
    network(point)[0][cell].backward()
    touched = point.grad[0].abs().sum(dim=0).numpy() > 0
    reached = np.zeros((320, 320), dtype=bool)
    row, column = cell
    reached[
        16 * max(row - REACH_CELLS, 0) : 16 * (row + REACH_CELLS + 1),
        16 * max(column - REACH_CELLS, 0) : 16 * (column + REACH_CELLS + 1),
    ] = True
    assert touched.any()
    assert not touched[~reached].any()
    assert not found.pixels[~reached].any()


def test_without_a_cell_the_greatest_score_is_explained(image):
    network = random_network()
    with torch.no_grad():
        grid = network(network_input([image]))[0].numpy()
    found = integrated_gradients(network, image, baseline=[90, 90, 90], steps=2)
    assert found.cell == np.unravel_index(grid.argmax(), grid.shape)
    assert found.score == pytest.approx(grid.max(), abs=1e-5)


def test_an_image_against_itself_has_nothing_to_explain(image):
    found = integrated_gradients(random_network(), image, baseline=image, steps=2)
    assert found.explained == pytest.approx(0, abs=1e-6)
    assert not found.pixels.any()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"baseline": [1, 2]}, "does not fit"),
        ({"steps": 1}, "At least 2 steps"),
        ({"cell": (20, 0)}, "outside a grid of 20 by 20"),
    ],
)
def test_what_cannot_be_attributed_is_refused(image, wrong, message):
    with pytest.raises(ValueError, match=message):
        integrated_gradients(random_network(), image, **{"baseline": [0, 0, 0], **wrong})


def test_regions_cover_the_portrait_and_share_no_pixel():
    masks = regions(CONGRESS_FACE, width=320, height=320)
    assert tuple(masks) == REGIONS
    np.testing.assert_array_equal(np.sum(list(masks.values()), axis=0), 1)
    assert masks["face"][150, 160]
    assert masks["hair and above"][20, 160]
    assert masks["shoulders"][310, 20]
    assert masks["background"][60, 10]
    pixels = np.random.default_rng(14).normal(size=(320, 320))
    assert sum(region_sums(pixels, masks).values()) == pytest.approx(pixels.sum())


def test_blocks_keep_the_sum_and_the_place():
    pixels = np.zeros((320, 320))
    pixels[17, 40] = 2.0
    blocks = block_sums(pixels, blocks=20)
    assert blocks[1, 2] == blocks.sum() == 2.0
    with pytest.raises(ValueError, match="does not divide"):
        block_sums(pixels[:319], blocks=20)


def test_baselines_hold_less_and_less_of_the_portrait(image):
    mean = mean_colour_of([image, image // 2])
    assert mean == pytest.approx((image.mean(axis=(0, 1)) + (image // 2).mean(axis=(0, 1))) / 2)
    made = {name: baseline_image(name, image, mean_colour=mean) for name in BASELINES}
    assert made["black"].tolist() == [0, 0, 0]
    assert len(set(made["grey"].tolist())) == 1
    np.testing.assert_array_equal(made["mean colour"], mean)
    blurred = made["blurred"]
    assert blurred.shape == image.shape
    assert blurred.std() < 0.5 * image.std()
    assert blurred.mean() == pytest.approx(image.mean(), rel=0.02)
    with pytest.raises(ValueError, match="no baseline 'white'"):
        baseline_image("white", image, mean_colour=mean)
