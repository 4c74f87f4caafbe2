import numpy as np
import pytest

from rml.stats.inequality import atkinson, gini, top_share
from rml.stats.inequality_streaming import TABLE_SIZE, CountTable, count_table
from rml.stats.unit_counts import counted


def mixed(size, *, seed=1):
    """Return counts of which most are small and some very large."""
    rng = np.random.default_rng(seed)
    return np.minimum(rng.pareto(0.6, size) * 50, 2**50).astype(np.int64)


def test_chunks_in_any_order_give_the_exact_counts():
    values = mixed(30_000)
    table = count_table(np.array_split(values[::-1], 7))
    counts, whole = table.counts(), counted(values)
    assert table.is_exact
    assert counts.values.max() > 100 * TABLE_SIZE
    assert np.array_equal(counts.values, whole.values)
    assert np.array_equal(counts.units, whole.units)
    assert table.bounds(gini).low == table.bounds(gini).high == gini(whole)


def test_merging_large_values_as_they_come_changes_nothing():
    values = mixed(30_000)
    distinct = np.unique(values[values >= TABLE_SIZE]).size
    table = CountTable(most_distinct=distinct)
    for chunk in np.array_split(values, 40):
        table.add(chunk)
    assert table.is_exact
    assert np.array_equal(table.counts().units, counted(values).units)


@pytest.mark.parametrize(
    "metric",
    [gini, lambda one: atkinson(one, epsilon=0.5), lambda one: top_share(one, 0.01)],
    ids=["gini", "atkinson", "top_share"],
)
@pytest.mark.parametrize("kind", ["heavy", "uniform"])
def test_bins_bound_every_measure_closely(metric, kind):
    rng = np.random.default_rng(2)
    values = mixed(20_000) if kind == "heavy" else rng.integers(0, 10**12, 20_000)
    table = CountTable(most_distinct=100)
    table.add(values)
    assert not table.is_exact
    bounds, truth = table.bounds(metric), metric(counted(values))
    slack = 1e-12
    assert bounds.low - slack <= truth <= bounds.high + slack
    assert bounds.high - bounds.low < 1e-4
    assert table.counts().n == values.size
    assert table.counts().total == pytest.approx(values.sum(dtype=float), rel=1e-12)


def test_wide_bins_leave_something_open():
    values = np.random.default_rng(3).integers(TABLE_SIZE, TABLE_SIZE + 20, 500)
    table = CountTable(most_distinct=3)
    table.add(values)
    bounds, truth = table.bounds(gini), gini(values)
    assert 0 == bounds.low < truth < bounds.high < 1e-3


@pytest.mark.parametrize("most", [10, 10**6], ids=["bins", "exact"])
def test_parts_merge_into_the_whole(most):
    values = mixed(9000)
    whole, first, second = (CountTable(most_distinct=most) for _ in range(3))
    whole.add(values)
    first.add(values[:2000])
    second.add(values[2000:])
    first.merge(second)
    merged, once = first.counts(), whole.counts()
    assert first.is_exact == whole.is_exact == (most > 10)
    assert np.array_equal(merged.units, once.units)
    assert merged.values == pytest.approx(once.values, rel=1e-12)


def test_bins_and_exact_values_merge():
    binned, exact = CountTable(most_distinct=5), CountTable()
    values = mixed(4000)
    binned.add(values)
    exact.add(values)
    exact.merge(binned)
    assert not exact.is_exact
    assert exact.counts().units.sum() == 8000


def test_counted_values_weigh_as_many_units():
    listed, counts = CountTable(), CountTable()
    listed.add([0, 5, 5, 10**9, 10**9, 10**9])
    counts.add_counted([10**9, 0, 5], [3, 1, 2])
    assert np.array_equal(counts.counts().units, listed.counts().units)


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint64, np.float64])
def test_whole_numbers_of_any_type_are_counted(kind):
    table = CountTable()
    table.add(np.array([0, 7, 7], dtype=kind))
    assert table.counts().units.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("chunk", "message"),
    [
        ([1, -1], "from -1 to 1"),
        ([1, 2**60], "between 0 and 2"),
        (np.array([1, 2**63 + 5], dtype=np.uint64), "between 0 and 2"),
        ([1.5, 2], "1 entries of a chunk are missing or no whole numbers"),
        ([np.nan, 2], "missing or no whole"),
        ([[1, 2]], "one-dimensional"),
        (["many"], "must hold whole numbers"),
    ],
    ids=range(7),
)
def test_bad_chunks_are_refused_and_not_counted(chunk, message):
    table = CountTable()
    table.add([3, 4])
    with pytest.raises(ValueError, match=message):
        table.add(chunk)
    assert table.counts().units.tolist() == [1, 1]


def test_empty_and_zero_tables_have_no_inequality():
    table = CountTable()
    table.add([])
    with pytest.raises(ValueError, match="at least 2 units, not 0"):
        table.counts()
    table.add([0, 0, 0])
    with pytest.raises(ValueError, match="All 3 units have 0"):
        table.counts()
    with pytest.raises(ValueError, match="differ in length"):
        table.add_counted([1, 2], [1])


def test_memory_does_not_grow_with_the_number_of_units():
    rng = np.random.default_rng(4)
    table = CountTable(most_distinct=1000)

    def held():
        return sum(part.nbytes for part in vars(table).values() if isinstance(part, np.ndarray))

    table.add(rng.integers(0, 10**12, 20_000))
    first = held()
    for _ in range(5):
        table.add(rng.integers(0, 10**12, 20_000))
    assert held() == first
    assert table.counts().n == 120_000
