"""What is planted is dealt out at random, and nothing of a party shows in it."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rml.amplification.seven_countries.frame import ELECTIONS, sampling_frame
from rml.amplification.seven_countries.planted import labelled_frame, scenario_of
from rml.data import ledger
from rml.data.legislators import load_legislators
from rml.data.party_positions import load_party_positions

PLANTED = [0.0, 0.5, 1.0, 1.5, 2.0, 0.25]
SEEDS = 480


def frame_of(country, *names):
    """A frame of parties, largest first, whose sizes tell them apart."""
    sides = ["left", "right", None, "left", None][: len(names)]
    pair = ["left", "right", None, None, None][: len(names)]
    return pd.DataFrame(
        {
            "country": country,
            "party": names,
            "members": [100 - 10 * place for place in range(len(names))],
            # None stays None, as in the frame.
            "side": pd.Series(sides, dtype=object),
            "pair": pd.Series(pair, dtype=object),
        }
    )


UK = frame_of("UK", "Aardvark", "Badger", "Civet", "Dingo")
US = frame_of("United States of America", "Elk", "Fox", "Gnu")


def dealt(frame, *, seed, planted=PLANTED, name_parties=False):
    return labelled_frame(frame, planted, seed=seed, name_parties=name_parties)


@pytest.fixture(scope="module")
def deals():
    """The labels' numbers and the planted values by size of the party, over seeds."""
    labels, values = [], []
    for seed in range(SEEDS):
        rows = dealt(pd.concat([UK, US]), seed=seed).sort_values(
            ["country", "members"], ascending=[True, False]
        )
        labels.append([int(label[-1]) for label in rows["label"]])
        values.append(rows["planted"].to_list())
    return np.array(labels), np.array(values)


def test_each_country_has_its_labels_and_the_first_planted_values():
    rows = dealt(pd.concat([UK, US]), seed=3)
    assert rows["label"].tolist() == ["UK P1", "UK P2", "UK P3", "UK P4", "US P1", "US P2", "US P3"]
    for country, number in (("UK", 4), ("United States of America", 3)):
        own = rows[rows["country"] == country]
        assert sorted(own["planted"]) == sorted(PLANTED[:number])
        assert sorted(own["members"], reverse=True) == [100 - 10 * k for k in range(number)]
    assert set(rows["planted"]) == set(PLANTED[:4])


@pytest.mark.parametrize("what", [0, 1])
def test_every_order_of_labels_and_of_values_is_equally_likely(deals, what):
    own = [tuple(row) for row in deals[what][:, :4]]
    counts = [own.count(order) for order in permutations(sorted(set(own[0])))]
    assert sum(counts) == SEEDS
    assert stats.chisquare(counts).pvalue > 0.001


@pytest.mark.parametrize(("first", "second"), [("labels", "values"), ("labels", "other labels")])
def test_labels_tell_nothing_of_values_nor_of_another_countrys_labels(deals, first, second):
    labels, values = deals
    parts = {"labels": labels[:, 0], "values": values[:, 0], "other labels": labels[:, 4]}
    table = pd.crosstab(parts[first], parts[second])
    assert table.shape == (4, 4 if second == "values" else 3)
    assert stats.chi2_contingency(table).pvalue > 0.001


def test_a_country_is_dealt_alike_whatever_other_countries_there_are():
    whole = dealt(pd.concat([UK, US]), seed=9)
    for alone in (UK, US):
        own = whole[whole["country"] == alone["country"].iloc[0]].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, dealt(alone, seed=9))
    turned = dealt(pd.concat([US, UK]), seed=9)
    pd.testing.assert_frame_equal(turned, whole)


def test_values_that_are_added_later_change_no_deal():
    short = dealt(UK, seed=9, planted=PLANTED[:4])
    pd.testing.assert_frame_equal(short, dealt(UK, seed=9))


def test_no_name_of_a_party_is_left_unless_asked_for():
    def mentions(rows):
        text = rows.to_csv()
        return [name for name in (*UK["party"], *US["party"]) if name in text]

    frame = pd.concat([UK, US])
    assert "party" not in dealt(frame, seed=1)
    assert mentions(dealt(frame, seed=1)) == []
    named = dealt(frame, seed=1, name_parties=True)
    assert len(mentions(named)) == 7
    assert set(named["label"]) >= {"UK Badger", "US Elk"}
    # Names or not, the same values.
    by_size = ["country", "members"]
    assert (
        named.sort_values(by_size)["planted"].tolist()
        == dealt(frame, seed=1).sort_values(by_size)["planted"].tolist()
    )


def test_the_real_frame_has_no_name_of_a_party_left(real_files):
    frame = sampling_frame(
        load_legislators(),
        load_party_positions(),
        countries=list(ELECTIONS),
        least_members=10,
        far_position=2.0,
    )
    rows = dealt(frame, seed=20200401)
    cells = {str(cell) for column in rows for cell in rows[column]}
    assert not cells & {name for name in frame["party"] if name != "9"}
    assert rows["label"].str.fullmatch(r"(Canada|France|Germany|Japan|Spain|UK|US) P[1-6]").all()
    assert rows["label"].is_unique


def test_too_few_values_are_refused():
    with pytest.raises(ValueError, match=r"UK has 4 parties and `planted` only 3 values: give"):
        dealt(UK, seed=1, planted=PLANTED[:3])


HABITS = {
    "largest_reach": 0.05,
    "activity_classes": 4,
    "activity_shape": 0.7,
    "affinity": 3.0,
    "popularity_spread": 1.2,
    "amplification_spread": 0.4,
    "day_spread": 0.2,
    "day_levels": 3,
}


def test_the_scenario_has_the_countrys_parties_and_no_others():
    rows = dealt(pd.concat([UK, US]), seed=3)
    found = scenario_of(
        rows,
        "UK",
        habits=HABITS,
        control_users=700,
        size_ratio=4,
        first_day="2020-04-01",
        days=5,
    )
    own = rows[rows["country"] == "UK"].set_index("label")
    assert found.control_users == {"UK": 700}
    assert found.amplification == own["planted"].to_dict()
    assert {plan.party: plan.authors for plan in found.parties} == own["members"].to_dict()
    sides = {plan.party: plan.side for plan in found.parties}
    assert sides == own["side"].to_dict()
    assert list(sides.values()).count(None) == 1
    assert found.habits.affinity == 3.0
    assert len(found.window) == 5


def test_dealing_is_noted_as_simulated():
    dealt(UK, seed=1)
    assert ledger.inputs() == {
        "rml.amplification.seven_countries.planted.labelled_frame": "simulated"
    }
