import numpy as np
import pytest

from rml.amplification.germany.cleaning import cleaned_posters
from rml.amplification.germany.pages import few_share, named_pages, page_frame, seen_by_few
from rml.amplification.germany.party_shares import (
    PARTY_NAMES,
    before_and_after,
    kept,
    largest_change,
    rule_counts,
    sensitivity,
    share_of_posts,
    shares_by_party,
)


@pytest.fixture
def cleaned(posters, rules):
    return cleaned_posters(posters, rules)


@pytest.fixture
def pages(cleaned):
    return page_frame(cleaned)


def test_shares_before_and_after_are_those_of_the_kept_strings(cleaned):
    # AfD 173 posts and SPD 27; false matches take 2, people 9 and supporters 20 and 3.
    assert share_of_posts(cleaned, "afd", step="published").value == pytest.approx(173 / 200)
    assert share_of_posts(cleaned, "afd").value == pytest.approx(171 / 198)
    assert share_of_posts(cleaned, "afd", step="organisations").value == pytest.approx(142 / 166)
    assert share_of_posts(cleaned, "fdp").value == 0


def test_a_share_says_what_it_counts_and_carries_no_interval(cleaned):
    found = share_of_posts(cleaned, "spd")
    assert not found.has_interval
    assert "no sampling interval" in found.method
    assert found.n == "198 posts of 10 pages"


def test_the_table_adds_up_at_every_step(cleaned):
    frame = before_and_after(cleaned)
    assert frame["party"].tolist() == list(PARTY_NAMES.values())
    for step in ("published", "cleaned", "organisations"):
        assert frame[f"share_{step}"].sum() == pytest.approx(1)
        assert frame[f"posts_{step}"].sum() == kept(cleaned, step)["posts"].sum()
    assert frame["change"].sum() == pytest.approx(0)
    assert frame["strings"].sum() == 15
    assert frame["pages"].sum() == 10


def test_merging_variants_moves_no_post_from_party_to_party(cleaned, pages):
    by_page, by_string = shares_by_party(pages), shares_by_party(kept(cleaned, "cleaned"))
    assert by_page.to_dict() == pytest.approx(by_string.to_dict())


def test_the_largest_change_is_found_with_its_sign(cleaned):
    party, change = largest_change(cleaned, "organisations")
    frame = before_and_after(cleaned)
    moved = 100 * (frame["share_organisations"] - frame["share_published"])
    assert change.value == pytest.approx(moved[moved.abs().idxmax()])
    assert PARTY_NAMES[party] == frame.loc[moved.abs().idxmax(), "party"]


def test_every_string_stands_under_one_rule_or_the_default(cleaned, rules):
    counts = rule_counts(cleaned, rules)
    kinds = counts[~counts["says"].isin(["variant of a page", "page of its own"])]
    assert kinds["strings"].sum() == 15
    assert kinds["posts"].sum() == 200
    variants = counts[counts["says"] == "variant of a page"]
    assert variants["strings"].sum() == (cleaned["page"] != cleaned["row"]).sum()
    assert not counts["reason"].str.contains("Mustermann").any()


def withheld_alone(counts, *, threshold):
    """Return the kinds of which one row alone is withheld: sums of kinds are known."""
    kinds = counts[~counts["says"].isin(["variant of a page", "page of its own"])]
    few = kinds[kinds["panelists_at_most"] < threshold].groupby("says").size()
    return sorted(few[few == 1].index)


def test_a_string_that_the_list_keeps_is_counted_with_those_that_no_rule_names(cleaned, rules):
    rules.loc[len(rules)] = ["row", "7", "organisation", 0, "Against the pattern"]
    counts = rule_counts(cleaned_posters(cleaned, rules), rules)
    own = counts[counts["says"] == "organisation of the party"]
    assert own["rule"].tolist() == ["default"]
    # 10 strings of organisations with 166 posts, and the one string with 20 posts.
    assert (own["strings"].item(), own["posts"].item()) == (11, 186)


def test_no_withheld_count_follows_from_the_sum_of_its_kind(real):
    posters, rules = real
    counts = rule_counts(cleaned_posters(posters, rules), rules)
    assert withheld_alone(counts, threshold=10) == []
    assert counts.loc[counts["rule"] == "default", "posts"].item() == 5514


def test_panelists_of_a_page_lie_between_the_largest_string_and_the_sum(pages):
    page = pages.set_index("page").loc[3]
    assert (page["panelists_at_least"], page["panelists_at_most"]) == (3, 5)
    assert (page["posts"], page["strings"]) == (35, 2)
    assert 2 not in set(pages["page"])


def test_only_organisations_that_enough_saw_are_named(pages, cleaned):
    cleaned = cleaned.assign(panelists=cleaned["panelists"].where(cleaned["row"] != 8, 50))
    shown = named_pages(page_frame(cleaned), cleaned, least_panelists=10)
    assert shown["page"].tolist() == ["AfD", "SPD", "AfD Musterstadt-Land"]
    assert shown["panelists"].min() >= 10


def test_posts_seen_by_few_are_bounded(pages):
    few = seen_by_few(pages, least_panelists=4).set_index("party")
    afd = few.loc["AfD"]
    # "AfD Musterstadt": its strings were seen by 3 and 2, so by 3 to 5 in all.
    assert afd["few_for_certain"] == pytest.approx((1 + 20) / 171)
    assert afd["few_at_most"] == pytest.approx((1 + 20 + 35) / 171)
    assert afd["largest_page"] == pytest.approx(100 / 171)
    assert 1 <= afd["effective_pages"] <= afd["pages"]
    assert few_share(few.reset_index(), "afd").value == pytest.approx(21 / 171)


def test_equal_pages_are_as_many_as_they_are(pages):
    few = seen_by_few(pages.assign(posts=5), least_panelists=4)
    assert few["effective_pages"].tolist() == pytest.approx(few["pages"].tolist())


def test_other_choices_share_out_all_posts(cleaned, pages):
    rng = np.random.default_rng(1)
    settings = {"least_panelists": 10, "level": 0.9, "resamples": 199}
    frame = sensitivity(cleaned, pages, "afd", rng=rng, **settings)
    assert frame[list(PARTY_NAMES.values())].sum(axis=1).tolist() == pytest.approx([1] * len(frame))
    rows = frame.set_index("choice")
    assert rows.loc["every page counts alike", "AfD"] == pytest.approx(6 / 10)
    assert rows.loc["only pages that enough panelists saw", "AfD"] == pytest.approx(106 / 119)
    # Without "AfD" (100 posts) and "SPD" with its variant (13).
    without = rows.loc["without the page of each party with most posts", "AfD"]
    assert without == pytest.approx(71 / 85)
    last = frame.iloc[-1]
    assert last["low"] <= last["AfD"] <= last["high"]
    assert frame["low"].notna().sum() == 1


def test_without_posts_there_are_no_shares(cleaned):
    with pytest.raises(ValueError, match="no posts to share out"):
        shares_by_party(cleaned.head(0))


def test_no_name_of_a_person_and_no_small_page_is_shown(real):
    posters, rules = real
    cleaned = cleaned_posters(posters, rules)
    pages = page_frame(cleaned)
    shown = named_pages(pages, cleaned, least_panelists=10)
    kinds = cleaned.set_index("poster")["kind"]
    assert set(kinds[shown["page"]]) == {"organisation"}
    assert shown["panelists"].min() >= 10
    assert len(shown) == 11
    written = rule_counts(cleaned, rules).to_csv() + before_and_after(cleaned).to_csv()
    assert not [
        name for name in cleaned.loc[cleaned["kind"] == "person", "poster"] if name in written
    ]


def test_the_real_shares(real):
    posters, rules = real
    cleaned = cleaned_posters(posters, rules)
    assert share_of_posts(cleaned, "afd", step="published").value == pytest.approx(3211 / 6261)
    assert share_of_posts(cleaned, "afd").value == pytest.approx(3205 / 6253)
    assert share_of_posts(cleaned, "afd", step="organisations").value == pytest.approx(2833 / 5514)
