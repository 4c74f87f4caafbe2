from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rml.cropping.fixations import (
    Pixels,
    at_image_size,
    auc_judd,
    auc_shuffled,
    centre_gaussian,
    nss,
)
from rml.cropping.gaze_prediction import (
    MEASURES,
    PREDICTORS,
    Choices,
    agreement,
    kept_agreement,
)
from rml.cropping.salient_point import SaliencyGrid, grid_places

WIDTH, HEIGHT = 80, 60
CHOICES = Choices(square_px=1, sigma_px=5, centre_sigma_share=0.25)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


def made_grid(rng):
    x, y = grid_places(WIDTH, HEIGHT)
    scores = rng.normal(size=(y.size, x.size)).astype(np.float32)
    return SaliencyGrid(width=WIDTH, height=HEIGHT, x=x, y=y, scores=scores)


def made_fixations(rng, images=("a", "b", "c"), observers=4, each=5):
    rows = [
        (image, observer, order, *rng.uniform((1, 1), (WIDTH, HEIGHT)))
        for image in images
        for observer in range(1, observers + 1)
        for order in range(1, each + 1)
    ]
    return pd.DataFrame(rows, columns=["image", "subject", "fix_index", "x_px", "y_px"])


def pixels(fixations):
    """The pixels as MATLAB counts them: the middle of the first pixel is 1."""
    return Pixels(
        (fixations["y_px"].to_numpy() - 0.5).astype(int),
        (fixations["x_px"].to_numpy() - 0.5).astype(int),
    )


def blurred(fixations, sigma):
    rows, columns = np.indices((HEIGHT, WIDTH))
    at = pixels(fixations)
    return sum(
        np.exp(-((rows - r) ** 2 + (columns - c) ** 2) / (2 * sigma**2))
        for r, c in zip(*at, strict=True)
    )


def of(found, image, subject, predictor):
    rows = found.by_observer.set_index(["image", "subject", "predictor"])
    return rows.loc[(image, subject, predictor)]


def test_every_number_follows_from_maps_made_one_by_one():
    rng = np.random.default_rng(1)
    looked, grids = made_fixations(rng), {"a": made_grid(rng), "c": made_grid(rng)}
    found = agreement(looked, grids, choices=CHOICES)
    assert len(found.by_observer) == 2 * 4 * len(PREDICTORS)
    assert len(found.by_fixation) == 2 * 4 * 5
    for image, grid in grids.items():
        own, others = looked[looked["image"] == image], looked[looked["image"] != image]
        for subject in (1, 4):
            mine = own["subject"] == subject
            at = pixels(own[mine])
            maps = {
                "gaussian": centre_gaussian(WIDTH, HEIGHT, sigma_share=0.25),
                "elsewhere": blurred(others, 5),
                "model": at_image_size(grid),
                "observers": blurred(own[~mine], 5),
            }
            for name, saliency in maps.items():
                row = of(found, image, subject, name)
                assert row["nss"] == pytest.approx(nss(saliency, at))
                assert row["auc_judd"] == pytest.approx(auc_judd(saliency, at), abs=1e-6)
                shuffled = auc_shuffled(saliency, at, pixels(others))
                assert row["auc_shuffled"] == pytest.approx(shuffled, abs=1e-3)


def test_fixations_and_observers_agree():
    rng = np.random.default_rng(2)
    found = agreement(made_fixations(rng), {"a": made_grid(rng)}, choices=CHOICES)
    means = found.by_fixation.groupby(["image", "subject"])[list(PREDICTORS)].mean()
    nss_of = found.by_observer.pivot_table(
        index=["image", "subject"], columns="predictor", values="nss"
    )
    for name in PREDICTORS:
        assert means[name].to_numpy() == pytest.approx(nss_of[name].to_numpy())


def test_no_map_holds_what_it_is_to_predict():
    """Moving an observer's fixations must not move the maps that predict them."""
    rng = np.random.default_rng(3)
    looked, grid = made_fixations(rng), made_grid(rng)
    before = agreement(looked, {"a": grid}, choices=CHOICES, areas=False)
    moved = looked.copy()
    mine = (moved["image"] == "a") & (moved["subject"] == 2) & (moved["fix_index"] > 1)
    moved.loc[mine, ["x_px", "y_px"]] = (3.0, 3.0)
    after = agreement(moved, {"a": grid}, choices=CHOICES, areas=False)

    def first_look(found, name):
        rows = found.by_fixation
        return rows.loc[(rows["subject"] == 2) & (rows["fix_index"] == 1), name].item()

    for name in PREDICTORS:  # the unmoved fixation meets unchanged maps
        assert first_look(after, name) == pytest.approx(first_look(before, name))
    # The centre baseline does not know this image's other observers either.
    for name, changes in (("elsewhere", False), ("observers", True)):
        one, other = (of(found, "a", 1, name)["nss"] for found in (before, after))
        assert (abs(one - other) > 1e-9) == changes


def test_a_map_that_people_follow_predicts_them_and_noise_does_not():
    rng = np.random.default_rng(4)
    x, y = grid_places(WIDTH, HEIGHT)
    grids, rows = {}, []
    for image in "abcdefgh":
        peak = rng.uniform((15, 15), (WIDTH - 15, HEIGHT - 15))
        distance = np.hypot(x - peak[0], (y - peak[1])[:, np.newaxis])
        scores = np.exp(-(distance**2) / 200).astype(np.float32)
        grids[image] = SaliencyGrid(width=WIDTH, height=HEIGHT, x=x, y=y, scores=scores)
        rows += [
            (image, observer, order, *np.clip(rng.normal(peak, 6), 1, (WIDTH, HEIGHT)))
            for observer in range(1, 7)
            for order in range(1, 5)
        ]
    looked = pd.DataFrame(rows, columns=["image", "subject", "fix_index", "x_px", "y_px"])
    followed = agreement(looked, grids, choices=CHOICES)
    means = followed.by_observer.groupby("predictor")[list(MEASURES)].mean()
    assert means.loc["model", "nss"] > means.loc["elsewhere", "nss"] + 0.5
    assert means.loc["observers", "nss"] > means.loc["elsewhere", "nss"] + 0.5
    assert means.loc["model", "auc_judd"] > 0.85
    assert means.loc["elsewhere", "auc_shuffled"] < 0.55
    noise = {image: made_grid(rng) for image in grids}
    random = agreement(looked, noise, choices=CHOICES).by_observer
    assert abs(random.loc[random["predictor"] == "model", "auc_judd"].mean() - 0.5) < 0.15


def test_the_exponential_changes_the_nss_of_the_model_and_nothing_else():
    rng = np.random.default_rng(5)
    looked, grids = made_fixations(rng), {"b": made_grid(rng)}
    plain = agreement(looked, grids, choices=CHOICES).by_observer
    peaked = agreement(looked, grids, choices=replace(CHOICES, softmax=True)).by_observer
    is_model = plain["predictor"] == "model"
    assert (plain.loc[is_model, "nss"] != peaked.loc[is_model, "nss"]).all()
    pd.testing.assert_frame_equal(plain[~is_model], peaked[~is_model])
    areas = ["auc_judd", "auc_shuffled"]
    pd.testing.assert_frame_equal(plain[areas], peaked[areas])


def test_first_fixations_are_left_out_everywhere():
    rng = np.random.default_rng(6)
    looked, grids = made_fixations(rng), {"a": made_grid(rng)}
    dropped = agreement(looked, grids, choices=replace(CHOICES, drop_first=True))
    expected = agreement(looked[looked["fix_index"] > 1], grids, choices=CHOICES)
    pd.testing.assert_frame_equal(dropped.by_observer, expected.by_observer)
    assert dropped.by_fixation["fix_index"].min() == 2


def test_squares_of_pixels_change_little():
    rng = np.random.default_rng(7)
    looked, grids = made_fixations(rng), {"a": made_grid(rng)}
    fine, coarse = (
        agreement(looked, grids, choices=replace(CHOICES, square_px=square)).by_observer
        for square in (1, 2)
    )
    differences = (coarse["nss"] - fine["nss"]).abs()
    assert 0 < differences.mean() < 0.1
    assert np.corrcoef(coarse["nss"], fine["nss"])[0, 1] > 0.9


def test_squares_of_the_report_lose_nothing_on_real_photographs(real_files, model):
    """The report evaluates maps on squares of 4 pixels; single pixels give the same."""
    from rml.data.eye_fixations import load_eye_fixations  # noqa: PLC0415 - real files only

    eyes = load_eye_fixations()
    paths = eyes.stimuli["path"].iloc[:2].tolist()
    grids = dict(zip(eyes.stimuli["image"].iloc[:2], model.grids(paths), strict=True))
    as_reported = Choices(square_px=4, sigma_px=24, centre_sigma_share=0.25)
    coarse, fine = (
        agreement(eyes.fixations, grids, choices=one, areas=False)
        .by_observer.groupby("predictor")["nss"]
        .mean()
        for one in (as_reported, replace(as_reported, square_px=1))
    )
    assert coarse.to_numpy() == pytest.approx(fine.to_numpy(), abs=0.02)


def test_a_second_run_takes_the_agreement_from_the_cache(monkeypatch):
    rng = np.random.default_rng(8)
    looked, grids = made_fixations(rng), {"a": made_grid(rng)}
    given = {"choices": CHOICES, "images": {"a": "0" * 64}, "model": "made"}
    first = kept_agreement(looked, grids, **given)
    computed = agreement(looked, grids, choices=CHOICES)
    pd.testing.assert_frame_equal(first.by_observer, computed.by_observer, check_dtype=False)
    pd.testing.assert_frame_equal(first.by_fixation, computed.by_fixation, check_dtype=False)
    asked = []
    monkeypatch.setattr(
        "rml.cropping.gaze_prediction.agreement", lambda *_, **__: asked.append(1) or computed
    )
    second = kept_agreement(looked, grids, **given)
    pd.testing.assert_frame_equal(first.by_observer, second.by_observer)
    assert not asked
    moved = looked.assign(x_px=looked["x_px"].clip(upper=40))
    kept_agreement(moved, grids, **given)
    kept_agreement(looked, grids, **(given | {"model": "another"}))
    assert len(asked) == 2


def test_what_cannot_be_compared_is_refused():
    rng = np.random.default_rng(9)
    looked, grid = made_fixations(rng), made_grid(rng)
    with pytest.raises(ValueError, match="no fixations"):
        agreement(looked, {"unseen": grid}, choices=CHOICES)
    with pytest.raises(ValueError, match="no fixations"):
        agreement(looked[looked["image"] == "a"], {"a": grid}, choices=CHOICES)
    alone = looked[(looked["image"] != "a") | (looked["subject"] == 1)]
    with pytest.raises(ValueError, match="one observer"):
        agreement(alone, {"a": grid}, choices=CHOICES)
    with pytest.raises(ValueError, match="one size"):
        agreement(looked, {"a": grid, "b": replace(grid, width=90)}, choices=CHOICES)
