from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rml.amplification.outlets.leaning import outlet_leaning
from rml.amplification.outlets.placed_outlets import (
    link_table,
    outlets_frame,
    place_outlets,
    rank_agreement,
)

DRAWN = {"level": 0.95, "resamples": 199, "seed": 1}


@pytest.fixture
def table(shares):
    return replace(found := link_table(shares), links=found.links.copy())


def test_the_table_holds_every_politician_and_outlet_also_those_without_links(shares):
    shares = replace(shares, links=shares.links[shares.links["politician"] != 7])
    table = link_table(shares)
    assert table.links.shape == (40, 4)
    assert table.links[6].sum() == 0
    assert table.links.sum() == shares.links["links"].sum()
    for row in shares.links.sample(20, random_state=1).itertuples():
        column = table.outlets.index(row.outlet)
        assert table.links[row.politician - 1, column] == row.links


def test_roles_choose_politicians_and_keep_every_outlet(shares):
    shares.politicians.loc[:9, "role"] = "Governor"
    table = link_table(shares, roles=["House"])
    assert table.links.shape == (30, 4)
    assert table.republican.sum() == 20


def test_planted_sides_are_found_and_rare_outlets_get_no_leaning(table):
    placed = place_outlets(table, "links", least_politicians=10, **DRAWN)
    found = dict(zip(placed.outlets, placed.leanings, strict=True))
    assert found["left.com"] < -0.6
    assert abs(found["middle.com"]) < 0.15
    assert found["right.com"] > 0.6
    assert np.isnan(found["rare.com"])
    assert np.isnan(placed.intervals[:, placed.outlets.index("rare.com")]).all()
    assert sorted(placed.usable) == ["left.com", "middle.com", "right.com"]
    order = [placed.outlets.index(name) for name in placed.usable]
    low, high = placed.intervals[:, order]
    assert ((low <= placed.leanings[order]) & (placed.leanings[order] <= high)).all()


def test_as_many_politicians_as_asked_for_are_enough(table):
    column = table.outlets.index("rare.com")
    enough = place_outlets(table, "links", least_politicians=3, **DRAWN)
    assert enough.leanings[column] == -1
    short = place_outlets(table, "links", least_politicians=4, **DRAWN)
    assert np.isnan(short.leanings[column])


def test_added_links_are_one_for_each_party_and_outlet(table):
    kept = np.arange(40) < 32  # twenty of one party, twelve of the other
    uneven = replace(
        table,
        links=table.links[kept],
        republican=table.republican[kept],
        nominate=table.nominate[kept],
    )
    placed = place_outlets(uneven, "links", least_politicians=1, added_links=1.0, **DRAWN)
    for members in (uneven.republican, ~uneven.republican):
        added = placed.weights[members].sum(axis=0) - uneven.links[members].sum(axis=0)
        np.testing.assert_allclose(added, 1)


def test_an_outlet_needs_ten_of_each_party_for_an_interval(table):
    table.links[np.flatnonzero(table.republican)[9:], table.outlets.index("left.com")] = 0
    placed = place_outlets(table, "links", least_politicians=10, **DRAWN)
    column = placed.outlets.index("left.com")
    assert placed.linking[1, column] <= 9
    assert not np.isnan(placed.leanings[column])
    assert np.isnan(placed.intervals[:, column]).all()


def test_each_measure_uses_what_it_says(table):
    before = place_outlets(table, "politicians", least_politicians=10, **DRAWN)
    table.links[0] *= 1000
    links = place_outlets(table, "links", least_politicians=10, **DRAWN)
    alike = place_outlets(table, "politicians", least_politicians=10, **DRAWN)
    known = ~np.isnan(links.leanings)
    expected = outlet_leaning(table.links, table.republican)
    np.testing.assert_allclose(links.leanings[known], expected[known])
    np.testing.assert_allclose(alike.leanings, before.leanings)
    assert abs(links.leanings[known] - alike.leanings[known]).min() > 0.01
    missing = table.nominate.copy()
    missing[5] = np.nan
    scored = replace(table, nominate=missing)
    scored = place_outlets(scored, "nominate", least_politicians=10, **DRAWN)
    assert len(scored.weights) == 39
    assert scored.positions[scored.republican].mean() == pytest.approx(1)
    assert scored.positions[~scored.republican].mean() == pytest.approx(-1)


def test_added_links_pull_one_sided_outlets_towards_the_middle(table):
    column = table.outlets.index("right.com")
    table.links[~table.republican, column] = 0
    bare = place_outlets(table, "links", least_politicians=10, **DRAWN)
    added = place_outlets(table, "links", least_politicians=10, added_links=1.0, **DRAWN)
    assert bare.leanings[column] == 1
    assert 0.9 < added.leanings[column] < 1


def test_the_frame_lists_what_feeds_showed_most_seen_first(table):
    placed = place_outlets(table, "links", least_politicians=10, **DRAWN)
    seen = {"2021q2": np.array([5.0, 0.0, 9.0, 1.0]), "2021q3": np.array([0.0, 0.0, 1.0, 50.0])}
    frame = outlets_frame(placed, seen)
    assert frame["outlet"].tolist() == ["right.com", "rare.com", "left.com"]
    assert frame["impressions_2021q2"].tolist() == [1, 9, 5]
    assert list(frame.index) == [0, 1, 2]
    rare = frame[frame["outlet"] == "rare.com"]
    assert rare[["leaning", "low", "high"]].isna().all(axis=None)


def test_rank_agreement_is_over_outlets_that_both_place(table):
    placed = place_outlets(table, "links", least_politicians=10, **DRAWN)
    found = rank_agreement(placed, placed)
    assert found.value == pytest.approx(1)
    assert found.n == "3 outlets"
    assert not found.has_interval
    fewer = replace(table, links=table.links[:, :3], outlets=table.outlets[:3])
    with pytest.raises(ValueError, match="different outlets"):
        rank_agreement(placed, place_outlets(fewer, "links", least_politicians=10, **DRAWN))


def test_no_person_can_be_read_off_what_is_shown(real):
    shares, _ = real
    assert set(shares.politicians) == {"politician", "role", "party", "affiliation", "nominate"}
    assert all(pd.api.types.is_integer_dtype(shares.links[one]) for one in ("politician", "links"))
