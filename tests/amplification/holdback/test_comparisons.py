import numpy as np
import pytest
from scipy import stats

from rml.amplification.holdback.comparisons import pair_comparisons, role_contrast
from rml.amplification.holdback.set_amplification import LogRatios


def ratios(values, *, error=0.1, authors=50):
    values = np.asarray(values, dtype=float)
    count = len(values)
    return LogRatios(
        sets=tuple(f"P{index}" for index in range(count)),
        value=values,
        over_users=np.eye(count) * error**2,
        over_authors=np.full(count, error**2),
        author_jackknife=np.full(count, error**2),
        author_freedom=np.full(count, authors - 1.0),
        buckets=256,
        authors=np.full(count, authors),
        user_days=np.full((2, count), 1000),
        method="made",
    )


def test_pairs_are_right_minus_left_with_holms_correction():
    pairs = {"A": ("P0", "P1"), "B": ("P2", "P3")}
    frame = pair_comparisons(ratios([0, 1.0, 0, 0.3]), pairs, scope="users", level=0.95, alpha=0.05)
    first = frame.iloc[0]
    assert first["difference"].value == pytest.approx(100 * (np.e - 1))
    assert first["factor"].value == pytest.approx(100 * np.expm1(1.0))
    expected = [2 * stats.t.sf(value / np.hypot(0.1, 0.1), 255) for value in (1.0, 0.3)]
    assert frame["p_value"].to_numpy() == pytest.approx(expected)
    assert frame["p_holm"].to_numpy() == pytest.approx([2 * expected[0], expected[1]])
    assert frame["significant"].tolist() == [True, True]


def test_authors_as_a_sample_widen_the_comparison():
    pairs = {"A": ("P0", "P1")}
    settings = {"level": 0.95, "alpha": 0.05}
    users = pair_comparisons(ratios([0, 0.3]), pairs, scope="users", **settings).iloc[0]
    both = pair_comparisons(ratios([0, 0.3]), pairs, scope="users and authors", **settings).iloc[0]
    assert both["p_value"] > users["p_value"]
    assert both["factor"].high > users["factor"].high
    variance = 4 * 0.1**2
    freedom = variance**2 / ((2 * 0.1**2) ** 2 / 255 + 2 * 0.1**4 / 49)
    assert both["p_value"] == pytest.approx(2 * stats.t.sf(0.3 / np.sqrt(variance), freedom))


def test_roles_are_compared_within_countries_and_countries_are_the_units():
    values = [0.5, 0.1, 0.3, 0.9, 0.2, 0.4, 0.0]
    countries = dict(zip([f"P{i}" for i in range(7)], "AAABBCC", strict=True))
    roles = {"P0": "far", "P1": "moderate", "P2": "moderate", "P3": "far", "P4": "moderate"}
    roles |= {"P5": "far", "P6": "moderate"}
    found = role_contrast(
        ratios(values), roles, countries, first="far", second="moderate", level=0.95
    )
    units = np.array([0.3, 0.7, 0.4])
    interval = stats.t.interval(0.95, 2, units.mean(), stats.sem(units))
    assert found.value == pytest.approx(100 * np.expm1(units.mean()))
    assert (found.low, found.high) == pytest.approx(tuple(100 * np.expm1(interval)))
    assert found.n == "3 countries"


def test_two_countries_are_too_few():
    countries = {"P0": "A", "P1": "A", "P2": "B", "P3": "B"}
    roles = {"P0": "far", "P1": "moderate", "P2": "far", "P3": "moderate"}
    with pytest.raises(ValueError, match="Only 2 countries"):
        role_contrast(
            ratios([0.1] * 4), roles, countries, first="far", second="moderate", level=0.95
        )


def test_a_pair_without_an_interval_over_authors_is_kept_and_not_tested():
    few = ratios([0.0, 1.0, 0.0, 1.0])
    few.over_authors[1] = np.nan
    pairs = {"A": ("P0", "P1"), "B": ("P2", "P3")}
    frame = pair_comparisons(few, pairs, scope="users and authors", level=0.95, alpha=0.05)
    assert frame["difference"].iloc[0] is None
    assert np.isnan(frame["p_holm"].iloc[0])
    # The other pair is alone in the family.
    assert frame["p_holm"].iloc[1] == pytest.approx(frame["p_value"].iloc[1])
    assert frame["significant"].tolist() == [False, True]
    over_users = pair_comparisons(few, pairs, scope="users", level=0.95, alpha=0.05)
    assert over_users["significant"].all()
