"""Figures show what their data hold, and their alternative texts say so."""

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.cropping.argmax_claims import CAPTIONS
from rml.cropping.argmax_figures import (
    contrasts,
    distributions_alt,
    distributions_plot,
    pairs_alt,
    pairs_data,
    pairs_plot,
    rules_alt,
    rules_plot,
    softening_alt,
    softening_plot,
)
from rml.cropping.argmax_tables import RULES, rule_table
from rml.cropping.attribution import REGIONS
from rml.cropping.attribution_figures import looked_at_alt, looked_at_plot
from rml.cropping.face_region import CONGRESS_FACE
from rml.cropping.sampled_choice import GREATEST, OUTSIDE
from rml.cropping.score_distributions import DRAWN, density_table, group_table
from rml.report.alt_text import check_alt


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def scores():
    rng = np.random.default_rng(19)
    cells = rng.normal(size=(80, 50))
    cells[:40] += 3
    return {"alone": cells, "in a pair": rng.normal(size=(80, 20))}


GROUPS = {"women": np.arange(40), "men": np.arange(40, 80)}


def test_densities_are_smooth_shares_that_leave_the_outermost_out(scores):
    table = density_table(scores, GROUPS, points=200)
    assert len(table) == 2 * len(DRAWN) * 2 * 200
    for (size, drawn, _), rows in table.groupby(["size", "drawn", "group"]):
        step = np.diff(rows["score"]).mean()
        total = rows["density"].sum() * step
        assert 0.9 < total < 1.02
        cells = scores[size]
        assert rows["score"].max() < cells.max()
        if drawn == "all cells":
            assert rows["score"].min() > cells.min()
    alone = table[(table["size"] == "alone") & (table["drawn"] == "median")]
    peaks = alone.loc[alone.groupby("group")["density"].idxmax()].set_index("group")["score"]
    assert peaks["women"] - peaks["men"] == pytest.approx(3, abs=0.5)
    fig = distributions_plot(table)
    assert len(fig.axes) == 6
    alt = distributions_alt(table)
    check_alt(alt, caption=CAPTIONS["score_distributions"], where="test")
    assert "median alone 0 %" in alt  # three standard deviations of cells apart


def test_the_group_table_averages_over_people(scores):
    table = group_table(scores, GROUPS)
    row = table[(table["size"] == "alone") & (table["group"] == "women")].iloc[0]
    maxima = scores["alone"][:40].max(axis=1)
    assert row["people"] == 40
    assert row["maximum"] == pytest.approx(maxima.mean())
    assert row["maximum_sd"] == pytest.approx(maxima.std(ddof=1))


def test_rules_are_drawn_for_both_sizes():
    kernel = {
        name: lambda a, b: np.random.default_rng(1).uniform(size=(len(a), len(b))) for name in RULES
    }
    table, estimates = rule_table(
        {"alone": kernel, "in a pair": kernel}, GROUPS, ("women", "men"), level=0.9
    )
    fig = rules_plot(estimates)
    labels = [label.get_text() for label in fig.axes[0].get_yticklabels()]
    assert labels == list(RULES.values())
    check_alt(rules_alt(table), caption=CAPTIONS["rules"], where="test")
    assert f"maximum: the greatest cell {table['gap'].iloc[4]:+.1f}" in rules_alt(table)


def test_pairs_are_drawn_with_the_intervals_of_their_table():
    table = pd.DataFrame(
        {
            "first": ["A", "A"],
            "second": ["B", "C"],
            "contrast": [5.0, -12.0],
            "low": [-1.0, -20.0],
            "high": [11.0, -4.0],
            "p_contrast": [0.1, 0.01],
        }
    )
    tables = {"alone": table, "in a pair": table.assign(low=-30.0)}
    assert len(pairs_plot(tables).axes[0].get_yticklabels()) == 2
    data = pairs_data(tables)
    assert data["size"].tolist() == ["alone"] * 2 + ["in a pair"] * 2
    assert [one.low for one in contrasts(table)] == [-1.0, -20.0]
    alt = pairs_alt(tables)
    assert "alone: A over C (-12)" in alt
    assert "in a pair: A over C (-12)." in alt
    check_alt(alt, caption=CAPTIONS["pair_contrasts"], where="test")


def softening_table():
    rows = [
        {"temperature": at, "quantity": name, "value": value, "low": value - 1, "high": value + 1}
        for name, values in (
            ("women over men", (18.0, 15.0, 7.0, 1.0, 0.0)),
            (OUTSIDE, (0.0, 1.0, 13.0, 60.0, 82.0)),
            (GREATEST, (100.0, 70.0, 12.0, 2.0, 0.5)),
        )
        for at, value in zip((0.0, 0.1, 1.0, 10.0, math.inf), values, strict=True)
    ]
    return pd.DataFrame(rows)


def test_softening_is_drawn_between_its_two_limits():
    fig = softening_plot(softening_table())
    above, below = fig.axes
    ticks = [label.get_text() for label in above.get_xticklabels()]
    assert ticks[0].startswith("0")
    assert "∞" in ticks[-1]
    assert ticks[1:-1] == ["0.1", "1", "10"]
    places = above.get_xticks()
    assert (np.diff(places) > 0).all()
    assert len(below.get_legend().get_texts()) == 2
    alt = softening_alt(softening_table(), gap="women over men")
    assert "18.0 points at 0, 7.0 points at 1, 0.0 points at inf" in alt
    check_alt(alt, caption=CAPTIONS["softening"], where="test")


def test_attributions_are_drawn_on_a_head_that_is_nobodys():
    down, across = np.indices((20, 20))
    blocks = pd.DataFrame(
        {"of": "women", "row": down.ravel(), "column": across.ravel(), "share": 0.0}
    )
    blocks.loc[(blocks["row"] == 9) & (blocks["column"] == 10), "share"] = 60.0
    blocks.loc[(blocks["row"] == 2) & (blocks["column"] == 3), "share"] = -20.0
    fig = looked_at_plot(pd.concat([blocks, blocks.assign(of="men")]), CONGRESS_FACE)
    assert [axes.get_title(loc="left") for axes in fig.axes] == ["women", "men"]
    tinted = [patch for patch in fig.axes[0].patches if patch.get_alpha()]
    assert len(tinted) == 2
    strong, weak = sorted(tinted, key=lambda patch: -patch.get_alpha())
    assert strong.get_xy() == pytest.approx((10 / 20, 9 / 20))
    assert strong.get_facecolor()[:3] != weak.get_facecolor()[:3]


def test_the_heads_words_name_every_region():
    class Share:
        value = 25.0

    alt = looked_at_alt(
        {"women": dict.fromkeys(REGIONS, Share()), "men": dict.fromkeys(REGIONS, Share())}
    )
    for region in REGIONS:
        assert alt.count(f"{region} 25 %") == 2
    check_alt(alt, caption=CAPTIONS["looked_at"], where="test")
