import numpy as np
import pytest

from rml.cropping.author_choice import Authors, author_choices, expected_choices
from rml.cropping.author_recovery import gap_of, recovered_gap
from rml.cropping.crop_policies import Scene
from rml.cropping.face_region import CONGRESS_FACE
from rml.data import ledger

TWO = Scene.of_two(128, CONGRESS_FACE)


@pytest.fixture(autouse=True)
def _nothing_noted():
    yield
    ledger.clear()


def recover(*, people=20, repetitions=1000, seed=1, **authors):
    chosen = Authors(
        **{"own_preference": 0.8, "placement_noise": 0.05, "appeal_spread": 1.0} | authors
    )
    return chosen, recovered_gap(
        TWO,
        chosen,
        ratio=1.0,
        people=people,
        repetitions=repetitions,
        level=0.95,
        rng=np.random.default_rng(seed),
    )


@pytest.mark.parametrize("means_a", [0.5, 0.65])
def test_the_planted_gap_is_found_and_intervals_cover_it(means_a):
    authors, found = recover(means_a=means_a)
    assert found.truth == pytest.approx(100 * expected_choices(TWO, authors, ratio=1.0).gap)
    assert abs(found.bias) < 0.5
    assert 0.93 <= found.coverage <= 0.97


def test_intervals_that_took_pictures_for_independent_would_not_cover():
    """People's appeal is why the report resamples people and not pictures."""
    rng = np.random.default_rng(5)
    authors = Authors(own_preference=0.8, placement_noise=0.05, appeal_spread=1.0)
    held = []
    for _ in range(300):
        gaps = author_choices(TWO, authors, ratio=1.0, people=(20, 20), rng=rng).gap
        reach = 1.96 * gaps.std(ddof=1) / np.sqrt(gaps.size)
        held.append(abs(gaps.mean()) <= reach)
    assert np.mean(held) < 0.7


def test_more_people_make_narrower_intervals():
    few, many = (recover(people=people, repetitions=30)[1] for people in (15, 60))
    assert many.width < 0.7 * few.width


def test_the_estimate_is_the_mean_gap_in_points():
    authors = Authors(own_preference=0.8, placement_noise=0.05, appeal_spread=1.0)
    drawn = author_choices(TWO, authors, ratio=1.0, people=(17, 16), rng=np.random.default_rng(2))
    gap = gap_of(drawn, level=0.9)
    assert gap.value == pytest.approx(100 * drawn.gap.mean())
    assert gap.level == 0.9
    assert "17 people of group A and 16 people of group B" in gap.n


def test_a_recovery_notes_a_simulation():
    ledger.clear()
    recover(people=15, repetitions=1)
    assert set(ledger.inputs().values()) == {"simulated"}


@pytest.mark.parametrize(("name", "value"), [("people", 9), ("repetitions", 0)])
def test_too_little_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        recover(**{name: value})
