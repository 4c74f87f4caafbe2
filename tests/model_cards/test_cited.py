from dataclasses import replace

import pytest

from rml.estimate import Estimate
from rml.model_cards.cited import READ, read_numbers
from rml.stats.intervals import wilson

REPORT = "toy/first"
LEVEL = 0.95


@pytest.fixture
def version(make_version, rows, make_finding):
    return make_version(findings=[make_finding("overall")], tables={"groups": rows})


def read(card, version=None, *, level=LEVEL):
    return read_numbers(card, {} if version is None else {REPORT: version}, level=level)


def test_a_finding_is_read_with_all_that_it_says(version, card):
    number = read(card, version)[0]
    assert (number.value, number.low, number.high, number.level) == (0.4, 0.3, 0.5, 0.95)
    assert (number.n, number.method, number.unit) == ("50 people", "counted", "proportion")
    assert (number.data_kind, number.verdict) == ("real", "new")
    assert (number.report, number.source) == (REPORT, "finding overall")
    assert number.version == "0123456789ab"
    assert number.state == READ


def test_rows_of_a_table_are_chosen_named_and_ordered_as_the_card_has_its_groups(version, card):
    rows = read(card, version)[1:]
    assert [(one.division, one.group, one.value) for one in rows] == [
        ("all", "all", 0.3),
        ("side", "left", 0.25),
        ("side", "right", 0.5),
    ]
    assert {one.verdict for one in rows} == {"none"}
    assert {one.n for one in rows} == {"80 people", "20 people"}
    assert all(one.has_interval and one.level == 0.95 for one in rows)


def test_a_label_that_is_no_group_of_the_card_is_kept_and_said(make_version, card, rows):
    version = make_version(tables={"groups": rows + "name,up,0.7,0.6,0.8,20\n"})
    assert ("not asked about", "up") in {(one.division, one.group) for one in read(card, version)}


def test_the_division_may_stand_in_the_table(make_version, card, shares):
    head = "kind,group,share,low,high,people,by"
    text = f"{head}\nside,left,0.2,0.1,0.3,20,name\nall,days,0.1,,,6,name\n"
    card = replace(card, numbers=(replace(shares, division="kind"),))
    found = read(card, make_version(tables={"groups": text}))
    assert [(one.division, one.group) for one in found] == [("all", "days"), ("side", "left")]
    assert [one.has_interval for one in found] == [False, True]


@pytest.mark.parametrize(
    ("findings", "changed", "first", "second"),
    [
        ([], {}, "has no such finding now", READ),
        (["over_all"], {}, "over_all", READ),
        (["overall"], None, READ, "no such table now"),
        (["overall"], {"share": "portion"}, READ, "no column share now"),
        (["overall"], {"name": "sound"}, READ, "no such row now"),
    ],
)
def test_what_cannot_be_read_says_why(
    make_version, findings, changed, first, second, card, rows, make_finding
):
    text = rows
    for before, after in (changed or {}).items():
        text = text.replace(before, after)
    numbers = read(
        card,
        make_version(
            findings=[make_finding(one) for one in findings],
            tables={} if changed is None else {"groups": text},
        ),
    )
    assert first in numbers[0].state
    assert all(second in one.state for one in numbers[1:])
    for one in numbers:
        assert (one.value is None) == (one.state != READ)


def test_a_report_that_is_not_at_hand_is_said_for_each_of_its_numbers(card):
    numbers = read(card)
    assert len(numbers) == 2
    for one in numbers:
        assert one.state == f"The report {REPORT} is not at hand."
        assert one.value is None
        with pytest.raises(ValueError, match="not at hand"):
            one.estimate()


@pytest.mark.parametrize("cell", ["<10", "withheld", ""])
def test_a_withheld_cell_has_no_value(make_version, cell, card):
    text = f"by,group,share,low,high,people\nname,left,{cell},{cell},{cell},{cell}\n"
    (number,) = read(card, make_version(tables={"groups": text}))[1:]
    assert number.value is None
    assert "withholds" in number.state
    assert (number.division, number.group) == ("side", "left")


def counted(shares):
    return replace(shares, low=None, high=None, counted=True)


@pytest.mark.parametrize(("right", "people"), [(0, 10), (2, 141), (15, 394), (31, 31)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_a_share_of_people_gets_the_score_interval_of_its_count(
    make_version, right, people, level, card, shares
):
    # Ten significant digits, as tables hold them.
    text = f"by,group,share,people\nname,left,{right / people:.10g},{people}\n"
    card = replace(card, numbers=(counted(shares),))
    (number,) = read(card, make_version(tables={"groups": text}), level=level)
    expected = wilson(right, people, level=level, of="people")
    assert (number.low, number.high, number.level) == (expected.low, expected.high, level)
    assert number.value == pytest.approx(expected.value)
    assert number.n == expected.n
    assert "computed here" in number.method


@pytest.mark.parametrize(("share", "people"), [("0.1234", "20"), ("0.5", "withheld"), ("0.5", "0")])
def test_a_share_that_is_none_of_so_many_people_gets_no_interval(
    make_version, share, people, card, shares
):
    text = f"by,group,share,people\nname,left,{share},{people}\n"
    card = replace(card, numbers=(counted(shares),))
    (number,) = read(card, make_version(tables={"groups": text}))
    assert number.value == float(share)
    assert not number.has_interval
    assert "no interval" in number.method


def test_without_one_level_of_the_report_the_ends_are_shown_but_not_drawn(
    make_version, card, rows, make_finding
):
    findings = [make_finding("overall"), make_finding("other", level=0.9)]
    number = read(card, make_version(findings=findings, tables={"groups": rows}))[1]
    assert number.has_interval
    assert number.estimate() == Estimate(
        value=0.3,
        low=None,
        high=None,
        level=None,
        n="80 people",
        unit="proportion",
        method="share of people",
    )


def test_a_finding_without_an_interval_has_none(make_version, card, make_finding):
    findings = [make_finding("overall", low=None, high=None, level=None)]
    number = read(card, make_version(findings=findings))[0]
    assert number.state == READ
    assert not number.has_interval
    assert number.estimate().value == 0.4
