import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.amplification.estimator_bias.union_reach import union_amplification, union_reach

SHARE = st.floats(1e-4, 0.3)


@given(share=SHARE, members=st.integers(1, 200), factor=st.floats(0.05, 3))
def test_under_independence_a_group_is_never_further_from_no_effect(share, members, factor):
    individual = factor - 1
    group = float(union_amplification(share, individual, members=members))
    assert abs(group) <= abs(individual) + 1e-9
    assert group * individual >= -1e-12


@given(share=SHARE, members=st.integers(1, 50), overlap=st.floats(0, 1))
def test_a_union_lies_between_one_member_and_all_without_overlap(share, members, overlap):
    union = float(union_reach(share, members=members, overlap=overlap))
    independent = float(union_reach(share, members=members))
    assert share - 1e-12 <= union <= independent + 1e-12 <= min(1, members * share) + 2e-12


@pytest.mark.parametrize("overlap", [0.0, 0.4, 1.0])
def test_the_union_is_that_of_simulated_users(overlap):
    rng = np.random.default_rng(9)
    users, members, share = 200_000, 6, 0.08
    core = rng.random(users) < overlap * share
    rest = share * (1 - overlap) / (1 - overlap * share)
    met = core[:, None] | (rng.random((users, members)) < rest)
    assert met.mean(axis=0) == pytest.approx([share] * members, rel=0.05)
    assert union_reach(share, members=members, overlap=overlap) == pytest.approx(
        met.any(axis=1).mean(), rel=0.02
    )


def test_audiences_that_overlap_in_control_alone_raise_the_group_above_its_members():
    group = union_amplification(0.01, 1.0, members=20, control_overlap=0.5)
    assert group > 1
    both = union_amplification(0.01, 1.0, members=20, control_overlap=0.5, treatment_overlap=0.5)
    assert both < 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: union_reach(1.2, members=2), "`member_reach` must be a share"),
        (lambda: union_reach(0.2, members=2, overlap=-1), "`overlap` must be a share"),
        (lambda: union_reach(0.2, members=0), "`members` must be at least 1"),
        (lambda: union_amplification(0, 1, members=2), "`member_reach` must be above 0"),
        (lambda: union_amplification(0.6, 1, members=2), "`member_reach` must be a share"),
    ],
)
def test_impossible_groups_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
