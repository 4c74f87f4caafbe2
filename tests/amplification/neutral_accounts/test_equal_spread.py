import numpy as np
import pytest
from scipy import stats

from rml.amplification.neutral_accounts.daily_differences import (
    account_means,
    comparisons_of,
    rows_of,
)
from rml.amplification.neutral_accounts.equal_spread import (
    equal_spread_facts,
    equal_spread_tests,
    over_accounts_equal_spread,
)


def test_the_tests_invert_the_intervals(differences):
    table = equal_spread_tests(differences)
    assert set(table["freedom"]) == {10}
    for row in table.itertuples():
        rows = rows_of(differences, score=row.score, leaning=row.leaning)
        interval = over_accounts_equal_spread(rows, differences=differences, level=1 - row.p_value)
        assert min(abs(interval.low), abs(interval.high)) == pytest.approx(0, abs=1e-9)
        assert interval.value == pytest.approx(account_means(rows).mean())


def test_the_spread_is_that_of_an_analysis_of_variance(differences):
    links = differences[differences["score"] == "url"]
    groups = np.array([account_means(rows) for _, _, rows in comparisons_of(links)])
    squares = groups.var(axis=1, ddof=1).mean()
    table = equal_spread_tests(differences).iloc[:5]
    expected = groups.mean(axis=1) / np.sqrt(squares / 3)
    assert table["t"].to_numpy() == pytest.approx(expected)
    assert table["p_value"].to_numpy() == pytest.approx(2 * stats.t.sf(abs(expected), 10))


def test_a_shared_spread_finds_nothing_either_and_is_doubtful(real_differences):
    facts = equal_spread_facts(real_differences, score="url", leaning="Center", alpha=0.05)
    assert facts["t"] == pytest.approx(-1.76, abs=0.005)
    assert facts["p"] == pytest.approx(0.11, abs=0.005)
    assert (facts["least_what"], facts["least_seed"]) == ("hashtags", "Breitbart News")
    assert facts["least_t"] == pytest.approx(-2.66, abs=0.005)
    assert facts["least_p"] == pytest.approx(0.024, abs=0.0005)
    assert (facts["significant"], facts["tests"]) == (0, 10)
    assert (facts["wide_what"], facts["wide_seed"]) == ("links", "The Wall Street Journal")
    assert facts["ratio"] > 4
