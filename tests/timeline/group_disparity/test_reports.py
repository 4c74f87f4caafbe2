"""Parameters, tables, figures and the published example."""

import pytest
import yaml
from pydantic import ValidationError

from rml.data.group_counts import load_group_counts
from rml.data.published_figures import published_figures
from rml.disparity.gap_noise import gap_noise_frame
from rml.report.alt_text import check_alt
from rml.timeline.group_disparity import display, published_display
from rml.timeline.group_disparity.figures import (
    apart_alt,
    apart_plot,
    chance_alt,
    chance_plot,
    few_alt,
    few_plot,
    rare_alt,
    rare_plot,
)
from rml.timeline.group_disparity.parameters import GroupDisparity, PublishedGroupDisparity
from rml.timeline.group_disparity.published_display import gaps_alt, gaps_plot
from rml.timeline.group_disparity.recomputed import (
    compared_groups,
    count_reproduced,
    figures_frame,
    plugged_frame,
    recomputed_figures,
)
from rml.timeline.group_disparity.repetitions import judged
from rml.timeline.group_disparity.scenarios import (
    rare_events,
    small_group_apart,
    spaced_groups,
    uneven_groups,
)
from rml.timeline.group_disparity.tables import (
    apart_frame,
    chance_frame,
    few_frame,
    rare_frame,
    scenario_frame,
    uneven_frame,
)

HOW = {"repetitions": 20, "draws": 99, "level": 0.95, "seed": [1]}


@pytest.fixture
def given(request):
    path = request.config.rootpath / "params/home_timeline/group_disparity.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["parameters"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("spreads", [0.02, 0.05], "start at 0"),
        ("spreads", [0.0, 0.2], "not exceed 0.12"),
        ("few_groups", [6, 4], "must rise"),
        ("rare_rates", [0.1, 0.1], "must rise"),
        ("smallest_sizes", [5, 5], "must rise"),
        ("highest_rates", [0.3, 0.1], "must rise"),
        ("highest_rates", [0.03, 0.1], "smallest group has the highest"),
        ("first_layout", [30, 10, 60], "start with its smallest"),
        ("smallest_sizes", [5, 60], "stay below all uneven_sizes"),
        ("draws", 10, "draws"),
        ("common_rate", 0.1, "common_rate"),
        ("unknown", 1, "unknown"),
    ],
)
def test_parameters_that_cannot_be_are_refused(given, field, value, words):
    with pytest.raises(ValidationError, match=words):
        GroupDisparity(**given | {field: value})


def test_there_must_be_many_sets_of_published_draws():
    with pytest.raises(ValidationError, match="20 times"):
        PublishedGroupDisparity(
            level=0.95, seed=1, draws=1000, published_draws=500, noise_quantile=0.95
        )


def test_figures_say_what_they_show():
    growth = chance_frame(groups=[2, 5, 9], sizes=[20, 200], rate=0.3)
    assert growth.groupby("size")["gap"].apply(lambda gaps: gaps.is_monotonic_increasing).all()
    chance_plot(growth, groups=5, size=20)
    check_alt(chance_alt(growth), caption=display.CAPTIONS["by_chance"], where="test")
    cases = spaced_groups(groups=[4, 6], sizes=[50], spreads=[0.0, 0.1], rate=0.3)
    frame = few_frame({key: judged(one, **HOW) for key, one in cases.items()})
    few_plot(frame, level=0.95)
    few_plot(frame[frame["groups"] == 4], level=0.95)
    check_alt(few_alt(frame), caption=display.CAPTIONS["few_groups"], where="test")
    rare = rare_events(groups=4, size=10, rates=[0.02, 0.2])
    found = {rate: judged(one, **HOW) for rate, one in rare.items()}
    lacking = rare_frame(found, found, groups=4)
    rare_plot(lacking, level=0.95)
    check_alt(rare_alt(lacking), caption=display.CAPTIONS["without_events"], where="test")
    assert lacking["size_needed"].is_monotonic_decreasing
    cases = small_group_apart(layouts={"a": [9, 40, 60]}, highest=[0.1, 0.2], others=[0.01, 0.05])
    apart = {key: judged(one, **HOW) for key, one in cases.items()}
    frame = apart_frame(apart, apart)
    assert frame["coverage"].equals(frame["coverage_smoothed"])
    assert apart_frame({}, apart)["coverage"].isna().all()
    assert {*display.APART["units"], *display.APART["formats"]} <= set(frame.columns)
    apart_plot(frame, level=0.95)
    check_alt(apart_alt(frame), caption=display.CAPTIONS["small_group_highest"], where="test")


@pytest.mark.parametrize(
    ("look", "make"),
    [
        (display.SCENARIOS, lambda found: scenario_frame({"a": found}).tail(1)),
        (display.FEW, lambda found: few_frame({(3, 10, 0.05): found})),
        (display.UNEVEN, lambda found: uneven_frame({(5, 0.05): found}, {(5, 0.05): found})),
        (display.RARE, lambda found: rare_frame({0.05: found}, {0.05: found}, groups=3)),
    ],
    ids=["scenarios", "few", "uneven", "rare"],
)
def test_looks_name_columns_that_there_are(look, make):
    (scenario,) = uneven_groups(smallest=[5], others=[9, 9], spreads=[0.05], rate=0.3).values()
    frame = make(judged(scenario, **HOW))
    assert {*look["units"], *look["formats"]} <= set(frame.columns)
    assert len(frame) == 1


@pytest.fixture(scope="module")
def found():
    return recomputed_figures(
        load_group_counts(),
        published_figures("lum2022_figures"),
        draws=30_000,
        published_draws=500,
        joint=0.95,
        seed=1,
    )


def test_all_published_figures_follow_from_the_counts(found):
    assert len(found) == 54
    assert count_reproduced(found, medians=True, unit="medians").value == 18
    assert count_reproduced(found, medians=False, unit="ends").value == 36


def test_a_wrong_count_would_not_reproduce_the_figures():
    counts = load_group_counts()
    changed = (counts["metric"] == "SR") & (counts["group"] == "Black")
    counts.loc[changed, "positives"] += 60
    other = recomputed_figures(
        counts,
        published_figures("lum2022_figures"),
        draws=30_000,
        published_draws=500,
        joint=0.95,
        seed=1,
    )
    assert not other["sr_race_uncorrected_median"].reproduced
    assert count_reproduced(other, medians=True, unit="medians").value < 18


def test_the_tolerance_is_rounding_and_noise(found):
    for one in found.values():
        assert one.published.tolerance == pytest.approx(one.rounding + one.noise)
        assert one.rounding == 5e-5
    assert figures_frame(found)["agrees"].all()


def test_the_data_give_the_variances_of_the_vectors_and_two_of_random_effects():
    frame = plugged_frame(load_group_counts()).set_index(["rate", "by"])
    row = frame.loc[("false-positive rate", "age")]
    # From the separately computed vectors, printed to eight decimals.
    assert row["uncorrected"] == pytest.approx(0.00273583, abs=6e-9)
    assert row["corrected"] == pytest.approx(0.00171670, abs=6e-9)
    assert row["double_corrected"] == pytest.approx(0.00076203, abs=6e-9)
    assert (frame[["dersimonian_laird", "paule_mandel"]] >= 0).all(axis=None)
    assert {*published_display.PLUGGED["formats"]} <= set(frame.columns)


def test_the_example_shows_gaps_beside_chance():
    counts = load_group_counts()
    compared = compared_groups(counts, level=0.95, resamples=999, seed=1)
    frame = gap_noise_frame(compared)
    assert len(frame) == len(plugged_frame(counts)) == 6
    hard = compared["true-positive rate, by race"]
    assert hard.by_chance > 0.5 * hard.gap
    assert hard.spread.low == 0
    gaps_plot(compared)
    check_alt(gaps_alt(frame), caption=published_display.GAPS_CAPTION, where="test")
