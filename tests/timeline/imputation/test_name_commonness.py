import numpy as np
import pandas as pd
import pytest

from rml.data.county_race import EXCLUSIVE_GROUPS
from rml.timeline.imputation import name_commonness
from rml.timeline.imputation.disparity_effect import PlantedGap
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.made_up_people import WORLDS, labelled_people, made_outcome
from rml.timeline.imputation.name_commonness import (
    METHOD_COLUMNS,
    commonness_frame,
    even_outcomes,
    rarest_per_million,
)

PLANTED = PlantedGap(
    first="black", second="white", base=0.5, gap=-0.1, cutoff=0.6, known_share=0.1, level=0.95
)
SURNAMES = 4000


@pytest.fixture(scope="module")
def counties():
    rows = []
    for place in range(20):
        groups = dict.fromkeys(EXCLUSIVE_GROUPS, 500)
        groups["nh_black"] = 1000 * (1 + place % 5)
        groups["nh_white"] = 20_000 - groups["nh_black"]
        rows.append(groups)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def surnames():
    """Names of which the common ones are shared by all, and the rare ones by a single group."""
    rng = np.random.default_rng(1)
    rows = np.empty((SURNAMES, len(GROUPS)))
    for place in range(SURNAMES):
        shape = np.full(len(GROUPS), 3.0 if place < 40 else 0.15)
        shape[:2] *= 4
        rows[place] = rng.dirichlet(shape)
    return pd.DataFrame(rows, columns=list(GROUPS))


@pytest.fixture(scope="module")
def frame(surnames, counties):
    return commonness_frame(
        surnames, counties, PLANTED, exponents=[0.0, 0.8, 1.2], size=20_000, seed=[1]
    )


def test_each_exponent_and_world_has_a_row(frame):
    assert frame["exponent"].tolist() == [0.0, 0.0, 0.8, 0.8, 1.2, 1.2]
    assert frame["world"].tolist() == [*WORLDS] * 3
    assert frame["commonest"].is_monotonic_increasing
    assert frame["rarest"].is_monotonic_decreasing
    assert (frame["rarest"] * 1000 < 1e6).all()


def test_weighting_keeps_less_where_common_names_tell_little(frame):
    own, proxy = (frame[frame["world"] == world] for world in WORLDS)
    assert own["weighted"].is_monotonic_decreasing
    assert own["weighted"].iloc[0] > own["weighted"].iloc[-1] + 0.03
    # In the world that it assumes, weighting is right whatever the names.
    assert proxy["weighted"].tolist() == pytest.approx([1] * 3, abs=0.08)
    assert own["birdie"].tolist() == pytest.approx([1] * 3, abs=0.15)
    assert (proxy["most_probable"] > proxy["weighted"]).all()


def test_results_come_from_the_cache_and_depend_on_the_planted_gap(
    surnames, counties, frame, monkeypatch, tmp_path
):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "own"))
    given = {"exponents": [0.0], "size": 2000, "seed": [2]}
    first = commonness_frame(surnames, counties, PLANTED, **given)
    monkeypatch.setattr(name_commonness, "draw_people", None)
    pd.testing.assert_frame_equal(commonness_frame(surnames, counties, PLANTED, **given), first)
    other = PlantedGap(
        first="black", second="white", base=0.5, gap=-0.2, cutoff=0.6, known_share=0.1, level=0.95
    )
    with pytest.raises(TypeError):
        commonness_frame(surnames, counties, other, **given)
    assert set(METHOD_COLUMNS) <= set(frame.columns)


def test_a_method_with_nobody_to_count_has_no_number(surnames, counties):
    certain = PlantedGap(
        first="black", second="white", base=0.5, gap=-0.1, cutoff=1 - 1e-12, known_share=0.1,
        level=0.95,
    )  # fmt: skip
    frame = commonness_frame(surnames, counties, certain, exponents=[0.0], size=2000, seed=[2])
    assert frame["cutoff"].isna().all()
    assert frame["weighted"].notna().all()


@pytest.mark.parametrize("world", WORLDS)
def test_outcomes_happen_as_often_as_they_should_among_people_who_are_alike(world):
    rng = np.random.default_rng(3)
    b = rng.beta(0.6, 1.2, size=5000)
    shares = np.zeros((5000, len(GROUPS)))
    shares[:, 1], shares[:, 0] = b, 1 - b
    people = labelled_people((rng.random(5000) < b).astype(int), shares)
    outcome = made_outcome(people, world=world, first="black", second="white", base=0.6, gap=-0.2)
    happened = even_outcomes(people, outcome, first="black")
    assert set(np.unique(happened)) == {0.0, 1.0}
    for low in np.arange(0, 1, 0.1):
        inside = (b >= low) & (b < low + 0.1)
        # One more or less at either end, where drawing would be off by the root of their number.
        assert abs(happened[inside].sum() - outcome.chances[inside].sum()) <= 2


def test_the_rarest_names_have_what_the_source_says(counties):
    residents = counties.to_numpy().sum()
    assert rarest_per_million(counties) == pytest.approx(1e6 * 100 / (0.9 * residents))
