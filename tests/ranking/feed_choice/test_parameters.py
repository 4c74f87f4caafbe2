import pytest
import yaml
from pydantic import ValidationError

from rml.ranking.feed_choice.parameters import FeedChoice
from rml.run.project import find_project


@pytest.fixture
def values():
    path = find_project().params / "choice" / "feed_choice.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]


def test_the_file_is_accepted_with_either_pool(values):
    assert FeedChoice(**values).top_places == 10
    assert FeedChoice(**values | {"pool": "ever"}).pool == "ever"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"recency_weight": 1.2}, "recency_weight"),
        ({"variety_weight": -0.05}, "variety_weight"),
        ({"balance_weight": 0.33}, "multiple of 0.05"),
        ({"window_hours": 48}, "longer than the burn_in_hours of 24"),
        ({"sensitivity_window_hours": [6, 30]}, "A window of 30 hours"),
        ({"more_places": 10}, "must be above top_places 10"),
        ({"pool": "later"}, "by_then"),
        ({"sensitivity_page_quotas": [1, 1]}, "sensitivity_page_quotas lists a value twice"),
        ({"sensitivity_likenesses": [1.5]}, "sensitivity_likenesses"),
        ({"sensitivity_window_hours": [6, 6]}, "sensitivity_window_hours lists a value twice"),
        ({"example_account": "somebody"}, "example_account"),
        (
            dict.fromkeys(
                ("recency_weight", "popularity_weight", "variety_weight", "balance_weight"), 0.0
            ),
            "popularity_weight, variety_weight and balance_weight are all 0.*raise one of them",
        ),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else None,
)
def test_what_does_not_fit_is_refused(values, changes, message):
    with pytest.raises(ValidationError, match=message):
        FeedChoice(**values | changes)
