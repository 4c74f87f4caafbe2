import numpy as np
import pandas as pd
import pytest

from rml.amplification.germany.cleaning import cleaned_posters
from rml.data.citizen_browser_domains import load_domain_impressions
from rml.data.citizen_browser_germany import load_party_posters, load_poster_rules
from rml.data.citizen_browser_top_hashtags import load_top_hashtags
from rml.stats.inequality import gini, top_share
from rml.timeline.exposure_inequality.listed_attention import (
    attention_lists,
    cleaned_party_pages,
    curves_frame,
    family_frame,
    listed_top_share,
    tied_at_the_end,
)
from rml.timeline.exposure_inequality.unseen_units import bounds_by_list


@pytest.fixture
def lists():
    domains = pd.DataFrame(
        {"quarter": ["2021q2"] * 3 + ["2021q3"] * 2, "impressions": [50, 9, 7, 4, 3]}
    )
    hashtags = pd.DataFrame({"panelists": [12, 5, 4]})
    posters = pd.DataFrame({"posts": [30, 1, 1, 2]})
    return attention_lists(domains, hashtags, posters)


def test_each_list_knows_what_may_lie_below_it(lists):
    assert [one.id for one in lists] == ["domains_2021q2", "domains_2021q3", "hashtags", "posters"]
    assert [(one.least_unseen, one.largest_unseen) for one in lists] == [
        (1, 7),
        (1, 3),
        (1, 4),
        (0, 0),
    ]


def test_the_family_is_that_of_the_measures(lists):
    family = family_frame(lists, epsilon=0.5).set_index("list")
    row = family.loc["domains, April to June 2021"]
    assert row["gini"] == pytest.approx(gini([50, 9, 7]))
    assert row["top_10_percent"] == pytest.approx(top_share([50, 9, 7], 0.1))
    assert row["palma_ratio"] == pytest.approx((0.3 * 50) / (7 + 0.2 * 9))
    assert row["listed_units"] == 3


def test_a_list_carries_no_interval(lists):
    found = listed_top_share(lists[0], 0.1)
    assert not found.has_interval
    assert found.n == "3 listed domains"
    assert "no sampling interval" in found.method


def test_curves_and_bounds_name_their_list(lists):
    curves = curves_frame(lists, most_points=20)
    assert curves.groupby("list")["of_attention"].max().tolist() == [1] * 4
    bounds = bounds_by_list(lists, multiples=[0.0, 3.0], share=0.1)
    assert bounds["list"].nunique() == 4
    assert list(bounds)[:3] == ["list", "multiple", "unseen"]
    assert np.all(bounds["gini_low"] <= bounds["gini_high"] + 1e-12)


def test_ties_at_the_end_are_counted(lists):
    assert [tied_at_the_end(one) for one in lists] == [1, 1, 1, 2]


@pytest.mark.usefixtures("real_files")
def test_cleaned_pages_lose_no_post_but_those_of_false_matches():
    posters, rules = load_party_posters(), load_poster_rules()
    pages = cleaned_party_pages(posters, rules)
    assert pages.amounts.size < len(posters)
    kept = cleaned_posters(posters, rules).query("kind != 'false_match'")
    assert pages.amounts.sum() == kept["posts"].sum() < posters["posts"].sum()
    assert pages.amounts.size == kept["page"].nunique()


@pytest.mark.usefixtures("real_files")
def test_the_real_lists():
    lists = attention_lists(load_domain_impressions(), load_top_hashtags(), load_party_posters())
    assert [one.amounts.size for one in lists] == [1000, 1000, 500, 603]
    assert [one.amounts.sum() for one in lists[:2]] == [730_939, 704_553]
