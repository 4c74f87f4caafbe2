import pytest

from rml.amplification.ranked_feed.own_pages import own_pages, own_ratio, training_permutation_test
from rml.amplification.ranked_feed.record import facts_of_record
from rml.amplification.ranked_feed.sensitivity import long_feeds_ratio, matched_feeds, sensitivity

RULES = {"pool": "ever", "burn_in_hours": 24}
OTHERS = {"windows": [12], "top_slots": [10], "long_feed_slots": 30}
JUDGE = {"added_slots": 0.5, "hidden_share": 0.25, "level": 0.95, "alpha": 0.05}


@pytest.fixture(scope="module")
def table(real_audit):
    return sensitivity(real_audit.impressions, real_audit.posts, **RULES, **OTHERS, **JUDGE)


def test_the_first_row_is_the_report_itself(table, real_counts):
    own = own_ratio(own_pages(real_counts), level=0.95)
    row = table.iloc[0]
    assert (row["own_ratio"], row["low"], row["high"]) == (own.value, own.low, own.high)
    assert row["feeds"] == 343


def test_the_row_of_the_earlier_version_is_what_it_reported(table):
    row = table[table["choice"].str.startswith("clocks as an earlier version")].iloc[0]
    assert (row["own_ratio"], row["low"], row["high"]) == pytest.approx(
        (1.628, 1.070, 2.476), abs=0.001
    )
    assert (row["feeds"], row["volume_slope"]) == (344, pytest.approx(-0.1227, abs=0.0001))


def test_every_choice_changes_something(table):
    assert not table.drop(columns="choice").duplicated().any()
    assert table["choice"].is_unique
    assert len(table) == 10


def test_no_real_choice_makes_a_claim_or_turns_the_primary_finding(table):
    assert set(table["claims"]) == {"none"}
    assert (table["low"] > 1).all()
    assert (table["volume_slope"] > -0.3).all()


def test_long_feeds_give_a_smaller_ratio(real_audit, table):
    feeds = (real_audit.impressions, real_audit.posts)
    long = long_feeds_ratio(*feeds, **RULES, least_slots=30, level=0.95)
    row = table[table["choice"].str.startswith("feeds of 30")].iloc[0]
    assert (row["own_ratio"], row["low"], row["high"]) == pytest.approx(
        (1.46, 1.15, 1.84), abs=0.01
    )
    assert row["own_ratio"] == long.value
    assert row["feeds"] < 343


def test_with_equal_slots_in_each_hour_the_own_pages_stay_ahead(real_audit, table):
    counts = matched_feeds(real_audit.impressions, real_audit.posts, **RULES)
    own = own_ratio(own_pages(counts), level=0.95)
    assert (own.value, own.low, own.high) == pytest.approx((1.778, 1.179, 2.681), abs=0.001)
    row = table[table["choice"].str.startswith("as many slots")].iloc[0]
    assert (row["own_ratio"], row["feeds"]) == (own.value, counts.feed.size)
    assert training_permutation_test(own_pages(counts)).p_value == pytest.approx(1 / 720)


def test_the_facts_of_the_record_are_those_of_the_feeds_that_count(real_audit, real_counts):
    facts = facts_of_record(real_audit.impressions, real_counts)
    assert (facts["feeds_all"], facts["impressions"], facts["feeds"]) == (412, 18_054, 343)
    assert facts["slots"] == 14_822
    assert facts["start"] == "25 January 2018"
    assert facts["correlation"] == pytest.approx(0.55, abs=0.02)
    assert facts["short"] == 7
    assert (facts["shortest"], facts["longest"]) == (43, 49)
    assert facts["age"] == pytest.approx(1.86, abs=0.01)
