"""Recovery, precision and power: made draws with known answers, and simulated ones."""

from dataclasses import replace

import numpy as np
import pytest
from planted_cases import HABITS
from scipy import stats

from rml.amplification.holdback.repetitions import SCOPES, Repetitions, repeated
from rml.amplification.holdback.scenario import PartyPlan, Scenario
from rml.amplification.seven_countries.precision import (
    Country,
    detectable,
    pair_recovery,
    power_curves,
    precision_by_users,
    recovery_table,
)

DRAWS = 2000
TRUTH = (0.2, 0.7, -0.1)
PARTIES = ("L", "R", "small")


def drawn(scope, *, error, stated, bias=0.0, seed=1, over_authors=0.0):
    """Repetitions whose estimates have one error and whose intervals state another."""
    rng = np.random.default_rng(seed)
    truth = np.tile(TRUTH, (DRAWS, 1))
    between = np.tile([over_authors, over_authors, np.nan], (DRAWS, 1))
    value = truth + bias + rng.normal(0, error, truth.shape)
    return Repetitions(
        parties=PARTIES,
        value=value,
        truth=truth,
        covariance=np.tile(np.eye(3) * stated**2, (DRAWS, 1, 1)),
        over_authors=between,
        author_jackknife=between,
        author_freedom=np.tile([1e9, 1e9, np.nan], (DRAWS, 1)),
        buckets=10**9,
        scope=scope,
    )


def country(name="Utopia", *, error=0.1, stated=0.1, bias=0.0, seed=1, over_authors=0.0):
    spread = np.sqrt(error**2 + over_authors)
    return Country(
        name=name,
        pair=("L", "R"),
        authors={"L": 40, "R": 25, "small": 19},
        repetitions={
            which: drawn(
                scope,
                error=error if scope == "users" else spread,
                stated=stated,
                bias=bias,
                seed=seed,
                over_authors=over_authors,
            )
            for which, scope in SCOPES.items()
        },
    )


THESE, ALIKE = "these authors", "authors like these"


def test_the_pair_is_right_minus_left():
    one = country()
    assert one.pair_weights(THESE).tolist() == [-1, 1, 0]
    turned = replace(one, pair=("R", "L"))
    assert turned.pair_weights(THESE).tolist() == [1, -1, 0]
    judged = one.judged_pair(THESE)
    assert judged.truth == pytest.approx(np.full(DRAWS, 0.5))
    assert judged.error == pytest.approx(np.full(DRAWS, 0.1 * np.sqrt(2)))
    assert one.judged_pair(THESE, users_times=2).error == pytest.approx(np.full(DRAWS, 0.1))


def test_small_parties_are_judged_for_their_own_accounts_alone():
    assert len(country().judged_parties(THESE)) == 3
    assert len(country().judged_parties(ALIKE)) == 2


def test_the_table_of_recovery_is_plain_arithmetic():
    one = country(error=0.1, stated=0.12, bias=0.01)
    (row,) = recovery_table([one], which=THESE, level=0.9).to_dict("records")
    found = one.repetitions[THESE]
    off = found.value - found.truth
    half = stats.norm.ppf(0.95) * 0.12
    held = (np.abs(off) <= half).mean(axis=0)
    assert row["country"] == "Utopia"
    assert row["parties"] == 3
    assert row["lowest_coverage"] == held.min()
    assert row["highest_coverage"] == held.max()
    assert row["lowest_coverage"] < row["highest_coverage"]
    assert abs(row["largest_bias"]) == pytest.approx(100 * np.abs(off.mean(axis=0)).max())
    assert row["largest_bias"] > 0
    width = 100 * (np.exp(off + half) - np.exp(off - half)).mean()
    assert row["mean_width"] == pytest.approx(width)
    apart = off[:, 1] - off[:, 0]
    wide = half * np.sqrt(2)
    assert row["pair_coverage"] == (np.abs(apart) <= wide).mean()
    assert row["pair_bias"] == pytest.approx(100 * apart.mean())
    assert row["pair_width"] == pytest.approx(
        100 * (np.exp(apart + wide) - np.exp(apart - wide)).mean()
    )


def test_a_bias_downwards_keeps_its_sign():
    one = country()
    one.repetitions[THESE].value[:, 0] -= 0.06
    row = recovery_table([one], which=THESE, level=0.95).iloc[0]
    assert row["largest_bias"] == pytest.approx(-6, abs=1)
    assert row["pair_bias"] == pytest.approx(6, abs=1)


@pytest.mark.parametrize(("stated", "worst"), [(0.06, "short"), (0.2, "long")])
def test_the_country_farthest_from_nominal_is_reported_on_either_side(stated, worst):
    countries = [
        country("right", seed=1),
        country(worst, stated=stated, seed=2),
        country("nearly right", stated=0.098, bias=0.0, seed=3),
    ]
    share, recovery, named = pair_recovery(
        countries, which=THESE, level=0.9, bias_bound=2.0, width_bound=70.0
    )
    assert named == worst
    held = countries[1].judged_pair(THESE).held(level=0.9)
    assert recovery.coverage == held.mean()
    assert share.value == pytest.approx(100 * held.mean())
    assert share.low < share.value < share.high
    assert share.high - share.low < 6
    assert share.unit == "per cent of draws"
    table = recovery_table(countries, which=THESE, level=0.9)
    assert recovery.width == table["pair_width"].max()
    assert recovery.repetitions == DRAWS
    assert (recovery.bias_bound, recovery.width_bound) == (2.0, 70.0)


def test_the_largest_bias_is_reported_whichever_country_has_it():
    biased = country("biased", seed=2)
    shifted = biased.repetitions[THESE]
    shifted.value[:, 0] += 0.06  # the left party alone: the contrast is too small
    _, recovery, named = pair_recovery(
        [country("short", stated=0.05), biased],
        which=THESE,
        level=0.95,
        bias_bound=2.0,
        width_bound=70.0,
    )
    assert named == "short"
    assert recovery.bias == pytest.approx(-6, abs=1)


def test_what_is_detectable_is_what_normal_theory_says():
    rows = detectable([country()], which=THESE, power=0.8, alpha=0.05, level=0.95)
    one = rows["difference"][0]
    error = 0.1 * np.sqrt(2)
    expected = 100 * np.expm1(error * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)))
    assert one.low < one.value < one.high
    assert one.value == pytest.approx(expected, rel=0.05)
    assert one.low < expected < one.high
    assert one.unit == "per cent more amplified"
    assert "80%" in one.method
    assert "5%" in one.method
    assert one.n == "2,000 simulated experiments"


def test_what_is_detectable_grows_with_power_and_falls_with_alpha():
    def found(**changes):
        asked = {"power": 0.8, "alpha": 0.05} | changes
        rows = detectable([country()], which=THESE, level=0.95, **asked)
        return rows["difference"][0].value

    by_power = [found(power=power) for power in (0.3, 0.5, 0.8, 0.9, 0.99)]
    assert (np.diff(by_power) > 0).all()
    by_alpha = [found(alpha=alpha) for alpha in (0.001, 0.01, 0.05, 0.2)]
    assert (np.diff(by_alpha) < 0).all()
    one = country()
    for power, difference in zip((0.3, 0.5, 0.8), by_power, strict=False):
        shift = np.log1p(difference / 100)
        assert one.judged_pair(THESE).power(shift, alpha=0.05) == pytest.approx(power, abs=1e-3)


def test_the_monte_carlo_interval_covers_as_it_says():
    """The interval of 95 per cent over batches holds the true value in most of 60 made sets."""
    error = 0.1 * np.sqrt(2)
    expected = 100 * np.expm1(error * (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)))
    rows = detectable(
        [country(seed=seed) for seed in range(100, 160)],
        which=THESE,
        power=0.8,
        alpha=0.05,
        level=0.95,
    )
    held = sum(one.low < expected < one.high for one in rows["difference"])
    assert stats.binomtest(held, 60, 0.95).pvalue > 0.001


def test_more_authors_that_vary_make_more_undetectable():
    one = country(over_authors=0.04)
    these, alike = (
        detectable([one], which=which, power=0.8, alpha=0.05, level=0.95)["difference"][0].value
        for which in (THESE, ALIKE)
    )
    assert alike > 2 * these


def test_power_curves_rise_from_alpha_to_one():
    rows = power_curves(
        [country("one"), country("two", error=0.2, stated=0.2)],
        differences=(0.0, 20.0, 50.0, 900.0),
        alpha=0.05,
    )
    assert len(rows) == 2 * 2 * 4
    for (name, varies), own in rows.groupby(["country", "varies"]):
        power = own["power"].to_numpy()
        assert power[0] == pytest.approx(0.05, abs=0.02)
        assert (np.diff(power) >= 0).all()
        assert power[-1] == 1
        z = np.log(1.5) / ((0.1 if name == "one" else 0.2) * np.sqrt(2))
        expected = stats.norm.sf(1.96 - z) + stats.norm.cdf(-1.96 - z)
        assert power[2] == pytest.approx(expected, abs=0.04), varies


def test_users_shrink_their_part_of_the_variance_and_authors_keep_theirs():
    one = country(over_authors=0.03)
    rows = precision_by_users([one], control_users=1000, users=[500, 1000, 4000], level=0.9)
    z = stats.norm.ppf(0.95)
    for varies, added in ((THESE, 0.0), (ALIKE, 2 * 0.03)):
        own = rows[rows["varies"] == varies]
        assert own["control_size"].tolist() == [500, 1000, 4000]
        expected = [100 * np.expm1(z * np.sqrt(2 * 0.01 / times + added)) for times in (0.5, 1, 4)]
        assert own["half_width"].to_numpy() == pytest.approx(expected, rel=1e-4)
    assert set(rows["country"]) == {"Utopia"}


def simulated_country(control_users, *, repetitions, seed):
    """A country of two parties, whose authors and rates are the same whatever the users."""
    plans = [
        PartyPlan(party=name, country="Utopia", side=side, authors=22, amplification=0.5)
        for name, side in (("L", "left"), ("R", "right"))
    ]
    plan = Scenario(
        parties=tuple(plans),
        habits=replace(HABITS, largest_reach=0.1),
        control_users={"Utopia": control_users},
        size_ratio=4,
        first_day="2020-04-01",
        days=6,
    )
    return Country(
        name="Utopia",
        pair=("L", "R"),
        authors={"L": 22, "R": 22},
        repetitions={
            which: repeated(plan, authors=which, repetitions=repetitions, seed=seed)
            for which in SCOPES
        },
    )


@pytest.mark.slow
def test_twice_the_users_halve_the_users_part_as_a_fresh_simulation_says():
    """The widths that are computed for other numbers of users are those of such experiments."""
    once = simulated_country(2000, repetitions=400, seed=3)
    fresh = simulated_country(4000, repetitions=400, seed=3)
    computed = precision_by_users([once], control_users=2000, users=[4000], level=0.95)
    seen = precision_by_users([fresh], control_users=4000, users=[4000], level=0.95)
    width = dict(zip(computed["varies"], computed["half_width"], strict=True))
    expected = dict(zip(seen["varies"], seen["half_width"], strict=True))
    assert width[THESE] == pytest.approx(expected[THESE], rel=0.05)
    assert width[ALIKE] == pytest.approx(expected[ALIKE], rel=0.1)
    # And so are the errors themselves, which no interval was asked for.
    spread = [
        np.var((one.judged_pair(THESE).value - one.judged_pair(THESE).truth), ddof=1)
        for one in (once, fresh)
    ]
    assert spread[0] / spread[1] == pytest.approx(2, rel=4 * np.sqrt(4 / 399))
