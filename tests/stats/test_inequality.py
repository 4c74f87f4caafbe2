import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from rml.stats.inequality import (
    atkinson,
    bottom_share,
    equivalent_bottom,
    equivalent_top,
    gini,
    percentile,
    percentile_ratio,
    share_ratio,
    top_share,
)
from rml.stats.inequality_models import Lognormal, Pareto, pareto_of_top_share
from rml.stats.lorenz import lorenz_curve
from rml.stats.unit_counts import Counts, counted

# The vectors were made for this collection; each row names how its value came about.
with (Path(__file__).parent / "inequality_test_vectors.csv").open(newline="") as stream:
    VECTORS = list(csv.DictReader(stream))


# By the metric's name in the file, up to what is put in brackets there.
METRICS = {
    "gini": lambda values, _: gini(values),
    "atkinson": lambda values, epsilon: atkinson(values, epsilon=epsilon),
    "top_share": top_share,
    "bottom_share": bottom_share,
    "ratio_of_shares top10/bottom40": lambda values, _: share_ratio(values, top=0.1, bottom=0.4),
    "ratio_of_shares top20/bottom20": lambda values, _: share_ratio(values, top=0.2, bottom=0.2),
    "bottom fraction with the same share as the top 20%": equivalent_bottom,
    "smallest top fraction holding 50%": equivalent_top,
}


def closed_form(row, number):
    """Return a metric of a named distribution."""
    (kind, value) = row["values"].rstrip(")").split("(")
    shape = float(value.split("=")[1])
    if row["metric"].startswith("alpha"):
        return pareto_of_top_share(0.01, held=0.8).tail_index
    if row["vector"] == "pareto_a":
        shape = pareto_of_top_share(0.01, held=0.8).tail_index
    model = Pareto(shape) if kind == "Pareto" else Lognormal(shape)
    if row["metric"] == "top_share":
        return model.top_share(number)
    return model.gini() if row["metric"] == "gini" else model.atkinson(number)


@pytest.mark.parametrize(
    "row", VECTORS, ids=[f"{place}-{row['vector']}" for place, row in enumerate(VECTORS)]
)
def test_the_vectors_are_met(row):
    number = float(row["parameter"].split("=")[1]) if row["parameter"] else None
    expected = float(row["value"])
    if not row["values"].startswith("["):
        assert closed_form(row, number) == pytest.approx(expected, abs=1e-9)
        return
    values, metric = json.loads(row["values"]), METRICS[row["metric"].split(" (")[0]]
    if math.isinf(expected):
        with pytest.raises(ValueError, match="not defined"):
            metric(values, number)
        return
    assert metric(values, number) == pytest.approx(expected, abs=1e-9)


@pytest.fixture(params=[1, 2, 3])
def amounts(request):
    rng = np.random.default_rng(request.param)
    return rng.integers(0, 30, size=rng.integers(2, 60)) + 1


def test_gini_is_half_the_mean_difference_over_the_mean(amounts):
    differences = np.abs(np.subtract.outer(amounts, amounts))
    assert gini(amounts) == pytest.approx(differences.mean() / 2 / amounts.mean())
    n = amounts.size
    among_others = differences.sum() / (n * (n - 1)) / 2 / amounts.mean()
    assert gini(amounts, sample=True) == pytest.approx(among_others)


@pytest.mark.parametrize("epsilon", [0.25, 0.8, 1, 1.5, 3])
def test_atkinson_compares_a_power_mean_with_the_mean(epsilon, amounts):
    some = amounts + 1.0
    if epsilon == 1:
        equal = np.exp(np.log(some).mean())
    else:
        equal = np.mean(some ** (1 - epsilon)) ** (1 / (1 - epsilon))
    assert atkinson(some, epsilon=epsilon) == pytest.approx(1 - equal / some.mean())


def test_atkinson_stands_very_large_aversion_and_zeros():
    assert atkinson([1e-3, 5, 9], epsilon=500) == pytest.approx(1 - 1e-3 * 3 / 14.001, rel=1e-2)
    assert atkinson([0, 5, 9], epsilon=1) == atkinson([0, 5, 9], epsilon=2.5) == 1
    assert atkinson([0, 5, 9], epsilon=0) == 0


def test_shares_of_fractional_units_take_that_part_of_a_unit():
    fifteen = np.arange(1, 16)
    assert top_share(fifteen, 0.1) == pytest.approx((15 + 14 / 2) / 120)
    assert bottom_share(fifteen, 0.1) == pytest.approx((1 + 2 / 2) / 120)
    assert top_share(fifteen, 1) == 1 == pytest.approx(bottom_share(fifteen, 1))
    assert top_share(fifteen, 0) == bottom_share(fifteen, 0) == 0


def measures(values, **units):
    counts = counted(values, **units)
    return [
        gini(counts),
        atkinson(counts, epsilon=0.5),
        atkinson(counts, epsilon=2),
        top_share(counts, 0.07),
        bottom_share(counts, 0.61),
        percentile_ratio(counts),
        equivalent_bottom(counts, 0.2),
        equivalent_top(counts, 0.5),
    ]


def test_scale_order_and_copies_change_nothing(amounts):
    some = amounts + 1
    expected = measures(some)
    assert measures(some[::-1] * 7.5) == pytest.approx(expected)
    assert measures(np.repeat(some, 3)) == pytest.approx(expected)
    assert measures(some, units=np.full(some.size, 4)) == pytest.approx(expected)


def test_counted_units_are_as_good_as_a_list_of_units():
    values, units = [4, 0, 9, 4], [2, 3, 1, 0]
    whole = [4, 4, 0, 0, 0, 9]
    assert counted(values, units=units).n == 6
    assert gini(counted(values, units=units)) == pytest.approx(gini(whole))
    assert top_share(counted(values, units=units), 0.3) == pytest.approx(top_share(whole, 0.3))


def test_a_transfer_from_less_to_more_raises_every_measure():
    before, after = [2.0, 5, 7, 9], [1.0, 5, 7, 10]
    assert gini(after) > gini(before)
    assert atkinson(after, epsilon=0.5) > atkinson(before, epsilon=0.5)
    assert top_share(after, 0.25) > top_share(before, 0.25)


def test_the_two_readings_of_percentage_equivalent_invert_the_curve():
    values = [0, 0, 1, 1, 2, 6, 90]
    assert bottom_share(values, equivalent_bottom(values, 0.1)) == pytest.approx(
        top_share(values, 0.1)
    )
    assert top_share(values, equivalent_top(values, 0.7)) == pytest.approx(0.7)


def test_percentiles_are_values_that_units_have():
    values = [3, 1, 2, 5, 4]
    assert [percentile(values, share) for share in (0.2, 0.21, 0.6, 0.99)] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "at least 2 units, not 0"),
        ([5], "at least 2 units, not 1"),
        ([0, 0, 0], "All 3 units have 0"),
        ([1e308, 1e308, 0], "add up to inf, beyond the range"),
        ([1e308] * 3, "add up to inf, beyond the range"),
        ([1, -2, -3], "2 of 3 entries of `values` are below 0"),
        ([1, math.nan], "1 of 2 entries of `values` are missing"),
        ([[1, 2], [3, 4]], "shape"),
        (["many", 2], "must hold numbers only"),
    ],
)
def test_bad_amounts_are_refused_with_a_remedy(values, message):
    for measure in (gini, lambda one: atkinson(one, epsilon=1), lambda one: top_share(one, 0.1)):
        with pytest.raises(ValueError, match=message):
            measure(values)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: counted([1, 2], units=[1, -1]), "1 of 2 entries of `units`"),
        (lambda: counted([1, 2], units=[1]), "must both have the shape"),
        (lambda: counted(counted([1, 2]), units=[1, 1]), "part of `Counts` already"),
        (lambda: atkinson([1, 2], epsilon=-1), "`epsilon` must be a number of at least 0"),
        (lambda: top_share([1, 2], 10), "write 8 % as 0.08"),
        (lambda: share_ratio([0, 0, 4], top=0.1, bottom=0.5), "larger `bottom`"),
        (lambda: percentile_ratio([0, 0, 4]), "higher `lower`"),
        (lambda: percentile_ratio([1, 4], upper=0.1, lower=0.9), "must lie below"),
        (lambda: Pareto(1.0), "no mean"),
        (lambda: pareto_of_top_share(0.1, held=0.05), "at least its own share"),
        (lambda: lorenz_curve([1, 2], most_points=2), "at least 3"),
    ],
    ids=range(11),
)
def test_bad_arguments_are_refused_with_a_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("model", [Pareto(3.5), Lognormal(0.8)], ids=["pareto", "lognormal"])
def test_closed_forms_are_what_quantiles_give(model):
    grid = (np.arange(400_000) + 0.5) / 400_000
    if isinstance(model, Pareto):
        values = (1 - grid) ** (-1 / model.tail_index)
    else:
        values = np.exp(model.sigma * stats.norm.ppf(grid))
    assert gini(values) == pytest.approx(model.gini(), abs=2e-4)
    assert top_share(values, 0.1) == pytest.approx(model.top_share(0.1), abs=2e-4)
    for epsilon in (0.5, 1, 2):
        assert atkinson(values, epsilon=epsilon) == pytest.approx(model.atkinson(epsilon), abs=2e-4)


def test_a_thinned_lorenz_curve_says_how_far_it_is_off():
    values = 1 + np.random.default_rng(5).pareto(1.2, 5000)
    whole, thin = lorenz_curve(values, most_points=9999), lorenz_curve(values, most_points=50)
    assert (whole.of_units.size, whole.largest_error) == (5001, 0.0)
    assert thin.of_units.size <= 50
    assert thin.of_units[[0, -1]].tolist() == thin.of_total[[0, -1]].tolist() == [0, 1]
    gap = np.interp(whole.of_units, thin.of_units, thin.of_total) - whole.of_total
    assert gap.min() > -1e-12
    assert gap.max() == pytest.approx(thin.largest_error)
    assert 0 < thin.largest_error < 0.02


def test_counts_can_be_passed_on():
    counts = counted([1, 2, 2])
    assert isinstance(counts, Counts)
    assert counted(counts) is counts
    assert (counts.n, counts.total) == (3, 5)
