import re

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from rml.amplification.outlets.bounds import bounds_frame
from rml.amplification.outlets.claims import MEAN, POSSIBLE_MEAN, SIDE_SHARE
from rml.amplification.outlets.display import (
    BOUNDS,
    OUTLETS,
    bounds_words,
    distribution_words,
    linking_people,
    of_quarter,
    outlets_words,
)
from rml.amplification.outlets.exposure import impressions_of, joined
from rml.amplification.outlets.figures import (
    bounds_figure,
    distribution_figure,
    outlet_rows,
    outlets_figure,
)
from rml.amplification.outlets.placed_outlets import link_table, outlets_frame, place_outlets
from rml.amplification.outlets.published_beside import RATED, beside_published, unplaced_domains
from rml.amplification.outlets.record import (
    facts_of_record,
    reading_of_choices,
    reading_of_outlets,
)
from rml.amplification.outlets.seen_leaning import SURE, distribution_frame, seen_leaning
from rml.data.published_figures import PublishedFigure
from rml.report.alt_text import check_alt
from rml.report.small_cells import guard

EDGES = [-0.6, -0.2, 0.2, 0.6]
DRAWN = {"level": 0.95, "resamples": 199, "seed": 1}


@pytest.fixture(autouse=True)
def closed_figures():
    with plt.rc_context():
        yield
    plt.close("all")


@pytest.fixture
def placed(shares):
    return place_outlets(link_table(shares), "links", least_politicians=10, **DRAWN)


@pytest.fixture
def rows(impressions, placed):
    return joined(impressions, placed.outlets)


@pytest.fixture
def outlets(placed, rows):
    seen = {
        quarter: impressions_of(rows, placed.outlets, quarter=quarter)
        for quarter in ("2021q2", "2021q3")
    }
    return outlets_frame(placed, seen)


def test_outlets_that_few_politicians_link_to_are_withheld(outlets):
    rare = outlets["outlet"] == "rare.com"
    assert outlets.loc[rare, "politicians"].tolist() == [3]
    guarded = guard(outlets, linking_people(outlets, threshold=10))
    row = guarded.frame[rare]
    assert row[["politicians", "leaning", "low", "high"]].isna().all(axis=None)
    assert set(OUTLETS["formats"]) <= set(outlets)


def test_outlets_are_drawn_from_left_to_right_and_hollow_without_an_interval(outlets):
    outlets.loc[outlets["outlet"] == "right.com", ["low", "high"]] = np.nan
    shown = outlet_rows(outlets, quarter="2021q2", most=30)
    assert shown["outlet"].tolist() == ["left.com", "middle.com", "right.com"]
    figure = outlets_figure(shown)
    (axes,) = figure.axes
    assert [tick.get_text().split()[0] for tick in axes.get_yticklabels()] == [*shown["outlet"]]
    faces = {
        line.get_markerfacecolor(): len(line.get_xdata())
        for line in axes.get_lines()
        if line.get_linestyle() == "None" and len(line.get_xdata())
    }
    assert faces["#ffffff"] == 1
    words = outlets_words(shown, quarter="2021q2", level=0.95)
    check_alt(words["alt"], caption=words["caption"], where="test")


def test_bars_hold_the_shares_and_the_whole_list(placed, rows):
    found = {
        quarter: seen_leaning(placed, rows, quarter=quarter, edges=EDGES, **DRAWN)
        for quarter in ("2021q2", "2021q3")
    }
    distribution = distribution_frame(found, edges=EDGES)
    covered = {quarter: one.covered.value for quarter, one in found.items()}
    above, below = distribution_figure(distribution, covered).axes
    heights = [bar.get_height() for bar in above.patches]
    assert heights == pytest.approx([100 * share for share in distribution["share"]])
    widths = np.array([bar.get_width() for bar in below.patches]).reshape(2, 4)
    np.testing.assert_allclose(widths.sum(axis=1), 100)
    # A colour stands for a quarter above or for a side below, never for both.
    assert not {bar.get_facecolor() for bar in above.patches} & {
        bar.get_facecolor() for bar in below.patches
    }
    np.testing.assert_allclose(widths[:, 3], [100 * (1 - one) for one in covered.values()])
    words = distribution_words(distribution, covered)
    check_alt(words["alt"], caption=words["caption"], where="test")


@pytest.mark.parametrize(("mean", "said"), [(-0.2, "It holds zero"), (-0.99, "It does not hold")])
def test_the_bounds_say_whether_they_hold_zero(placed, rows, mean, said):
    found = seen_leaning(placed, rows, quarter="2021q2", edges=EDGES, **DRAWN).mean
    moved = type(found)(
        **{name: getattr(found, name) for name in ("n", "unit", "method")},
        value=mean,
        low=None,
        high=None,
        level=None,
    )
    frame = bounds_frame(
        moved, 0.2, known_share=0.8, tail_shares=np.linspace(0, 0.1, 5), listed=1000, largest=5
    )
    assert said in bounds_words(frame, quarter="2021q2")["alt"]
    figure = bounds_figure(frame, mean=mean)
    low, high = figure.axes[0].get_ylim()
    assert low <= -1
    assert high >= 1
    caption = of_quarter(BOUNDS, "2021q2")["caption"]
    assert "April to June 2021" in caption
    assert "{" not in caption


def test_published_figures_stand_beside_the_outlets_they_name(outlets):
    figures = {
        one: PublishedFigure(
            id=one,
            value=5.0,
            unit="per cent",
            printed="5 %",
            tolerance=0.5,
            source="s",
            status="verified",
        )
        for one in RATED
    }
    renamed = outlets.replace({"outlet": {"left.com": "vox.com"}})
    frame = beside_published(figures, renamed)
    assert len(frame) == 6
    vox = frame[frame["outlet"] == "vox.com"].iloc[0]
    assert vox["leaning"] == outlets.loc[outlets["outlet"] == "left.com", "leaning"].item()
    assert frame.loc[frame["outlet"].isna(), "leaning"].isna().all()
    with pytest.raises(KeyError):
        beside_published({}, outlets)


def test_unplaced_domains_keep_their_rank_and_name_the_blank(rows):
    frame = unplaced_domains(rows, quarter="2021q2", most=2)
    assert frame["rank"].tolist() == [1, 3]
    assert frame["domain"].tolist() == ["video.com", "(blank in the source)"]
    assert frame["share"].tolist() == pytest.approx([0.5, 0.1])


def test_facts_count_accounts_links_and_the_ends_of_the_list(shares, impressions, outlets):
    facts = facts_of_record(shares, impressions, quarter="2021q2")
    assert (facts["politicians"], facts["democrats"], facts["republicans"]) == (40, 20, 20)
    assert (facts["domains"], facts["most"], facts["last"]) == (7, 500, 10)
    by_account = shares.links.groupby("politician")["links"].sum().sort_values(ascending=False)
    assert by_account.iloc[: facts["half"]].sum() * 2 >= facts["links"]
    assert by_account.iloc[: facts["half"] - 1].sum() * 2 < facts["links"]
    outlets.loc[outlets["outlet"] == "right.com", ["low", "high"]] = np.nan
    reading = reading_of_outlets(outlets, edge=0.6)
    assert reading == {"seen": 3, "open": 1, "ends": 1, "edge": 0.6, "few": 1}


def test_the_reading_of_choices_is_that_of_its_quarter():
    choices = pd.DataFrame(
        [("a", "2021q2", -0.2, 0.3), (SURE, "2021q2", -0.4, 0.1), ("a", "2021q3", 0.9, 0.3)],
        columns=["choice", "quarter", "mean", "covered"],
    )
    assert reading_of_choices(choices, quarter="2021q2") == {
        "lowest": -0.4,
        "highest": -0.2,
        "sure": -0.4,
        "sure_covered": 0.1,
    }


def test_no_claim_on_a_share_or_mean_prints_an_interval():
    for claim in (MEAN, SIDE_SHARE, POSSIBLE_MEAN):
        assert not re.search(r"\{(low|high|estimate)\b", claim["statement"])
        assert "interval" not in claim["estimand"]
