import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal, stats

from rml.stats import bootstrap
from rml.stats.bootstrap import block_bootstrap, cluster_bootstrap

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=25, database=None)


def generator(seed=1):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def survey():
    """Skewed values of 25 people, each with a number of posts of their own."""
    rng = generator(2)
    sizes = rng.integers(1, 9, size=25)
    people = np.repeat(np.arange(25), sizes)
    values = rng.exponential(size=25)[people] + rng.normal(0, 0.3, size=people.size)
    order = rng.permutation(people.size)
    return values[order], people[order]


def cluster_sums(values, clusters):
    labels = np.unique(clusters)
    sums = np.array([values[clusters == label].sum() for label in labels])
    sizes = np.array([np.count_nonzero(clusters == label) for label in labels])
    return sums, sizes


def ratio_of_sums(sums, sizes, axis=-1):
    return sums.sum(axis=axis) / sizes.sum(axis=axis)


@pytest.mark.parametrize("interval", ["percentile", "bca"])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_clustered_mean_agrees_with_scipy_over_cluster_sums(survey, interval, level):
    estimate = cluster_bootstrap(
        *survey, np.mean, rng=generator(3), interval=interval, level=level, unit="score"
    )
    expected = stats.bootstrap(
        cluster_sums(*survey),
        ratio_of_sums,
        paired=True,
        vectorized=True,
        n_resamples=9999,
        confidence_level=level,
        method={"percentile": "percentile", "bca": "BCa"}[interval],
        rng=generator(3),
    )
    found = (estimate.low, estimate.high)
    assert found == pytest.approx(tuple(expected.confidence_interval), rel=1e-9)
    assert estimate.value == pytest.approx(survey[0].mean())


@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_any_statistic_agrees_with_scipy_where_each_cluster_has_one_value(interval):
    values = generator(4).exponential(size=30)
    estimate = cluster_bootstrap(
        values,
        np.arange(30),
        np.std,
        rng=generator(5),
        resamples=2999,
        interval=interval,
        unit="score",
    )
    expected = stats.bootstrap(
        (values,),
        np.std,
        n_resamples=2999,
        method={"percentile": "percentile", "bca": "BCa"}[interval],
        rng=generator(5),
    )
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected.confidence_interval))


def test_resamples_that_tie_with_the_sample_count_half_as_in_scipy():
    values = generator(4).integers(0, 3, size=20).astype(float)
    estimate = cluster_bootstrap(
        values, np.arange(20), np.mean, rng=generator(5), interval="bca", unit="score"
    )
    expected = stats.bootstrap((values,), np.mean, method="BCa", rng=generator(5))
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected.confidence_interval))


@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_the_fast_mean_equals_the_general_way(survey, interval):
    fast = cluster_bootstrap(
        *survey, np.mean, rng=generator(), resamples=499, interval=interval, unit="score"
    )
    general = cluster_bootstrap(
        *survey,
        lambda rows: float(rows.mean()),
        rng=generator(),
        resamples=499,
        interval=interval,
        unit="score",
    )
    assert (fast.low, fast.high) == pytest.approx((general.low, general.high))


def test_rows_of_several_columns_stay_together(survey):
    values, people = survey
    rows = np.column_stack([values, np.ones_like(values)])
    ratio = cluster_bootstrap(
        rows,
        people,
        lambda drawn: float(drawn[:, 0].sum() / drawn[:, 1].sum()),
        rng=generator(),
        resamples=499,
        unit="score",
    )
    mean = cluster_bootstrap(values, people, np.mean, rng=generator(), resamples=499, unit="score")
    assert (ratio.low, ratio.high) == pytest.approx((mean.low, mean.high))


def test_small_batches_give_the_same_draws(survey, monkeypatch):
    whole = cluster_bootstrap(*survey, np.mean, rng=generator(), resamples=499, unit="score")
    monkeypatch.setattr(bootstrap, "_BATCH_ENTRIES", 1000)
    batched = cluster_bootstrap(*survey, np.mean, rng=generator(), resamples=499, unit="score")
    assert batched == whole


def test_the_order_of_rows_and_the_kind_of_labels_do_not_matter(survey):
    values, people = survey
    first = cluster_bootstrap(values, people, np.mean, rng=generator(), unit="score")
    order = np.argsort(values)
    names = np.array([f"person {number:02d}" for number in people])
    second = cluster_bootstrap(values[order], names[order], np.mean, rng=generator(), unit="score")
    assert (second.low, second.high) == pytest.approx((first.low, first.high))


def test_repeating_each_observation_leaves_the_clustered_interval_alone(survey):
    values, people = survey
    once = cluster_bootstrap(values, people, np.mean, rng=generator(), unit="score")
    often = cluster_bootstrap(
        np.repeat(values, 9), np.repeat(people, 9), np.mean, rng=generator(), unit="score"
    )
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


@REPEATABLE
@given(seed=st.integers(0, 1000), scale=st.sampled_from([-2.0, 0.5, 100.0]))
def test_bootstrap_intervals_move_with_the_values(seed, scale):
    values = generator(seed).exponential(size=40)
    people = np.arange(40) // 2
    for interval in ("percentile", "bca"):
        arguments = {"resamples": 199, "interval": interval, "unit": "score"}
        estimate = cluster_bootstrap(values, people, np.mean, rng=generator(), **arguments)
        moved = cluster_bootstrap(values * scale + 7, people, np.mean, rng=generator(), **arguments)
        ends = sorted((estimate.low * scale + 7, estimate.high * scale + 7))
        assert [moved.low, moved.high] == pytest.approx(ends)


@pytest.mark.parametrize("number", [1, 3, 9])
def test_fewer_than_ten_clusters_are_refused_with_the_reason(number):
    with pytest.raises(
        ValueError, match=rf"{number} clusters are too few .*covers 74 %.*t_interval.*sign_flip"
    ):
        cluster_bootstrap(
            np.arange(100.0), np.arange(100) % number, np.mean, rng=generator(), unit="score"
        )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": [1.0, np.nan] * 20}, "20 of 40 entries of `values` are missing"),
        ({"values": np.ones((40, 2, 2))}, r"shape \(n,\) or \(n, k\)"),
        ({"clusters": np.arange(39)}, r"not \(40,\) and \(39,\)"),
        ({"clusters": [*range(39), np.nan]}, "1 of 40 entries of `clusters` are missing"),
        ({"clusters": [*"abcdefghijklmn" * 2, *[None] * 12]}, "12 of 40 entries of `clusters`"),
        ({"interval": "basic"}, "`interval` must be one of 'percentile', 'bca', not 'basic'"),
        ({"resamples": 20}, "20 resamples cannot give the ends of a 0.95 interval"),
        ({"level": 95}, "`level` must lie strictly"),
        ({"rng": 7}, r"`rng` must be a numpy\.random\.Generator, not int"),
        ({"of": ""}, "`of` must name what was counted"),
        ({"values": np.ones(40)}, "is 1 in every resample"),
        (
            {
                "statistic": lambda rows: (
                    1 / np.count_nonzero(rows < 1) if (rows < 1).any() else np.inf
                )
            },
            r"not a finite number in \d+ of 999 resamples",
        ),
    ],
)
def test_what_cannot_be_resampled_by_cluster_is_refused(arguments, message):
    usual = {
        "values": np.arange(40.0),
        "clusters": np.arange(40) // 2,
        "statistic": np.mean,
        "rng": generator(),
        "resamples": 999,
        "unit": "score",
    } | arguments
    values, clusters, statistic = (usual.pop(key) for key in ("values", "clusters", "statistic"))
    with pytest.raises(ValueError, match=message):
        cluster_bootstrap(values, clusters, statistic, **usual)


def test_a_bca_interval_whose_statistic_no_cluster_moves_is_refused():
    values = np.repeat([0.0, 1.0, 2.0], [10, 11, 10])
    with pytest.raises(ValueError, match="leaving out a cluster never changes it"):
        cluster_bootstrap(
            values,
            np.arange(31),
            np.median,
            rng=generator(),
            resamples=999,
            interval="bca",
            unit="score",
        )


def coverage_of_clusters(number, draw, interval="percentile"):
    """Return the share of intervals that hold the mean 0 of equally large clusters."""
    rng = generator(30)
    people = np.repeat(np.arange(number), 2)
    covered = 0
    for _ in range(1500):
        values = draw(rng, number)[people]
        estimate = cluster_bootstrap(
            values, people, np.mean, rng=rng, resamples=599, interval=interval, unit="score"
        )
        covered += estimate.low <= 0 <= estimate.high
    return covered / 1500


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["percentile", "bca"])
@pytest.mark.parametrize(("number", "stated"), [(10, 0.90), (20, 0.92), (40, 0.94)])
def test_the_coverage_by_number_of_clusters_is_as_stated(number, stated, interval):
    covered = coverage_of_clusters(number, lambda rng, size: rng.normal(size=size), interval)
    assert covered == pytest.approx(stated, abs=0.02)


@pytest.mark.slow
def test_three_clusters_would_cover_74_per_cent(monkeypatch):
    monkeypatch.setattr(bootstrap, "LEAST_CLUSTERS", 3)
    covered = coverage_of_clusters(3, lambda rng, size: rng.normal(size=size))
    assert covered == pytest.approx(0.74, abs=0.025)


@pytest.mark.slow
@pytest.mark.parametrize(("interval", "stated"), [("percentile", 0.86), ("bca", 0.87)])
def test_skewed_clusters_are_covered_less_as_stated(interval, stated):
    covered = coverage_of_clusters(10, lambda rng, size: rng.exponential(size=size) - 1, interval)
    assert covered == pytest.approx(stated, abs=0.025)


@pytest.mark.slow
@pytest.mark.parametrize("interval", ["percentile", "bca"])
def test_a_hundred_clusters_are_covered_at_the_level_where_single_values_are_not(interval):
    rng = generator(31)
    people = np.repeat(np.arange(100), 5)
    covered = naive = 0
    for _ in range(1000):
        values = rng.normal(size=100)[people] + rng.normal(size=500)
        estimate = cluster_bootstrap(
            values, people, np.mean, rng=rng, resamples=599, interval=interval, unit="score"
        )
        covered += estimate.low <= 0 <= estimate.high
        naive += abs(values.mean()) < 1.96 * values.std() / np.sqrt(500)
    assert 0.93 <= covered / 1000 <= 0.97
    assert naive / 1000 < 0.8


def drawn_by_blocks(series, statistic, length, rng, resamples):
    """Resample circular blocks one by one from the same draws."""
    blocks = -(-len(series) // length)
    starts = rng.integers(0, len(series), size=(resamples, blocks))
    around = np.concatenate([series, series])
    return np.array(
        [
            statistic(np.concatenate([around[at : at + length] for at in row])[: len(series)])
            for row in starts
        ]
    )


@pytest.mark.parametrize("statistic", [np.mean, np.median])
@pytest.mark.parametrize("length", [1, 7, 10])
def test_blocks_are_circular_and_consecutive(statistic, length):
    series = generator(6).normal(size=45)
    estimate = block_bootstrap(
        series, statistic, block_length=length, rng=generator(), resamples=499, unit="score"
    )
    drawn = drawn_by_blocks(series, statistic, length, generator(), 499)
    expected = np.quantile(drawn, [0.025, 0.975])
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected))
    assert estimate.value == pytest.approx(statistic(series))


def test_the_spread_of_block_means_is_the_bartlett_variance():
    series = signal.lfilter([1], [1, -0.7], generator(7).normal(size=120))
    estimate = block_bootstrap(
        series, np.mean, block_length=12, rng=generator(), level=0.6827, unit="score"
    )
    around = np.concatenate([series, series[:11]]) - series.mean()
    block_means = np.lib.stride_tricks.sliding_window_view(around, 12).mean(axis=1)
    error = np.sqrt(np.mean(block_means**2) / 10)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(error, rel=0.04)


def test_several_series_are_resampled_each_within_itself():
    rng = generator(8)
    several = [rng.normal(size=60), 5 + rng.normal(size=40)]
    draws = generator()
    drawn = np.array([drawn_by_blocks(one, np.mean, 8, draws, 999) for one in several])
    for weights, shares in (("series", [0.5, 0.5]), ("length", [0.6, 0.4])):
        estimate = block_bootstrap(
            several,
            np.mean,
            block_length=8,
            rng=generator(),
            resamples=999,
            weights=weights,
            unit="score",
        )
        expected = np.quantile(np.array(shares) @ drawn, [0.025, 0.975])
        assert (estimate.low, estimate.high) == pytest.approx(tuple(expected))
        assert estimate.value == pytest.approx(
            shares[0] * several[0].mean() + shares[1] * several[1].mean()
        )


def test_a_list_of_one_series_is_that_series():
    series = generator(9).normal(size=50)
    arguments = {"block_length": 5, "resamples": 199, "unit": "score"}
    alone = block_bootstrap(series, np.mean, rng=generator(), **arguments)
    assert block_bootstrap([series], np.mean, rng=generator(), **arguments) == alone
    assert block_bootstrap(series.tolist(), np.mean, rng=generator(), **arguments) == alone


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"block_length": 11}, "40 days holds fewer than 4 blocks of 11.*at most 10.*hac_mean"),
        ({"block_length": 0}, "`block_length` must be a whole number at least 1"),
        ({"values": np.arange(9.0)}, "at least 10 values"),
        ({"values": [np.arange(40.0), np.arange(20.0)], "block_length": 6}, "20 days holds fewer"),
        ({"values": np.append(np.arange(20.0), np.nan)}, "1 of 21 entries of `values`"),
        ({"values": np.ones(40)}, "All 40 entries of `values` equal 1"),
        ({"weights": "size"}, "`weights` must be one of"),
        ({"resamples": 10}, "10 resamples cannot"),
        ({"level": 0}, "`level`"),
        ({"rng": None}, "not NoneType"),
        ({"statistic": lambda _: 1.0}, "is 1 in every resample"),
        ({"statistic": lambda _: np.nan}, "not a finite number in 99 of 99 resamples"),
        ({"of": " "}, "`of` must name what was counted"),
    ],
)
def test_what_cannot_be_resampled_in_blocks_is_refused(arguments, message):
    usual = {
        "values": np.arange(40.0),
        "statistic": np.mean,
        "block_length": 5,
        "rng": generator(),
        "resamples": 99,
        "unit": "score",
    } | arguments
    values, statistic = usual.pop("values"), usual.pop("statistic")
    with pytest.raises(ValueError, match=message):
        block_bootstrap(values, statistic, **usual)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("persistence", "stated"), [(0.0, 0.92), (0.5, 0.88), (0.8, 0.82), (0.9, 0.75)]
)
def test_the_coverage_of_blocks_under_dependence_is_as_stated(persistence, stated):
    rng = generator(32)
    noise = rng.normal(size=(1200, 430))
    samples = signal.lfilter([1], [1, -persistence], noise, axis=1)[:, 300:]
    estimates = [
        block_bootstrap(one, np.mean, block_length=14, rng=rng, resamples=399, unit="score")
        for one in samples
    ]
    covered = np.mean([estimate.low <= 0 <= estimate.high for estimate in estimates])
    assert covered == pytest.approx(stated, abs=0.025)


@pytest.mark.slow
def test_blocks_cover_at_their_level_in_a_long_series_of_short_memory():
    rng = generator(33)
    samples = signal.lfilter([1], [1, -0.3], rng.normal(size=(800, 1100)), axis=1)[:, 100:]
    estimates = [
        block_bootstrap(one, np.mean, block_length=20, rng=rng, resamples=399, unit="score")
        for one in samples
    ]
    covered = np.mean([estimate.low <= 0 <= estimate.high for estimate in estimates])
    assert 0.93 <= covered <= 0.97


def test_estimates_name_method_and_what_was_resampled(survey):
    estimate = cluster_bootstrap(
        *survey, np.mean, rng=generator(), unit="score", of="people", interval="bca"
    )
    assert (estimate.n, estimate.unit, estimate.level) == ("25 people", "score", 0.95)
    assert estimate.method == ("cluster bootstrap, BCa interval, 9,999 resamples of whole people")
    blocks = block_bootstrap(
        [np.arange(40.0), np.arange(30.0)],
        np.mean,
        block_length=6,
        rng=generator(),
        resamples=1999,
        unit="score",
        of_series="accounts",
    )
    assert blocks.n == "70 days in 2 accounts"
    assert blocks.method == (
        "circular block bootstrap, percentile interval, 1,999 resamples of blocks of 6 days "
        "within each of 2 fixed accounts, equal weight each"
    )
