from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_version import FINDING, SECOND, TABLE, make_project, publish

from rml.cli import main
from rml.errors import CollectionError
from rml.run.comparison import Contents, compare
from rml.run.comparison_page import render_comparison
from rml.run.comparison_tables import Grid
from rml.run.comparison_text import comparison_text
from rml.run.differences import Severity, Tolerance, distance_words


def grid(text):
    header, *rows = [tuple(line.split(",")) for line in text.splitlines()]
    return Grid(columns=header, rows=tuple(rows))


def contents(*findings, manifest="1" * 64, problems=(), grids=None, pictures=None, **record):
    head = {
        "report": record.pop("report", "crops/gaps"),
        "version": record.pop("version", "0123456789ab"),
        "data_kind": record.pop("data_kind", "published"),
        "profile": record.pop("profile", "full"),
    }
    return Contents(
        name=f"{head['report']}@{head['version']}",
        origin="outputs/crops/gaps/0123456789ab",
        manifest=manifest,
        problems=tuple(problems),
        findings={**head, "findings": list(findings or (FINDING, SECOND))},
        record={"title": "Gaps", "parameters": {"level": 0.95}, **head, **record},
        grids=grids if grids is not None else {"table shares": grid(TABLE)},
        pictures=pictures or {},
    )


def changed(**fields):
    return {**FINDING, **fields}


def compared(a, b, **tolerance):
    return compare(a, b, Tolerance(**tolerance))


def found(comparison):
    return [(item.severity.label, item.where, item.what) for item in comparison.differences]


def test_equal_contents_have_no_difference_and_agree():
    comparison = compared(contents(), contents(manifest="2" * 64))
    assert comparison.differences == ()
    assert comparison.exit_code == 0
    assert comparison.conclusion.startswith("The findings agree (2 compared")
    assert "same version, byte for byte" in compared(contents(), contents()).conclusion


@pytest.mark.parametrize(
    ("fields", "label", "what", "exit_code"),
    [
        ({"verdict": "reproduced"}, "verdict changed", "verdict", 1),
        ({"value": 0.0942}, "estimate differs", "value", 1),
        ({"low": 0.08}, "estimate differs", "low", 1),
        ({"low": None}, "estimate differs", "low", 1),
        ({"high": "inf"}, "estimate differs", "high", 1),
        ({"level": 0.9}, "estimate differs", "level", 1),
        ({"unit": "percentage points"}, "estimate differs", "unit", 1),
        ({"n": "12 pairs"}, "estimate differs", "n", 1),
        ({"published": None}, "estimate differs", "published.value", 1),
        ({"primary": False}, "parameter differs", "main finding", 0),
        ({"statement": "Women won."}, "text differs", "statement", 0),
        ({"breaks_if": "never"}, "text differs", "breaks if", 0),
        ({"why": "a pair is left out"}, "text differs", "why", 0),
        ({"value": 0.0941 * (1 + 5e-10)}, "within tolerance", "value", 0),
    ],
)
def test_each_field_of_a_finding_has_its_severity(fields, label, what, exit_code):
    comparison = compared(contents(), contents(changed(**fields), SECOND))
    assert (label, "finding gap", what) in found(comparison)
    assert comparison.exit_code == exit_code
    assert comparison.differences[0].severity.label == label


def test_what_follows_from_the_numbers_is_not_compared_twice():
    other = changed(estimate="0.1", reason="within")
    assert compared(contents(), contents(other, SECOND)).differences == ()


def test_a_finding_in_one_version_only_is_the_worst_difference():
    comparison = compared(contents(), contents(changed(value=0.2, id="new_gap"), SECOND))
    assert found(comparison)[:2] == [
        ("finding missing", "finding gap", "the whole finding"),
        ("finding missing", "finding new_gap", "the whole finding"),
    ]
    assert [item.note for item in comparison.differences[:2]] == ["missing in B", "missing in A"]
    assert comparison.exit_code == 1


def test_data_of_another_kind_change_what_every_finding_means():
    comparison = compared(contents(), contents(data_kind="simulated"))
    assert found(comparison) == [("verdict changed", "all findings", "data kind")]
    assert comparison.exit_code == 1


def test_parameters_profile_and_texts_are_listed_and_leave_the_exit_code():
    other = contents(profile="quick", parameters={"level": 0.9, "run": 3}, title="Other")
    comparison = compared(contents(), other)
    assert found(comparison) == [
        ("parameter differs", "request", "profile"),
        ("parameter differs", "parameters", "level"),
        ("parameter differs", "parameters", "run"),
        ("text differs", "report", "title"),
    ]
    assert comparison.exit_code == 0
    assert "The findings agree" in comparison.conclusion
    assert "3 × parameter differs" in comparison.conclusion


def test_context_says_why_without_repeating_parameters():
    parts = {"parameters": {"level": 0.95}, "modules": {"rml.stats": "a"}, "lock": "a"}
    a = contents(fingerprint={"parts": parts}, packages={"numpy": "2.4.1"}, git=None)
    b = contents(
        fingerprint={"parts": {**parts, "parameters": {}, "modules": {"rml.stats": "b"}}},
        packages={"numpy": "2.4.2", "scipy": "1"},
        git={"commit": "c", "clean": False},
        pictures={"bars": "2"},
    )
    comparison = compared(a, b)
    context = [item for item in comparison.differences if item.severity is Severity.CONTEXT]
    assert [item.what for item in context] == [
        "code of `rml.stats` changed",
        "commit",
        "clean",
        "numpy",
        "scipy",
    ]
    assert comparison.exit_code == 0


def test_differences_stand_worst_first():
    a = contents(grids={})
    b = contents(changed(verdict="new", value=1.0, statement="x"), SECOND, profile="quick")
    severities = [item.severity for item in compared(a, b).differences]
    assert severities == sorted(severities)
    assert len(set(severities)) == 5


def test_an_altered_version_ends_with_1_though_its_findings_agree():
    comparison = compared(contents(), contents(problems=["index.html was changed"]))
    assert comparison.findings_agree
    assert comparison.exit_code == 1
    assert comparison.conclusion.startswith("B is not as published")


# Tolerance


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "same"),
    [
        (1.0, 1.000000001, {}, True),  # one step of the tenth digit
        (9.999999999, 10.0, {}, True),
        (1.0, 1.000000002, {}, False),
        (100, 101, {"relative": 0.01}, True),
        (100, 102, {"relative": 0.01}, False),
        (0.0, 1e-12, {}, False),
        (0.0, 1e-12, {"absolute": 1e-9}, True),
        (0.08, 0.085, {"absolute": 0.005, "relative": 0}, True),
        (math.inf, math.inf, {}, True),
        (math.inf, -math.inf, {"relative": 1}, False),
        (math.inf, 1e300, {"relative": 1}, False),
    ],
)
def test_tolerance(a, b, tolerance, same):
    assert Tolerance(**tolerance).admits(a, b) is same


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(numbers, numbers, st.floats(0, 1), st.floats(0, 1e6))
def test_tolerance_is_symmetric_reflexive_and_grows(a, b, relative, absolute):
    tolerance = Tolerance(relative=relative, absolute=absolute)
    assert tolerance.admits(a, a)
    assert tolerance.admits(a, b) == tolerance.admits(b, a)
    if tolerance.admits(a, b):
        assert Tolerance(relative=relative * 2, absolute=absolute * 2).admits(a, b)


@pytest.mark.parametrize("field", ["relative", "absolute"])
@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_a_tolerance_that_is_none_is_refused(field, value):
    with pytest.raises(CollectionError, match=f"--{field}.*at least 0"):
        Tolerance(**{field: value})


def test_distances_are_given_in_the_unit_and_in_per_cent():
    assert distance_words(0.1, 0.09) == "-0.01 (-10 %)"
    assert distance_words(0.0, 0.5) == "+0.5"
    assert distance_words(5695, 4305) == "-1,390 (-24.4 %)"
    assert distance_words(1.0, math.inf) == ""


# Tables


def tables(a, b, **tolerance):
    a, b = contents(grids={"table t": grid(a)}), contents(grids={"table t": grid(b)})
    comparison = compared(a, b, **tolerance)
    assert comparison.findings_agree
    return [(item.severity.label, item.what, item.a, item.b) for item in comparison.differences]


def test_cells_are_compared_as_numbers_where_both_are_and_as_text_elsewhere():
    a = "group,share,verdict\nwomen,0.10,new\nmen,inf,<10\n"
    assert tables(a, "group,share,verdict\nwomen,0.1,new\nmen,inf,<10\n") == []
    b = "group,share,verdict\nwomen,0.1000000001,differs\nmen,3,\n"
    assert tables(a, b) == [
        ("table differs", "row women, column verdict", "new", "differs"),
        ("table differs", "row men, column share", "inf", "3"),
        ("table differs", "row men, column verdict", "<10", ""),
        ("within tolerance", "row women, column share", "0.10", "0.1000000001"),
    ]


def test_rows_are_matched_by_their_key_wherever_they_stand():
    a = "group,run,share\nwomen,1,0.1\nwomen,2,0.2\nmen,1,0.3\n"
    b = "group,run,share\nmen,1,0.3\nwomen,1,0.1\nwomen,3,0.2\n"
    assert tables(a, b) == [
        ("table differs", "row women / 2", "women, 2, 0.2", ""),
        ("table differs", "row women / 3", "", "women, 3, 0.2"),
        ("text differs", "order of rows", "", ""),
    ]


def test_rows_without_a_key_are_matched_by_their_place():
    a, b = "share,low\n0.1,0\n0.2,0\n", "share,low\n0.1,0\n0.3,0\n0.4,0\n"
    assert tables(a, b) == [
        ("table differs", "shape", "2 rows, 2 columns", "3 rows, 2 columns"),
        ("table differs", "row 2, column share", "0.2", "0.3"),
        ("table differs", "row 3", "", "0.4, 0"),
    ]


def test_keys_that_read_alike_when_joined_stay_two_rows():
    text = "a,b,x\np / q,r,1\np,q / r,2\np,r,5\n"
    assert tables(text, text.replace(",2", ",3")) == [
        ("table differs", "row p / q / r, column x", "2", "3")
    ]


def test_columns_are_matched_by_name():
    a, b = "group,n,share\nwomen,1,0.1\n", "group,share,low\nwomen,0.1,0.0\n"
    assert [item[:2] for item in tables(a, b)] == [
        ("table differs", "column n"),
        ("table differs", "column low"),
    ]
    swapped = tables("group,n,share\nwomen,1,0.1\n", "group,share,n\nwomen,0.1,1\n")
    assert swapped == [("text differs", "order of columns", "group, n, share", "group, share, n")]


def test_a_missing_table_is_said_and_leaves_the_exit_code():
    comparison = compared(contents(), contents(grids={}))
    assert found(comparison) == [("table differs", "table shares", "the whole table")]
    assert comparison.exit_code == 0


# What is shown


def test_the_terminal_text_is_worst_first_and_concludes_in_its_last_line():
    b = contents(changed(verdict="new", value=0.08), SECOND, problems=["findings.json was changed"])
    text = comparison_text(compared(contents(), b))
    assert text.index("WARNING: B IS NOT AS IT WAS PUBLISHED") < text.index("verdict changed:")
    assert text.index("verdict changed:") < text.index("estimate differs:")
    assert re.search(r"finding gap  value  0.0941 -> 0.08  \[-0.0141 \(-15 %\)\]", text)
    assert text.splitlines()[-1].startswith("B is not as published")
    assert "The findings differ: 1 × verdict changed, 1 × estimate differs" in text


def test_long_texts_stand_below_each_other_and_long_lists_are_cut():
    long = "a statement of more than forty-four characters, as statements are"
    a, b = contents(changed(statement=long), SECOND), contents(changed(statement=""), SECOND)
    assert f"      A: {long}\n      B: (nothing)\n" in comparison_text(compared(a, b))
    many = "x,y\n" + "".join(f"{number},0\n" for number in range(30))
    a, b = (
        contents(grids={"table t": grid(text)}) for text in (many, many.replace(",0\n", ",1\n"))
    )
    text = comparison_text(compared(a, b), most=5)
    assert text.count("column y") == 5
    assert "… and 25 more of 'table differs'" in text


HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'


def hostile_contents(text):
    return contents(
        changed(statement=text, verdict=text, n=text),
        {**SECOND, "id": text},
        grids={f"table {text}": Grid(columns=(text,), rows=((text,),))},
        problems=[text],
        parameters={text: text},
        title=text,
        report=text,
        data_kind=text,
    )


def test_a_page_shows_mark_up_from_a_version_as_text():
    page = render_comparison(compared(contents(), hostile_contents(HOSTILE)))
    body = page[page.index("<body") :]
    assert "<script>alert" not in page
    assert "<img" not in body
    assert "&lt;script&gt;alert" in body
    assert "default-src 'none'" in page
    assert "http" not in body


def test_a_terminal_gets_no_control_characters_from_a_version():
    text = comparison_text(compared(contents(), hostile_contents("\x1b[2Jgone\r\u202e\nFINE")))
    assert "gone FINE" in text
    assert not {"\x1b", "\r", "\u202e"} & set(text)


def test_a_page_is_cut_like_the_text_and_says_so():
    many = "x,y\n" + "".join(f"{number},0\n" for number in range(30))
    a, b = (
        contents(grids={"table t": grid(text)}) for text in (many, many.replace(",0\n", ",1\n"))
    )
    page = render_comparison(compared(a, b), most=5)
    assert page.count("column y") == 5
    assert "And 25 more" in page


def test_a_page_of_simulated_or_quick_versions_carries_the_banner():
    simulated = contents(data_kind="simulated")
    assert "Simulated data." in render_comparison(compared(simulated, simulated))
    assert "Simulated data." not in render_comparison(compared(contents(), simulated))
    assert "Quick profile." in render_comparison(compared(contents(), contents(profile="quick")))
    assert 'class="banner"' not in render_comparison(compared(contents(), contents()))


# The command


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "a project")


def rml(project, *arguments):
    return main(["--project", str(project.root), "compare", *map(str, arguments)])


def test_the_command_says_whether_findings_agree_by_its_exit_code(project, capsys):
    first = publish(project)
    second = publish(project, findings=[changed(value=0.08), SECOND], parameters={"level": 0.9})
    assert rml(project, "crops/gaps", first.folder(project)) == 1
    assert "0.08 -> 0.0941" in capsys.readouterr().out
    assert rml(project, f"crops/gaps@{second.version}", "crops/gaps") == 0
    assert rml(project, first.folder(project), "crops/gaps", "--absolute", "0.02") == 0
    assert "1 × within tolerance" in capsys.readouterr().out.splitlines()[-1]
    assert rml(project, "crops/gaps", "crops/gaps", "--relative", "-1") == 2


def test_the_command_warns_of_an_altered_version_before_comparing(project, capsys):
    version = publish(project)
    path = version.folder(project) / "findings.json"
    path.write_text(path.read_text().replace("0.0941", "0.0142"))
    assert rml(project, "crops/gaps", version.folder(project)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("A IS NOT AS IT WAS PUBLISHED" in line for line in lines)
    assert any("findings.json was changed" in line for line in lines)
    assert lines[-1].startswith("A and B are not as published")


def test_the_command_writes_a_page_or_says_why_not(project, tmp_path, capsys):
    publish(project)
    page = tmp_path / "page.html"
    assert rml(project, "crops/gaps", "crops/gaps", "--html", page) == 0
    once = page.read_bytes()
    assert rml(project, "crops/gaps", "crops/gaps", "--html", page) == 0
    assert page.read_bytes() == once
    assert [path.name for path in tmp_path.iterdir()] == ["a project", "page.html"]
    assert rml(project, "crops/gaps", "crops/gaps", "--html", tmp_path / "no" / "p.html") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_versions_outside_any_collection_can_be_compared(project, tmp_path, monkeypatch, capsys):
    folder = publish(project).folder(project)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["compare", str(folder), str(folder)]) == 0
    assert main(["compare", str(folder), "crops/gaps"]) == 2
    assert "No collection here" in capsys.readouterr().err


def test_damaged_findings_are_refused_with_every_problem(project, capsys):
    version = publish(project)
    (version.folder(project) / "findings.json").write_text(json.dumps({"findings": [1]}))
    assert rml(project, "crops/gaps", "crops/gaps") == 2
    error = capsys.readouterr().err
    assert "no list of findings with ids" in error
    assert "findings.json was changed" in error
