"""What a text from outside may hold: no signs that hide or move others, no address of a person."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

EMPTY: Final = "must not be empty; leave the line out if there is nothing to say"
CONTROL: Final = "holds a control character; only line breaks and tabs are allowed"
HIDDEN: Final = (
    "holds a sign that nobody sees and that changes how the text around it is read; type it anew "
    "without"
)
CONTACT: Final = (
    "holds an e-mail address or a telephone number; what stands here is published, so leave it out"
)

# Signs that turn text around (U+202A to U+202E, U+2066 to U+2069), annotations and tags. Joiners
# and marks of direction stay: scripts and emoji need them.
_HIDDEN: Final = re.compile("[\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
_EMAIL: Final = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
_TELEPHONES: Final = (
    r"(?<![\w.])(?:\+|00)[1-9](?:[ ()/.-]{0,2}\d){7,14}(?!\w)",  # with the code of a country
    r"(?<![\w.-])\(?0[1-9]\d{1,3}\)?[ /-]\d{3,}(?:[ -]\d{2,})*(?!\w)",  # within one
    r"(?<![\w.-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])",  # in North America
    r"(?i:\b(?:tel|phone|telephone|mobile|call)\b[.: ]{1,2})[\d ()/-]{6,}\d",
)
_CONTACT: Final = re.compile("|".join((_EMAIL, *_TELEPHONES)))


def unreadable(text: str) -> str | None:
    """Return why a text cannot be shown as it is, or None."""
    if not text.strip():
        return EMPTY
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        return CONTROL
    return HIDDEN if _HIDDEN.search(text) else None


def complaint(text: str) -> str | None:
    """Return why a text cannot be published as it is, or None.

    A number is taken for that of a telephone by how it is written. One that is not recognised is
    for whoever files the text to see.

    Examples
    --------
    >>> complaint("How many images?") is None
    True
    >>> complaint("Write to someone@example.org") == CONTACT
    True
    """
    return unreadable(text) or (CONTACT if _CONTACT.search(text) else None)


def without_contacts(text: str) -> str:
    """Return ``text`` with what reaches a person left out, for messages that quote it.

    Examples
    --------
    >>> without_contacts("given: 'someone@example.org'")
    "given: '[left out]'"
    """
    return _CONTACT.sub("[left out]", text)
