import numpy as np
import pytest

from rml.amplification.estimator_bias import display
from rml.amplification.estimator_bias.figures import (
    authors_alt,
    authors_plot,
    bias_alt,
    bias_plot,
    coverage_alt,
    coverage_plot,
    returning_alt,
    returning_plot,
)
from rml.amplification.estimator_bias.lone_authors import populations, seemingly_amplified
from rml.amplification.estimator_bias.recovery import (
    Design,
    recovered_estimators,
    recovered_returning,
)
from rml.amplification.estimator_bias.tables import (
    ESTIMATOR_NAMES,
    ONE_DAY,
    POOLED,
    bias_frame,
    coverage_frame,
    estimands_frame,
    largest_difference,
    recovery_frame,
    returning_frame,
    union_frame,
    vectors_frame,
)
from rml.data import ledger
from rml.data.estimator_bias_table import load_estimator_bias
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of
from rml.report.palette import suits_dark

DESIGN = Design(daily_reach=5.0, days=40, size_ratio=4, level=0.95)
MADE = {"size_ratio": 4, "days": 40}


@pytest.fixture
def rng():
    yield np.random.default_rng(17)
    ledger.clear()


def check(figure, alt, caption):
    assert suits_dark(svg_of(figure, identifier="test", watermark="SIMULATED", where="test"))
    check_alt(alt, caption=display.CAPTIONS[caption], where="test")


def test_the_bias_is_exact_and_simulated(rng):
    frame = bias_frame([0.5, 5.0, 50.0], repetitions=3000, rng=rng, **MADE)
    assert len(frame) == 3 * 4 * 2
    one = frame[(frame["joined"] == ONE_DAY) & (frame["control_reach"] == 5)].set_index("smoothing")
    assert one.loc["inside", "exact"] == pytest.approx(37.446, abs=0.001)
    assert one.loc["corrected", "exact"] == pytest.approx(-100 * np.exp(-5))
    pooled = frame[frame["joined"] == POOLED]
    assert pooled["exact"].abs().max() < one["exact"].abs().max()
    assert (frame["exact"] - frame["simulated"]).abs().max() < 2.5
    check(bias_plot(frame), bias_alt(frame), "bias")


def test_the_vectors_are_reproduced_within_their_rounding():
    frame = vectors_frame(load_estimator_bias(), size_ratio=4)
    assert len(frame) == 8
    assert 0 < largest_difference(frame) <= 0.005 + 1e-9
    worse = vectors_frame(load_estimator_bias(), size_ratio=3)
    assert largest_difference(worse) > 1
    ledger.clear()


def test_authors_with_few_users_seem_amplified_though_nobody_is(rng):
    form = {"threshold": 1.0, "authors": 400, "rng": rng, **MADE}
    frame = seemingly_amplified([1.0, 50.0], **form)
    shares = frame.pivot_table(index="control_reach", columns="estimator", values="share")
    assert shares.loc[1.0, "daily, inside"] > 0.7
    assert shares.loc[50.0].max() == 0
    assert shares.loc[1.0, "pooled, corrected"] < 0.05
    check(authors_plot(frame), authors_alt(frame), "lone_authors")
    made = populations([1.0, 30.0], spread=1.0, **form).set_index("median_reach")
    assert made.loc[1.0, "daily_inside"] > 0.3 > made.loc[30.0, "daily_inside"]
    # Without a spread the population is the authors of one reach.
    same = populations([1.0], spread=0.0, **form)
    assert same["daily_inside"].iloc[0] == pytest.approx(shares.loc[1.0, "daily, inside"], abs=0.1)


def test_recoveries_are_shown_by_estimator(rng):
    found = recovered_estimators(DESIGN, planted=[0.0, 1.0], repetitions=200, rng=rng)
    frame = recovery_frame(found)
    assert list(dict.fromkeys(frame["estimator"])) == list(ESTIMATOR_NAMES.values())
    first = frame.iloc[0]
    (one,) = [one for one in found if one.estimator == "pooled, corrected" and one.planted == 0]
    assert (first["planted"], first["bias"], first["coverage"]) == (0, one.bias, one.coverage)
    assert set(display.RECOVERY["formats"]) <= set(frame.columns)


def test_coverages_are_drawn_and_described():
    frame = coverage_frame([1, 10, 100], planted=[0.0, 1.0], size_ratio=4, level=0.95)
    assert len(frame) == 2 * 2 * 3
    assert frame[frame["interval"] == "exact"]["coverage"].min() >= 0.95
    check(coverage_plot(frame, level=0.95), coverage_alt(frame), "coverage")


def test_returning_users_are_drawn_and_described(rng):
    found = {
        mean: recovered_returning(
            DESIGN, planted=[0.0, 1.0], mean_days=mean, repetitions=300, rng=rng
        )
        for mean in (1.0, 5.0)
    }
    frame = returning_frame(found, level=0.95)
    assert frame["independent"].tolist() == ["user-days", "users"] * 2
    naive = frame[frame["independent"] == "user-days"].set_index("days_per_user")["coverage"]
    assert naive[5.0] < 0.7 < naive[1.0]
    check(returning_plot(frame, level=0.95), returning_alt(frame), "returning")


def test_two_kinds_of_days_have_two_estimands():
    frame = estimands_frame(
        DESIGN, busy_days=10, busy_factor=10.0, quiet_amplification=1.0
    ).set_index("joined")
    assert frame.loc["mean of daily ratios", "estimand"] == pytest.approx(75)
    assert frame.loc["pooled ratio", "estimand"] == pytest.approx(100 * 30 / (30 + 100))
    # The corrected ratio is nearer to its estimand than the published one.
    off = frame[["corrected", "inside"]].sub(frame["estimand"], axis=0).abs()
    assert (off["corrected"] < off["inside"]).all()
    # Alike days: one estimand.
    alike = estimands_frame(DESIGN, busy_days=10, busy_factor=1.0, quiet_amplification=0.0)
    assert alike["estimand"].tolist() == [0, 0]


def test_unions_are_a_member_at_first_and_shrink_under_independence():
    frame = union_frame(members=[1, 5, 50], member_reach=0.01, amplification=1.0, overlap=0.5)
    assert frame.loc[0].tolist() == pytest.approx([1, 100, 100, 100])
    assert (np.diff(frame["independent"]) < 0).all()
    assert frame["control_overlaps"].iloc[1] > 100
    assert (frame["both_overlap"] <= 100 + 1e-9).all()
