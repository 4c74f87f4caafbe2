"""The weights file: what is in it, and that nothing is guessed of a malformed one."""

import hashlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.cropping.weights import Convolution, Pooling, parse_weights, read_weights
from rml.errors import DataError

REAL_SHA256 = "b76cefc218ec8969cc62b26ad0f41111800421287e7f2725d808da1d90afbdf7"
# Outputs and inputs of the real convolutions, and their kernels; None for a pooling.
REAL_SHAPES = [
    (43, 3, 3, 3),
    (44, 43, 3, 3),
    None,
    (49, 44, 3, 3),
    (56, 49, 3, 3),
    None,
    (44, 56, 3, 3),
    (38, 44, 3, 3),
    None,
    (31, 38, 3, 3),
    (20, 31, 3, 3),
    None,
    (18, 20, 3, 3),
    (10, 18, 3, 3),
    (7, 10, 1, 1),
    (7, 7, 1, 1),
    (2, 7, 1, 1),
    (1, 2, 1, 1),
]
REAL_SLOPES = [0.27468568, 0.27127689, 0.37410617, 0.38936543]


def shapes(weights):
    return [
        layer.weight.shape if isinstance(layer, Convolution) else None for layer in weights.layers
    ]


def test_the_real_weights_are_the_published_network(weights_path):
    weights = read_weights(weights_path)
    assert shapes(weights) == REAL_SHAPES
    assert all(layer.size == 2 for layer in weights.layers if isinstance(layer, Pooling))
    slopes = [layer.slope for layer in weights.layers if isinstance(layer, Convolution)]
    assert slopes[:-4] == [0] * 10
    np.testing.assert_allclose(slopes[-4:], REAL_SLOPES, rtol=1e-7)
    assert weights.parameters == 121_060
    assert weights.sha256 == REAL_SHA256
    for layer in weights.layers:
        if isinstance(layer, Convolution):
            assert layer.weight.dtype == layer.bias.dtype == np.float32
            assert layer.bias.shape == layer.weight.shape[:1]
            assert np.isfinite(layer.weight).all()
            assert np.isfinite(layer.bias).all()


def test_what_was_written_is_read(weights_file):
    vxm, made_entries = weights_file
    entries = made_entries(channels=4)
    content = vxm(entries)
    weights = parse_weights(content, where="made")
    assert weights.sha256 == hashlib.sha256(content).hexdigest()
    assert len(weights.layers) == 16  # without the blur
    count = 0
    for number, layer in enumerate(weights.layers):
        if isinstance(layer, Convolution):
            assert layer.weight.astype("<f4").tobytes() == entries[f"{number}w"]
            assert layer.bias.astype("<f4").tobytes() == entries[f"{number}b"]
            alpha = entries.get(f"{number}alpha")
            assert layer.slope == (struct.unpack("<f", alpha)[0] if alpha else 0)
            count += layer.weight.size + layer.bias.size
    assert weights.parameters == count


def test_the_order_of_the_entries_does_not_matter(weights_file):
    vxm, made_entries = weights_file
    entries = made_entries()
    turned = dict(reversed(entries.items()))
    first, second = (parse_weights(vxm(given), where="made") for given in (entries, turned))
    assert shapes(first) == shapes(second)
    np.testing.assert_array_equal(first.layers[0].weight, second.layers[0].weight)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "does not begin with the format's magic number"),
        (b"\x89PNG\r\n\x1a\n", "does not begin with the format's magic number"),
        (b"\x01tPM", "requires a buffer"),
        (b"\x01tPM\1\0\0\0", "requires a buffer"),
        (b"\x01tPM\1\0\0\0\xff\xff\xff\xff", "an entry runs past the end of the file"),
        (b"\x01tPM\0\0\0\0rest", "4 bytes follow the last entry"),
        (b"\x01tPM\0\0\0\0", "do not describe a network: 'layerCount'"),
        (b"\x01tPM\1\0\0\0\2\0\0\0\xff\0\0\0\0\0", "can't decode byte 0xff"),
    ],
)
def test_bytes_of_another_kind_are_refused_with_where_and_remedy(content, fault):
    with pytest.raises(DataError, match=fault) as caught:
        parse_weights(content, where="some/file.vxm")
    assert str(caught.value).startswith("some/file.vxm: ")
    assert "`rml data get twitter_fastgaze`" in str(caught.value)


def integer(value):
    return struct.pack("<i", value)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"layerCount": integer(99)}, "17Type"),
        ({"layerCount": b"\1"}, "requires a buffer of 4 bytes"),
        ({"layerCount": integer(0)}, "the last layer gives 3 channels instead of one score"),
        ({"layerCount": integer(-1)}, "the last layer gives 3 channels instead of one score"),
        ({"layerCount": integer(3)}, "the last layer gives 6 channels instead of one score"),
        ({"0Type": integer(7)}, "layer 0 is of an unknown type"),
        ({"0Type": None}, "'0Type'"),
        ({"2Pool": integer(0)}, "layer 2 pools over windows of 0 pixels"),
        ({"0Act": integer(3)}, "layer 0 has an unknown activation"),
        ({"15alpha": b""}, "out of bounds"),
        ({"15alpha": None}, "'15alpha'"),
        ({"0w": b"\0" * 8}, "layer 0 has weights of another shape than it says"),
        ({"0w": b"\0" * 7}, "buffer size must be a multiple of element size"),
        ({"0b": b"\0" * 4}, "layer 0 has weights of another shape than it says"),
        ({"0w.shape[1]": integer(2)}, "layer 0 has weights of another shape than it says"),
        (
            {"0w.shape[2]": integer(9), "0w.shape[3]": integer(1)},
            "layer 0 has no square kernel with a middle",
        ),
        (
            # 6 x 27 x 1 x 1: as many numbers, but the image has three channels
            {"0w.shape[1]": integer(27), "0w.shape[2]": integer(1), "0w.shape[3]": integer(1)},
            "layer 0 does not take the 3 channels it gets",
        ),
    ],
)
def test_entries_that_are_no_network_are_refused(weights_file, changes, fault):
    vxm, made_entries = weights_file
    entries = {
        name: value for name, value in (made_entries() | changes).items() if value is not None
    }
    with pytest.raises(DataError, match="do not describe a network") as caught:
        parse_weights(vxm(entries), where="made")
    assert fault in str(caught.value)


def test_even_kernels_are_refused(weights_file):
    vxm, made_entries = weights_file
    entries = made_entries()
    even = {"0w": b"\0" * (4 * 6 * 3 * 4), "0w.shape[2]": integer(2), "0w.shape[3]": integer(2)}
    with pytest.raises(DataError, match="layer 0 has no square kernel with a middle"):
        parse_weights(vxm(entries | even), where="made")


@given(data=st.data())
def test_damaged_bytes_are_refused_or_read_and_nothing_else(weights_file, data):
    vxm, made_entries = weights_file
    whole = vxm(made_entries(channels=2))
    with pytest.raises(DataError):
        parse_weights(whole[: data.draw(st.integers(0, len(whole) - 1))], where="made")
    changed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=3)):
        changed[place] = data.draw(st.integers(0, 255))
    try:
        weights = parse_weights(bytes(changed), where="made")
    except DataError as error:
        assert error.where == "made"  # noqa: PT017 - either is right
    else:
        convolutions = [shape for shape in shapes(weights) if shape]
        assert (convolutions[0][1], convolutions[-1][0]) == (3, 1)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path / "none.vxm", tmp_path):
        with pytest.raises(DataError, match="The weights cannot be read") as caught:
            read_weights(path)
        assert str(path) in str(caught.value)
        assert "rml data get twitter_fastgaze" in str(caught.value)
