"""What is read from the folder of the bounty, and every refusal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from rml.data.bias_bounty import load_bounty_rubric
from rml.feedback.bounty_entries import read_bounty
from rml.feedback.bounty_rubric import rubric_of

ROOT = Path(__file__).resolve().parents[2]
with (Path(__file__).parent / "bounty_vectors.csv").open(encoding="utf-8", newline="") as stream:
    VECTORS = {row["name"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def rubric():
    return rubric_of(load_bounty_rubric())


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "bounty"
    path.mkdir()
    return path


@pytest.fixture
def file_entry(folder):
    """Return a function that writes a well-formed entry with changes, or a text as it is."""

    def write(file="one.yaml", content=None, **changes):
        fields = {
            "entry": "A finding",
            "by": "a team",
            "harms": [{"category": "mis_recognition", "intent": "unintentional"}],
            "multipliers": [
                {"factor": "damage", "value": 1.2},
                {"factor": "clarity", "value": 0.5},
            ],
            "printed_total": "9",
            "scored_by": "the entrant",
            "found": "What was found.",
            "evidence": "Where it is.",
            "status": "verified",
            **changes,
        }
        given = {key: value for key, value in fields.items() if value is not ...}
        text = yaml.safe_dump(given) if content is None else content
        (folder / file).write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def read(folder, rubric):
    return lambda: read_bounty(folder, rubric=rubric)


def test_the_entries_of_this_collection_have_the_scores_computed_elsewhere(rubric):
    bounty = read_bounty(ROOT / "feedback" / "bounty", rubric=rubric)
    assert bounty.refused == ()
    found = {one.entry.name: one for one in bounty.entries}
    assert set(VECTORS) <= set(found)
    for name, row in VECTORS.items():
        assert found[name].points == float(row["base_points"])
        assert found[name].multiplied == pytest.approx(float(row["product"]), abs=1e-9)
        assert found[name].added == pytest.approx(float(row["base_times_sum"]), abs=1e-9)
        assert found[name].printed == float(row["printed_total"])


def test_an_entry_is_scored_under_both_readings(file_entry, read):
    file_entry()
    (one,) = read().entries
    assert (one.points, one.multiplied, one.added) == (15, 9, 25.5)
    assert (one.printed, one.reading) == (9, "multiplied")


def test_an_entry_without_a_printed_total_has_no_reading(file_entry, read):
    file_entry(printed_total=...)
    (one,) = read().entries
    assert one.printed is None
    assert one.reading is None


def test_what_is_unverified_is_counted_and_not_shown(file_entry, read):
    file_entry(status="unverified")
    assert (read().entries, read().unverified) == ((), 1)


def test_points_of_several_harms_are_added(file_entry, read):
    file_entry(
        harms=[
            {"category": "mis_recognition", "intent": "unintentional"},
            {"category": "mis_recognition", "intent": "intentional"},
        ]
    )
    assert read().entries[0].points == 22


def multiplier(factor, value):
    return {"multipliers": [{"factor": factor, "value": value}]}


def harm(category, intent="unintentional"):
    return {"harms": [{"category": category, "intent": intent}]}


REFUSED = {
    "too large": (multiplier("clarity", 1.6), ["`clarity` is 1.6", "between 0.5 and 1.5"]),
    "too small": (multiplier("likelihood", 0.9), ["`likelihood` is 0.9", "between 1 and 1.3"]),
    "unknown range": (multiplier("damage", 2.0), ["`damage` is 2", "between 0.5 and 1.5"]),
    "not named": (multiplier("not_named", 0.4), ["`not_named` is 0.4"]),
    "zero": (multiplier("clarity", 0.0), ["`multipliers.0.value` is out of bounds"]),
    "no number": (multiplier("clarity", float("nan")), ["multipliers.0.value"]),
    "infinite": (multiplier("clarity", float("inf")), ["multipliers.0.value"]),
    "a text": (multiplier("clarity", "1.2"), ["`multipliers.0.value` must be a number"]),
    "a misspelt factor": (multiplier("clarty", 1.0), ["`clarty` is no multiplier", "`clarity`?"]),
    "for intent only": (multiplier("exploitability", 1.3), ["applies to intentional harms only"]),
    "twice": (
        {"multipliers": [{"factor": "clarity", "value": value} for value in (1.0, 1.1)]},
        ["`clarity` is given twice"],
    ),
    "no multiplier": ({"multipliers": []}, ["`multipliers`"]),
    "an unknown harm": (harm("denigration"), ["harm `denigration` are not known", "Known:"]),
    "a misspelt harm": (harm("erasur"), ["harm `erasur` are not known", "`erasure`?"]),
    "a harm of other intent": (harm("erasure", "intentional"), ["intentional harm `erasure`"]),
    "an unknown intent": (harm("erasure", "both"), ["'unintentional' or 'intentional'"]),
    "html": ({"found": "<script>alert(1)</script>"}, ["`found` holds HTML", "without tags"]),
    "html in a name": ({"by": "</b>x"}, ["`by` holds HTML"]),
    "a control character": ({"found": "a\x1b[31m"}, ["`found` holds a control character"]),
    "an address": ({"by": "a@b.example"}, ["`by` holds an e-mail address", "[left out]"]),
    "a telephone": ({"evidence": "+44 20 7946 0958"}, ["`evidence` holds an e-mail address or"]),
    "a text turned around": ({"found": "a\u202eb"}, ["`found` holds a sign that nobody sees"]),
    "nothing said": ({"evidence": " "}, ["`evidence` must not be empty"]),
    "a total as number": ({"printed_total": 9}, ["`printed_total` must be text"]),
    "a total in words": ({"printed_total": "nine"}, ["`printed_total`"]),
    "a field missing": ({"found": ...}, ["field `found` is missing"]),
    "a misspelt field": ({"evidense": "x"}, ["`evidense` is not a known field", "`evidence`?"]),
    "a field of ours": ({"name": "x"}, ["`name` is not a known field"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_file_the_field_and_what_to_do(file_entry, read, case):
    changes, words = REFUSED[case]
    file_entry(**changes)
    file_entry("good.yaml", found="Something else.")
    bounty = read()
    assert [one.entry.name for one in bounty.entries] == ["good"]
    (error,) = bounty.refused
    assert error.where == "feedback/bounty/one.yaml"
    assert error.remedy
    for part in words:
        assert part in str(error)
    assert not any(hidden in str(error) for hidden in ("a@b.example", "7946", "\u202e"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("one.yaml", "", "holds nothing"),
        ("one.yaml", "- a\n", "one mapping"),
        ("one.yaml", "a: &a [x]\nb: [*a, *a]\n", "aliases are not allowed"),
        ("one.yaml", "a: " + "[" * 100, "nested too deeply"),
        ("one.yaml", "a: " + "x" * 70_000, "larger than 64 KiB"),
        ("one.yml", "a: b\n", "Rename it to one.yaml"),
        ("one.yaml", '"\\e[31mred": x\n', "\\x1b[31mred"),
    ],
)
def test_what_is_no_entry_at_all_is_refused(file_entry, read, name, content, words):
    file_entry(name, content=content)
    assert words in str(read().refused[0])


def test_of_equal_files_the_first_named_or_the_first_by_name_is_read(file_entry, folder, rubric):
    file_entry("a.yaml")
    file_entry("b.yaml", entry="Another title", found="What was  found.")
    file_entry("c.yaml", printed_total="25.5", multipliers=[{"factor": "clarity", "value": 1.0}])
    for first, read, refused in (((), ["a", "c"], "b"), (("b",), ["b", "c"], "a")):
        bounty = read_bounty(folder, rubric=rubric, first=first)
        assert [one.entry.name for one in bounty.entries] == read
        assert [error.where for error in bounty.refused] == [f"feedback/bounty/{refused}.yaml"]


def test_other_files_are_left_alone(file_entry, read, folder):
    file_entry("README.md", content="x")
    file_entry(".hidden.yaml", content="x")
    (folder / "schema").mkdir()
    assert read().refused == ()
