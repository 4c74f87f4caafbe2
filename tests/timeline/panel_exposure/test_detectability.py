import pytest

from rml.timeline.panel_exposure.comparisons import compare_with_rest, contrast
from rml.timeline.panel_exposure.detectability import chance_of_detection, detectability_table
from rml.timeline.panel_exposure.fisher import fisher_power

DESIGN = {"alpha": 0.05, "power": 0.8, "effect_ratio": 0.5}


def test_each_row_is_what_the_power_function_says(counts, settings):
    family = compare_with_rest(counts, **settings)
    shown = detectability_table(family, **DESIGN).set_index(["outcome", "group"])
    row = shown.loc[("second", "middle")]
    assert row["rate_rest"] == pytest.approx(100 * 97 / 2003)
    for name, alpha in (("alone", 0.05), ("family", 0.05 / 6)):
        chance = fisher_power(97 / 2003, 190, 2003, alpha=alpha)
        assert chance(row[f"lower_{name}"] / 100) == pytest.approx(0.8, abs=1e-3)
        assert chance(row[f"higher_{name}"] / 100) == pytest.approx(0.8, abs=1e-3)
        assert row[f"power_{name}"] == pytest.approx(chance(0.5 * 97 / 2003))


def test_the_family_detects_less_than_a_single_test(counts, settings):
    shown = detectability_table(compare_with_rest(counts, **settings), **DESIGN)
    assert (shown["power_family"] <= shown["power_alone"]).all()
    assert (shown["higher_family"] >= shown["higher_alone"]).all()


def test_eight_people_cannot_be_found_to_be_reached_less(counts, settings):
    shown = detectability_table(compare_with_rest(counts, **settings), **DESIGN)
    small = shown[shown["group"] == "small"]
    assert small[["lower_alone", "lower_family"]].isna().all(axis=None)
    assert (small["p_if_none"] > 0.4).all()


def test_what_a_group_showed_plays_no_part():
    few, many = (contrast(count, 190, 159, 2331) for count in (0, 60))
    chances = [
        chance_of_detection(found, effect_ratio=0.5, alpha=0.05, comparisons=30)
        for found in (few, many)
    ]
    assert chances[0].value == chances[1].value
    assert not chances[0].has_interval
    assert chances[0].unit == "proportion"


def test_a_ratio_that_would_exceed_one_is_certain_to_be_detected():
    found = contrast(10, 50, 400, 800)
    chance = chance_of_detection(found, effect_ratio=5.0, alpha=0.05, comparisons=1)
    assert chance.value == pytest.approx(1.0)
