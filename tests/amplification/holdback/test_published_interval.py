"""The published interval against resampling user by user, in plain loops."""

from dataclasses import replace

import numpy as np
import pytest
from planted_cases import scenario
from scipy import stats
from small_logs import RULE, plain_met, small_log, write_days
from test_streaming import numbering_of

from rml.amplification.holdback.audience import ARMS
from rml.amplification.holdback.draw_audience import draw_audience
from rml.amplification.holdback.published_interval import published_amplification
from rml.amplification.holdback.reduced import concatenated
from rml.amplification.holdback.scenario import planted
from rml.amplification.holdback.streaming import daily_audiences

SETTINGS = {"smoothing": "inside", "size_ratio": 4}


@pytest.fixture(scope="module")
def log():
    return small_log(np.random.default_rng(4), rows=900, users=40, days=4)


@pytest.fixture(scope="module")
def days(log, tmp_path_factory):
    files = write_days(log, tmp_path_factory.mktemp("log"))
    return [day.value for day in daily_audiences(files, numbering_of(log), rule=RULE)]


@pytest.fixture(scope="module")
def audience():
    experiment = planted(scenario(12, 8, 1, control_users=1500, days=8), np.random.default_rng(3))
    return draw_audience(experiment, np.random.default_rng(4))[0]


def ratio_by_hand(met, *, day, party, members, smoothing):
    """Return one day's amplification of a party that has these members, user by user."""
    reach = {
        arm: len({u for d, a, p, u, w in met if (d, a, p) == (day, arm, party) and w in members})
        for arm in ARMS
    }
    treated, control = reach["treatment"], reach["control"]
    below = 4 * control + 1 if smoothing == "inside" else 4 * (control + 1)
    return (treated + 1) / below - 1


@pytest.mark.parametrize("smoothing", ["inside", "outside"])
def test_replicates_are_those_of_a_plain_loop_over_the_same_draws(log, days, smoothing):
    count, audience = 21, concatenated(days)
    found = published_amplification(
        audience,
        smoothing=smoothing,
        size_ratio=4,
        resamples=count,
        rng=np.random.default_rng(11),
    )
    rng, met = np.random.default_rng(11), plain_met(log)
    authors = {
        party: audience.authors.loc[audience.authors["party"] == party, "author"].to_numpy()
        for party in audience.parties
    }
    drawn = {
        party: own[rng.integers(len(own), size=(count, len(own)))] for party, own in authors.items()
    }
    window = [day.item() for day in audience.days]
    often = rng.multinomial(len(window), [1 / len(window)] * len(window), size=count)
    options = {"met": met, "smoothing": smoothing}
    for place, party in enumerate(audience.parties):
        whole = [
            ratio_by_hand(day=day, party=party, members=set(authors[party]), **options)
            for day in window
        ]
        assert found.value[place] == pytest.approx(np.mean(whole))
        for replicate in range(count):
            members = set(drawn[party][replicate])
            days_drawn = [
                day
                for day, times in zip(window, often[replicate], strict=True)
                for _ in range(times)
            ]
            values = [
                ratio_by_hand(day=day, party=party, members=members, **options)
                for day in days_drawn
            ]
            assert found.replicates[replicate, place] == pytest.approx(np.mean(values))


def test_an_audience_a_day_gives_the_same_as_one_of_all_days(days):
    one, other = (
        published_amplification(given, **SETTINGS, resamples=20, rng=np.random.default_rng(1))
        for given in (concatenated(days), iter(days))
    )
    np.testing.assert_array_equal(one.value, other.value)
    np.testing.assert_array_equal(one.replicates, other.replicates)
    assert one.parties == other.parties
    assert one.days == other.days == 4


def direct_bootstrap(audience, *, draws, rng):
    """Return replicates by drawing days and members and counting users once more."""
    sets = audience.patterns
    party_of = audience.party_of_author
    parties = len(audience.parties)
    replicates = np.zeros((draws, parties))
    members = [
        np.split(sets.members, sets.offsets[1:-1])[place] for place in range(len(sets.users))
    ]
    for draw in range(draws):
        kept = np.zeros(len(party_of), dtype=bool)
        for party in range(parties):
            own = np.flatnonzero(party_of == party)
            kept[rng.choice(own, len(own))] = True
        reach = np.zeros((len(audience.days), 2, parties))
        for author in np.flatnonzero(kept):
            reach[:, :, party_of[author]] += audience.single[:, :, author]
        met = np.array([kept[own].any() for own in members])
        np.add.at(reach, (sets.day[met], sets.arm[met], sets.party[met]), sets.users[met])
        window = rng.choice(len(reach), len(reach))
        replicates[draw] = ((reach[window, 1] + 1) / (4 * reach[window, 0] + 1) - 1).mean(axis=0)
    return replicates


def test_its_error_is_that_of_a_direct_bootstrap(audience):
    found = published_amplification(
        audience, **SETTINGS, resamples=800, rng=np.random.default_rng(5)
    )
    direct = direct_bootstrap(audience, draws=400, rng=np.random.default_rng(6))
    # Both standard errors have a relative error of about 1 / sqrt(2 n) by simulation.
    close = 4 * np.sqrt(1 / 1600 + 1 / 800)
    ratio = found.replicates.std(axis=0, ddof=1) / direct.std(axis=0, ddof=1)
    assert np.abs(np.log(ratio)).max() < close
    apart = found.replicates.mean(axis=0) - direct.mean(axis=0)
    error = direct.std(axis=0) * np.sqrt(1 / 800 + 1 / 400)
    assert (np.abs(apart) < 4 * error).all()


def test_a_party_of_one_author_varies_by_days_alone(audience):
    found = published_amplification(
        audience, **SETTINGS, resamples=4000, rng=np.random.default_rng(5)
    )
    reach = audience.reach[:, :, 2]
    daily = (reach[:, 1] + 1) / (4 * reach[:, 0] + 1) - 1
    assert found.authors.tolist() == [12, 8, 1]
    assert found.value[2] == pytest.approx(daily.mean())
    expected = daily.std() / np.sqrt(len(daily))
    assert found.replicates[:, 2].std() == pytest.approx(expected, rel=0.06)


def test_intervals_are_z_times_the_spread_of_replicates(audience):
    found = published_amplification(
        audience, **SETTINGS, resamples=50, rng=np.random.default_rng(5)
    )
    spread = found.replicates.std(axis=0, ddof=1)
    one = found.amplification(1, level=0.9)
    assert one.value == pytest.approx(100 * found.value[1])
    assert one.high - one.value == pytest.approx(164.485 * spread[1], rel=1e-4)
    assert one.value - one.low == pytest.approx(one.high - one.value)
    assert one.unit == "per cent amplification"
    assert one.n == "8 days, 8 authors"
    assert "50 draws over days and over the membership" in one.method
    apart = (found.replicates[:, 0] - found.replicates[:, 1]).std(ddof=1)
    both = found.difference(0, 1, level=0.95)
    assert both.value == pytest.approx(100 * (found.value[0] - found.value[1]))
    assert both.high - both.low == pytest.approx(2 * 195.996 * apart, rel=1e-4)
    assert both.unit == "percentage points"
    assert both.n == "8 days, 20 authors"
    z = (found.value[0] - found.value[1]) / apart
    assert found.p_value(0, 1) == pytest.approx(2 * stats.norm.cdf(-abs(z)))
    assert found.p_value(1, 0) == pytest.approx(found.p_value(0, 1))


def test_what_cannot_be_resampled_is_refused(days):
    with pytest.raises(ValueError, match="at least 2 of them, not 1"):
        published_amplification(days[0], **SETTINGS, resamples=20, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="not 0"):
        published_amplification([], **SETTINGS, resamples=20, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="`resamples`"):
        published_amplification(days, **SETTINGS, resamples=19, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="`rng` must be"):
        published_amplification(days, **SETTINGS, resamples=20, rng=1)
    found = published_amplification(days, **SETTINGS, resamples=20, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match="level"):
        found.amplification(0, level=95)


def test_a_difference_that_no_resampling_changes_has_no_p_value(audience):
    found = published_amplification(
        audience, **SETTINGS, resamples=20, rng=np.random.default_rng(5)
    )
    still = replace(found, replicates=np.ones_like(found.replicates))
    with pytest.raises(ValueError, match="difference of P0 and P2 is the same under every"):
        still.p_value(0, 2)


def test_days_of_different_authors_are_not_put_together(days):
    fewer = replace(days[1], authors=days[1].authors[::-1].reset_index(drop=True))
    with pytest.raises(ValueError, match="different authors, or in another order"):
        published_amplification(
            [days[0], fewer], **SETTINGS, resamples=20, rng=np.random.default_rng(1)
        )
