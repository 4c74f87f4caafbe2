"""What a poster string is, and which page it belongs to: the declared rule, step by step.

1. *Normalise*: one case, no punctuation or pictures, one space. Hyphens inside words stay,
   because they tell "Sachsen" from "Sachsen-Anhalt".
2. *Kind*: patterns first, in their order; then the explicit list, which overrules them. What
   neither names is an organisation of the party.
3. *Page*: two strings of one party that are the same once normalised are one page. A string
   that begins with the whole of another, followed by a space, is a variant of it: the source
   read the poster together with a place, a tagged person or a group. The longest such string
   is its page. A party's bare name is no such beginning, or every branch would be a variant
   of the party. The explicit list adds pages (same_page) and undoes wrong ones (separate).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import pandas as pd

from rml.errors import DataError

DEFAULT_KIND: Final = "organisation"
STRING_KINDS: Final = ("false_match", "person", "supporters", DEFAULT_KIND)
KIND_NAMES: Final = {
    "false_match": "false match",
    "person": "a person",
    "supporters": "supporters, members or a debate",
    DEFAULT_KIND: "organisation of the party",
}
BARE_NAMES: Final = frozenset(
    {
        "afd",
        "alternative für deutschland",
        "bündnis 90 die grünen",
        "cdu",
        "csu",
        "die linke",
        "fdp",
        "spd",
    }
)
_DROPPED = re.compile(r"[^\w\s&#-]")
_LOOSE_HYPHEN = re.compile(r"(?<!\w)-|-(?!\w)")


def normalised(poster: str) -> str:
    """Return the string in one case, without punctuation, pictures and doubled spaces.

    Examples
    --------
    >>> normalised("BÜNDNIS90/ DIE GRÜNEN Sachsen-Anhalt")
    'bündnis 90 die grünen sachsen-anhalt'
    """
    text = unicodedata.normalize("NFKC", poster).casefold()
    text = _LOOSE_HYPHEN.sub(" ", _DROPPED.sub(" ", text))
    return " ".join(text.replace("bündnis90", "bündnis 90").split())


def cleaned_posters(posters: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return every string with its kind, the rule behind it, and its page.

    Parameters
    ----------
    posters
        As ``rml.data.citizen_browser_germany.load_party_posters`` returns them.
    rules
        As ``rml.data.citizen_browser_germany.load_poster_rules`` returns them.

    Returns
    -------
    pandas.DataFrame
        The rows of ``posters`` with ``kind`` (false_match, person, supporters or
        organisation), ``rule`` (its number, from 1; 0 where none applied) and ``page`` (the
        row of the string after which its page is called). Nothing is dropped.

    Raises
    ------
    DataError
        If a rule names a row that is not there or of another party, or a pattern matches
        nothing.
    """
    _check_rules(posters, rules)
    names = posters["poster"].map(normalised)
    kinds = pd.Series(DEFAULT_KIND, index=posters.index)
    numbers = pd.Series(0, index=posters.index)
    by_row = pd.Series(posters.index, index=posters["row"])
    for number, rule in enumerate(rules.to_dict("records"), start=1):
        if rule["kind"] not in STRING_KINDS:
            continue
        if rule["scope"] == "row":
            hit = posters.index == by_row[int(rule["match"])]
        else:
            hit = (names.str.contains(rule["match"]) & (numbers == 0)).to_numpy()
        kinds[hit], numbers[hit] = rule["kind"], number
    return posters.assign(kind=kinds, rule=numbers, page=_pages(posters, names, kinds, rules))


def _pages(
    posters: pd.DataFrame, names: pd.Series[str], kinds: pd.Series[str], rules: pd.DataFrame
) -> list[int]:
    explicit = rules[rules["scope"] == "row"]
    separate = set(explicit.loc[explicit["kind"] == "separate", "match"].astype(int))
    same = explicit[explicit["kind"] == "same_page"]
    given = dict(zip(same["match"].astype(int), same["page_row"].astype(int), strict=True))
    first: dict[tuple[str, str], int] = {}
    for row, party, name in zip(posters["row"], posters["party"], names, strict=True):
        first.setdefault((party, name), int(row))
    kind_of = dict(zip(posters["row"], kinds, strict=True))
    pages = []
    for row, party, name in zip(posters["row"], posters["party"], names, strict=True):
        page = first[party, name]
        if row in given:
            page = given[row]
        elif row not in separate:
            page = _base(party, name, first, kind_of=kind_of) or page
        pages.append(page)
    # A page that is itself a variant passes its own page on.
    found = dict(zip(posters["row"], pages, strict=True))
    return [found[found[page]] for page in pages]


def _base(
    party: str, name: str, first: dict[tuple[str, str], int], *, kind_of: dict[int, str]
) -> int | None:
    """Return the row of the longest string that ``name`` begins with and adds words to."""
    words = name.split(" ")
    for length in range(len(words) - 1, 0, -1):
        start = " ".join(words[:length])
        row = first.get((party, start))
        if row is not None and start not in BARE_NAMES:
            return row if kind_of[row] == kind_of[first[party, name]] else None
    return None


def _check_rules(posters: pd.DataFrame, rules: pd.DataFrame) -> None:
    parties = dict(zip(posters["row"], posters["party"], strict=True))
    names = posters["poster"].map(normalised)
    faults = []
    for number, rule in enumerate(rules.to_dict("records"), start=1):
        if rule["scope"] == "pattern":
            if not names.str.contains(rule["match"]).any():
                faults.append(f"rule {number}: its pattern matches no string")
            continue
        rows = [int(rule["match"]), *([int(rule["page_row"])] if rule["page_row"] else [])]
        if any(row not in parties for row in rows):
            faults.append(f"rule {number}: it names a row that the source does not have")
        elif len({parties[row] for row in rows}) > 1:
            faults.append(f"rule {number}: its two rows are of two parties")
    if faults:
        raise DataError(
            f"{'; '.join(faults)}.",
            where="rules on poster strings",
            remedy="Correct rml/data/label_corrections/citizen_browser_germany.csv.",
        )
