"""The network in PyTorch, against correlations written out with numpy and scipy."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from rml.cropping.network import (
    CHANNEL_MEANS,
    SaliencyNetwork,
    _without_tf32,
    network_input,
    scores_of,
)
from rml.cropping.weights import Convolution, parse_weights, read_weights


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def written_out(weights, image):
    """Return the scores of an image, layer by layer in float64, shape (gh, gw)."""
    planes = image.transpose(2, 0, 1) - np.array([103.939, 116.779, 123.68])[:, None, None]
    for layer in weights.layers:
        if isinstance(layer, Convolution):
            weight = layer.weight.astype(float)
            if weight.shape[2:] == (1, 1):
                sums = np.einsum("oi,ihw->ohw", weight[..., 0, 0], planes)
            else:
                sums = np.stack(
                    [
                        sum(
                            ndimage.correlate(plane, kernel, mode="constant", cval=0)
                            for plane, kernel in zip(planes, kernels, strict=True)
                        )
                        for kernels in weight
                    ]
                )
            sums += layer.bias.astype(float)[:, None, None]
            planes = np.where(sums >= 0, sums, layer.slope * sums)
        else:
            channels, height, width = planes.shape
            rows, columns = -(-height // 2), -(-width // 2)
            padded = np.full((channels, 2 * rows, 2 * columns), -np.inf)
            padded[:, :height, :width] = planes
            planes = padded.reshape(channels, rows, 2, columns, 2).max(axis=(2, 4))
    (scores,) = planes
    return scores


@pytest.fixture(scope="module")
def made(made_weights_path):
    return read_weights(made_weights_path)


@pytest.mark.parametrize("size", [(37, 53), (48, 32), (1, 1), (2, 35), (17, 16)])
def test_made_networks_give_what_is_written_out(made, size):
    image = noise(*size)
    (ours,) = scores_of(SaliencyNetwork(made), [image])
    assert ours.dtype == np.float32
    assert ours.shape == (-(-size[0] // 16), -(-size[1] // 16))
    np.testing.assert_allclose(ours, written_out(made, image), atol=1e-4, rtol=1e-4)


def test_the_real_network_gives_what_is_written_out(weights_path):
    weights = read_weights(weights_path)
    image = noise(45, 37, seed=1)
    (ours,) = scores_of(SaliencyNetwork(weights), [image])
    expected = written_out(weights, image)
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(ours, expected, atol=1e-4)


def test_negative_scores_keep_the_last_slope(weights_file):
    """A grid of below-zero scores is scaled, not cut off."""
    vxm, made_entries = weights_file
    entries = made_entries()
    entries["15b"] = np.array([-100], "<f4").tobytes()
    weights = parse_weights(vxm(entries), where="made")
    image = noise(33, 20)
    (ours,) = scores_of(SaliencyNetwork(weights), [image])
    assert ours.max() < 0
    np.testing.assert_allclose(ours, written_out(weights, image), rtol=1e-4)


def test_bytes_go_in_as_red_green_and_blue_less_the_means():
    images = [noise(4, 5, seed) for seed in range(2)]
    inputs = network_input(images)
    assert CHANNEL_MEANS == (103.939, 116.779, 123.68)
    assert inputs.shape == (2, 3, 4, 5)
    assert inputs.dtype == torch.float32
    assert inputs.is_contiguous(memory_format=torch.channels_last)
    for number, image in enumerate(images):
        for channel, mean in enumerate(np.float32([103.939, 116.779, 123.68])):
            expected = image[..., channel].astype(np.float32) - mean
            np.testing.assert_array_equal(inputs[number, channel].numpy(), expected)


# The receptive field: cell i depends on pixels 16 i - 62 to 16 i + 77, 140 of them.


@pytest.fixture(scope="module")
def rising(weights_file):
    """A network with no negative weight: whatever can reach a score raises it."""
    vxm, made_entries = weights_file
    entries = {
        name: np.abs(np.frombuffer(value, "<f4")).tobytes() if name[-1] in "wb" else value
        for name, value in made_entries(channels=2).items()
    }
    return SaliencyNetwork(parse_weights(vxm(entries), where="made")).double()


@pytest.mark.parametrize("axis", ["rows", "columns"])
@pytest.mark.parametrize(
    ("pixel", "reached"),
    [(16 * 6 - 63, False), (16 * 6 - 62, True), (16 * 6 + 77, True), (16 * 6 + 78, False)],
)
def test_a_score_depends_on_140_pixels(rising, axis, pixel, reached):
    inputs = torch.ones(2, 3, 208, 208, dtype=torch.float64)
    place = (pixel, 16 * 6 + 8) if axis == "rows" else (16 * 6 + 8, pixel)
    inputs[1, :, place[0], place[1]] = 1e9
    plain, disturbed = rising(inputs)[:, 6, 6]
    assert (disturbed > plain) == reached
    assert reached or disturbed == plain


def test_pixels_farther_than_70_from_a_cell_change_nothing(made_model):
    image, other = noise(240, 320), noise(240, 320, seed=1)
    row, column = 7, 9
    y, x = np.ogrid[:240, :320]
    near = (np.abs(y - (16 * row + 8)) <= 70) & (np.abs(x - (16 * column + 8)) <= 70)
    mixed = np.where(near[..., np.newaxis], image, other)
    first, second, third = scores_of(made_model.network, [image, mixed, other])
    assert second[row, column] == pytest.approx(first[row, column], abs=1e-6)
    assert np.abs(first - second).max() > 0.01
    assert np.abs(first - third)[row, column] > 0.001


# However it is run, the scores are the same.


@pytest.fixture
def torch_threads():
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def test_batches_layouts_and_threads_do_not_matter(made_model, torch_threads):
    images = [noise(61, 90, seed) for seed in range(5)]
    network = made_model.network
    torch_threads(1)
    alone = np.stack([scores_of(network, [image])[0] for image in images])
    assert np.std(alone) > 0.05
    np.testing.assert_allclose(scores_of(network, images), alone, atol=1e-5)
    np.testing.assert_allclose(scores_of(network, images[::-1])[::-1], alone, atol=1e-5)
    planes = network_input(images).contiguous()
    assert not planes.is_contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        np.testing.assert_allclose(network(planes).numpy(), alone, atol=1e-5)
    torch_threads(2)
    np.testing.assert_allclose(scores_of(network, images), alone, atol=1e-5)


def test_a_pass_leaves_what_it_was_given(made_model):
    inputs = network_input([noise(40, 50)])
    before = inputs.clone()
    with torch.inference_mode():
        made_model.network(inputs)
    assert torch.equal(inputs, before)


# Gradients, for attribution


def test_scores_can_be_differentiated_by_the_input(made):
    network = SaliencyNetwork(made).double()
    inputs = network_input([noise(35, 50)]).double().requires_grad_()
    weights = torch.tensor(np.random.default_rng(2).normal(size=(1, 3, 4)))
    (network(inputs) * weights).sum().backward()
    assert inputs.grad.abs().max() > 0
    rng = np.random.default_rng(3)
    for _ in range(5):
        direction = torch.tensor(rng.normal(size=inputs.shape))
        step = 1e-6
        with torch.no_grad():
            above, below = (
                (network(inputs + sign * step * direction) * weights).sum() for sign in (1, -1)
            )
        slope = float((above - below) / (2 * step))
        assert float((inputs.grad * direction).sum()) == pytest.approx(slope, rel=1e-4)


def test_gradients_of_the_model_as_loaded_are_those_in_double_precision(made_model, made):
    images = [noise(40, 50, seed) for seed in range(2)]
    gradients = []
    for network in (made_model.network, SaliencyNetwork(made).double()):
        inputs = network_input(images).to(next(network.parameters()).dtype).requires_grad_()
        network(inputs).sum().backward()
        gradients.append(inputs.grad.double().numpy())
    scale = np.abs(gradients[1]).max()
    np.testing.assert_allclose(gradients[0], gradients[1], atol=1e-4 * scale)
    assert not any(parameter.requires_grad for parameter in made_model.network.parameters())


# TF32


@pytest.fixture
def switches():
    """Return torch's switches for TF32, set to on, and set them back afterwards."""
    found = torch.backends.cuda.matmul, torch.backends.cudnn.conv
    before = [switch.fp32_precision for switch in found]
    for switch in found:
        switch.fp32_precision = "tf32"
    yield found
    for switch, precision in zip(found, before, strict=True):
        switch.fp32_precision = precision


def test_tf32_is_off_during_a_pass_on_a_gpu_and_as_before_afterwards(switches):
    with _without_tf32():
        assert [switch.fp32_precision for switch in switches] == ["ieee", "ieee"]
    assert [switch.fp32_precision for switch in switches] == ["tf32", "tf32"]
    with pytest.raises(KeyError), _without_tf32():
        raise KeyError
    assert [switch.fp32_precision for switch in switches] == ["tf32", "tf32"]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_gives_the_scores_of_the_processor(made, switches):
    images = [noise(240, 320, seed) for seed in range(100)]
    expected = np.stack(scores_of(SaliencyNetwork(made), images))
    on_gpu = np.stack(scores_of(SaliencyNetwork(made).cuda(), images))
    np.testing.assert_allclose(on_gpu, expected, atol=5e-5)
