import doctest

import numpy as np
import pandas as pd
import pytest

from rml.data.name_race import load_name_race
from rml.timeline.imputation import name_forms as forms_module
from rml.timeline.imputation.groups import GROUPS
from rml.timeline.imputation.name_forms import LETTERS, name_forms
from rml.timeline.imputation.names import (
    EMPTY,
    NO_NAME,
    NOT_LISTED,
    OTHER_SCRIPT,
    PARTS,
    WHOLE,
    match_first_names,
    match_surnames,
)


@pytest.fixture
def table():
    """Return a table in which every name has shares of its own."""
    names = ["obrien", "garcia", "lopez", "garcialopez", "delacruz", "cruz", "smith", "mary", "ii"]
    shares = np.random.default_rng(0).dirichlet(np.ones(6), len(names))
    return pd.DataFrame(shares, columns=list(GROUPS)).assign(name=names)


def shares(table, *names):
    return table.set_index("name").loc[list(names), list(GROUPS)].to_numpy().mean(axis=0)


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("Smith", "smith"),
        ("  SMITH ", "smith"),
        ("O'Brien", "obrien"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Brien", "obrien"),
        ("O\N{MODIFIER LETTER TURNED COMMA}Brien", "obrien"),
        ("O\N{ACUTE ACCENT}Brien", "obrien"),
        ("O`Brien", "obrien"),
        ("García", "garcia"),
        ("Garci\N{COMBINING ACUTE ACCENT}a", "garcia"),
        ("Müller", "muller"),
        ("Groß", "gross"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Nguyễn", "nguyen"),
        ("İnan", "inan"),
        ("Ayd\N{LATIN SMALL LETTER DOTLESS I}n", "aydin"),
        ("Þór", "thor"),
        ("\N{LATIN SMALL LIGATURE FI}sher", "fisher"),
        ("Ｓｍｉｔｈ", "smith"),  # noqa: RUF001 - full-width letters
        ("\N{ZERO WIDTH NO-BREAK SPACE}Smith", "smith"),
        ("Smi\N{SOFT HYPHEN}th", "smith"),
        ("Smith, Jr.", "smith"),
        ("Smith Jr", "smith"),
        ("SMITH III", "smith"),
        ("Smith Sr. II", "smith"),
        ("Junior", "junior"),
        ("V", "v"),
        ("van Buren", "vanburen"),
        ("De La Cruz", "delacruz"),
        ("Garcia\N{NON-BREAKING HYPHEN}Lopez", "garcialopez"),
        ("Garcia \N{EN DASH} Lopez", "garcialopez"),
        ("St. John", "stjohn"),
    ],
)
def test_spellings_of_one_name_have_one_form(written, whole):
    forms = name_forms(written)
    assert (forms.script, forms.whole) == ("latin", whole)


def test_letters_that_unicode_takes_apart_need_no_rule():
    for letter, plain in LETTERS.items():
        assert plain.isascii()
        assert name_forms(f"x{letter.upper()}x").whole == f"x{plain}x"


@pytest.mark.parametrize(
    "name", ["王", "Иванов", "Παπαδόπουλος", "محمد", "김", "כהן", "Smith 王", "Smiтh"]
)
def test_other_scripts_are_not_transliterated(name):
    assert name_forms(name).script == "other"


@pytest.mark.parametrize("name", ["", "  ", "...", "123", "-", "Smith2", "a@b", "'"])
def test_what_has_no_letters_or_has_digits_is_no_name(name):
    assert name_forms(name).script == "none"


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Smith", ()),
        ("Garcia-Lopez", (("garcia",), ("lopez",))),
        ("Garcia y Lopez", (("garcia",), ("ylopez", "lopez"))),
        ("de la Cruz", (("delacruz", "cruz"),)),
        ("Smith de la Cruz", (("smith",), ("delacruz", "cruz"))),
        ("J. Smith", (("smith",),)),
        ("De La", ()),
    ],
)
def test_parts_carry_their_particles(written, parts):
    assert name_forms(written).parts == parts


def test_the_whole_comes_before_its_parts(table):
    found = match_surnames(["Garcia-Lopez", "Lopez Garcia", "Garcia Unlisted"], table)
    assert found.how.tolist() == [WHOLE, PARTS, PARTS]
    expected = [
        shares(table, "garcialopez"),
        shares(table, "garcia", "lopez"),
        shares(table, "garcia"),
    ]
    np.testing.assert_allclose(found.shares, expected)


def test_a_particle_is_left_out_if_it_leads_nowhere(table):
    found = match_surnames(["von Smith", "Smith de la Cruz", "Smith de Cruz"], table)
    assert found.how.tolist() == [PARTS] * 3
    expected = [
        shares(table, "smith"),
        shares(table, "smith", "delacruz"),
        shares(table, "smith", "cruz"),
    ]
    np.testing.assert_allclose(found.shares, expected)


def test_of_first_names_the_first_that_is_listed_counts(table):
    found = match_first_names(["Mary Smith", "J. Smith", "Unlisted Mary Smith", "Mary"], table)
    assert found.how.tolist() == [PARTS, PARTS, PARTS, WHOLE]
    expected = [shares(table, name) for name in ("mary", "smith", "mary", "mary")]
    np.testing.assert_allclose(found.shares, expected)


def test_what_is_not_found_has_no_shares_and_a_reason(table):
    names = ["Unlisted", "王", "1984", None, float("nan"), " ", "", "Smith"]
    found = match_surnames(names, table)
    assert found.how.tolist() == [
        *(NOT_LISTED, OTHER_SCRIPT, NO_NAME, EMPTY, EMPTY, EMPTY, EMPTY, WHOLE)
    ]
    assert np.isnan(found.shares[:-1]).all()
    assert found.counts() == {
        "listed": 1,
        "listed by its parts": 0,
        "not listed": 1,
        "in another script": 1,
        "no name (no letters, or digits)": 1,
        "empty": 4,
    }


def test_order_and_repetitions_do_not_matter(table):
    names = ["Smith", "O'Brien", None, "Cruz"] * 50
    found = match_surnames(names, table)
    order = np.random.default_rng(1).permutation(len(names))
    again = match_surnames([names[place] for place in order], table)
    np.testing.assert_array_equal(found.shares[order], again.shares)
    np.testing.assert_array_equal(found.how[order], again.how)
    assert match_surnames([], table).shares.shape == (0, 6)


def test_the_examples_give_what_they_show():
    assert doctest.testmod(forms_module).failed == 0


def test_listed_surnames_are_found_as_themselves(real_files):
    surnames = load_name_race().surnames.iloc[::17]
    found = match_surnames(surnames["name"].str.title(), surnames)
    assert (found.how == WHOLE).all()
    np.testing.assert_array_equal(found.shares, surnames[list(GROUPS)].to_numpy())
