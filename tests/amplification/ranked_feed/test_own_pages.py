import math

import numpy as np
import pytest

from rml.amplification.ranked_feed.own_pages import (
    OwnPages,
    own_page_logs,
    own_pages,
    own_pages_table,
    own_ratio,
    own_ratio_to_untrained,
    training_permutation_test,
    typical_own_page,
)
from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS


def test_a_planted_effect_of_liking_comes_back(made_counts, rng):
    counts, _ = made_counts(rng, page_spread=0.5, own_effect=0.5, chance=False)
    ratios = own_pages(counts)
    assert ratios.own_over_others() == pytest.approx(np.full(5, 0.5))
    assert ratios.own_over_untrained() == pytest.approx(np.full(5, 0.5))
    assert ratios.without_each() == pytest.approx(np.full(5, math.exp(0.5)))
    assert own_page_logs(counts, added_slots=1e-9) == pytest.approx(np.full(30, 0.5))


def test_what_all_accounts_share_cancels(made_counts, rng):
    common = {"page_spread": 0.8, "orientation_effect": (1, 0, 0, -1, 0), "volume_exponent": -0.4}
    counts, _ = made_counts(rng, chance=False, **common)
    assert own_pages(counts).own_over_others() == pytest.approx(np.zeros(5), abs=1e-12)


def test_the_interval_is_that_of_the_five_logarithms(made_counts, rng):
    counts, _ = made_counts(rng, account_spread=0.2, own_effect=0.5)
    ratios = own_pages(counts)
    own = own_ratio(ratios, level=0.95)
    assert own.value == pytest.approx(math.exp(ratios.own_over_others().mean()))
    assert own.low < own.value < own.high
    assert own.n == "5 trained accounts"
    assert own_ratio_to_untrained(ratios, level=0.95).value != own.value


def test_a_strong_effect_reaches_the_smallest_p_value(made_counts, rng):
    counts, _ = made_counts(rng, own_effect=1.0)
    test = training_permutation_test(own_pages(counts))
    assert test.p_value == pytest.approx(1 / 720)
    assert test.smallest_p == pytest.approx(1 / 720)


def test_swapped_accounts_lose_it(made_counts, rng):
    counts, _ = made_counts(rng, own_effect=1.0)
    ratios = own_pages(counts)
    turned = OwnPages(accounts=ratios.accounts, log_ratios=ratios.log_ratios[[1, 2, 3, 4, 0, 5]])
    assert training_permutation_test(turned).p_value > 0.3


def test_without_all_accounts_own_pages_are_refused(made_counts, rng):
    counts, _ = made_counts(rng)
    for gone in ("left", "untrained"):
        with pytest.raises(ValueError, match="own pages are compared between five"):
            own_pages(counts.kept(counts.account != gone))


def test_the_typical_page_is_drawn_within_orientations(made_counts, rng):
    counts, _ = made_counts(rng, account_spread=0.3, own_effect=0.4)
    logs = own_page_logs(counts, added_slots=0.5)
    typical = typical_own_page(counts, added_slots=0.5, level=0.95)
    assert typical.value == pytest.approx(math.exp(logs.mean()))
    moved = logs + np.repeat([0.0, 1.0, 2.0, 3.0, 4.0], 6)
    within = [group.var(ddof=1) for group in moved.reshape(5, 6)]
    half = math.log(typical.high / typical.low) / 2
    error = math.sqrt(sum(within) / 6) / 5
    assert 1.96 < half / error < 2.6


def test_the_table_says_what_the_figures_say(made_counts, rng):
    counts, _ = made_counts(rng, own_effect=0.5)
    ratios = own_pages(counts)
    table = own_pages_table(counts, ratios, added_slots=0.5).set_index("orientation")
    assert list(table.index) == list(ORIENTATIONS)
    left = counts.orientation == "left"
    mine = counts.account == "left"
    assert table.loc["left", "own"] == pytest.approx(
        counts.ranked[mine][:, left].sum() / counts.ranked[mine].sum()
    )
    assert (table["own"] > table["others"]).all()
    assert np.log(table["over_others"]).mean() == pytest.approx(ratios.own_over_others().mean())
    assert (table["above_one"] == 6).all()


@pytest.mark.slow
@pytest.mark.parametrize(("spread", "effect"), [(0.1, 0.0), (0.1, 0.4), (0.3, 0.0)])
def test_over_five_accounts_whose_shares_add_up_the_interval_covers(rng, spread, effect):
    base = np.log([0.12, 0.2, 0.28, 0.32, 0.08])

    def drawn(count):
        taste = base + rng.normal(0, spread, (count, 6, 5))
        taste[:, range(5), range(5)] += effect
        shares = np.exp(taste)
        return np.log(shares / shares.sum(axis=2, keepdims=True)) - base

    many = drawn(200_000)
    own = many[:, range(5), range(5)]
    truth = math.exp(np.mean(own - (many.sum(axis=1) - own) / 5))
    intervals = [
        own_ratio(OwnPages(accounts=ACCOUNTS, log_ratios=logs), level=0.95) for logs in drawn(3000)
    ]
    covered = np.mean([one.low <= truth <= one.high for one in intervals])
    assert 0.925 <= covered <= 0.965


@pytest.mark.slow
def test_if_liking_changes_nothing_the_permutation_test_keeps_its_level(made_counts, rng):
    found = [
        training_permutation_test(own_pages(made_counts(rng, account_spread=0.3)[0])).p_value
        for _ in range(400)
    ]
    assert np.mean(np.array(found) <= 0.05) == pytest.approx(0.05, abs=0.03)


def test_in_the_real_feeds_own_pages_come_out_ahead(real_counts):
    ratios = own_pages(real_counts)
    own = own_ratio(ratios, level=0.95)
    assert (own.value, own.low, own.high) == pytest.approx((1.663, 1.069, 2.588), abs=0.001)
    assert training_permutation_test(ratios).p_value == pytest.approx(1 / 720)
    assert (ratios.own_over_others() > 0).all()
    typical = typical_own_page(real_counts, added_slots=0.5, level=0.95)
    assert (typical.value, typical.low, typical.high) == pytest.approx(
        (1.601, 1.248, 2.055), abs=0.001
    )
