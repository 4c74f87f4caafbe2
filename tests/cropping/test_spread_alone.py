"""The gap that unequal spread alone makes: the formula against integrals and simulated cells."""

import numpy as np
import pytest
from scipy import integrate, stats

from rml.cropping.spread_alone import maxima_from_spread


@pytest.mark.parametrize("ratio", [1.05, 1.5, 3.0])
@pytest.mark.parametrize("cells", [2, 17, 400])
def test_the_formula_is_the_integral_over_the_density_of_the_maximum(ratio, cells):
    def density(x):
        inside = cells * stats.norm.logcdf(x) + (cells - 1) * stats.norm.logcdf(x / ratio)
        return cells / ratio * stats.norm.pdf(x / ratio) * np.exp(inside)

    expected, _ = integrate.quad(density, -12 * ratio, 12 * ratio, limit=400)
    assert maxima_from_spread(ratio, cells) == pytest.approx(expected, abs=2e-5)


def test_simulated_cells_give_the_same_and_their_medians_no_gap():
    rng = np.random.default_rng(4)
    wide, narrow = 1.2 * rng.normal(size=(20_000, 50)), rng.normal(size=(20_000, 50))
    share = np.mean(wide.max(axis=1) > narrow.max(axis=1))
    assert share == pytest.approx(maxima_from_spread(1.2, 50), abs=0.015)
    medians = np.mean(np.median(wide, axis=1) > np.median(narrow, axis=1))
    assert medians == pytest.approx(0.5, abs=0.015)


def test_the_gap_grows_with_cells_and_turns_round_with_the_ratio():
    grown = [maxima_from_spread(1.2, cells) for cells in (1, 2, 5, 20, 100, 400)]
    assert grown[0] == 0.5
    assert np.all(np.diff(grown) > 0)
    assert maxima_from_spread(1 / 1.2, 20) == pytest.approx(
        1 - maxima_from_spread(1.2, 20), abs=1e-4
    )
    assert maxima_from_spread(1.0, 400) == 0.5


@pytest.mark.parametrize(("ratio", "cells"), [(0, 5), (-1, 5), (1.2, 0), (float("inf"), 5)])
def test_what_is_no_spread_or_no_cell_is_refused(ratio, cells):
    with pytest.raises(ValueError, match="spread ratio above 0"):
        maxima_from_spread(ratio, cells)
