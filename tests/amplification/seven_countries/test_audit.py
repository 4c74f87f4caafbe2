"""The audit of one log and of several, against the numbers that it is made of."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted_cases import HABITS
from scipy import stats

from rml.amplification.holdback.audience import ARMS
from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.draw_audience import draw_audience
from rml.amplification.holdback.published_interval import published_amplification
from rml.amplification.holdback.scenario import PartyPlan, Scenario, planted
from rml.amplification.holdback.set_amplification import log_ratios
from rml.amplification.holdback.user_counts import reach_counts
from rml.amplification.seven_countries.audit import audit, merged
from rml.errors import DataError

AUDITING = {
    "published_smoothing": "inside",
    "size_ratio": 4,
    "resamples": 60,
    "least_control": 3,
}
# Names that stand in another order than the countries, as "US" and "UK" do.
SIZES = {"Utopia": {"Z": 24, "B": 20, "Y": 6}, "Arcadia": {"C": 22, "A": 21}}


def case(country, *, amplification=None):
    given = amplification or {}
    plans = [
        PartyPlan(
            party=party,
            country=country,
            side=("left", "right")[place % 2],
            authors=size,
            amplification=given.get(party, 0.5),
        )
        for place, (party, size) in enumerate(SIZES[country].items())
    ]
    return Scenario(
        parties=tuple(plans),
        habits=replace(HABITS, largest_reach=0.25),
        control_users={country: 1500},
        size_ratio=4,
        first_day="2020-04-01",
        days=6,
    )


def drawn(country, *, seed=1, **options):
    """Return an audience, its users by bucket as a frame, and the experiment."""
    rng = np.random.default_rng(seed)
    experiment = planted(case(country, **options), rng)
    audience, users = draw_audience(experiment, rng)
    arm, bucket = np.nonzero(users)
    frame = pd.DataFrame(
        {
            "arm": [ARMS[index] for index in arm],
            "country": country,
            "bucket": bucket,
            "users": users[arm, bucket],
        }
    )
    return audience, frame, experiment


@pytest.fixture(scope="module")
def log():
    return drawn("Utopia", amplification={"Z": 1.0, "B": 0.0, "Y": 0.3})


@pytest.fixture(scope="module")
def found(log):
    return audit(log[0], log[1], rng=np.random.default_rng(2), **AUDITING)


@pytest.fixture(scope="module")
def parts(found):
    audience, users, _ = drawn("Arcadia", seed=5)
    other = audit(audience, users, rng=np.random.default_rng(3), **AUDITING)
    return {"Utopia": found, "Arcadia": other}


def test_an_audit_holds_the_three_answers_of_their_functions(log, found):
    audience, users, experiment = log
    ratios = log_ratios(
        reach_counts(audience, users), combine="pooled", smoothing="corrected", size_ratio=None
    )
    assert found.ratios.value == pytest.approx(ratios.value)
    assert found.ratios.over_users == pytest.approx(ratios.over_users)
    published = published_amplification(
        audience, smoothing="inside", size_ratio=4, resamples=60, rng=np.random.default_rng(2)
    )
    np.testing.assert_array_equal(found.published.replicates, published.replicates)
    rows = found.party_rows(level=0.95)
    assert rows["party"].tolist() == ["B", "Y", "Z"]
    assert [one is None for one in rows["accounts_like_these"]] == [False, True, False]
    truth = 100 * planted_amplification(experiment)
    for place, row in enumerate(rows.to_dict("records")):
        assert row["these_accounts"] == ratios.amplification(place, scope="users", level=0.95)
        assert row["published"] == published.amplification(place, level=0.95)
        # At 99.99 per cent, the planted value lies in the interval of each of three parties.
        wide = ratios.amplification(place, scope="users", level=0.9999)
        assert wide.low < truth[place] < wide.high
    both = rows["accounts_like_these"][0]
    assert both == ratios.amplification(0, scope="users and authors", level=0.95)


def test_authors_are_compared_per_user_of_the_arms_there_are(log):
    audience, users, _ = log
    # Twice the treated users: declared is still 4.
    more = users.assign(
        users=np.where(users["arm"] == "treatment", 2 * users["users"], users["users"])
    )
    asked = AUDITING | {"least_control": 60}
    found = audit(audience, more, rng=np.random.default_rng(2), **asked)
    ratio = more.groupby("arm")["users"].sum()
    reach = audience.author_reach
    control = reach[0::2, 0].sum(axis=0)
    enough = control >= 60
    assert found.rarely_met == int((~enough).sum())
    assert 0 < found.rarely_met < len(enough)
    estimated = reach[1::2].sum(axis=0)
    expected = np.log(
        (estimated[1] + 0.5) / (ratio["treatment"] / ratio["control"] * (estimated[0] + 0.5))
    )
    assert found.authors["log_ratio"].to_numpy() == pytest.approx(expected[enough])
    assert found.authors["author"].tolist() == audience.authors["author"][enough].tolist()
    assert found.authors["party"].tolist() == audience.authors["party"][enough].tolist()
    assert set(found.authors["country"]) == {"Utopia"}


def spread_audit(found, sizes):
    """An audit whose parties have so many authors that were met often enough."""
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(
        [
            {"author": 100 * place + k, "country": country, "party": party, "log_ratio": value}
            for place, ((country, party), size) in enumerate(sizes.items())
            for k, value in enumerate(rng.normal(0.5, 0.3, size))
        ]
    )
    return replace(found, authors=rows)


def test_no_party_of_few_accounts_is_in_the_distribution(found):
    some = spread_audit(
        found, {("A", "p19"): 19, ("A", "p20"): 20, ("B", "p1"): 1, ("B", "p40"): 40}
    )
    spread = some.distribution()
    assert spread["party"].tolist() == ["p20", "p40"]
    own = some.authors[some.authors["party"] == "p20"]["log_ratio"]
    assert spread.iloc[0, 1:].tolist() == pytest.approx(
        [100 * np.expm1(np.quantile(own, share)) for share in (0.1, 0.25, 0.5, 0.75, 0.9)]
    )
    assert list(spread) == ["party", "q10", "q25", "q50", "q75", "q90"]
    # No cell is a single account's value.
    single = 100 * np.expm1(some.authors["log_ratio"].to_numpy())
    assert np.abs(spread.iloc[:, 1:].to_numpy()[..., None] - single).min() > 1e-9
    with pytest.raises(DataError, match=r"^least_control: No party has 41 accounts"):
        some.distribution(least_authors=41)


def test_the_association_leaves_out_what_cannot_be_compared(found):
    sizes = {("A", "a"): 9, ("A", "b"): 8, ("B", "c"): 7, ("B", "lone"): 1, ("C", "only"): 30}
    some = spread_audit(found, sizes)
    test = some.association(seed=4, permutations=99)
    kept = replace(some, authors=some.authors[some.authors["country"] == "A"])
    assert test == kept.association(seed=4, permutations=99)
    assert test.n == "17 authors of 2 parties"
    assert test.smallest_p == 0.01
    shifted = some.authors.assign(
        log_ratio=some.authors["log_ratio"] + 2 * (some.authors["party"] == "a")
    )
    assert replace(some, authors=shifted).association(seed=4, permutations=99).p_value == 0.01


def test_published_pairs_are_right_minus_left_with_holms_correction(parts):
    found = merged(parts)
    rows = found.published_pairs({"Utopia": ("B", "Z"), "Arcadia": ("A", "C")}, alpha=0.1)
    published = found.published
    place = {party: index for index, party in enumerate(published.parties)}
    first = rows["difference"][0]
    assert first.value == pytest.approx(
        100 * (published.value[place["Z"]] - published.value[place["B"]])
    )
    assert first.value > 20  # Z is planted 100 points above B
    assert first.level == pytest.approx(0.9)
    p = rows["p_value"].to_numpy()
    assert p[1] == pytest.approx(published.p_value(place["C"], place["A"]))
    order = np.sort(p)
    assert sorted(rows["p_holm"]) == pytest.approx([2 * order[0], max(2 * order[0], order[1])])
    assert rows["significant"].tolist() == (rows["p_holm"] <= 0.1).tolist()
    pairs = {"Utopia": ("B", "Z"), "Arcadia": ("A", "C")}
    for alpha in (1e-12, 0.1, 0.999):
        expected = int((rows["p_holm"] <= alpha).sum())
        assert found.published_count(pairs, alpha=alpha) == expected
    assert (rows["p_holm"] <= 0.1).any()
    assert rows[["country", "left", "right"]].to_numpy().tolist() == [
        ["Utopia", "B", "Z"],
        ["Arcadia", "A", "C"],
    ]


def test_merging_keeps_estimates_and_covariances_of_the_parts(parts):
    whole = merged(parts)
    assert whole.ratios.sets == whole.published.parties == ("A", "B", "C", "Y", "Z")
    home = {party: country for country, sizes in SIZES.items() for party in sizes}
    for row, first in enumerate(whole.ratios.sets):
        part = parts[home[first]]
        place = part.ratios.sets.index(first)
        for name in ("value", "over_authors", "author_jackknife", "author_freedom", "authors"):
            np.testing.assert_equal(
                getattr(whole.ratios, name)[row], getattr(part.ratios, name)[place]
            )
        np.testing.assert_array_equal(
            whole.ratios.user_days[:, row], part.ratios.user_days[:, place]
        )
        np.testing.assert_array_equal(
            whole.published.replicates[:, row], part.published.replicates[:, place]
        )
        assert whole.published.value[row] == part.published.value[place]
        assert whole.published.authors[row] == SIZES[home[first]][first]
        for column, second in enumerate(whole.ratios.sets):
            expected = 0.0
            if home[second] == home[first]:
                expected = part.ratios.over_users[place, part.ratios.sets.index(second)]
                assert expected != 0
            assert whole.ratios.over_users[row, column] == expected
        assert whole.ratios.amplification(row, scope="users", level=0.9) == (
            part.ratios.amplification(place, scope="users", level=0.9)
        )
    assert whole.rarely_met == sum(part.rarely_met for part in parts.values())
    assert len(whole.authors) == sum(len(part.authors) for part in parts.values())
    assert set(whole.authors["country"]) == {"Utopia", "Arcadia"}


def test_a_contrast_of_two_countries_adds_their_variances(parts):
    whole = merged(parts)
    weights = [1.0, -1.0, 0, 0, 0]  # A of Arcadia against B of Utopia
    found = whole.ratios.contrast(weights, scope="users", level=0.95)
    variance = parts["Arcadia"].ratios.over_users[0, 0] + parts["Utopia"].ratios.over_users[0, 0]
    half = (np.log1p(found.high / 100) - np.log1p(found.low / 100)) / 2
    assert half == pytest.approx(stats.t.ppf(0.975, 255) * np.sqrt(variance))


def test_merging_one_part_changes_nothing(parts):
    alone = merged({"Utopia": parts["Utopia"]})
    np.testing.assert_array_equal(alone.ratios.over_users, parts["Utopia"].ratios.over_users)
    assert alone.ratios.sets == parts["Utopia"].ratios.sets
