import numpy as np
import pandas as pd
import pytest

from rml.amplification.published_effects.display import CAPTIONS
from rml.amplification.published_effects.effects import (
    amplifications_frame,
    audit_rows,
    engagement_rows,
    figures_frame,
    other_scales_data,
    outcomes_on_one_scale,
    ranking_rows,
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
    check(audit_plot(rows), alt, "crowdsourced")


def test_interactions_are_relative_to_the_count_without_them():
    made = pd.DataFrame(
        {
            "accounts": ["platform owner", "Republican-leaning"],
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
    assert not rows.astype(str).apply(lambda one: one.str.contains("musk", case=False)).any().any()


def test_studies_stand_side_by_side_each_on_its_scale():
    effects = ranking_rows(load_engagement_ranking(), OUTCOMES)
    counts = engagement_rows(load_engagement_study())
    assert effects["outcome"].tolist() == OUTCOMES * 3
    first = effects.iloc[0]
    assert (first["timeline"], first["effect"]) == ("Engagement", 0.244)
    check(scales_plot(effects, counts), scales_alt(effects, counts), "other_scales")
    data = other_scales_data(effects, counts)
    assert len(data) == len(effects) + len(counts)
    assert (data["p_value"].isna() == data["low"].notna()).all()


def test_one_standard_deviation_an_outcome():
    frame = load_engagement_ranking()
    assert outcomes_on_one_scale(frame) == frame["outcome"].nunique()
    other = frame.copy()
    large = other["outcome"].eq("Reader Happy (overall)") & other["timeline"].eq("Engagement")
    other.loc[large, "effect_raw"] *= 1.5
    assert outcomes_on_one_scale(other) == frame["outcome"].nunique() - 1
    assert np.isfinite(frame["effect_sd"]).all()
