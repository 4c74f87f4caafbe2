import itertools

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from rml.stats.paired_design import design_matrix
from rml.stats.pairwise import bradley_terry, hanley_mcneil_se

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=40, database=None)

BF, BM, WF, WM = "black-female", "black-male", "white-female", "white-male"
PAIRS = list(itertools.combinations([BF, BM, WF, WM], 2))
LEFT, RIGHT = zip(*PAIRS, strict=True)

# Wins of the left group in the six pairs, in the order of PAIRS: crop_results_tidy.csv, runs 11-16,
# 18-23, 24-29 and 30-35, from twitter-research/image-crop-analysis, data/results.txt, d66ad3b.
RUNS = {
    ("wiki_no_scaling", 2000): [1156, 854, 1122, 755, 971, 1220],
    ("wiki_no_scaling_intersect", 10_000): [5695, 4336, 5547, 3648, 4767, 6171],
    ("wiki_fixed_height_intersect", 2000): [1172, 916, 1141, 688, 924, 1229],
    ("wiki_fixed_height_intersect", 5000): [2966, 2369, 2791, 1865, 2405, 3068],
}

# The same runs in crop_bradley_terry.csv: log-odds against black women and standard errors of
# black men, white women, white men and, if it is in the model, the left place; then
# the deviance, degrees of freedom and p-value of fit.
FITTED = [
    ("wiki_no_scaling_intersect", 10_000, True, [-0.2946, 0.2578, -0.2223, -0.0089],
     [0.0176, 0.0249, 0.0337, 0.0204], 0.74, 2, 0.692),
    ("wiki_no_scaling_intersect", 10_000, False, [-0.2901, 0.2667, -0.2090],
     [0.0143, 0.0144, 0.0143], 0.93, 3, 0.819),
    ("wiki_fixed_height_intersect", 5000, True, [-0.3477, 0.1882, -0.2161, 0.0438],
     [0.0249, 0.0352, 0.0476, 0.0289], 4.31, 2, 0.116),
    ("wiki_fixed_height_intersect", 5000, False, [-0.3696, 0.1446, -0.2815],
     [0.0203, 0.0202, 0.0202], 6.61, 3, 0.0854),
    ("wiki_fixed_height_intersect", 2000, True, [-0.4310, 0.1459, -0.3516, -0.0577],
     [0.0397, 0.0557, 0.0757, 0.0459], 1.49, 2, 0.475),
    ("wiki_fixed_height_intersect", 2000, False, [-0.4019, 0.2032, -0.2655],
     [0.0322, 0.0321, 0.0320], 3.07, 3, 0.381),
    ("wiki_no_scaling", 2000, True, [-0.2809, 0.2525, -0.2133, 0.0080],
     [0.0394, 0.0556, 0.0752, 0.0456], 2.44, 2, 0.295),
    ("wiki_no_scaling", 2000, False, [-0.2849, 0.2445, -0.2253],
     [0.0320, 0.0321, 0.0319], 2.47, 3, 0.480),
]  # fmt: skip

# Share of wins of the first group, image counts of both (unverified: Yee et al., table 1) and
# twice the standard error over images, from crop_image_level_se.csv.
IMAGE_LEVEL = [
    (0.5695, 621, 1348, 0.0281),
    (0.4336, 621, 213, 0.0464),
    (0.5547, 621, 606, 0.0327),
    (0.3648, 1348, 213, 0.0433),
    (0.4767, 1348, 606, 0.0284),
    (0.6171, 213, 606, 0.0461),
]


def fit_run(setting, trials, **arguments):
    return bradley_terry(LEFT, RIGHT, RUNS[setting, trials], [trials] * 6, **arguments)


def estimates_of(fit):
    return [*fit.strengths.values(), *([fit.side] if fit.side else [])]


def standard_error(estimate):
    return (estimate.high - estimate.low) / 2 / stats.norm.ppf((1 + estimate.level) / 2)


@pytest.mark.parametrize("recorded", FITTED)
def test_the_recorded_crop_runs_give_the_recorded_fits(recorded):
    setting, trials, side, values, errors, deviance, freedom, p_value = recorded
    fit = fit_run(setting, trials, side=side)
    estimates = estimates_of(fit)
    assert [one.value for one in estimates] == pytest.approx(values, abs=5.1e-5)
    assert [standard_error(one) for one in estimates] == pytest.approx(errors, abs=5.1e-5)
    assert fit.deviance == pytest.approx(deviance, abs=5.1e-3)
    assert fit.degrees_of_freedom == freedom
    assert fit.goodness_of_fit.p_value == pytest.approx(p_value, rel=5e-3)
    assert fit.goodness_of_fit.statistic == fit.deviance


@st.composite
def tournaments(draw):
    """Pairs of four groups in both orders, neither ever winning all."""
    trials = draw(st.lists(st.integers(2, 500), min_size=12, max_size=12))
    wins = [draw(st.integers(1, total - 1)) for total in trials]
    return wins, trials


ORDERED = list(itertools.permutations("abcd", 2))
LEFT_BOTH, RIGHT_BOTH = zip(*ORDERED, strict=True)


# statsmodels warns of separation when every fitted probability equals its share.
@pytest.mark.filterwarnings("ignore:Perfect separation")
@REPEATABLE
@given(counts=tournaments(), side=st.booleans())
def test_it_agrees_with_the_binomial_model_of_statsmodels(counts, side):
    wins, trials = (np.array(one) for one in counts)
    fit = bradley_terry(LEFT_BOTH, RIGHT_BOTH, wins, trials, side=side)
    design = design_matrix(ORDERED, ["b", "c", "d"], side=side)
    response = np.column_stack([wins, trials - wins])
    model = sm.GLM(response, design, family=sm.families.Binomial()).fit(tol=1e-12)
    assert [one.value for one in estimates_of(fit)] == pytest.approx(model.params, abs=1e-6)
    assert fit.covariance == pytest.approx(model.cov_params(), rel=1e-5, abs=1e-8)
    assert fit.deviance == pytest.approx(model.deviance, abs=1e-6)
    assert fit.degrees_of_freedom == model.df_resid
    ends = np.array([(one.low, one.high) for one in estimates_of(fit)])
    assert ends == pytest.approx(model.conf_int(), abs=1e-5)


@REPEATABLE
@given(counts=tournaments(), reference=st.sampled_from("abcd"))
def test_contrasts_and_fit_do_not_depend_on_the_reference(counts, reference):
    first = bradley_terry(LEFT_BOTH, RIGHT_BOTH, *counts)
    other = bradley_terry(LEFT_BOTH, RIGHT_BOTH, *counts, reference=reference)
    assert other.reference == reference
    assert set(other.strengths) == set("abcd") - {reference}
    assert other.deviance == pytest.approx(first.deviance)
    assert other.side.value == pytest.approx(first.side.value, abs=1e-8)
    weights = {"a": 0.5, "b": 0.5, "c": -1}
    one, two = first.contrast(weights), other.contrast(weights)
    assert (one.low, one.high) == pytest.approx((two.low, two.high), abs=1e-7)


@REPEATABLE
@given(counts=tournaments())
def test_exchanging_the_sides_of_every_row_turns_only_the_side_round(counts):
    wins, trials = (np.array(one) for one in counts)
    fit = bradley_terry(LEFT_BOTH, RIGHT_BOTH, wins, trials, reference="a")
    turned = bradley_terry(RIGHT_BOTH, LEFT_BOTH, trials - wins, trials, reference="a")
    assert turned.side.value == pytest.approx(-fit.side.value, abs=1e-8)
    for name in "bcd":
        assert turned.strengths[name].value == pytest.approx(fit.strengths[name].value, abs=1e-8)


def test_one_pair_is_the_log_odds_of_its_share():
    fit = bradley_terry(["a"], ["b"], [70], [100], side=False)
    assert fit.strengths["b"].value == pytest.approx(-special.logit(0.7))
    assert standard_error(fit.strengths["b"]) == pytest.approx(np.sqrt(1 / 70 + 1 / 30))
    assert fit.degrees_of_freedom == 0
    assert fit.goodness_of_fit.p_value == 1.0
    assert "saturated model" in fit.goodness_of_fit.method


def test_extreme_shares_converge():
    trials = 10**6
    fit = bradley_terry(["a", "b"], ["b", "c"], [trials - 1, trials - 1], [trials] * 2, side=False)
    expected = -special.logit(1 - 1 / trials)
    assert fit.strengths["b"].value == pytest.approx(expected)
    assert fit.strengths["c"].value == pytest.approx(2 * expected)


def test_a_fit_that_plain_newton_steps_overshoot_converges():
    # One group wins nearly all, in pairs of very different numbers.
    pairs = list(itertools.combinations("abcde", 2))
    trials = np.array([1e6, 1e6, 1e2, 1e2, 1e6, 1e6, 1e3, 10, 1e5, 1e6])
    wins = [999_999, 999_972, 99, 99, 199, 180_704, 883, 9, 99_998, 972_721]
    fit = bradley_terry(*zip(*pairs, strict=True), wins, trials)
    coefficients = np.array([one.value for one in estimates_of(fit)])
    design = design_matrix(pairs, list("bcde"), side=True)
    score = design.T @ (wins - trials * special.expit(design @ coefficients))
    assert score == pytest.approx(0, abs=1e-4)


def test_a_contrast_of_two_groups_is_their_difference():
    fit = fit_run("wiki_no_scaling_intersect", 10_000)
    direct = fit_run("wiki_no_scaling_intersect", 10_000, reference=WM).strengths[WF]
    contrast = fit.contrast({WF: 1, WM: -1})
    assert (contrast.low, contrast.high) == pytest.approx((direct.low, direct.high))
    assert contrast.method.endswith("contrast +1 white-female -1 white-male")
    wide = fit.contrast({WF: 1, WM: -1}, level=0.99)
    assert wide.high > contrast.high


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"women": 1, WM: -1}, "Unknown group 'women' in a contrast; there are black-female, "),
        ({WF: 1}, "must sum to 0 and not all be 0"),
        ({WF: 0, WM: 0}, "must sum to 0 and not all be 0"),
    ],
)
def test_contrasts_that_depend_on_the_reference_are_refused(weights, message):
    fit = fit_run("wiki_no_scaling", 2000)
    with pytest.raises(ValueError, match=message):
        fit.contrast(weights)


def test_unknown_references_and_levels_are_refused():
    with pytest.raises(ValueError, match="The reference 'men' is in no pair; choose one of black-"):
        fit_run("wiki_no_scaling", 2000, reference="men")
    with pytest.raises(ValueError, match="`level` must lie strictly"):
        fit_run("wiki_no_scaling", 2000, level=95)
    with pytest.raises(ValueError, match="`of` must name"):
        fit_run("wiki_no_scaling", 2000, of="")


def test_estimates_name_model_and_what_was_counted():
    fit = fit_run("wiki_no_scaling", 2000, of="crops")
    assert fit.groups == (BF, BM, WF, WM)
    assert fit.parameters == (BM, WF, WM, "side")
    assert fit.covariance.shape == (4, 4)
    for estimate in estimates_of(fit):
        assert (estimate.n, estimate.unit) == ("12,000 crops", "log-odds")
        assert estimate.method == (
            "Bradley-Terry model, maximum likelihood, Wald interval, with a term for the left place"
        )
    assert fit.goodness_of_fit.method == (
        "goodness of fit by deviance, chi-square with 2 degrees of freedom"
    )


@pytest.mark.slow
def test_intervals_cover_at_their_level_and_the_fit_test_rejects_at_its_own():
    rng = np.random.default_rng(40)
    truth = {"b": -0.3, "c": 0.25, "d": -0.2, "side": 0.1}
    design = design_matrix(ORDERED, ["b", "c", "d"], side=True)
    probability = special.expit(design @ np.array(list(truth.values())))
    covered, rejected, repetitions = np.zeros(4), 0, 1000
    for _ in range(repetitions):
        wins = rng.binomial(60, probability)
        fit = bradley_terry(LEFT_BOTH, RIGHT_BOTH, wins, [60] * 12)
        covered += [
            one.low <= value <= one.high
            for one, value in zip(estimates_of(fit), truth.values(), strict=True)
        ]
        rejected += fit.goodness_of_fit.p_value <= 0.05
    assert np.all((covered / repetitions >= 0.93) & (covered / repetitions <= 0.97))
    assert rejected / repetitions == pytest.approx(0.05, abs=0.017)


def test_a_ring_without_transitivity_fails_the_fit_test():
    fit = bradley_terry(["a", "b", "c"], ["b", "c", "a"], [70, 70, 70], [100] * 3, side=False)
    assert fit.goodness_of_fit.p_value < 1e-8


@pytest.mark.parametrize(("share", "n_first", "n_second", "twice"), IMAGE_LEVEL)
def test_the_error_over_images_is_the_recorded_one(share, n_first, n_second, twice):
    assert 2 * hanley_mcneil_se(share, n_first, n_second) == pytest.approx(twice, abs=5.1e-5)


@pytest.mark.parametrize(("n_first", "n_second"), [(1, 1), (5, 20), (100, 60)])
def test_the_error_over_images_is_the_spread_of_exponential_scores(n_first, n_second):
    rng = np.random.default_rng(41)
    share = 0.65
    # P(first > second) = rate of second / sum of rates; the formula wants the first to be the
    # larger on average, its scores being the sick's of Hanley and McNeil.
    first = rng.exponential(share / (1 - share), size=(20_000, n_first))
    second = np.sort(rng.exponential(1.0, size=(20_000, n_second)), axis=1)
    areas = np.array(
        [
            np.searchsorted(two, one).mean() / n_second
            for one, two in zip(first, second, strict=True)
        ]
    )
    assert areas.mean() == pytest.approx(share, abs=0.012)
    assert areas.std() == pytest.approx(hanley_mcneil_se(share, n_first, n_second), rel=0.03)


@REPEATABLE
@given(share=st.floats(0, 1), n_first=st.integers(1, 10_000), n_second=st.integers(1, 10_000))
def test_the_error_over_images_shrinks_with_more_images(share, n_first, n_second):
    error = hanley_mcneil_se(share, n_first, n_second)
    assert 0 <= error <= 0.5 + 1e-12
    assert hanley_mcneil_se(share, n_first + 1, n_second) <= error + 1e-12
    assert hanley_mcneil_se(share, n_first, n_second + 1) <= error + 1e-12


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((57, 10, 10), "`probability` must be a proportion from 0 to 1, not 57"),
        ((float("nan"), 10, 10), "`probability`"),
        ((0.5, 0, 10), "`n_first` must be a whole number at least 1, not 0"),
        ((0.5, 10, 2.5), "`n_second` must be a whole number"),
    ],
)
def test_shares_and_images_out_of_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        hanley_mcneil_se(*arguments)
