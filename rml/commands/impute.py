"""``rml impute``: probabilities of race for a file of names, or the totals of its groups."""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rml.errors import DataError, ParameterError

if TYPE_CHECKING:
    from rml.timeline.imputation.own_people import ImputedPeople

FORMULA_SIGNS: Final = ("=", "+", "-", "@")

OPTIONAL: Final = {
    "first_name": "--first-name",
    "zcta": "--zcta",
    "county_fips": "--county-fips",
    "state": "--state",
}
"""Columns that a file may have, by the name that is looked for, and the option for another."""

PROBABILITIES, TOTALS = "probabilities", "totals"

HARMS: Final = """\
Before probabilities are written for single people:
- A probability describes everybody with such a name in such a place. It is nobody's race, and
  nobody was asked. Race is what people say of themselves.
- It is wrong most often for those it is meant to serve. See the line of Black people above.
- Counting people as their most probable race makes gaps between groups wrong, often too large;
  weighting by probabilities makes them too small where an outcome depends on one's own race.
- A file of names with guessed races can be used to target, exclude or expose people. In many
  places it is personal data of a protected kind, which may not be made without a legal basis.
- Nothing here may decide about a person.
Group totals answer many questions, and no row of theirs is a person's: --totals-only."""

IF_RIGHT: Final = (
    "low_if_right and high_if_right are ranges only if the probabilities are right for the people "
    "of this file, and independent of each other. They leave out that probabilities may be wrong "
    "for a whole group, which no file of names can show. Among members of Congress some totals lie "
    "outside such ranges: see the report home_timeline/imputation."
)


def run(options: argparse.Namespace) -> int:
    """Return 0 if a file was written; anything else raises. No collection is needed."""
    names: Path = options.names
    if names.is_dir():
        raise DataError("This is a folder.", where=str(names), remedy="Name a file in it.")
    target = _target(options)
    interactive = not (options.yes or options.totals_only)
    if interactive and not sys.stdin.isatty():
        raise ParameterError(
            "Nobody is there to confirm that probabilities are to be written for single people.",
            where=names.name,
            remedy="Give --totals-only for group totals, or --yes.",
        )
    from rml.data.own_names import read_own_names  # noqa: PLC0415 - as all of this: when asked

    given = {kind: getattr(options, kind) for kind in OPTIONAL}
    own = read_own_names(
        names,
        surname=options.surname,
        optional={kind: (name or kind, name is not None) for kind, name in given.items()},
        keep=options.keep_columns or (),
        missing_words_are_names=options.missing_words_are_names,
    )
    if options.totals_only and own.kept:
        raise ParameterError(
            "Group totals have no row of a person's, so no columns can be copied.",
            where="--keep-columns",
            remedy="Leave it out, or leave out --totals-only.",
        )
    clashes = sorted(set(own.kept) & set(_header(())))
    if clashes:
        raise ParameterError(
            f"The column `{clashes[0]}` is one of the output's own.",
            where="--keep-columns",
            remedy="Rename it in the file, or leave it out.",
        )
    from rml.timeline.imputation.own_people import impute_people  # noqa: PLC0415 - takes a second

    people = impute_people(
        own,
        columns={kind: name or kind for kind, name in given.items()},
        where=names.name,
        restore_zeros=options.restore_zeros,
    )
    _say(_found(people))
    _say(_accuracy())
    wanted = TOTALS if options.totals_only else PROBABILITIES
    if not options.totals_only:
        names_of_people = {options.surname, options.first_name or "first_name"}
        _say([HARMS, *_kept_warnings(own.kept, names_of_people)])
    if interactive:
        wanted = _asked()
        if wanted == TOTALS and options.to is None:
            target = _free(_named(names, TOTALS))
    if wanted == TOTALS:
        _write(target, _totals(people))
    else:
        _write(target, _rows(people, own.kept))
    _say([f"Written: {target}"])
    return 0


def _target(options: argparse.Namespace) -> Path:
    """Return the file to write, refusing one that is there."""
    wanted = TOTALS if options.totals_only else PROBABILITIES
    return _free(options.to or _named(options.names, wanted))


def _named(names: Path, wanted: str) -> Path:
    return names.with_name(f"{names.stem}_race_{wanted}.csv")


def _free(path: Path) -> Path:
    if path.exists():
        raise ParameterError(
            "The file is there already, and nothing is overwritten.",
            where=str(path),
            remedy="Move it away, or name another with --to.",
        )
    if not path.parent.is_dir():
        raise ParameterError(
            "The folder is not there, and none is made.",
            where=str(path),
            remedy="Make it, or name another with --to.",
        )
    return path


def _kept_warnings(kept: Mapping[str, Sequence[str]], of_names: AbstractSet[str]) -> list[str]:
    """Return what the user should know of the columns that are copied, as lines."""
    lines = []
    named = [f"`{name}`" for name in kept if name in of_names]
    if named:
        lines.append(
            f"Warning: --keep-columns writes {' and '.join(named)} beside the probabilities: the "
            "file will hold a guessed race beside each name. A number for each row would do."
        )
    for name, values in kept.items():
        formulas = sum(map(_is_formula, (name, *values)))
        if formulas:
            lines.append(
                f"Warning: `{name}` has {formulas:,} texts that begin with =, +, - or @, copied as "
                "they are. A spreadsheet takes them for formulas: open the file as text."
            )
    return ["", *lines] if lines else []


def _is_formula(text: str) -> bool:
    if not text.startswith(FORMULA_SIGNS):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def _asked() -> str:
    """Return what the user typed the word of; refuse anything else."""
    print(f"Type {PROBABILITIES} to write one row a person, or {TOTALS} to write group totals: ")
    typed = sys.stdin.readline().strip().lower()
    if typed not in (PROBABILITIES, TOTALS):
        raise ParameterError("Not confirmed: nothing was written.", remedy="Type one of the words.")
    return typed


def _found(people: ImputedPeople) -> list[str]:
    """Return how many names and places were found, as lines; no name is among them."""
    count = len(people.imputed.used)
    lines = [f"rows: {count:,}"]
    for what, match in (("surname", people.surnames), ("first name", people.first_names)):
        if match is not None:
            counts = ", ".join(f"{words} {number:,}" for words, number in match.counts().items())
            lines.append(f"{what}: {counts}")
    counts = ", ".join(f"{words} {number:,}" for words, number in people.used_counts().items())
    lines.append(f"used: {counts}")
    other = sum(
        match.counts()["in another script"]
        for match in (people.surnames, people.first_names)
        if match is not None
    )
    if other:
        lines.append(
            f"in another script: {other:,} left out, not transliterated. There are several ways "
            "to write such a name in Latin letters, with different shares. If your source has "
            "it in Latin letters, give that."
        )
    return [*lines, *people.notes, ""]


def _accuracy() -> list[str]:
    """Return how often imputation was right where the truth is labelled, as lines."""
    from rml.timeline.imputation.measured_accuracy import (  # noqa: PLC0415 - when asked
        ACCURACY,
        MEASURED_ON,
    )

    wide = max(len(row.group) for row in ACCURACY)
    lines = [f"How often the most probable group was right, among {MEASURED_ON}:"]
    for information in dict.fromkeys(row.information for row in ACCURACY):
        lines.append(f"  by {information}")
        lines += [
            f"    {row.group:<{wide}}  {row.share_correct:5.1%} of {row.people:,} "
            f"(95 % interval {row.low:.1%} to {row.high:.1%})"
            for row in ACCURACY
            if row.information == information
        ]
    lines.append(
        "  Groups of fewer than 10 are not shown. Members of Congress are no sample of anybody; "
        "places smaller than states were not tried. See the report home_timeline/imputation."
    )
    return [*lines, ""]


def _header(kept: Iterable[str]) -> list[str]:
    from rml.timeline.imputation.groups import GROUPS  # noqa: PLC0415 - imports numpy

    return [
        "row",
        *kept,
        *(f"probability_{group}" for group in GROUPS),
        "used",
        "place",
        "surname_found",
        "first_name_found",
    ]


def _rows(people: ImputedPeople, kept: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Return the header and one row a person, in the file's order."""
    from rml.timeline.imputation.bisg import used_words  # noqa: PLC0415 - when asked
    from rml.timeline.imputation.names import HOW_WORDS  # noqa: PLC0415

    yield _header(kept)
    probabilities, used = people.imputed
    first = people.first_names
    for row, words in enumerate(used_words(used)):
        yield [
            str(row + 1),
            *(values[row] for values in kept.values()),
            *(f"{value:.10g}" for value in probabilities[row]),
            words,
            people.places[row],
            HOW_WORDS[int(people.surnames.how[row])],
            "" if first is None else HOW_WORDS[int(first.how[row])],
        ]


def _totals(people: ImputedPeople) -> Iterator[list[str]]:
    """Return the header and one row a group; what describes fewer than 10 people is withheld.

    A row of which nothing is known is nobody to be counted, and left out.
    """
    from rml.timeline.imputation.own_totals import group_totals  # noqa: PLC0415 - when asked

    probabilities, used = people.imputed
    known = used > 0
    frame = group_totals(probabilities[known])
    if not known.all():
        rows = f"{int((~known).sum()):,} of {len(known):,} rows"
        _say([f"Left out of the totals: {rows}, of which neither a name nor a place was found."])
    withheld = int(frame["expected_people"].isna().sum())
    if withheld:
        reason = "fewer than 10 people are expected of them, or they would give such a number away"
        _say([f"{withheld} of {len(frame)} groups are withheld: {reason}."])
    if withheld < len(frame):
        _say([IF_RIGHT])
    yield [str(name) for name in frame.columns]
    for group, *values in frame.itertuples(index=False):
        yield [
            str(group),
            *("withheld" if math.isnan(value) else f"{value:.10g}" for value in values),
        ]


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write a new CSV file that only its owner can read; leave nothing behind on failure."""
    try:
        # Exclusive: a file that came to be meanwhile is not overwritten either.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise DataError(
            f"The file cannot be written: {error.strerror}.",
            where=str(path),
            remedy="Name another with --to.",
        ) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    except BaseException:
        path.unlink()
        raise


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()
