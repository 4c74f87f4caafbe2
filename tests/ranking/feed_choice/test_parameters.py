import pytest
import yaml
from pydantic import ValidationError

from rml.ranking.feed_choice.parameters import FeedChoice
from rml.run.project import find_project


@pytest.fixture
def values():
    path = find_project().params / "choice" / "feed_choice.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]


def test_the_file_is_accepted(values):
    assert FeedChoice(**values).top_places == 10


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"recency_weight": 1.2}, "recency_weight"),
        ({"variety_weight": -0.05}, "variety_weight"),
        ({"balance_weight": 0.33}, "multiple of 0.05"),
        ({"window_hours": 48}, "longer than the burn_in_hours of 24"),
        ({"sensitivity_window_hours": [6, 30]}, "A window of 30 hours"),
        ({"more_places": 10}, "must be above top_places 10"),
        ({"pool": "ever"}, "by_then"),
        ({"example_account": "somebody"}, "example_account"),
        (
            dict.fromkeys(
                ("recency_weight", "popularity_weight", "variety_weight", "balance_weight"), 0.0
            ),
            "nothing would decide",
        ),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else None,
)
def test_what_does_not_fit_is_refused(values, changes, message):
    with pytest.raises(ValidationError, match=message):
        FeedChoice(**values | changes)
