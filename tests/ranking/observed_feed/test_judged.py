from dataclasses import replace
from string import Formatter

import numpy as np
import pytest

from rml.data.fb_feed_audit_schema import ACCOUNTS
from rml.ranking.observed_feed.accuracy_findings import (
    accuracy_findings,
    age_classes_words,
    repeat_findings,
)
from rml.ranking.observed_feed.attribution import permutation_importance
from rml.ranking.observed_feed.card import surrogate_card
from rml.ranking.observed_feed.claims import CLAIMS
from rml.ranking.observed_feed.dependence import age_and_counts, own_models_interaction
from rml.ranking.observed_feed.display import (
    contributions_words,
    dependence_data,
    dependence_words,
    importance_words,
    interactions_words,
    models_words,
)
from rml.ranking.observed_feed.feeds import feeds_of
from rml.ranking.observed_feed.figures import (
    contributions_plot,
    dependence_plot,
    importance_frame,
    importance_plot,
    interactions_frame,
    interactions_plot,
    models_frame,
    models_plot,
)
from rml.ranking.observed_feed.judged import (
    accounts_table,
    accuracy_by_orientation,
    days_table,
    judge_rankers,
    mean_over_days,
    mean_over_page_groups,
    models_table,
    over_baseline,
    page_groups_table,
    ranked_scores,
)
from rml.ranking.observed_feed.one_post import explain_post
from rml.ranking.observed_feed.order_explained import compared_feeds
from rml.ranking.observed_feed.pair_classes import age_classes_table, page_pairs
from rml.ranking.observed_feed.passages import lead_reading, odds_reading, sanity_reading
from rml.ranking.observed_feed.surrogate import fit_surrogate


@pytest.fixture(scope="module")
def judged(feeds, quick_training, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RML_CACHE", str(tmp_path_factory.mktemp("cache")))
        return judge_rankers(feeds, quick_training, seed=1)


@pytest.fixture(scope="module")
def pairs(feeds, judged):
    return page_pairs(feeds, judged.by_page, ranker="surrogate")


def test_every_ranker_is_judged_on_every_split(judged):
    table = models_table(judged, level=0.95).set_index(["held_out", "ranker"])
    assert {held for held, _ in table.index} == {"account", "day", "page", "account and day"}
    for held in ("account", "day", "page", "account and day"):
        assert table.loc[(held, "random order"), "accuracy"] == 0.5
        # Newest first learns nothing, so what is held out of its learning changes nothing.
        if held != "page":
            newest = table.loc[(held, "newest first"), "accuracy"]
            assert np.isclose(newest, table.loc[("account", "newest first"), "accuracy"])
    assert table.loc["day", "low"].isna().all()
    assert table.loc[("account", "newest first"), "accuracy"] > 0.55


def test_the_table_and_the_findings_say_the_same(judged):
    table = models_table(judged, level=0.95).set_index(["held_out", "ranker"])["accuracy"]
    assert np.isclose(mean_over_days(judged).value, table[("day", "surrogate")])
    pages = mean_over_page_groups(judged, level=0.95)
    assert np.isclose(pages.value, table[("page", "surrogate")])
    lead = over_baseline(judged, "account", "newest first", level=0.95)
    accounts = accounts_table(judged, level=0.95)
    assert list(accounts["account"]) == list(ACCOUNTS)
    assert np.isclose(accounts["lead"].mean(), lead.value)
    expected = table[("account", "surrogate")] - table[("account", "newest first")]
    assert np.isclose(lead.value, expected)


def test_days_and_page_groups_are_complete(judged, pairs):
    assert len(days_table(judged)) == 3
    groups = page_groups_table(judged, pairs)
    assert list(groups["pages"]) == [f"pages {one}" for one in range(1, 7)]
    assert (groups["most_frequent_page_first"] == 0.5).all()
    mixed = pairs[pairs["class"] == "one page unknown"]
    assert np.allclose(groups["surrogate_with_a_known_page"], mixed["surrogate"])
    assert groups["share_with_a_known_page"].between(0.7, 0.95).all()


def test_only_pairs_with_a_post_of_the_orientation_count(feeds):
    """Posts of the left are put at the bottom, all others in the captured order."""
    left = (feeds.posts["orientation"] == "left").to_numpy()
    found = accuracy_by_orientation(
        feeds, -feeds.posts["rank"].to_numpy() - 1000.0 * left, level=0.95
    )
    assert found["left"].value < 0.65
    assert min(one.value for name, one in found.items() if name != "left") > 0.85
    assert found["left"].n == "6 accounts"


def test_the_card_has_metrics_of_all_accounts_and_orientations(feeds, judged, quick_training):
    model = fit_surrogate(feeds, quick_training, seed=1)
    card = surrogate_card(feeds, judged, model, quick_training, level=0.95)
    groups = [one.group for one in card.metrics]
    assert set(ACCOUNTS) <= set(groups)
    assert groups.count("left") == 2
    assert f"{len(feeds.posts):,} posts" in card.training_data


def test_what_is_drawn_has_words_that_fit(feeds, judged, fitted, rng):
    models = models_frame(judged, level=0.95)
    assert len(models_plot(models, level=0.95).axes) == 1
    assert "newest first" in models_words(models)["alt"]
    mixed = [
        permutation_importance(feeds, one, repeats=1, rng=rng)
        for one in (judged.by_account, judged.by_day)
    ]
    importance = importance_frame(*mixed, level=0.95)
    assert len(importance) == 21
    assert len(importance_plot(importance, level=0.95).axes) == 1
    assert "age of the post" in importance_words(importance)["alt"]
    curves = age_and_counts([fitted, fitted, fitted], feeds.posts, level=0.95)
    assert len(dependence_plot(curves).axes) == 2
    assert len(dependence_data(curves)) == 18
    assert "36 hours" in dependence_words(curves)["alt"]
    grid = interactions_frame(own_models_interaction([fitted] * 6, feeds.posts))
    texts = interactions_plot(grid).axes[0].texts
    assert texts[0].get_text() == f"{grid['odds'].iloc[0]:.2f}"
    assert "six accounts" in interactions_words(grid)["alt"]
    posts = feeds.posts[feeds.posts["feed"] == 4]
    why = explain_post(posts, fitted, [fitted, fitted], place=1, steps=8, level=0.95)
    assert len(contributions_plot(why.contributions, level=0.95).axes) == 1
    assert why.contributions["part"].iloc[0] in contributions_words(why)["alt"]


def test_readings_follow_the_interval(judged):
    found = over_baseline(judged, "account", "random order", level=0.95)
    lead = replace(found, value=0.1, low=0.01, high=0.2)
    behind = lead.scaled(-1, unit=lead.unit)
    assert "by itself, is ahead of sorting" in lead_reading(lead)
    assert "given ranks, is behind sorting" in lead_reading(behind, given="ranks")
    unclear = replace(lead, low=-0.1)
    assert "not shown" in lead_reading(unclear)
    with pytest.raises(ValueError, match="needs an interval"):
        lead_reading(mean_over_days(judged))
    odds = replace(lead, value=1.2, low=1.1, high=1.4)
    assert "stand higher" in odds_reading(odds)
    assert "stand lower" in odds_reading(replace(odds, value=0.8, low=0.7, high=0.9))
    assert "not shown" in odds_reading(replace(odds, low=0.9))
    with pytest.raises(ValueError, match="need an interval"):
        odds_reading(mean_over_days(judged))
    assert "so all" in sanity_reading(most_shuffled=0.2, least_refitted=0.6)
    assert "so not all" in sanity_reading(most_shuffled=0.7, least_refitted=0.6)


def test_findings_hold_what_their_sentences_name(feeds, judged, pairs):
    found = accuracy_findings(judged, pairs, level=0.95)
    values = {**found.values, "without_counts": {}}
    for name, estimate in found.estimates.items():
        fields = {field.split(".")[0] for field in fields_in(CLAIMS[name])}
        assert fields <= {"value", "low", "high", "estimate", *values[name]}
        assert estimate.unit == "proportion of pairs"
    words = found.values["over_newest_first"]
    lead = found.estimates["over_newest_first"]
    assert np.isclose(words["surrogate"] - words["newest"], lead.value)
    assert words["accounts"] == 6
    pages = found.values["accuracy_pages"]
    both = pairs[pairs["class"] == "both pages unknown"]
    assert np.isclose(both["surrogate"].mean(), found.estimates["accuracy_pages"].value)
    assert np.isclose((both["surrogate"] - both["newest first"]).mean(), pages["lead"].value)
    ages = age_classes_table(feeds, ranked_scores(judged), level=0.95)
    told = age_classes_words(ages)
    assert told["old_low"] <= told["old_lead"] <= told["old_high"]


def fields_in(claim):
    """Return the names of the fields in all texts of a claim."""
    parts = (part for text in claim.values() for part in Formatter().parse(text))
    return {name for _, name, _, _ in parts if name}


def test_findings_on_repeats_come_from_the_compared_feeds(made_impressions):
    feeds = feeds_of(made_impressions(np.random.default_rng(3), days=2, hours=4, kept=0.75))
    newest = -feeds.posts["age_seconds"].to_numpy(dtype=float)
    common = compared_feeds(feeds, {"surrogate": newest}, next_minutes=90, same_minutes=10)
    # No posts are shared between accounts here: their own feeds stand in for others'.
    common["two accounts at the same time"] = common["an account's feed and its next"]
    found = repeat_findings(common, level=0.95)
    repeat = found.estimates["repeat_agreement"].value
    model = found.values["repeat_agreement"]["model"]
    assert 0.5 < model < 1
    assert np.isclose(found.estimates["not_explained"].value, repeat - model)
    assert np.isclose(found.estimates["shared_order"].value, repeat)
