from dataclasses import replace

import pytest

from rml.model_cards.cited import read_numbers
from rml.model_cards.coverage import ReadCard
from rml.model_cards.frames import (
    absent_reports,
    limits_frame,
    numbers_frame,
    reports_frame,
    words_frame,
)
from rml.model_cards.not_models import not_models_frame

REPORT = "toy/first"
OTHER = "part,text\nModel,another name\nIntended use,To try.\nLimit,Few people.\nLimit,One day.\n"


def written(card):
    return replace(card, words={}, words_from=("toy/second", "card"))


def test_words_are_those_of_the_card_with_what_would_undo_it_last(card):
    frame = words_frame(card, {})
    assert list(frame["text"][:2]) == ["a guesser", "On Kind and fit."]
    assert list(frame.iloc[-1]) == ["This card is wrong if", "The guesses are not guesses."]


def test_words_of_a_report_are_quoted_and_its_limits_stand_with_the_limits(make_version, card):
    versions = {"toy/second": make_version("toy/second", tables={"card": OTHER})}
    words = words_frame(written(card), versions)
    assert list(words["text"]) == ["a guesser", "To try.", "The guesses are not guesses."]
    found = limits_frame(written(card), versions)
    assert list(found["where_it_may_fail"])[-2:] == ["Few people.", "One day."]
    assert list(found["report"])[-2:] == ["toy/second"] * 2


@pytest.mark.parametrize("tables", [None, {}, {"card": "a,b\n1,2\n"}])
def test_words_that_cannot_be_quoted_are_said_to_be_missing(make_version, tables, card):
    versions = {}
    if tables is not None:
        versions = {"toy/second": make_version("toy/second", tables=tables)}
    words = words_frame(written(card), versions)
    assert list(words["part"]) == ["Model", "Other parts", "This card is wrong if"]
    assert len(limits_frame(written(card), versions)) == len(card.limits)


def test_a_limit_stands_beside_the_finding_as_it_is_now(make_version, card, make_finding):
    finding = make_finding("wrong", verdict="differs", data_kind="published")
    first, second = limits_frame(card, {REPORT: make_version(findings=[finding])}).to_dict(
        "records"
    )
    assert first["what_was_found"] == "What wrong says."
    assert (first["verdict"], first["data_kind"]) == ("differs", "published")
    assert (first["report"], first["version"]) == (REPORT, "0123456789ab")
    assert second["what_was_found"] == "Not measured here. Nobody looked."
    assert second["report"] == ""


def test_a_finding_that_is_gone_is_said(make_version, card):
    gone = limits_frame(card, {REPORT: make_version()})["what_was_found"][0]
    absent = limits_frame(card, {})["what_was_found"][0]
    assert gone == "The report has no such finding now."
    assert absent == f"The report {REPORT} is not at hand."


def test_the_numbers_say_in_place_of_a_method_why_there_is_none(make_version, card, make_finding):
    versions = {REPORT: make_version(findings=[make_finding("overall")])}
    read = ReadCard(card=card, numbers=tuple(read_numbers(card, versions, level=0.95)))
    frame = numbers_frame(read)
    assert list(frame["method"]) == ["counted", "The report has no such table now."]
    assert frame["value"].isna().tolist() == [False, True]
    assert {str(frame[end].dtype) for end in ("value", "low", "high")} == {"float64"}


def test_reports_are_listed_with_their_version_or_as_not_at_hand(make_version, card, rows):
    versions = {REPORT: make_version(tables={"groups": rows})}
    frame = reports_frame([card, written(card)], versions)
    assert list(frame["report"]) == [REPORT, "toy/second"]
    assert list(frame["version"]) == ["0123456789ab", "not at hand"]
    assert frame["cards"][0] == "a guesser; a guesser"
    assert absent_reports(written(card), versions) == ["toy/second"]


def test_what_is_no_model_is_named_with_a_reason():
    frame = not_models_frame()
    assert frame["what"].is_unique
    assert (frame["why_not"].str.split().str.len() >= 6).all()
