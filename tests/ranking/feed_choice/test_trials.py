import pytest

from rml.data.published_figures import published_figures
from rml.data.ranking_studies import load_engagement_ranking
from rml.ranking.feed_choice.trials import effect_of, effects_table, outcome_words, trials_table


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
    wanted = effect_of(table, "reader wants the posts", "ranked by engagement")
    assert (wanted.value, wanted.low, wanted.level) == (0.065, 0.006128, 0.95)
    anger = effect_of(table, "author is angry", "ranked by engagement")
    assert anger.value == pytest.approx(0.473)


def test_what_the_alternative_text_says_of_the_study_holds():
    table = effects_table(load_engagement_ranking()).set_index(["outcome", "timeline"])["effect"]
    for outcome in ("author is angry", "posts are partisan", "hostile to the other side"):
        assert table[outcome].idxmax() == "ranked by engagement"


def test_outcomes_about_political_posts_say_so():
    assert outcome_words("Reader Pref (political)") == "reader wants the posts, political posts"
    assert outcome_words("Partisanship") == "posts are partisan"
