import numpy as np
import pytest
from matplotlib import pyplot as plt
from pydantic import ValidationError

from rml.amplification.germany.cleaning import cleaned_posters
from rml.amplification.germany.display import (
    PAGES,
    SENSITIVITY,
    few_words,
    filled,
    page_people,
    rule_people,
    shares_words,
)
from rml.amplification.germany.figures import few_figure, shares_figure
from rml.amplification.germany.pages import named_pages, page_frame, seen_by_few
from rml.amplification.germany.parameters import GermanyExposure
from rml.amplification.germany.party_shares import before_and_after, rule_counts, sensitivity
from rml.amplification.germany.record import (
    count_of,
    facts_of_record,
    merged_strings,
    reading_of_choices,
    removed_strings,
)
from rml.report.alt_text import check_alt
from rml.report.small_cells import guard

VALUES = {
    "primary_party": "afd",
    "least_panelists": 10,
    "level": 0.95,
    "resamples": 9999,
    "random_seed": 1,
}


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def cleaned(posters, rules):
    return cleaned_posters(posters, rules)


def test_bars_hold_the_shares_of_every_step(cleaned):
    frame = before_and_after(cleaned)
    (axes,) = shares_figure(frame).axes
    heights = np.array([bar.get_height() for bar in axes.patches]).reshape(3, -1)
    ordered = frame.sort_values("share_cleaned", ascending=False)
    np.testing.assert_allclose(heights[1], 100 * ordered["share_cleaned"])
    np.testing.assert_allclose(heights.sum(axis=1), 100)
    words = shares_words(frame)
    check_alt(words["alt"], caption=words["caption"], where="test")
    assert "AfD 86%" in words["alt"]


def test_bars_of_few_panelists_are_whole(cleaned):
    few = seen_by_few(page_frame(cleaned), least_panelists=4)
    axes = few_figure(few, least=4).axes[0]
    widths = np.array([bar.get_width() for bar in axes.patches]).reshape(3, -1)
    np.testing.assert_allclose(widths.sum(axis=0), 100)
    words = few_words(few, least=4)
    check_alt(words["alt"], caption=words["caption"], where="test")


def test_counts_of_few_panelists_are_withheld_with_their_posts(cleaned, rules):
    counts = rule_counts(cleaned, rules)
    guarded = guard(counts, rule_people(threshold=10)).frame
    small = counts["panelists_at_most"] < 10
    assert small.any()
    assert guarded.loc[small, ["panelists_at_most", "posts"]].isna().all(axis=None)
    shown = named_pages(page_frame(cleaned), cleaned, least_panelists=10)
    assert guard(shown, page_people(threshold=10)).marks == ()


def test_captions_are_filled():
    assert "at least 10 panelists" in filled(PAGES, least="10")["caption"]
    assert "{" not in filled(SENSITIVITY, party="AfD", level="95 %")["caption"]


def test_sentences_get_the_counts_of_the_rule(cleaned, posters, rules):
    removed, named = removed_strings(cleaned, rules)
    assert removed.value == 1
    assert named == {
        "strings": 15,
        "posts": 2,
        "all": 200,
        "people": 1,
        "supporters": 3,
        "others": 32,
        "by_list": 0,
        "people_by_list": 1,
    }
    merged, named = merged_strings(cleaned)
    assert count_of(merged) == 15 - named["pages"] == 4
    # The false match is a page of its own, and goes.
    assert (named["pages"], named["left"]) == (11, 10)
    assert named["left"] == before_and_after(cleaned)["pages"].sum()
    facts = facts_of_record(posters, least_panelists=10)
    assert facts == {"strings": 15, "posts": 200, "one": 9, "named": 3}


def test_the_reading_of_choices_spans_them(cleaned):
    frame = sensitivity(
        cleaned,
        page_frame(cleaned),
        "afd",
        least_panelists=10,
        level=0.9,
        resamples=199,
        rng=np.random.default_rng(1),
    )
    reading = reading_of_choices(frame, "AfD")
    assert reading["low"] == frame["AfD"].min()
    assert reading["high"] == frame["AfD"].max()
    assert reading["drawn_low"] < reading["drawn_high"]
    assert reading["alike"] == pytest.approx(0.6)


def test_every_field_has_a_description_and_a_unit_and_no_default():
    for field in GermanyExposure.model_fields.values():
        assert field.description
        assert field.json_schema_extra["unit"]
        assert field.is_required()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("primary_party", "piraten"),
        ("least_panelists", 9),
        ("level", 95),
        ("resamples", 100),
        ("random_seed", -1),
    ],
)
def test_values_out_of_bounds_are_refused(field, value):
    GermanyExposure(**VALUES)
    with pytest.raises(ValidationError):
        GermanyExposure(**{**VALUES, field: value})
