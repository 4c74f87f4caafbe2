"""Where questions go: what the configuration may hold, and every refusal."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from rml.errors import CollectionError
from rml.feedback.question_address import QuestionAddress, read_question_address

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a `pyproject.toml` of this content."""

    def reading(content):
        path = tmp_path / "pyproject.toml"
        path.write_text(content, encoding="utf-8")
        return read_question_address(path, where="pyproject.toml")

    return reading


@pytest.mark.parametrize(
    "address",
    [
        "https://<host>/<owner>/<repository>/issues/new",
        "https://example.org/<owner>/issues/new",
        "https://...",
        "https://.example/new",
    ],
)
def test_a_placeholder_is_no_address(read, address):
    with pytest.raises(CollectionError, match=r"placeholder|web address"):
        read(f'[tool.rml]\nquestion_address = "{address}"\n')


def test_without_file_table_or_value_no_address_is_set(read, tmp_path):
    assert read_question_address(tmp_path / "none.toml", where="x") == QuestionAddress()
    assert read('[project]\nname = "rml"\n') == QuestionAddress()
    assert read('[tool.rml]\nquestion_address = ""\n') == QuestionAddress()
    assert QuestionAddress().parts == {}


def test_the_configuration_of_this_collection_can_be_read():
    read_question_address(ROOT / "pyproject.toml", where="pyproject.toml")


def test_both_addresses_are_read_and_named_as_records_hold_them(read):
    found = read(
        '[tool.rml]\nquestion_address = "https://example.org/a/b/issues/new"\n'
        'question_email = "audits@example.org"\n'
    )
    assert found.parts == {
        "issues": "https://example.org/a/b/issues/new",
        "email": "audits@example.org",
    }


@pytest.mark.parametrize(
    ("address", "title", "body"),
    [
        ("https://example.org/issues/new", "title", "body"),
        ("https://example.org/issues/new?labels=question", "title", "body"),
        (
            "https://example.org/issues/new?issue[title]={title}&issue[description]={body}",
            "issue[title]",
            "issue[description]",
        ),
    ],
)
def test_an_issue_link_holds_title_and_text_unchanged(read, address, title, body):
    found = read(f'[tool.rml]\nquestion_address = "{address}"\n')
    text = "A & B?\n100 % \"{title}\" {body} #1 'x' é 日本"
    link = urlsplit(found.issue_link("A {body} = b", text))
    assert parse_qs(link.query)[title] == ["A {body} = b"]
    assert parse_qs(link.query)[body] == [text]
    assert link.fragment == ""
    assert found.issues_page == "https://example.org/issues/new"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('question_adress = "https://example.org"', ["`question_adress`", "`question_address`?"]),
        ("question_address = 3", ["it is not a text"]),
        ('question_address = "example.org/issues"', ["no web address", "https://example.org/"]),
        ('question_address = "javascript:alert(1)"', ["no web address"]),
        ('question_address = "https://["', ["no web address"]),
        ('question_address = "https://a:b@example.org/new"', ["name or password"]),
        ('question_address = "https://example.org/new#form"', ["part after #"]),
        ('question_address = "https://example.org/a b"', ["holds spaces"]),
        ("question_address = 'https://example.org/\u202e'", ["must encode"]),
        ('question_address = "https://example.org/new?x={text}"', ["only {title} and {body}"]),
        ('question_address = "https://example.org/{body}"', ["after the question mark"]),
        ('question_address = "https://example.org/new?t={title}"', ["none for the text, {body}"]),
        (f'question_address = "https://example.org/{"x" * 300}"', ["longer than 300"]),
        ('question_email = "audits at example"', ["no plain e-mail address", "audits@example.org"]),
        ('question_email = "a@example.org?bcc=b@example.org"', ["no plain e-mail address"]),
    ],
)
def test_refusals_name_file_field_and_what_to_do(read, line, words):
    with pytest.raises(CollectionError) as caught:
        read(f"[tool.rml]\n{line}\n")
    assert str(caught.value).startswith("pyproject.toml")
    assert caught.value.remedy
    for part in words:
        assert part in str(caught.value)


@pytest.mark.parametrize("content", ["[tool", "[tool]\nrml = 3\n"])
def test_a_file_that_is_none_is_said(read, content):
    with pytest.raises(CollectionError, match="pyproject.toml"):
        read(content)


def test_a_link_without_an_address_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="No address"):
        QuestionAddress().issue_link("a", "b")
