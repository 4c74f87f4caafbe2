"""Who wins each composite: what is scored, what is kept, and when it is made anew."""

import hashlib
import threading

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from rml import stages
from rml.cropping import pair_outcomes as module
from rml.cropping.composites import Layout, compose
from rml.cropping.drawn_faces import draw_labelled_faces, drawn_groups
from rml.cropping.face_region import FaceRegion
from rml.cropping.pair_design import Meetings, all_pairs, placed
from rml.cropping.pair_outcomes import pair_outcomes
from rml.cropping.planted_saliency import PlantedSaliency
from rml.cropping.portraits import Preparation
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError

FACE = FaceRegion(centre_x=0.5, centre_y=0.5, half_width=0.3, half_height=0.3)
LOSSLESS = Layout(jpeg=False)
LEVELS = (40, 200, 90, 140, 60, 240)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "stages" / "pair_outcomes"


class Brightness:
    """A scorer that gives each cell the mean brightness below it, and counts its images."""

    batch = 3

    def __init__(self, identity="brightness"):
        self.identity = identity
        self.scored = 0
        self._lock = threading.Lock()

    def scores(self, images):
        with self._lock:
            self.scored += len(images)
        found = []
        for image in images:
            rows, columns = -(-image.shape[0] // 16), -(-image.shape[1] // 16)
            around = ((0, rows * 16 - image.shape[0]), (0, columns * 16 - image.shape[1]), (0, 0))
            padded = np.pad(image.astype(np.float32), around, mode="edge")
            found.append(padded.reshape(rows, 16, columns, 16, 3).mean(axis=(1, 3, 4)))
        return found


def labelled(arrays, paths=None):
    frame = pd.DataFrame(
        {
            "image": [f"made {number}" for number in range(len(arrays))],
            "sha256": [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays],
            "group": ["a", "b"] * (len(arrays) // 2),
        }
    )
    if paths is None:
        return LabelledImages(name="made", kind="simulated", frame=frame, arrays=tuple(arrays))
    return LabelledImages(name="made", kind="real", frame=frame.assign(path=paths))


def flat(level, size=(96, 80)):
    return np.full((*size, 3), level, dtype=np.uint8)


@pytest.fixture
def images():
    return labelled([flat(level) for level in LEVELS])


def everybody(count=6, orders="both"):
    rows = np.arange(count)
    return placed(all_pairs({"a": rows[0::2], "b": rows[1::2]}), orders=orders)


@pytest.mark.parametrize(
    "layout",
    [
        LOSSLESS,
        Layout(),
        Layout(gap=40, jpeg=False),
        Layout(gap=13, padding=31),
        Layout(height=150, jpeg=False),
        Layout(arrangement="stacked", jpeg=False),
        Layout(arrangement="stacked", gap=20, padding=9),
    ],
)
def test_the_brighter_person_wins_in_every_layout(images, layout):
    placements = everybody()
    outcomes = pair_outcomes(images, placements, layout, Brightness())
    brightness = np.array(LEVELS)[placements.people]
    assert np.array_equal(outcomes.winner, brightness.argmax(axis=1))
    assert outcomes.scores is None
    height = layout.height or 96
    width = round(80 * height / 96)
    shape = (height, width, 3)
    made = compose([np.zeros(shape, np.uint8)] * 2, layout)
    assert (outcomes.sizes == made.pixels.shape[1::-1]).all()
    along = outcomes.points[:, 1 if made.vertical else 0]
    assert (along >= np.array(made.starts)[outcomes.winner]).all()
    assert (along < np.array(made.ends)[outcomes.winner]).all()


def test_four_in_a_row(images):
    people = np.array([[0, 1, 2, 3], [5, 4, 3, 2]])
    placements = placed(Meetings(people=people, groups=np.full((2, 4), "g")), orders="both")
    outcomes = pair_outcomes(images, placements, LOSSLESS, Brightness())
    assert np.array_equal(outcomes.winner, np.array(LEVELS)[placements.people].argmax(axis=1))


def test_the_planted_order_of_drawn_faces_is_found():
    groups = drawn_groups({(h, s): 0.0 for h in ("long", "short") for s in ("lilac", "blue")})
    images = draw_labelled_faces(groups, people=3, size=160, rng=np.random.default_rng(8))
    strength = [PlantedSaliency().scores([face])[0].max() for face in images.arrays]
    assert len(set(strength)) == 12
    placements = everybody(12)
    outcomes = pair_outcomes(images, placements, LOSSLESS, PlantedSaliency())
    assert np.array_equal(outcomes.winner, np.array(strength)[placements.people].argmax(axis=1))


def test_sizes_may_differ_and_black_beside_a_smaller_portrait_counts_for_it():
    images = labelled([flat(0, (96, 80)), flat(0, (200, 50))])
    placements = everybody(2)

    class Lowest(Brightness):
        """Finds the lowest row, first from the right: beside the portrait of 96 rows, black."""

        def scores(self, images):
            grids = super().scores(images)
            for grid in grids:
                grid[-1, -1 if self.identity == "right" else 0] = 300
            return grids

    left, right = (
        pair_outcomes(images, placements, LOSSLESS, Lowest(side)) for side in ("left", "right")
    )
    assert left.winner.tolist() == [0, 0]
    assert right.winner.tolist() == [1, 1]
    assert (left.points[:, 1] > 96).all()


def test_the_same_work_is_not_done_again(images):
    scorer, placements = Brightness(), everybody()
    first = pair_outcomes(images, placements, LOSSLESS, scorer)
    assert scorer.scored == len(placements) == 18
    again = pair_outcomes(images, placements, LOSSLESS, scorer)
    assert scorer.scored == 18
    for name in ("winner", "points", "sizes"):
        assert np.array_equal(getattr(first, name), getattr(again, name))


def repainted(images, row):
    arrays = list(images.arrays)
    arrays[row] = flat(LEVELS[row] + 1)
    return labelled(arrays)


@pytest.mark.parametrize(
    "changed",
    [
        {"layout": Layout(jpeg=True)},
        {"layout": Layout(jpeg=False, gap=1)},
        {"layout": Layout(jpeg=False, padding=1)},
        {"layout": Layout(jpeg=False, height=95)},
        {"layout": Layout(jpeg=False, arrangement="stacked")},
        {"preparation": Preparation(treatment="face masked", face=FACE)},
        {"preparation": Preparation(treatment="background masked", face=FACE)},
        {"keep_scores": True},
        {"scorer": Brightness("another")},
        {"placements": everybody(orders="as listed")},
        {"images": repainted(labelled([flat(level) for level in LEVELS]), 4)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_changes_the_outcome_is_computed_anew(images, changed):
    given = {
        "images": images,
        "placements": everybody(),
        "layout": LOSSLESS,
        "scorer": Brightness(),
    }

    def run(images, placements, layout, scorer, **options):
        pair_outcomes(images, placements, layout, scorer, **options)
        return scorer.scored

    before = run(**given)
    assert run(**(given | changed)) > (before if "scorer" not in changed else 0)


def test_other_code_computes_anew(images, monkeypatch):
    scorer = Brightness()
    pair_outcomes(images, everybody(), LOSSLESS, scorer)
    monkeypatch.setattr(stages, "code_digest", lambda modules: f"other code of {modules}")
    pair_outcomes(images, everybody(), LOSSLESS, scorer)
    assert scorer.scored == 36


def test_the_order_of_composites_counts(images):
    scorer, placements = Brightness(), everybody()
    first = pair_outcomes(images, placements, LOSSLESS, scorer)
    turned = Meetings(people=placements.people[::-1], groups=np.full((18, 2), "g"))
    other = pair_outcomes(images, placed(turned, orders="as listed"), LOSSLESS, scorer)
    assert scorer.scored == 36
    assert np.array_equal(other.winner, first.winner[::-1])


def test_what_does_not_change_the_outcome_is_not_computed_anew(images):
    scorer = Brightness()
    rows = np.array([[1, 3], [3, 4]])
    meetings = Meetings(people=rows, groups=np.full((2, 2), "g"))
    first = pair_outcomes(images, placed(meetings, orders="both"), LOSSLESS, scorer)
    # Another portrait of somebody who is not placed, and the same people in other rows.
    repainted_set = repainted(images, 5)
    pair_outcomes(repainted_set, placed(meetings, orders="both"), LOSSLESS, scorer)
    moved = labelled(list(images.arrays)[1:5])
    shifted = Meetings(people=rows - 1, groups=meetings.groups)
    # A face region that hides nothing, and labels, which nobody looked at.
    found = pair_outcomes(
        moved,
        placed(shifted, orders="both"),
        LOSSLESS,
        scorer,
        preparation=Preparation(face=FACE),
    )
    assert scorer.scored == 4
    assert np.array_equal(found.winner, first.winner)


def test_scores_are_kept_only_when_asked_for(images):
    placements = everybody(4)
    kept = pair_outcomes(images, placements, LOSSLESS, Brightness(), keep_scores=True)
    again = pair_outcomes(images, placements, LOSSLESS, Brightness(), keep_scores=True)
    plain = pair_outcomes(images, placements, LOSSLESS, Brightness())
    assert plain.scores is None
    assert kept.scores.dtype == np.float32
    assert kept.scores.shape[0] == len(placements)
    assert np.array_equal(kept.scores, again.scores)
    assert np.array_equal(kept.winner, plain.winner)
    # Each grid is the one of its composite.
    left = kept.scores[:, :, :4].mean(axis=(1, 2))
    assert left == pytest.approx(np.array(LEVELS)[placements.people[:, 0]], abs=1.5)


@pytest.mark.parametrize("other", [(96, 50), (192, 160)])  # the latter is fed at the same size
def test_scores_of_several_sizes_are_refused_at_once(other):
    arrays = [flat(level) for level in LEVELS] * 5
    arrays = [array.copy() + np.uint8(number) for number, array in enumerate(arrays)]
    arrays[1] = flat(33, other)
    images, scorer = labelled(arrays), Brightness()
    rows = np.array([[0, 0], [1, 1], *([row, row] for row in range(2, 30))])
    placements = placed(Meetings(people=rows, groups=np.full((30, 2), "g")), orders="as listed")
    with pytest.raises(DataError, match="composites differ in size.*Use a fixed height"):
        pair_outcomes(images, placements, LOSSLESS, scorer, keep_scores=True)
    assert scorer.scored < 30
    assert len(pair_outcomes(images, placements, LOSSLESS, Brightness()).winner) == 30


def test_a_damaged_file_is_made_anew(images, cache):
    scorer, placements = Brightness(), everybody()
    first = pair_outcomes(images, placements, LOSSLESS, scorer, keep_scores=True)
    (path,) = cache.glob("*.npz")
    content = path.read_bytes()
    for damaged in (content[:-40], b"", content[:500] + b"?" + content[501:]):
        path.write_bytes(damaged)
        scorer.scored = 0
        again = pair_outcomes(images, placements, LOSSLESS, scorer, keep_scores=True)
        assert scorer.scored == len(placements)
        assert np.array_equal(again.scores, first.scores)
        assert path.read_bytes() == content


def test_two_at_a_time_do_the_work_once(images):
    scorer, found = Brightness(), []

    def run():
        found.append(pair_outcomes(images, everybody(), LOSSLESS, scorer).winner)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scorer.scored == 18
    assert all(np.array_equal(winner, found[0]) for winner in found)


def test_files_give_what_their_pixels_give(images, tmp_path):
    paths = [tmp_path / f"{number}.png" for number in range(len(LEVELS))]
    for path, array in zip(paths, images.arrays, strict=True):
        Image.fromarray(array).save(path)
    placements = everybody()
    # With checksums of their own, so that nothing comes from the cache.
    from_files = pair_outcomes(
        labelled([array + np.uint8(1) for array in images.arrays], paths),
        placements,
        LOSSLESS,
        Brightness(),
    )
    drawn = pair_outcomes(images, placements, LOSSLESS, Brightness())
    assert np.array_equal(from_files.points, drawn.points)


def test_an_unreadable_image_of_a_set_is_named_with_a_remedy_and_nothing_is_kept(
    images, tmp_path, cache
):
    folder = tmp_path / "a private folder"
    folder.mkdir()
    paths = [folder / f"p{number:04}.png" for number in range(len(LEVELS))]
    for path, array in zip(paths, images.arrays, strict=True):
        Image.fromarray(array).save(path)
    whole = paths[3].read_bytes()
    paths[3].write_bytes(whole[:60])
    on_disk = labelled(list(images.arrays), paths)
    with pytest.raises(DataError) as caught:
        pair_outcomes(on_disk, everybody(), LOSSLESS, Brightness())
    text = str(caught.value)
    assert text.startswith("p0003.png: The image cannot be read: ")
    assert text.endswith("Replace the file, or take its row out of the labels.")
    assert "private" not in text
    assert not list(cache.glob("*.npz"))
    paths[3].write_bytes(whole)
    assert len(pair_outcomes(on_disk, everybody(), LOSSLESS, Brightness()).winner) == 18


def test_images_that_are_not_placed_are_not_read(images, tmp_path):
    paths = [tmp_path / f"{number}.png" for number in range(len(LEVELS))]
    for path, array in list(zip(paths, images.arrays, strict=True))[:2]:
        Image.fromarray(array).save(path)
    outcomes = pair_outcomes(
        labelled(list(images.arrays), paths), everybody(2), LOSSLESS, Brightness()
    )
    assert outcomes.winner.tolist() == [1, 0]


def test_how_far_the_work_has_come_is_told(images, monkeypatch):
    told = []

    def telling(items, *, total, what):
        told.append((total, what))
        return iter(items)

    monkeypatch.setattr(module, "progress", telling)
    pair_outcomes(images, everybody(), LOSSLESS, Brightness())
    pair_outcomes(images, everybody(), LOSSLESS, Brightness())  # from the cache: nothing to tell
    assert told == [(18, "composites")]
