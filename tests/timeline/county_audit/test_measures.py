from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rml.data.county_context import load_county_context
from rml.data.county_race import load_county_race
from rml.errors import DataError
from rml.stats.ecological import weighted_gap, weighted_ratio
from rml.stats.ecological_regression import ecological_gap
from rml.timeline.county_audit.group_definitions import (
    GROUP_DEFINITIONS,
    group_definition,
    recovered_shares,
)
from rml.timeline.county_audit.measures import (
    county_measures,
    county_outcomes,
    measures_table,
)
from rml.timeline.county_audit.pooled_bounds import BoundsOfCounties


@pytest.fixture
def counties():
    """Return made-up counties of twelve states, three groups and a rest."""
    rng = np.random.default_rng(11)
    total = rng.lognormal(9, 1, 120).astype(int) + 100
    parts = rng.dirichlet([1, 4, 1, 1], 120)
    groups = np.floor(total[:, None] * parts).astype(int)
    return pd.DataFrame(
        {
            "fips": [f"{number:05}" for number in range(1001, 1121)],
            "state": np.repeat([f"State {letter}" for letter in "ABCDEFGHIJKL"], 10),
            "total": total,
            "nh_black": groups[:, 0],
            "nh_white": groups[:, 1],
            "hispanic": groups[:, 2],
        }
    )


def totals(counties, rates, authors=None):
    """Return sums in which members of each group have one rate wherever they live."""
    shares = counties[["nh_black", "nh_white"]].to_numpy() / counties["total"].to_numpy()[:, None]
    shares = np.column_stack([shares, 1 - shares.sum(axis=1)])
    number = np.maximum(counties["total"] // 100, 1) if authors is None else authors
    return pd.DataFrame(
        {
            "fips": counties["fips"],
            "authors": number,
            "impressions": shares @ np.array(rates) * number,
            "above_median": number // 3,
        }
    )


def test_definitions_name_columns_and_give_shares(counties):
    against_rest = group_definition("nh_black vs rest")
    assert against_rest.second_words == "everybody else"
    expected = counties["nh_black"] / counties["total"]
    assert against_rest.shares(counties) == pytest.approx(expected.to_numpy())
    pair = group_definition("nh_black vs nh_white").shares(counties)
    assert pair.shape == (120, 2)
    assert next(iter(GROUP_DEFINITIONS)) == "nh_black vs rest"
    with pytest.raises(ValueError, match="Did you mean `nh_black vs rest`"):
        group_definition("nh_black vs rst")


def test_where_ones_own_group_counts_regression_finds_the_gap_and_the_weighted_gap_a_part(counties):
    outcomes = county_outcomes(totals(counties, [70, 100, 100]), counties)
    for name in ("nh_black vs rest", "nh_black vs nh_white"):
        found = county_measures(outcomes, group_definition(name))
        assert found.regression_gap.value == pytest.approx(-30)
        assert found.regression_first.value == pytest.approx(70)
        assert found.regression_gap_within_states.value == pytest.approx(-30)
        assert found.weighted_gap.value == pytest.approx(-30 * found.recovered.value)
        assert found.regression_gap_adjusted is None
        assert found.bounds_gap.lower.value < 0 < found.bounds_gap.upper.value
        assert found.regression_influence.shifts == pytest.approx(np.zeros(12), abs=1e-8)
        assert found.weighted_influence.clusters[0] == "State A"


def test_measures_are_those_of_the_functions_one_by_one(counties):
    rng = np.random.default_rng(3)
    given = totals(counties, [70, 100, 90]).assign(
        impressions=lambda frame: frame["impressions"] + rng.normal(0, 20, 120)
    )
    outcomes = county_outcomes(given, counties)
    definition = group_definition("nh_black vs nh_white")
    context = pd.DataFrame({"fips": counties["fips"], "rural_pct": rng.uniform(0, 100, 120)})
    context.loc[[3, 5], "rural_pct"] = np.nan
    found = county_measures(outcomes, definition, covariates=context.iloc[:118])
    shares, users = definition.shares(counties), outcomes.authors
    options = {"clusters": outcomes.states, "unit": "impressions per author"}
    assert found.weighted_gap == weighted_gap(outcomes.means, shares, users, **options)
    ratio = weighted_ratio(outcomes.means, shares, users, clusters=outcomes.states)
    assert found.weighted_ratio == ratio
    gap = ecological_gap(outcomes.means, shares, users, second=1, **options)
    assert found.regression_gap == gap
    known = np.ones(120, dtype=bool)
    known[[3, 5, 118, 119]] = False
    adjusted = ecological_gap(
        outcomes.means[known],
        shares[known],
        users[known],
        clusters=outcomes.states[known],
        covariates=context["rural_pct"].to_numpy()[known[:120]],
        second=1,
        unit="impressions per author",
    )
    assert found.regression_gap_adjusted == adjusted
    assert adjusted.n == "116 counties"
    prepared = BoundsOfCounties(shares, users, clusters=outcomes.states)
    bounds = prepared.gap(outcomes.above_median, level=0.95, unit="share of authors")
    assert found.bounds_gap == bounds


def test_counties_without_authors_have_no_part(counties):
    number = np.maximum(counties["total"].to_numpy() // 100, 1)
    number[:4] = 0
    outcomes = county_outcomes(totals(counties, [70, 100, 100], number), counties)
    assert len(outcomes.authors) == len(outcomes.counties) == 116
    given = totals(counties, [70, 100, 100], number).drop(columns="above_median")
    assert county_outcomes(given, counties).above_median is None


def test_a_census_has_no_intervals_where_none_belong(counties):
    outcomes = county_outcomes(totals(counties, [70, 100, 90]), counties)
    found = county_measures(outcomes, group_definition("nh_black vs rest"), interval="none")
    assert not found.weighted_gap.has_interval
    assert not found.bounds_gap.lower.has_interval
    assert found.regression_gap.has_interval


def test_the_table_has_a_row_for_each_measure_and_end(counties):
    outcomes = county_outcomes(totals(counties, [70, 100, 90]), counties)
    found = county_measures(outcomes, group_definition("nh_black vs rest"))
    table = measures_table(found)
    assert table["family"].value_counts().to_dict() == {
        "regression": 4,
        "weighted": 4,
        "bounds": 6,
        "composition": 1,
    }
    row = table[(table["family"] == "weighted") & (table["measure"] == "gap")].iloc[0]
    assert (row["value"], row["low"]) == (found.weighted_gap.value, found.weighted_gap.low)


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.assign(fips=frame["fips"].replace("01001", "99999")),
        lambda frame: pd.concat([frame, frame.head(1)]),
        lambda frame: frame.assign(authors=0),
    ],
    ids=["unknown", "twice", "nobody"],
)
def test_totals_that_do_not_fit_the_counties_are_refused(counties, change):
    with pytest.raises(DataError, match="1 counties of the totals|1 stand there|0 have authors"):
        county_outcomes(change(totals(counties, [1, 1, 1])), counties)


def test_too_few_states_and_groups_that_live_nowhere_are_refused(counties):
    few = counties.iloc[:40].assign(nh_black=0)
    outcomes = county_outcomes(totals(few, [70, 100, 100]), few)
    with pytest.raises(DataError) as caught:
        county_measures(outcomes, group_definition("nh_black vs nh_white"))
    message = str(caught.value)
    assert "Authors live in 4 states, and errors need 10 or more" in message
    assert "Of the group `nh_black` (Black, not Hispanic) 0 states have residents." in message
    assert "nh_white" not in message


def test_on_real_counties_the_weighted_gap_shows_a_seventh_or_less_than_a_fifth(real_files):
    shown = recovered_shares(load_county_race().counties)
    part = shown.set_index(["definition", "others"])["recovered_share"].round(3).to_dict()
    assert part["nh_black vs rest", "none"] == 0.144
    # The same two groups give 14.6 to 19.0 %, by what is assumed of everybody else.
    assert part["nh_black vs nh_white", "as the second"] == 0.146
    assert part["nh_black vs nh_white", "as the first"] == 0.177
    assert part["nh_black vs nh_white", "left out"] == 0.190
    assert part["black_alone vs rest", "none"] == 0.145
    assert part["black_alone vs white_alone", "as the second"] == 0.145
    assert part["black_alone vs white_alone", "left out"] == 0.157


def test_real_counties_with_planted_rates_give_them_back(real_files):
    counties, context = load_county_race().counties, load_county_context().counties
    outcomes = county_outcomes(totals(counties, [70, 100, 100]), counties)
    found = county_measures(
        outcomes,
        group_definition("nh_black vs rest"),
        covariates=context[["fips", "median_hh_inc", "rural_pct"]],
    )
    assert found.regression_gap.value == pytest.approx(-30)
    assert found.regression_gap_adjusted.value == pytest.approx(-30)
    assert found.regression_gap_adjusted.n == "3,111 counties"
    assert found.weighted_gap.value == pytest.approx(-30 * found.recovered.value)
    assert -4.5 < found.weighted_gap.value < -4.2
