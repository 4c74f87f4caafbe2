import numpy as np
import pytest

from rml.timeline.group_disparity.scenarios import (
    Scenario,
    alike,
    published_scenarios,
    rare_events,
    small_group_apart,
    spaced_groups,
    uneven_groups,
)


def test_the_published_scenarios_are_those_of_the_published_code():
    scenarios = published_scenarios()
    assert [sum(one.sizes) for one in scenarios] == [5000] * 4
    assert {len(one.rates) for one in scenarios} == {100}
    assert [one.variance == pytest.approx(0) for one in scenarios] == [True, True, False, False]
    assert scenarios[3].variance == pytest.approx(np.var(np.linspace(0.1, 0.9, 100), ddof=1))
    assert (min(scenarios[1].sizes), max(scenarios[1].sizes)) == (10, 90)


def test_spaced_groups_have_the_spread_that_they_are_named_for():
    cases = spaced_groups(groups=[4, 8], sizes=[50], spreads=[0.0, 0.05], rate=0.3)
    for (groups, size, spread), one in cases.items():
        assert len(one.sizes) == groups
        assert set(one.sizes) == {size}
        assert one.variance**0.5 == pytest.approx(spread)
        assert np.mean(one.rates) == pytest.approx(0.3)


def test_the_smallest_group_is_added_with_the_lowest_rate():
    cases = uneven_groups(smallest=[5, 50], others=[100, 300], spreads=[0.05], rate=0.3)
    assert [one.sizes for one in cases.values()] == [(5, 100, 300), (50, 100, 300)]
    for one in cases.values():
        assert one.rates[0] == min(one.rates)
        assert one.variance**0.5 == pytest.approx(0.05)


def test_the_smallest_group_has_the_highest_rate_wherever_it_stands():
    cases = small_group_apart(
        layouts={"first": [5, 50, 90], "last": [70, 60, 10, 10]},
        highest=[0.1, 0.2],
        others=[0.01, 0.05],
    )
    assert len(cases) == 4
    assert cases["first", 0.2].rates == pytest.approx((0.2, 0.01, 0.05))
    assert cases["last", 0.1].rates == pytest.approx((0.01, 0.03, 0.1, 0.05))
    assert cases["last", 0.1].sizes == (70, 60, 10, 10)


def test_rare_events_run_from_half_the_mean_rate_to_half_as_much_again():
    (one,) = rare_events(groups=5, size=20, rates=[0.02]).values()
    assert (one.rates[0], one.rates[-1]) == pytest.approx((0.01, 0.03))


def test_equal_groups_have_noise_alone():
    one = alike(groups=7, size=200, rate=0.3)
    assert (one.gap, one.variance) == (0, pytest.approx(0))
    assert one.noise == pytest.approx(0.3 * 0.7 / 200)


@pytest.mark.parametrize(
    ("sizes", "rates", "words"),
    [((5,), (0.1,), "two groups"), ((5, 5), (0.1,), "2 sizes"), ((5, 0), (0.1, 0.2), "empty"),
     ((5, 5), (0.1, 1.2), "outside 0 to 1")],
    ids=["one", "short", "empty", "rate"],
)  # fmt: skip
def test_a_scenario_that_cannot_be_is_refused(sizes, rates, words):
    with pytest.raises(ValueError, match=words):
        Scenario(name="x", sizes=sizes, rates=rates)
