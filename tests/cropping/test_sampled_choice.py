"""Choices by softmax for pairs of people: limits, costs and tables."""

import math

import numpy as np
import pytest

from rml.cropping.argmax import in_face, in_pairs
from rml.cropping.face_region import FaceRegion
from rml.cropping.joined_grids import JoinedGrids
from rml.cropping.sampled_choice import (
    GREATEST,
    OUTSIDE,
    choice_table,
    chosen,
    greatest,
    missed,
    name_of,
    wide_table,
)

FACE = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.3, half_height=0.3)
PLACES = np.array([[x, y] for y in (0.1, 0.5, 0.9) for x in (0.1, 0.5, 0.9)])
WOMEN, MEN = np.arange(15), np.arange(15, 33)
GROUPS = {"women": WOMEN, "men": MEN}


@pytest.fixture(scope="module")
def grids():
    rng = np.random.default_rng(10)
    left, right = rng.normal(size=(2, 33, 9))
    left[WOMEN] += 0.5
    right[WOMEN] += 0.5
    return JoinedGrids(left=left, right=right, left_places=PLACES, right_places=PLACES)


def written_out(grids, temperature, woman, man):
    """Both orders of one pair, cell by cell: on the woman, outside both faces, the greatest."""
    inside = in_face(PLACES, FACE)
    found = []
    for first, second, turned in ((woman, man, False), (man, woman, True)):
        cells = np.concatenate([grids.left[first], grids.right[second]])
        chance = np.exp(cells / temperature) / np.exp(cells / temperature).sum()
        on_woman = chance[9:].sum() if turned else chance[:9].sum()
        outside = chance[~np.concatenate([inside, inside])].sum()
        found.append((on_woman, outside, chance.max()))
    return np.mean(found, axis=0)


@pytest.mark.parametrize("temperature", [0.2, 1.0, 5.0])
def test_kernels_are_the_mean_of_both_orders_cell_by_cell(grids, temperature):
    kernels = (
        chosen(grids, temperature=temperature),
        missed(grids, FACE, temperature=temperature),
        greatest(grids, temperature=temperature),
    )
    for woman, man in ((0, 15), (3, 20), (11, 32)):
        expected = written_out(grids, temperature, woman, man)
        found = [kernel(np.array([woman]), np.array([man]))[0, 0] for kernel in kernels]
        np.testing.assert_allclose(found, expected)


def test_at_temperature_zero_the_maximum_decides(grids):
    cold = chosen(grids, temperature=0)(WOMEN, MEN)
    np.testing.assert_allclose(cold, in_pairs(grids, face=FACE)["maximum"](WOMEN, MEN))
    assert set(np.unique(cold)) <= {0.0, 0.5, 1.0}
    np.testing.assert_allclose(chosen(grids, temperature=1e-4)(WOMEN, MEN), cold, atol=1e-6)
    nearly = missed(grids, FACE, temperature=1e-4)(WOMEN, MEN)
    np.testing.assert_allclose(missed(grids, FACE, temperature=0)(WOMEN, MEN), nearly, atol=1e-6)


def test_only_the_middle_cell_lies_in_the_face(grids):
    np.testing.assert_array_equal(in_face(PLACES, FACE), np.arange(9) == 4)
    blind = missed(grids, FACE, temperature=math.inf)(WOMEN, MEN)
    np.testing.assert_allclose(blind, 8 / 9)


def test_the_table_runs_from_the_maximum_to_an_even_split(grids):
    temperatures = [0.0, 0.1, 1.0, 10.0, math.inf]
    table = choice_table(
        grids, FACE, GROUPS, [("women", "men")], temperatures=temperatures, level=0.9
    )
    assert len(table) == 3 * len(temperatures)
    gaps = table[table["quantity"] == name_of("women", "men")]
    expected = 100 * in_pairs(grids, face=FACE)["maximum"](WOMEN, MEN).mean() - 50
    assert gaps["value"].iloc[0] == pytest.approx(expected)
    assert expected > 5
    assert gaps["value"].iloc[-1] == pytest.approx(0)
    assert (gaps["low"] <= gaps["value"]).all()
    assert (gaps["high"] >= gaps["value"]).all()
    lengths = (gaps["high"] - gaps["low"]).to_numpy()
    assert np.all(np.diff(lengths) < 0)
    assert lengths[-1] == 0
    for name, ends in ((OUTSIDE, (None, 100 * 8 / 9)), (GREATEST, (100, 100 / 18))):
        values = table[table["quantity"] == name]["value"].to_numpy()
        assert ends[0] is None or values[0] == pytest.approx(ends[0])
        assert values[-1] == pytest.approx(ends[1])
    assert np.all(np.diff(values) < 0)
    assert table[table["quantity"] == GREATEST]["low"].iloc[0] == 100
    wide = wide_table(table, pair=("women", "men"))
    assert wide.columns.tolist() == [
        "temperature",
        name_of("women", "men"),
        "low",
        "high",
        OUTSIDE,
        GREATEST,
    ]
    np.testing.assert_allclose(wide[["low", "high"]], gaps[["low", "high"]])
    np.testing.assert_allclose(wide[GREATEST], values)
