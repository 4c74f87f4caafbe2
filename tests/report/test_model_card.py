from dataclasses import replace

import pytest

from rml.errors import ProductError
from rml.estimate import Estimate
from rml.report.model_card import (
    ModelCard,
    ModelMetric,
    card_frame,
    card_look,
    metrics_frame,
    metrics_look,
)
from rml.report.small_cells import NO_PEOPLE
from rml.report.table import table

IMAGES = NO_PEOPLE("counts of stitched images")


def _metric(division, group, value):
    estimate = Estimate(
        value=value, low=None, high=None, level=None, n="9 images", unit="share", method="counted"
    )
    return ModelMetric(measure="hit rate", division=division, group=group, estimate=estimate)


CARD = ModelCard(
    name="a cropper",
    model="A rule.",
    intended_use="To show a card.",
    not_for="Anything else.",
    training_data="none: a rule is not fitted.",
    evaluation_data="Nine images.",
    choices="All by hand.",
    concerns="It may cut off whom it should not.",
    limits=["Nine images are few.", "Nobody looked."],
    metrics=[
        _metric("all", "all", 0.5),
        _metric("side", "left", 0.4),
        _metric("side", "right", 0.6),
    ],
)


def test_the_words_and_the_numbers_stand_in_two_tables(shown, real):
    table(card_frame(CARD), id="card", people=IMAGES, **card_look(CARD))
    table(metrics_frame(CARD), id="card_metrics", people=IMAGES, **metrics_look(CARD))
    first, second = (bundle["text/html"] for bundle in shown)
    assert "It may cut off whom it should not." in first
    assert "Nobody looked." in first
    assert "0.400" in second
    assert shown.product["caption"].startswith("Model card of a cropper")


def test_every_part_of_the_card_is_in_its_frame():
    frame = card_frame(CARD)
    words = set(frame["text"])
    for name in ("name", "model", "intended_use", "not_for", "training_data", "choices"):
        assert getattr(CARD, name) in words
    assert list(frame.loc[frame["part"] == "Limit", "text"]) == list(CARD.limits)


def test_numbers_are_the_estimates():
    frame = metrics_frame(CARD)
    assert list(frame["value"]) == [0.5, 0.4, 0.6]
    assert list(frame["group"]) == ["all", "left", "right"]
    assert frame["low"].isna().all()
    assert set(frame["method"]) == {"counted"}


@pytest.mark.parametrize("part", ["intended_use", "not_for", "concerns", "limits"])
def test_an_empty_part_is_named(part):
    with pytest.raises(ProductError, match=f"parts are empty: {part}"):
        replace(CARD, **{part: [] if part == "limits" else "  "})


def test_limits_are_a_list_of_texts():
    for wrong in ("one text", ["", "x"]):
        with pytest.raises(ProductError, match="parts are empty: limits"):
            replace(CARD, limits=wrong)


def test_metrics_are_of_all_and_by_group():
    for metrics in (CARD.metrics[:1], CARD.metrics[1:], CARD.metrics[:2]):
        with pytest.raises(ProductError, match="not of all and by group"):
            replace(CARD, metrics=metrics)


def test_a_metric_comes_once():
    with pytest.raises(ProductError, match="comes twice: hit rate of left"):
        replace(CARD, metrics=[*CARD.metrics, CARD.metrics[1]])
