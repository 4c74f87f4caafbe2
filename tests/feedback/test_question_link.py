"""A question ready to send: what it holds, how it is encoded, and that it stays short enough."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from rml.feedback.question_address import QuestionAddress
from rml.feedback.question_link import (
    CUT,
    LONGEST_ISSUE_LINK,
    LONGEST_MAIL_LINK,
    Questioned,
    clean,
    question,
    question_text,
)

BOTH = QuestionAddress(issues="https://example.org/a/b/issues/new", email="audits@example.org")
STATEMENTS = {
    "quotes and signs": "5 % \"of\" <b>men</b> & 'women'; a=b?c#d + `e` {title} %0A",
    "new lines": "one\ntwo\r\n\r\nthree\tfour",
    "right to left": "نسبة المنشورات الصغيرة من المجموع",
    "letters with marks": "Zoe\u0308 na\u0308ive " * 400,
    "faces": "👩\u200d🔬👍🏽 " * 600,
    "no space at all": "漢" * 5000,
    "one space first": "a " + "漢" * 5000,
    "a lone surrogate": "a\ud800b",
    "nothing": "",
}


def about(**changes):
    return Questioned(
        **{
            "report": "crops/gaps",
            "version": "3f9a1c20b7d4",
            "profile": "full",
            "data_kind": "published",
            "finding": "the_gap",
            "statement": "Women won more often.",
            **changes,
        }
    )


def sent(asked):
    """Return title and text as the form of issues and the mail program receive them."""
    issue, mail = urlsplit(asked.issue), urlsplit(asked.mail)
    issue_fields = parse_qs(issue.query, keep_blank_values=True)
    mail_fields = parse_qs(mail.query, keep_blank_values=True)
    assert set(issue_fields) == {"title", "body"}
    assert set(mail_fields) == {"subject", "body"}
    assert issue.fragment == mail.fragment == ""
    return [
        (issue_fields["title"][0], issue_fields["body"][0]),
        (mail_fields["subject"][0], mail_fields["body"][0].replace("\r\n", "\n")),
    ]


def test_every_form_says_finding_version_and_statement_and_asks_for_the_rest():
    asked = question(about(), BOTH)
    for title, text in sent(asked):
        assert title == "Question about the_gap: crops/gaps, version 3f9a1c20b7d4"
        assert text == asked.text
    lines = asked.text.split("\n")
    assert lines[:6] == [
        "Report: crops/gaps",
        "Version: 3f9a1c20b7d4",
        "Finding: the_gap",
        "It states (published figures):",
        "",
        "    Women won more often.",
    ]
    assert "What I ask or object to:" in lines
    assert asked.anchor == "question-the_gap"
    assert asked.label == "the gap"


@pytest.mark.parametrize("name", STATEMENTS)
def test_any_statement_arrives_as_text_within_the_length(name):
    statement = STATEMENTS[name]
    asked = question(about(statement=statement), BOTH)
    assert len(asked.issue) <= LONGEST_ISSUE_LINK
    assert len(asked.mail) <= LONGEST_MAIL_LINK
    assert asked.issue.isascii()
    assert asked.mail.isascii()
    whole = clean(statement)
    for _, text in sent(asked):
        quoted = " ".join(line.strip() for line in text.split("\n") if line.startswith("    "))
        kept, cut, rest = quoted.partition(f" {CUT}")
        assert whole.startswith(kept)
        assert rest == ""
        assert bool(cut) == (kept != whole)
        assert text.endswith("(both / the text / no)")
    in_text = [line.strip() for line in asked.text.split("\n") if line.startswith("    ")]
    assert " ".join(in_text) == whole


def test_as_much_of_a_long_statement_is_kept_as_fits():
    for statement in ("word " * 3000, "漢" * 3000):
        asked = question(about(statement=statement), BOTH)
        assert len(asked.issue) > LONGEST_ISSUE_LINK - 40
        assert len(asked.mail) > LONGEST_MAIL_LINK - 40


def test_a_cut_never_parts_a_letter_from_its_mark():
    for width in range(0, 40, 3):
        asked = question(about(statement="x" * width + "e\u0308" * 3000), BOTH)
        body = unquote(asked.issue)
        assert body[body.index(f" {CUT}") - 1] != "e"


def test_what_steers_a_display_is_left_out():
    assert clean("a\u202eb\u2066c\x00d\x1b[31m\ne") == "abcd[31m e"


def test_simulated_data_and_a_quick_profile_are_said():
    text = question_text(about(data_kind="simulated", profile="quick"))
    assert "It states (simulated data):" in text
    assert "Profile: quick, a test of the machinery" in text


def test_the_report_as_a_whole_names_the_findings_to_choose_from_in_the_text_alone():
    names = tuple(f"finding_with_a_long_name_{number}" for number in range(300))
    asked = question(about(finding=None, statement="", choices=names), BOTH)
    assert f"Finding (keep one): {', '.join(names)}" in asked.text
    assert len(asked.mail) <= LONGEST_MAIL_LINK
    for title, text in sent(asked):
        assert title.startswith("Question about the report as a whole")
        assert "Finding (keep one): the report as a whole" in text


def test_without_an_address_there_is_a_text_and_no_link():
    asked = question(about(), QuestionAddress())
    assert asked.issue is None
    assert asked.mail is None
    assert "Women won more often." in asked.text
    only_mail = question(about(), QuestionAddress(email="audits@example.org"))
    assert only_mail.issue is None
    assert only_mail.mail.startswith("mailto:audits@example.org?subject=")
