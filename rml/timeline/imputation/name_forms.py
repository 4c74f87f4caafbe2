"""How a written name becomes the forms under which the tables of names list it.

The tables hold lower-case letters a to z only: O'Brien stands there as ``obrien``, De La Cruz as
``delacruz``. The rules, in this order:

1. Case, and signs that belong to no letter, do not count: apostrophes of every shape, full
   stops and quotation marks are dropped; spaces, hyphens, commas and underscores separate parts.
2. Accents are taken off (Unicode NFKD, combining marks dropped): Muñoz is ``munoz``. Latin
   letters that are no accented ones are written as `LETTERS` says: ß is ``ss``, ø is ``o``.
   An umlaut is taken off like an accent, so that Müller is ``muller``, not ``mueller``.
3. A last part that is a suffix of generation (`SUFFIXES`: Jr, Sr, II, III, IV, V) is dropped,
   unless it is all there is.
4. A name with a letter that is none of a to z by then is in another script. It is counted as
   such and never transliterated: there are several ways to write it in Latin letters, and their
   shares differ.
5. The whole is looked up first, its parts written together: Garcia-Lopez as ``garcialopez``,
   Van Buren as ``vanburen``.
6. If the whole is not listed, its parts are, each particle (`PARTICLES`: de, la, van, al, ...)
   joined to what follows and, if that is not listed, left out. Single letters are initials and
   left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "junior", "senior"})
PARTICLES: Final = frozenset(
    {
        *("al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du"),
        *("el", "ibn", "la", "las", "le", "los", "san", "santa", "st", "ten", "ter", "van"),
        *("vande", "vander", "von", "y"),
    }
)
LETTERS: Final = {
    "\u00e6": "ae",
    "\u0153": "oe",
    "\u00f8": "o",
    "\u0111": "d",
    "\u00f0": "d",
    "\u00fe": "th",
    "\u0142": "l",
    "\u0127": "h",
    "\u0131": "i",
}
"""Latin letters that Unicode does not take apart: ae, oe, o, d, eth, thorn, l, h, dotless i."""

# Apostrophes and quotation marks of every shape; those from U+02BB on are letters to Unicode,
# but apostrophes to a reader (the Hawaiian okina, the Arabic ayn in Latin letters).
_DROPPED: Final = re.compile(
    "['\"`.\u00b4\u00ab\u00bb\u2018-\u201f\u2032\u02bb\u02bc\u02bd\u02be\u02bf]"
)
_SEPARATORS: Final = re.compile(r"[\s,_/\u00ad\u2010-\u2015\u2212\ufe58\uff0d-]+")

Script = Literal["latin", "other", "none"]


@dataclass(frozen=True, slots=True)
class NameForms:
    """The forms under which a name may be listed.

    Parameters
    ----------
    script
        ``latin``: it can be looked up. ``other``: it has other letters. ``none``: it
        has no letters, or signs and digits that no name has.
    whole
        All of it, written together; empty unless the script is Latin.
    parts
        For each part in its order, the forms to try for it, the best first; empty where the
        whole is the only part.
    """

    script: Script
    whole: str = ""
    parts: tuple[tuple[str, ...], ...] = ()


def name_forms(name: str) -> NameForms:
    """Return the forms under which the tables may list a name, by the rules of this module.

    Examples
    --------
    >>> name_forms("O’Brien, Jr.").whole
    'obrien'
    >>> forms = name_forms("Muñoz de la Cruz")
    >>> forms.whole, forms.parts
    ('munozdelacruz', (('munoz',), ('delacruz', 'cruz')))
    """
    # Signs first: Unicode takes an acute accent that stands alone apart into a space and a mark.
    text = _DROPPED.sub("", name).casefold()
    text = unicodedata.normalize("NFKD", "".join(LETTERS.get(letter, letter) for letter in text))
    plain = "".join(letter for letter in text if not _is_no_letter(letter)).casefold()
    tokens = [token for token in _SEPARATORS.split(plain) if token]
    while len(tokens) > 1 and tokens[-1] in SUFFIXES:
        tokens.pop()
    whole = "".join(tokens)
    if not any(letter.isalpha() for letter in whole):
        return NameForms("none")
    if not (whole.isascii() and whole.isalpha()):
        foreign = any(letter.isalpha() and not letter.isascii() for letter in whole)
        return NameForms("other" if foreign else "none")
    parts = _parts(tokens)
    return NameForms("latin", whole, parts if parts != ((whole,),) else ())


def _is_no_letter(sign: str) -> bool:
    """Return True for combining marks, and for signs of no width such as byte order marks."""
    return unicodedata.combining(sign) != 0 or unicodedata.category(sign) == "Cf"


def _parts(tokens: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return the forms of each part: with the particles before it, then without."""
    parts: list[tuple[str, ...]] = []
    before = ""
    for token in tokens:
        if token in PARTICLES:
            before += token
        elif len(token) > 1:
            parts.append((before + token, token) if before else (token,))
            before = ""
    return tuple(parts)
