"""What the report says of the real tables; skipped where they are not at hand."""

import csv

import numpy as np
import pytest

from rml.data.published_figures import published_figures
from rml.data.registry import dataset
from rml.timeline.panel_exposure.choices import count_changed_readings, families_by_choice
from rml.timeline.panel_exposure.claims import held_against
from rml.timeline.panel_exposure.comparisons import (
    compare_with_rest,
    count_differences,
    count_equalities,
)
from rml.timeline.panel_exposure.family_by_chance import chance_of_one_so_small, smallest_p_values
from rml.timeline.panel_exposure.panel_sizes import panel_share_gap, panel_sizes
from rml.timeline.panel_exposure.printed_percentages import (
    count_misfits,
    implied_panels,
    misfit_values,
    shared_panels,
    with_verdicts,
)

HASHTAGS = (
    "the-markup/citizen-browser-hashtag-demographics/3b635430adc8e30a2ea1f5813cb57c0dd160b0bc"
)


@pytest.fixture(scope="module")
def family(real_counts):
    return compare_with_rest(real_counts, level=0.95, alpha=0.05, equality_band=0.8)


@pytest.fixture(scope="module")
def implied(real_counts):
    rows = real_counts[~real_counts["restored"]].reset_index(drop=True)
    return implied_panels(rows, published_figures("markup2021_figures"))


@pytest.fixture(scope="module")
def shared(implied):
    return shared_panels(implied[implied["outcome"].isin(["any_health_agency", "hhs"])])


def test_totals_are_restored(real_counts):
    totals = real_counts.groupby("outcome")[["exposed", "panelists"]].sum()
    assert totals["panelists"].to_dict() == {
        "any_health_agency": 2521,
        "hhs": 2521,
        "covid19": 3265,
        "blm": 3265,
    }
    assert totals["exposed"].to_dict() == {
        "any_health_agency": 165,
        "hhs": 100,
        "covid19": 172,
        "blm": 28,
    }
    restored = real_counts[real_counts["restored"]]
    assert restored.groupby("outcome")["panelists"].sum().to_dict() == {"blm": 192, "hhs": 22}


def test_every_comparison_is_against_the_whole_rest(real_counts, family):
    totals = real_counts.groupby("outcome")[["exposed", "panelists"]].sum()
    assert len(family) == 30
    for (outcome, _), one in family.items():
        exposed, people, exposed_rest, people_rest = one.contrast.counts
        assert exposed + exposed_rest == totals.loc[outcome, "exposed"]
        assert people + people_rest == totals.loc[outcome, "panelists"]


def test_the_primary_comparison_lies_on_the_border_and_is_not_confirmed(family):
    primary = family["any_health_agency", "Black"]
    assert primary.contrast.counts == (6, 190, 159, 2331)
    assert primary.contrast.test.result.p_value == pytest.approx(0.04737, abs=5e-5)
    assert primary.p_holm == 1.0
    assert primary.reading == "lower, if tested alone"
    assert primary.contrast.gap.high > 0 > primary.contrast.gap.low
    assert primary.contrast.ratio.high < 1


def test_one_difference_stands_and_no_equality(family):
    assert [key for key, one in family.items() if one.reading in ("higher", "lower")] == [
        ("hhs", "White")
    ]
    assert count_differences(family).value == 1
    assert count_equalities(family).value == 0
    assert family["hhs", "White"].p_holm == pytest.approx(0.0184, abs=1e-4)
    clear = [
        key for key, one in family.items() if one.family_gap.low > 0 or one.family_gap.high < 0
    ]
    assert clear == [("hhs", "White")]


def test_one_so_small_is_more_likely_than_not(real_counts, family):
    smallest = smallest_p_values(real_counts, rng=np.random.default_rng(3), resamples=4000)
    primary = family["any_health_agency", "Black"].contrast.test.result.p_value
    assert chance_of_one_so_small(primary, smallest).low > 0.5


def test_black_panelists_contributed_less_often_than_they_are_listed(real_counts):
    sizes = panel_sizes(real_counts, panel="any_health_agency", roster="covid19")
    assert panel_share_gap(sizes, "Black").value == pytest.approx(-9.7, abs=0.05)
    assert sizes[sizes["roster"].isna()]["group"].tolist() == ["Native American"]


def test_which_printed_percentages_do_not_follow(implied, shared):
    wrong = implied[~implied["fits"]]
    assert sorted(wrong["figure"]) == [
        "any_health_agency_asian",
        "any_health_agency_black",
        "any_health_agency_hispanic_or_latino",
        "any_health_agency_other",
        "any_health_agency_two_or_more_races",
        "any_health_agency_white",
        "hhs_black",
        "hhs_two_or_more_races",
        "hhs_white",
    ]
    assert count_misfits(implied).value == 9
    assert (wrong["panel_low"] > wrong["panelists"]).all()
    values = misfit_values(implied, shared)
    assert (values["printed"], values["impossible"]) == (26, 7)
    assert values["groups"] == values["consistent"] == 6
    assert values["least"] == pytest.approx(2046 / 1995 - 1)
    assert values["most"] == pytest.approx(203 / 190 - 1)


def test_the_table_judges_as_findings_do(implied):
    judged = with_verdicts(implied, published_figures("markup2021_figures"))
    assert ((judged["verdict"] == "reproduced") == implied["fits"]).all()
    whole = judged.dropna(subset=["verdict_if_whole"]).set_index("figure")
    assert whole.loc["any_health_agency_black", ["verdict", "verdict_if_whole"]].tolist() == [
        "differs",
        "reproduced",
    ]
    assert set(whole["as_printed"]) == {"0", "3"}
    others = judged.set_index("figure")["as_printed"]
    assert others[["hhs_white", "covid19_asian", "covid19_middle_eastern"]].tolist() == [
        "4.5",
        "4.1958…",
        "10.0",
    ]


def test_the_caveat_of_the_dataset_gives_the_computed_range(implied, shared):
    values = misfit_values(implied, shared)
    caveats = " ".join(dataset("citizen_browser_health").caveats)
    assert f"{values['least'] * 100:.1f} to {values['most'] * 100:.1f} %" in caveats
    white = shared[shared["group"] == "White"].iloc[0]
    assert f"{white['low']:,.0f} to {white['high']:,.0f} instead of 1,995" in caveats


def test_the_comparison_of_the_headline_is_not_called_new():
    figures = published_figures("markup2021_figures")
    found = held_against("any_health_agency", "Black", figures)
    assert found["comparison"] == "not comparable"
    assert "3 %" in found["why"]
    assert held_against("hhs", "Black", figures) == {}
    assert held_against("any_health_agency", "White", figures) == {}


def test_no_reading_depends_on_the_corrections_or_the_panel_sizes(real_counts, shared):
    families = families_by_choice(
        real_counts, shared, topic="any_health_agency", level=0.95, alpha=0.05, equality_band=0.8
    )
    assert count_changed_readings(families).value == 0


def test_the_sources_own_list_counts_fewer_accounts_for_both_hashtags(mirror, real_counts):
    """The limit on the period of the hashtag tables rests on this."""
    path = mirror / HASHTAGS / "data" / "Top-hashtags_2021-02-01.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        listed = {row["hashtag"]: int(row["count"]) for row in csv.DictReader(stream)}
    added = real_counts.groupby("outcome")["exposed"].sum()
    assert listed["#covid19"] < added["covid19"]
    assert listed["#blm"] < added["blm"]


def test_other_agencies_are_mostly_of_states_and_cities(mirror):
    """The remark on place rests on this."""
    folder = "the-markup/citizen-browser-covid-public-info"
    (path,) = (mirror / folder).glob("*/data/Agency-list.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        names = [row["agency"] for row in csv.DictReader(stream)]
    wide = ("U.S. Department", "World Health", "CDC", "National Institute")
    local = [name for name in names if not name.startswith(wide)]
    assert len(local) > len(names) / 2
