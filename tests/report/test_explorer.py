import json

import pandas as pd
import pytest

from rml.errors import ProductError
from rml.report.explorer import EXPLORER_MIME, check_explorer, feed_explorer
from rml.report.products import PRODUCT_MIME, products_of
from rml.report.small_cells import NO_PEOPLE

POSTS = pd.DataFrame(
    {
        "page": ["a-1", "b-1", "a-1", "a-2"],
        "group": ["a", "b", "a", "a"],
        "age": [0.25, 1.0, 2.0, 30.0],
        "age_hours": [0.25, 1.0, 2.0, 30.0],
        "reactions": [3, 12000, 0, 7],
        "recency": [1.0, 0.5, 0.25, 0.0],
        "popularity": [0.2, 1.0, 0.0, 0.3],
        "observed_place": [0, 2, 1, 3],
    }
)
HALF = dict.fromkeys(("recency", "popularity", "variety", "balance"), 0.5)
CALL = {
    "order": [1, 0, 3, 2],
    "id": "feed",
    "caption": "The first posts of a made feed",
    "people": NO_PEOPLE("made posts of made pages"),
    "weights": HALF,
    "helps": dict.fromkeys(HALF, "What it does."),
    "presets": {"All alike": HALF},
    "places": 3,
    "groups": ["a", "b", "c"],
    "groups_name": "groups",
    "shown": ["page", "age", "reactions"],
    "formats": {"age": ".1f", "reactions": ",d"},
}


def show(posts=POSTS, **changes):
    given = CALL | changes
    feed_explorer(posts, given.pop("order"), **given)


def test_without_its_script_an_explorer_is_a_table_in_the_order_of_its_weights(shown, real):
    show()
    assert shown.product["product"] == "table"
    assert shown.product["data"]["rows"] == [
        [1, "b-1", 1.0, 12000],
        [2, "a-1", 0.25, 3],
        [3, "a-2", 30.0, 7],
    ]
    output = {"output_type": "display_data", "data": shown[-1]}
    (product,) = products_of({"cells": [{"outputs": [output]}]})
    assert product["id"] == "feed"


def test_the_data_beside_it_are_plain_and_read_as_the_table_does(shown, real):
    show()
    explorer = json.loads(json.dumps(shown[-1][EXPLORER_MIME], allow_nan=False))
    assert check_explorer(explorer, table="feed", where="here") == explorer
    assert [post["cells"] for post in explorer["posts"]] == [
        ["a-1", "0.2", "3"],
        ["b-1", "1.0", "12,000"],
        ["a-1", "2.0", "0"],
        ["a-2", "30.0", "7"],
    ]
    assert explorer["exposure"] == [
        {"group": "a", "posts": 2, "observed": 2},
        {"group": "b", "posts": 1, "observed": 1},
        {"group": "c", "posts": 0, "observed": 0},
    ]
    assert explorer["summary"] == (
        "Weights: recency 0.50, popularity 0.50, variety 0.50, balance 0.50. Of the first 3 posts, "
        "2 stood among the first 3 of the observed feed. They come from 3 pages. Most posts: a "
        "(2). Half of them are at most 1.0 hours old."
    )


def test_a_feed_with_one_post_is_shown(shown, real):
    show(POSTS.head(1), order=[0])
    assert len(shown.product["data"]["rows"]) == 1
    explorer = shown[-1][EXPLORER_MIME]
    assert explorer["places"] == 1
    assert explorer["summary"] == "This feed has one post, so no weight changes its order."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"posts": POSTS.head(0), "order": []}, "There are 0 posts to order"),
        ({"posts": POSTS.drop(columns="recency")}, "lack the columns recency"),
        ({"posts": POSTS.assign(popularity=1.5)}, r"`popularity` is missing or outside \[0, 1\]"),
        ({"posts": POSTS.assign(recency=float("nan"))}, r"`recency` is missing or outside"),
        ({"order": [0, 1, 2]}, "does not name every post once"),
        ({"order": [0, 1, 2, 2]}, "does not name every post once"),
        ({"groups": ["a"]}, "The groups b are not among"),
        ({"weights": HALF | {"variety": 1.05}}, "cannot stand at variety 1.05"),
        ({"weights": HALF | {"variety": 0.33}}, "in steps of 0.05"),
        ({"weights": {"recency": 1.0}}, "The weights are recency"),
        ({"presets": {"Odd": HALF | {"balance": -1}}}, "Odd.*cannot stand at balance -1"),
        ({"places": 1}, "There is no order among 1 places"),
        ({"places": 0}, "There is no order among 0 places"),
        ({"id": "Feed!"}, "snake_case"),
        ({"caption": "Feed"}, "caption"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else None,
)
def test_what_cannot_be_shown_is_refused(shown, real, changes, message):
    with pytest.raises(ProductError, match=message):
        show(**changes)
    assert not shown


def test_nothing_loaded_is_told(shown):
    with pytest.raises(ProductError, match="data kind is unknown"):
        show()


@pytest.mark.parametrize(
    "change", [{"posts": None}, {"table": "other"}, {"explorer": "map"}, {"more": 1}], ids=str
)
def test_a_malformed_payload_is_refused(shown, real, change):
    show()
    payload = dict(shown[-1][EXPLORER_MIME]) | change
    if payload["posts"] is None:
        del payload["posts"]
    with pytest.raises(ProductError, match="The explorer of table `feed` is not what it must be"):
        check_explorer(payload, table="feed", where="here")


def test_the_product_that_jupyterlab_shows_is_the_table(shown, real):
    show()
    assert "<table" in shown.html
    assert "<input" not in shown.html
    assert shown[-1][PRODUCT_MIME]["caption"] in shown[-1]["text/plain"]
