from rml.cropping.gaps import SIX_PAIRS, WHITE_BLACK, pair_gap
from rml.cropping.published_runs_claims import (
    CAPTIONS,
    moved_sentence,
    needed_sentence,
    recorded_gap,
    sign_of_side,
    signs_words,
)
from rml.cropping.run_comparisons import changes_of_gaps
from rml.cropping.side_effect import fit_pairs, side_of
from rml.run.collection import read_collection
from rml.run.project import find_project


def test_the_published_figure_is_stated_only_where_it_compares():
    assert "{printed}" in recorded_gap(WHITE_BLACK, comparable=True)["statement"]
    alone = recorded_gap(pair_gap("white", "black"), comparable=False)
    assert "ublished" not in alone["statement"]


def test_photos_needed_are_not_resolved_below_what_is_known():
    assert "at least 100 photos" in needed_sentence(35, photos=100)
    assert "at least 1,429 photos" in needed_sentence(1429, photos=100)
    assert needed_sentence(None, photos=100).startswith("At no number")


def test_what_moved_comes_from_the_changes(headline, fixed_height):
    changes = changes_of_gaps(headline, fixed_height, SIX_PAIRS, level=0.95)
    said = moved_sentence(changes, level=0.95)
    assert "2 of 6 gaps" in said
    assert "White women over Black women, from 6.6 to 2.6 points" in said
    assert "White men over Black men" not in said
    none = moved_sentence(changes.assign(p_holm=1.0), level=0.95)
    assert none.startswith("After Holm's adjustment no gap changed")


def test_the_side_is_put_in_words_from_its_interval(headline, fixed_height):
    side, other = (
        side_of(fit_pairs(pairs, side=True, level=0.95)) for pairs in (headline, fixed_height)
    )
    assert sign_of_side(side) == "no sign"
    assert signs_words(side, other) == "the signs are opposite"
    assert signs_words(side, side) == "the sign is the same"
    tilted = headline.assign(left_wins=headline["left_wins"] + 500)
    tilted["right_wins"] = tilted["trials"] - tilted["left_wins"]
    assert sign_of_side(side_of(fit_pairs(tilted, side=True, level=0.95))) == "a sign"


def test_every_figure_and_table_has_a_caption(request):
    spec = read_collection(find_project(request.path.parent))["image_cropping/published_runs"]
    products = {*spec.products.figures, *spec.products.tables}
    # The table of noise in the largest gap has its caption where all win rates have it.
    assert {*CAPTIONS, "gap_noise"} == products
