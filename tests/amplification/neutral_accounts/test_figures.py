import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.dates import date2num

from rml.amplification.neutral_accounts.daily_differences import LEANINGS
from rml.amplification.neutral_accounts.figures import (
    effect_intervals,
    memory_curves,
    series_frame,
    series_panels,
)
from rml.amplification.neutral_accounts.seed_effects import seed_effects
from rml.amplification.neutral_accounts.timeline_windows import autocorrelations


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


def test_every_account_has_a_panel_with_its_mean(differences):
    figure = series_panels(differences, score="url")
    titles = [axes.get_title() or axes.get_title(loc="left") for axes in figure.axes]
    means = differences[differences["score"] == "url"].groupby("bot")["difference"].mean()
    assert titles == [
        f"account {bot}: {mean:+.3f}".replace("-", "\N{MINUS SIGN}") for bot, mean in means.items()
    ]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    first, last = (date2num(differences["date"].agg(end)) for end in ("min", "max"))
    for axes in figure.axes:
        low, high = axes.get_xlim()
        assert low < first - 1
        assert last + 1 < high


def test_the_data_of_the_panels_keep_every_day_and_account(differences):
    gone = differences[differences["date"] != differences["date"].iloc[5]]
    frame = series_frame(gone, score="url")
    assert frame.shape == (60, 16)
    assert frame["account_7"].isna().sum() == 1
    first = gone[(gone["score"] == "url") & (gone["bot"] == 7)]["difference"]
    assert np.nanmean(frame["account_7"]) == pytest.approx(first.mean())


def test_effects_show_each_seed_in_each_score_on_one_scale(differences, rng):
    effects = seed_effects(
        differences,
        level=0.95,
        max_lag_days=5,
        prewhiten=True,
        block_length_days=8,
        resamples=199,
        rng=rng,
    )
    figure = effect_intervals(effects, differences)
    panels = figure.axes
    assert len(panels) == 2
    assert [len(panel.get_yticks()) for panel in panels] == [len(LEANINGS)] * 2
    assert panels[0].get_xlim() == panels[1].get_xlim()
    low, high = panels[0].get_xlim()
    assert all(low <= effect.estimate.low and effect.estimate.high <= high for effect in effects)


def test_the_memory_figure_draws_each_account_and_the_median(differences):
    figure = memory_curves(autocorrelations(differences, max_lag=12), block_length_days=6)
    for panel in figure.axes:
        curves = [line for line in panel.get_lines() if len(line.get_xdata()) == 12]
        assert len(curves) == 15 + 1
