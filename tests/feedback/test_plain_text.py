"""Which texts from outside may be published, and which numbers are those of telephones."""

from __future__ import annotations

import pytest

from rml.feedback.plain_text import (
    CONTACT,
    CONTROL,
    EMPTY,
    HIDDEN,
    complaint,
    without_contacts,
)

PUBLISHED = [
    "Of 36,131 images 1,250 were left out: 0.05 against 12 345 678, or -3.2 (-11.6 to 6.3).",
    "Version 012345678901 of 2026-01-31, doi:10.1093/biomet/41.3-4.403, arXiv:2403.06238.",
    "ORCID 0000-0002-1825-0097, ISBN 0-306-40615-2, 2 000 000 and 0.5-0.75 of 1234567890.",
    "See https://example.org/a?b=0123456789 and the handle @name; 10:30, 1 + 1 = 2.",
    "Ünïcode, emoji 👩‍🔬 and\n\n日本語, می‌خواهم, \u200fكتب\u200f.\t",
    "We call 150 images by name; the phone shows 3 of 12.",
]
CONTACTS = [
    "Write to first.last+x@mail.example.co.uk, please",
    "+44 20 7946 0958",
    "Ring (+39) 06 1234 5678 at noon",
    "0049-30-1234567",
    "030 1234567",
    "(020) 7946 0958",
    "555-867-5309",
    "(415) 555 2671",
    "tel: 867 5309",
]


@pytest.mark.parametrize("text", PUBLISHED)
def test_numbers_names_and_scripts_are_published(text):
    assert complaint(text) is None
    assert without_contacts(text) == text


@pytest.mark.parametrize("text", CONTACTS)
def test_what_reaches_a_person_is_not(text):
    assert complaint(f"I ask this. {text}") == CONTACT
    left = without_contacts(f"I ask this. {text}")
    assert complaint(left) is None
    assert "I ask this." in left


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069", "\U000e0041"])
def test_signs_that_hide_or_turn_text_are_refused(sign):
    assert complaint(f"a{sign}b") == HIDDEN


@pytest.mark.parametrize(
    ("text", "said"), [(" \n", EMPTY), ("a\x1b[31m", CONTROL), ("\ud800", CONTROL)]
)
def test_nothing_and_control_characters_are_refused(text, said):
    assert complaint(text) == said
