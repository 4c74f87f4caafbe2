import pandas as pd
import pytest

from rml.errors import DataError
from rml.timeline.panel_exposure.panel_sizes import panel_share_gap, panel_sizes


@pytest.fixture
def sizes():
    rows = [
        ("health", "White", 1995),
        ("health", "Black", 190),
        ("health", "Native American", 16),
        ("tags", "Black", 280),
        ("tags", "White", 2581),
    ]
    counts = pd.DataFrame(rows, columns=["outcome", "group", "panelists"])
    return panel_sizes(counts, panel="health", roster="tags")


def test_sizes_stand_side_by_side_and_missing_groups_stay_missing(sizes):
    assert sizes["group"].tolist() == ["Black", "Native American", "White"]
    assert sizes["panel"].tolist() == [190, 16, 1995]
    assert sizes["roster"].isna().tolist() == [False, True, False]
    assert sizes["share"].iloc[0] == pytest.approx(100 * 190 / 280)


def test_the_gap_leaves_out_groups_that_one_panel_does_not_list(sizes):
    gap = panel_share_gap(sizes, "Black")
    assert gap.value == pytest.approx(100 * (190 / 280 - 1995 / 2581))
    assert not gap.has_interval
    assert gap.n == "2,861 people of the roster"


def test_a_group_without_both_sizes_is_refused(sizes):
    with pytest.raises(DataError, match="Native American") as refused:
        panel_share_gap(sizes, "Native American")
    assert "Black, White" in refused.value.remedy
