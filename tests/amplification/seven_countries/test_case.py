"""A platform's log audited from end to end, and simulated logs on a made frame."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from planted_cases import HABITS
from scipy import stats

from rml.amplification.holdback.audience import LingerRule
from rml.amplification.holdback.behaviour import plant, planted_amplification
from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.log_input import own_tables
from rml.amplification.holdback.repetitions import repeated
from rml.amplification.holdback.write_log import write_log
from rml.amplification.seven_countries import own_log
from rml.amplification.seven_countries.case import (
    Case,
    country_seed,
    own_case,
    pairs_of,
    simulated_case,
)
from rml.amplification.seven_countries.display import CHECKS, MADE_UP, POOLED, ROWS
from rml.amplification.seven_countries.planted import labelled_frame
from rml.data import ledger
from rml.data.own_tables import VARIABLE
from rml.errors import DataError

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
RULE = LingerRule()
PLANTED = {"A Left": 0.0, "A Right": 1.0, "B Left": 0.6, "B Right": -0.3}
DAYS = 5
AUDITING = {
    "published_smoothing": "inside",
    "size_ratio": 4,
    "resamples": 40,
    "least_control": 2,
}
SETTINGS = {
    "window": {"first_day": "2020-04-01", "days": DAYS, "size_ratio": 4},
    "rule": RULE,
    "choices": {
        "users_in_both_arms": "error",
        "ill_dwell_or_visibility": "error",
        "unknown_users": "error",
        "unknown_authors": "leave out",
        "arm_sizes": "error",
    },
    "auditing": AUDITING,
    "seed": 12,
}


@pytest.fixture(scope="module")
def experiment():
    party = np.repeat(list(PLANTED), [22, 26, 24, 20])
    authors = pd.DataFrame(
        {
            "author": np.random.default_rng(1).permutation(92) * 13 + 7,
            "country": [name[0] for name in party],
            "party": party,
            "side": [name[2:].lower() for name in party],
        }
    )
    return plant(
        authors,
        PLANTED,
        habits=Habits(
            largest_reach=0.3,
            activity_classes=3,
            activity_shape=0.8,
            affinity=2.0,
            popularity_spread=0.8,
            amplification_spread=0.3,
            day_spread=0.1,
            day_levels=2,
        ),
        control_users={"A": 1500, "B": 1000},
        size_ratio=4,
        days=np.datetime64("2020-04-01") + np.arange(DAYS),
        rng=np.random.default_rng(3),
    )


@pytest.fixture(scope="module")
def written(experiment, tmp_path_factory):
    """A platform's log: parties of two countries share their names."""
    log = write_log(
        experiment,
        tmp_path_factory.mktemp("log"),
        rule=RULE,
        lingering_share=0.7,
        foreign_share=0.1,
        seed=4,
    )
    authors = pd.read_parquet(log.authors)
    authors["party"] = authors["party"].str[2:]
    authors["extremity"] = np.where(authors["country"] == "A", "far", "moderate")
    pq.write_table(pa.Table.from_pandas(authors, preserve_index=False), log.authors)
    return log


@pytest.fixture
def given(written, monkeypatch):
    """Return a function that names tables and opens them as a report does."""

    def opened(**others):
        places = {
            "impressions": str(written.impressions[0].parent),
            "users": str(written.users),
            "authors": str(written.authors),
        }
        monkeypatch.setenv(VARIABLE, json.dumps(places | others))
        return own_tables()

    return opened


def refused(*args, **options):
    raise AssertionError("the other way was taken")


@pytest.fixture
def streamed(given, monkeypatch):
    with monkeypatch.context() as only:
        only.setattr(own_log, "reduced_by_tables", refused)
        return own_case(given(), **SETTINGS)


def assert_same_audit(one, other):
    assert one.ratios.sets == other.ratios.sets
    for name in ("value", "over_users", "over_authors", "author_freedom", "authors", "user_days"):
        np.testing.assert_allclose(
            getattr(one.ratios, name), getattr(other.ratios, name), rtol=1e-12, err_msg=name
        )
    np.testing.assert_allclose(one.published.value, other.published.value, rtol=1e-12)
    np.testing.assert_allclose(one.published.replicates, other.published.replicates, rtol=1e-12)
    assert one.published.days == other.published.days
    pd.testing.assert_frame_equal(one.authors, other.authors, check_dtype=False)
    assert one.rarely_met == other.rarely_met


def test_the_planted_truth_is_in_the_intervals_over_users(streamed, experiment):
    truth = dict(zip(experiment.parties, 100 * planted_amplification(experiment), strict=True))
    assert truth == pytest.approx({name: 100 * value for name, value in PLANTED.items()})
    found = streamed.found
    assert found.ratios.sets == tuple(PLANTED)
    for place, party in enumerate(found.ratios.sets):
        interval = found.ratios.amplification(place, scope="users", level=0.99)
        assert interval.low < truth[party] < interval.high
        assert interval.high - interval.low < 60
    # The two countries' parties of one name were not thrown together.
    assert found.ratios.authors.tolist() == [22, 26, 24, 20]
    assert streamed.pairs == {"A": ("A Left", "A Right"), "B": ("B Left", "B Right")}
    assert streamed.country_of() == {name: name[0] for name in PLANTED}


def test_a_platforms_log_is_real_and_has_no_simulated_part(streamed):
    assert ledger.inputs() == dict.fromkeys(("impressions", "users", "authors"), "real")
    assert streamed.planted is None
    assert streamed.plans == {}
    assert streamed.totals is None
    assert streamed.log_look is CHECKS
    assert streamed.by_side
    assert streamed.log_words == "in this log"
    pd.testing.assert_frame_equal(
        streamed.party_rows(level=0.9), streamed.found.party_rows(level=0.9)
    )
    assert streamed.people is POOLED
    assert streamed.repeated(repetitions=20, seed=1) == []
    assert streamed.parties["extremity"].tolist() == ["far", "far", "moderate", "moderate"]
    assert "Posts shown to users of another country" in streamed.log_table["rule"].str.cat()


def test_both_ways_through_a_log_give_one_audit(given, written, streamed, tmp_path, monkeypatch):
    whole = pa.concat_tables(pq.read_table(path) for path in written.impressions)
    pq.write_table(whole, tmp_path / "log.parquet")
    monkeypatch.setattr(own_log, "daily_audiences", refused)
    by_tables = own_case(given(impressions=str(tmp_path / "log.parquet")), **SETTINGS)
    assert_same_audit(streamed.found, by_tables.found)
    pd.testing.assert_frame_equal(streamed.parties, by_tables.parties)
    assert streamed.log_table["number"].tolist() == by_tables.log_table["number"].tolist()


def test_a_party_that_nobody_met_is_left_out_and_named(given, written, streamed, tmp_path):
    authors = pq.read_table(written.authors).to_pandas()
    lonely = authors.iloc[[0]].assign(author=10**9, party="Lonely", side="right")
    more = pd.concat([authors, lonely], ignore_index=True)
    pq.write_table(pa.Table.from_pandas(more, preserve_index=False), tmp_path / "authors.parquet")
    found = own_case(given(authors=str(tmp_path / "authors.parquet")), **SETTINGS)
    label = f"{lonely['country'].iloc[0]} Lonely"
    assert found.found.without_ratio == (label,)
    assert label not in found.parties["label"].tolist()
    last = found.log_table.iloc[-1]
    assert last["rule"].startswith("Parties without a ratio")
    assert (last["number"], last["what was done"]) == ("1", f"left out: {label}")
    assert found.found.ratios.value == pytest.approx(streamed.found.ratios.value)
    assert found.pairs == streamed.pairs
    assert streamed.log_table["what was done"].iloc[-1] == "none found"


def test_days_outside_the_study_count_in_neither_way(given, written, tmp_path, monkeypatch):
    shorter = SETTINGS | {"window": SETTINGS["window"] | {"days": DAYS - 2}}
    with monkeypatch.context() as only:
        only.setattr(own_log, "reduced_by_tables", refused)
        streamed = own_case(given(), **shorter)
    assert streamed.found.published.days == DAYS - 2
    kept = pa.concat_tables(pq.read_table(path) for path in written.impressions[: DAYS - 2])
    pq.write_table(kept, tmp_path / "log.parquet")
    by_tables = own_case(given(impressions=str(tmp_path / "log.parquet")), **shorter)
    assert_same_audit(streamed.found, by_tables.found)


def test_users_whom_a_rule_leaves_out_send_the_log_through_the_tables(
    given, written, streamed, tmp_path, monkeypatch
):
    """A treated user whose rows of a day stand in the other arm is left out altogether."""
    whole = pd.concat(pd.read_parquet(path) for path in written.impressions)
    user = whole.loc[whole["arm"] == "treatment", "user"].value_counts().index[0]
    folder, without = tmp_path / "crossed", tmp_path / "without"
    folder.mkdir()
    without.mkdir()
    for place, path in enumerate(written.impressions):
        rows = pq.read_table(path)
        mine = np.asarray(rows["user"]) == user
        pq.write_table(rows.filter(~mine), without / path.name)
        if place == 0:
            arms = np.where(mine, "control", np.asarray(rows["arm"]))
            rows = rows.set_column(1, "arm", pa.array(arms.tolist(), pa.string()))
        pq.write_table(rows, folder / path.name)
    with pytest.raises(DataError, match="users_in_both_arms: leave out"):
        own_case(given(impressions=str(folder)), **SETTINGS)
    lenient = SETTINGS | {
        "choices": SETTINGS["choices"] | {"users_in_both_arms": "leave out"},
    }
    with monkeypatch.context() as only:
        only.setattr(own_log, "daily_audiences", refused)
        crossed = own_case(given(impressions=str(folder)), **lenient)
    plain = own_case(given(impressions=str(without)), **SETTINGS)
    assert_same_audit(crossed.found, plain.found)
    assert (crossed.found.ratios.user_days != streamed.found.ratios.user_days).any()


def test_a_log_without_sides_has_no_left_and_right_to_compare(given, written, tmp_path):
    authors = pd.read_parquet(written.authors)
    for name, frame in (
        ("none", authors.drop(columns="side")),
        ("one", authors.assign(side="left")),
        # One side in each country is no pair either.
        ("apart", authors.assign(side=np.where(authors["country"] == "A", "left", "right"))),
    ):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
        with pytest.raises(DataError, match=r"^tables\.authors, column `side`: No country has"):
            own_case(given(authors=str(path)), **SETTINGS)


def test_every_country_and_every_seed_has_a_seed_of_its_own():
    countries = ("Canada", "France", "Germany", "Japan", "Spain", "UK", "United States of America")
    seeds = {(seed, name): country_seed(seed, name) for seed in range(50) for name in countries}
    assert len(set(seeds.values())) == len(seeds)
    assert country_seed(7, "UK") == country_seed(7, "UK")
    draws = [np.random.default_rng(country_seed(7, name)).random(2000) for name in countries]
    apart = np.corrcoef(draws)[np.triu_indices(7, 1)]
    assert np.abs(apart).max() < 5 / np.sqrt(2000)


HABIT_VALUES = {name: getattr(HABITS, name) for name in Habits.__dataclass_fields__}


@pytest.fixture
def made(legislators, positions):
    """Return a function that makes a case of a made frame."""
    members = legislators(
        ("UK", "lefties", "lefties", 24, True, 3, 1),
        ("UK", "righties", "righties", 21, True, 0, 2),
        ("UK", "tiny", "tiny", 2),
        ("Japan", "sun", "sun", 22, True, 0, 3),
        ("Japan", "moon", "moon", 20, True, 0, 4),
    )
    coded = positions(
        ("UK", 2015, 1, -1.0),
        ("UK", 2015, 2, 1.0),
        ("Japan", 2012, 3, 1.0),
        ("Japan", 2012, 4, -1.0),
    )

    def case(countries=("UK", "Japan"), *, least=10, seed=5, **changes):
        values = {
            "far_position": 2.0,
            "planted": [0.0, 0.5],
            "name_parties": False,
            "experiment": {
                "habits": HABIT_VALUES | {"largest_reach": 0.3},
                "control_users": 600,
                "size_ratio": 4,
                "first_day": "2020-04-01",
                "days": 3,
            },
            "rule": RULE,
            "lingering_share": 0.8,
            "auditing": AUDITING,
        }
        return simulated_case(
            members,
            coded,
            countries=countries,
            least_members=least,
            seed=seed,
            **(values | changes),
        )

    return case


def test_a_simulated_case_has_a_log_of_each_country(made):
    case = made()
    assert set(case.found.ratios.sets) == set(case.parties["label"])
    assert case.found.ratios.sets == ("Japan P1", "Japan P2", "UK P1", "UK P2")
    assert case.log_table["country"].tolist() == ["UK", "Japan"]
    assert (case.log_table["meetings"] > 0).all()
    assert case.log_look is ROWS
    assert case.log_words == "in one simulated log"
    rows = case.party_rows(level=0.9)
    assert rows["planted"].tolist() == [case.planted[party] for party in rows["party"]]
    assert case.people is MADE_UP
    assert case.totals["small_parties"].tolist() == [2, 0]
    assert case.planted == {
        row["label"]: 100 * row["planted"] for row in case.parties.to_dict("records")
    }
    # The pair is one of each side, but in the order of labels that were dealt at random.
    sides = case.parties.set_index("label")["side"]
    assert not case.by_side
    for country, pair in case.pairs.items():
        assert {sides[label] for label in pair} == {"left", "right"}
        assert pair == tuple(sorted(pair))
        assert {case.country_of()[label] for label in pair} == {country}
    assert set(case.pairs) == {"UK", "Japan"}
    members = dict(zip(case.parties["label"], case.parties["members"], strict=True))
    assert case.found.ratios.authors.tolist() == [members[name] for name in case.found.ratios.sets]
    assert ledger.inputs()["rml.amplification.seven_countries.case.simulated_case"] == "simulated"
    # Countries' logs are different draws.
    covariance = case.found.ratios.over_users
    assert (covariance[:2, 2:] == 0).all()
    assert covariance[0, 1] != 0


def test_a_page_of_one_country_shows_what_the_page_of_all_does(made):
    both, alone = made(), made(("Japan",))
    places = [both.found.ratios.sets.index(name) for name in alone.found.ratios.sets]
    np.testing.assert_array_equal(both.found.ratios.value[places], alone.found.ratios.value)
    np.testing.assert_array_equal(
        both.found.published.replicates[:, places], alone.found.published.replicates
    )
    one = both.repeated(repetitions=2, seed=5)[1]
    same = alone.repeated(repetitions=2, seed=5)[0]
    assert one.name == same.name == "Japan"
    np.testing.assert_array_equal(
        one.repetitions["these authors"].value, same.repetitions["these authors"].value
    )


@pytest.mark.parametrize("seed", [5, 6])
def test_repetitions_are_of_each_countrys_own_experiment(made, seed):
    case = made()
    countries = case.repeated(repetitions=3, seed=seed)
    assert [country.name for country in countries] == ["UK", "Japan"]
    for country in countries:
        assert country.pair == case.pairs[country.name]
        assert set(country.repetitions) == {"these authors", "authors like these"}
        for repetitions in country.repetitions.values():
            asked = [np.log1p(case.planted[party] / 100) for party in repetitions.parties]
            assert repetitions.truth == pytest.approx(np.array([asked] * 3))
            assert all(case.country_of()[party] == country.name for party in repetitions.parties)
        own = repeated(
            case.plans[country.name],
            authors="these authors",
            repetitions=3,
            seed=country_seed(seed, country.name),
        )
        np.testing.assert_array_equal(own.value, country.repetitions["these authors"].value)


def test_a_country_without_two_sides_is_refused_before_anything_is_simulated(made, monkeypatch):
    monkeypatch.setattr("rml.amplification.seven_countries.case.simulated_log", refused)
    with pytest.raises(ValueError, match="no party of both sides for UK, Japan: lower `least_mem"):
        made(least=22)


def test_made_up_pairs_tell_nothing_of_sides():
    """Over seeds the party of the left comes first about as often as the party of the right."""
    frame = pd.DataFrame(
        {
            "country": ["UK", "UK", "Japan", "Japan"],
            "party": ["a", "b", "c", "d"],
            "side": ["left", "right", "right", "left"],
            "pair": ["left", "right", "right", "left"],
        }
    )
    first = []
    for seed in range(40):
        labelled = labelled_frame(frame, [0.0, 0.5], seed=seed, name_parties=False)
        case = SimpleNamespace(parties=labelled, by_side=False)
        sides = labelled.set_index("label")["side"]
        first += [sides[pair[0]] for pair in Case.pairs.fget(case).values()]
    assert len(first) == 80
    assert stats.binomtest(first.count("left"), 80).pvalue > 0.01


def test_pairs_need_both_sides():
    parties = pd.DataFrame(
        {
            "country": ["A", "A", "B", "C", "C"],
            "label": ["A 1", "A 2", "B 1", "C 1", "C 2"],
            "pair": pd.Series(["right", "left", "left", None, "right"], dtype=object),
        }
    )
    assert pairs_of(parties) == {"A": ("A 2", "A 1")}
