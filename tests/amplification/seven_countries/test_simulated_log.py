"""A simulated log reduces to what the definition gives for its written files."""

import tempfile
from dataclasses import replace

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from planted_cases import HABITS, scenario

from rml.amplification.holdback.audience import LingerRule, bucket_of
from rml.amplification.holdback.reduced_by_tables import reduced_by_tables
from rml.amplification.holdback.scenario import planted
from rml.amplification.holdback.write_log import write_log
from rml.amplification.seven_countries import simulated_log as module
from rml.amplification.seven_countries.simulated_log import row_table, simulated_log
from rml.data import ledger

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
RULE = LingerRule(min_visible_fraction=0.6, min_dwell_ms=400)
CASE = scenario(5, 4, control_users=300, days=3, habits=replace(HABITS, largest_reach=0.3))
OPTIONS = {"rule": RULE, "lingering_share": 0.5, "seed": 6}


@pytest.fixture
def written(tmp_path):
    """The same log, written to a folder that stays."""
    return write_log(
        planted(CASE, np.random.default_rng([6, 0])),
        tmp_path / "log",
        foreign_share=0.0,
        **OPTIONS,
    )


def test_it_reduces_to_what_the_definition_gives_for_the_written_files(written):
    audience, users, rows = simulated_log(CASE, **OPTIONS)
    impressions = pa.concat_tables(pq.read_table(path) for path in written.impressions)
    everybody = pq.read_table(written.users)
    defined = reduced_by_tables(
        ibis.memtable(impressions),
        ibis.memtable(everybody),
        ibis.memtable(pq.read_table(written.authors)),
        rule=RULE,
        days=CASE.window,
    )
    np.testing.assert_array_equal(audience.days, defined.days)
    np.testing.assert_array_equal(audience.single, defined.single)
    np.testing.assert_array_equal(audience.bucket_reach, defined.bucket_reach)
    np.testing.assert_array_equal(audience.reach, defined.reach)
    np.testing.assert_array_equal(audience.author_reach, defined.author_reach)
    for name in ("day", "arm", "party", "offsets", "members", "users"):
        np.testing.assert_array_equal(
            getattr(audience.patterns, name), getattr(defined.patterns, name)
        )
    assert len(audience.patterns) > 5
    assert audience.parties == defined.parties == ("P0", "P1")
    assert audience.authors["author"].tolist() == defined.authors["author"].tolist()
    counted = {}
    for row in everybody.to_pylist():
        key = (row["arm"], row["country"], int(bucket_of(row["user"])))
        counted[key] = counted.get(key, 0) + 1
    found = users.set_index(["arm", "country", "bucket"])["users"]
    assert found.to_dict() == counted
    assert users["users"].sum() == 1500
    lingered = pc.and_(
        pc.greater_equal(impressions["dwell_ms"], 400),
        pc.greater_equal(impressions["visible_fraction"], np.float32(0.6)),
    )
    assert rows["rows"] == written.rows == impressions.num_rows
    assert rows["not_lingered"] == pc.sum(pc.invert(lingered)).as_py()
    assert rows["meetings"] == audience.author_reach.sum()
    assert rows["rows"] - rows["not_lingered"] - rows["repeated"] == rows["meetings"]


def test_no_written_log_is_left(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    used = []
    write = module.write_log
    monkeypatch.setattr(
        module,
        "write_log",
        lambda experiment, place, **options: (
            used.append(place) or write(experiment, place, **options)
        ),
    )
    simulated_log(CASE, **OPTIONS)
    assert [place.parent for place in used] == [folder]
    assert list(folder.iterdir()) == []


def test_what_comes_from_the_cache_is_the_same_and_simulated_too(monkeypatch):
    first = simulated_log(CASE, **OPTIONS)

    def never(*args):
        raise AssertionError("written again")

    monkeypatch.setattr(module, "_written_and_reduced", never)
    ledger.clear()
    audience, users, rows = simulated_log(CASE, **OPTIONS)
    assert ledger.inputs() == {
        "rml.amplification.seven_countries.simulated_log.simulated_log": "simulated"
    }
    np.testing.assert_array_equal(audience.author_reach, first[0].author_reach)
    np.testing.assert_array_equal(audience.bucket_reach, first[0].bucket_reach)
    assert users.equals(first[1])
    assert rows == first[2]
    for change in (
        {"seed": 7},
        {"lingering_share": 0.4},
        {"rule": LingerRule(min_visible_fraction=0.6, min_dwell_ms=401)},
        {"rule": LingerRule(min_visible_fraction=0.61, min_dwell_ms=400)},
    ):
        with pytest.raises(AssertionError, match="written again"):
            simulated_log(CASE, **(OPTIONS | change))
    with pytest.raises(AssertionError, match="written again"):
        simulated_log(replace(CASE, days=4), **OPTIONS)


def test_another_seed_is_another_log():
    one, _, _ = simulated_log(CASE, **OPTIONS)
    other, _, _ = simulated_log(CASE, **(OPTIONS | {"seed": 7}))
    assert (one.reach != other.reach).any()


def test_rows_are_shown_one_line_a_country():
    frame = row_table([("UK", {"rows": 5, "meetings": 2}), ("Japan", {"rows": 7, "meetings": 1})])
    assert frame.to_dict("list") == {
        "country": ["UK", "Japan"],
        "rows": [5, 7],
        "meetings": [2, 1],
    }
