"""Scores of the bounty's rubric, against figures computed elsewhere and by their properties."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rml.data.bias_bounty import load_bounty_rubric
from rml.errors import DataError
from rml.feedback.bounty_rubric import (
    product_total,
    reading_of,
    reversed_pairs,
    rounding_of,
    rubric_of,
    sum_total,
)

with (Path(__file__).parent / "bounty_vectors.csv").open(encoding="utf-8", newline="") as stream:
    VECTORS = {row["name"]: row for row in csv.DictReader(stream)}


def multipliers_of(row):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", row["multipliers"])]


@pytest.fixture(scope="module")
def rubric():
    return rubric_of(load_bounty_rubric())


@pytest.mark.parametrize("name", VECTORS)
def test_totals_are_those_computed_elsewhere(name):
    row = VECTORS[name]
    points, multipliers = float(row["base_points"]), multipliers_of(row)
    assert product_total(points, multipliers) == pytest.approx(float(row["product"]), abs=1e-9)
    assert sum_total(points, multipliers) == pytest.approx(float(row["base_times_sum"]), abs=1e-9)


@pytest.mark.parametrize("name", VECTORS)
def test_the_reading_of_a_printed_total_is_that_which_gives_it(name):
    row = VECTORS[name]
    expected = "multiplied" if float(row["printed_total"]) == float(row["product"]) else "added"
    found = reading_of(row["printed_total"], float(row["base_points"]), multipliers_of(row))
    assert found == expected


def test_a_total_of_neither_or_of_both_readings_is_called_so():
    assert reading_of("99", 20, [1.2, 1.3]) == "neither"
    assert reading_of("26", 20, [1.3]) == "either"
    assert reading_of("60.85", 20, [1.3, 1.2, 1.3, 1.0, 1.5]) == "neither"
    assert reading_of("61", 20, [1.3, 1.2, 1.3, 1.0, 1.5]) == "multiplied"


def test_rounding_is_half_of_the_last_printed_digit():
    assert [rounding_of(text) for text in ("115", "182.6", "60.84")] == [0.5, 0.05, 0.005]


def test_both_readings_by_exact_fractions():
    rng = np.random.default_rng(20260131)
    for _ in range(200):
        points = int(rng.integers(1, 30))
        twentieths = rng.integers(10, 31, size=int(rng.integers(1, 8)))
        product = Fraction(points)
        for one in twentieths:
            product *= Fraction(int(one), 20)
        values = [one / 20 for one in twentieths]
        assert product_total(points, values) == pytest.approx(float(product), rel=1e-12)
        exact = points * Fraction(int(twentieths.sum()), 20)
        assert sum_total(points, values) == pytest.approx(float(exact), rel=1e-12)


def test_a_multiplier_of_one_changes_a_product_not_at_all_and_a_sum_by_the_points():
    values = [1.2, 0.75, 1.5]
    assert product_total(15, [*values, 1.0]) == product_total(15, values)
    assert sum_total(15, [*values, 1.0]) == pytest.approx(sum_total(15, values) + 15)


def test_reversed_pairs_are_counted_over_all_pairs_without_ties():
    assert reversed_pairs([1, 2, 3], [3, 2, 1]) == 3
    assert reversed_pairs([1, 2, 3], [10, 20, 30]) == 0
    assert reversed_pairs([1, 1, 2], [2, 1, 1]) == 1
    with pytest.raises(ValueError, match="3 scores"):
        reversed_pairs([1, 2, 3], [1])


def test_the_rubric_holds_what_is_known_and_says_what_is_not(rubric):
    assert rubric.points_of("under_representation", "unintentional") == 20
    assert rubric.points_of("mis_recognition", "intentional") == 7
    assert rubric.allowed("clarity") == (0.5, 1.5)
    assert rubric.allowed("likelihood") == (1.0, 1.3)
    assert set(rubric.seen) == {"damage", "affected", "exploitability"}
    assert rubric.allowed("damage") == rubric.widest == (0.5, 1.5)
    with pytest.raises(DataError, match="not known.*`erasure`"):
        rubric.points_of("stereotyping", "unintentional")
    with pytest.raises(DataError, match="intentional harm `erasure`.*`mis_recognition`"):
        rubric.points_of("erasure", "intentional")
