"""The saliency network in PyTorch: byte values in, one score for each 16 by 16 cell out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rml.cropping.resample import Image
from rml.cropping.weights import Pooling, Weights

CHANNEL_MEANS: Final = (103.939, 116.779, 123.68)
"""Subtracted from R, G and B in this order. They are the usual means of B, G and R: the
pairing looks swapped, and it is what the published program does."""


_SWITCHES: Final = Lock()


class SaliencyNetwork(nn.Module):
    """The saliency model as a differentiable module.

    ``forward`` takes float32 of shape (n, 3, h, w), red, green and blue less
    `CHANNEL_MEANS`, and returns scores of shape (n, ceil(h / 16), ceil(w / 16)), without
    unit. A score depends on the 140 by 140 pixels around its cell.

    Parameters
    ----------
    weights
        The layers, as `rml.cropping.weights.read_weights` gives them.

    Notes
    -----
    Cross-correlations with stride 1 and zero padding, ReLU or PReLU after each, and 2 by 2
    maximum pooling that keeps a last odd row or column. No blur, softmax or centre bias
    follows: the value of the last layer is the score.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for layer in weights.layers:
            if isinstance(layer, Pooling):
                layers.append(nn.MaxPool2d(layer.size, layer.size, ceil_mode=True))
                continue
            outputs, inputs, size, _ = layer.weight.shape
            convolution = nn.Conv2d(inputs, outputs, size, padding=size // 2)
            with torch.no_grad():
                # With channels last a convolution runs two to three times as fast on processors.
                weight = torch.from_numpy(layer.weight)
                convolution.weight.data = weight.contiguous(memory_format=torch.channels_last)
                convolution.bias.copy_(torch.from_numpy(layer.bias))  # type: ignore[union-attr]
            # In place: a second copy of the first planes costs a tenth of the time. Autograd
            # allows it, since a convolution's backward pass does not need its output.
            layers += [
                convolution,
                nn.ReLU(inplace=True) if layer.slope == 0 else _PReLU(layer.slope),
            ]
        self.layers = nn.Sequential(*layers)
        self.requires_grad_(requires_grad=False).eval()

    def forward(self, inputs: Tensor) -> Tensor:
        """Return scores, shape (n, gh, gw), for inputs of shape (n, 3, h, w)."""
        scores: Tensor = self.layers(inputs.contiguous(memory_format=torch.channels_last))
        return scores[:, 0]


class _PReLU(nn.Module):
    """A leaky rectifier with one fixed slope for all channels."""

    def __init__(self, slope: float) -> None:
        super().__init__()
        self.slope = slope

    def forward(self, values: Tensor) -> Tensor:
        return nn.functional.leaky_relu(values, self.slope)


def network_input(images: Sequence[Image], *, device: torch.device | str = "cpu") -> Tensor:
    """Return images of one size as the network takes them, float32, shape (n, 3, h, w).

    Parameters
    ----------
    images
        uint8 RGB as fed, each of shape (h, w, 3).
    device
        Where the tensor is to stand.
    """
    bytes_ = torch.from_numpy(np.stack(images)).to(device)
    means = torch.tensor(CHANNEL_MEANS, device=device)
    # (n, h, w, 3) seen as (n, 3, h, w) is exactly the channels-last layout: nothing is copied.
    return (bytes_.float() - means).permute(0, 3, 1, 2)


def scores_of(network: SaliencyNetwork, images: Sequence[Image]) -> list[NDArray[np.float32]]:
    """Return the scores of images of one size, each float32, shape (gh, gw).

    TF32 is switched off during the pass: on GPUs it would change scores in the third digit.
    """
    device = next(network.parameters()).device
    with torch.inference_mode(), _without_tf32() if device.type == "cuda" else nullcontext():
        return list(network(network_input(images, device=device)).cpu().numpy())


@contextmanager
def _without_tf32() -> Iterator[None]:
    """Switch TF32 off and back; one thread at a time, because the switches are global."""
    # Not by `allow_tf32`: torch refuses it where a caller has set the newer switches.
    switches: Any = (torch.backends.cuda.matmul, torch.backends.cudnn.conv)  # type: ignore[attr-defined] # made while torch starts
    with _SWITCHES:
        before = [switch.fp32_precision for switch in switches]
        try:
            for switch in switches:
                switch.fp32_precision = "ieee"
            yield
        finally:
            for switch, precision in zip(switches, before, strict=True):
                switch.fp32_precision = precision
