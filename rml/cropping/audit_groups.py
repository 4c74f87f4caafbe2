"""The groups of an audit, and the comparisons between them that are declared beforehand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rml.cropping.pair_design import Rows
from rml.data.labelled_images import PERSON, LabelledImages
from rml.errors import DataError
from rml.suggest import did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditGroups:
    """People by the values of the group columns.

    Parameters
    ----------
    columns
        The group columns.
    labels
        For each group its value in each column.
    rows
        For each group the rows of its images in the image set; most sets have one image a
        person.
    members
        How many people each group has.
    names
        How each group is called in tables and figures.
    left_out
        People of groups too small to be compared, and people with a value that is not
        compared.
    group_of
        The group of each row of the image set; empty for people left out.
    """

    columns: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Rows]
    members: Mapping[str, int]
    names: Mapping[str, str]
    left_out: int
    group_of: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many people the groups have together."""
        return sum(self.members.values())

    def table(self) -> pd.DataFrame:
        """Return one row a group: its name, its values and the number of its people."""
        return pd.DataFrame(
            [
                {
                    "group": self.names[group],
                    **dict(zip(self.columns, self.labels[group], strict=True)),
                    "people": self.members[group],
                }
                for group in self.rows
            ]
        )


def person_rows(images: LabelledImages) -> Rows:
    """Return for each image the row of the first image of the same person, shape (n,).

    Without a column ``person`` every image shows another person.
    """
    rows = pd.Series(np.arange(len(images.frame)))
    if PERSON in images.frame.columns:
        rows = rows.groupby(images.frame[PERSON].to_numpy()).transform("first")
    return rows.to_numpy(dtype=np.intp)


def audit_groups(
    images: LabelledImages,
    *,
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
    minimum_people: int,
    names: Mapping[str, str],
    order: Sequence[str] = (),
) -> AuditGroups:
    """Return the groups of an image set.

    Parameters
    ----------
    images
        The image set.
    columns
        The label columns whose values make a group.
    values
        For a column, the values that are compared; a column left out has all of them.
    minimum_people
        Groups with fewer people are left out and counted.
    names
        How a group (its values joined by a space) is called; others keep that text.
    order
        Groups in the order in which they are listed; the others follow by name.

    Raises
    ------
    DataError
        If a column is unknown, a value does not occur, images of one person belong to
        several groups, or fewer than two groups remain.
    """
    frame = images.frame
    for column in (*columns, *values):
        if column not in images.labels:
            raise DataError(
                f"The images have no label `{column}`.",
                where=images.name,
                remedy=did_you_mean(column, images.labels),
            )
    for column, wanted in values.items():
        found = sorted(set(frame[column]))
        for value in wanted:
            if value not in found:
                raise DataError(
                    f"No image has the value `{value}` in the column `{column}`.",
                    where=images.name,
                    remedy=did_you_mean(value, found),
                )
    compared = np.ones(len(frame), dtype=bool)
    for column, wanted in values.items():
        compared &= frame[column].isin(list(wanted)).to_numpy()
    keys = [" ".join(row) for row in frame[list(columns)].to_numpy().tolist()]
    found_keys = dict.fromkeys(key for key, use in zip(keys, compared, strict=True) if use)
    everyone = {
        key: np.array([row for row, own in enumerate(keys) if own == key and compared[row]])
        for key in sorted(found_keys, key=lambda key: (_place(key, order), key))
    }
    persons = person_rows(images)
    members = {key: len(np.unique(persons[own])) for key, own in everyone.items()}
    several = sum(members.values()) - len(np.unique(persons[compared]))
    if several:
        raise DataError(
            f"{several:,} people have images in more than one group.",
            where=images.name,
            remedy="Group by labels of people, which are the same in all images of a person.",
        )
    rows = {key: own for key, own in everyone.items() if members[key] >= minimum_people}
    if len(rows) < 2:
        raise DataError(
            f"{len(rows)} of {len(everyone)} groups have at least {minimum_people} people; two are "
            "needed.",
            where=images.name,
            remedy="Choose other group columns or values, or add images.",
        )
    kept = {row: key for key, people in rows.items() for row in people.tolist()}
    return AuditGroups(
        columns=tuple(columns),
        labels={
            key: tuple(frame.loc[people[0], list(columns)].tolist()) for key, people in rows.items()
        },
        rows=rows,
        members={key: members[key] for key in rows},
        names={key: names.get(key, key) for key in rows},
        left_out=len(np.unique(persons)) - sum(members[key] for key in rows),
        group_of=tuple(kept.get(row, "") for row in range(len(frame))),
    )


def _place(key: str, order: Sequence[str]) -> int:
    return list(order).index(key) if key in order else len(order)


def corrected_groups(
    images: LabelledImages,
    *,
    columns: Sequence[str],
    corrected: Sequence[str],
    values: Mapping[str, Sequence[str]],
    minimum_people: int,
    names: Mapping[str, str],
) -> tuple[AuditGroups, int]:
    """Return the groups by corrected labels, and how many labels the corrections change.

    Parameters
    ----------
    images, values, minimum_people, names
        As for `audit_groups`; ``values`` by the columns with the source's labels.
    columns, corrected
        The columns with the source's labels, and those with the corrected ones.
    """
    pairs = list(zip(columns, corrected, strict=True))
    groups = audit_groups(
        images,
        columns=corrected,
        values={other: values[own] for own, other in pairs if own in values},
        minimum_people=minimum_people,
        names=names,
    )
    changed = sum(int((images.frame[own] != images.frame[other]).sum()) for own, other in pairs)
    return groups, changed


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredGap:
    """A comparison declared beforehand: the mean of parity gaps of pairs of groups.

    Parameters
    ----------
    id
        In snake_case, for findings.
    label
        Who is compared with whom: ``women over men``.
    pairs
        (first, second) groups, each with equal weight; a positive gap favours the first.
    """

    id: str
    label: str
    pairs: tuple[tuple[str, str], ...]

    def weights(self) -> dict[tuple[str, str], float]:
        """Return the weight of each pair; they sum to 1."""
        return dict.fromkeys(self.pairs, 1 / len(self.pairs))


def declared_gap(
    groups: AuditGroups,
    *,
    column: str,
    first: str,
    second: str,
    label: str,
    within: Mapping[str, Sequence[str]],
) -> DeclaredGap:
    """Return the comparison of one value of a column with another.

    Every group with the first value meets every group with the second, as in the
    published totals (Yee, Tantipongpipat & Mishra 2021, doi:10.1145/3479594).

    Parameters
    ----------
    groups
        The groups of the audit.
    column, first, second
        The column and its two values.
    label
        The comparison in words.
    within
        For a column, the values to which the comparison is confined.

    Raises
    ------
    DataError
        If no pair of groups is left to compare.
    """
    places = {name: place for place, name in enumerate(groups.columns)}
    unknown = [name for name in (column, *within) if name not in places]
    if unknown:
        raise DataError(
            f"The comparison {label!r} names the column `{unknown[0]}`, which makes no groups.",
            remedy=did_you_mean(unknown[0], groups.columns),
        )

    def chosen(value: str) -> list[str]:
        return [
            group
            for group, own in groups.labels.items()
            if own[places[column]] == value
            and all(own[places[name]] in allowed for name, allowed in within.items())
        ]

    pairs = tuple(itertools.product(chosen(first), chosen(second)))
    if not pairs:
        raise DataError(
            f"The comparison {label!r} has no pair of groups: none with enough people has "
            f"{column} = {first} or {second}.",
            remedy="Choose other values, or a smaller minimum_people.",
        )
    words = [first, second, *itertools.chain.from_iterable(within.values())]
    joined = re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower()).strip("_")
    return DeclaredGap(id=f"gap_{joined}", label=label, pairs=pairs)
