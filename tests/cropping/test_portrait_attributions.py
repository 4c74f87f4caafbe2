"""Attributions of portraits: kept as sums, averaged over people, complete within a bound."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from rml.cropping.attribution import REGIONS, regions
from rml.cropping.attribution_tables import baseline_table, block_table, share_table
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.portrait_attributions import (
    Attributions,
    checked_attributions,
    chosen_people,
    pooled,
    portrait_attributions,
)
from rml.cropping.portrait_grids import PortraitGrids
from rml.data.labelled_images import LabelledImages
from rml.errors import RunError


class Bent(nn.Module):
    """One score for each 16 by 16 pixels; its slope changes on the way from the baseline."""

    def forward(self, inputs):
        mean = nn.functional.avg_pool2d(inputs.mean(dim=1), 16)
        return torch.relu(mean + 60) / 40


class Model:
    """What portrait_attributions needs of a saliency model."""

    identity = "bent"
    network = Bent()


@pytest.fixture
def portraits(monkeypatch, tmp_path):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    rng = np.random.default_rng(15)
    arrays = [
        np.repeat(np.repeat(rng.integers(60, 256, (20, 20, 3), dtype=np.uint8), 16, 0), 16, 1)
        for _ in range(6)
    ]
    frame = pd.DataFrame(
        {"image": list("abcdef"), "sha256": [f"{number:064x}" for number in range(6)]}
    )
    images = LabelledImages(name="drawn", kind="simulated", frame=frame, arrays=arrays)
    scores = np.stack([image.reshape(20, 16, 20, 16, 3).mean(axis=(1, 3, 4)) for image in arrays])
    places = np.arange(8, 320, 16, dtype=np.float32)
    grids = PortraitGrids(
        width=320,
        height=320,
        x=places,
        y=places,
        scores=scores.astype(np.float32),
        symmetric=np.zeros(6, dtype=bool),
    )
    return images, grids


def attributed(portraits, rows, *, steps=24, baseline="black"):
    images, grids = portraits
    return portrait_attributions(
        Model(), images, grids, np.array(rows), baseline=baseline, face=CONGRESS_FACE, steps=steps
    )


def test_a_salient_cell_gets_all_of_its_score(portraits):
    found = attributed(portraits, [2, 4])
    assert found.blocks.shape == (2, 20, 20)
    for place, row in enumerate((2, 4)):
        cell = tuple(portraits[1].salient_cells[row])
        blocks = found.blocks[place]
        assert blocks[cell] == pytest.approx(blocks.sum())
        assert blocks.sum() == pytest.approx(found.explained[place] + found.shortfall[place])
    np.testing.assert_allclose(
        found.in_regions.sum(axis=1), found.explained + found.shortfall, rtol=1e-6
    )


def test_the_reachable_pixels_are_those_around_the_cell(portraits):
    found = attributed(portraits, [0, 1, 2])
    np.testing.assert_allclose(found.reachable.sum(axis=1), 1)
    masks = regions(CONGRESS_FACE, width=320, height=320)
    for row, shares in enumerate(found.reachable):
        down, across = portraits[1].salient_cells[row]
        part = masks["face"][
            max(16 * down - 64, 0) : 16 * down + 80, max(16 * across - 64, 0) : 16 * across + 80
        ]
        assert shares[0] == pytest.approx(part.mean())


def test_kept_attributions_depend_on_portraits_baseline_and_steps(portraits):
    first = attributed(portraits, [2, 4])
    np.testing.assert_array_equal(attributed(portraits, [2, 4]).blocks, first.blocks)
    assert not np.array_equal(attributed(portraits, [4, 2]).blocks, first.blocks)
    assert attributed(portraits, [2, 4], baseline="mean colour").explained.mean() < (
        first.explained.mean()
    )
    assert (attributed(portraits, [2, 4], steps=2).shortfall != first.shortfall).any()


def test_attributions_that_miss_the_score_stop_the_report(portraits):
    images, grids = portraits
    given = {"baseline": "black", "face": CONGRESS_FACE, "steps": 2}
    rows = np.array([0, 1])
    with pytest.raises(RunError, match="miss the score by up to") as caught:
        checked_attributions(Model(), images, grids, rows, **given, largest_shortfall=1e-4)
    assert "Raise `steps`" in str(caught.value)
    assert checked_attributions(Model(), images, grids, rows, **given, largest_shortfall=1)


def test_people_are_drawn_from_each_group_without_repeats():
    groups = {"women": np.arange(30), "men": np.arange(30, 100)}
    drawn = chosen_people(groups, people=20, seed=1)
    for name, rows in drawn.items():
        assert len(set(rows)) == 20
        assert set(rows) <= set(groups[name])
        assert (np.diff(rows) > 0).all()
    again = chosen_people(groups, people=20, seed=2)
    assert any((again[name] != drawn[name]).any() for name in groups)
    with pytest.raises(ValueError, match="women has 30 people, not 31"):
        chosen_people(groups, people=31, seed=1)


def simulated(rng, people):
    explained = rng.uniform(2, 8, people)
    shares = np.array([0.6, 0.2, 0.1, 0.1]) + rng.normal(0, 0.05, (people, 4))
    in_regions = shares * explained[:, np.newaxis]
    return Attributions(
        blocks=np.repeat(explained, 400).reshape(people, 20, 20) / 400,
        in_regions=in_regions,
        reachable=np.full((people, 4), 0.25),
        explained=explained,
        shortfall=in_regions.sum(axis=1) - explained,
    )


def test_the_interval_of_a_share_covers_the_planted_share():
    rng = np.random.default_rng(16)
    covered = 0
    for _ in range(800):
        share = simulated(rng, 20).share("face", level=0.9)
        covered += share.low <= 60 <= share.high
    assert 0.87 <= covered / 800 <= 0.93


def test_a_share_is_the_ratio_of_means_not_the_mean_of_ratios():
    one = Attributions(
        blocks=np.ones((3, 20, 20)),
        in_regions=np.array([[1.0, 0, 0, 0], [4.0, 0, 0, 4.0], [9.0, 1.0, 0, 0]]),
        reachable=np.full((3, 4), 0.25),
        explained=np.array([1.0, 8.0, 10.0]),
        shortfall=np.array([0.0, 0.0, 0.0]),
    )
    assert one.share("face", level=0.95).value == pytest.approx(100 * 14 / 19)
    assert "ratio of means" in one.share("face", level=0.95).method
    assert one.largest_shortfall == 0


def test_tables_name_every_region_and_add_up():
    rng = np.random.default_rng(17)
    parts = {"women": simulated(rng, 12), "men": simulated(rng, 15)}
    both = pooled(list(parts.values()))
    assert len(both.explained) == 27
    rows, estimates = share_table(parts | {"both": both}, level=0.95)
    assert rows.groupby("of")["region"].apply(tuple).to_dict() == dict.fromkeys(
        ("women", "men", "both"), REGIONS
    )
    total = rows[rows["of"] == "both"]["share"].sum()
    missing = 100 * both.shortfall.mean() / both.explained.mean()
    assert total == pytest.approx(100 + missing)
    assert estimates["men"]["face"].n == "15 people"
    blocks = block_table(parts)
    np.testing.assert_allclose(blocks.groupby("of")["share"].sum(), 100)
    by_baseline = baseline_table(parts, level=0.95)
    of_men = by_baseline[by_baseline["baseline"] == "men"]
    assert of_men["explained"].unique() == pytest.approx([parts["men"].explained.mean()])
    assert (of_men["largest_shortfall"] == parts["men"].largest_shortfall).all()
