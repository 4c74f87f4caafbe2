"""Single passes stand for whole composites where neither portrait sees the other."""

import hashlib
import itertools

import numpy as np
import pandas as pd
import pytest

from rml.cropping import gap_study
from rml.cropping.composites import Layout, compose, fed_composite
from rml.cropping.gap_study import (
    NAMES,
    SideScores,
    close_contests,
    flips,
    independence,
    ordered_pairs,
    side_scores,
    sides_of,
    study_groups,
    study_table,
)
from rml.cropping.gaze_portraits import spread_over
from rml.cropping.pair_outcomes import Outcomes
from rml.cropping.saliency_model import saliency_grid
from rml.cropping.salient_point import grid_places
from rml.data.congress_gap_study import GROUPS
from rml.data.congress_portraits import load_congress_portraits
from rml.data.labelled_images import LabelledImages
from rml.errors import DataError

PADDINGS = (0, 6, 13)
SIDE, GAP = 128, 128


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))


class Local:
    """Scores a cell by the brightness of its own pixels: no cell sees another.

    Parameters
    ----------
    steps
        Brightness counts in steps of so many grey levels, so that equal scores are common.
    context
        How much the mean of the whole image adds: then every cell sees the other portrait.
    """

    batch = 2

    def __init__(self, *, steps=1.0, context=0.0):
        self.steps, self.context = steps, context
        self.identity = f"local brightness {steps} {context}"
        self.scored = 0

    def scores(self, images):
        self.scored += len(images)
        return [self._scores(image.astype(np.float32)) for image in images]

    def _scores(self, image):
        height, width = (-(-side // 16) for side in image.shape[:2])
        around = ((0, height * 16 - image.shape[0]), (0, width * 16 - image.shape[1]), (0, 0))
        cells = np.pad(image, around, mode="edge").reshape(height, 16, width, 16, 3)
        scores = np.floor(cells.mean(axis=(1, 3, 4)) / self.steps)
        return (scores + self.context * image.mean()).astype(np.float32)


def portraits(count=6, side=SIDE, seed=1):
    """Portraits of soft noise, about as bright as each other."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(60, 200, (count, side // 16, side // 16, 3))
    arrays = coarse.repeat(16, axis=1).repeat(16, axis=2).astype(np.uint8)
    frame = pd.DataFrame(
        {
            "image": [f"made {number}" for number in range(count)],
            "sha256": [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays],
            "gender": (["female", "male"] * count)[:count],
            "ethnicity": (["white", "white", "asian", "hispanic"] * count)[:count],
        }
    )
    return LabelledImages(name="made", kind="simulated", frame=frame, arrays=tuple(arrays))


def whole_left_wins(images, scorer, padding, *, jpeg):
    """The winners of all whole composites, by the study's own rule, shape (n, n)."""
    size = len(images.arrays)
    wins = np.zeros((size, size), dtype=bool)
    for left, right in itertools.product(range(size), repeat=2):
        made = compose(
            [images.arrays[left], images.arrays[right]], Layout(gap=GAP, padding=padding)
        )
        fed = fed_composite(made, jpeg=jpeg)
        grid = saliency_grid(scorer.scores([fed.pixels])[0], fed.width, fed.height)
        wins[left, right] = grid.salient_point[0] < made.pixels.shape[1] / 2
    return wins


@pytest.fixture(scope="module")
def images():
    return portraits()


@pytest.mark.parametrize("jpeg", [True, False])
@pytest.mark.parametrize("padding", PADDINGS)
def test_single_passes_give_the_winners_of_all_whole_composites(images, padding, jpeg):
    scorer = Local()
    side = side_scores(images, scorer, gap=GAP, padding=padding, jpeg=jpeg)
    assert scorer.scored == 6
    expected = whole_left_wins(images, Local(), padding, jpeg=jpeg)
    assert np.array_equal(side.left_wins(), expected)
    assert 0.2 < expected.mean() < 0.8


def test_equal_scores_go_to_the_upper_row_and_then_to_the_left(images):
    scorer = Local(steps=20)
    side = side_scores(images, scorer, gap=GAP, padding=0, jpeg=False)
    assert (side.left[:, np.newaxis] == side.right).mean() > 0.3  # ties are what is tested
    assert np.array_equal(side.left_wins(), whole_left_wins(images, scorer, 0, jpeg=False))


def test_ties_by_hand():
    side = SideScores(
        left=np.float32([5, 5, 3]),
        right=np.float32([5, 5, 3]),
        left_row=np.array([1, 2, 0]),
        right_row=np.array([1, 2, 0]),
        scores=np.zeros((3, 1, 1), np.float32),
        x=np.zeros(1, np.float32),
        width=2,
    )
    assert side.left_wins().tolist() == [
        [True, True, True],  # same row: left; upper row; greater score
        [False, True, True],
        [False, False, True],
    ]


@pytest.mark.parametrize(("width", "height"), [(320, 160), (1549, 512), (1567, 512), (333, 77)])
def test_the_first_best_of_joined_scores_decides(width, height):
    rng = np.random.default_rng(width)
    x, y = grid_places(width, height)
    scores = rng.integers(0, 4, (7, len(y), len(x))).astype(np.float32)
    scores[:, : len(y) // 2] -= rng.integers(0, 4, (7, 1, 1))
    nothing = np.zeros((7, 2), int)
    sizes = np.tile([width, height], (7, 1))
    side = sides_of(Outcomes(winner=nothing[:, 0], points=nothing, sizes=sizes, scores=scores))
    on_left = x.astype(int) < width / 2
    for left, right in itertools.product(range(7), repeat=2):
        joined = np.where(on_left, scores[left], scores[right])
        column = joined.argmax() % len(x)
        assert side.left_wins()[left, right] == on_left[column]


def test_without_scores_there_are_no_sides():
    nothing = np.zeros((1, 2), int)
    with pytest.raises(ValueError, match="ask for them with keep_scores"):
        sides_of(Outcomes(winner=nothing[:, 0], points=nothing, sizes=nothing, scores=None))


def test_portraits_of_several_sizes_are_refused():
    arrays = (*portraits().arrays[:3], np.zeros((256, 256, 3), np.uint8))
    frame = portraits().frame.head(4)
    mixed = LabelledImages(name="made", kind="simulated", frame=frame, arrays=arrays)
    with pytest.raises(DataError, match="composites differ in size"):
        side_scores(mixed, Local(), gap=GAP, padding=0)


def sides_from(images, scorer=None, **options):
    return {
        padding: side_scores(images, scorer or Local(), gap=GAP, padding=padding, **options)
        for padding in PADDINGS
    }


def test_where_no_cell_sees_the_other_portrait_both_ways_agree(images):
    sides = sides_from(images)
    rng = np.random.default_rng(2)
    scorer = Local()
    found = independence(images, scorer, sides, gap=GAP, composites=20, rng=rng)
    assert found.composites == found.same_winner == found.same_point == 21 == scorer.scored
    assert found.largest_difference == 0
    assert found.best_scores == 2 * 3 * 6


def test_a_scorer_that_sees_all_of_the_image_is_found_out(images):
    scorer = Local(context=1.0)
    sides = sides_from(images, scorer)
    rng = np.random.default_rng(2)
    found = independence(images, scorer, sides, gap=GAP, composites=30, rng=rng)
    means = [array.mean() for array in images.arrays]
    assert 0 < found.largest_difference < max(means) - min(means)


def test_across_the_wide_gap_only_cells_in_the_black_see_the_other_portrait():
    def within(*, gap, padding):
        size = 2 * 512 + gap + padding
        x, _ = grid_places(size, 512)
        side = SideScores(
            left=None, right=None, left_row=None, right_row=None, scores=None, x=x, width=size
        )
        seen = gap_study._within_reach(side, padding=padding, gap=gap)
        # By the pixels as fed: 70 to either side of a cell's middle, and half a cell of margin.
        reach = 78 * size / 320
        left = x < size / 2
        expected = np.where(left, x + reach >= padding + 512 + gap, x - reach <= padding + 512)
        assert np.array_equal(seen, expected)
        return x[seen]

    for padding in (0, 6, 13, 19, 26, 31):
        seen = within(gap=512, padding=padding)
        assert len(seen) > 0
        assert padding + 512 + 100 < seen.min() < seen.max() < padding + 1024 - 100
    touching = within(gap=0, padding=0)
    assert 512 - 250 < touching.min() < 512 - 230
    assert 512 + 230 < touching.max() < 512 + 250


def test_best_scores_within_reach_are_counted(monkeypatch, images):
    sides = sides_from(images)
    columns = {
        padding: [
            (side.scores[..., mask].max(axis=1).argmax(axis=1), mask)
            for mask in (side.x < side.half, side.x >= side.half)
        ]
        for padding, side in sides.items()
    }
    monkeypatch.setattr(
        gap_study, "_within_reach", lambda side, **_: np.arange(len(side.x)) % 2 == 0
    )
    found = independence(
        images, Local(), sides, gap=GAP, composites=3, rng=np.random.default_rng(1)
    )
    expected = sum(
        (np.flatnonzero(mask)[best] % 2 == 0).sum()
        for found_columns in columns.values()
        for best, mask in found_columns
    )
    assert 0 < found.best_within_reach == expected < found.best_scores


def test_groups_of_the_study_are_white_or_any_other_by_gender(images):
    assert study_groups(images).tolist() == [
        "white_female",
        "white_male",
        "other_female",
        "other_male",
        "white_female",
        "white_male",
    ]
    assert set(NAMES) == set(GROUPS)


def test_flips_are_pairs_without_one_winner_under_all_bands(images):
    sides = sides_from(images, Local(steps=3))
    wins = [whole_left_wins(images, Local(steps=3), padding, jpeg=True) for padding in PADDINGS]
    expected = ~(np.all(wins, axis=0) | ~np.any(wins, axis=0))
    assert np.array_equal(flips(sides), expected)
    assert expected.any()
    assert not flips({0: sides[0]}).any()


@pytest.fixture(scope="module")
def many():
    return portraits(11, seed=3)


def test_the_table_counts_every_ordered_pair_once(many):
    sides, groups = sides_from(many, Local(steps=3)), study_groups(many)
    printed = {
        f"{table}_{left}_{right}": 0.25
        for table in ("left_wins", "flipped")
        for left in GROUPS
        for right in GROUPS
    }
    counts = pd.DataFrame(
        [
            # White women are 3, white men 3, other women 3, other men 2 of the 11.
            {"left_group": "white_female", "right_group": "white_male", "n": 27, "k": 5},
            {"left_group": "white_male", "right_group": "other_male", "n": 999, "k": 5},
        ]
    )
    table = study_table(sides, groups, printed, counts).set_index(["left", "right"])
    assert len(table) == 16
    assert table["composites"].sum() == 11 * 10 * 3
    apart = ~np.eye(11, dtype=bool)
    wins = np.stack([side.left_wins() for side in sides.values()])
    assert table["left_wins"].sum() == wins[:, apart].sum()
    assert np.average(table["flipped"], weights=table["composites"]) == pytest.approx(
        flips(sides)[apart].mean()
    )
    cell = table.loc[(NAMES["white_female"], NAMES["white_female"])]
    assert cell["composites"] == 3 * 2 * 3
    own = np.flatnonzero(groups == "white_female")
    others = [(one, other) for one in own for other in own if one != other]
    assert cell["left_wins"] == sum(wins[:, one, other].sum() for one, other in others)
    assert cell["share"] == cell["left_wins"] / 18
    assert cell["difference"] == pytest.approx(cell["share"] - 0.25)
    assert cell["flipped_difference"] == pytest.approx(cell["flipped"] - 0.25)
    # The study's count where it is of the same composites, else what its share makes of them.
    assert table.loc[(NAMES["white_female"], NAMES["white_male"]), "published_wins"] == 5
    assert table.loc[(NAMES["white_male"], NAMES["other_male"]), "published_wins"] == round(18 / 4)


def test_cells_without_people_are_left_out(images):
    women = LabelledImages(
        name="made",
        kind="simulated",
        frame=images.frame.assign(gender="female"),
        arrays=images.arrays,
    )
    groups = study_groups(women)
    printed = {
        f"{table}_{left}_{right}": 0.5
        for table in ("left_wins", "flipped")
        for left in GROUPS
        for right in GROUPS
    }
    counts = pd.DataFrame(columns=["left_group", "right_group", "n", "k"])
    table = study_table(sides_from(women), groups, printed, counts)
    assert set(table["left"]) == {NAMES["white_female"], NAMES["other_female"]}
    assert len(table) == 4


def test_pairs_are_averaged_over_both_orders_and_all_bands(many):
    sides, groups = sides_from(many, Local(steps=3)), study_groups(many)
    pairs = ordered_pairs(sides, groups, "white_female", "other_male")
    assert len(pairs) == 3 * 2
    assert (pairs["composites"] == 6).all()
    assert (pairs["group_first"] == "white_female").all()
    assert (pairs["group_second"] == "other_male").all()
    for row in pairs.itertuples():
        assert groups[row.person_first] == "white_female"
        assert groups[row.person_second] == "other_male"
        won = [
            outcome
            for side in sides.values()
            for outcome in (
                side.left_wins()[row.person_first, row.person_second],
                not side.left_wins()[row.person_second, row.person_first],
            )
        ]
        assert row.outcome == pytest.approx(np.mean(won))
    swapped = ordered_pairs(sides, groups, "other_male", "white_female")
    assert swapped["outcome"].mean() == pytest.approx(1 - pairs["outcome"].mean())


def test_close_contests_are_counted_by_their_margin(many):
    sides = sides_from(many)
    table = close_contests(sides, [0.5, 5.0, 1000.0])
    margins = [
        abs(float(side.left[one]) - float(side.right[other]))
        for side in sides.values()
        for one, other in itertools.permutations(range(11), 2)
    ]
    assert table["margin"].tolist() == [0.5, 5.0, 1000.0]
    assert table["share"].tolist() == pytest.approx(
        [np.mean(np.array(margins) < margin) for margin in (0.5, 5.0, 1000.0)]
    )
    assert table["share"].iloc[0] < table["share"].iloc[1] < table["share"].iloc[2] == 1


@pytest.mark.slow
def test_on_real_portraits_single_passes_stand_for_whole_composites(model, real_files, monkeypatch):
    monkeypatch.setenv("RML_MIRROR", str(real_files))
    images = spread_over(load_congress_portraits(), 12)
    sides = {padding: side_scores(images, model, gap=512, padding=padding) for padding in (0, 13)}
    rng = np.random.default_rng(4)
    found = independence(images, model, sides, gap=512, composites=24, rng=rng)
    assert found.composites == found.same_winner == found.same_point == 24
    assert found.largest_difference < 5e-5  # a difference in the order of summation, no more
    assert (found.best_within_reach, found.best_scores) == (0, 48)
    # Without a gap, cells at the seam see the other portrait, and single passes will not do.
    touching = {0: side_scores(images, model, gap=0, padding=0)}
    monkeypatch.setattr(gap_study, "RECEPTIVE_FIELD", -16)  # as if no cell saw beyond itself
    seen = independence(images, model, touching, gap=0, composites=6, rng=rng)
    assert seen.largest_difference > 0.01
