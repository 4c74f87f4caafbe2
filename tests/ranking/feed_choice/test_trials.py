import pytest

from rml.data.published_figures import published_figures
from rml.data.ranking_studies import load_engagement_ranking
from rml.ranking.feed_choice.trials import (
    effect_of,
    effects_table,
    outcome_words,
    precedent_values,
    trial_values,
    trials_table,
)


def test_every_published_figure_has_words_and_is_verified():
    figures = published_figures("choice_trials_figures")
    table = trials_table(figures)
    assert len(table) == len(figures) == 7
    assert set(table["status"]) == {"verified"}
    assert not any("_" in words for words in table["what"])
    assert figures["mozilla_channel_prevented"].value == 0.43
    assert figures["mozilla_volunteers"].value == 22722


def test_effects_are_those_of_the_study():
    effects = load_engagement_ranking()
    table = effects_table(effects)
    assert len(table) == 18
    assert table["outcome"].nunique() == 6
    wanted = effect_of(table, "reader wants the posts", "ranked by engagement", people=806)
    assert (wanted.value, wanted.low, wanted.level) == (0.065, 0.006128, 0.95)
    assert wanted.n == "806 people"
    said = trial_values(table, people=1806)
    assert said["wanted"].value == wanted.value
    assert said["anger"].value == pytest.approx(0.473)
    assert said["anger"].n == "1,806 people"
    assert said["stated"].value > said["wanted"].value


def test_what_is_said_of_earlier_ways_to_choose_is_published():
    said = precedent_values(published_figures("choice_trials_figures"))
    assert said == {"filters": 6, "feeds": 3, "channel": 0.43, "dislike": 0.12}


def test_what_the_alternative_text_says_of_the_study_holds():
    table = effects_table(load_engagement_ranking()).set_index(["outcome", "timeline"])["effect"]
    for outcome in ("author is angry", "posts are partisan", "hostile to the other side"):
        assert table[outcome].idxmax() == "ranked by engagement"


def test_outcomes_about_political_posts_say_so():
    assert outcome_words("Reader Pref (political)") == "reader wants the posts, political posts"
    assert outcome_words("Partisanship") == "posts are partisan"
