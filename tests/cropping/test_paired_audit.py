"""From people to outcomes of pairs: arithmetic by hand, with scorers whose choice is known."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from rml.cropping.audit_groups import AuditGroups, audit_groups
from rml.cropping.composites import Layout
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_design import Meetings, Placements, placed
from rml.cropping.pair_outcomes import Outcomes
from rml.cropping.paired_audit import (
    Audit,
    audited_pairs,
    composite_frame,
    draw_meetings,
    first_meetings,
    flips_by_padding,
    outcome_frame,
    relabelled,
    winner_columns,
)
from rml.data.labelled_images import LabelledImages

# Rows 0, 2, 4 are group a, rows 1, 3, 5 group b.
LEVELS = np.array([40, 200, 140, 90, 60, 100])
LOSSLESS = Layout(jpeg=False)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


class Brightness:
    """Scores a cell by its brightness; cells of the left half get more behind a black band."""

    batch = 4

    def __init__(self, *, bonus=False):
        self.bonus = bonus
        self.identity = f"brightness, bonus {bonus}"
        self.scored = 0

    def scores(self, images):
        self.scored += len(images)
        return [self._scores(image.astype(np.float32)) for image in images]

    def _scores(self, image):
        height, width = (side // 16 for side in image.shape[:2])
        cells = image[: height * 16, : width * 16].reshape(height, 16, width, 16, 3)
        scores = cells.mean(axis=(1, 3, 4))
        if self.bonus:
            band = int(np.argmax(image[8, :, 0] > 20))
            scores[:, : width // 2] += 0 if band == 0 else 45 if band <= 20 else 90
        return scores


def labelled(person=None, levels=LEVELS):
    arrays = [np.full((96, 80, 3), level, dtype=np.uint8) for level in levels]
    frame = pd.DataFrame(
        {
            "image": [f"made {number}" for number in range(len(arrays))],
            "sha256": [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays],
            "group": ["a", "b"] * (len(arrays) // 2),
        }
    )
    if person is not None:
        frame.insert(2, "person", person)
    return LabelledImages(name="made", kind="simulated", frame=frame, arrays=tuple(arrays))


def audit_of(images, *, scorer=None, layout=LOSSLESS, orders="both", face=None):
    groups = audit_groups(images, columns=["group"], values={}, minimum_people=1, names={})
    return Audit(
        images=images,
        groups=groups,
        scorer=scorer or Brightness(),
        face=face,
        layout=layout,
        orders=orders,
    )


def groups_of(*sizes) -> AuditGroups:
    rows, start = {}, 0
    for name, size in zip("abcdef", sizes, strict=False):
        rows[name] = np.arange(start, start + size)
        start += size
    return AuditGroups(
        columns=("group",),
        labels={name: (name,) for name in rows},
        rows=rows,
        members={name: len(own) for name, own in rows.items()},
        names={name: name for name in rows},
        left_out=0,
        group_of=tuple(name for name, own in rows.items() for _ in own),
    )


def meetings_of(people, groups):
    return Meetings(people=np.array(people), groups=np.array(groups))


def outcomes_of(winner):
    winner = np.array(winner)
    nothing = np.zeros((len(winner), 2), dtype=int)
    return Outcomes(winner=winner, points=nothing, sizes=nothing, scores=None)


def test_designs_draw_as_many_pairs_as_they_say():
    groups = groups_of(5, 4, 3)
    rng = np.random.default_rng(1)
    every = draw_meetings(groups, design="all", pairs=1, rng=rng)
    assert len(every) == 20 + 15 + 12
    sample = draw_meetings(groups, design="sample", pairs=13, rng=rng)
    assert len(sample) == 13 + 13 + 12
    assert len(np.unique(sample.people, axis=0)) == len(sample)
    published = draw_meetings(groups, design="published", pairs=40, rng=rng)
    assert len(published) == 120
    assert len(np.unique(published.people, axis=0)) < 120
    for met in (every, sample, published):
        assert list(dict.fromkeys(map(tuple, met.groups.tolist()))) == [
            ("a", "b"),
            ("a", "c"),
            ("b", "c"),
        ]


def test_the_first_meetings_of_every_two_groups_are_kept_in_order():
    meetings = draw_meetings(groups_of(5, 4, 2), design="all", pairs=1, rng=None)
    some = first_meetings(meetings, pairs=9)
    assert len(some) == 9 + 9 + 8
    for names in (["a", "b"], ["a", "c"], ["b", "c"]):
        people = meetings.people[(meetings.groups == names).all(axis=1)][:9]
        assert np.array_equal(some.people[(some.groups == names).all(axis=1)], people)
    everything = first_meetings(meetings, pairs=1000)
    assert np.array_equal(everything.people, meetings.people)
    assert len(first_meetings(meetings, pairs=0)) == 0


def test_outcomes_by_hand():
    meetings = meetings_of([[0, 1], [0, 3], [2, 5]], [["a", "b"], ["a", "b"], ["a", "c"]])
    placements = placed(meetings, orders="both")
    # As listed and turned, for each of three pairs: 0 is the place at the left.
    outcomes = outcomes_of([0, 1, 0, 0, 1, 0])
    assert winner_columns(placements, outcomes).tolist() == [0, 0, 0, 1, 1, 1]
    frame = outcome_frame(meetings, placements, outcomes)
    assert frame.to_dict("list") == {
        "group_first": ["a", "a", "a"],
        "person_first": [0, 0, 2],
        "group_second": ["b", "b", "c"],
        "person_second": [1, 3, 5],
        "composites": [2, 2, 2],
        "outcome": [1.0, 0.5, 0.0],
        "placed_first": [0.5, 1.0, 0.5],
    }
    composites = composite_frame(meetings, placements, outcomes)
    assert composites.to_dict("list") == {
        "group_left": ["a", "b", "a", "b", "a", "c"],
        "person_left": [0, 1, 0, 3, 2, 5],
        "group_right": ["b", "a", "b", "a", "c", "a"],
        "person_right": [1, 0, 3, 0, 5, 2],
        "left_won": [True, False, True, True, False, True],
    }


def test_outcomes_of_single_orders_by_hand():
    meetings = meetings_of([[0, 1], [2, 1]], [["a", "b"], ["a", "b"]])
    placements = placed(meetings, orders="as listed")
    frame = outcome_frame(meetings, placements, outcomes_of([1, 0]))
    assert frame["composites"].tolist() == [1, 1]
    assert frame["outcome"].tolist() == frame["placed_first"].tolist() == [0.0, 1.0]


def test_composites_may_come_in_any_order():
    meetings = meetings_of([[0, 1], [2, 3]], [["a", "b"], ["a", "b"]])
    ordered = placed(meetings, orders="both")
    shuffle = np.array([3, 0, 2, 1])
    shuffled = Placements(
        people=ordered.people[shuffle],
        meeting=ordered.meeting[shuffle],
        place_of=ordered.place_of[shuffle],
    )
    winner = np.array([0, 1, 1, 1])
    expected = outcome_frame(meetings, ordered, outcomes_of(winner))
    found = outcome_frame(meetings, shuffled, outcomes_of(winner[shuffle]))
    pd.testing.assert_frame_equal(expected, found)


@pytest.mark.parametrize("orders", ["both", "as listed"])
@pytest.mark.parametrize("stacked", [False, True])
def test_the_brighter_person_wins_every_pair(orders, stacked):
    layout = Layout(jpeg=False, arrangement="stacked" if stacked else "side by side")
    audit = audit_of(labelled(), orders=orders, layout=layout)
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    pairs = audited_pairs(audit, meetings)
    assert len(pairs) == 9
    brighter = LEVELS[pairs["person_first"]] > LEVELS[pairs["person_second"]]
    assert np.array_equal(pairs["outcome"], brighter.astype(float))
    assert 0 < brighter.sum() < 9
    assert (pairs["composites"] == (2 if orders == "both" else 1)).all()
    expected = 0.5 if orders == "both" else pairs["outcome"]
    assert (pairs["placed_first"] == expected).all()


def test_masks_and_layouts_change_what_is_scored():
    face = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.3, half_height=0.3)
    images = labelled()
    # Group a's faces are white, group b's backgrounds are bright.
    arrays = []
    for row, array in enumerate(images.arrays):
        made = array.copy()
        made[:] = 60 + row if row % 2 == 0 else 170 + row
        made[face.mask(80, 96)] = 255 if row % 2 == 0 else 30
        arrays.append(made)
    checksums = [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays]
    made = LabelledImages(
        name="made",
        kind="simulated",
        frame=images.frame.assign(sha256=checksums),
        arrays=tuple(arrays),
    )
    audit = audit_of(made, face=face)
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    assert (audited_pairs(audit, meetings)["outcome"] == 1).all()
    masked = audited_pairs(audit, meetings, treatment="face masked")
    assert (masked["outcome"] == 0).all()
    alone = audited_pairs(audit, meetings, treatment="background masked")
    assert (alone["outcome"] == 1).all()
    wide = audited_pairs(audit, meetings, layout=Layout(jpeg=False, gap=60))
    assert (wide["outcome"] == 1).all()


def test_several_images_of_one_person_are_one_person():
    person = ["p", "q", "p", "r", "s", "q"]
    audit = audit_of(labelled(person))
    assert audit.groups.members == {"a": 2, "b": 2}
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    pairs = audited_pairs(audit, meetings)
    # Rows of the first image of p, of s; of q, of r.
    assert sorted(set(pairs["person_first"])) == [0, 4]
    assert sorted(set(pairs["person_second"])) == [1, 3]
    plain = audited_pairs(audit_of(labelled()), meetings)
    assert np.array_equal(pairs["outcome"], plain["outcome"])
    flips = flips_by_padding(audit, meetings, [0, 8])[8]
    assert sorted(set(flips["person_first"])) == [0, 4]


def test_other_labels_move_some_pairs_and_drop_others():
    pairs = pd.DataFrame(
        {
            "group_first": ["a", "a", "a", "b"],
            "person_first": [0, 0, 2, 1],
            "group_second": ["b", "c", "b", "c"],
            "person_second": [1, 3, 1, 3],
            "composites": [2, 2, 2, 2],
            "outcome": [1.0, 0.5, 0.0, 1.0],
        }
    )
    same = relabelled(pairs, ["a", "b", "a", "c"])
    pd.testing.assert_frame_equal(same, pairs, check_dtype=False)
    # Person 1 moves to group a; person 3 is in no group.
    moved = relabelled(pairs, ["c", "a", "a", ""])
    assert moved.to_dict("list") == {
        "group_first": ["c"],
        "person_first": [0],
        "group_second": ["a"],
        "person_second": [1],
        "composites": [2],
        "outcome": [1.0],
    }
    assert pairs["group_first"].tolist() == ["a", "a", "a", "b"]  # what was given is as it was


def test_flips_by_hand():
    audit = audit_of(labelled(), scorer=Brightness(bonus=True))
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    frames = flips_by_padding(audit, meetings, [0, 8, 16])
    assert list(frames) == [8, 16, -1]
    ones, others = LEVELS[meetings.people[:, 0]], LEVELS[meetings.people[:, 1]]

    def flipped(left, right, bonus):
        """Only a right portrait that is brighter by less than the bonus loses its win."""
        return (right > left) & (right < left + bonus)

    by_bonus = {}
    for padding, bonus in ((8, 45), (16, 90)):
        by_bonus[padding] = np.stack(
            [flipped(ones, others, bonus), flipped(others, ones, bonus)], axis=1
        )
        frame = frames[padding]
        assert np.array_equal(frame["outcome"], by_bonus[padding].mean(axis=1))
        assert (frame["composites"] == 2).all()
        assert np.array_equal(frame[["person_first", "person_second"]], meetings.people)
    either = (by_bonus[8] | by_bonus[16]).mean(axis=1)
    assert np.array_equal(frames[-1]["outcome"], either)
    assert 0 < frames[8]["outcome"].mean() < frames[16]["outcome"].mean() < 1


def test_flips_of_some_pairs_use_what_was_made_before():
    scorer = Brightness(bonus=True)
    audit = audit_of(labelled(), scorer=scorer)
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    audited_pairs(audit, meetings)
    made = scorer.scored
    some = flips_by_padding(audit, meetings, [0, 8, 16], pairs=4)
    assert scorer.scored - made == 2 * 4 * 2  # two paddings of four pairs in two orders
    expected = flips_by_padding(audit, first_meetings(meetings, pairs=4), [0, 8, 16])
    assert list(some) == list(expected)
    for padding, frame in some.items():
        pd.testing.assert_frame_equal(frame, expected[padding])


def test_flips_under_any_padding_are_not_only_those_of_the_widest():
    class Fickle(Brightness):
        """The darker portrait wins behind a band of some 15 pixels as fed, but not of 30."""

        identity = "fickle"

        def __init__(self):
            super().__init__()
            self.identity = "fickle"

        def _scores(self, image):
            scores = super()._scores(image)
            band = int(np.argmax(image[8, :, 0] > 20))
            return np.where(scores < 30, -999, -scores) if 0 < band <= 20 else scores

    audit = audit_of(labelled(), scorer=Fickle())
    meetings = draw_meetings(audit.groups, design="all", pairs=1, rng=None)
    frames = flips_by_padding(audit, meetings, [0, 8, 16])
    assert frames[8]["outcome"].mean() == 1
    assert frames[16]["outcome"].mean() == 0
    assert frames[-1]["outcome"].mean() == 1


def test_padding_is_the_only_part_of_the_layout_that_changes():
    seen = []

    class Sizes(Brightness):
        def scores(self, images):
            seen.extend(image.shape[:2] for image in images)
            return super().scores(images)

    layout = Layout(jpeg=False, arrangement="stacked", gap=24)
    audit = audit_of(labelled(), scorer=Sizes(), layout=layout, orders="as listed")
    meetings = meetings_of([[0, 1]], [["a", "b"]])
    flips_by_padding(audit, meetings, [0, 108])
    # 80 wide, 96 + 24 + 96 high, then 108 more on top; fed with the longer side at 320.
    assert [height / width for height, width in seen] == pytest.approx([216 / 80, 324 / 80], 0.02)
