import numpy as np
import pytest
from scipy import stats
from statsmodels.api import WLS

from rml.timeline.imputation.dependence import (
    proxy_cells,
    sensitivity_bounds,
    sensitivity_gap_bounds,
    unassuming_bounds,
    unassuming_gap_bounds,
)
from rml.timeline.imputation.group_estimates import weighted_gap, weighted_mean, weighted_ratio
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.labelled import labelled_gap, labelled_mean, mean_covariance
from rml.timeline.imputation.thresholded import thresholded_gap, thresholded_mean

BLACK = GROUPS.index("black")
PAIR = {"first": "black", "second": "white", "unit": "share"}


def repeated(world, estimate, *, times=400, people=1500, seed=5):
    """Return value, low and high of an estimate over draws of a world, shape (times, 3)."""
    rng = np.random.default_rng(seed)
    found = [estimate(*world.draw(rng, people)) for _ in range(times)]
    return np.array([[one.value, one.low, one.high] for one in found])


def coverage(found, truth):
    return ((found[:, 1] <= truth) & (truth <= found[:, 2])).mean()


def bias_in_errors(found, truth):
    """Return how many standard errors of the mean the mean of the values is off."""
    values = found[:, 0]
    return (values.mean() - truth) / (values.std() / np.sqrt(values.size))


# Where outcome and race are independent given the proxy


def test_weighted_means_and_gaps_are_unbiased_and_cover_under_independence(world):
    made = world(own=0)
    for truth, estimate in (
        (made.true_mean, lambda p, y, _: weighted_mean(p, y, group="black", unit="share")),
        (made.true_gap, lambda p, y, _: weighted_gap(p, y, **PAIR)),
        (
            made.true_mean / (made.true_mean - made.true_gap),
            lambda p, y, _: weighted_ratio(p, y, first="black", second="white"),
        ),
    ):
        found = repeated(made, estimate)
        assert abs(bias_in_errors(found, truth)) < 4
        # Of 400 intervals at 95 %: four standard errors are 4.4 points.
        assert 0.906 < coverage(found, truth) < 0.994


def test_thresholded_gaps_are_too_large_under_independence(world):
    made = world(own=0)
    found = repeated(
        made, lambda p, y, _: thresholded_gap(p, y, rule="most_probable", **PAIR), times=200
    )
    assert bias_in_errors(found, made.true_gap) > 10
    assert coverage(found, made.true_gap) < 0.5
    cut = repeated(made, lambda p, y, _: thresholded_gap(p, y, rule="cutoff", **PAIR), times=200)
    assert cut[:, 0].mean() > found[:, 0].mean()


# Where the outcome depends on one's own race


def test_weighted_gaps_shrink_by_the_known_part_if_the_outcome_depends_on_own_race(world):
    made = world(own=1)
    found = repeated(made, lambda p, y, _: weighted_gap(p, y, **PAIR), times=200)
    assert made.weighted_gap == pytest.approx(made.true_gap / 5)
    assert abs(bias_in_errors(found, made.weighted_gap)) < 4
    assert coverage(found, made.true_gap) == 0


def test_thresholded_gaps_err_upwards_where_weighted_ones_err_downwards(world):
    """A mixture, in which the two errors have opposite signs."""
    made = world(own=0.15)
    weighted = repeated(made, lambda p, y, _: weighted_gap(p, y, **PAIR), times=200)
    thresholded = repeated(
        made, lambda p, y, _: thresholded_gap(p, y, rule="most_probable", **PAIR), times=200
    )
    assert bias_in_errors(weighted, made.true_gap) < -10
    assert bias_in_errors(thresholded, made.true_gap) > 10


def test_thresholded_gaps_are_too_small_if_the_outcome_depends_on_own_race_alone(world):
    made = world(own=1)
    found = repeated(
        made, lambda p, y, _: thresholded_gap(p, y, rule="most_probable", **PAIR), times=100
    )
    assert bias_in_errors(found, made.true_gap) < -10


@pytest.mark.parametrize("own", [0, 0.5, 1])
def test_bounds_without_assumptions_hold_whatever_the_dependence(world, own):
    made = world(own=own)
    rng = np.random.default_rng(8)
    for _ in range(60):
        p, y, _labels = made.draw(rng)
        cells = proxy_cells(p[:, BLACK], cells=20)
        mean = unassuming_bounds(p, y, group="black", cells=cells, unit="share")
        gap = unassuming_gap_bounds(p, y, cells=cells, **PAIR)
        assert mean.lower.low <= made.true_mean <= mean.upper.high
        assert gap.lower.low <= made.true_gap <= gap.upper.high
        weighted = weighted_gap(p, y, **PAIR).value
        assert gap.lower.value < weighted < gap.upper.value


def test_bounds_without_assumptions_are_those_of_the_worst_cases():
    """Two cells of exact shares: the extremes can be counted by hand."""
    p = np.zeros((200, 6))
    p[:100, BLACK], p[100:, BLACK] = 0.3, 0.8
    p[:, 0] = 1 - p[:, BLACK]
    y = np.r_[np.ones(50), np.zeros(50), np.ones(60), np.zeros(40)]
    cells = np.repeat([0, 1], 100)
    found = unassuming_bounds(p, y, group="black", cells=cells, unit="share")
    # Of 30 and 80 Black people, at least 0 and 40, at most 30 and 60 have the outcome.
    assert found.lower.value == pytest.approx(40 / 110)
    assert found.upper.value == pytest.approx(90 / 110)
    gap = unassuming_gap_bounds(p, y, cells=cells, **PAIR)
    # Where Black people have the least, the 70 and 20 white ones have 50 and 20, the most.
    assert gap.lower.value == pytest.approx(40 / 110 - 70 / 90)
    assert gap.upper.value == pytest.approx(90 / 110 - 20 / 90)
    for end in (*found, *gap):
        assert end.low <= end.value <= end.high


def test_bounds_of_certain_probabilities_are_the_means():
    rng = np.random.default_rng(0)
    p = np.zeros((400, 6))
    p[:200, BLACK], p[200:, 0] = 1, 1
    y = rng.random(400)
    found = unassuming_bounds(p, y, group="black", cells=np.repeat([0, 1], 200), unit="share")
    assert found.lower.value == pytest.approx(y[:200].mean())
    assert found.upper.value == pytest.approx(y[:200].mean())


@pytest.mark.parametrize("own", [0.5, 1])
def test_sensitivity_bounds_hold_when_the_declared_limit_does(world, own):
    made = world(own=own)
    # Cov(1_black, Y | b) = step * own * b (1 - b); its mean is step * own * (1/4 - 1/10).
    limit = made.step * own * (made.share - made.square)
    rng = np.random.default_rng(2)
    inside = {"mean": 0, "gap": 0}
    for _ in range(200):
        p, y, _labels = made.draw(rng)
        mean = sensitivity_bounds(p, y, group="black", covariance_limit=limit, unit="share")
        gap = sensitivity_gap_bounds(p, y, covariance_limit=limit, **PAIR)
        inside["mean"] += mean.lower.low <= made.true_mean <= mean.upper.high
        inside["gap"] += gap.lower.low <= made.true_gap <= gap.upper.high
    # The truth is at the very end of the range, so one side covers 97.5 %.
    assert min(inside.values()) >= 186
    p, y, _labels = made.draw(rng)
    too_small = sensitivity_gap_bounds(p, y, covariance_limit=limit / 4, **PAIR)
    assert too_small.upper.high < made.true_gap
    none = sensitivity_gap_bounds(p, y, covariance_limit=0, **PAIR)
    assert none.lower.value == none.upper.value == weighted_gap(p, y, **PAIR).value


def test_the_identity_of_the_bias_holds_in_every_sample(world):
    """Weighted mean of members' outcomes = true mean - mean covariance / share, exactly."""
    p, y, labels = world(own=1).draw(np.random.default_rng(1), 5000)
    member = labels == BLACK
    covariance = mean_covariance(p, y, labels, group="black", unit="share").value
    by_own_race = (p[:, BLACK] @ y + covariance * y.size) / member.sum()
    assert by_own_race == pytest.approx(y[member].mean())


def test_the_labelled_correction_recovers_the_gap_whatever_the_dependence(world):
    for own in (0, 1):
        made = world(own=own)

        def corrected(p, y, labels):
            known = np.arange(y.size) < 500  # people are drawn in no order
            return labelled_gap(p, y, np.where(known, labels, -1), **PAIR)

        found = repeated(made, corrected, times=300)
        assert abs(bias_in_errors(found, made.true_gap)) < 4
        assert 0.9 < coverage(found, made.true_gap) < 0.99


def test_the_labelled_correction_mends_probabilities_that_are_not_calibrated(world):
    made = world(own=0.5)

    def corrected(p, y, labels):
        wrong = p.copy()
        wrong[:, BLACK] /= 3
        wrong[:, 0] = 1 - wrong[:, BLACK]
        known = np.arange(y.size) < 500
        return labelled_mean(wrong, y, np.where(known, labels, -1), group="black", unit="share")

    found = repeated(made, corrected, times=300)
    # A ratio of sums has a bias of its own in small samples: a fraction of a standard error.
    assert abs(found[:, 0].mean() - made.true_mean) < 0.2 * found[:, 0].std()
    assert 0.9 < coverage(found, made.true_mean) < 0.99


# What the functions are


def test_certain_probabilities_give_the_plain_means_of_the_groups():
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 6, 300)
    p, y = np.eye(6)[labels], rng.normal(size=300)
    for column, group in enumerate(GROUPS):
        mean = y[labels == column].mean()
        assert weighted_mean(p, y, group=group, unit="x").value == pytest.approx(mean)
        assert thresholded_mean(p, y, group=group, rule="cutoff", unit="x").value == pytest.approx(
            mean
        )
    rest = weighted_gap(p, y, first="black", second=None, unit="x").value
    black = labels == BLACK
    assert rest == pytest.approx(y[black].mean() - y[~black].mean())


def test_the_sandwich_variance_agrees_with_weighted_least_squares():
    rng = np.random.default_rng(4)
    p, y = rng.dirichlet(np.ones(6), 200), rng.normal(size=200)
    found = weighted_mean(p, y, group="black", unit="x")
    fit = WLS(y, np.ones(200), weights=p[:, BLACK]).fit(cov_type="HC0")
    worth = p[:, BLACK].sum() ** 2 / (p[:, BLACK] ** 2).sum()
    reach = stats.t.ppf(0.975, worth - 1) * fit.bse[0] * np.sqrt(200 / 199)
    assert (found.high - found.low) / 2 == pytest.approx(reach)
    clusters = np.repeat(np.arange(40), 5)
    clustered = weighted_mean(p, y, group="black", unit="x", clusters=clusters)
    assert clustered.value == found.value
    assert "clusters of people" in clustered.method
    assert clustered.n == "200 people in 40 clusters"


def test_clusters_of_alike_people_widen_the_interval():
    rng = np.random.default_rng(6)
    p = np.repeat(rng.dirichlet(np.ones(6), 40), 20, axis=0)
    y = np.repeat(rng.normal(size=40), 20)
    alone = weighted_mean(p, y, group="black", unit="x")
    together = weighted_mean(p, y, group="black", unit="x", clusters=np.repeat(range(40), 20))
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_gaps_turn_round_and_scale(world):
    p, y, _ = world(own=0.3).draw(np.random.default_rng(7))
    there = weighted_gap(p, y, first="black", second="white", unit="x")
    back = weighted_gap(p, y, first="white", second="black", unit="x")
    assert (there.value, there.low) == pytest.approx((-back.value, -back.high))
    scaled = weighted_gap(p, 10 * y + 3, first="black", second="white", unit="x")
    assert (scaled.value, scaled.high) == pytest.approx((10 * there.value, 10 * there.high))


def test_thresholded_estimates_say_that_they_are_biased(world):
    p, y, _ = world(own=0).draw(np.random.default_rng(9))
    for estimate in (
        thresholded_mean(p, y, group="white", rule="most_probable", unit="x"),
        thresholded_gap(p, y, rule="cutoff", **PAIR),
    ):
        assert estimate.method.split(", sandwich")[0].endswith("biased")
    assert "biased" not in weighted_gap(p, y, **PAIR).method


def test_a_range_is_cut_at_what_is_possible():
    p = np.tile([0.5, 0.5, 0, 0, 0, 0], (100, 1))
    y = np.r_[np.ones(90), np.zeros(10)]
    found = sensitivity_bounds(
        p, y, group="black", covariance_limit=0.25, unit="share", limits=(0, 1)
    )
    assert found.upper.value == found.upper.high == 1
    assert found.lower.value == pytest.approx(0.4)


def test_proxy_cells_are_ordered_and_hold_enough_people():
    rng = np.random.default_rng(10)
    for values in (rng.random(5000), np.repeat([0.0, 0.2, 1.0], [4000, 10, 90]), np.zeros(40)):
        cells = proxy_cells(values)
        counts = np.bincount(cells)
        assert counts.min() >= 30
        order = np.argsort(values, kind="stable")
        assert (np.diff(cells[order]) >= 0).all()
        assert max(len(set(cells[values == value])) for value in np.unique(values)) == 1


# Refusals

P = np.tile([0.5, 0.5, 0, 0, 0, 0], (60, 1))
Y = np.tile([0.0, 1.0, 1.0], 20)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: weighted_mean(P[:, :5], Y, group="black", unit="x"), r"shape \(people, 6\)"),
        (lambda: weighted_mean(P * 2, Y, group="black", unit="x"), "60 of 60 rows"),
        (lambda: weighted_mean(P, Y[:-1], group="black", unit="x"), "60 rows .* 59 outcomes"),
        (lambda: weighted_mean(P, Y * np.nan, group="black", unit="x"), "60 of 60 entries"),
        (lambda: weighted_mean(P, Y, group="green", unit="x"), "one of white, black"),
        (lambda: weighted_mean(P, Y, group="api", unit="x"), "add up to 0 people"),
        (lambda: weighted_gap(P, Y, first="black", second="black", unit="x"), "both 'black'"),
        (
            lambda: weighted_ratio(P, Y - 5, first="black", second="white"),
            "means above 0",
        ),
        (
            lambda: weighted_mean(P, Y, group="black", unit="x", clusters=np.arange(60) % 5),
            "5 labels",
        ),
        (lambda: weighted_mean(P, Y, group="black", unit="x", clusters=[1]), "shape"),
        (
            lambda: thresholded_mean(P, Y, group="black", rule="cutoff", unit="x"),
            "0 of 60 people count as black",
        ),
        (
            lambda: thresholded_mean(P, Y, group="white", rule="cutoff", cutoff=0.5, unit="x"),
            "above 0.5",
        ),
        (
            lambda: thresholded_mean(P, Y, group="white", rule="guess", unit="x"),
            "one of 'most_probable'",
        ),
        (
            lambda: unassuming_bounds(P, Y * 3, group="black", cells=np.zeros(60), unit="x"),
            "40 of 60 outcomes lie outside",
        ),
        (
            lambda: unassuming_bounds(P, Y, group="black", cells=np.arange(60) // 20, unit="x"),
            "3 of 3 cells have fewer than 30",
        ),
        (
            lambda: unassuming_bounds(P, Y, group="black", cells=np.zeros(5), unit="x"),
            "`cells` must have shape",
        ),
        (
            lambda: sensitivity_bounds(P, Y, group="black", covariance_limit=-1, unit="x"),
            "at least 0",
        ),
        (
            lambda: labelled_mean(P, Y, np.full(60, -1), group="black", unit="x"),
            "race of 0 people is known",
        ),
        (lambda: labelled_mean(P, Y, np.full(60, 9), group="black", unit="x"), "0 to 5"),
        (lambda: labelled_mean(P, Y, np.zeros(5), group="black", unit="x"), "shape"),
        (
            lambda: mean_covariance(
                P, Y, np.r_[np.full(20, -1), np.ones(40)], group="black", unit="x"
            ),
            "20 of 60 labels are not known",
        ),
    ],
)
def test_bad_input_is_refused_with_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()
