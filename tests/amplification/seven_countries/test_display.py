"""What is said beside figures and tables comes from the numbers in them."""

import numpy as np
import pandas as pd
import pytest

from rml.amplification.seven_countries.display import (
    CAPTIONS,
    DIFFERENCES,
    as_estimate,
    by_scope,
    counted,
    countries_with_both,
    frame_words,
    groups_alt,
    groups_look,
    hardest,
    individuals_alt,
    left_out,
    looks,
    not_held,
    pairs_alt,
    pairs_shown,
    power_alt,
    precision_alt,
    range_words,
    recovery_alt,
    roles_of,
    rows_read,
    where,
)
from rml.estimate import Estimate, HypothesisTest

THESE, ALIKE = "these authors", "authors like these"


def estimate(value, *, half=1.0):
    return Estimate(
        value=value,
        low=value - half,
        high=value + half,
        level=0.95,
        n="9 things",
        unit="per cent",
        method="made",
    )


def test_alternative_texts_tell_the_numbers_of_their_frames():
    groups = pd.DataFrame({"these_accounts": [estimate(-12.0), estimate(40.2), estimate(7.0)]})
    assert "each of 3 parties. Amplification runs from -12 to 40 per cent" in groups_alt(groups)
    pairs = pd.DataFrame(
        {"country": ["UK", "Japan"], "difference": [estimate(4.0), estimate(-9.0)]}
    )
    assert "UK +4, Japan -9." in pairs_alt(pairs)
    spread = pd.DataFrame(
        {"q50": [3.0, 20.0, 8.0], "q10": [0.0, -10.0, -20.0], "q90": [10.0, 20.0, 80.0]}
    )
    told = individuals_alt(spread)
    assert "each of 3 parties. Medians run from 3 to 20 per cent" in told
    assert "span 30 points in the median party" in told
    tables = {
        THESE: pd.DataFrame({"pair_coverage": [0.941, 0.96]}),
        ALIKE: pd.DataFrame({"pair_coverage": [0.9, 0.955]}),
    }
    assert "these authors: 94.1% to 96.0%; authors like these: 90.0% to 95.5%" in recovery_alt(
        tables
    )


def test_alternative_texts_of_curves_tell_their_ends():
    precision = pd.DataFrame(
        [
            {"country": country, "varies": which, "control_size": size, "half_width": width}
            for which, scale in ((THESE, 1.0), (ALIKE, 10.0))
            for country, shift in (("A", 0.0), ("B", 2.0), ("C", 1.0))
            for size, width in ((2000, scale * (8 + shift)), (50_000, scale * (2 + shift)))
        ]
    )
    told = precision_alt(precision)
    assert "from 2,000 to 50,000 control users" in told
    assert "for these authors, the median country's half width goes from 9.0 to 3.0" in told
    assert "for authors like these, the median country's half width goes from 90.0 to 30.0" in told
    curves = pd.DataFrame(
        [
            {"varies": which, "difference": difference, "power": power}
            for which, powers in ((THESE, (0.7, 0.9)), (ALIKE, (0.1, 0.2)))
            for difference, shift in ((10.0, 0.0), (100.0, 0.1))
            for power in np.add(powers, shift)
        ]
    )
    told = power_alt(curves)
    assert "for these authors between 70% and 90%" in told
    assert "for authors like these between 10% and 20% of the time" in told
    assert 10.0 in DIFFERENCES  # what the sentence speaks of is drawn


def test_the_hardest_country_has_the_largest_detectable_difference():
    frame = pd.DataFrame(
        {"country": ["A", "B", "C"], "difference": [estimate(4.0), estimate(9.0), estimate(5.0)]}
    )
    assert hardest(frame) == ("B", frame["difference"][1])


def test_roles_are_by_label_and_missing_ones_left_out():
    parties = pd.DataFrame(
        {
            "label": ["a", "b", "c", "d"],
            "extremity": pd.Series(["far", None, "moderate", "far"], dtype=object),
            "in_government": pd.Series([True, False, None, False], dtype=object),
        }
    )
    assert roles_of(parties, "extremity") == {"a": "far", "c": "moderate", "d": "far"}
    assert roles_of(parties, "in_government") == {
        "a": "government",
        "b": "opposition",
        "d": "opposition",
    }


def test_countries_with_both_roles_are_counted_once():
    countries = {"a": "A", "b": "A", "c": "A", "d": "B", "e": "C", "f": "C"}
    roles = {"a": "far", "b": "moderate", "c": "far", "d": "far", "e": "far", "f": "moderate"}
    both = {"first": "far", "second": "moderate"}
    assert countries_with_both(roles, countries, **both) == 2
    assert countries_with_both({"a": "far", "d": "moderate"}, countries, **both) == 0


def test_counts_and_p_values_carry_no_interval():
    one = counted(3, of=7, what="pairs")
    assert (one.value, one.low, one.n, one.unit) == (3, None, "7 pairs", "pairs")
    test = HypothesisTest(
        statistic=2.0,
        p_value=0.03,
        smallest_p=0.01,
        n="30 authors",
        null="no link",
        method="Welch's F, 99 random permutations",
    )
    other = as_estimate(test)
    assert (other.value, other.high, other.n) == (0.03, None, "30 authors")
    assert other.method == "Welch's F, 99 random permutations; smallest attainable p 0.01"


def test_small_p_values_are_shown_as_a_bound():
    frame = pd.DataFrame(
        {
            "country": ["A", "B"],
            "left": ["A P1", "B P2"],
            "right": ["A P2", "B P1"],
            "p_value": [1e-9, 0.02],
            "p_holm": [2e-9, 0.02],
        }
    )
    shown = pairs_shown(frame, by_side=True)
    assert list(shown) == list(frame)
    assert shown["p_value"].tolist() == shown["p_holm"].tolist() == [1e-4, 0.02]
    assert frame["p_value"][0] == 1e-9
    # Made-up outcomes are not shown by side.
    hidden = pairs_shown(frame, by_side=False)
    assert list(hidden) == ["country", "p_value", "p_holm"]
    assert hidden["p_value"].tolist() == [1e-4, 0.02]


def test_frames_of_both_questions_stand_below_each_other():
    joined = by_scope(
        {THESE: pd.DataFrame({"country": ["A", "B"]}), ALIKE: pd.DataFrame({"country": ["A"]})}
    )
    assert list(joined) == ["question", "country"]
    assert joined["question"].tolist() == ["these accounts"] * 2 + ["accounts like these"]
    assert joined["country"].tolist() == ["A", "B", "A"]


def test_rows_and_members_are_added_up_over_countries():
    rows = pd.DataFrame({"rows": [60, 40], "not_lingered": [10, 15], "meetings": [30, 20]})
    assert rows_read(rows) == {"rows": 100, "lingered": 0.75, "meetings": 50}
    names = ("sitting", "small_parties", "no_party", "members", "known_accounts")
    totals = pd.DataFrame({name: [place, 10 * place] for place, name in enumerate(names, 1)})
    assert left_out(totals) == {name: 11 * place for place, name in enumerate(names, 1)}


@pytest.mark.parametrize("planted", [True, False])
def test_the_table_of_parties_has_words_for_its_columns_and_no_others(planted):
    columns = ["party", "these_accounts", "these_accounts_low", "these_accounts_high"]
    frame = pd.DataFrame({name: [0.0] for name in [*columns, *(["planted"] if planted else [])]})
    look = groups_look(frame)
    assert ("planted" in look["units"]) is ("planted" in look["formats"]) is planted
    assert set(look["formats"]) <= set(frame)
    assert set(look["units"]) <= set(frame)
    assert "these_accounts_low" in look["formats"]


def test_a_figure_is_said_with_its_data_its_caption_and_words_from_its_source():
    spread = pd.DataFrame({"q50": [3.0], "q10": [0.0], "q90": [10.0]})
    look = looks("individuals", spread)
    assert look["data"] is spread
    assert look["caption"] == CAPTIONS["individuals"]
    assert look["alt"] == individuals_alt(spread)
    other = pd.DataFrame({"country": ["UK"], "difference": [estimate(4.0)]})
    paired = looks("pairs", spread, other)
    assert paired["data"] is spread
    assert paired["alt"] == pairs_alt(other)


def test_intervals_that_miss_what_was_planted_are_counted():
    groups = pd.DataFrame(
        {
            "party": ["a", "b", "c", "d"],
            "these_accounts": [estimate(10.0), estimate(10.0), estimate(10.0), estimate(10.0)],
        }
    )
    assert not_held(groups, {"a": 9.0, "b": 11.0, "c": 11.1, "d": 8.9}) == 2
    assert not_held(groups, dict.fromkeys("abcd", 10.0)) == 0


def test_words_name_a_country_among_several_alone():
    assert where("UK", 7, " in {country}, where it is hardest") == " in UK, where it is hardest"
    assert where("UK", 1, " in {country}, where it is hardest") == ""
    assert frame_words(["UK", "Japan"]) == "the real parliaments of 2 countries"
    assert frame_words(["Japan"]) == "the real parliament of Japan"
    assert frame_words(["UK"]) == "the real parliament of the UK"
    assert frame_words(["United States of America"]).endswith("of the United States of America")


def test_ranges_are_rounded_up():
    assert range_words([estimate(20.1), estimate(36.2), estimate(30.0)]) == "21 to 37"
    assert range_words([estimate(2.1), estimate(3.0)]) == "3"
    assert range_words([estimate(2.9)]) == "3"
