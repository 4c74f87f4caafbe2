import pandas as pd
import pytest

from rml.data.published_figures import published_figures
from rml.estimate import Estimate
from rml.report.alt_text import check_alt
from rml.stats.inequality_models import pareto_of_top_share
from rml.timeline.exposure_inequality.claims import changes_words, reading, spread_words
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
from rml.timeline.exposure_inequality.unseen_units import bounds_frame


def estimate(low, high):
    return Estimate(
        value=(low + high) / 2, low=low, high=high, level=0.95, n="6 accounts", unit="1", method="t"
    )


@pytest.mark.parametrize(
    ("low", "high", "sentence", "clause"),
    [
        (0.1, 0.3, "above zero: more in ranked feeds", "more unequal"),
        (-0.3, -0.1, "below zero: less in ranked feeds", "less unequal"),
        (-0.1, 0.3, "holds zero", "do not settle"),
    ],
)
def test_the_interval_decides_the_words(low, high, sentence, clause):
    assert sentence in reading(estimate(low, high))
    assert clause in spread_words(estimate(low, high))


def test_without_an_interval_there_is_no_reading():
    bare = Estimate(value=1, low=None, high=None, level=None, n="1 list", unit="1", method="count")
    for words in (reading, spread_words):
        with pytest.raises(ValueError, match="needs an estimate with an interval"):
            words(bare)


def test_choices_that_leave_zero_out_are_named():
    choices = pd.DataFrame(
        {"choice": ["a", "b", "c"], "low": [-1.0, 0.5, None], "high": [1.0, 2.0, None]}
    )
    assert changes_words(choices) == "Of the 2 intervals over accounts, these lie above zero: b."
    assert "None of the 1 intervals" in changes_words(choices.iloc[:1])


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
def accounts():
    columns = ("pages_ranked", "pages_chronological", "posts_ranked", "posts_chronological")
    return pd.DataFrame({"account": ["left", "right"], **{name: [0.3, 0.4] for name in columns}})


def test_figures_have_words_that_describe_them(accounts):
    listed = [90, 7, 5, 4]
    band = bounds_frame(listed, multiples=[0.1, 1, 10], least=1, largest=4, share=0.1)
    family = pd.DataFrame({"list": ["one", "two"], "gini": [0.6, 0.4]})
    pair = same_gini_frame(listed)
    for words in (
        feeds_words(accounts),
        lists_words(family),
        unseen_words(band, name="domains"),
        same_gini_words(pair),
    ):
        check_alt(words["alt"], caption=words["caption"], where="test")
    assert "from the nearest to the furthest: two (Gini 0.40), one" in lists_words(family)["alt"]


def test_figures_draw_every_row(accounts):
    panels = feeds_figure(accounts).axes
    assert [len(line.get_xdata()) for line in panels[0].lines] == [2, 2]
    curves = pd.DataFrame(
        {"list": list("aabbccdd"), "of_units": [0, 1] * 4, "of_attention": [0, 1] * 4}
    )
    assert len(lists_figure(curves).axes[0].lines) == 5
    band = bounds_frame([9, 5], multiples=[0.5, 5], least=1, largest=5, share=0.1)
    assert len(unseen_figure(band, gini=0.1, top=0.2).axes) == 2
    labels = labels_frame([3, 9, 4, 1])
    assert labels["slots"].tolist() == [9, 4, 3, 1]
    assert labels["labels_apart"].tolist() == ["A", "A", "B", "B"]
    assert len(same_gini_figure(labels).axes[0].patches) == 4
