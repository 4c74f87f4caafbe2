import pandas as pd
import pytest

from rml.errors import ProductError
from rml.report.small_cells import NO_PEOPLE, PeopleCounts, guard
from rml.report.table import estimates_frame, table, table_csv

IMAGES = NO_PEOPLE("counts of stitched images")
FRAME = pd.DataFrame({"group": ["a", "b"], "wins": [4, 12345], "rate": [0.25, 1 / 3]})


def test_a_table_is_shown_with_units_and_formats(shown, real):
    table(
        FRAME,
        id="wins",
        caption="Wins by group of images",
        people=IMAGES,
        units={"wins": "images"},
        formats={"rate": ".1%"},
    )
    html = shown.html
    assert '<th scope="col" class="rml-number">wins <span class="rml-unit">(images)</span>' in html
    assert '<th scope="row">a</th>' in html
    assert '<td class="rml-number">33.3 %</td>' in html
    assert 'role="region" aria-labelledby="table-wins-caption" tabindex="0"' in html
    assert table_csv(shown.product) == "group,wins,rate\na,4,0.25\nb,12345,0.3333333333\n"
    assert shown.product["people"] == {
        "policy": "no people",
        "threshold": None,
        "reason": "counts of stitched images",
    }


def test_small_counts_never_reach_the_payload(shown, real):
    people = PeopleCounts(columns=("users",), derived=("rate",))
    frame = FRAME.rename(columns={"wins": "users"})
    table(frame, id="users", caption="Users by group seen", people=people)
    assert shown.product["data"]["rows"] == [["a", "<10", "withheld"], ["b", 12345, 0.3333333333]]
    assert "&lt;10" in shown.html
    assert table_csv(shown.product).splitlines()[1] == "a,<10,withheld"
    by_hand = shown.product
    table(guard(frame, people), id="users", caption="Users by group seen", people=people)
    assert shown.product == by_hand


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "Wins!"}, "snake_case"),
        ({"caption": ""}, "caption"),
        ({"caption": "Wins"}, "caption"),
        ({"frame": FRAME.set_index("group")}, "reset_index"),
        ({"people": None}, "people is a NoneType"),
        ({"units": {"win": "x"}}, "`wins`"),
        (
            {"frame": guard(FRAME, IMAGES), "people": NO_PEOPLE("something else")},
            "another specification",
        ),
    ],
)
def test_tables_that_are_refused(shown, real, change, message):
    arguments = {
        "frame": FRAME,
        "id": "wins",
        "caption": "Wins by group of images",
        "people": IMAGES,
    }
    with pytest.raises(ProductError, match=message):
        table(**(arguments | change))
    assert not shown


def test_people_is_a_required_keyword(shown, real):
    with pytest.raises(TypeError, match="people"):
        table(FRAME, id="wins", caption="Wins by group of images")


def test_an_error_says_which_table(shown, real):
    with pytest.raises(ProductError, match="table `wins`"):
        table(
            FRAME,
            id="wins",
            caption="Wins by group of images",
            people=PeopleCounts(columns=("users",)),
        )


def test_estimates_become_rows(gap, make_estimate):
    frame = estimates_frame(["a", "b"], [gap, make_estimate(1.0, None, None)], label="pair")
    assert frame.columns.tolist() == ["pair", "value", "low", "high", "n"]
    assert frame["low"].isna().tolist() == [False, True]
    with pytest.raises(ProductError, match="1 labels"):
        estimates_frame(["a"], [gap, gap])
