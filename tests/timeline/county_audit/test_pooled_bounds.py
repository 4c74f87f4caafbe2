"""Bounds of counties with few authors, which are pooled, and of users who are not residents."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from rml.stats.ecological_bounds import gap_bounds, group_bounds
from rml.timeline.county_audit.bounds_adoption import PLANTED, bounds_adoption, contained_of
from rml.timeline.county_audit.pooled_bounds import LEAST_AUTHORS, BoundsOfCounties, author_cells
from rml.timeline.county_audit.worlds import author_counts, own_race

HOW = {"level": 0.95, "unit": "share of authors"}


def counties(rng, number=120, *, fewest=1, most=200):
    authors = np.rint(np.exp(rng.uniform(np.log(fewest), np.log(most), number)))
    return rng.beta(0.6, 2.0, number), authors, np.arange(number) % 12


def test_large_counties_have_the_bounds_of_duncan_and_davis():
    rng = np.random.default_rng(3)
    share, authors, state = counties(rng, fewest=LEAST_AUTHORS, most=5000)
    above = rng.random(share.size)
    found = BoundsOfCounties(share, authors, clusters=state)
    assert found.pooled == 0
    given = above, share, authors
    expected = [
        *group_bounds(*given, clusters=state, **HOW),
        gap_bounds(*given, clusters=state, **HOW),
    ]
    for one, other in zip(
        [*found.groups(above, **HOW), found.gap(above, **HOW)], expected, strict=True
    ):
        for end in ("lower", "upper"):
            ours, theirs = getattr(one, end), getattr(other, end)
            for value in ("value", "low", "high"):
                assert getattr(ours, value) == pytest.approx(getattr(theirs, value))
            assert ours.method == theirs.method


def test_cells_have_enough_authors_of_similar_share_and_large_counties_stay_alone():
    rng = np.random.default_rng(4)
    for most in (3, 40, 400):
        share, authors, _ = counties(rng, most=most)
        share[:3] = 0
        cells = author_cells(share, authors)
        sizes = np.bincount(cells, authors)
        assert (sizes[cells] >= LEAST_AUTHORS)[3:].all()
        assert np.unique(cells[:3]).size == 3
        alone = np.bincount(cells)[cells] == 1
        assert alone[authors >= LEAST_AUTHORS].all()
        few = np.flatnonzero(~alone)
        ordered = cells[few[np.argsort(share[few], kind="stable")]]
        assert (np.diff(ordered) >= 0).all()
    cells = author_cells(np.array([0.2, 0.3, 0.8]), np.array([5.0, 900.0, 900.0]))
    assert cells[0] == cells[1] != cells[2]
    assert np.unique(author_cells(np.array([0.2, 0.3]), np.array([5.0, 6.0]))).size == 1


def test_pooled_bounds_are_those_of_a_linear_programme_over_cells():
    rng = np.random.default_rng(5)
    for _ in range(5):
        share, authors, _ = counties(rng, 40, most=25)
        above = rng.binomial(authors.astype(int), 0.5 + 0.4 * share) / authors
        found = BoundsOfCounties(share, authors)
        cells = found.cells[0]
        total = np.bincount(cells, authors)
        keep = total > 0
        ours = np.bincount(cells, authors * share)[keep]
        mean = np.bincount(cells, authors * above)[keep]
        members = np.stack([ours, total[keep] - ours])
        cost = np.concatenate([np.ones(ours.size) / ours.sum(), np.zeros(ours.size)])
        limits = [(0, one) for one in members.ravel()]
        sums = np.hstack([np.eye(ours.size)] * 2)
        ends = [
            sign * linprog(sign * cost, A_eq=sums, b_eq=mean, bounds=limits).fun for sign in (1, -1)
        ]
        first, second = found.groups(above, interval="none", **HOW)
        assert_allclose([first.lower.value, first.upper.value], ends, atol=1e-9)
        gap = found.gap(above, interval="none", **HOW)
        assert_allclose(gap.lower.value, first.lower.value - second.upper.value)
        assert_allclose(gap.upper.value, first.upper.value - second.lower.value)
        high = np.minimum(mean, ours).sum() / ours.sum()
        cell = found.of_first(above)
        assert ((cell.lower >= 0) & (cell.upper <= 1) & (cell.lower <= cell.upper)).all()
        assert_allclose(np.average(cell.upper, weights=authors * share), high, atol=1e-12)


def test_with_few_authors_single_counties_miss_the_truth_and_pooled_ones_do_not():
    rng = np.random.default_rng(6)
    number = 600
    share, state = rng.beta(0.5, 3.0, number), np.arange(number) % 20
    held = {"single": 0, "pooled": 0}
    for _ in range(40):
        authors = rng.poisson(2.0, number)
        here = authors > 0
        above = rng.binomial(authors, 0.44 + 0.5 * share)[here] / authors[here]
        given = share[here], authors[here].astype(float)
        single = gap_bounds(above, *given, clusters=state[here], **HOW)
        pooled = BoundsOfCounties(*given, clusters=state[here]).gap(above, **HOW)
        held["single"] += not single.excludes(0.5)
        held["pooled"] += not pooled.excludes(0.5)
    assert held["single"] < 4
    assert held["pooled"] == 40


def test_counties_without_the_group_or_of_it_alone_say_what_they_can():
    share = np.array([0.0, 0.0, 1.0, 1.0, 0.4])
    authors = np.array([2.0, 3.0, 4.0, 1.0, 5.0])
    above = np.array([0.5, 1.0, 0.25, 1.0, 0.4])
    found = BoundsOfCounties(share, authors)
    assert found.pooled == 0
    bounds = found.of_first(above)
    assert np.isnan(bounds.lower[:2]).all()
    assert_allclose(bounds.lower[2:4], [0.25, 1])
    assert_allclose(bounds.upper[2:4], [0.25, 1])
    given = above, share, authors
    second = found.groups(above, interval="none", **HOW)[1]
    assert_allclose(second.lower.value, group_bounds(*given, interval="none", **HOW)[1].lower.value)


def test_users_who_are_not_residents_break_the_bounds_where_the_gap_is_large(places, authors):
    plan = {"ratios": [0.5, 1.0, 2.0], "repetitions": 20, "level": 0.95, "seed": 1}
    frame = bounds_adoption(places, authors, gap=-10.0, **plan)
    assert frame["planted"].tolist() == [one for one in PLANTED for _ in range(3)]
    held = frame.set_index(["planted", "adoption_ratio"])["contained"]
    example, lowest, highest = PLANTED
    assert (held[example] == 1).all()
    assert held[lowest, 1.0] > 0.8
    assert held[highest, 1.0] > 0.8
    assert held[highest, 2.0] == held[lowest, 2.0] == 0
    said = contained_of(frame)
    assert said["example"] == 1
    assert said["least"] == 0
    assert said["least_ratio"] == 2.0
    counts = author_counts(own_race(0.0), places, authors)
    share = np.average(places.share, weights=counts)
    one = frame[(frame["planted"] == highest) & (frame["adoption_ratio"] == 1.0)]["gap"].item()
    assert one == pytest.approx(100 * 0.5 / (1 - share))
