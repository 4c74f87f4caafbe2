import hashlib

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from rml.cropping.portrait_grids import portrait_grids
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


def drawn(folder, sizes, seed=0):
    """Return a set of noise images; the first is its own mirror image, so symmetric."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, (width, height) in enumerate(sizes):
        pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        blocks = np.kron(
            rng.integers(0, 256, (4, 4, 3), dtype=np.uint8), np.ones((16, 16, 1), dtype=np.uint8)
        )[:height, :width]
        pixels = blocks if blocks.shape == pixels.shape else pixels
        if number == 0:
            pixels[:, width // 2 :] = pixels[:, width // 2 - 1 :: -1][:, : width - width // 2]
        path = folder / f"{seed}-{number}.png"
        Image.fromarray(pixels).save(path)
        rows.append((f"{number}", path, hashlib.sha256(path.read_bytes()).hexdigest()))
    frame = pd.DataFrame(rows, columns=["image", "path", "sha256"])
    return LabelledImages(name="drawn", kind="simulated", frame=frame)


def test_they_are_what_the_model_gives_for_each_image(tmp_path, made_model):
    images = drawn(tmp_path, [(64, 64)] * 4)
    found = portrait_grids(made_model, images)
    results = made_model.crop(images.frame["path"], ratios=(0.56, 2.0))
    assert (found.width, found.height, len(found)) == (64, 64, 4)
    assert found.symmetric.tolist() == [result.symmetric for result in results]
    assert found.symmetric[0]
    assert not found.symmetric.all()
    for number, result in enumerate(results):
        np.testing.assert_array_equal(found.scores[number], result.grid.scores)
        assert tuple(found.salient_points[number]) == result.salient_point
        assert tuple(found.salient_cells[number]) == result.grid.salient_cell
        assert found.grid(number).salient_point == result.salient_point
        for ratio in (0.56, 2.0):
            assert found.crops(ratio)[number] == result.crops[ratio]


def test_a_second_report_takes_them_from_the_cache(tmp_path, made_model, monkeypatch):
    images = drawn(tmp_path, [(64, 64)] * 2)
    first = portrait_grids(made_model, images)
    monkeypatch.setattr(made_model, "crop", lambda *_, **__: pytest.fail("computed again"))
    second = portrait_grids(made_model, images)
    np.testing.assert_array_equal(first.scores, second.scores)
    assert second.width == 64
    assert second.symmetric.dtype == bool


def test_other_images_or_weights_are_computed_anew(tmp_path, made_model, monkeypatch):
    images = drawn(tmp_path, [(64, 64)] * 2)
    first = portrait_grids(made_model, images)
    others = portrait_grids(made_model, drawn(tmp_path, [(64, 64)] * 2, seed=1))
    assert not np.array_equal(first.scores, others.scores)
    monkeypatch.setattr(made_model, "identity", "another")
    calls = []
    crop = made_model.crop
    monkeypatch.setattr(made_model, "crop", lambda *a, **k: calls.append(1) or crop(*a, **k))
    portrait_grids(made_model, images)
    assert calls == [1]


def test_images_of_several_sizes_are_refused_with_the_sizes(tmp_path, made_model):
    images = drawn(tmp_path, [(64, 64), (64, 48), (64, 64)])
    with pytest.raises(DataError, match=r"64x48 \(1\), 64x64 \(2\)"):
        portrait_grids(made_model, images)


def test_an_empty_set_is_refused(made_model):
    frame = pd.DataFrame({"image": [], "path": [], "sha256": []})
    with pytest.raises(DataError, match="no image"):
        portrait_grids(made_model, LabelledImages(name="none", kind="simulated", frame=frame))
