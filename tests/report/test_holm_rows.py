import pandas as pd
import pytest

from rml.report.holm_rows import (
    FINDS_NOTHING,
    FINDS_ONLY,
    difference_words,
    holm_look,
    with_holm,
)
from rml.report.look import TableLook


def rows(*given):
    return pd.DataFrame(given, columns=["comparison", "low", "p"])


def test_the_adjusted_p_stands_beside_p_and_the_rows_stay_as_they_were():
    given = rows(("one", 0.0, 0.024), ("two", 0.0, 0.28), ("three", 0.0, 0.09), ("four", 0.0, 0.13))
    found = with_holm(given)
    assert list(found) == ["comparison", "low", "p", "p_holm"]
    assert found["p_holm"].tolist() == pytest.approx([0.096, 0.28, 0.27, 0.27])
    assert "p_holm" not in given


def test_the_caption_says_what_is_adjusted_and_keeps_the_rest():
    look = TableLook(caption="Rows.", units={"low": "points"}, formats={"p": ".2g"})
    found = holm_look(look)
    assert found["caption"].startswith("Rows. Holm's p")
    assert found["units"] == look["units"]
    assert set(found["formats"]) == {"p", "p_holm"}
    assert set(look["formats"]) == {"p"}


def test_a_p_that_is_small_only_by_itself_is_said_to_find_nothing():
    found = with_holm(rows(("#covid19", 0.0, 0.024), *((str(n), 0.0, 0.5) for n in range(3))))
    said = difference_words(found, alpha=0.05)
    assert said.startswith("For #covid19, the test taken alone gives p = 0.024")
    assert "adjusted for the 4 rows, p is 0.096, and nothing is found" in said
    assert FINDS_ONLY[4:] not in said


def test_rows_in_which_only_one_of_the_two_finds_a_difference_are_named():
    given = rows(("links", 0.0, 0.001), ("cuts", 0.0, 0.002), ("c", 1.0, 0.9), ("d", 1.0, 0.001))
    said = difference_words(given, alpha=0.05)
    assert said.startswith(f"Links and cuts: t{FINDS_ONLY[1:]}")
    assert said.endswith(f"C: t{FINDS_NOTHING[1:]}")


def test_where_both_agree_that_is_said():
    said = difference_words(rows(("a", 0.0, 0.4), ("b", 2.0, 0.001)), alpha=0.05)
    assert said == "In no row do the test and the interval of the spread differ."
