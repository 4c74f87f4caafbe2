from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rml.amplification.holdback import log_counts
from rml.amplification.holdback.audience import met
from rml.amplification.holdback.log_checks import check_log, usable
from rml.amplification.holdback.log_input import open_log
from rml.amplification.holdback.log_rules import LogRules
from rml.errors import DataError

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

FIRST = dt.date(2016, 4, 15)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(6)]
RULES = {"first_day": DAYS[0], "last_day": DAYS[-1], "size_ratio": 4}
# Users 0 to 9 are in control; even ones live in A, odd ones in B.
CONTROL, EVERYONE = 10, 50
# Authors 100 and 101 are of A, 102 of B.
USERS = pa.table(
    {
        "user": pa.array(range(EVERYONE), pa.int64()),
        "arm": ["control"] * CONTROL + ["treatment"] * (EVERYONE - CONTROL),
        "country": ["A", "B"] * (EVERYONE // 2),
    }
)
AUTHORS = pa.table(
    {
        "author": pa.array([100, 101, 102], pa.int64()),
        "country": ["A", "A", "B"],
        "party": ["P1", "P2", "P1"],
    }
)
TYPES = {"dwell_ms": pa.int32(), "visible_fraction": pa.float64(), "day": pa.date32()}


def rows_of(**columns):
    """Return impressions; a value that is no list stands in every row."""
    whole = {
        "user": [3],
        "arm": "control",
        "day": DAYS[0],
        "author": 102,
        "dwell_ms": 900,
        "visible_fraction": 1.0,
        **columns,
    }
    count = max(len(one) for one in whole.values() if isinstance(one, list))
    return pa.table(
        {
            name: pa.array(
                one if isinstance(one, list) else [one] * count,
                TYPES.get(name, pa.string() if name == "arm" else pa.int64()),
            )
            for name, one in whole.items()
        }
    )


def clean(days=tuple(DAYS)):
    """Every user meets the authors of the user's country every day, and nothing is wrong."""
    parts = []
    for day in days:
        for author, country in ((100, "A"), (101, "A"), (102, "B")):
            users = USERS.filter(pc.equal(USERS["country"], country))
            parts.append(
                rows_of(
                    user=users["user"].to_pylist(),
                    arm=users["arm"].to_pylist(),
                    day=day,
                    author=author,
                )
            )
    return pa.concat_tables(parts)


def checked(impressions=None, users=USERS, authors=AUTHORS, **rules):
    log = open_log(
        impressions=ibis.memtable(clean() if impressions is None else impressions),
        users=ibis.memtable(users),
        authors=ibis.memtable(authors),
    )
    declared = LogRules(**{**RULES, **rules})
    return log, declared, check_log(log, declared)


def with_rows(**columns):
    return pa.concat_tables([clean(), rows_of(**columns)])


def numbers(report):
    return {row.rule: row.number for row in report.found}


def refused(words, *, impressions=None, users=USERS, authors=AUTHORS, **rules):
    with pytest.raises(DataError) as caught:
        checked(impressions, users, authors, **rules)
    assert words in str(caught.value), str(caught.value)
    return str(caught.value)


def test_a_clean_log_passes_and_every_rule_says_that_it_found_nothing():
    _, _, report = checked()
    assert report.rows[0].number == 6 * (25 * 2 + 25)
    # Rows for one user a day are the same but for tweet and time, which the log lacks; none here.
    assert report.found == ()
    assert report.days == tuple(DAYS)
    assert report.no_control_reach == ()
    frame = report.frame()
    assert len(frame) == len(report.rows)
    assert frame["what was done"].iloc[0] == "6 of 6 days remain for daily means"
    done = frame.set_index("rule")["what was done"].iloc[1:]
    assert done.pop("Arms out of the declared ratio").endswith("declared 4 to 1; p = 1")
    assert set(done) == {"none found"}
    assert report.by_day["users"].tolist() == [10, 40] * 6
    assert report.by_day["rows"].tolist() == [15, 60] * 6


def test_days_with_one_arm_or_none_are_left_out_and_counted():
    whole = clean(DAYS[:4])
    no_control = pc.and_(pc.equal(whole["day"], DAYS[1]), pc.equal(whole["arm"], "control"))
    log, _, report = checked(whole.filter(pc.invert(no_control)))
    assert report.days == (DAYS[0], DAYS[2], DAYS[3])
    found = numbers(report)
    assert found["Days without any row"] == 2
    assert found["Days on which one arm is missing"] == 60
    (row,) = [row for row in report.rows if "one arm is missing" in row.rule]
    assert (row.days, row.done) == (1, f"left out of daily means: {DAYS[1]}")
    kept = usable(log, report)
    assert set(kept.day.to_pyarrow().to_pylist()) == set(report.days)


def test_fewer_than_two_days_are_an_error_with_the_counts():
    text = refused("Both arms have rows on 1 of the 6 days", impressions=clean(DAYS[:1]))
    assert "tables.impressions, column `day`" in text
    assert "on 0 one arm is missing, on 5 both are" in text


def test_a_log_without_rows_and_tables_without_rows_are_refused():
    text = refused("Both arms have rows on 0 of the 6 days", impressions=clean().slice(0, 0))
    assert len(text.splitlines()) == 1
    text = refused("There are 0 users in control and 0 in", users=USERS.slice(0, 0))
    assert "Users that the table of users lacks: 50, with 450 of 450 rows" in text
    refused("There are no authors", authors=AUTHORS.slice(0, 0))


def test_days_outside_the_study_are_left_out_and_counted():
    late = with_rows(day=[DAYS[-1] + dt.timedelta(days=1), FIRST - dt.timedelta(days=9)], user=3)
    log, _, report = checked(late)
    (row,) = report.found
    assert (row.rule, row.number, row.days) == (f"Days outside {FIRST} to {DAYS[-1]}", 2, 2)
    assert usable(log, report).count().to_pyarrow().as_py() == clean().num_rows


def test_a_clock_that_is_off_in_one_arm_is_flagged_on_the_days_it_moves():
    days = [FIRST + dt.timedelta(days=number) for number in range(20)]
    whole = clean(days)
    late = np.flatnonzero(
        (np.array(whole["day"]) == np.datetime64(days[9]))
        & (np.array(whole["arm"].to_pylist()) == "control")
    )[:6]
    moved = np.array(whole["day"])
    moved[late] = np.datetime64(days[10])
    whole = whole.set_column(2, "day", pa.array(moved, pa.date32()))
    _, _, report = checked(whole, last_day=days[-1])
    found = {row.rule: row.done for row in report.found}
    assert found["Days on which the two arms move apart, as by a clock that is off in one"] == (
        f"kept, and to be looked at: {days[9]}, {days[10]}"
    )
    assert report.days == tuple(days)


def test_a_short_day_is_flagged_as_short():
    whole = clean()
    short = pc.and_(pc.equal(whole["day"], DAYS[3]), pc.equal(whole["author"], 100))
    other = pc.and_(pc.equal(whole["day"], DAYS[3]), pc.equal(whole["author"], 101))
    _, _, report = checked(whole.filter(pc.invert(pc.or_(short, other))))
    assert [row.rule for row in report.found] == [
        "Days more than 1.5 times as long or as short as their neighbours"
    ]


def test_users_in_both_arms_stop_the_analysis_or_are_left_out():
    both = with_rows(user=[3, 3, 4], arm="treatment")
    text = refused("Users logged in both arms: 2, with 21 of 453 rows", impressions=both)
    assert "declare users_in_both_arms: leave out" in text
    log, _, report = checked(both, users_in_both_arms="leave out")
    assert report.users_left_out
    assert not report.as_it_is
    assert numbers(report)["Users logged in both arms"] == 2
    left = set(usable(log, report).user.to_pyarrow().to_pylist())
    assert left == set(range(EVERYONE)) - {3, 4}
    shown = report.frame().set_index("rule").loc["Users logged in both arms"]
    assert shown["number"] == "fewer than 10"


def test_a_user_seen_only_in_the_other_arm_is_found():
    whole = clean()
    arms = [
        "treatment" if user == 3 else arm
        for user, arm in zip(whole["user"].to_pylist(), whole["arm"].to_pylist(), strict=True)
    ]
    moved = whole.set_column(1, "arm", pa.array(arms))
    refused("Users logged in the other arm than theirs only: 1, with 6", impressions=moved)
    log, _, report = checked(moved, users_in_both_arms="leave out")
    assert 3 not in usable(log, report).user.to_pyarrow().to_pylist()


def test_users_that_the_table_lacks_are_counted_and_not_named():
    strangers = with_rows(user=[987654, 987655, 987655])
    text = refused("the table of users lacks: 2, with 3 of 453 rows", impressions=strangers)
    assert "98765" not in text
    _, _, report = checked(strangers, unknown_users="leave out")
    assert numbers(report)["Users that the table of users lacks"] == 2


def test_authors_that_the_table_lacks_are_left_out_or_stop_the_analysis():
    others = with_rows(author=[5, 6], user=3)
    _, _, report = checked(others)
    assert numbers(report) == {"Authors that the table of authors lacks": 2}
    refused(
        "Authors that the table of authors lacks: 2 of 452 rows",
        impressions=others,
        unknown_authors="error",
    )


def test_authors_without_a_country_are_counted_and_the_first_are_named():
    ids = list(range(200, 205))
    lost = pa.table(
        {"author": pa.array(ids), "country": [None, "", None, None, None], "party": ["P1"] * 5}
    )
    text = refused("", authors=pa.concat_tables([AUTHORS, lost]))
    assert (
        "tables.authors, column `country`: a value is missing: 4 of 8 rows (author 200, author "
        "202, author 203, ...)." in text
    )
    assert "a text is empty: 1 of 8 rows (author 201)." in text
    assert "Every author needs one row, with one country." in text


def test_an_author_or_user_that_stands_there_twice_is_refused():
    refused(
        "tables.authors, column `author`: values are repeated: 1 of 4 rows (author 100)",
        authors=pa.concat_tables([AUTHORS, AUTHORS.slice(0, 1)]),
    )
    refused(
        "tables.users, column `user`: values are repeated: 2 of 52 rows",
        users=pa.concat_tables([USERS, USERS.slice(0, 2)]),
    )


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("dwell_ms", [-1, -900, 5], "a value is below 0: 2 of 453 rows"),
        ("dwell_ms", [None, 1, 2], "a value is missing: 1 of 453 rows"),
        ("visible_fraction", [1.5, float("nan"), 1.0], "not between 0 and 1: 2 of 453 rows"),
    ],
)
def test_ill_dwell_and_visibility_stop_the_analysis_or_count_as_not_lingering(
    column, values, words
):
    ill = with_rows(**{column: values, "user": [1, 1, 3]})
    text = refused(words, impressions=ill)
    assert f"tables.impressions, column `{column}`" in text
    log, rules, report = checked(ill, ill_dwell_or_visibility="not lingering")
    (row,) = [row for row in report.found if row.rule.startswith("Dwell")]
    assert (row.number, row.days) == (int(words.split(": ")[1][0]), 1)
    # A rule that is only written down would be a silent one: the reach must not change.
    of_ill = met(usable(log, report), log.users, log.authors, rule=rules.linger)
    first, _, whole = checked()
    plain = met(first.impressions, first.users, first.authors, rule=rules.linger)
    assert of_ill.count().to_pyarrow() == plain.count().to_pyarrow()
    assert whole.found == ()
    assert whole.as_it_is
    assert report.as_it_is is (column == "dwell_ms")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("user", None, "column `user`: a value is missing: 1 of 451"),
        ("user", -3, "column `user`: a value is below 0: 1 of 451"),
        ("arm", "Control", "column `arm`: a value is none of control, treatment: 1 of 451"),
        ("day", None, "column `day`: a value is missing: 1 of 451"),
        ("author", None, "column `author`: a value is missing: 1 of 451"),
    ],
)
def test_values_that_no_rule_allows_for_stop_the_analysis(column, value, words):
    refused(words, impressions=with_rows(**{"user": [3], column: [value]}))


def test_exact_duplicates_are_counted_and_change_no_reach():
    twice = pa.concat_tables([clean(), clean().slice(10, 7)])
    log, rules, report = checked(twice)
    assert numbers(report) == {"Exact duplicates of rows": 7}
    single = checked()[0]
    reached = [
        met(one.impressions, one.users, one.authors, rule=rules.linger).count().to_pyarrow()
        for one in (log, single)
    ]
    assert reached[0] == reached[1]
    assert "Exact duplicates of rows" not in {
        row.rule for row in checked(twice, count_duplicates=False)[2].rows
    }


def test_a_party_without_reach_in_control_is_named():
    whole = clean()
    in_control = pc.equal(whole["arm"], "control")
    unseen = pc.and_(pc.equal(whole["author"], 101), in_control)
    glanced = pc.and_(pc.equal(whole["author"], 102), in_control)
    dwell = pc.if_else(glanced, pa.scalar(100, pa.int32()), whole["dwell_ms"])
    whole = whole.set_column(4, "dwell_ms", dwell).filter(pc.invert(unseen))
    _, _, report = checked(whole)
    assert report.no_control_reach == (("A", "P2"), ("B", "P1"))
    (row,) = [row for row in report.rows if row.rule == "Parties without reach in control"]
    assert row.done == "no daily ratio; pooled with smoothing only: A P2, B P1"


def test_columns_that_were_widened_are_shown(tmp_path):
    narrow = clean(DAYS[:3]).set_column(0, "user", clean(DAYS[:3])["user"].cast(pa.int32()))
    for name, table in {"a": narrow, "b": clean(DAYS[3:])}.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
    for name, table in {"users": USERS, "authors": AUTHORS}.items():
        path = tmp_path / "others" / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(table, path)
    log_folder = tmp_path / "log"
    log_folder.mkdir()
    for name in "ab":
        (tmp_path / f"{name}.parquet").rename(log_folder / f"{name}.parquet")
    log = open_log(
        impressions=str(log_folder),
        users=str(tmp_path / "others/users.parquet"),
        authors=str(tmp_path / "others/authors.parquet"),
    )
    (row,) = check_log(log, LogRules(**RULES)).found
    assert row.rule == "Columns that Parquet files hold in differing width"
    assert "`user` is int32 or int64" in row.done


def test_posts_shown_abroad_are_counted():
    _, _, report = checked(with_rows(user=[2, 4, 3], author=102))
    assert numbers(report)["Posts shown to users of another country than the author's"] == 2


def test_arms_out_of_ratio_stop_the_analysis_or_are_shown():
    text = refused("The arms are out of the declared ratio (40 in treatment, 10", size_ratio=20)
    assert "4 to 1, declared 20 to 1; p = " in text
    assert "declare arm_sizes: show" in text
    _, _, report = checked(size_ratio=20, arm_sizes="show", smallest_p=1e-3)
    assert "Arms out of the declared ratio" in numbers(report)
    assert (
        numbers(report)["Days whose users in the log are out of the declared ratio of the arms"]
        == 6
    )
    control = USERS.slice(0, CONTROL)
    refused("There are 10 users in control and 0 in treatment", users=control)


def test_all_faults_of_all_tables_are_said_at_once():
    ill = with_rows(user=[777, 3], dwell_ms=[-1, 5], arm=["control", "treatment"])
    lost = pa.table({"author": pa.array([200]), "country": [None], "party": ["P1"]})
    text = refused(
        "",
        impressions=ill,
        authors=pa.concat_tables([AUTHORS, lost.cast(AUTHORS.schema)]),
        users=pa.concat_tables([USERS, USERS.slice(0, 1)]),
    )
    assert [line.split(":")[0] for line in text.splitlines()] == [
        "tables.authors, column `country`",
        "tables.users, column `user`",
        "tables.impressions, column `dwell_ms`",
        "tables.impressions, column `arm`",
        "tables.impressions, column `user`",
    ]


def test_a_large_log_is_counted_in_blocks_of_days_with_the_same_result(monkeypatch):
    ill = pa.concat_tables([with_rows(user=[3, 3], day=[None, DAYS[2]]), clean().slice(0, 3)])
    log = open_log(
        impressions=ibis.memtable(ill), users=ibis.memtable(USERS), authors=ibis.memtable(AUTHORS)
    )
    whole = log_counts.day_counts(log.impressions)
    duplicates = log_counts.duplicate_rows(log.impressions)
    monkeypatch.setattr(log_counts, "_LARGEST_BLOCK", 100)
    assert len(list(log_counts._blocks(log.impressions))) > 3
    parts = log_counts.day_counts(log.impressions)
    pd.testing.assert_frame_equal(parts.table, whole.table)
    assert parts.faults == whole.faults
    assert log_counts.duplicate_rows(log.impressions) == duplicates == 4


@pytest.mark.parametrize(
    "change",
    [
        {"last_day": DAYS[0]},
        {"size_ratio": 0},
        {"smallest_p": 1.0},
        {"largest_change": 1.0},
        {"largest_gap": 0.5},
    ],
)
def test_rules_out_of_bounds_are_refused(change):
    with pytest.raises(ValueError, match=r"two days or more|A size ratio is above 0"):
        LogRules(**{**RULES, **change})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_spark_finds_what_duckdb_finds(tmp_path):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    ill = pa.concat_tables(
        [
            with_rows(user=[3, 3, 4], arm="treatment"),
            rows_of(user=[1, 2, 2], visible_fraction=[1.5, float("nan"), None], dwell_ms=-1),
            rows_of(user=[999, 3, 3], author=[100, 5, 102], day=[DAYS[0], FIRST, DAYS[2]]),
            clean().slice(10, 7),
        ]
    )
    rules = LogRules(
        **RULES,
        users_in_both_arms="leave out",
        ill_dwell_or_visibility="not lingering",
        unknown_users="leave out",
    )
    tables = {"impressions": ill, "users": USERS, "authors": AUTHORS}
    for name, table in tables.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
    paths = {name: str(tmp_path / f"{name}.parquet") for name in tables}
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    try:
        spark = ibis.pyspark.connect(session)
        held = {name: spark.read_parquet(path, table_name=name) for name, path in paths.items()}
        logs = [open_log(**held), open_log(**paths)]
        first, second = (check_log(log, rules) for log in logs)
        kept = [
            usable(log, report).count().to_pyarrow().as_py()
            for log, report in zip(logs, (first, second), strict=True)
        ]
    finally:
        session.stop()
    assert first.rows == second.rows
    assert "Dwell" in first.rows[3].rule
    assert first.rows[3].number == 3  # each row once, whatever number of rules it breaks
    assert len(first.found) >= 5
    pd.testing.assert_frame_equal(first.by_day, second.by_day, check_dtype=False)
    assert kept[0] == kept[1]
