"""Sums by county that cannot be sums of whole numbers of impressions are found; others pass."""

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from rml.errors import DataError
from rml.timeline.county_audit.county_rules import CountyRules
from rml.timeline.county_audit.county_totals import county_totals
from rml.timeline.county_audit.impression_log import open_impressions
from tests.timeline.county_audit.small_tables import COUNTIES

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

FIPS = ["01001", "01003", "46102", "51019"]
LEAVE_OUT = CountyRules(implausible_sums="leave out", unknown_fips="leave out")


def totals(rules=None, *, fips=FIPS, **columns):
    table = pa.table({"fips": fips, **{name: pa.array(one) for name, one in columns.items()}})
    return county_totals(
        open_impressions({"county_impressions": ibis.memtable(table)}), COUNTIES, rules
    )


def sums_of(impressions, county):
    """Return sums by county of single authors, by plain numpy."""
    values, county = np.asarray(impressions), np.asarray(county)
    median = np.sort(values)[(values.size + 1) // 2 - 1]
    return {
        name: np.bincount(county, one.astype(float), minlength=4).astype(kind)
        for name, one, kind in (
            ("authors", np.ones(values.size), int),
            ("impressions", values, int),
            ("squares", values.astype(float) ** 2, float),
            ("above_median", values > median, int),
        )
    }


def test_sums_of_any_authors_pass():
    rng = np.random.default_rng(5)
    county = np.concatenate([np.arange(4), rng.choice(4, 40)])
    for draw in (
        lambda: rng.poisson(0.3, county.size),  # most have none: few lie above the median
        lambda: rng.poisson(3, county.size),  # many are tied
        lambda: rng.poisson(50, county.size),
        lambda: np.floor(rng.lognormal(3, 2.5, county.size)).astype(int),
        lambda: (rng.random(county.size) < 0.02) * 1000,
        lambda: np.where(rng.random(county.size) < 0.7, 5, 900),  # tied at a small number
    ):
        values = draw()
        values[0] += 1  # somebody has an impression
        given = sums_of(values, county)
        found = totals(**given)
        assert found.counties["above_median"].tolist() == given["above_median"].tolist()
        optional = {name: given[name] for name in ("authors", "impressions")}
        assert totals(**optional).counties["above_median"].isna().all()
        without = {name: one for name, one in given.items() if name != "squares"}
        assert totals(**without).counties["above_median"].notna().all()


AUTHORS = np.array([100, 40, 200, 100])
SOUND = {
    "authors": AUTHORS,
    "impressions": 50 * AUTHORS,
    "squares": 2550.0 * AUTHORS,
    "above_median": AUTHORS // 2,
}
FAULTS = {
    "all above": ("above_median", AUTHORS, "100.0% of authors lie above the median; half can"),
    "few above": ("above_median", AUTHORS // 10, "40.0% or more would have just as many"),
    "ones": ("squares", np.ones(4), "sums of squares that no impressions have: 4"),
    "too large": ("squares", 2501.0 * AUTHORS**2, "sums of squares that no impressions have: 4"),
    "nobody there": (
        "authors",
        np.array([100, 40, 200, 0]),
        "Counties with impressions and no authors: 1",
    ),
}


def test_sound_sums_pass():
    assert len(totals(**SOUND).counties) == 4


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_what_cannot_be_is_named_with_its_count_and_a_remedy(fault):
    column, values, said = FAULTS[fault]
    given = {**SOUND, column: values}
    if fault == "nobody there":
        given["above_median"] = np.array([50, 20, 100, 0])
    with pytest.raises(DataError) as caught:
        totals(**given)
    assert f"tables.county_impressions, column `{FAULTS[fault][0]}`".replace(
        "`authors`", "`impressions`"
    ) in str(caught.value)
    assert said in str(caught.value)
    assert "declare implausible_sums: leave out" in str(caught.value)


def test_the_declared_rule_leaves_counties_or_the_column_out_and_counts_them():
    some = totals(LEAVE_OUT, **{**SOUND, "squares": [1.0, *(2550.0 * AUTHORS[1:])]})
    assert some.counties["fips"].tolist() == FIPS[1:]
    rows = {row.rule: row for row in some.report.rows}
    assert rows["Counties with sums of squares that no impressions have"].number == 1
    column = totals(LEAVE_OUT, **{**SOUND, "above_median": AUTHORS})
    assert column.counties["fips"].tolist() == FIPS
    assert column.counties["above_median"].isna().all()
    rule = "Authors above the median who cannot be so many, or so few"
    (row,) = [row for row in column.report.rows if row.rule == rule]
    assert row.number == 4
    with pytest.raises(DataError, match="No county has any author"):
        totals(LEAVE_OUT, **{**SOUND, "squares": np.ones(4)})


def test_more_authors_above_the_median_than_impressions_cannot_be():
    given = {"authors": AUTHORS, "impressions": AUTHORS // 10, "above_median": AUTHORS // 5}
    with pytest.raises(DataError, match="more authors above the median than impressions: 4"):
        totals(**given)


def test_the_median_is_that_of_all_rows_known_county_or_not():
    # Two thirds of authors of known counties lie above it, and none of the others.
    given = {"authors": [60, 30, 20, 110], "above_median": [40, 20, 14, 0]}
    given["impressions"] = [600, 300, 200, 0]
    found = totals(LEAVE_OUT, fips=["01001", "01003", "46102", "99999"], **given)
    pd.testing.assert_series_equal(
        found.counties["above_median"].astype(int), pd.Series([40, 20, 14]), check_names=False
    )
