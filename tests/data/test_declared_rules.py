from __future__ import annotations

import pytest

from rml.data.declared_rules import Notes, rules_frame, said_few, some


def test_a_rule_that_found_nothing_did_nothing():
    notes = Notes()
    notes.rule("Rows without a day", "rows", 0, "left out")
    notes.rule("Users in both arms", "users", 3, "left out", days=2)
    assert [row.done for row in notes.rows] == ["none found", "left out"]
    assert notes.faults == []


def test_a_fault_says_where_it_is_and_what_to_do():
    notes = Notes()
    notes.fault("tables.users", "Users are listed twice.", "Keep one row of each.")
    assert [str(fault) for fault in notes.faults] == [
        "tables.users: Users are listed twice. Keep one row of each."
    ]


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0"), (1, "fewer than 10"), (9, "fewer than 10"), (1234, "1,234")]
)
def test_few_people_are_not_counted_out(number, shown):
    notes = Notes()
    notes.rule("A rule", "users", number, "left out")
    notes.rule("A rule", "rows", number, "left out")
    frame = rules_frame(notes.rows, people="users")
    assert frame["number"].tolist() == [shown, f"{number:,}"]
    assert said_few(number) == shown


def test_a_table_of_no_rules_has_its_columns():
    columns = ["rule", "counted", "number", "days", "what was done"]
    assert list(rules_frame([], people="users")) == columns


def test_at_most_three_names_are_listed():
    assert some(["a", "b", "c"]) == "a, b, c"
    assert some("abcd") == "a, b, c, ..."
