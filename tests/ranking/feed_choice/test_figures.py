import numpy as np
import pandas as pd
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS, ORIENTATIONS
from rml.data.ranking_studies import load_engagement_ranking
from rml.estimate import Estimate
from rml.ranking.feed_choice import claims
from rml.ranking.feed_choice.account_overlaps import account_overlaps
from rml.ranking.feed_choice.comparison import lost_table, orderings_table
from rml.ranking.feed_choice.display import (
    changes_words,
    effects_words,
    lost_words,
    overlap_words,
    pages_words,
    shares_words,
)
from rml.ranking.feed_choice.exposure import ORDERINGS, account_measures, all_orders, places_frame
from rml.ranking.feed_choice.exposure_shares import page_shares, shares_table
from rml.ranking.feed_choice.figures import (
    MEAN,
    OTHER_MEAN,
    changes_plot,
    effects_plot,
    overlap_frame,
    overlap_plot,
    pages_plot,
    shares_plot,
)
from rml.ranking.feed_choice.orderings import ReaderWeights
from rml.ranking.feed_choice.trials import effects_table
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of

PAGES = [f"{one}-{number}" for one in ORIENTATIONS for number in range(1, 7)]


@pytest.fixture
def frames(made_pool, rng):
    pools = [
        made_pool(rng, posts=50, feed=place + 1, account=account)
        for place, account in enumerate(ACCOUNTS)
    ]
    weights = ReaderWeights(recency=0.5, popularity=0.5, variety=0.5, balance=0.5)
    ways = {"quota": 2, "relevance_weight": 0.5, "of_orientation": 0.5, "places": 10}
    ways |= {"weights": weights, "half_life_hours": 6.0}
    orders = [all_orders(one, ways) for one in pools]
    places = places_frame(pools, orders, top=10)
    return places, account_measures(places, PAGES)


def drawn(fig):
    svg = svg_of(fig, identifier="made", watermark=None, where="here")
    assert len(svg) < 300_000
    return svg


def test_overlaps_are_drawn_with_words_that_tell_them(frames):
    places, measures = frames
    table = orderings_table(measures, level=0.95)
    lower = table.assign(overlap=table["overlap"] / 2)
    both = pd.concat([table.assign(pool="first pool"), lower.assign(pool="second pool")])
    frame = overlap_frame(account_overlaps(places, level=0.95), both)
    assert len(frame) == 6 * 8
    means = frame.pivot_table(index="ordering", columns="account", values="overlap")
    assert means[OTHER_MEAN].to_numpy() == pytest.approx(means[MEAN].to_numpy() / 2)
    assert means[list(ACCOUNTS)].mean(axis=1).to_numpy() == pytest.approx(means[MEAN].to_numpy())
    svg = drawn(overlap_plot(frame, chance=0.1))
    assert all(name in svg for name in ORDERINGS[1:])
    words = overlap_words(both, chance=0.1, top=10)
    check_alt(words["alt"], caption=words["caption"], where="overlap")
    newest = lower.set_index("ordering").loc["newest first", "overlap"]
    assert f"and {newest:.0%} with the other pool" in words["alt"]
    assert (
        "pools of posts first pool. Red: the mean with pools of posts second pool"
        in words["caption"]
    )


def test_pages_are_drawn_with_words_that_tell_them(frames):
    places, _ = frames
    shares = page_shares(places, pd.DataFrame({"page": PAGES}), level=0.95)
    svg = drawn(pages_plot(shares))
    assert all(page in svg for page in PAGES)
    words = pages_words(shares)
    check_alt(words["alt"], caption=words["caption"], where="pages")
    for name in ORDERINGS:
        of = shares[shares["ordering"] == name]
        assert f"{name}: {of.loc[of['share'].idxmax(), 'page']}" in words["alt"]


def test_shares_are_drawn_with_words_that_tell_them(frames):
    places, _ = frames
    table = shares_table(places, level=0.95)
    svg = drawn(shares_plot(table))
    assert all(name in svg for name in ORIENTATIONS)
    words = shares_words(table)
    check_alt(words["alt"], caption=words["caption"], where="orientations")
    for name in ORDERINGS:
        of = table[table["ordering"] == name]
        top = of.loc[of["share"].idxmax(), "orientation"]
        assert f"{name}: {top}" in words["alt"]


def test_changes_are_drawn_with_words_that_tell_them(frames):
    _, measures = frames
    lost = lost_table(measures, level=0.95)
    drawn(changes_plot(lost))
    words = changes_words(lost)
    check_alt(words["alt"], caption=words["caption"], where="changes")
    assert lost_words(lost)["measure"].notna().all()
    fewer = lost.assign(change=np.where(lost["measure"] == "liked", -5.0, lost["change"]))
    assert "Every ordering shows fewer liked pages" in changes_words(fewer)["alt"]
    more = lost.assign(change=np.where(lost["measure"] == "liked", 5.0, lost["change"]))
    assert "fewer liked pages" not in changes_words(more)["alt"]


def test_published_effects_are_drawn_with_words_that_tell_them():
    table = effects_table(load_engagement_ranking())
    svg = drawn(effects_plot(table))
    assert "hostile to the other side" in svg
    words = effects_words(table)
    check_alt(words["alt"], caption=words["caption"], where="trials")


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.1, 0.3, "more than the accounts differ"), (-0.1, 0.3, "reaches no change")],
)
def test_a_change_is_read_by_its_interval(low, high, says):
    change = Estimate(
        value=0.2, low=low, high=high, level=0.95, n="6 accounts", unit="hours", method="made"
    )
    assert says in claims.change_reading(change)


def test_the_claims_hold_no_number_of_a_result():
    texts = [
        text
        for name in dir(claims)
        if name.isupper() and isinstance(getattr(claims, name), dict)
        for text in getattr(claims, name).values()
    ]
    assert len(texts) == 7 * 4
    frame = pd.Series(texts).str.replace(r"\{[^}]*\}", "", regex=True)
    assert not frame.str.contains(r"\d").any()
