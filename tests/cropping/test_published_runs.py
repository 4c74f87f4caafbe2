import pandas as pd
import pytest

from rml.cropping.published_runs import (
    complete_settings,
    largest_run,
    scaling_of,
    six_pairs,
    two_way_runs,
)
from rml.errors import DataError


def test_two_way_runs_keep_every_count(runs):
    table = two_way_runs(runs)
    assert len(table) == 35
    assert (table["left_wins"] + table["right_wins"] == table["trials"]).all()
    assert table["trials"].sum() == runs.loc[runs["n_groups"] == 2, "wins"].sum()


def test_complete_settings(runs):
    assert complete_settings(runs) == [
        ("wiki_no_scaling", 2_000),
        ("wiki_no_scaling_intersect", 10_000),
        ("wiki_fixed_height_intersect", 2_000),
        ("wiki_fixed_height_intersect", 5_000),
    ]


def test_the_largest_run_of_a_pair(runs):
    run = largest_run(runs, left="black", right="white", scaling="original sizes")
    assert run["run"].tolist() == [10]
    with pytest.raises(DataError, match="No run has white left"):
        largest_run(runs, left="white", right="black", scaling="original sizes")


def test_an_unknown_setting_is_refused_with_a_suggestion(runs):
    with pytest.raises(DataError, match="Did you mean `wiki_no_scaling_intersect`"):
        six_pairs(runs, setting="wiki_no_scaling_intersekt", trials=10_000)


def test_trials_that_were_not_recorded_are_refused(runs):
    with pytest.raises(DataError, match=r"Recorded: 10,000\."):
        six_pairs(runs, setting="wiki_no_scaling_intersect", trials=9_999)


def test_a_missing_pair_is_refused(runs):
    without = runs[runs["run"] != 21]
    with pytest.raises(DataError, match="black-male and white-female was recorded 0 times"):
        six_pairs(without, setting="wiki_no_scaling_intersect", trials=10_000)


def test_a_pair_recorded_twice_is_refused(runs):
    again = runs[runs["run"] == 21].assign(run=43)
    with pytest.raises(DataError, match="recorded 2 times"):
        six_pairs(pd.concat([runs, again]), setting="wiki_no_scaling_intersect", trials=10_000)


def test_a_setting_that_does_not_name_its_scaling_is_refused():
    with pytest.raises(DataError, match="how photos were scaled"):
        scaling_of("celeba")
