from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.cropping.gaze import (
    Resampling,
    central_share,
    mean_difference,
    mean_measure,
    observers_better_predicted,
    order_difference,
    order_table,
    photograph_means,
    pooled_means,
    predictor_table,
    sensitivity_table,
    share_of_the_way,
)
from rml.cropping.gaze_claims import PREDICTED
from rml.cropping.gaze_findings import prediction_findings
from rml.cropping.gaze_prediction import MEASURES, PREDICTORS, Agreement, Choices, agreement
from rml.cropping.gaze_texts import predicted_values
from rml.cropping.salient_point import SaliencyGrid, grid_places
from rml.report.format import fields_of

BY = Resampling(level=0.95, resamples=499, seed=3)
LEVELS = {"gaussian": 0.8, "elsewhere": 1.0, "model": 2.0, "observers": 5.0}


def made(rng, *, images=40, observers=5, each=3, spread=0.5):
    """Return an agreement with known means: an image's and an observer's part, and noise."""
    rows, looks = [], []
    for image in range(images):
        of_image = rng.normal(0, spread, len(PREDICTORS))
        for observer in range(1, observers + 1):
            values = np.array([*LEVELS.values()]) + of_image + 0.01 * observer
            at = values + rng.normal(0, 0.1, (each, len(PREDICTORS)))
            looks += [
                {"image": f"{image:03}", "subject": observer, "fix_index": order + 1}
                | dict(zip(PREDICTORS, at[order], strict=True))
                for order in range(each)
            ]
            rows += [
                {
                    "image": f"{image:03}",
                    "subject": observer,
                    "predictor": name,
                    "nss": at[:, column].mean(),
                    "auc_judd": 0.5 + 0.05 * at[:, column].mean(),
                    "auc_shuffled": 0.5 + 0.02 * at[:, column].mean(),
                }
                for column, name in enumerate(PREDICTORS)
            ]
    return Agreement(by_observer=pd.DataFrame(rows), by_fixation=pd.DataFrame(looks))


@pytest.fixture(scope="module")
def found():
    return made(np.random.default_rng(1))


def test_means_are_those_over_photographs(found):
    means = photograph_means(found, "nss")
    assert means.shape == (40, 4)
    for name in PREDICTORS:
        rows = found.by_observer[found.by_observer["predictor"] == name]
        estimate = mean_measure(found, name, "nss", by=BY)
        assert estimate.value == pytest.approx(rows["nss"].mean())
        assert estimate.n == "40 photographs"
        assert estimate.low < LEVELS[name] + 0.05 < estimate.high


def test_differences_are_paired_by_photograph():
    """What photographs have in common for both predictors must not widen the interval."""
    rng = np.random.default_rng(2)
    found = made(rng)
    easier = dict(zip(found.by_observer["image"].unique(), rng.normal(0, 3, 40), strict=True))
    shifted = found.by_observer.assign(
        nss=found.by_observer["nss"] + found.by_observer["image"].map(easier)
    )
    moved = replace(found, by_observer=shifted)
    before, after = (
        mean_difference(one, "model", "elsewhere", "nss", by=BY) for one in (found, moved)
    )
    assert after.value == pytest.approx(before.value)
    assert after.high - after.low == pytest.approx(before.high - before.low)
    assert "paired by photograph" in after.method
    paired = photograph_means(moved, "nss")
    interval = stats.ttest_1samp(paired["model"] - paired["elsewhere"], 0).confidence_interval()
    assert after.low == pytest.approx(interval.low, abs=0.05)
    assert after.high == pytest.approx(interval.high, abs=0.05)


def test_intervals_over_photographs_cover():
    """The truth, 1.0 between model and baseline, lies in about 95 of 100 intervals."""
    rng = np.random.default_rng(4)
    hits = 0
    for repetition in range(200):
        one = made(rng, images=30, observers=2, each=1)
        by = Resampling(level=0.95, resamples=199, seed=repetition)
        estimate = mean_difference(one, "model", "elsewhere", "nss", by=by)
        hits += estimate.low <= 1.0 <= estimate.high
    assert 0.90 <= hits / 200 <= 0.98


def test_the_share_of_the_way_lies_between_baseline_and_observers(found):
    share = share_of_the_way(found, "nss", by=BY)
    assert share.unit == "proportion"
    assert share.value == pytest.approx(0.25, abs=0.05)
    assert share.low < share.value < share.high
    # Both areas here are linear in the NSS, and a ratio of differences ignores the scale.
    assert share_of_the_way(found, "auc_judd", by=BY).value == pytest.approx(share.value)


def test_the_same_seed_gives_the_same_interval_whatever_came_before(found):
    first = mean_measure(found, "model", "nss", by=BY)
    mean_measure(found, "observers", "nss", by=BY)
    assert mean_measure(found, "model", "nss", by=BY) == first


def test_the_table_holds_every_measure_of_every_predictor(found):
    table = predictor_table(found, by=BY)
    assert len(table) == len(MEASURES) * len(PREDICTORS)
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()


def test_observers_are_counted_one_by_one(found):
    assert observers_better_predicted(found, "model", "elsewhere", "nss") == (5, 5)
    assert observers_better_predicted(found, "elsewhere", "model", "nss") == (0, 5)
    mixed = found.by_observer.copy()
    spoilt = (mixed["subject"] == 2) & (mixed["predictor"] == "model")
    mixed.loc[spoilt, "nss"] = -1
    one = replace(found, by_observer=mixed)
    assert observers_better_predicted(one, "model", "elsewhere", "nss") == (4, 5)


def test_fixations_are_shown_in_their_order(found):
    early = found.by_fixation.copy()
    first = early["fix_index"] == 1
    harder = 0.001 * early["image"].astype(int)
    early["model"] = early["model"].where(
        ~first, early["elsewhere"] + 0.5 * early["subject"] - harder
    )
    one = replace(found, by_fixation=early)
    table = order_table(one, fixations=2, level=0.95)
    assert sorted(table["fixation"].unique()) == [1, 2]
    assert (table["photographs"] == 40).all()
    difference = order_difference(one, 1, level=0.95)
    # The mean over subjects 1 to 5 less that over photographs 0 to 39.
    assert difference.value == pytest.approx(1.5 - 0.0195)
    rows = table[table["fixation"] == 1].set_index("predictor")["value"]
    assert rows["the model"] - rows["where people look in other images"] == pytest.approx(
        difference.value
    )
    assert order_difference(one, 2, level=0.95).value == pytest.approx(1.0, abs=0.3)


def check_fields(claimed):
    """Fail unless a finding's texts name all its values and nothing else."""
    texts = [claimed[name] for name in ("statement", "estimand", "assumptions", "breaks_if")]
    texts += [claimed["why"]] if "why" in claimed else []
    named = {
        field.partition(":")[0].partition(".")[0]
        for text in texts
        for _, field in fields_of(text, where="test")
        if field
    }
    assert named - {"value", "low", "high", "estimate"} == set(claimed["values"])


def test_findings_have_a_value_for_every_field(found):
    claims = prediction_findings(found, found, by=BY)
    assert len(claims) == 5
    for claimed in claims.values():
        check_fields(claimed)
    assert claims["model_over_centre"]["values"]["better"] == "better"
    assert claims["auc_model_over_centre"]["estimate"].value == pytest.approx(5, abs=1.5)
    fields = {
        field.partition(":")[0].partition(".")[0]
        for _, field in fields_of(PREDICTED, where="")
        if field
    }
    assert fields == set(predicted_values(found, by=BY))


def test_pooling_counts_fixations_alike():
    looks = pd.DataFrame(
        {"image": ["a"] * 4, "subject": [1, 2, 2, 2], "fix_index": [1, 1, 2, 3]}
        | {name: [0.0, 1.0, 1.0, 1.0] for name in PREDICTORS}
    )
    rows = pd.DataFrame(
        [
            {"image": "a", "subject": s, "predictor": name, "nss": s - 1.0}
            | {"auc_judd": 0.5, "auc_shuffled": 0.5}
            for s in (1, 2)
            for name in PREDICTORS
        ]
    )
    found = Agreement(by_observer=rows, by_fixation=looks)
    assert pooled_means(found)["model"].item() == 0.75
    assert photograph_means(found, "nss")["model"].item() == 0.5


def test_the_central_share_counts_one_order_of_fixations():
    looks = pd.DataFrame(
        {"fix_index": [1, 1, 1, 2], "x_px": [400, 430, 500, 400], "y_px": [300, 300, 300, 300]}
    )
    size = {"width": 800, "height": 600, "radius": 48}
    assert central_share(looks, 1, **size) == pytest.approx(2 / 3)
    assert central_share(looks, 2, **size) == 1


def test_the_sensitivity_shows_each_choice_once(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    rng = np.random.default_rng(7)
    x, y = grid_places(80, 60)
    names = [f"{number:02}" for number in range(12)]
    grids = {
        name: SaliencyGrid(
            width=80, height=60, x=x, y=y, scores=rng.normal(size=(15, 20)).astype(np.float32)
        )
        for name in names
    }
    looked = pd.DataFrame(
        [
            (name, subject, order, *rng.uniform((1, 1), (80, 60)))
            for name in names
            for subject in (1, 2, 3)
            for order in (1, 2, 3)
        ],
        columns=["image", "subject", "fix_index", "x_px", "y_px"],
    )
    choices = Choices(square_px=2, sigma_px=6, centre_sigma_share=0.25)
    primary = agreement(looked, grids, choices=choices)
    table = sensitivity_table(
        looked,
        grids,
        primary,
        choices=choices,
        other_sigmas=[12.0],
        images=dict.fromkeys(names, "0" * 64),
        model="made",
        by=BY,
    ).set_index("choice")
    assert list(table.index) == [
        "as declared",
        "first fixations left out",
        "exponential of the model's scores",
        "sigma of 12 pixels",
        "fixations pooled",
    ]
    declared = mean_difference(primary, "model", "elsewhere", "nss", by=BY)
    assert table.loc["as declared", "model_over_centre"] == pytest.approx(declared.value)
    assert table.loc["as declared", "low"] == pytest.approx(declared.low)
    # Every observer made three fixations, so pooling changes nothing here.
    assert table.loc["fixations pooled", "model_over_centre"] == pytest.approx(declared.value)
    dropped = agreement(looked, grids, choices=replace(choices, drop_first=True), areas=False)
    expected = mean_difference(dropped, "model", "elsewhere", "nss", by=BY)
    assert table.loc["first fixations left out", "model_over_centre"] == pytest.approx(
        expected.value
    )
