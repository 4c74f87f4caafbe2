"""Claims from slots: right where slots are independent, wrong where pages differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rml.amplification.ranked_feed.orientations import claims_count, orientation_ratios
from rml.amplification.ranked_feed.page_ratios import slot_ratio
from rml.amplification.ranked_feed.slot_counts import SlotCounts, slot_counts
from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.lessons.six_page_orientation.claims import HURDLES
from rml.lessons.six_page_orientation.figures import (
    classes_frame,
    random_groups_plot,
    random_groups_words,
)
from rml.lessons.six_page_orientation.slot_claims import (
    as_far,
    claimed,
    claims_from_slots,
    claims_of_random_groups,
    farthest_facts,
    farthest_words,
    orientations_frame,
    random_group_frame,
    slot_difference,
    turned_by_one_page,
    without_one,
)
from rml.report.alt_text import check_alt

DAYS = 4
JUDGE = {"added_slots": 0.5, "hidden_share": 0.25, "level": 0.95, "alpha": 0.05}


def made(rng, *, page_spread=0.0, page_effect=None):
    """Return slots of six accounts; a page's rate is multiplied by its effect when ranked."""
    page = np.array([f"{one}-{number}" for one in ORIENTATIONS for number in range(1, 7)])
    account = np.repeat(ACCOUNTS, DAYS)
    effect = np.exp(rng.normal(0, page_spread, page.size)) if page_effect is None else page_effect
    even = np.full(page.size, 1 / page.size)
    sides = [
        rng.multinomial(600, rate / rate.sum(), size=account.size).astype(float)
        for rate in (even * effect, even)
    ]
    return SlotCounts(
        ranked=sides[0],
        chronological=sides[1],
        feed=np.arange(account.size) + 1,
        account=account,
        day=np.tile([f"2018-01-{25 + one}" for one in range(DAYS)], len(ACCOUNTS)),
        page=page,
        orientation=np.repeat(ORIENTATIONS, 6),
        posts=rng.integers(20, 200, page.size).astype(float),
        span_hours=np.full(account.size, 1.5),
    )


def share_claimed(counts, rng):
    frame = random_group_frame(counts, groups=300, size=6, level=0.95, rng=rng)
    return claims_of_random_groups(frame, level=0.95).value


def test_the_attempt_keeps_its_word_only_where_pages_do_not_differ(rng):
    alike = np.mean([share_claimed(made(rng), rng) for _ in range(6)])
    unlike = np.mean([share_claimed(made(rng, page_spread=0.3), rng) for _ in range(6)])
    assert alike < 0.2
    assert unlike > 0.6


def test_shares_add_up_to_no_difference(rng):
    counts = made(rng, page_spread=0.3)
    differences = [
        slot_difference(counts, counts.orientation == one, level=0.95).value for one in ORIENTATIONS
    ]
    assert sum(differences) == pytest.approx(0, abs=1e-12)
    every = slot_difference(counts, np.ones(30, dtype=bool), level=0.95)
    assert not claimed(every)


def test_one_page_that_turns_the_direction_is_found(rng):
    effect = np.ones(30)
    effect[0], effect[1:6] = 4.0, 0.8
    counts = made(rng, page_effect=effect)
    first = counts.orientation == ORIENTATIONS[0]
    least, greatest = without_one(counts, first)
    assert slot_ratio(counts, first) > 1 > least
    assert greatest > 1
    seen = orientations_frame(counts, orientation_ratios(counts, **JUDGE), level=0.95)
    assert turned_by_one_page(seen).value >= 1
    assert claims_from_slots(seen).value == (seen["claimed"] == "yes").sum()
    assert seen["claimed"].iloc[0] == "yes"


def test_a_distance_from_one_counts_up_and_down_alike(rng):
    counts = made(rng, page_spread=0.3)
    frame = random_group_frame(counts, groups=200, size=6, level=0.95, rng=rng)
    assert as_far(frame, 1.2) == as_far(frame, 1 / 1.2)
    assert as_far(frame, 1.0) == 1.0
    assert as_far(frame, 50.0) == 0.0
    judged = orientation_ratios(counts, **JUDGE)
    seen = orientations_frame(counts, judged, level=0.95)
    facts = farthest_facts(counts, judged, seen, frame)
    distance = np.log(seen["ratio"]).abs()
    assert facts["name"] == seen["orientation"][distance.idxmax()]
    assert 0 < facts["posts"] < 1


@pytest.mark.parametrize(
    ("share", "failed", "said"),
    [
        (0.002, (2,), ("is farther", "0.2\u00a0%", "1.0\u00a0%", "fails at equal posting volume.")),
        (0.002, (1, 2), ("fails with pages as the units and at equal posting volume.",)),
        (0.002, (), ("clears the other hurdles",)),
        (0.4, (1,), ("None is farther", "40.0\u00a0%", "100.0\u00a0%")),
        (0.0101, (1,), ("None is farther",)),
    ],
)
def test_whether_the_farthest_stands_out_is_said_with_where_it_fails(rng, share, failed, said):
    judged = orientation_ratios(made(rng), **JUDGE)
    judged = [replace(judged[0], failed=failed), *judged[1:]]
    words = farthest_words({"name": judged[0].orientation, "share": share}, judged, alpha=0.05)
    assert judged[0].orientation in words
    assert all(part in words for part in said)


@pytest.mark.parametrize("failed", [(1,), (3,)])
def test_every_hurdle_has_its_words(rng, failed):
    assert set(HURDLES) == {1, 2, 3}
    judged = [replace(one, failed=failed) for one in orientation_ratios(made(rng), **JUDGE)]
    words = farthest_words({"name": judged[0].orientation, "share": 0.0}, judged, alpha=0.05)
    assert f"fails {HURDLES[failed[0]]}." in words


def test_on_the_real_feeds_four_orientations_are_claimed_and_none_by_pages(real_audit):
    counts = slot_counts(real_audit.impressions, real_audit.posts, pool="ever", burn_in_hours=24)
    judged = orientation_ratios(counts, **JUDGE)
    seen = orientations_frame(counts, judged, level=0.95)
    assert claims_from_slots(seen).value == 4
    assert turned_by_one_page(seen).value == 2
    assert claims_count(judged).value == 0
    draws = np.random.default_rng(20180124)
    groups = random_group_frame(counts, groups=1000, size=6, level=0.95, rng=draws)
    assert claims_of_random_groups(groups, level=0.95).value == pytest.approx(0.80, abs=0.03)
    facts = farthest_facts(counts, judged, seen, groups)
    assert facts["name"] == "left"
    assert facts["ratio"] == pytest.approx(1.70, abs=0.005)
    assert facts["share"] < 0.01
    assert facts["equal"].low < 1 < facts["equal"].high


def test_the_figure_counts_every_group_once(rng):
    counts = made(rng, page_spread=0.3)
    groups = random_group_frame(counts, groups=200, size=6, level=0.95, rng=rng)
    classes = classes_frame(groups)
    assert classes["groups"].sum() == len(groups)
    assert classes["claimed"].sum() == groups["claimed"].sum()
    seen = orientations_frame(counts, orientation_ratios(counts, **JUDGE), level=0.95)
    assert random_groups_plot(classes, seen).axes
    words = random_groups_words(groups, seen)
    check_alt(words["alt"], caption=words["caption"], where="figure")
