import csv
import io
import os
import pty
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from rml.cli import main
from rml.commands import impute as command
from rml.data.congress_names import load_congress_names
from rml.data.county_codes import RENUMBERED
from rml.data.county_race import CountyRace, load_county_race
from rml.data.name_race import NameRace, load_name_race
from rml.timeline.imputation import own_people
from rml.timeline.imputation.bisg import bifsg
from rml.timeline.imputation.congress_check import accuracy_frame, check_congress
from rml.timeline.imputation.groups import GROUPS, county_counts, shares_of
from rml.timeline.imputation.measured_accuracy import ACCURACY
from rml.timeline.imputation.priors import (
    load_first_name_prior,
    load_national_prior,
    population_prior,
)

PROBABILITIES = [f"probability_{group}" for group in GROUPS]
SEVEN = ["nh_white", "nh_black", "nh_aian", "nh_asian", "nh_nhpi", "nh_multi", "hispanic"]
ZIP_RESIDENTS = np.array(
    [[701, 102, 94, 203, 5, 31], [55, 2011, 67, 8, 3, 40], [7, 1, 1800, 2, 1, 0]], dtype=float
)
"""The last area is Puerto Rico's."""

SECRET = "Quetzalcoatl"
"""A surname that must appear nowhere but in the user's own columns."""


def shares(rows, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(6), rows)


@pytest.fixture
def tables(monkeypatch):
    """Give the command made tables; return them."""
    surnames = pd.DataFrame(shares(3, 0), columns=list(GROUPS)).assign(
        name=["smith", "garcia", SECRET.lower()]
    )
    firsts = pd.DataFrame(shares(1, 1), columns=list(GROUPS)).assign(name=["ada"])
    residents = shares_of(ZIP_RESIDENTS)
    zctas = pd.DataFrame(residents, columns=list(GROUPS)).assign(zcta=["02139", "60619", "00601"])
    zctas.loc[3] = [np.nan] * 6 + ["99999"]
    counts = np.random.default_rng(3).integers(10, 1000, (4, 7))
    counties = pd.DataFrame(counts, columns=SEVEN).assign(
        fips=["46102", "51019", "25017", "09001"],
        state=["South Dakota", "Virginia", "Massachusetts", "Connecticut"],
    )
    empty = pd.DataFrame({"name": [], "female": []})
    monkeypatch.setattr(own_people, "load_name_race", lambda: NameRace(surnames, firsts, empty, ()))
    monkeypatch.setattr(own_people, "load_zcta_race", lambda: zctas)
    monkeypatch.setattr(own_people, "load_county_race", lambda: CountyRace(counties, ()))
    return {"surname": surnames, "first": firsts, "zcta": zctas, "county": counties}


@pytest.fixture
def impute(tables, tmp_path, monkeypatch, capsys):
    """Return a function that writes a file of names, runs the command and says what came."""
    monkeypatch.chdir(tmp_path)

    def run(content, *options, name="names.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["impute", name, *options])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def probabilities(path):
    return np.array([[float(row[name]) for name in PROBABILITIES] for row in read(path)])


def row_of(frame, column, value):
    return frame.loc[frame[column] == value, list(GROUPS)].to_numpy()[0]


def prior_of(tables):
    return population_prior(county_counts(tables["county"]))


def zip_prior():
    return population_prior(ZIP_RESIDENTS[:2])


def bayes(surname, place, first=None, *, prior):
    nothing = np.full(6, np.nan)
    given = [np.atleast_2d(nothing if part is None else part) for part in (surname, place, first)]
    of_applicants = load_first_name_prior()
    return bifsg(*given, prior=prior, first_name_prior=of_applicants).probabilities[0]


# What is written


def test_rows_keep_their_order_and_hold_no_names(impute, tables, tmp_path):
    content = f"surname,first_name,zcta\nSmith,Ada,02139\n{SECRET},,60619\nUnlisted,Ada,\n,,\n"
    code, out, err = impute(content, "--yes")
    assert (code, err) == (0, "")
    target = tmp_path / "names_race_probabilities.csv"
    rows = read(target)
    assert [row["row"] for row in rows] == ["1", "2", "3", "4"]
    assert [row["used"] for row in rows] == [
        "surname, place and first name",
        "surname and place",
        "first name",
        "prior",
    ]
    assert [row["place"] for row in rows] == ["ZIP area", "ZIP area", "", ""]
    assert rows[2]["surname_found"] == "not listed"
    assert rows[3]["first_name_found"] == "empty"
    text = (target.read_text() + out).casefold()
    for name in ("smith", SECRET.casefold(), "unlisted"):
        assert name not in text
    national = zip_prior()
    smith = row_of(tables["surname"], "name", "smith")
    ada = row_of(tables["first"], "name", "ada")
    cambridge = row_of(tables["zcta"], "zcta", "02139")
    found = probabilities(target)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[0], bayes(smith, cambridge, ada, prior=national))
    np.testing.assert_allclose(found[2], bayes(None, None, ada, prior=national))
    np.testing.assert_allclose(found[3], national)
    assert target.stat().st_mode & 0o077 == 0  # nobody but the owner may read it


def test_the_smallest_place_that_is_known_counts_with_its_own_prior(impute, tables, tmp_path):
    content = (
        "surname,zcta,county_fips,state\n"
        "Smith,02139,25017,MA\nSmith,,25017,MA\nSmith,,,Massachusetts\nSmith,99999,25017,\n"
    )
    code, out, _ = impute(content, "--yes")
    assert code == 0
    target = tmp_path / "names_race_probabilities.csv"
    assert [row["place"] for row in read(target)] == ["ZIP area", "county", "state", "county"]
    assert "`zcta`: 1 value is an area without residents" in out
    prior = prior_of(tables)
    smith = row_of(tables["surname"], "name", "smith")
    county = shares_of(county_counts(tables["county"]))[2]
    found = probabilities(target)
    zcta = row_of(tables["zcta"], "zcta", "02139")
    np.testing.assert_allclose(found[0], bayes(smith, zcta, prior=zip_prior()))
    # The one county of its state here.
    for row in (1, 2, 3):
        np.testing.assert_allclose(found[row], bayes(smith, county, prior=prior))


def test_without_places_the_composition_of_adults_stands(impute, tables, tmp_path):
    code, _, _ = impute("surname,first_name\nSmith,\nUnlisted,Ada\nUnlisted,\n", "--yes")
    assert code == 0
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    ada = row_of(tables["first"], "name", "ada")
    adults = load_national_prior()
    np.testing.assert_allclose(found[1], bayes(None, None, ada, prior=adults))
    np.testing.assert_allclose(found[2], adults)


def test_averaging_over_the_places_of_a_name_gives_its_shares_back(impute, tables, tmp_path):
    content = "surname,zcta\nSmith,02139\nSmith,60619\nGarcia,02139\nGarcia,60619\n"
    code, _, _ = impute(content, "--yes")
    assert code == 0
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    place_given_group = ZIP_RESIDENTS[:2] / ZIP_RESIDENTS[:2].sum(axis=0)
    for rows, name in ((slice(0, 2), "smith"), (slice(2, 4), "garcia")):
        surname = row_of(tables["surname"], "name", name)
        np.testing.assert_allclose((place_given_group @ surname) @ found[rows], surname)


def test_retired_counties_are_counted_as_their_successors(impute, tmp_path):
    code, out, _ = impute(
        "surname,fips\nSmith,46113\nSmith,46102\nSmith,51515\nSmith,51019\n",
        *("--yes", "--county-fips", "fips"),
    )
    assert code == 0
    assert "`fips`: 1 value is 46113, counted as 46102." in out
    assert "`fips`: 1 value is 51515, counted as 51019." in out
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    np.testing.assert_array_equal(found[[0, 2]], found[[1, 3]])


def test_codes_are_read_as_the_county_audit_reads_them(impute, tables, tmp_path):
    tables["county"]["fips"] = ["46102", "51019", "02158", "02261"]
    content = "surname,county_fips\n" + "".join(f"Smith,{code}\n" for code in RENUMBERED)
    content += "".join(f"Smith,{code}\n" for code in RENUMBERED.values())
    code, out, _ = impute(content + "Smith,36000\nSmith,\n", "--yes")
    assert code == 0
    for old, new in RENUMBERED.items():
        assert f"1 value is {old}, counted as {new}." in out
    assert "1 value is 36000, the board of elections of Kansas City" in out
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    many = len(RENUMBERED)
    np.testing.assert_array_equal(found[:many], found[many : 2 * many])
    np.testing.assert_array_equal(found[-2], found[-1])


def test_spellings_of_codes_and_states_are_understood(impute, tmp_path):
    content = "surname,zcta,state\nSmith,02139-1234,\nSmith,021391234,\nSmith,02139.0,\n"
    content += "Smith,,massachusetts\nSmith,, MA \nSmith,,ma\n"
    code, _, _ = impute(content, "--yes")
    assert code == 0
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    np.testing.assert_array_equal(found[:3], found[[0, 0, 0]])
    np.testing.assert_array_equal(found[3:], found[[3, 3, 3]])


def test_lost_zeros_come_back_when_asked(impute, tmp_path):
    content = "surname,zcta,county_fips\nSmith,2139,\nSmith,02139,\nSmith,,9001\nSmith,,09001\n"
    code, _, err = impute(content, "--yes")
    assert code == 2
    assert "1 of 4 values of `zcta` have four digits, not five (row 1)" in err
    assert "--restore-zeros" in err
    code, out, _ = impute(content, "--yes", "--restore-zeros")
    assert code == 0
    assert out.count("with the leading zero put back") == 2
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    np.testing.assert_array_equal(found[[0, 2]], found[[1, 3]])


def test_columns_have_other_names_and_are_kept_on_demand(impute, tmp_path):
    content = f"id,Last Name,Given\n7,{SECRET},Ada\n8,Smith,\n"
    options = ("--surname", "Last Name", "--first-name", "Given", "--keep-columns", "id")
    code, out, _ = impute(content, "--yes", *options, "--to", "out.csv")
    assert code == 0
    assert "Written: out.csv" in out
    rows = read(tmp_path / "out.csv")
    assert [row["id"] for row in rows] == ["7", "8"]
    assert "Last Name" not in rows[0]
    code, _, _ = impute(content, "--yes", *options, "Last Name", "--to", "names_too.csv")
    assert code == 0
    assert read(tmp_path / "names_too.csv")[0]["Last Name"] == SECRET


# Totals


def test_totals_describe_groups_and_withhold_small_ones(impute, tables, tmp_path):
    code, out, _ = impute("surname\n" + "Smith\n" * 400, "--totals-only")
    assert code == 0
    rows = read(tmp_path / "names_race_totals.csv")
    smith = row_of(tables["surname"], "name", "smith")
    assert len(rows) == 6
    expected = 400 * smith
    small = int((expected < 9.5).sum())
    withheld = [row["expected_people"] == "withheld" for row in rows]
    assert small > 0
    assert sum(withheld) > small or small > 1  # one alone could be had by subtraction
    assert f"{sum(withheld)} of 6 groups are withheld" in out
    for row, count in zip(rows, expected, strict=True):
        if row["expected_people"] == "withheld":
            assert {row["share"], row["low_if_right"], row["high_if_right"]} == {"withheld"}
        else:
            assert abs(float(row["expected_people"]) - count) < 1
            assert float(row["low_if_right"]) < count < float(row["high_if_right"])
            assert row["low_if_right"].isdigit()
    assert "low_if_right and high_if_right are ranges only if the probabilities are right" in out
    assert not (tmp_path / "names_race_probabilities.csv").exists()
    assert "Before probabilities are written" not in out


def test_of_few_people_nothing_is_told(impute, tmp_path):
    code, _, _ = impute("surname\nSmith\nGarcia\n", "--totals-only")
    assert code == 0
    values = [list(row.values())[1:] for row in read(tmp_path / "names_race_totals.csv")]
    assert values == [["withheld"] * 4] * 6


def test_rows_of_which_nothing_is_known_are_nobody_in_the_totals(impute, tmp_path):
    code, _, _ = impute("surname\n" + "Smith\n" * 400, "--totals-only", "--to", "without.csv")
    assert code == 0
    content = "surname,first_name\n" + "Smith,\n" * 400 + ",\n" * 3000 + "Unlisted,\n" * 7
    code, out, _ = impute(content, "--totals-only", "--to", "with.csv")
    assert code == 0
    assert read(tmp_path / "with.csv") == read(tmp_path / "without.csv")
    assert "Left out of the totals: 3,007 of 3,407 rows" in out


def test_if_nothing_is_known_of_anybody_no_total_is_told(impute, tmp_path):
    code, out, _ = impute("surname\n" + "Unlisted\n" * 400, "--totals-only")
    assert code == 0
    values = [list(row.values())[1:] for row in read(tmp_path / "names_race_totals.csv")]
    assert values == [["withheld"] * 4] * 6
    assert "low_if_right" not in out


def test_among_members_of_congress_some_totals_lie_outside_their_ranges(real_files):
    check = check_congress(
        load_congress_names(), load_name_race(), load_county_race().counties, least=10
    )
    outside = 0
    for probabilities_of_members in check.probabilities.values():
        expected = probabilities_of_members.sum(axis=0)
        spread = (probabilities_of_members * (1 - probabilities_of_members)).sum(axis=0) ** 0.5
        labelled = np.bincount(check.labels, minlength=6)
        outside += int((np.abs(labelled - expected)[:4] > 2 * spread[:4]).sum())
    assert outside > 1


def test_totals_have_no_row_to_copy_columns_to(impute):
    code, _, err = impute("surname\nSmith\n", "--totals-only", "--keep-columns", "surname")
    assert code == 2
    assert "--keep-columns: Group totals have no row of a person's" in err


# What is said before


def test_accuracy_and_harms_are_said_before_anything_is_written(impute, monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(command, "_write", lambda path, rows: said.write(sys.stdout.getvalue()))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    impute("surname\nSmith\n", "--yes")
    text = said.getvalue()
    for row in ACCURACY:
        assert f"{row.share_correct:.1%} of {row.people}" in text
    assert text.index("How often the most probable group was right") < text.index("It is nobody's")
    assert "--totals-only" in text


def test_the_shipped_accuracy_is_what_the_data_give(real_files):
    check = check_congress(
        load_congress_names(), load_name_race(), load_county_race().counties, least=10
    )
    found = accuracy_frame(check, level=0.95)
    shipped = pd.DataFrame(ACCURACY)
    same = ["information", "group", "people"]
    assert shipped[same].to_numpy().tolist() == found[same].to_numpy().tolist()
    values = ["share_correct", "low", "high"]
    np.testing.assert_allclose(shipped[values], found[values], atol=0.000501)
    assert shipped["people"].min() >= 10


def test_names_in_other_scripts_are_counted_and_not_guessed(impute, tmp_path):
    code, out, _ = impute("surname,first_name\n王,Ada\n김,\nSmith,\n", "--yes")
    assert code == 0
    assert "in another script 2" in out
    assert "not transliterated" in out
    rows = read(tmp_path / "names_race_probabilities.csv")
    assert [row["surname_found"] for row in rows[:2]] == ["in another script"] * 2
    assert [row["used"] for row in rows] == ["first name", "prior", "surname"]
    assert "王" not in out
    assert "김" not in out


def test_blank_lines_do_not_shift_the_numbers_of_rows(impute, tmp_path):
    code, out, _ = impute("surname,state\n\nSmith,MA\n\n\nSmith,VA\n\n\n", "--yes")
    assert code == 0
    assert "3 blank lines are kept as without a name" in out
    assert "(rows 1, 3, 4)" in out
    rows = read(tmp_path / "names_race_probabilities.csv")
    assert [row["row"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["surname_found"] for row in rows] == ["empty", "listed", "empty", "empty", "listed"]
    code, _, err = impute(
        "\nsurname,state\nSmith,MA\n\n\nSmith,Nowhere\n", "--yes", "--to", "x.csv"
    )
    assert code == 2
    assert "name no state (row 4)" in err


@pytest.mark.parametrize("word", ["nan", "NaN", "NULL", "none", "None", "n/a", "N/A"])
def test_words_for_missing_values_are_no_names_unless_asked(impute, tables, tmp_path, word):
    name = word.casefold().replace("/", "")
    tables["surname"].loc[0, "name"] = name
    content = f"surname,first_name\n{word},Ada\nGarcia,{word}\n"
    code, out, _ = impute(content, "--yes", "--keep-columns", "surname")
    assert code == 0
    assert "`surname`: 1 value is a word that programs write for a missing value" in out
    assert "`first_name`: 1 value is a word" in out
    rows = read(tmp_path / "names_race_probabilities.csv")
    assert [row["used"] for row in rows] == ["first name", "surname"]
    assert rows[0]["surname"] == word
    code, out, _ = impute(content, "--yes", "--missing-words-are-names", "--to", "names_too.csv")
    assert code == 0
    assert "programs write" not in out
    assert read(tmp_path / "names_too.csv")[0]["used"] == "surname and first name"


@pytest.mark.parametrize("name", ["Nan", "NAN", "Null", "Nannan", "None-Smith"])
def test_names_that_only_look_like_such_words_stay_names(impute, tables, name):
    code, out, _ = impute(f"surname\n{name}\n", "--yes")
    assert code == 0
    assert "programs write" not in out


def test_names_beside_probabilities_and_formulas_are_warned_of(impute, tmp_path):
    content = "surname,id,note,debt\nSmith,1,=1+1,-5\nGarcia,2,@x,+3.5\n"
    code, out, _ = impute(content, "--yes", "--keep-columns", "surname", "note", "debt", "id")
    assert code == 0
    assert "--keep-columns writes `surname` beside the probabilities" in out
    assert "`note` has 2 texts that begin with" in out
    assert out.count("Warning:") == 2
    assert read(tmp_path / "names_race_probabilities.csv")[0]["note"] == "=1+1"
    code, out, _ = impute(content, "--yes", "--keep-columns", "id", "--to", "out.csv")
    assert "Warning" not in out


# Confirmation


def test_without_anybody_to_confirm_it_refuses(impute, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("probabilities\n"))
    code, out, err = impute("surname\nSmith\n")
    assert (code, out) == (2, "")
    assert "--totals-only" in err
    assert [path.name for path in tmp_path.iterdir()] == ["names.csv"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("typed", "code", "written"),
    [
        ("probabilities\n", 0, ["names_race_probabilities.csv"]),
        (" Totals\n", 0, ["names_race_totals.csv"]),
        ("yes\n", 2, []),
        ("", 2, []),
    ],
)
def test_a_word_must_be_typed(impute, tmp_path, monkeypatch, typed, code, written):
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    found, _, err = impute("surname\nSmith\n")
    assert found == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names.csv", *written]
    assert ("nothing was written" in err) == (code == 2)


# Refusals


@pytest.mark.parametrize("options", [("--yes",), ("--totals-only",)])
def test_nothing_is_overwritten(impute, tmp_path, options):
    target = tmp_path / f"names_race_{'probabilities' if '--yes' in options else 'totals'}.csv"
    target.write_text("mine")
    code, _, err = impute("surname\nSmith\n", *options)
    assert code == 2
    assert f"{target.name}: The file is there already" in err
    assert target.read_text() == "mine"


def test_a_failure_while_writing_leaves_nothing_behind(tmp_path):
    def rows():
        yield ["row"]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        command._write(tmp_path / "out.csv", rows())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", (), "names.csv: The file is empty."),
        ("surname\n", (), "no rows below the header"),
        (f"{SECRET},Ada\nSmith,Ada\n", (), "The column `surname` is missing: the first row must"),
        (f"last_name\n{SECRET}\n", (), "There is a column `last_name`."),
        (f"surname\n{SECRET}\n", ("--zcta", "zip"), "The column `zip` is missing"),
        (f"surname\n{SECRET}\n", ("--keep-columns", "id"), "The column `id` is missing"),
        (f"surname,surname\n{SECRET},A\n", (), "The column `surname` is in the header more than"),
        (f"surname,zcta\n{SECRET}\nA,02139\n", (), "1 of 2 rows have not 2 values (row 1)"),
        (f'surname,zcta\n"{SECRET},02139\n', (), "The file is no CSV"),
        (f"surname\n{SECRET}é\n".encode("latin-1"), (), "The file is not in UTF-8."),
        ("surname,zcta\n,02139\n , \n", (), "`surname` is empty in all 2 rows"),
        (
            f"surname,zcta\n{SECRET},{SECRET}\n" + "A,1\n" * 9,
            (),
            "10 of 10 values of `zcta` are no ZIP codes of five digits (rows 1, 2, 3, 4, 5, ...)",
        ),
        (
            f"surname,county_fips\n{SECRET},09110\nA,72001\nA,25017\n",
            (),
            "2 of 3 values of `county_fips` are the code of no county of the 50 states",
        ),
        (f"surname,state\n{SECRET},{SECRET}\n", (), "1 of 1 values of `state` name no state"),
        (
            f"surname,used\n{SECRET},x\n",
            ("--keep-columns", "used"),
            "The column `used` is one of the output's own",
        ),
    ],
)
def test_bad_input_is_told_without_a_name(impute, tmp_path, content, options, message):
    code, out, err = impute(content, "--yes", *options)
    assert code == 2
    assert message in err
    assert SECRET.casefold() not in (out + err).casefold()
    assert [path.name for path in tmp_path.iterdir()] == ["names.csv"]


def test_a_missing_file_is_named(impute, capsys):
    assert main(["impute", "none.csv", "--yes"]) == 2
    assert "none.csv: The file cannot be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"surname;zcta\n{SECRET};02139\n", "The separator seems to be the semicolon"),
        (f"surname\tzcta\n{SECRET}\t02139\n", "The separator seems to be the tab"),
        (f'surname;zcta\n{SECRET};"02139"x\n"', "The separator seems to be the semicolon"),
        (f"Surname\n{SECRET}\n", "There is a column `Surname`."),
        (f"LAST_NAME\n{SECRET}\n", "There is a column `LAST_NAME`."),
        (f"surname\n{SECRET * 20_000}\n", "a value has more than 131,072 characters"),
        (f"surname\nnan\n{SECRET.replace(SECRET, 'NaN')}\n", "`surname` is empty in all 2 rows"),
    ],
)
def test_hints_say_what_is_wrong_with_the_file(impute, tmp_path, content, message):
    code, out, err = impute(content, "--yes")
    assert code == 2
    assert message in err
    assert SECRET.casefold() not in (out + err).casefold()
    assert [path.name for path in tmp_path.iterdir()] == ["names.csv"]


@pytest.mark.parametrize("folder", [".", "..", "sub"])
def test_a_folder_is_no_file_of_names(impute, tmp_path, capsys, folder):
    (tmp_path / "sub").mkdir()
    assert main(["impute", folder, "--yes"]) == 2
    assert f"{folder}: This is a folder." in capsys.readouterr().err


def test_a_missing_folder_is_told_before_the_work(impute, monkeypatch):
    monkeypatch.setattr(own_people, "load_name_race", None)
    code, out, err = impute("surname\nSmith\n", "--yes", "--to", "not_there/out.csv")
    assert (code, out) == (2, "")
    assert "The folder is not there" in err


def test_zip_codes_that_are_no_area_are_counted(impute):
    code, out, _ = impute("surname,zcta\nSmith,00000\nSmith,02139\n", "--yes")
    assert code == 0
    assert "`zcta`: 1 value is no ZIP area of the Census of 2010" in out


# The command itself


def test_a_terminal_is_asked_and_the_real_tables_answer(real_files, tmp_path):
    (tmp_path / "names.csv").write_text("surname,state\nWashington,IL\nO'Brien,MA\n")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "rml.cli", "impute", "names.csv"],
        cwd=tmp_path,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as running:
        os.write(ours, b"probabilities\n")
        out, err = running.communicate()
    os.close(ours)
    os.close(theirs)
    assert (running.returncode, err) == (0, b"")
    assert b"Type probabilities" in out
    found = probabilities(tmp_path / "names_race_probabilities.csv")
    assert found[0, GROUPS.index("black")] > 0.9
    assert found[1, GROUPS.index("white")] > 0.9


def test_refusals_and_other_commands_load_nothing_of_this(tmp_path):
    code = """
import sys
from rml import cli
cli._parser().parse_args(["list"])
assert not {"numpy", "pandas", "rml.commands.impute"} & set(sys.modules)
assert cli.main(["impute", "any.csv"]) == 2
assert "numpy" not in sys.modules
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
