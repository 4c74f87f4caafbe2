import pandas as pd
import pytest

from rml.cropping.gaze_captions import CAPTIONS
from rml.cropping.gaze_findings import clearest_of, group_finding, under_others
from rml.cropping.gaze_portraits import HEIGHT, OFF_FACE, cut_name
from rml.cropping.gaze_words import (
    Others,
    better_or_worse,
    group_sentence,
    more_or_fewer,
    outcome_words,
    women_and_men_differ,
)
from rml.run.collection import read_collection
from rml.run.project import find_project

OTHERS = Others(same_sign=5, clear=1, total=5)


def rows(*given):
    return pd.DataFrame(given, columns=["outcome", "difference", "value", "p_holm"]).assign(
        low=lambda frame: frame["value"] - 0.1, high=lambda frame: frame["value"] + 0.1
    )


def test_directions_are_put_in_words():
    assert (more_or_fewer(0.1), more_or_fewer(-0.1)) == ("more", "fewer")
    assert (better_or_worse(0.1), better_or_worse(-0.1)) == ("better", "worse")
    assert outcome_words(cut_name(0.56)) == "share of crops at 0.56 that cut the face region"
    assert "outside" in outcome_words(OFF_FACE)
    assert "height" in outcome_words(HEIGHT)


def test_women_and_men_differ_only_where_the_adjusted_p_says_so():
    none = rows((cut_name(2.0), "women minus men", 0.1, 0.06), (OFF_FACE, "A minus others", 1, 0))
    assert women_and_men_differ(none, alpha=0.05).startswith("do not differ")
    some = rows((cut_name(2.0), "women minus men", 0.1, 0.04))
    assert "crops at 2 that cut" in women_and_men_differ(some, alpha=0.05)


@pytest.mark.parametrize(
    ("outcome", "value", "expected"),
    [
        (cut_name(0.56), 0.2, "crops at 0.56 cut the face region more often on portraits of Many"),
        (cut_name(0.56), -0.2, "cut the face region less often on portraits of Many women"),
        (OFF_FACE, 0.2, "the salient point lies outside the face region more often"),
        (HEIGHT, -0.1, "the salient point lies lower on portraits of Many women than on others'"),
    ],
)
def test_groups_that_stand_out_are_named_with_the_direction(outcome, value, expected):
    table = rows(
        (outcome, "Many women minus others", value, 0.01),
        (HEIGHT, "Few men minus others", 0.3, 0.5),
    )
    said = group_sentence(table, alpha=0.05, other=OTHERS)
    assert expected in said
    assert "Few men" not in said
    assert "Of 5 other ways to draw the face region 5 point the same way and 1 is clear." in said


def test_without_a_clear_difference_no_group_is_named():
    table = rows((HEIGHT, "Many women minus others", 0.3, 0.5))
    assert group_sentence(table, alpha=0.05, other=OTHERS).startswith("No group")


def test_the_clearest_difference_is_followed_through_other_regions():
    table = rows(
        (HEIGHT, "women minus men", 0.3, 0.5), (OFF_FACE, "Many women minus others", 0.2, 0.01)
    )
    assert clearest_of(table) == (OFF_FACE, "Many women minus others")
    regions = pd.DataFrame(
        [
            ("as declared", OFF_FACE, "Many women minus others", 0.2, 0.01),
            ("lower", OFF_FACE, "Many women minus others", 0.1, 0.04),
            ("higher", OFF_FACE, "Many women minus others", -0.1, 0.03),
            ("smaller", OFF_FACE, "Many women minus others", 0.1, 0.3),
            ("smaller", HEIGHT, "women minus men", 0.1, 0.0),
        ],
        columns=["choice", "outcome", "difference", "value", "p_holm"],
    )
    assert under_others(table, regions, alpha=0.05) == Others(same_sign=2, clear=2, total=3)
    found = group_finding(table, regions, level=0.95)
    assert found["estimate"].value == pytest.approx(20)
    assert found["estimate"].unit == "percentage points"
    assert (found["values"]["tests"], found["values"]["clear"]) == (2, 1)
    high = group_finding(table.iloc[:1], regions.assign(choice="as declared"), level=0.95)
    assert high["estimate"].unit == "per cent of the portrait's height"


def test_every_figure_and_table_has_a_caption(request):
    spec = read_collection(find_project(request.path.parent))["image_cropping/gaze"]
    products = {*spec.products.figures, *spec.products.tables}
    # The table of noise in the largest gap has its caption beside what computes it.
    assert {*CAPTIONS, "gap_noise"} == products
