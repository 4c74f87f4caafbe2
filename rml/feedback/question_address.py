"""Where questions about findings go: one table of the collection's ``pyproject.toml``.

Imports the standard library only, and of rml its errors: every run reads it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from rml.errors import CollectionError
from rml.suggest import did_you_mean

TABLE: Final = "tool.rml"
ISSUES: Final = "question_address"
EMAIL: Final = "question_email"
_FIELDS: Final = (ISSUES, EMAIL)
_LONGEST: Final = 300
_ADDRESS = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAddress:
    """Where questions go; nothing in it means that readers copy a text.

    Parameters
    ----------
    issues
        The page that opens a new issue, such as ``https://…/issues/new``. ``{title}`` and
        ``{body}`` in it are filled; without them ``title`` and ``body`` are added as the
        forms of GitHub, Gitea and Forgejo take them.
    email
        An e-mail address of the project.
    """

    issues: str | None = None
    email: str | None = None

    @property
    def issues_page(self) -> str | None:
        """The page that opens an issue, without what fills it; None if none is set."""
        return None if self.issues is None else self.issues.partition("?")[0]

    def issue_link(self, title: str, body: str) -> str:
        """Return the address that opens an issue with this title and text."""
        if self.issues is None:
            raise ValueError("No address for issues is set.")
        if "{" not in self.issues:
            joint = "&" if "?" in self.issues else "?"
            return f"{self.issues}{joint}title={quote(title, safe='')}&body={quote(body, safe='')}"
        # One at a time would fill a "{body}" that stands in the title.
        return re.sub(
            r"\{(title|body)\}",
            lambda found: quote(title if found[1] == "title" else body, safe=""),
            self.issues,
        )

    @property
    def parts(self) -> dict[str, str]:
        """What of it is set, as records and fingerprints hold it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def read_question_address(path: Path, *, where: str) -> QuestionAddress:
    """Return where questions go, as the table ``[tool.rml]`` of a ``pyproject.toml`` says.

    Parameters
    ----------
    path
        The file; without it, or without the table, no address is set.
    where
        How messages name it.

    Raises
    ------
    CollectionError
        If the file cannot be read, or a field is unknown or no such address.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return QuestionAddress()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CollectionError(
            f"The file cannot be read: {error}.",
            where=where,
            remedy="Restore it from git, or correct it.",
        ) from error
    tool = content.get("tool", {})
    table = tool.get("rml", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise CollectionError(
            f"`{TABLE}` is not a table.", where=where, remedy=f"Write [{TABLE}] on a line."
        )
    for name in table:
        if name not in _FIELDS:
            raise CollectionError(
                f"`{name}` is not a field of [{TABLE}].",
                where=where,
                remedy=did_you_mean(name, _FIELDS),
            )
    return QuestionAddress(
        issues=_checked(table, ISSUES, where, _problem_of_issues),
        email=_checked(table, EMAIL, where, _problem_of_email),
    )


def _checked(
    table: dict[str, Any], name: str, where: str, problem_of: Callable[[str], str | None]
) -> str | None:
    value = table.get(name)
    if value is None or value == "":
        return None
    problem = problem_of(value) if isinstance(value, str) else "it is not a text"
    if problem is None:
        return str(value)
    example = "https://example.org/issues/new" if name == ISSUES else "audits@example.org"
    raise CollectionError(
        f"`{name}` cannot be used: {problem}.",
        where=f"{where}, [{TABLE}]",
        remedy=f'Write it as in {name} = "{example}", or leave it out: readers then copy a text.',
    )


def _problem_of_issues(value: str) -> str | None:
    problems = {
        f"it is longer than {_LONGEST} characters": len(value) > _LONGEST,
        "it holds spaces or characters that an address must encode": not _ADDRESS.fullmatch(value),
        "it holds a placeholder in angle brackets": "<" in value or ">" in value,
        "it is no web address": not _is_web_address(value),
        "it holds a user's name or password, and pages are public": "@"
        in "".join(value.split("/")[2:3]),
        "it ends in a part after #, which no form reads": "#" in value,
        **_problems_of_places(value),
    }
    return next((words for words, holds in problems.items() if holds), None)


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    # A host that is left out or written as a placeholder has no labels of letters and digits.
    return parts.scheme in ("https", "http") and bool(_HOST.fullmatch(parts.hostname or ""))


def _problems_of_places(value: str) -> dict[str, bool]:
    """Return what can be wrong with the places that are filled, and whether it is."""
    path, _, _ = value.partition("?")
    rest = value.replace("{title}", "").replace("{body}", "")
    return {
        "only {title} and {body} are filled": "{" in rest or "}" in rest,
        "{title} and {body} may only stand after the question mark": "{" in path,
        "it has a place for the title but none for the text, {body}": "{title}" in value
        and "{body}" not in value,
    }


def _problem_of_email(value: str) -> str | None:
    if len(value) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    return None if _EMAIL.fullmatch(value) else "it is no plain e-mail address"
