"""What is judged over repetitions, against plain arithmetic; and what the cache keeps."""

import numpy as np
import pytest
from planted_cases import scenario
from scipy import stats

from rml.amplification.holdback import repetitions as module
from rml.amplification.holdback.repetitions import Judged, Repetitions, repeated
from rml.data import ledger


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path))


def made(scope, *, draws=5, seed=1):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(draws, 3, 3))
    over_authors = rng.uniform(0.1, 0.5, (draws, 3))
    over_authors[:, 2] = np.nan
    return Repetitions(
        parties=("A", "B", "C"),
        value=rng.normal(size=(draws, 3)),
        truth=rng.normal(size=(draws, 3)),
        covariance=roots @ roots.transpose(0, 2, 1),
        over_authors=over_authors,
        author_jackknife=1.3 * over_authors,
        author_freedom=rng.uniform(3, 30, (draws, 3)),
        buckets=64,
        scope=scope,
    )


@pytest.mark.parametrize("scope", ["users", "users and authors"])
def test_a_contrast_is_that_of_plain_arithmetic(scope):
    found = made(scope)
    weights = (-1.0, 2.0, 0.0)
    judged = found.contrast(weights)
    for draw in range(len(found)):
        users = sum(
            weights[i] * weights[j] * found.covariance[draw, i, j]
            for i in range(3)
            for j in range(3)
        )
        parts = [weights[i] ** 2 * found.over_authors[draw, i] for i in range(2)]
        known = [weights[i] ** 2 * found.author_jackknife[draw, i] for i in range(2)]
        free = [found.author_freedom[draw, i] for i in range(2)]
        variance, doubt = users, users**2 / 63
        if scope == "users and authors":
            variance += sum(parts)
            doubt += sum(part**2 / f for part, f in zip(known, free, strict=True))
        assert judged.error[draw] == pytest.approx(np.sqrt(variance))
        assert judged.freedom[draw] == pytest.approx(variance**2 / doubt)
        assert judged.value[draw] == pytest.approx(2 * found.value[draw, 1] - found.value[draw, 0])
        assert judged.truth[draw] == pytest.approx(2 * found.truth[draw, 1] - found.truth[draw, 0])


def test_more_users_shrink_what_users_add_and_nothing_else():
    weights = [1.0, -1.0, 0.0]
    alone, both = made("users"), made("users and authors")
    assert alone.contrast(weights, users_times=4).error == pytest.approx(
        alone.contrast(weights).error / 2
    )
    users = alone.contrast(weights).error ** 2
    authors = both.contrast(weights).error ** 2 - users
    assert (authors > 0).all()
    assert both.contrast(weights, users_times=4).error ** 2 == pytest.approx(authors + users / 4)


def test_a_party_is_the_contrast_of_itself_and_few_authors_have_no_error():
    found = made("users and authors")
    assert found.party(1).value == pytest.approx(found.value[:, 1])
    assert found.party(1).error == pytest.approx(found.contrast([0, 1, 0]).error)
    assert np.isnan(found.party(2).error).all()
    assert np.isfinite(made("users").party(2).error).all()


JUDGED = Judged(
    value=np.array([0.0, 0.5, -0.5, 3.0]),
    truth=np.zeros(4),
    error=np.array([0.1, 0.1, 0.3, 1.0]),
    freedom=np.array([5.0, 1e6, 10.0, 3.0]),
)


def test_what_held_and_what_was_rejected_follow_from_the_t_interval():
    half = JUDGED.half_width(level=0.9)
    assert half == pytest.approx(
        [stats.t.ppf(0.95, f) * e for f, e in zip(JUDGED.freedom, JUDGED.error, strict=True)]
    )
    assert half[1] == pytest.approx(0.1 * 1.644854, rel=1e-5)
    assert JUDGED.held(level=0.95).tolist() == [1, 0, 1, 1]
    assert JUDGED.rejected(alpha=0.05).tolist() == [0, 1, 0, 0]
    # At 70 per cent the third is 0.5 off with 0.3 * 1.09 on either side.
    assert JUDGED.held(level=0.7).tolist() == [1, 0, 0, 0]
    assert JUDGED.factor_bias() == pytest.approx(np.mean(np.exp([0, 0.5, -0.5, 3])) - 1)


def test_power_counts_the_draws_that_would_find_the_difference():
    assert JUDGED.power(0.0, alpha=0.05) == JUDGED.rejected(alpha=0.05).mean() == 0.25
    # Shifted by 0.26: 0.26 > 0.257 finds it, 0.76 finds it, -0.24 and 3.26 > 3.18 too.
    assert JUDGED.power(0.26, alpha=0.05) == 0.75
    assert JUDGED.power(50.0, alpha=0.05) == 1.0
    moved = Judged(
        value=JUDGED.value + 7, truth=JUDGED.truth + 7, error=JUDGED.error, freedom=JUDGED.freedom
    )
    assert moved.power(0.26, alpha=0.05) == 0.75


def test_these_authors_keep_their_truth_and_authors_like_these_have_what_was_asked():
    case = scenario(20, 20, amplification=0.6, control_users=600, days=3)
    these = repeated(case, authors="these authors", repetitions=4, seed=2)
    anew = repeated(case, authors="authors like these", repetitions=4, seed=2)
    assert these.scope == "users"
    assert anew.scope == "users and authors"
    assert these.truth == pytest.approx(np.full((4, 2), np.log(1.6)))
    assert anew.truth == pytest.approx(np.full((4, 2), np.log(1.6)))
    assert len(these) == 4
    assert these.parties == ("P0", "P1")
    assert these.buckets == 256
    assert len({tuple(row) for row in these.value}) == 4


def test_the_covariance_over_users_is_the_spread_of_the_estimates():
    case = scenario(20, 20, control_users=3000, days=3)
    found = repeated(case, authors="these authors", repetitions=150, seed=5)
    spread = np.cov((found.value - found.truth).T)
    mean = found.covariance.mean(axis=0)
    # A variance over 150 draws has a relative error of sqrt(2 / 149).
    assert np.diag(spread) == pytest.approx(np.diag(mean), rel=4 * np.sqrt(2 / 149))
    contrast = np.array([1, -1])
    assert contrast @ spread @ contrast == pytest.approx(
        contrast @ mean @ contrast, rel=4 * np.sqrt(2 / 149)
    )


def test_the_cache_gives_the_same_again_and_it_is_still_simulated(monkeypatch):
    case = scenario(20, 20, control_users=600, days=3)
    options = {"authors": "these authors", "repetitions": 3}
    first = repeated(case, seed=2, **options)

    def never(*args):
        raise AssertionError("computed again")

    drawn = module._draws
    monkeypatch.setattr(module, "_draws", never)
    ledger.clear()
    again = repeated(case, seed=2, **options)
    assert ledger.inputs() == {"rml.amplification.holdback.repetitions.repeated": "simulated"}
    ledger.clear()
    np.testing.assert_array_equal(first.value, again.value)
    np.testing.assert_array_equal(first.covariance, again.covariance)
    assert again.buckets == first.buckets
    # Another seed, another number or another question is another draw.
    for change in ({"seed": 3}, {"repetitions": 4}, {"authors": "authors like these"}):
        with pytest.raises(AssertionError, match="computed again"):
            repeated(case, **({"seed": 2} | options | change))
    monkeypatch.setattr(module, "_draws", drawn)
    assert (repeated(case, seed=3, **options).value != first.value).any()


def test_one_repetition_is_refused():
    with pytest.raises(ValueError, match="`repetitions`"):
        repeated(scenario(20), authors="these authors", repetitions=1, seed=1)
