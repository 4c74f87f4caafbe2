import pandas as pd
import pytest

from rml.amplification.germany.cleaning import BARE_NAMES, cleaned_posters, normalised
from rml.errors import DataError


@pytest.fixture
def cleaned(posters, rules):
    return cleaned_posters(posters, rules)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DIE LINKE. Sachsen", "die linke  Sachsen"),
        ("BÜNDNIS90/ DIE GRÜNEN", "Bündnis 90 / Die Grünen"),
        ("🔴 forum UNSERE SPD 🔴", "forum UNSERE SPD"),
        ("AfD - Kreisverband Krefeld", "AfD Kreisverband Krefeld"),
        ("- AfD Eilmeldungen -", "AfD Eilmeldungen"),
    ],
)
def test_spellings_of_one_name_are_equal_once_normalised(first, second):
    assert normalised(first) == normalised(second)


def test_hyphens_within_words_keep_names_apart():
    assert not normalised("AfD Sachsen-Anhalt").startswith(normalised("AfD Sachsen") + " ")


def test_kinds_follow_patterns_and_then_the_list(cleaned):
    kinds = dict(zip(cleaned["row"], cleaned["kind"], strict=True))
    assert kinds[2] == "false_match"
    assert kinds[7] == kinds[14] == kinds[15] == "supporters"
    assert kinds[8] == "person"
    assert {kinds[row] for row in (1, 3, 4, 5, 6, 9, 10, 11, 12, 13)} == {"organisation"}
    assert cleaned.loc[cleaned["row"] == 8, "rule"].tolist() == [3]
    assert cleaned.loc[cleaned["row"] == 1, "rule"].tolist() == [0]


def test_the_explicit_list_overrules_a_pattern(posters, rules):
    rules.loc[len(rules)] = ["row", "7", "organisation", 0, "Against the pattern"]
    kinds = cleaned_posters(posters, rules).set_index("row")["kind"]
    assert kinds[7] == "organisation"


def test_the_first_pattern_decides(posters, rules):
    rules.loc[-1] = ["pattern", "musterland", "person", 0, "First"]
    kinds = cleaned_posters(posters, rules.sort_index().reset_index(drop=True))
    assert kinds.set_index("row").loc[[2, 7], "kind"].tolist() == ["person", "person"]


def test_variants_are_merged_with_the_string_they_begin_with(cleaned):
    pages = dict(zip(cleaned["row"], cleaned["page"], strict=True))
    assert pages[4] == 3
    # "AfD-Musterstadt" keeps its hyphen, as "Sachsen-Anhalt" must.
    assert pages[5] == 5
    assert pages[6] == 6
    assert pages[15] == 14


def test_a_bare_party_name_takes_no_branch_but_the_list_may_add_one(cleaned):
    pages = dict(zip(cleaned["row"], cleaned["page"], strict=True))
    assert pages[3] == 3
    assert pages[10] == 9
    assert {normalised("AfD"), normalised("SPD"), normalised("DIE LINKE.")} <= BARE_NAMES


def test_a_separate_branch_keeps_its_page_and_its_variants(cleaned):
    pages = dict(zip(cleaned["row"], cleaned["page"], strict=True))
    assert pages[12] == 12
    assert pages[13] == 12
    assert pages[11] == 11


def test_a_page_that_is_itself_a_variant_passes_its_page_on(posters, rules):
    rules.loc[len(rules)] = ["row", "5", "same_page", 4, "The variant of a variant"]
    pages = cleaned_posters(posters, rules).set_index("row")["page"]
    assert pages[4] == pages[5] == 3


def test_strings_of_two_kinds_are_not_merged(posters, rules):
    rules.loc[len(rules)] = ["row", "4", "person", 0, "Another kind"]
    pages = cleaned_posters(posters, rules).set_index("row")["page"]
    assert pages[4] == 4


def test_nothing_is_dropped_and_every_page_is_its_own_page(cleaned, posters):
    assert cleaned["poster"].tolist() == posters["poster"].tolist()
    assert cleaned["posts"].sum() == posters["posts"].sum()
    own = cleaned.set_index("row")["page"]
    assert (own[cleaned["page"]].to_numpy() == cleaned["page"].to_numpy()).all()


def test_the_order_of_strings_does_not_change_what_is_merged(posters, rules):
    def groups(frame):
        cleaned = cleaned_posters(frame, rules)
        return {frozenset(rows["row"]) for _, rows in cleaned.groupby("page")}

    shuffled = posters.sample(frac=1, random_state=3).reset_index(drop=True)
    assert groups(posters) == groups(shuffled)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (["row", "99", "person", 0, "W"], "rule 6: it names a row that the source does not have"),
        (["row", "1", "same_page", 9, "W"], "rule 6: its two rows are of two parties"),
        (["pattern", "nobody", "person", 0, "W"], "rule 6: its pattern matches no string"),
    ],
)
def test_rules_that_fit_nothing_are_refused(posters, rules, rule, message):
    rules.loc[len(rules)] = rule
    with pytest.raises(DataError, match=message):
        cleaned_posters(posters, rules)


def test_the_real_strings_become_fewer_pages_and_none_is_lost(real):
    posters, rules = real
    cleaned = cleaned_posters(posters, rules)
    assert len(cleaned) == 603
    assert cleaned["page"].nunique() == 491
    assert cleaned["kind"].value_counts().to_dict() == {
        "organisation": 499,
        "person": 70,
        "supporters": 30,
        "false_match": 4,
    }
    agency = cleaned[cleaned["poster"].str.contains("Agence")]
    assert agency["kind"].tolist() == ["false_match"]
    merged = cleaned[cleaned["page"] != cleaned["row"]]
    parties = cleaned.set_index("row")["party"]
    assert (parties[merged["page"]].to_numpy() == merged["party"].to_numpy()).all()


def test_a_string_without_any_rule_is_an_organisation(posters):
    none = pd.DataFrame(columns=["scope", "match", "kind", "page_row", "reason"])
    assert set(cleaned_posters(posters, none)["kind"]) == {"organisation"}
