"""What is said of intervals and tests over simulated experiments, against plain arithmetic."""

import numpy as np
import pytest
from planted_cases import HABITS
from scipy import stats

from rml.amplification.calibration.experiments import PublishedDraws
from rml.amplification.calibration.summary import (
    NOTHING,
    PLANTED,
    PUBLISHED,
    Judgement,
    association_judgements,
    chosen,
    judgement_frame,
    own_judgements,
    published_judgements,
    three_parties,
    two_parties,
    worst,
)
from rml.amplification.holdback.behaviour import planted_amplification
from rml.amplification.holdback.repetitions import SCOPES, repeated
from rml.amplification.holdback.scenario import planted

WINDOW = {
    "habits": HABITS,
    "control_users": {"Utopia": 600},
    "size_ratio": 4,
    "days": 2,
    "first_day": "2020-04-01",
}


def judgement(held, *, of=100, quantity="ratio of P1", **others):
    right = np.r_[np.ones(held), np.zeros(of - held)]
    fields = {"question": "these accounts", "method": "over users", "bias": 1.0, "width": 9.0}
    return Judgement(quantity=quantity, right=right, **(fields | others))


def test_shares_carry_the_exact_interval():
    one = judgement(93)
    share = one.share(level=0.95)
    low, high = stats.binomtest(93, 100).proportion_ci(0.95, method="exact")
    assert (share.value, share.low, share.high) == pytest.approx((93, 100 * low, 100 * high))
    alarms = one.false_positives(level=0.95)
    assert (alarms.value, alarms.low, alarms.high) == pytest.approx(
        (7, 100 * (1 - high), 100 * (1 - low))
    )
    assert share.unit == alarms.unit == "per cent of simulated experiments"
    assert share.n == "100 simulated experiments"


def test_a_record_of_an_interval_and_of_a_test_say_different_things_of_bias():
    one = judgement(92, of=100, bias=-1.5, width=12.0)
    interval = one.recovery(bias_bound=3.0, width_bound=20.0)
    assert (interval.repetitions, interval.bias, interval.coverage) == (100, -1.5, 0.92)
    assert (interval.bias_bound, interval.width, interval.width_bound) == (3.0, 12.0, 20.0)
    test = one.test_recovery(alpha=0.05, rate_bound=1.0, width_bound=20.0)
    # Eight per cent of false alarms where there should be five.
    assert test.bias == pytest.approx(3.0)
    assert test.bias_bound == 1.0
    assert test.coverage == pytest.approx(0.92)
    assert judgement(97).test_recovery(
        alpha=0.05, rate_bound=1.0, width_bound=20.0
    ).bias == pytest.approx(-2.0)


@pytest.mark.parametrize(("counts", "place"), [((95, 90, 97), 1), ((95, 94, 99), 2)])
def test_the_worst_is_farthest_from_nominal_on_either_side(counts, place):
    judged = [judgement(count) for count in counts]
    assert worst(judged, level=0.95) is judged[place]


def test_judgements_are_chosen_by_question_method_and_start_of_the_quantity():
    judged = [
        judgement(95),
        judgement(95, quantity="ratio of P2"),
        judgement(95, quantity=NOTHING),
        judgement(95, method=PUBLISHED),
        judgement(95, question="accounts like these"),
    ]
    asked = {"question": "these accounts", "method": "over users"}
    assert chosen(judged, quantity="ratio", **asked) == judged[:2]
    assert chosen(judged, quantity=NOTHING, **asked) == [judged[2]]
    assert chosen(judged, quantity=PLANTED, **asked) == []


def test_the_frame_has_a_row_a_judgement():
    judged = [judgement(93), judgement(40, of=50, quantity=PLANTED, method=PUBLISHED, bias=-2.0)]
    frame = judgement_frame(judged, level=0.9)
    assert frame["quantity"].tolist() == ["ratio of P1", PLANTED]
    assert frame["held"].tolist() == [93.0, 80.0]
    assert frame["experiments"].tolist() == [100, 50]
    assert frame["bias"].tolist() == [1.0, -2.0]
    low, high = stats.binomtest(40, 50).proportion_ci(0.9, method="exact")
    assert frame.loc[1, ["held_low", "held_high"]].tolist() == pytest.approx(
        [100 * low, 100 * high]
    )


def test_two_parties_are_alike_and_the_third_is_amplified_more():
    case = three_parties([25, 22, 20], amplification=0.4, larger_amplification=1.2, **WINDOW)
    assert case.amplification == {"P1": 0.4, "P2": 0.4, "P3": 1.2}
    assert [plan.authors for plan in case.parties] == [25, 22, 20]
    assert [plan.side for plan in case.parties] == ["left", "right", "left"]
    experiment = planted(case, np.random.default_rng(1))
    assert planted_amplification(experiment) == pytest.approx([0.4, 0.4, 1.2])


def test_accounts_without_a_side_have_smaller_audiences():
    case = two_parties(50, **WINDOW)
    experiment = planted(case, np.random.default_rng(1))
    assert set(case.amplification.values()) == {0.0}
    assert [plan.side for plan in case.parties] == ["left", None]
    mean = experiment.type_share @ experiment.rate
    sided, without = np.median(mean[:50]), np.median(mean[50:])
    assert sided > 1.3 * without


def test_our_intervals_are_judged_on_ratios_and_contrasts():
    case = three_parties([20, 20, 20], amplification=0.5, larger_amplification=1.5, **WINDOW)
    draws = {which: repeated(case, authors=which, repetitions=8, seed=1) for which in SCOPES}
    judged = own_judgements(draws, level=0.9)
    quantities = ["ratio of P1", "ratio of P2", "ratio of P3", NOTHING, PLANTED]
    assert [(one.question, one.method, one.quantity) for one in judged] == [
        (question, method, quantity)
        for question, method in (
            ("these accounts", "over users"),
            ("accounts like these", "over users and authors"),
        )
        for quantity in quantities
    ]
    for place, which in ((0, "these authors"), (5, "authors like these")):
        found = draws[which]
        for offset, weights in ((1, [0, 1, 0]), (3, [-1, 1, 0]), (4, [-1, 0, 1])):
            one, contrast = judged[place + offset], found.contrast(weights)
            half = stats.t.ppf(0.95, contrast.freedom) * contrast.error
            off = contrast.value - contrast.truth
            assert one.right.tolist() == (np.abs(off) <= half).astype(float).tolist()
            assert one.bias == pytest.approx(100 * off.mean())
            assert one.width == pytest.approx(
                100 * (np.exp(off + half) - np.exp(off - half)).mean()
            )
    # Between the first two there is nothing to find, between first and third there is.
    nothing, something = (draws["these authors"].contrast(w) for w in ([-1, 1, 0], [-1, 0, 1]))
    assert nothing.truth == pytest.approx(np.zeros(8), abs=1e-9)
    assert something.truth == pytest.approx(np.full(8, np.log(2.5 / 1.5)))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_published_interval_is_judged_at_the_level_given(level):
    rng = np.random.default_rng(2)
    truth = np.tile([0.5, 0.5, 1.5], (30, 1))
    drawn = PublishedDraws(
        value=truth + rng.normal(0.02, 0.2, truth.shape),
        truth=truth,
        error=np.full(truth.shape, 0.2),
        pair_error=np.full((30, 3, 3), 0.25),
    )
    judged = published_judgements({"authors like these": drawn}, level=level)
    assert [one.quantity for one in judged] == [
        "ratio of P1",
        "ratio of P2",
        "ratio of P3",
        NOTHING,
        PLANTED,
    ]
    assert {(one.question, one.method) for one in judged} == {("accounts like these", PUBLISHED)}
    z = stats.norm.ppf((1 + level) / 2)
    off = drawn.value - truth
    assert judged[2].right.tolist() == (np.abs(off[:, 2]) <= z * 0.2).astype(float).tolist()
    assert judged[2].bias == pytest.approx(100 * off[:, 2].mean() / 2.5)
    assert judged[2].width == pytest.approx(100 * 2 * z * 0.2 / 2.5)
    for one, first in ((judged[3], 1), (judged[4], 2)):
        apart = off[:, first] - off[:, 0]
        assert one.right.tolist() == (np.abs(apart) <= z * 0.25).astype(float).tolist()
        assert one.bias == pytest.approx(100 * apart.mean() / 1.5)
        assert one.width == pytest.approx(100 * 2 * z * 0.25 / 1.5)
    assert judged[3].right.tolist() != judged[4].right.tolist()


def test_a_small_p_value_is_a_false_alarm():
    (one, other) = association_judgements(
        {"pooled": np.array([0.5, 0.05, 0.051, 0.01]), PUBLISHED: np.array([0.01, 0.02])},
        alpha=0.05,
    )
    assert one.right.tolist() == [1, 0, 1, 0]
    assert one.false_positives(level=0.95).value == 50
    assert other.false_positives(level=0.95).value == 100
    assert (one.method, other.method) == ("pooled", PUBLISHED)
    assert one.quantity == NOTHING
    assert one.question == "single accounts"
