"""Variances between groups: the published vectors, loops, fairlearn, coverage, and refusals."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from fairlearn import metrics
from scipy import stats

from rml.stats.disparity import (
    between_group_spread,
    bootstrap_variances,
    max_min_gap,
    resampled_variances,
    unbiased_variance,
    variances_of_rates,
)

FOLDER = Path(__file__).parent
NAMES = ("uncorrected", "corrected", "double_corrected")
SHORT = dict(zip(NAMES, ("unc", "cor", "dbl"), strict=True))


def read(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


GROUPS = read("variance_test_groups.csv")
VECTORS = {f"{row['metric']}-{row['feature']}": row for row in read("variance_test_vectors.csv")}
SETTINGS = sorted({f"{row['metric']}-{row['feature']}" for row in GROUPS})


def counts_of(setting):
    metric, feature = setting.split("-")
    rows = [row for row in GROUPS if (row["metric"], row["feature"]) == (metric, feature)]
    return [int(row["k"]) for row in rows], [int(row["n"]) for row in rows]


def by_loops(positives, sizes):
    """U, C and D written out for single groups, without numpy."""
    rates = [k / n for k, n in zip(positives, sizes, strict=True)]
    groups = len(rates)
    mean = sum(rates) / groups
    uncorrected = 0.0
    noise = 0.0
    again = 0.0
    for rate, size in zip(rates, sizes, strict=True):
        uncorrected += (rate - mean) ** 2 / (groups - 1)
        noise += rate * (1 - rate) / size / groups
        again += rate * (1 - rate) / size / size / groups
    return uncorrected, uncorrected - noise, uncorrected - 2 * noise + again


@pytest.mark.parametrize("setting", sorted(VECTORS))
def test_the_plugged_in_variances_are_those_of_the_vectors(setting):
    found = variances_of_rates(*counts_of(setting))
    row = VECTORS[setting]
    wanted = ("plugin_uncorrected", "plugin_corrected", "plugin_double_unthresholded")
    for value, column in zip(found, wanted, strict=True):
        assert float(value) == pytest.approx(float(row[column]), abs=6e-9)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_plugged_in_variances_are_those_of_plain_loops(setting):
    positives, sizes = counts_of(setting)
    found = [float(one) for one in variances_of_rates(positives, sizes)]
    assert found == pytest.approx(by_loops(positives, sizes), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("setting", sorted(VECTORS))
def test_many_draws_give_the_medians_and_intervals_of_many_draws(setting):
    found = bootstrap_variances(
        *counts_of(setting),
        rng=np.random.default_rng(4),
        resamples=100_000,
        without_events="keep",
    )
    row = VECTORS[setting]
    for name, estimate in zip(NAMES, found, strict=True):
        columns = (f"b_{SHORT[name]}", f"b_{SHORT[name]}_lo", f"b_{SHORT[name]}_hi")
        values = (estimate.value, estimate.low, estimate.high)
        for value, column in zip(values, columns, strict=True):
            # Half the last printed digit, and under a per cent for the noise of the draws.
            assert value == pytest.approx(float(row[column]), abs=6e-6, rel=0.012), column


@pytest.mark.parametrize("setting", sorted(VECTORS))
def test_sets_of_500_draws_spread_about_the_published_medians(setting):
    draws = resampled_variances(
        *map(np.array, map(np.float64, map(np.array, counts_of(setting)))),
        rng=np.random.default_rng(5),
        resamples=50_000,
        without_events="keep",
    )
    row = VECTORS[setting]
    published = ("pub_median_uncorrected", "pub_median_corrected", "pub_median_double")
    for values, column in zip(draws, published, strict=True):
        medians = np.median(np.maximum(values, 0).reshape(100, 500), axis=1)
        distance = abs(float(row[column]) - medians.mean())
        assert distance <= 5e-5 + 4 * medians.std(ddof=1), column


def test_fairlearn_agrees_on_the_naive_gap_and_on_the_rates():
    positives, sizes = counts_of("SR-age_group")
    labels = np.repeat(np.arange(len(sizes)), sizes)
    chosen = np.concatenate(
        [np.arange(n) < k for k, n in zip(positives, sizes, strict=True)]
    ).astype(int)
    frame = metrics.MetricFrame(
        metrics=metrics.selection_rate, y_true=chosen, y_pred=chosen, sensitive_features=labels
    )
    rates = np.array(positives) / np.array(sizes)
    assert frame.by_group.to_numpy() == pytest.approx(rates)
    assert frame.difference(method="between_groups") == pytest.approx(max_min_gap(rates))
    assert frame.ratio(method="between_groups") == pytest.approx(rates.min() / rates.max())


def test_c_is_unbiased_and_u_is_too_large_by_the_noise():
    rng = np.random.default_rng(6)
    sizes, rates = np.array([40, 80, 150, 300]), np.array([0.1, 0.2, 0.25, 0.5])
    samples = rng.binomial(sizes, rates, (60_000, 4))
    found = variances_of_rates(samples, sizes)
    truth, noise = np.var(rates, ddof=1), np.mean(rates * (1 - rates) / sizes)
    error = found.corrected.std() / math.sqrt(len(samples))
    # What is left of the bias is the noise's own: m (1 - m) is too small by 1 / n of itself.
    left = np.mean(rates * (1 - rates) / sizes**2)
    assert abs(found.corrected.mean() - truth - left) < 4 * error
    assert abs(found.uncorrected.mean() - truth - noise) < 4 * error


@pytest.mark.parametrize("sizes", [(2, 3, 5), (40, 80, 5)], ids=["tiny", "uneven"])
def test_the_unbiased_variance_is_right_over_all_that_can_happen(sizes):
    rates = (0.1, 0.3, 0.8)
    ways = [np.arange(n + 1) for n in sizes]
    chances = [stats.binom.pmf(k, n, m) for k, n, m in zip(ways, sizes, rates, strict=True)]
    events = np.stack([axis.ravel() for axis in np.meshgrid(*ways, indexing="ij")], axis=1)
    weight = np.einsum("i,j,k->ijk", *chances).ravel()
    expected = weight @ unbiased_variance(events, np.array(sizes))
    assert expected == pytest.approx(np.var(rates, ddof=1), rel=1e-10)
    published = weight @ variances_of_rates(events, np.array(sizes)).corrected
    left = np.mean([m * (1 - m) / n**2 for m, n in zip(rates, sizes, strict=True)])
    assert published - expected == pytest.approx(left, rel=1e-8)


def test_one_person_tells_nothing_of_a_group_noise():
    with pytest.raises(ValueError, match="one person tells nothing"):
        unbiased_variance([1, 3], [1, 9])


def test_draws_of_d_are_centred_near_c_of_the_data():
    positives, sizes = np.array([12.0, 30.0, 33.0]), np.array([60.0, 90.0, 70.0])
    draws = resampled_variances(
        positives, sizes, rng=np.random.default_rng(7), resamples=200_000
    ).double_corrected
    noise = positives / sizes * (1 - positives / sizes) / sizes
    # E[s*] = s (1 - 1/n): the published correction leaves a little of the noise over its n.
    left = np.mean(3 * noise / sizes - noise / sizes**2)
    wanted = float(variances_of_rates(positives, sizes).corrected) + left
    assert abs(draws.mean() - wanted) < 4 * draws.std() / math.sqrt(draws.size)
    assert left < 0.05 * noise.mean()


def test_the_order_of_groups_does_not_matter_and_turning_events_round_neither():
    positives, sizes = np.array([12, 30, 33]), np.array([60, 90, 70])
    found = np.array(variances_of_rates(positives, sizes))
    assert np.array(variances_of_rates(positives[::-1], sizes[::-1])) == pytest.approx(found)
    assert np.array(variances_of_rates(sizes - positives, sizes)) == pytest.approx(found)


@pytest.mark.parametrize(("groups", "size", "spread"), [(6, 200, 0.1), (4, 1000, 0.05)])
def test_coverage_is_near_nominal_where_groups_differ(groups, size, spread):
    rng = np.random.default_rng(8)
    steps = np.linspace(-1, 1, groups)
    rates = 0.3 + spread * steps / np.std(steps, ddof=1)
    truth, held, repetitions = np.var(rates, ddof=1), 0, 1500
    for sample in rng.binomial(size, rates, (repetitions, groups)):
        drawn = resampled_variances(
            sample.astype(float), np.full(groups, float(size)), rng=rng, resamples=299
        ).double_corrected
        low, high = np.quantile(np.maximum(drawn, 0), [0.025, 0.975])
        held += low <= truth <= high
    assert 0.92 < held / repetitions < 0.98


def test_resampling_groups_without_events_as_they_are_covers_too_seldom():
    rng = np.random.default_rng(9)
    sizes, rates = np.full(6, 20.0), 0.01 * np.linspace(0.5, 1.5, 6)
    truth, held = np.var(rates, ddof=1), {"keep": 0, "smooth": 0}
    for sample in rng.binomial(20, rates, (400, 6)):
        for rule in held:
            drawn = resampled_variances(
                sample.astype(float),
                sizes,
                rng=rng,
                resamples=199,
                without_events=rule,
            ).double_corrected
            low, high = np.quantile(np.maximum(drawn, 0), [0.025, 0.975])
            held[rule] += low <= truth <= high
    assert held["keep"] / 400 < 0.8
    assert held["smooth"] / 400 > 0.95


def test_the_spread_is_the_root_of_the_unbiased_variance_with_roots_of_d_as_ends():
    positives, sizes = [30, 60, 50], [100, 100, 200]
    spread = between_group_spread(positives, sizes, rng=np.random.default_rng(1), resamples=999)
    of_d = bootstrap_variances(
        positives, sizes, rng=np.random.default_rng(1), resamples=999
    ).double_corrected
    unbiased = float(unbiased_variance(positives, sizes))
    assert spread.value == pytest.approx(100 * math.sqrt(unbiased))
    assert spread.value < 100 * math.sqrt(variances_of_rates(positives, sizes).corrected)
    assert (spread.low, spread.high) == pytest.approx(
        (100 * math.sqrt(of_d.low), 100 * math.sqrt(of_d.high))
    )
    assert spread.unit == "percentage points"
    assert "999 parametric bootstrap draws" in spread.method


def test_a_negative_corrected_variance_is_a_spread_of_zero():
    spread = between_group_spread([30, 31, 30], [100, 100, 100], rng=np.random.default_rng(1))
    assert (spread.value, spread.low) == (0.0, 0.0)
    assert spread.high > 0


def test_draws_in_batches_are_as_many_as_asked_for(monkeypatch):
    monkeypatch.setattr("rml.stats.disparity._DRAWS_AT_ONCE", 10)
    draws = resampled_variances(
        np.array([5.0, 6.0, 7.0]), np.full(3, 20.0), rng=np.random.default_rng(1), resamples=31
    )
    assert [values.shape for values in draws] == [(31,)] * 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"positives": [0, 6, 7]}, "number 1.*nobody or everybody has an event"),
        ({"positives": [5, 20, 7]}, "number 2.*without_events='smooth'"),
        ({"positives": [5, 6]}, "one entry for each"),
        ({"positives": [5], "sizes": [20]}, "nothing to compare"),
        ({"positives": [5, 6.5, 7]}, "counts, not rates"),
        ({"positives": [5, -1, 7]}, "from 0 to the group's size"),
        ({"positives": [5, 21, 7]}, "from 0 to the group's size"),
        ({"positives": [5, math.nan, 7]}, "missing or infinite"),
        ({"sizes": [20, 0, 20]}, "leave empty groups out"),
        ({"sizes": [20, 20.5, 20]}, "whole numbers"),
        ({"minimum_size": 30}, "3 of 3 groups are smaller than 30"),
        ({"without_events": "drop"}, "'refuse', 'smooth', 'keep'"),
        ({"level": 1.5}, "level"),
        ({"resamples": 10}, "10 resamples cannot give"),
        ({"rng": 3}, "numpy.random.Generator"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_bad_input_is_refused_with_a_remedy(change, words):
    given = {"positives": [5, 6, 7], "sizes": [20, 20, 20], "rng": np.random.default_rng(1)}
    given |= {"resamples": 99} | change
    with pytest.raises(ValueError, match=words):
        bootstrap_variances(given.pop("positives"), given.pop("sizes"), **given)


@pytest.mark.parametrize("rule", ["smooth", "keep"])
def test_groups_without_events_pass_where_a_rule_is_named(rule):
    found = bootstrap_variances(
        [0, 6, 7], [20, 20, 20], rng=np.random.default_rng(1), without_events=rule
    )
    assert found.double_corrected.high > 0
    assert "smoothed" in found.corrected.method or "as they are" in found.corrected.method
