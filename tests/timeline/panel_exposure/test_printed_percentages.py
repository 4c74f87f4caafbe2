from types import SimpleNamespace

import pandas as pd
import pytest

from rml.errors import DataError
from rml.timeline.panel_exposure.printed_percentages import (
    count_misfits,
    implied_panels,
    misfit_values,
    shared_panels,
    with_shared_panels,
)


def printed(per_cent, decimals=1):
    return SimpleNamespace(value=per_cent / 100, tolerance=0.5 * 10**-decimals / 100)


@pytest.fixture
def counts():
    return pd.DataFrame(
        {
            "outcome": ["first"] * 4 + ["second"] * 2,
            "group": ["Asian", "Two or more races", "White", "None", "White", "Asian"],
            "exposed": [11, 3, 136, 0, 92, 1],
            "panelists": [113, 61, 1995, 8, 1995, 113],
        }
    )


@pytest.fixture
def figures():
    return {
        "first_asian": printed(9.5),
        "first_two_or_more_races": printed(4.7),
        "first_white": printed(6.6),
        "first_none": printed(0),
        "second_white": printed(4.5),
        "second_asian": printed(0.9),
    }


def test_panels_are_those_and_only_those_with_which_the_count_rounds_to_what_is_printed(
    counts, figures
):
    for row in implied_panels(counts, figures).itertuples():
        if row.exposed == 0:
            assert row.panel_low != row.panel_low
            continue
        fitting = [
            size
            for size in range(1, 4000)
            if round(abs(100 * row.exposed / size - row.printed), 9) <= 0.05
        ]
        assert (fitting[0], fitting[-1]) == (row.panel_low, row.panel_high)
        assert fitting == list(range(fitting[0], fitting[-1] + 1))


def test_a_share_fits_if_it_rounds_to_what_is_printed(counts, figures):
    found = implied_panels(counts, figures).set_index("figure")
    assert found["fits"].to_dict() == {
        "first_asian": False,
        "first_two_or_more_races": False,
        "first_white": False,
        "first_none": True,
        "second_white": False,
        "second_asian": True,
    }
    assert found.loc["first_white", "share"] == pytest.approx(100 * 136 / 1995)


def test_whether_any_whole_number_of_people_would_fit(counts, figures):
    found = implied_panels(counts, figures).set_index("figure")
    for row in found.itertuples():
        possible = any(
            round(abs(100 * count / row.panelists - row.printed), 9) <= 0.05
            for count in range(row.panelists + 1)
        )
        assert row.count_fits == possible
    assert not found.loc["first_asian", "count_fits"]
    assert found.loc["first_white", "count_fits"]


def test_many_printed_digits_leave_one_panel(counts):
    one = counts.iloc[[2]].reset_index(drop=True)
    figures = {"first_white": SimpleNamespace(value=136 / 1995, tolerance=5e-13)}
    (row,) = implied_panels(one, figures).itertuples()
    assert (row.panel_low, row.panel_high) == (1995, 1995)
    assert row.fits


def test_shared_panels_fit_all_tables(counts, figures):
    shared = shared_panels(implied_panels(counts, figures)).set_index(["outcome", "group"])
    white = shared.loc[("second", "White")]
    assert (white["low"], white["high"]) == (2046, 2067)
    assert white["low_excess"] == pytest.approx(2046 / 1995 - 1)
    assert ("first", "None") not in shared.index


def test_tables_get_the_shared_panels_and_others_keep_theirs(counts, figures):
    shared = shared_panels(implied_panels(counts, figures))
    other = counts.assign(outcome="third")
    found = with_shared_panels(pd.concat([counts, other], ignore_index=True), shared, end="low")
    assert found["panelists"].tolist()[:6] == [116, 64, 2046, 8, 2046, 116]
    assert found["panelists"].tolist()[6:] == counts["panelists"].tolist()


def test_a_correction_shares_its_groups_panel(counts, figures):
    shared = shared_panels(implied_panels(counts, figures))
    restored = pd.DataFrame(
        {"outcome": ["second"], "group": ["Two or more races"], "exposed": [0], "panelists": [61]}
    )
    assert with_shared_panels(restored, shared, end="high")["panelists"].tolist() == [64]


def test_misfits_are_counted(counts, figures):
    implied = implied_panels(counts, figures)
    found = count_misfits(implied)
    assert found.value == 4
    assert not found.has_interval
    values = misfit_values(implied, shared_panels(implied))
    assert (values["printed"], values["impossible"]) == (6, 2)
    assert (values["groups"], values["consistent"]) == (3, 3)


def test_a_row_without_a_printed_percentage_is_refused(counts, figures):
    del figures["first_none"]
    with pytest.raises(DataError, match="first_none") as refused:
        implied_panels(counts, figures)
    assert refused.value.remedy
