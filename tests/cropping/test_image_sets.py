"""The image sets and scorers that a parameter file can name."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

from rml.cropping.drawn_faces import DRAWN_FACE
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.image_sets import CONGRESS, DRAWN, DRAWN_SIZE, load_image_set, load_scorer
from rml.cropping.planted_saliency import PlantedSaliency
from rml.data import ledger
from rml.data.labelled_folder import VARIABLE
from rml.data.labelled_images import check_labelled_images
from rml.errors import DataError

STRENGTHS = {"long lilac": 0.6, "long blue": 0.2, "short lilac": 0.0, "short blue": 0.0}


@pytest.fixture(autouse=True)
def _empty_ledger():
    ledger.clear()
    yield
    ledger.clear()


def drawn(**changes):
    images, _ = load_image_set(
        DRAWN, **({"people": 12, "seed": 3, "strengths": STRENGTHS} | changes)
    )
    return images


def test_drawn_faces_have_labels_and_follow_their_seed():
    images, face = load_image_set(DRAWN, people=12, seed=3, strengths=STRENGTHS)
    assert face == DRAWN_FACE
    check_labelled_images(images, needed=["hair", "skin"])
    assert images.kind == "simulated"
    assert images.frame.groupby(["hair", "skin"]).size().to_dict() == {
        tuple(name.split()): 12 for name in STRENGTHS
    }
    assert {array.shape for array in images.arrays} == {(DRAWN_SIZE, DRAWN_SIZE, 3)}
    assert drawn().frame.equals(images.frame)
    assert not drawn(seed=4).frame["sha256"].isin(images.frame["sha256"]).any()


def test_strengths_go_to_the_groups_that_are_named():
    strong = drawn(people=200, strengths=STRENGTHS | {"short blue": 1.5, "long lilac": -1.5})
    scores = [grid.max() for grid in PlantedSaliency().scores(list(strong.arrays))]
    frame = strong.frame.assign(score=scores)
    means = frame.groupby(["hair", "skin"])["score"].mean()
    # A standard Gumbel variable has the mean 0.577.
    for (hair, skin), mean in means.items():
        planted = {"short blue": 1.5, "long lilac": -1.5, "long blue": 0.2, "short lilac": 0.0}
        assert mean == pytest.approx(planted[f"{hair} {skin}"] + 0.577, abs=0.35)


@pytest.mark.parametrize("strengths", [{}, {"long lilac": 0.0}, STRENGTHS | {"tall red": 0.0}])
def test_every_group_of_drawn_faces_needs_a_strength(strengths):
    with pytest.raises(ValueError, match="need a strength for each"):
        drawn(strengths=strengths)


def test_a_folder_of_ones_own_is_an_image_set(tmp_path, monkeypatch):
    folder = tmp_path / "portraits"
    folder.mkdir()
    rng = np.random.default_rng(1)
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["image", "gender"])
        for number in range(4):
            pixels = rng.integers(0, 256, (20, 16, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
            rows.writerow([f"{number}.png", "female" if number % 2 else "male"])
    monkeypatch.setenv(VARIABLE, json.dumps({"mine": str(folder)}))
    images, face = load_image_set("mine", people=1, seed=1, strengths={})
    assert face is None
    assert (images.name, images.kind, images.labels) == ("mine", "real", ("gender",))
    assert len(images.frame) == 4


def test_a_set_that_nobody_named_is_refused(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(DataError, match="mine"):
        load_image_set("mine", people=1, seed=1, strengths={})


def test_the_portraits_come_with_their_corrected_labels_beside_the_sources(real_files, monkeypatch):
    monkeypatch.setenv("RML_MIRROR", str(real_files))
    images, face = load_image_set(CONGRESS, people=1, seed=1, strengths={})
    assert face == CONGRESS_FACE
    frame = images.frame
    assert len(frame) == 535
    assert set(images.labels) >= {"gender", "ethnicity", "gender_corrected", "ethnicity_corrected"}
    changed = {
        column: int((frame[column] != frame[f"{column}_corrected"]).sum())
        for column in ("gender", "ethnicity")
    }
    assert changed == {"gender": 1, "ethnicity": 12}


def test_the_planted_scorer_favours_the_first_place_of_the_arrangement():
    beside = load_scorer("planted", planted_side=0.3, arrangement="side by side")
    stacked = load_scorer("planted", planted_side=0.3, arrangement="stacked")
    assert (beside.side, beside.side_bias) == ("left", 0.3)
    assert (stacked.side, stacked.side_bias) == ("top", 0.3)
    assert beside.identity != stacked.identity
    with pytest.raises(ValueError, match="'fastgaze' or 'planted', not 'other'"):
        load_scorer("other", planted_side=0.0, arrangement="stacked")


def test_the_real_scorer_is_named_by_its_weights(weights_path, monkeypatch):
    monkeypatch.setattr("rml.data.saliency_weights.saliency_weights_path", lambda: weights_path)
    scorer = load_scorer("fastgaze", planted_side=0.0, arrangement="side by side")
    assert len(scorer.identity) == 64
    assert scorer.batch == 1
