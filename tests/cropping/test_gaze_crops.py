import numpy as np
import pandas as pd
import pytest

from rml.cropping.gaze import Resampling
from rml.cropping.gaze_crops import fixations_kept, kept_difference, kept_table
from rml.cropping.portrait_grids import PortraitGrids
from rml.cropping.salient_point import crop_box, grid_places

WIDTH, HEIGHT = 80, 60


def made_grids(peaks, *, symmetric=False):
    """Return grids of 80x60 images whose greatest score stands in the given cells."""
    x, y = grid_places(WIDTH, HEIGHT)
    scores = np.zeros((len(peaks), y.size, x.size), dtype=np.float32)
    for number, cell in enumerate(peaks):
        scores[number][cell] = 1
    return PortraitGrids(
        width=WIDTH,
        height=HEIGHT,
        x=x,
        y=y,
        scores=scores,
        symmetric=np.full(len(peaks), symmetric),
    )


def looks(rows):
    return pd.DataFrame(rows, columns=["image", "subject", "x_px", "y_px"])


def inside(crop, frame):
    x, y = frame["x_px"] - 0.5, frame["y_px"] - 0.5
    across = (x >= crop.left) & (x < crop.left + crop.width)
    return across & (y >= crop.top) & (y < crop.top + crop.height)


@pytest.mark.parametrize("ratio", [0.3, 0.56, 1.0, 2.0])
def test_shares_are_those_counted_crop_by_crop(ratio):
    rng = np.random.default_rng(1)
    images = ["a", "b", "c"]
    frame = looks(
        [
            (image, subject, *rng.integers((1, 1), (WIDTH + 1, HEIGHT + 1)))
            for image in images
            for subject in (1, 2, 3, 4)
            for _ in range(subject + 2)
        ]
    )
    grids = made_grids([(2, 3), (10, 18), (14, 0)])
    found = fixations_kept(frame, grids, images, ratios=[ratio]).set_index("image")
    middle = crop_box(WIDTH, HEIGHT, centre=(40, 30), ratio=ratio)
    for image, crop in zip(images, grids.crops(ratio), strict=True):
        own = frame[frame["image"] == image]
        for name, box in (("model", crop), ("centre", middle)):
            expected = inside(box, own).groupby(own["subject"]).mean().mean()
            assert found.loc[image, name] == pytest.approx(expected)
        assert found.loc[image, "area"] == crop.width * crop.height / (WIDTH * HEIGHT)


def test_the_crop_of_others_is_placed_without_the_observer():
    """Five look left and one right: where the crop stands, the lone one had no part in it."""
    frame = looks([("a", subject, 6 + subject, 30) for subject in range(1, 6)] + [("a", 9, 75, 30)])
    (row,) = fixations_kept(frame, made_grids([(0, 19)]), ["a"], ratios=[2.0]).to_dict("records")
    assert row["observers"] == pytest.approx(5 / 6)
    assert row["model"] == pytest.approx(1 / 6)  # at the right edge
    assert row["centre"] == 0
    # Of two who look at opposite ends, each is predicted by the other, and lost.
    frame = looks([("a", 1, 6, 30), ("a", 2, 75, 30)])
    (row,) = fixations_kept(frame, made_grids([(0, 19)]), ["a"], ratios=[2.0]).to_dict("records")
    assert (row["observers"], row["model"]) == (0, 0.5)


def test_symmetric_photographs_are_cropped_around_the_middle():
    frame = looks([("a", subject, 40, 30) for subject in (1, 2)])
    kept = [
        fixations_kept(frame, made_grids([(7, 0)], symmetric=which), ["a"], ratios=[2.0])
        for which in (False, True)
    ]
    assert [one["model"].item() for one in kept] == [0, 1]


def test_differences_are_model_minus_centre_over_photographs():
    rng = np.random.default_rng(2)
    images = [f"{number:02}" for number in range(15)]
    kept = pd.DataFrame(
        [
            {"image": image, "ratio": ratio, "area": 0.5, "model": rng.uniform(), "centre": 0.5}
            | {"observers": 0.9}
            for ratio in (0.56, 2.0)
            for image in images
        ]
    )
    by = Resampling(level=0.95, resamples=499, seed=1)
    both = kept_difference(kept, by=by)
    assert both.value == pytest.approx((kept["model"] - 0.5).mean())
    assert both.n == "15 photographs"
    table = kept_table(kept, by=by)
    assert table["ratio"].tolist() == [0.56, 2.0]
    assert table["difference"].mean() == pytest.approx(both.value)
    assert table["others_best"].tolist() == pytest.approx([0.9, 0.9])


def test_a_photograph_with_one_observer_is_refused():
    with pytest.raises(ValueError, match="at least 2 observers"):
        fixations_kept(looks([("a", 1, 5, 5)]), made_grids([(0, 0)]), ["a"], ratios=[1.0])
