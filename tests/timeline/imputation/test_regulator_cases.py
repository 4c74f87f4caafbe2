import pytest

from rml.data.bisg_cases import load_bisg_cases
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.priors import load_national_prior
from rml.timeline.imputation.regulator_cases import TOLERANCE, agreement


@pytest.fixture
def cases():
    return load_bisg_cases()


def test_the_bayes_step_agrees_with_the_regulator(cases):
    found = agreement(cases, load_national_prior())
    assert (found.cases, found.numbers) == (50, 300)
    assert found.largest < TOLERANCE
    assert abs(found.ours.value - found.theirs.value) == pytest.approx(found.largest)
    assert found.theirs.tolerance == TOLERANCE
    assert found.theirs.unit == found.ours.unit


def test_one_altered_result_is_found_and_named(cases):
    cases.loc[3, "posterior_black"] += 0.01
    found = agreement(cases, load_national_prior())
    assert found.largest == pytest.approx(0.01, abs=1e-6)
    assert found.theirs.id == f"case_{cases.loc[3, 'case']}_black"


def test_another_prior_does_not_agree(cases):
    assert agreement(cases, load_national_prior()[::-1].copy()).largest > 0.1


def test_leaving_out_the_prior_is_the_step_with_equal_priors(cases):
    flat = load_national_prior() * 0 + 1 / len(GROUPS)
    moved = agreement(cases, load_national_prior()).without_prior.value
    assert agreement(cases, flat).largest == pytest.approx(moved, abs=1e-6)
    assert agreement(cases, flat).without_prior.value == pytest.approx(0, abs=1e-12)
