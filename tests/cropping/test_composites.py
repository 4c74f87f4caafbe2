"""Composites: where portraits stand, and for which of them a point counts."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rml.cropping.composites import (
    Layout,
    compose,
    fed_composite,
    jpeg_bytes,
    place_of,
    scaled_to_height,
)

sides = st.integers(1, 12)
sizes = st.lists(st.tuples(sides, sides), min_size=1, max_size=5)
margins = st.integers(0, 7)


def portraits_of(shapes):
    """Portraits of one colour each, none of them black."""
    return [
        np.full((height, width, 3), 10 + 7 * number, dtype=np.uint8)
        for number, (height, width) in enumerate(shapes)
    ]


def noise(height, width, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(sizes, margins, margins)
def test_portraits_stand_side_by_side_on_black(shapes, gap, padding):
    portraits = portraits_of(shapes)
    composite = compose(portraits, Layout(gap=gap, padding=padding))
    widths = [width for _, width in shapes]
    assert composite.pixels.dtype == np.uint8
    assert composite.pixels.shape == (
        max(height for height, _ in shapes),
        padding + sum(widths) + gap * (len(shapes) - 1),
        3,
    )
    assert composite.starts[0] == padding
    assert [end - start for start, end in zip(composite.starts, composite.ends, strict=True)] == (
        widths
    )
    assert all(
        later - end == gap
        for end, later in zip(composite.ends[:-1], composite.starts[1:], strict=True)
    )
    left = composite.pixels.copy()
    for portrait, start in zip(portraits, composite.starts, strict=True):
        place = np.s_[: portrait.shape[0], start : start + portrait.shape[1]]
        assert np.array_equal(left[place], portrait)
        left[place] = 0
    assert not left.any()


@given(sizes, margins, margins)
def test_stacking_is_the_transpose_of_side_by_side(shapes, gap, padding):
    portraits = [noise(height, width, seed=height) for height, width in shapes]
    beside = compose(portraits, Layout(gap=gap, padding=padding))
    turned = compose(
        [portrait.swapaxes(0, 1) for portrait in portraits],
        Layout(arrangement="stacked", gap=gap, padding=padding),
    )
    assert np.array_equal(beside.pixels, turned.pixels.swapaxes(0, 1))
    assert (beside.starts, beside.ends) == (turned.starts, turned.ends)
    assert turned.vertical
    assert not beside.vertical


def test_portraits_are_not_changed_and_not_shared():
    portraits = [noise(4, 5), noise(6, 3)]
    before = [portrait.copy() for portrait in portraits]
    composite = compose(portraits, Layout())
    composite.pixels[:] = 0
    assert all(np.array_equal(*pair) for pair in zip(portraits, before, strict=True))


@given(sizes, margins, margins, st.booleans())
def test_a_point_on_a_portrait_counts_for_it_wherever_it_lies_across(shapes, gap, padding, stack):
    layout = Layout(arrangement="stacked" if stack else "side by side", gap=gap, padding=padding)
    composite = compose(portraits_of(shapes), layout)
    across = composite.pixels.shape[1 if stack else 0]
    for number, (start, end) in enumerate(zip(composite.starts, composite.ends, strict=True)):
        for along in {start, end - 1}:
            for other in {0, across - 1}:  # the latter may be black, beside a smaller portrait
                point = (other, along) if stack else (along, other)
                assert place_of(
                    point, starts=composite.starts, ends=composite.ends, vertical=stack
                ) == (number)


@given(sizes, margins, margins)
def test_a_point_in_a_gap_counts_for_the_nearer_portrait(shapes, gap, padding):
    composite = compose(portraits_of(shapes), Layout(gap=gap, padding=padding))
    starts, ends = np.array(composite.starts), np.array(composite.ends)
    for x in range(composite.pixels.shape[1]):
        # Half-way between two, the later one has it: nearness is to edges, not to pixels.
        distance = np.maximum(np.maximum(starts - x, x - ends), 0)
        nearest = np.flatnonzero(distance == distance.min())[-1]
        assert place_of((x, 0), starts=starts, ends=ends, vertical=False) == nearest


@pytest.mark.parametrize(
    ("along", "place"),
    [(0, 0), (3, 0), (12, 0), (13, 0), (17, 0), (18, 1), (42, 1), (43, 1), (47, 1), (48, 2)],
)
def test_the_middle_of_a_gap_belongs_to_the_portrait_after_it(along, place):
    # Padding 3, widths 10, 20 and 5, gaps of 10: middles of gaps at 18 and 48.
    starts, ends = (3, 23, 53), (13, 43, 58)
    assert place_of((along, 0), starts=starts, ends=ends, vertical=False) == place
    assert place_of((0, along), starts=starts, ends=ends, vertical=True) == place


def test_at_a_seam_the_later_portrait_begins():
    assert [place_of((x, 0), starts=(0, 8), ends=(8, 16), vertical=False) for x in (7, 8)] == [0, 1]


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 80))
def test_scaling_keeps_the_aspect_to_half_a_pixel(height, width, wanted):
    scaled = scaled_to_height(noise(height, width), wanted)
    assert scaled.dtype == np.uint8
    assert scaled.shape[0] == wanted
    assert scaled.shape[2] == 3
    assert scaled.shape[1] == 1 or abs(scaled.shape[1] - width * wanted / height) <= 0.5


def test_scaling_is_pillows_lanczos_and_nothing_at_the_same_height():
    portrait = noise(40, 30)
    assert scaled_to_height(portrait, 40) is portrait
    expected = Image.fromarray(portrait).resize((15, 20), Image.Resampling.LANCZOS)
    assert np.array_equal(scaled_to_height(portrait, 20), np.asarray(expected))
    flat = np.full((40, 30, 3), 77, dtype=np.uint8)
    assert (scaled_to_height(flat, 23) == 77).all()


def test_jpeg_is_pillows_default():
    pixels = noise(33, 47)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="JPEG")
    assert jpeg_bytes(pixels) == stream.getvalue()
    quality = io.BytesIO()
    Image.fromarray(pixels).save(quality, format="JPEG", quality=75, subsampling="4:2:0")
    assert jpeg_bytes(pixels) == quality.getvalue()


def test_a_composite_is_fed_like_its_file(tmp_path):
    from rml.cropping.saliency_model import fed_image  # noqa: PLC0415 - only here

    composite = compose([noise(200, 180), noise(170, 190)], Layout(gap=9, padding=4))
    Image.fromarray(composite.pixels).save(tmp_path / "a.jpg")
    Image.fromarray(composite.pixels).save(tmp_path / "a.png")
    for name, jpeg in (("a.jpg", True), ("a.png", False)):
        fed, expected = fed_composite(composite, jpeg=jpeg), fed_image(tmp_path / name)
        assert (fed.width, fed.height) == (383, 200) == (expected.width, expected.height)
        assert np.array_equal(fed.pixels, expected.pixels)
    lossy, exact = (fed_composite(composite, jpeg=jpeg).pixels for jpeg in (True, False))
    assert not np.array_equal(lossy, exact)


def test_the_key_of_a_layout_holds_all_of_it():
    changed = [
        Layout(),
        Layout(arrangement="stacked"),
        Layout(gap=1),
        Layout(padding=1),
        Layout(height=16),
        Layout(jpeg=False),
    ]
    assert len({str(sorted(layout.as_key().items())) for layout in changed}) == len(changed)
