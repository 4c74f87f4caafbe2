import pytest

from rml.cropping import alternatives_claims, author_choice_claims
from rml.cropping.alternatives_claims import (
    gap_change_claim,
    least_words,
    portrait_centre_claim,
    portrait_groups_claim,
    share_words,
    softened_claim,
)
from rml.cropping.author_choice_claims import gap_claim
from rml.cropping.policy_images import Contrast
from rml.run.collection import read_collection
from rml.run.project import find_project

CONTRAST = Contrast(name="women_men", label="Women over men", cells=(("a", "b"), ("c", "d")))


# The table of noise in the largest gap has its caption beside what computes it.
@pytest.mark.parametrize(
    ("report", "claims", "elsewhere"),
    [
        ("alternatives", alternatives_claims, {"gap_noise"}),
        ("author_choice", author_choice_claims, set()),
    ],
)
def test_every_figure_and_table_has_a_caption(request, report, claims, elsewhere):
    spec = read_collection(find_project(request.path.parent))[f"image_cropping/{report}"]
    assert {*claims.CAPTIONS} | elsewhere == {*spec.products.figures, *spec.products.tables}


def test_claims_say_how_many_pairs_of_groups_are_averaged():
    for claim in (gap_change_claim(CONTRAST, primary=True), softened_claim(CONTRAST)):
        assert "equal weights over 2 pairs of groups" in claim["estimand"]


def test_only_the_primary_claim_speaks_of_women_and_men_without_a_label():
    primary, other = (gap_change_claim(CONTRAST, primary=which) for which in (True, False))
    assert "{label}" not in primary["statement"]
    assert "{label}" in other["statement"]


def test_claims_on_portraits_name_the_preview():
    for claim in (portrait_centre_claim("tall"), portrait_groups_claim("tall")):
        assert "tall preview" in claim["statement"]
        assert "tall preview" in claim["estimand"]


def test_a_tilt_is_named_only_where_there_is_one():
    assert "{tilt" in gap_claim(tilted=True)["statement"]
    assert "{tilt" not in gap_claim(tilted=False)["statement"]


def test_round_shares_are_put_in_words():
    assert share_words(0.5) == "half"
    assert share_words(0.25) == "a quarter"
    assert share_words(0.44) == "44 %"


def test_what_stays_of_every_face_is_put_in_words():
    assert least_words(1.0) == "both faces stay in whole"
    assert least_words(0.834) == "at least 83 % of each face stays in"


def test_no_policy_is_called_best():
    texts = [
        text
        for name, value in vars(alternatives_claims).items()
        if name.isupper()
        for text in (
            [value] if isinstance(value, str) else value if isinstance(value, tuple) else []
        )
    ]
    assert len(texts) > 10
    for text in texts:
        assert not any(
            word in text.lower() for word in ("best", "fairest", "should use", "wins out")
        )
