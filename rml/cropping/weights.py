"""Reading the saliency model's weights file (``.vxm``)."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from rml.errors import DataError

MAGIC: Final = b"\x01tPM"
_KINDS: Final[dict[int, Literal["convolution", "pooling", "blur"]]] = {
    0: "convolution",
    2: "pooling",
    3: "blur",
}
_RELU, _PRELU = 1, 4
_REMEDY: Final = "Get the file again: `rml data get twitter_fastgaze`."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Convolution:
    """One convolution with its activation.

    Parameters
    ----------
    weight
        float32, shape (out, in, height, width); height and width are odd and equal.
    bias
        float32, shape (out,).
    slope
        What the activation multiplies negative values by: 0 for ReLU, else PReLU's alpha.
    """

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """Maximum over windows of ``size`` by ``size`` pixels, which do not overlap."""

    size: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """The layers of a saliency model, in order, without the blur that is never applied.

    Parameters
    ----------
    layers
        Convolutions and poolings from input to score.
    sha256
        Checksum of the file's bytes: the model's identity.
    """

    layers: tuple[Convolution | Pooling, ...]
    sha256: str

    @property
    def parameters(self) -> int:
        """The number of weights and biases; the fixed slopes of PReLU are not counted."""
        return sum(
            layer.weight.size + layer.bias.size
            for layer in self.layers
            if isinstance(layer, Convolution)
        )


def read_weights(path: Path) -> Weights:
    """Return the layers that the file ``path`` holds.

    Raises
    ------
    DataError
        If it cannot be read or is no weights file of this format; nothing is guessed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The weights cannot be read: {error.strerror}.", where=str(path), remedy=_REMEDY
        ) from error
    return parse_weights(content, where=str(path))


def parse_weights(content: bytes, *, where: str) -> Weights:
    """Return the layers in ``content``, the bytes of a weights file.

    The file is a list of named values: little-endian, a magic number, the number of
    entries, then for each the length of its name and the name with a closing zero, the
    length of its value and the value.

    Raises
    ------
    DataError
        If the bytes are against the format; ``where`` names their origin.
    """
    entries = _entries(content, where)
    try:
        layers = [_layer(entries, number) for number in range(_integer(entries, "layerCount"))]
        _check_chain(layers)
    except (LookupError, ValueError, struct.error) as error:
        raise DataError(
            f"The file's entries do not describe a network: {error}.", where=where, remedy=_REMEDY
        ) from error
    return Weights(
        layers=tuple(layer for layer in layers if layer is not None),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _entries(content: bytes, where: str) -> dict[str, bytes]:
    """Return every entry by name; they must fill the file exactly."""
    fault = "it does not begin with the format's magic number"
    if content[:4] == MAGIC:
        try:
            found, end = _blocks(content)
        except (ValueError, struct.error) as error:
            fault = str(error)
        else:
            if end == len(content):
                return found
            fault = f"{len(content) - end} bytes follow the last entry"
    raise DataError(
        f"This is no weights file of the saliency model: {fault}.", where=where, remedy=_REMEDY
    )


def _blocks(content: bytes) -> tuple[dict[str, bytes], int]:
    (count,) = struct.unpack_from("<I", content, 4)
    found, place = {}, 8
    for _ in range(count):
        name, place = _block(content, place)
        found[name.rstrip(b"\0").decode("ascii")], place = _block(content, place)
    return found, place


def _block(content: bytes, place: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from("<I", content, place)
    end = place + 4 + size
    if end > len(content):
        raise ValueError("an entry runs past the end of the file")
    return content[place + 4 : end], end


def _integer(entries: dict[str, bytes], name: str) -> int:
    (value,) = struct.unpack("<i", entries[name])
    return int(value)


def _floats(entries: dict[str, bytes], name: str) -> NDArray[np.float32]:
    return np.frombuffer(entries[name], "<f4").astype(np.float32)


def _check_chain(layers: list[Convolution | Pooling | None]) -> None:
    """Raise a ValueError unless layers lead from three channels to one, each fitting the next."""
    channels = 3
    for number, layer in enumerate(layers):
        if isinstance(layer, Convolution):
            if layer.weight.shape[1] != channels:
                raise ValueError(f"layer {number} does not take the {channels} channels it gets")
            channels = layer.weight.shape[0]
    if channels != 1:
        raise ValueError(f"the last layer gives {channels} channels instead of one score")


def _layer(entries: dict[str, bytes], number: int) -> Convolution | Pooling | None:
    """Return a layer, or None for the blur: the program reads it and never applies it."""
    kind = _KINDS.get(_integer(entries, f"{number}Type"))
    if kind == "pooling":
        size = _integer(entries, f"{number}Pool")
        if size < 1:
            raise ValueError(f"layer {number} pools over windows of {size} pixels")
        return Pooling(size=size)
    if kind == "blur":
        return None
    if kind is None:
        raise ValueError(f"layer {number} is of an unknown type")
    shape = [_integer(entries, f"{number}w.shape[{axis}]") for axis in range(4)]
    weight, bias = _floats(entries, f"{number}w"), _floats(entries, f"{number}b")
    if weight.size != np.prod(shape) or bias.size != shape[0]:
        raise ValueError(f"layer {number} has weights of another shape than it says")
    if shape[2] != shape[3] or shape[2] % 2 == 0:
        raise ValueError(f"layer {number} has no square kernel with a middle")
    activation = _integer(entries, f"{number}Act")
    if activation not in {_RELU, _PRELU}:
        raise ValueError(f"layer {number} has an unknown activation")
    return Convolution(
        weight=weight.reshape(shape),
        bias=bias,
        slope=float(_floats(entries, f"{number}alpha")[0]) if activation == _PRELU else 0.0,
    )
