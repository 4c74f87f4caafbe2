"""The tables of what decides: against single estimates, and Holm over the declared family."""

import numpy as np
import pytest

from rml.cropping.argmax import contrast, gap, in_pairs, mean_over_pairs, outcomes_of
from rml.cropping.argmax_tables import RULES, pair_table, rule_table, variation_table
from rml.cropping.face_region import CONGRESS_FACE as FACE
from rml.cropping.joined_grids import JoinedGrids
from rml.cropping.softened import IN_FACE, STATISTICS
from rml.stats.multiplicity import holm
from rml.stats.two_way import two_way_test_over_pairs

GROUPS = {"A": np.arange(18), "B": np.arange(18, 33), "C": np.arange(33, 50)}
PAIRS = [("A", "B"), ("A", "C"), ("B", "C")]


@pytest.fixture(scope="module")
def kernels():
    rng = np.random.default_rng(18)
    scores = rng.normal(size=(50, 25))
    scores[:18] *= 1.5
    places = np.full((25, 2), 0.5)
    places[15:] = 0.05
    grids = JoinedGrids(left=scores, right=scores, left_places=places, right_places=places)
    return in_pairs(grids, face=FACE)


def test_rules_are_listed_by_size_and_statistic(kernels):
    rows, estimates = rule_table({"alone": kernels}, GROUPS, ("A", "B"), level=0.9)
    assert rows["decides"].tolist() == list(RULES.values())
    for row, (rule, estimate) in zip(rows.itertuples(), estimates["alone"].items(), strict=True):
        expected = gap(kernels, GROUPS, {("A", "B", rule): 1.0}, level=0.9)
        assert (row.gap, row.low, row.high) == (expected.value, expected.low, expected.high)
        assert (estimate, row.decides) == (expected, RULES[rule])
    found = estimates["alone"]
    assert set(found) == {*STATISTICS, IN_FACE}
    assert found["maximum"].value > found["median"].value + 10  # the planted spread


def test_pairs_carry_rates_contrasts_and_adjusted_tests(kernels):
    table = pair_table(kernels, GROUPS, PAIRS, level=0.95)
    assert list(zip(table["first"], table["second"], strict=True)) == PAIRS
    plain = {"p_median": [], "p_maximum": [], "p_contrast": []}
    for row in table.itertuples():
        pair = (row.first, row.second)
        for name in STATISTICS:
            rate = mean_over_pairs(kernels, GROUPS, {(*pair, name): 1.0}, level=0.95)
            assert getattr(row, name) == rate.value
        weights = contrast(*pair, "maximum", "median")
        between = gap(kernels, GROUPS, weights, level=0.95)
        assert row.contrast == pytest.approx(100 * (row.maximum - row.median))
        assert (row.low, row.high) == (between.low, between.high)
        for name, given in (
            ("p_median", {(*pair, "median"): 1.0}),
            ("p_maximum", {(*pair, "maximum"): 1.0}),
            ("p_contrast", weights),
        ):
            tested = two_way_test_over_pairs(outcomes_of(kernels, GROUPS, given), given)
            plain[name].append(tested.p_value)
    for name, values in plain.items():
        np.testing.assert_allclose(table[name], holm(values))
        assert (table[name] >= np.array(values)).all()
    assert table["p_maximum"].min() < 0.05


def test_variations_take_their_own_groups(kernels):
    smaller = {**GROUPS, "A": np.arange(15)}
    table = variation_table(
        {"alone": kernels},
        {"all": (GROUPS, ("A", "B")), "fewer": (smaller, ("A", "B"))},
        level=0.95,
    )
    weights = contrast("A", "B", "maximum", "median")
    for row, groups in zip(table.itertuples(), (GROUPS, smaller), strict=True):
        expected = gap(kernels, groups, weights, level=0.95)
        assert row.contrast == pytest.approx(row.maximum - row.median)
        assert (row.contrast, row.low) == pytest.approx((expected.value, expected.low))
    assert table["contrast"].iloc[0] != table["contrast"].iloc[1]
