import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rml.cropping.face_region import CONGRESS_FACE, FaceRegion
from rml.cropping.salient_point import Crop, crop_box

QUARTER = FaceRegion(centre_x=0.25, centre_y=0.75, half_width=0.2, half_height=0.1)


@pytest.mark.parametrize("region", [CONGRESS_FACE, QUARTER])
@pytest.mark.parametrize(("width", "height"), [(512, 512), (300, 700)])
def test_the_mask_has_the_area_and_centre_of_the_ellipse(region, width, height):
    mask = region.mask(width, height)
    assert mask.shape == (height, width)
    assert mask.mean() == pytest.approx(np.pi * region.half_width * region.half_height, rel=0.01)
    rows, columns = np.nonzero(mask)
    assert (columns + 0.5).mean() / width == pytest.approx(region.centre_x, abs=0.002)
    assert (rows + 0.5).mean() / height == pytest.approx(region.centre_y, abs=0.002)


def test_the_mask_contains_what_contains_says():
    mask = QUARTER.mask(40, 60)
    for row, column in np.ndindex(mask.shape):
        assert mask[row, column] == QUARTER.contains(column + 0.5, row + 0.5, 40, 60)


def test_the_region_lies_inside_its_bounding_box():
    rows, columns = np.nonzero(CONGRESS_FACE.mask(1000, 1000))
    assert rows.min() / 1000 == pytest.approx(0.19, abs=0.002)
    assert rows.max() / 1000 == pytest.approx(0.75, abs=0.002)
    assert columns.min() / 1000 == pytest.approx(0.28, abs=0.002)
    assert columns.max() / 1000 == pytest.approx(0.72, abs=0.002)


def test_what_crops_cover():
    whole = Crop(0, 0, 512, 512)
    assert CONGRESS_FACE.covered_by(whole, 512, 512) == 1
    assert CONGRESS_FACE.covered_by(Crop(0, 0, 256, 512), 512, 512) == pytest.approx(0.5)
    assert CONGRESS_FACE.covered_by(Crop(0, 480, 512, 32), 512, 512) == 0
    # What lies outside the portrait neither counts nor wraps around.
    assert CONGRESS_FACE.covered_by(Crop(-256, -9, 512, 600), 512, 512) == pytest.approx(0.5)
    assert CONGRESS_FACE.covered_by(Crop(-600, 0, 88, 512), 512, 512) == 0


@given(
    left=st.integers(0, 511), top=st.integers(0, 511), width=st.integers(1, 512),
    height=st.integers(1, 512),
)  # fmt: skip
def test_a_crop_and_the_rest_share_the_face(left, top, width, height):
    """Cutting the portrait into a crop and the four strips around it loses nothing."""
    width, height = min(width, 512 - left), min(height, 512 - top)
    parts = [
        Crop(left, top, width, height),
        Crop(0, 0, 512, top),
        Crop(0, top + height, 512, 512 - top - height),
        Crop(0, top, left, height),
        Crop(left + width, top, 512 - left - width, height),
    ]
    covered = sum(CONGRESS_FACE.covered_by(part, 512, 512) for part in parts)
    assert covered == pytest.approx(1)


@pytest.mark.parametrize("ratio", [0.56, 2.0])
def test_no_crop_of_a_square_portrait_can_lose_more_than_half_of_the_face(ratio):
    """What the report says about the geometry, whatever a model does."""
    covered = [
        CONGRESS_FACE.covered_by(crop_box(512, 512, centre=(at, at), ratio=ratio), 512, 512)
        for at in range(0, 512, 8)
    ]
    assert min(covered) >= 0.5
    assert max(covered) > 0.99


@pytest.mark.parametrize(
    "shares",
    [
        {"centre_x": 0.1, "centre_y": 0.5, "half_width": 0.2, "half_height": 0.2},
        {"centre_x": 0.5, "centre_y": 0.9, "half_width": 0.2, "half_height": 0.2},
        {"centre_x": 0.5, "centre_y": 0.5, "half_width": 0.0, "half_height": 0.2},
    ],
)
def test_an_ellipse_outside_the_portrait_is_refused(shares):
    with pytest.raises(ValueError, match="does not lie within the portrait"):
        FaceRegion(**shares)


def test_portraits_too_small_for_a_region_are_refused():
    with pytest.raises(ValueError, match="at least one pixel"):
        CONGRESS_FACE.mask(0, 5)
    with pytest.raises(ValueError, match="no pixel"):
        QUARTER.mask(1, 1)
