"""The recorded runs with the settings the report compares, and the saliency model.

The model comes twice: with its real weights, where they are at hand, and with made ones of the
same make, with which everything but the published scores can be tested anywhere.
"""

import importlib.util
import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from rml.cropping import load_saliency_model
from rml.cropping.published_runs import six_pairs
from rml.data.crop_runs import load_crop_runs
from rml.data.fetch import fetch
from rml.data.saliency_weights import DATASET
from rml.errors import DataUnavailableError

NEEDS_FILES = "needs the real files: set RML_MIRROR to the offline mirror"
GOLDEN = Path(__file__).parent / "golden"
# Kernel sizes of the convolutions, or 0 for a pooling: the make of the real network.
MAKE = (3, 3, 0, 3, 3, 0, 3, 3, 0, 3, 3, 0, 3, 3, 1, 1)


@pytest.fixture(scope="session")
def runs():
    return load_crop_runs()


@pytest.fixture(scope="session")
def headline(runs):
    return six_pairs(runs, setting="wiki_no_scaling_intersect", trials=10_000)


@pytest.fixture(scope="session")
def fixed_height(runs):
    return six_pairs(runs, setting="wiki_fixed_height_intersect", trials=5_000)


@pytest.fixture(scope="session")
def real_files():
    """Return the offline mirror."""
    given = os.environ.get("RML_MIRROR", "").strip()
    if not given:
        pytest.skip(NEEDS_FILES)
    return Path(given).expanduser().absolute()


@pytest.fixture(scope="session")
def weights_path():
    """Return the real weights from cache or mirror; tests never download them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RML_OFFLINE", "1")
        try:
            (path,) = fetch(DATASET).values()
        except DataUnavailableError:
            pytest.skip(NEEDS_FILES)
    return path


@pytest.fixture(scope="session")
def model(weights_path):
    return load_saliency_model(weights_path)


def vxm(entries):
    """Return the bytes of a weights file that holds these entries, in the given order."""
    parts = [b"\x01tPM", struct.pack("<I", len(entries))]
    for name, value in entries.items():
        for block in (name.encode() + b"\0", value):
            parts += [struct.pack("<I", len(block)), block]
    return b"".join(parts)


def made_entries(*, seed=5, channels=6):
    """Return the entries of a small network made as the real one is, blur included."""
    rng = np.random.default_rng(seed)
    entries = {"layerCount": struct.pack("<i", len(MAKE) + 1), "modelType": struct.pack("<i", 2)}
    inputs = 3
    for number, size in enumerate(MAKE):
        if size == 0:
            entries |= {f"{number}Type": struct.pack("<i", 2), f"{number}Pool": b"\2\0\0\0"}
            continue
        outputs = 1 if number == len(MAKE) - 1 else channels
        shape = (outputs, inputs, size, size)
        # The first layer gets bytes: its weights bring them down to about 1.
        spread = np.sqrt(2 / (inputs * size * size)) / (64 if number == 0 else 1)
        weight = rng.normal(0, spread, shape).astype("<f4")
        leaky = size == 1
        entries |= {
            f"{number}Type": struct.pack("<i", 0),
            f"{number}w": weight.tobytes(),
            f"{number}b": rng.normal(0, 0.1, outputs).astype("<f4").tobytes(),
            f"{number}Act": struct.pack("<i", 4 if leaky else 1),
        }
        entries |= {f"{number}w.shape[{i}]": struct.pack("<i", n) for i, n in enumerate(shape)}
        if leaky:
            entries[f"{number}alpha"] = struct.pack("<f", 0.25 + 0.01 * number)
        inputs = outputs
    blur = {"Type": b"\3\0\0\0", "KernelSize": b"\x13\0\0\0", "Std": struct.pack("<f", 3)}
    return entries | {f"{len(MAKE)}{name}": value for name, value in blur.items()}


@pytest.fixture(scope="session")
def made_weights_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("weights") / "made.vxm"
    path.write_bytes(vxm(made_entries()))
    return path


@pytest.fixture(scope="session")
def made_model(made_weights_path):
    return load_saliency_model(made_weights_path)


@pytest.fixture(scope="session")
def weights_file():
    """Return the two functions that write weights files: entries to bytes, made entries."""
    return vxm, made_entries


def golden(name):
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))["images"]


@pytest.fixture(scope="session")
def golden_photos():
    return golden("saliency_golden_photos.json")


@pytest.fixture(scope="session")
def golden_synthetic():
    return golden("saliency_golden_synthetic.json")


@pytest.fixture(scope="session")
def synthetic_module():
    """Return the module that draws the synthetic images of the golden file."""
    place = GOLDEN / "synthetic_images.py"
    spec = importlib.util.spec_from_file_location("synthetic_images", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def synthetic_images(synthetic_module):
    """Return the synthetic images by name, as Pillow images; they are not to be changed."""
    return synthetic_module.build()


@pytest.fixture(scope="session")
def synthetic_paths(synthetic_images, tmp_path_factory):
    """Return the synthetic images' files by name: PNG, as they were given to the program."""
    folder = tmp_path_factory.mktemp("synthetic")
    paths = {name: folder / f"{name}.png" for name in synthetic_images}
    for name, image in synthetic_images.items():
        image.save(paths[name])
    return paths
