from types import SimpleNamespace

import pandas as pd
import pytest

from rml.timeline import exposure_display
from rml.timeline.exposure_display import (
    READING_WORDS,
    confirmed_in_words,
    counts_of,
    layout,
    misfit_in_words,
    values_of,
)
from rml.timeline.panel_exposure import compare_with_rest, comparison_table
from rml.timeline.panel_exposure_claims import VERDICTS

NAMES = {"first": "the first", "second": "the second"}


def test_every_reading_has_its_words(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    assert set(shown["reading"]) <= set(READING_WORDS)
    assert set(READING_WORDS) == set(VERDICTS)


def test_the_tables_have_the_columns_that_are_shown(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    for columns in ("RATE_COLUMNS", "GAP_COLUMNS", "TEST_COLUMNS"):
        assert set(getattr(exposure_display, columns)) <= set(shown.columns)


def test_layout_speaks_of_columns_that_are_there_only():
    found = layout(pd.DataFrame({"gap": [1.0], "p": [0.5], "group": ["a"]}))
    assert found == {"units": {"gap": "points"}, "formats": {"gap": ".2f", "p": ".4f"}}


def test_values_of_a_comparison(counts, settings):
    found = compare_with_rest(counts, **settings)["first", "middle"]
    assert counts_of(found) == {
        "exposed": 5,
        "people": 190,
        "exposed_rest": 180,
        "people_rest": 2003,
        "rate": pytest.approx(5 / 190),
        "rate_rest": pytest.approx(180 / 2003),
    }
    assert values_of(found)["reading"] == READING_WORDS["lower"]


def test_confirmed_differences_in_words(counts, settings):
    shown = comparison_table(compare_with_rest(counts, **settings))
    words = confirmed_in_words(shown, NAMES)
    assert "feeds of middle panelists held the first less often" in words
    assert "2.6 % against 9.0 %" in words
    nothing = comparison_table(compare_with_rest(counts[3:].reset_index(), **settings))
    assert confirmed_in_words(nothing, NAMES) == "no difference for any group or topic"


def row(**changes):
    given = {"fits": False, "count_fits": False, "panel_low": 197.0, "panel_high": 203.0}
    return SimpleNamespace(**(given | {"printed": 3.0, "share": 3.16} | changes))


def test_a_misfit_says_which_panel_fits():
    why, values = misfit_in_words(row(printed=3.1, share=3.28))
    assert "no number of people reached gives it" in why
    assert values == {"fitting": "197 to 203"}
    assert misfit_in_words(row(panel_low=23.0, panel_high=23.0))[1] == {"fitting": "23"}
    assert "no number" not in misfit_in_words(row(count_fits=True))[0]
    assert misfit_in_words(row(fits=True)) == (None, {})


def test_a_whole_number_that_may_be_rounded_is_named():
    assert "whole per cent" in misfit_in_words(row())[0]
    assert "whole per cent" not in misfit_in_words(row(printed=3.1, share=3.28))[0]
    assert "whole per cent" not in misfit_in_words(row(printed=3.0, share=3.6))[0]
