import re

import numpy as np
import pandas as pd
import pytest

from rml.amplification.published_effects.claims import LIMITS, ONE_ACCOUNT, OTHER_SCALES
from rml.amplification.published_effects.display import CAPTIONS
from rml.amplification.published_effects.effects import (
    DRAWN_TIMELINES,
    amplifications_frame,
    audit_rows,
    effects_beside_means,
    engagement_rows,
    figures_frame,
    other_scales_data,
    outcomes_on_one_scale,
    ranking_rows,
    readings_frame,
)
from rml.amplification.published_effects.figures import (
    amplifications_alt,
    amplifications_plot,
    audit_alt,
    audit_plot,
    scales_alt,
    scales_plot,
)
from rml.data import ledger
from rml.data.holdback_publication import load_readings
from rml.data.published_figures import published_figures
from rml.data.ranking_studies import (
    load_crowdsourced_audit,
    load_engagement_ranking,
    load_engagement_study,
)
from rml.report.alt_text import check_alt
from rml.report.figure import svg_of
from rml.report.palette import suits_dark

OUTCOMES = ["Partisanship", "Author Angry (overall)", "Reader Pref (political)"]


@pytest.fixture(autouse=True)
def _clean():
    ledger.clear()
    yield
    ledger.clear()


def check(figure, alt, caption):
    assert suits_dark(svg_of(figure, identifier="test", watermark=None, where="test"))
    check_alt(alt, caption=CAPTIONS[caption], where="test")


def test_every_figure_is_shown_with_its_source():
    for dataset in ("huszar2022_figures", "follow_up_figures"):
        figures = published_figures(dataset)
        frame = figures_frame(figures)
        assert len(frame) == len(figures)
        assert frame["figure"].is_unique
        assert frame["printed"].tolist() == [one.printed for one in figures.values()]
    assert "Milli: smallest p" in frame["figure"].tolist()


def test_only_exact_amplifications_are_drawn():
    frame = amplifications_frame(published_figures("huszar2022_figures"))
    assert frame["amplification"].tolist() == [43, 167, 112, 176, 12, -2, 16, 16, 12, 24]
    check(amplifications_plot(frame), amplifications_alt(frame), "holdback")


def test_the_audit_is_drawn_with_its_own_intervals():
    rows = audit_rows(load_crowdsourced_audit())
    assert (rows["low"] < rows["amplification"]).all()
    alt = audit_alt(rows)
    assert "5 intervals lie above 0, 4 below and 3 on both sides" in alt
    for label in rows.loc[rows["low"] > 0, "label"]:
        assert label in alt.split("Above 0 lie ")[1].split("Below 0 lie")[0]
    for label in rows.loc[rows["high"] < 0, "label"]:
        assert label in alt.split("Below 0 lie ")[1]
    check(audit_plot(rows), alt, "crowdsourced")


def test_interactions_are_relative_to_the_count_without_them():
    made = pd.DataFrame(
        {
            "accounts": ["one account", "Republican-leaning"],
            "compared_with": ["others", "Democrat-leaning"],
            "metric": ["view", "favorite"],
            "change_point": ["2024-07-12"] * 2,
            "constant": [100.0, 10.0],
            "post": [50.0, 10.0],
            "group": [50.0, 20.0],
            "post_by_group": [100.0, -10.0],
            "p_value": ["<0.001", "0.307"],
        }
    )
    rows = engagement_rows(made)
    assert rows["without"].tolist() == [200, 40]
    assert rows["relative"].tolist() == [50, -25]
    assert rows["metric"].tolist() == ["views", "likes"]


def test_one_account_is_described_by_its_part_in_the_analysis_alone():
    shown = [
        engagement_rows(load_engagement_study()).to_csv(),
        figures_frame(published_figures("follow_up_figures")).to_csv(),
        *(text for text in ONE_ACCOUNT.values()),
        *LIMITS,
        OTHER_SCALES,
    ]
    for text in shown:
        assert not re.search("musk|owner|billionaire|chief", text, flags=re.IGNORECASE)


def test_studies_stand_side_by_side_each_on_its_scale():
    effects = ranking_rows(load_engagement_ranking(), OUTCOMES)
    counts = engagement_rows(load_engagement_study())
    assert effects["outcome"].tolist() == OUTCOMES * len(DRAWN_TIMELINES)
    first = effects.iloc[0]
    assert (first["timeline"], first["effect"]) == ("Engagement", 0.244)
    check(scales_plot(effects, counts), scales_alt(effects, counts), "other_scales")
    data = other_scales_data(effects, counts)
    assert len(data) == len(effects) + len(counts)
    drawn = [
        len(line.get_xdata())
        for axes in scales_plot(effects, counts).axes
        for line in axes.get_lines()
        if line.get_linestyle() == "None"
    ]
    assert sum(drawn) == len(data)
    assert (data["p_value"].isna() == data["low"].notna()).all()


def test_the_labels_of_p_values_keep_off_the_line_of_zero():
    counts = engagement_rows(load_engagement_study())
    effects = ranking_rows(load_engagement_ranking(), OUTCOMES)
    figure = scales_plot(effects, counts)
    figure.canvas.draw()
    below = figure.axes[1]
    zero = below.transData.transform((0, 0))[0]
    labels = [text for text in below.texts if text.get_text().startswith("p ")]
    assert len(labels) == len(counts)
    box = below.get_window_extent()
    for label in labels:
        extent = label.get_window_extent()
        assert not extent.x0 <= zero <= extent.x1, label.get_text()
        assert box.x0 <= extent.x0 <= extent.x1 <= box.x1, label.get_text()


def test_readings_say_that_the_quotation_was_verified():
    frame = readings_frame(load_readings())
    assert set(frame["status"]) == {"verified quotation of a press reading"}


def test_effects_are_held_against_the_means_beside_them():
    made = pd.DataFrame(
        {
            "effect_raw": [0.10, 0.10, -0.10, 0.104],
            "mean_chronological": [0.0, 0.0, 0.0, 0.0],
            "mean_timeline": [0.10, 0.12, 0.05, 0.1],
        }
    )
    assert effects_beside_means(made) == {"rows": 4, "apart": 2, "turned": 1}
    found = effects_beside_means(load_engagement_ranking())
    assert (found["rows"], found["apart"], found["turned"]) == (78, 38, 5)


def test_one_standard_deviation_an_outcome():
    frame = load_engagement_ranking()
    assert outcomes_on_one_scale(frame) == frame["outcome"].nunique()
    other = frame.copy()
    large = other["outcome"].eq("Reader Happy (overall)") & other["timeline"].eq("Engagement")
    other.loc[large, "effect_raw"] *= 1.5
    assert outcomes_on_one_scale(other) == frame["outcome"].nunique() - 1
    assert np.isfinite(frame["effect_sd"]).all()
