import numpy as np
import pytest
from scipy import special

from rml.cropping.author_choice import Authors, author_choices, expected_choices
from rml.cropping.crop_policies import CENTRE, Scene, centre_crop
from rml.cropping.face_region import CONGRESS_FACE
from rml.data import ledger

TWO = Scene.of_two(128, CONGRESS_FACE)
EVEN = Authors(own_preference=0.7, placement_noise=0.04, appeal_spread=0.8)
TILTED = Authors(own_preference=0.7, placement_noise=0.04, appeal_spread=0.8, means_a=0.65)


def choices(authors, *, people=(60, 50), seed=3, ratio=1.0):
    rng = np.random.default_rng(seed)
    return author_choices(TWO, authors, ratio=ratio, people=people, rng=rng)


@pytest.mark.parametrize("authors", [EVEN, TILTED])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_expectation_is_the_mean_over_many_draws(authors, ratio):
    rng = np.random.default_rng(8)
    drawn = [
        author_choices(TWO, authors, ratio=ratio, people=(20, 20), rng=rng) for _ in range(400)
    ]
    expected = expected_choices(TWO, authors, ratio=ratio)
    for field in ("gap", "kept", "meant"):
        means = np.array([getattr(draw, field).mean() for draw in drawn])
        error = means.std(ddof=1) / np.sqrt(means.size)
        assert abs(means.mean() - getattr(expected, field)) < 4 * error + 1e-9, field


def test_authors_who_do_not_mind_the_group_make_no_gap():
    assert expected_choices(TWO, EVEN, ratio=1.0).gap == 0
    assert expected_choices(TWO, TILTED, ratio=1.0).gap > 0.05


def test_a_tilt_the_other_way_gives_the_opposite_gap():
    other = Authors(own_preference=0.7, placement_noise=0.04, appeal_spread=0.8, means_a=0.35)
    gaps = [expected_choices(TWO, authors, ratio=1.0).gap for authors in (TILTED, other)]
    assert gaps[0] == pytest.approx(-gaps[1])
    assert TILTED.shift == pytest.approx(-other.shift)


def test_the_shift_makes_group_a_meant_as_often_as_declared():
    rng = np.random.default_rng(1)
    appeal = rng.normal(0, TILTED.appeal_spread, size=(2, 400_000))
    means_a = special.expit(appeal[0] - appeal[1] + TILTED.shift)
    assert means_a.mean() == pytest.approx(TILTED.means_a, abs=0.002)


def test_authors_who_never_choose_leave_the_centre_crop():
    idle = Authors(own_preference=0.0, placement_noise=0.04, appeal_spread=0.8, means_a=0.9)
    drawn = choices(idle)
    centre = TWO.kept(centre_crop(TWO, ratio=1.0))
    assert drawn.kept == pytest.approx(centre.mean())
    assert not drawn.gap.any()
    assert expected_choices(TWO, idle, ratio=1.0).gap == 0
    assert CENTRE.kind == "centre"


def test_steady_hands_show_the_whole_face_of_the_person_meant():
    sure = Authors(own_preference=1.0, placement_noise=0.0, appeal_spread=0.0)
    assert (choices(sure).meant == 1).all()
    assert expected_choices(TWO, sure, ratio=1.0).meant == 1
    shaky = Authors(own_preference=1.0, placement_noise=0.3, appeal_spread=0.0)
    assert expected_choices(TWO, shaky, ratio=1.0).meant < 0.9


def test_appeal_makes_the_pairs_of_a_person_alike():
    """Without it pairs would be independent, and resampling people would be idle."""
    strong, none = (
        Authors(own_preference=1.0, placement_noise=0.0, appeal_spread=spread)
        for spread in (2.0, 0.0)
    )
    spread_of_people = [choices(authors).gap.mean(axis=1).std() for authors in (strong, none)]
    assert spread_of_people[0] > 3 * spread_of_people[1]


def test_the_draw_is_noted_as_simulated():
    ledger.clear()
    try:
        choices(EVEN, people=(2, 2))
        assert ledger.derive_data_kind(ledger.inputs()) == "simulated"
    finally:
        ledger.clear()


def test_same_seed_same_authors():
    assert (choices(EVEN).gap == choices(EVEN).gap).all()
    assert (choices(EVEN).gap != choices(EVEN, seed=4).gap).any()


@pytest.mark.parametrize(
    "wrong",
    [
        {"own_preference": 1.2},
        {"placement_noise": -0.1},
        {"appeal_spread": -1.0},
        {"means_a": 1.0},
    ],
)
def test_impossible_authors_are_refused(wrong):
    values = {"own_preference": 0.5, "placement_noise": 0.1, "appeal_spread": 1.0}
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Authors(**{**values, **wrong})


def test_too_few_people_are_refused():
    with pytest.raises(ValueError, match="people"):
        choices(EVEN, people=(1, 5))
