"""The wording of the paired audit: it holds no result, and every field can be filled."""

import re
import string

import pandas as pd
import pytest

from rml.cropping import paired_crops_claims as claims
from rml.cropping.audit_groups import DeclaredGap
from rml.cropping.image_sets import CONGRESS, DRAWN
from rml.cropping.paired_crops_claims import (
    CAPTIONS,
    FLIPS,
    SIDE_EFFECT,
    about_set,
    corrected_claim,
    gap_claim,
    limits_of,
    masked_claim,
    masked_sentence,
    plain_words_of,
    scaling_claim,
)
from rml.run.collection import read_collection
from rml.run.project import find_project

ONE = DeclaredGap(id="gap_a_b", label="Women over men", pairs=(("a", "b"),))
FOUR = DeclaredGap(
    id="gap_a_b", label="White over Black", pairs=(("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"))
)
REPORTS = ("paired_crops", "paired_crops_drawn_faces", "paired_crops_published_design")


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


CLAIMS = {
    "gap": (gap_claim, {"share", "points"}),
    "face masked": (lambda gap: masked_claim(gap, "face masked"), {"points", "shown"}),
    "background masked": (lambda gap: masked_claim(gap, "background masked"), {"points", "shown"}),
    "corrected": (corrected_claim, {"points", "upstream"}),
    "scaling": (scaling_claim, {"points", "height"}),
}


@pytest.mark.parametrize("gap", [ONE, FOUR])
@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_names_the_comparison_and_leaves_its_numbers_open(name, gap):
    make, expected = CLAIMS[name]
    claim = make(gap)
    assert fields(claim["statement"]) == expected
    assert gap.label in claim["statement"]
    assert gap.label in claim["estimand"]
    assert ("averaged with equal weights over 4 pairs of groups" in claim["estimand"]) == (
        gap is FOUR
    )
    for text in (claim["estimand"], claim["assumptions"], claim["breaks_if"]):
        assert not fields(text)
        assert text.strip().endswith(".")
    assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", claim["statement"]))


def test_a_masked_claim_says_what_is_hidden():
    face = masked_claim(ONE, "face masked")["statement"]
    background = masked_claim(ONE, "background masked")["statement"]
    assert face.startswith("With the face region hidden")
    assert background.startswith("With everything but the face region hidden")


def test_the_other_claims_leave_their_numbers_open():
    assert fields(SIDE_EFFECT["statement"]) == {"value", "low", "high"}
    assert fields(FLIPS["statement"]) == {"widest", "value"}
    for claim in (SIDE_EFFECT, FLIPS):
        for text in claim.values():
            assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", text))


def test_every_product_of_the_reports_has_a_caption_and_no_caption_is_left_over(request):
    specs = read_collection(find_project(request.path.parent))
    products = set()
    for report in REPORTS:
        spec = specs[f"image_cropping/{report}"]
        products |= {*spec.products.figures, *spec.products.tables}
    # The table of noise in the largest gap has its caption where all win rates have it.
    assert {*CAPTIONS, "gap_noise"} == products
    for caption in CAPTIONS.values():
        assert fields(caption) <= {"level"}
        assert caption.format(level="95").endswith(".")


@pytest.mark.parametrize("name", [CONGRESS, DRAWN, "my_portraits"])
def test_every_image_set_is_described_with_its_limits(name):
    about = about_set(name).format(images=1_234, left_out=56, minimum=10)
    assert "1,234" in about
    assert "56" in about
    assert "10" in about
    limits = [limit.format(smallest=17) for limit in limits_of(name)]
    assert len(limits) == len(set(limits)) >= 3
    assert any("17" in limit for limit in limits)
    words = plain_words_of(name).format(
        first_label="Women over men",
        first=58.4,
        second_label="White over Black",
        second=51.2,
        masked="With masks, less.",
    )
    assert "Women over men" in words
    assert "58 %" in words
    assert "51 %" in words
    assert words.endswith("With masks, less.")


def test_what_is_simulated_is_said_to_be():
    assert "simulated" in " ".join(limits_of(DRAWN))
    assert "drawn" in about_set(DRAWN)
    assert "nothing about any real model" in plain_words_of(DRAWN)
    assert "nobody is named" in about_set(CONGRESS)


def test_an_image_set_of_ones_own_is_not_taken_for_another():
    assert about_set("my_portraits") == about_set("yours")
    assert about_set("my_portraits") not in (about_set(CONGRESS), about_set(DRAWN))
    assert "Congress" not in about_set("mine") + plain_words_of("mine") + " ".join(
        limits_of("mine")
    )


def frame(**points):
    return pd.DataFrame(
        [
            {"comparison": "Women over men", "condition": name.replace("_", " "), "points": value}
            for name, value in points.items()
        ]
        + [{"comparison": "Another", "condition": "face masked", "points": 40.0}]
    )


def test_what_masks_do_is_said_as_win_rates():
    said = masked_sentence(
        frame(unmasked=8.0, face_masked=3.4, background_masked=-6.6), "Women over men"
    )
    assert "(Women over men) gives 53 %" in said
    assert said.endswith("with nothing but the face in view, 43 %.")
    assert masked_sentence(frame(unmasked=8.0), "Women over men") == ""


@pytest.mark.parametrize("name", [name for name in vars(claims) if name.isupper()])
def test_no_text_is_cut_short_or_has_doubled_spaces(name):
    value = getattr(claims, name)
    if isinstance(value, dict):
        texts = [
            text for one in value.values() for text in ([one] if isinstance(one, str) else one)
        ]
    else:
        texts = [value] if isinstance(value, str) else list(value)
    for text in texts:
        assert text
        assert "  " not in text
        assert " ." not in text
        assert text == text.strip()
