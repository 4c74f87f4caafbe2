import pandas as pd
import pytest

from rml.data.published_figures import published_figures
from rml.estimate import Estimate, HypothesisTest
from rml.report.alt_text import check_alt
from rml.stats.inequality_models import pareto_of_top_share
from rml.timeline.exposure_inequality.display import (
    benchmark_frame,
    feeds_words,
    lists_words,
    published_frame,
    same_gini_words,
    unseen_words,
)
from rml.timeline.exposure_inequality.figures import (
    feeds_figure,
    labels_frame,
    lists_figure,
    same_gini_figure,
    unseen_figure,
)
from rml.timeline.exposure_inequality.group_parts import same_gini_frame
from rml.timeline.exposure_inequality.readings import (
    changes_words,
    depth_ends,
    depth_rows,
    depth_words,
    reading,
    spread_words,
)
from rml.timeline.exposure_inequality.unseen_units import bounds_frame


def estimate(low, high):
    return Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n="6 accounts", unit="1", method="t"
    )


def exact(p):
    return HypothesisTest(
        statistic=1, p_value=p, smallest_p=2 / 64, n="6 accounts", null="none", method="sign flips"
    )


@pytest.mark.parametrize(
    ("low", "high", "p", "sentence", "clause"),
    [
        (
            0.1,
            0.3,
            2 / 64,
            "above zero: more in ranked feeds",
            "were more unequal than feeds built",
        ),
        (-0.3, -0.1, 2 / 64, "below zero: less in ranked feeds", "were less unequal than feeds"),
        (-0.1, 0.3, 0.2, "holds zero", "do not settle"),
        (-0.3, -0.1, 4 / 64, "exact test does not reach the same level", "do not settle"),
        (0.1, 0.3, 4 / 64, "exact test does not reach the same level", "do not settle"),
        (-0.1, 0.3, 2 / 64, "holds zero", "do not settle"),
    ],
)
def test_interval_and_test_decide_the_words(low, high, p, sentence, clause):
    assert sentence in reading(estimate(low, high), exact(p))
    assert clause in spread_words(estimate(low, high), exact(p))
    assert ("more in" in reading(estimate(low, high), exact(p))) == (low > 0 and p < 0.05)


def test_without_an_interval_there_is_no_reading():
    bare = Estimate(value=1, low=None, high=None, level=None, n="1 list", unit="1", method="count")
    for words in (reading, spread_words):
        with pytest.raises(ValueError, match="needs an estimate with an interval"):
            words(bare, exact(2 / 64))


def test_choices_that_leave_zero_out_are_named():
    choices = pd.DataFrame(
        {
            "choice": ["a", "b", "c", "d"],
            "low": [-1.0, 0.5, None, 0.5],
            "high": [1.0, 2.0, None, 2.0],
            "settled": ["no", "yes", "", "no"],
        }
    )
    words = changes_words(choices)
    assert words.startswith("Of the 3 intervals")
    assert words.endswith("above zero: b.")
    assert "In none of the 1 rows" in changes_words(choices.iloc[:1])


def depths(settled, low):
    names = [f"the first {one} slots" for one in (3, 5, 20)]
    rows = pd.DataFrame(
        {"choice": names, "settled": settled, "low": low, "top_difference": [9.0, 4.0, -1.0]}
    )
    return pd.concat([rows.assign(choice="as declared"), rows])


@pytest.mark.parametrize(
    ("settled", "low", "words"),
    [
        (["yes", "yes", "no"], [2, 1, -3], "Up to the first 5 slots, interval and test"),
        (["no", "no", "no"], [-2, -1, -3], "At none of these depths"),
        (["no", "yes", "no"], [-2, 1, -3], "A direction is settled for the first 5 slots."),
        (
            ["yes", "yes", "yes"],
            [2, 1, 1],
            "for the first 3 slots, the first 5 slots, the first 20",
        ),
    ],
    ids=range(4),
)
def test_the_pattern_over_depths_is_read_from_the_rows(settled, low, words):
    rows = depth_rows(depths(settled, low))
    assert len(rows) == 3
    assert words in depth_words(rows)
    ends = depth_ends(rows)
    assert (ends["least"], ends["most"]) == (9, -1)
    assert ends["most_slots"] == "the first 20 slots"


def test_published_figures_and_the_benchmark_stand_apart():
    figures = published_figures("lazovich2022_figures")
    printed = published_frame(figures)
    assert printed["printed"][0] == "~80 %"
    assert not printed["source"].str.contains("computed for this collection").any()
    model = pareto_of_top_share(0.01, held=figures["lazovich_top_1_share"].value)
    values = benchmark_frame(model).set_index("measure")["value"]
    assert values["tail index"] == pytest.approx(
        figures["benchmark_pareto_tail_index"].value, abs=1e-9
    )
    assert values["Gini coefficient"] == pytest.approx(
        figures["benchmark_pareto_gini"].value, abs=1e-9
    )


@pytest.fixture
def differences():
    columns = {"pages": [-2.0, 1.0, -0.5], "posts": [7.0, 9.0, 8.0]}
    ends = {f"{name}_{end}": [None, None, 3.0] for name in columns for end in ("low", "high")}
    frame = pd.DataFrame({"account": ["left", "right", "mean"], **columns, **ends})
    return frame.astype(dict.fromkeys(ends, float))


def test_figures_have_words_that_describe_them(differences):
    listed = [90, 7, 5, 4]
    band = bounds_frame(listed, multiples=[0.1, 1, 10], least=1, largest=4, share=0.1)
    family = pd.DataFrame({"list": ["one", "two"], "gini": [0.6, 0.4]})
    pair = same_gini_frame(listed)
    for words in (
        feeds_words(differences),
        lists_words(family),
        unseen_words(band, name="domains"),
        same_gini_words(pair),
    ):
        check_alt(words["alt"], caption=words["caption"], where="test")
    assert "from the nearest to the furthest: two (Gini 0.40), one" in lists_words(family)["alt"]


def test_figures_draw_every_row(differences):
    panels = feeds_figure(differences).axes
    drawn = [list(line.get_xdata()) for line in panels[0].lines]
    assert [-2, 1] in drawn
    assert [-0.5] in drawn
    assert panels[0].get_xlim() == panels[1].get_xlim()
    assert "1 of 2 lie right of zero" in feeds_words(differences)["alt"]
    curves = pd.DataFrame(
        {"list": list("aabbccdd"), "of_units": [0, 1] * 4, "of_attention": [0, 1] * 4}
    )
    assert len(lists_figure(curves).axes[0].lines) == 5
    band = bounds_frame([9, 5], multiples=[0.5, 5], least=1, largest=5, share=0.1)
    panels = unseen_figure(band, gini=0.1, top=0.2, share=0.1).axes
    assert len(panels) == 2
    assert panels[1].lines[-1].get_xdata()[0] == pytest.approx(9)
    labels = labels_frame([3, 9, 4, 1])
    assert labels["slots"].tolist() == [9, 4, 3, 1]
    assert labels["labels_apart"].tolist() == ["A", "A", "B", "B"]
    assert len(same_gini_figure(labels).axes[0].patches) == 4
