"""A question about one finding, ready to send: as text, as a prefilled issue, as an e-mail.

Nothing is sent by a page: a link opens where the reader can read, change and drop the text. It
holds what the version says of the finding, and nothing about the reader.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from rml.feedback.question_address import QuestionAddress

LONGEST_ISSUE_LINK: Final = 6000
"""In characters. GitHub refuses addresses of over about 8,000."""

LONGEST_MAIL_LINK: Final = 1900
"""In characters. Some mail programs cut addresses at about 2,000."""

CUT: Final = "…"
_WIDTH: Final = 72
_LONG_WORD: Final = 30
_INDENT: Final = "    "  # as code in Markdown: no mention, image or link in a statement comes alive
_KINDS: Final = {
    "simulated": "simulated data",
    "mixed": "real frame, simulated outcomes",
    "published": "published figures",
    "real": "real data",
}
_ASKED: Final = (
    "What I ask or object to:",
    "What I base this on (data, calculation or source, with a link):",
    "What I would expect instead:",
    "May this text and my name be published with the answer? (both / the text / no)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioned:
    """What a question is about.

    Parameters
    ----------
    report, version
        The version that was read.
    profile, data_kind
        Of this version; a quick version and simulated data are said with the statement.
    finding
        The finding's id; None for the report as a whole.
    statement
        As the version states it, in plain text; empty for the report as a whole.
    choices
        For the report as a whole: the ids of its findings, of which the reader keeps one.
    """

    report: str
    version: str
    profile: str
    data_kind: str
    finding: str | None = None
    statement: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question in the forms that a page offers; a link is None where no address is set."""

    anchor: str
    label: str
    text: str
    issue: str | None
    mail: str | None


def question(about: Questioned, address: QuestionAddress) -> Question:
    """Return the question about a finding, or about a report as a whole.

    The text to copy holds the whole statement. In a link a long one is cut, so that the link
    stays within `LONGEST_ISSUE_LINK` and `LONGEST_MAIL_LINK`; the cut is marked.

    Parameters
    ----------
    about
        What it concerns.
    address
        Where questions go, as the collection's configuration says.
    """
    subject = about.finding or "the report as a whole"
    title = f"Question about {subject}: {about.report}, version {about.version}"
    issue = mail = None
    if address.issues:
        issue = _bounded(about, lambda text: address.issue_link(title, text), LONGEST_ISSUE_LINK)
    if address.email:
        mail = _bounded(about, lambda text: _mail_link(address, title, text), LONGEST_MAIL_LINK)
    return Question(
        anchor=f"question-{about.finding}" if about.finding else "question",
        label=subject.replace("_", " "),
        text=question_text(about),
        issue=issue,
        mail=mail,
    )


def question_text(about: Questioned, *, statement: str | None = None) -> str:
    """Return the text that a reader completes, with all that an answer needs to know.

    Parameters
    ----------
    about
        What it concerns.
    statement
        The statement as far as it is to be quoted; the whole one by default.
    """
    shown = clean(about.statement if statement is None else statement)
    lines = [f"Report: {about.report}", f"Version: {about.version}"]
    if about.profile == "quick":
        lines.append("Profile: quick, a test of the machinery")
    if about.finding:
        lines += [f"Finding: {about.finding}"]
        if shown:
            kind = _KINDS.get(about.data_kind, about.data_kind)
            wrapped = textwrap.wrap(shown, _WIDTH, break_long_words=False, break_on_hyphens=False)
            lines += [f"It states ({kind}):", "", *(_INDENT + line for line in wrapped)]
    else:
        lines.append(f"Finding (keep one): {', '.join(about.choices) or 'the report as a whole'}")
    for asked in _ASKED:
        lines += ["", asked]
    return "\n".join(lines)


def clean(text: str) -> str:
    """Return ``text`` on one line, without characters that steer a display.

    Control characters and those that reverse the direction of what follows are left out: a
    quotation must not change how the reader's own words look.
    """
    spaced = " ".join(text.split())
    return "".join(
        character
        for character in spaced
        if unicodedata.category(character) not in {"Cc", "Cs"}
        and not ("\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069")
    )


def _bounded(about: Questioned, link: Callable[[str], str], longest: int) -> str:
    """Return the link with as much of the statement as fits into ``longest`` characters."""
    about = replace(about, choices=())  # the ids of all findings may be more than fits
    statement = clean(about.statement)
    whole = link(question_text(about))
    if len(whole) <= longest:
        return whole
    fits, too_many = 0, len(statement)
    while too_many - fits > 1:
        kept = (fits + too_many) // 2
        if len(link(question_text(about, statement=_cut(statement, kept)))) <= longest:
            fits = kept
        else:
            too_many = kept
    return link(question_text(about, statement=_cut(statement, fits)))


def _cut(statement: str, kept: int) -> str:
    """Return the first ``kept`` characters, back to the end of a word, with the cut marked."""
    if not kept:
        return CUT
    space = statement.rfind(" ", max(0, kept - _LONG_WORD), kept + 1)
    shortened = statement[: space if space > 0 else kept]
    while shortened and unicodedata.combining(statement[len(shortened)]):
        shortened = shortened[:-1]  # no letter without the marks that stand on it
    return f"{shortened.rstrip()} {CUT}"


def _mail_link(address: QuestionAddress, title: str, text: str) -> str:
    # Mail programs take line breaks as CR LF (RFC 6068).
    body = quote(text.replace("\n", "\r\n"), safe="")
    return (
        f"mailto:{quote(address.email or '', safe='@')}?subject={quote(title, safe='')}&body={body}"
    )
