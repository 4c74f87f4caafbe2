import dataclasses

import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.ranking.feed_choice.account_overlaps import account_overlaps
from rml.ranking.feed_choice.comparison import (
    chance_overlap,
    change_of,
    cut_to_share,
    distance_values,
    level_of,
    lost_table,
    orderings_table,
    over_accounts,
    overlap_with_observed,
    places_changed,
    plain_means,
)
from rml.ranking.feed_choice.exposure import (
    BALANCED,
    DIVERSE,
    MEASURES,
    NEWEST,
    OBSERVED,
    ORDERINGS,
    POPULAR,
    QUOTA,
    READER,
    account_measures,
    all_orders,
    feed_measures,
    places_frame,
)
from rml.ranking.feed_choice.exposure_shares import page_shares, shares_table
from rml.ranking.feed_choice.orderings import ReaderWeights, newest_first
from rml.stats.intervals import t_interval

PAGES = [f"{one}-{number}" for one in ORIENTATIONS for number in range(1, 7)]
WAYS = {
    "quota": 2,
    "relevance_weight": 0.5,
    "of_orientation": 0.5,
    "weights": ReaderWeights(recency=0.5, popularity=0.5, variety=0.5, balance=0.5),
    "half_life_hours": 6.0,
    "places": 10,
}


@pytest.fixture
def pools(made_pool, rng):
    return [
        made_pool(rng, posts=90, feed=12 * place + one, account=account)
        for place, account in enumerate(ACCOUNTS)
        for one in range(12)
    ]


@pytest.fixture
def places(pools):
    return places_frame(pools, [all_orders(pool, WAYS) for pool in pools], top=10)


@pytest.fixture
def measures(places):
    return account_measures(places, PAGES)


def test_measures_of_a_feed_counted_by_hand(pools):
    pool = pools[0]
    order = all_orders(pool, WAYS)[POPULAR][:10]
    rows = feed_measures(places_frame([pool], [all_orders(pool, WAYS)], top=10))
    row = rows[rows["ordering"] == POPULAR].iloc[0]
    seen = set(pool.post[(pool.shown_at > 0) & (pool.shown_at <= 10)])
    assert row["overlap"] == len(seen & set(pool.post[order])) / 10
    assert row["age_hours"] == pytest.approx(np.median(pool.age_hours[order]))
    assert row["reactions"] == np.median(pool.reactions[order])
    assert row["liked"] == np.mean([page.startswith("left-") for page in pool.page[order]])


def test_the_observed_feed_keeps_all_of_itself(measures):
    assert (measures["overlap"].xs(OBSERVED, level="ordering") == 1).all()
    table = orderings_table(measures, level=0.95)
    assert list(table["ordering"]) == list(ORDERINGS)
    assert table["low"].isna().tolist() == [True] + [False] * 6


def test_equal_turns_are_equal_shares(places, measures):
    assert measures["from_equal"].xs(BALANCED, level="ordering").to_numpy() == pytest.approx(0)
    shares = shares_table(places, level=0.95)
    turns = shares[shares["ordering"] == BALANCED]
    assert turns["share"].to_numpy() == pytest.approx(0.2)
    assert turns["low"].isna().all()
    sums = shares.groupby("ordering")["share"].sum()
    assert sums.to_numpy() == pytest.approx(1)


def test_pages_shares_add_up_and_pages_without_places_are_there(places):
    pages = pd.DataFrame({"page": [*PAGES, "left-7"]})
    table = page_shares(places, pages, level=0.95)
    assert len(table) == 31 * 7
    assert list(dict.fromkeys(table["page"])) == [*PAGES, "left-7"]
    assert table.groupby("ordering")["share"].sum().to_numpy() == pytest.approx(1)
    absent = table[table["page"] == "left-7"]
    assert (absent["share"] == 0).all()
    assert absent["low"].isna().all()


def test_a_page_has_the_interval_over_its_accounts(places):
    table = page_shares(places, pd.DataFrame({"page": PAGES}), level=0.9)
    row = table[(table["page"] == "left-1") & (table["ordering"] == NEWEST)].iloc[0]
    mine = places[places["ordering"] == NEWEST]
    shares = (mine["page"] == "left-1").groupby(mine["account"]).mean().to_numpy()
    expected = t_interval(shares, level=0.9, unit="proportion", of="accounts")
    assert row["share"] == pytest.approx(expected.value)
    assert row["low"] == pytest.approx(max(expected.low, 0))
    assert row["high"] == pytest.approx(expected.high)
    rare = places.assign(page=places["page"].where(places["account"] == "right", "left-1"))
    table = page_shares(rare, pd.DataFrame({"page": PAGES}), level=0.9)
    rows = table[(table["page"] == "right-1") & (table["share"] > 0)]
    assert len(rows)
    assert (rows["low"] == 0).all()


def test_changes_are_paired_by_account_and_name_the_smallest_p(measures):
    change, test = change_of(measures, "gini", POPULAR, level=0.9)
    after, before = (measures["gini"].xs(one, level="ordering") for one in (POPULAR, OBSERVED))
    assert change.value == pytest.approx((after - before).mean())
    assert change.n == "6 accounts"
    assert test.smallest_p == 2 / 64
    liked, test = change_of(measures, "liked", NEWEST, level=0.9)
    assert liked.n == "5 trained accounts"
    assert liked.unit == "percentage points"
    assert test.smallest_p >= 2 / 32
    rows = lost_table(measures, level=0.9)
    assert len(rows) == 6 * (len(MEASURES) - 1)
    row = rows[(rows["ordering"] == POPULAR) & (rows["measure"] == "gini")].iloc[0]
    assert (row["change"], row["low"], row["high"]) == (change.value, change.low, change.high)


def test_the_same_values_everywhere_carry_no_interval():
    # Averages of equal numbers may differ in their last digit.
    values = np.array([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3])
    assert np.ptp(values) > 0
    estimate = over_accounts(values, level=0.95, unit="proportion", of="accounts")
    assert (estimate.low, estimate.n) == (None, "6 accounts")
    estimate = over_accounts(np.full(6, 0.25), level=0.95, unit="proportion", of="accounts")
    assert (estimate.value, estimate.low, estimate.n) == (0.25, None, "6 accounts")
    assert "no interval" in estimate.method


def test_the_interval_of_a_share_ends_where_shares_end():
    values = np.array([0.0, 0.0, 0.01, 0.02, 0.0, 0.3])
    whole = t_interval(values, level=0.95, unit="proportion", of="accounts")
    assert whole.low < 0
    cut = over_accounts(values, level=0.95, unit="proportion", of="accounts")
    assert (cut.value, cut.low, cut.high) == (whole.value, 0.0, whole.high)
    assert cut.method.endswith(", cut at 0")
    top = over_accounts(1 - values, level=0.95, unit="proportion", of="accounts")
    assert top.high == 1.0
    assert top.method.endswith(", cut at 1")
    points = over_accounts(values, level=0.95, unit="percentage points", of="accounts")
    assert points.low == whole.low
    inside = t_interval(0.5 + values / 10, level=0.95, unit="proportion", of="accounts")
    assert cut_to_share(inside) is inside


def test_intervals_over_accounts_cover(rng):
    """A made population of accounts, six drawn each time."""
    inside = 0
    for _ in range(1000):
        found = over_accounts(rng.normal(0.2, 0.1, 6), level=0.95, unit="proportion", of="accounts")
        inside += found.low <= 0.2 <= found.high
    assert 0.93 <= inside / 1000 <= 0.97


def test_chance_is_the_overlap_of_random_orders(pools, rng):
    drawn = [
        overlap_with_observed(pools, lambda pool: rng.permutation(len(pool)), top=10, level=0.95)
        for _ in range(30)
    ]
    assert chance_overlap(pools, top=10) == pytest.approx(10 / 90)
    assert np.mean([one.value for one in drawn]) == pytest.approx(10 / 90, abs=0.01)


def test_a_feed_sorted_by_time_is_kept_whole_by_newest_first(pools):
    sorted_pools = [
        dataclasses.replace(
            pool, shown_at=np.where(np.arange(len(pool)) < 12, np.arange(len(pool)) + 1, 0)
        )
        for pool in pools
    ]
    assert overlap_with_observed(sorted_pools, newest_first, top=10, level=0.95).value == 1


def test_places_that_an_order_changes_are_counted(pools, places):
    changed, same = places_changed(places, QUOTA, against=NEWEST)
    counts = []
    for pool in pools:
        orders = all_orders(pool, WAYS)
        first = min(10, pool.slots)
        counts.append(len(set(orders[QUOTA][:first]) - set(orders[NEWEST][:first])))
    assert changed == pytest.approx(np.mean(counts))
    assert same == np.mean(np.array(counts) == 0)
    assert places_changed(places, NEWEST, against=NEWEST) == (0.0, 1.0)


def test_what_is_said_in_words_is_in_the_table(measures):
    table = orderings_table(measures, level=0.95)
    means = plain_means(table)
    assert means["popular_gini"] == level_of(measures, "gini", POPULAR, level=0.95).value
    assert means["newest_age"] == level_of(measures, "age_hours", NEWEST, level=0.95).value
    assert means["observed_liked"] == level_of(measures, "liked", OBSERVED, level=0.95).value
    assert means["diverse"] == level_of(measures, "overlap", DIVERSE, level=0.95).value
    values = distance_values(table)
    for name, ordering in {"newest": NEWEST, "reader": READER, "turns": BALANCED}.items():
        assert values[name] == level_of(measures, "from_equal", ordering, level=0.95).value


def test_short_feeds_count_with_the_places_they_have(made_pool, rng):
    one = made_pool(rng, slots=1)
    places = places_frame([one], [all_orders(one, WAYS)], top=10)
    assert len(places) == 7
    assert feed_measures(places).set_index("ordering").loc[OBSERVED, "overlap"] == 1
    assert account_measures(places, PAGES).loc[("left", OBSERVED), "gini"] > 0.9


def test_accounts_have_intervals_over_their_own_feeds_in_every_order(places, measures):
    table = account_overlaps(places, level=0.95)
    assert list(dict.fromkeys(table["ordering"])) == list(ORDERINGS[1:])
    assert list(table["account"]) == list(ACCOUNTS) * 6
    assert (table["feeds"] == 12).all()
    assert (table["places"] == 10).all()
    assert (table["low"] < table["overlap"]).all()
    assert (table["overlap"] < table["high"]).all()
    assert table["low"].min() >= 0
    for row in table.itertuples():
        assert row.overlap == pytest.approx(measures.loc[(row.account, row.ordering), "overlap"])
    few = places[places["feed"] % 12 < 4]
    assert account_overlaps(few, level=0.95)["low"].isna().all()
    alike = account_overlaps(places.assign(kept=True), level=0.95)
    assert alike["low"].isna().all()
