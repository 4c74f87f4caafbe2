"""The written log: what was planted is in it, and nothing tells a user's type."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from rml.amplification.holdback.audience import IMPRESSION_COLUMNS, USER_COLUMNS, LingerRule
from rml.amplification.holdback.behaviour import expected_reach, plant
from rml.amplification.holdback.habits import Habits
from rml.amplification.holdback.meeting_keys import MeetingKeys
from rml.amplification.holdback.reduced import concatenated
from rml.amplification.holdback.streaming import audiences_of, daily_audiences
from rml.amplification.holdback.write_log import write_log

RULE = LingerRule()
HABITS = Habits(
    largest_reach=0.2,
    activity_classes=3,
    activity_shape=0.6,
    affinity=3.0,
    popularity_spread=0.8,
    amplification_spread=0.3,
    day_spread=0.1,
    day_levels=2,
)


@pytest.fixture(scope="module")
def experiment():
    party = np.repeat(["A left", "A right", "B left"], [8, 6, 4])
    authors = pd.DataFrame(
        {
            "author": np.arange(18) * 11 + 5,
            "country": [name[0] for name in party],
            "party": party,
            "side": [name[2:] for name in party],
        }
    )
    return plant(
        authors,
        {"A left": 0.5, "A right": -0.2, "B left": 0.0},
        habits=HABITS,
        control_users={"A": 3000, "B": 1000},
        size_ratio=4,
        days=np.datetime64("2020-04-01") + np.arange(6),
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def written(experiment, tmp_path_factory):
    return write_log(
        experiment,
        tmp_path_factory.mktemp("log"),
        rule=RULE,
        lingering_share=0.4,
        foreign_share=0.25,
        seed=2,
    )


def reduced(written):
    users, authors = pq.read_table(written.users), pd.read_parquet(written.authors)
    counts = []
    days = daily_audiences(
        written.impressions, MeetingKeys(users, authors, group="party"), rule=RULE
    )
    return concatenated(audiences_of(days, counts)), counts


def frame(written):
    return pd.concat(pd.read_parquet(file) for file in written.impressions)


def test_its_columns_are_those_of_the_definition(written):
    for file in written.impressions:
        schema = pq.read_schema(file)
        assert {field.name: str(field.type) for field in schema} == {
            name: {"date": "date32[day]", "float32": "float"}.get(kind, kind)
            for name, kind in IMPRESSION_COLUMNS.items()
        }
    assert pq.read_schema(written.users).names == list(USER_COLUMNS)
    assert str(pq.read_schema(written.users).field("country").type) == "string"


def test_reach_is_as_planted(experiment, written):
    audience, _ = reduced(written)
    expected = expected_reach(experiment)
    assert audience.parties == experiment.parties
    # The variance of a day's reach is below its mean; 36 cells are looked at.
    assert (np.abs(audience.reach - expected) < 4.5 * np.sqrt(expected)).all()
    total = audience.reach.sum(axis=0)
    wanted = expected.sum(axis=0)
    # Users come back, so that days are alike: the same users' rates weigh on all.
    assert (np.abs(total / wanted - 1) < 0.1).all()
    authors = expected_reach(experiment, by="author").sum(axis=0)
    far = np.abs(audience.author_reach.sum(axis=0) - authors) / np.sqrt(authors)
    assert (far < 6).all()


def test_declared_shares_hold(written):
    _, counts = reduced(written)
    rows = sum(count.rows for count in counts)
    lingering = sum(count.rows - count.not_lingered for count in counts)
    foreign = sum(count.other_country for count in counts)
    assert rows == written.rows
    assert lingering / rows == pytest.approx(0.4, abs=5 * np.sqrt(0.24 / rows))
    assert foreign / lingering == pytest.approx(0.25, abs=5 * np.sqrt(0.19 / lingering))
    assert all(
        getattr(count, name) == 0
        for count in counts
        for name in ("unknown_user", "other_arm", "unknown_author", "author_without_party")
    )
    assert sum(count.repeated for count in counts) > 0


def test_every_user_has_an_arm_and_a_country_of_the_right_number(experiment, written):
    users = pd.read_parquet(written.users)
    assert users["user"].tolist() == list(range(20_000))
    assert users["arm"].value_counts().to_dict() == {"control": 4000, "treatment": 16_000}
    by_country = users["country"].value_counts(normalize=True)
    assert by_country["A"] == pytest.approx(0.75, abs=0.02)


def test_ids_and_places_tell_nothing(written):
    users = pd.read_parquet(written.users)
    rows = frame(written)
    activity = rows["user"].value_counts().reindex(users["user"], fill_value=0)
    treated = users["arm"] == "treatment"
    for values in (activity, treated.astype(float), (users["country"] == "A").astype(float)):
        related = np.corrcoef(users["user"], values)[0, 1]
        neighbours = np.corrcoef(values[1:], values[:-1])[0, 1]
        assert abs(related) < 4.5 / np.sqrt(len(users))
        assert abs(neighbours) < 4.5 / np.sqrt(len(users))
    place = np.arange(len(rows))
    for column in ("user", "author", "dwell_ms"):
        assert abs(np.corrcoef(place, rows[column])[0, 1]) < 4.5 / np.sqrt(len(rows))


def test_values_are_in_range_and_short_and_hidden_views_both_fail(written):
    rows = frame(written)
    assert rows["dwell_ms"].between(0, 61_000).all()
    assert rows["visible_fraction"].between(0, 1).all()
    short = rows["dwell_ms"] < RULE.min_dwell_ms
    hidden = rows["visible_fraction"] < RULE.min_visible_fraction
    assert (short & ~hidden).any()
    assert (hidden & ~short).any()


def test_the_seed_alone_decides(experiment, written, tmp_path):
    options = {"rule": RULE, "lingering_share": 0.4, "foreign_share": 0.25}
    again = write_log(experiment, tmp_path / "one", seed=2, threads=1, **options)
    other = write_log(experiment, tmp_path / "other", seed=3, **options)
    for one, two in zip(written.impressions, again.impressions, strict=True):
        assert one.read_bytes() == two.read_bytes()
    assert written.impressions[0].read_bytes() != other.impressions[0].read_bytes()


def test_all_may_linger_and_all_may_be_at_home(experiment, tmp_path):
    written = write_log(
        experiment, tmp_path, rule=RULE, lingering_share=1.0, foreign_share=0.0, seed=2
    )
    _, counts = reduced(written)
    assert sum(count.not_lingered + count.other_country for count in counts) == 0


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        (LingerRule(min_visible_fraction=0.0, min_dwell_ms=500), 0.5),
        (LingerRule(min_visible_fraction=0.5, min_dwell_ms=0), 0.5),
        (LingerRule(min_visible_fraction=1.0, min_dwell_ms=1), 0.3),
        (LingerRule(min_visible_fraction=0.0, min_dwell_ms=0), 1.0),
    ],
)
def test_the_share_holds_under_rules_of_one_part(experiment, tmp_path, rule, share):
    written = write_log(
        replace(experiment, days=experiment.days[:1]),
        tmp_path,
        rule=rule,
        lingering_share=share,
        foreign_share=0.0,
        seed=2,
    )
    rows = frame(written)
    passed = (rows["dwell_ms"] >= rule.min_dwell_ms) & (
        rows["visible_fraction"] >= rule.min_visible_fraction
    )
    assert passed.mean() == pytest.approx(share, abs=5 * np.sqrt(0.25 / len(rows)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lingering_share": 0.0}, r"`lingering_share` must lie in \(0, 1\]"),
        ({"foreign_share": 1.0}, r"`foreign_share` in \[0, 1\)"),
        (
            {"rule": LingerRule(min_visible_fraction=0.0, min_dwell_ms=0)},
            "With a rule that lets all pass `lingering_share` must be 1",
        ),
    ],
)
def test_impossible_shares_are_refused(experiment, tmp_path, change, said):
    options = {"rule": RULE, "lingering_share": 0.5, "foreign_share": 0.1, "seed": 1}
    with pytest.raises(ValueError, match=said):
        write_log(experiment, tmp_path, **(options | change))


def test_one_country_has_nothing_foreign(experiment, tmp_path):
    only = replace(experiment, type_country=("A",) * len(experiment.type_country))
    only = replace(only, authors=experiment.authors.assign(country="A"))
    with pytest.raises(ValueError, match="`foreign_share` must be 0"):
        write_log(only, tmp_path, rule=RULE, lingering_share=0.5, foreign_share=0.1, seed=1)
