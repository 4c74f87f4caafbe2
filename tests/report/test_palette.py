import itertools

import numpy as np
import pytest

from rml.report import palette
from rml.report.palette import dark_svg, suits_dark

# Viénot, Brettel & Mollon 1999, doi:10.1002/(SICI)1520-6378(199908)24:4<243::AID-COL5>3.0.CO;2-3,
# as matrices on linear RGB.
TO_LMS = np.array(
    [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
)
BLINDNESS = {
    "none": np.eye(3),
    "protan": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deutan": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
}


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    weights = np.array([0.2126, 0.7152, 0.0722])
    dim, bright = sorted(float(weights @ linear(colour)) for colour in (first, second))
    return (bright + 0.05) / (dim + 0.05)


def lab(colour, blindness):
    seen = np.linalg.inv(TO_LMS) @ BLINDNESS[blindness] @ TO_LMS @ linear(colour)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    white = to_xyz @ np.ones(3)
    ratio = np.clip(to_xyz @ np.clip(seen, 0, 1) / white, 1e-9, None)
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("colour", palette.SERIES)
def test_series_stand_out_from_light_and_dark_paper(colour):
    assert contrast(colour, palette.PAPER) >= 3
    assert contrast(palette.DARK[colour], palette.DARK_PAPER) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED])
def test_words_are_legible_on_light_and_dark_paper(colour):
    assert contrast(colour, palette.PAPER) >= 4.5
    assert contrast(palette.DARK[colour], palette.DARK_PAPER) >= 4.5


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_the_first_series_differ_for_colour_blind_readers(blindness):
    # The first three are what most figures use; the marker tells all six apart.
    for first, second in itertools.combinations(palette.SERIES[:3], 2):
        apart = np.linalg.norm(lab(first, blindness) - lab(second, blindness))
        assert apart > 15, (first, second, apart)


def test_each_series_has_its_own_marker():
    assert len(set(palette.MARKERS)) == len(palette.SERIES)


def test_dark_paper_maps_every_token_once():
    svg = '<style type="text/css">*{}</style><path style="fill: #FFFFFF; stroke: #1b1f24"/><text>'
    dark = dark_svg(svg)
    assert "fill: #15181c; stroke: #e8eaed" in dark
    assert "text{fill:#e8eaed}" in dark
    assert "#123456" in dark_svg("#123456")


@pytest.mark.parametrize(
    ("svg", "suits"),
    [
        ('<path style="fill: #0072b2; stroke: #FFFFFF"/><use href="#abcdef"/>', True),
        ('<path style="fill: none"/>', True),
        ('<path style="fill: #440154"/>', False),
        ('<path style="stroke: #fff"/>', False),
        ('<image href="data:image/png;base64,"/>', False),
    ],
)
def test_only_palette_colours_are_shown_on_dark_paper(svg, suits):
    assert suits_dark(svg) == suits
