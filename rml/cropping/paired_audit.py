"""The paired-crop audit: from people to the outcome of every pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rml.cropping.audit_groups import AuditGroups, person_rows
from rml.cropping.composites import Layout
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_design import (
    Meetings,
    Orders,
    Placements,
    all_pairs,
    placed,
    published_pairs,
    sampled_pairs,
)
from rml.cropping.pair_outcomes import Outcomes, pair_outcomes
from rml.cropping.parallel import Scorer
from rml.cropping.portraits import Preparation, Treatment
from rml.data.labelled_images import LabelledImages

Design: TypeAlias = Literal["sample", "all", "published"]
UNMASKED: Final = "unmasked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Everything that stays the same while layouts and masks change.

    Parameters
    ----------
    images
        The image set.
    groups
        Its groups.
    scorer
        The saliency model, or a planted saliency function.
    face
        The declared face region; None if the set has none.
    layout
        The main layout.
    orders
        ``both``, or ``as listed``.
    """

    images: LabelledImages
    groups: AuditGroups
    scorer: Scorer
    face: FaceRegion | None
    layout: Layout
    orders: Orders


def draw_meetings(
    groups: AuditGroups, *, design: Design, pairs: int, rng: np.random.Generator
) -> Meetings:
    """Return who meets whom.

    Parameters
    ----------
    groups
        The groups, in the order in which they are listed.
    design
        ``sample``: different pairs, people used evenly; ``all`` pairs; or ``published``:
        draws with replacement.
    pairs
        Pairs for every two groups; without effect if all are taken.
    rng
        The source of randomness.
    """
    if design == "all":
        return all_pairs(groups.rows)
    if design == "sample":
        return sampled_pairs(groups.rows, pairs=pairs, rng=rng)
    names = list(groups.rows)
    listed = [(first, second) for place, first in enumerate(names) for second in names[place + 1 :]]
    return published_pairs(groups.rows, listed, pairs=pairs, rng=rng)


def first_of_every_two(meetings: Meetings, *, pairs: int) -> NDArray[np.bool_]:
    """Return which meetings are among the first ``pairs`` of their two groups, shape (n,)."""
    keys = [" | ".join(row) for row in meetings.groups.tolist()]
    return np.asarray(pd.Series(keys).groupby(keys).cumcount().to_numpy() < pairs)


def first_meetings(meetings: Meetings, *, pairs: int) -> Meetings:
    """Return the first ``pairs`` meetings of every two groups: a smaller set for controls."""
    kept = first_of_every_two(meetings, pairs=pairs)
    return Meetings(people=meetings.people[kept], groups=meetings.groups[kept])


def audited_pairs(
    audit: Audit,
    meetings: Meetings,
    *,
    layout: Layout | None = None,
    treatment: Treatment = UNMASKED,
) -> pd.DataFrame:
    """Return the outcome of every pair, its composites made, scored and kept as a stage.

    Parameters
    ----------
    audit
        What is audited.
    meetings
        Who meets whom.
    layout
        Another layout than the audit's; None for its own.
    treatment
        What is masked in every portrait.

    Returns
    -------
    DataFrame
        One row a pair: ``group_first``, ``person_first``, ``group_second``,
        ``person_second`` (each the row of the person's first image), ``composites`` (how many the
        pair had) and ``outcome``, the share of them that the first person won, and
        ``placed_first``, the share won by whoever stood at the first place.
    """
    placements = placed(meetings, orders=audit.orders)
    outcomes = pair_outcomes(
        audit.images,
        placements,
        layout or audit.layout,
        audit.scorer,
        preparation=Preparation(treatment=treatment, face=audit.face),
    )
    return _by_person(outcome_frame(meetings, placements, outcomes), audit.images)


def _by_person(pairs: pd.DataFrame, images: LabelledImages) -> pd.DataFrame:
    """Return pairs with each person's first image for all of that person's images."""
    persons = person_rows(images)
    return pairs.assign(
        person_first=persons[pairs["person_first"]], person_second=persons[pairs["person_second"]]
    )


def outcome_frame(meetings: Meetings, placements: Placements, outcomes: Outcomes) -> pd.DataFrame:
    """Return one row a pair as `audited_pairs` does, from the winners of its composites."""
    winner = winner_columns(placements, outcomes)
    count = np.bincount(placements.meeting, minlength=len(meetings))
    won = np.bincount(placements.meeting, weights=winner == 0, minlength=len(meetings))
    ahead = np.bincount(placements.meeting, weights=outcomes.winner == 0, minlength=len(meetings))
    return _pair_frame(meetings, composites=count, outcome=won / count).assign(
        placed_first=ahead / count
    )


def _pair_frame(
    meetings: Meetings, *, composites: NDArray[np.intp], outcome: NDArray[np.float64]
) -> pd.DataFrame:
    """Return one row a pair: its groups and persons, its composites and its outcome."""
    return pd.DataFrame(
        {
            "group_first": meetings.groups[:, 0],
            "person_first": meetings.people[:, 0],
            "group_second": meetings.groups[:, 1],
            "person_second": meetings.people[:, 1],
            "composites": composites,
            "outcome": outcome,
        }
    )


def winner_columns(placements: Placements, outcomes: Outcomes) -> NDArray[np.intp]:
    """Return which column of its meeting won each composite, shape (c,)."""
    return np.take_along_axis(placements.place_of, outcomes.winner[:, np.newaxis], axis=1)[:, 0]


def composite_frame(meetings: Meetings, placements: Placements, outcomes: Outcomes) -> pd.DataFrame:
    """Return one row a composite: groups and persons as placed, and whether the first won."""
    groups = np.take_along_axis(meetings.groups[placements.meeting], placements.place_of, axis=1)
    return pd.DataFrame(
        {
            "group_left": groups[:, 0],
            "person_left": placements.people[:, 0],
            "group_right": groups[:, 1],
            "person_right": placements.people[:, 1],
            "left_won": outcomes.winner == 0,
        }
    )


def relabelled(pairs: pd.DataFrame, group_of: Sequence[str]) -> pd.DataFrame:
    """Return the pairs with other groups for the same people; pairs within a group go.

    Parameters
    ----------
    pairs
        From `audited_pairs`.
    group_of
        The other group of each row of the image set; empty for people left out.
    """
    groups = np.asarray(group_of, dtype=object)
    moved = pairs.assign(
        group_first=groups[pairs["person_first"]], group_second=groups[pairs["person_second"]]
    )
    kept = (
        (moved["group_first"] != "")
        & (moved["group_second"] != "")
        & (moved["group_first"] != moved["group_second"])
    )
    return moved[kept].reset_index(drop=True)


def flips_by_padding(
    audit: Audit, meetings: Meetings, paddings: Sequence[int], *, pairs: int | None = None
) -> Mapping[int, pd.DataFrame]:
    """Return for each padding the pairs, with ``outcome`` the share of composites that flipped.

    A composite flips if another person wins than without padding (the first of
    ``paddings``). Under the key -1 stand the pairs with the share of their composites that
    flip under any padding.

    Parameters
    ----------
    audit, meetings
        As for `audited_pairs`.
    paddings
        Black pixels before the first portrait; the first is the one compared with.
    pairs
        How many of the meetings of every two groups are used; None for all.
    """
    kept = first_of_every_two(meetings, pairs=len(meetings) if pairs is None else pairs)
    everything = placed(meetings, orders=audit.orders)
    meetings = Meetings(people=meetings.people[kept], groups=meetings.groups[kept])
    placements = placed(meetings, orders=audit.orders)
    winners = {}
    for padding in paddings:
        if padding == audit.layout.padding:
            # All of these composites were made before, among others.
            outcomes = pair_outcomes(audit.images, everything, audit.layout, audit.scorer)
            winners[padding] = outcomes.winner[kept[everything.meeting]]
            continue
        layout = Layout(**{**audit.layout.as_key(), "padding": padding})
        outcomes = pair_outcomes(audit.images, placements, layout, audit.scorer)
        winners[padding] = outcomes.winner
    base = winners[paddings[0]]
    flipped = {padding: winners[padding] != base for padding in paddings[1:]}
    flipped[-1] = np.any(list(flipped.values()), axis=0)
    count = np.bincount(placements.meeting, minlength=len(meetings))
    frames = {}
    for padding, flip in flipped.items():
        share = np.bincount(placements.meeting, weights=flip, minlength=len(meetings)) / count
        frames[padding] = _by_person(
            _pair_frame(meetings, composites=count, outcome=share), audit.images
        )
    return frames
