"""A platform's own impressions, from a file to findings, and the notebook that reports them."""

import json
from pathlib import Path

import nbformat
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from rml.data import ledger
from rml.data.county_context import load_county_context
from rml.data.county_race import load_county_race
from rml.data.own_tables import VARIABLE
from rml.errors import DataError
from rml.report.products import PRODUCT_MIME
from rml.timeline.county_audit.group_definitions import group_definition
from rml.timeline.county_audit.impression_log import own_impressions
from rml.timeline.county_audit.own_audit import gaps_frame, own_audit

# Ibis 12 calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

ROOT = Path(__file__).parents[3]
GAP = -20.0
STRICT = dict.fromkeys(
    ("unknown_fips", "duplicate_authors", "ill_counts", "more_authors_than_residents"), "error"
)
RULES = {**STRICT, "no_county": "leave out"}


@pytest.fixture
def written(real_files, tmp_path, monkeypatch):
    """Write 300,000 authors of real counties, a fifth fewer impressions for one group."""
    counties = load_county_race().counties
    rng = np.random.default_rng(6)
    chance = counties["total"].to_numpy() / counties["total"].sum()
    place = rng.choice(len(counties), 300_000, p=chance)
    share = (counties["nh_black"] / counties["total"]).to_numpy()[place]
    mean = 100 + GAP * (rng.random(place.size) < share)
    fips = counties["fips"].to_numpy()[place].astype(object)
    fips[:500] = None
    path = tmp_path / "authors.parquet"
    table = pa.table(
        {
            "author": pa.array(np.arange(place.size)),
            "fips": pa.array(list(fips), pa.string()),
            "impressions": pa.array(rng.poisson(mean * rng.gamma(2, 0.5, place.size))),
        }
    )
    pq.write_table(table, path)
    monkeypatch.setenv(VARIABLE, json.dumps({"author_impressions": str(path)}))
    ledger.clear()
    return path


def audited(definition="nh_black vs rest", **rules):
    return own_audit(
        own_impressions(),
        load_county_race().counties,
        load_county_context().counties,
        group_definition(definition),
        rules={**RULES, **rules},
        level=0.95,
    )


def test_a_written_gap_is_found_by_each_measure_as_far_as_it_can(written):
    audit = audited()
    assert set(ledger.inputs().values()) == {"real"}
    assert audit.sizes["authors"] == 299_500
    assert audit.checks.set_index("rule")["number"]["Rows without a county"] == "500"
    gaps = audit.gaps
    assert set(gaps) == {
        "weighted gap",
        "regression",
        "regression, state effects",
        "regression, covariates",
    }
    for measure in list(gaps)[1:]:
        assert gaps[measure].low < GAP < gaps[measure].high
        assert gaps[measure].high < 0
    assert gaps["weighted gap"].low < 0.144 * GAP < gaps["weighted gap"].high
    assert gaps["weighted gap"].low > GAP / 2
    frame = gaps_frame(gaps)
    assert frame["gap"].tolist() == [one.value for one in gaps.values()]


def test_possible_gaps_run_from_none_to_all_of_the_regression(written):
    audit = audited()
    possible = audit.possible([0.0, 0.5, 1.0])
    line = audit.gaps["regression"]
    assert possible["individual_gap"].tolist() == pytest.approx([0, line.value / 2, line.value])
    assert possible["individual_gap_high"].tolist() == pytest.approx([0, line.high / 2, line.high])
    ends = possible["group_gap"].tolist()
    assert ends[0] == pytest.approx(audit.both["weighted"])
    assert ends[-1] == pytest.approx(line.value)


def test_every_definition_is_audited_and_states_are_named(written):
    audit = audited()
    frame = audit.by_definition()
    assert len(frame) == 8
    first = frame.iloc[0]
    assert first["weighted"] == pytest.approx(audit.both["weighted"])
    assert (frame["regression_low"] < frame["regression"]).all()
    assert set(audit.left_out()["state"]) >= {"Georgia", "Texas"}


def test_a_missing_county_stops_the_audit_if_it_is_an_error(written):
    with pytest.raises(DataError, match="500"):
        audited(no_county="error")


class _Shown:
    """What the cells displayed."""

    def __init__(self):
        self.products = []

    def __call__(self, bundle, **_):
        self.products.append(bundle[PRODUCT_MIME])

    def ids(self, product):
        return [one["id"] for one in self.products if one["product"] == product]


def run_notebook(monkeypatch, **changes):
    """Run the notebook's cells with its report's quick parameters, and return what they show."""
    shown = _Shown()
    monkeypatch.setattr("IPython.display.display", shown)
    spec = yaml.safe_load((ROOT / "params/home_timeline/county_audit.yaml").read_text("utf-8"))
    path = ROOT / "notebooks/home_timeline/county_audit.ipynb"
    space: dict[str, object] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, str(path), "exec"), space)
            if "parameters" in cell.metadata.get("tags", []):
                space.update({**spec["parameters"], **spec["quick"], **changes})
    return shown, spec


def test_the_notebook_audits_impressions_of_ones_own_and_simulates_nothing(written, monkeypatch):
    shown, _ = run_notebook(monkeypatch)
    findings = ["share_recovered", "weighted_gap", "regression_gap", "bounds_gap"]
    assert shown.ids("finding") == findings
    assert shown.ids("figure") == ["definitions", "gaps", "possible", "left_out", "bounds"]
    assert shown.ids("table") == ["definitions", "checks", "gaps", "by_definition"]
    assert {one["data_kind"] for one in shown.products if one["product"] == "finding"} == {"real"}
    assert "simulated" not in ledger.inputs().values()
    verdicts = [one["verdict"] for one in shown.products if one["product"] == "finding"]
    assert verdicts == ["new"] * 4


def way_of(way, path):
    """Write the same impressions in another way; return the tables by name."""
    rows = pq.read_table(path).to_pandas()
    if way == "a raw log":
        few = rows.assign(impressions=rows["impressions"].clip(upper=3))
        log = pa.table({"author": np.repeat(few["author"].to_numpy(), few["impressions"])})
        pq.write_table(log, path.with_name("log.parquet"))
        listed = pa.Table.from_pandas(few[["author", "fips"]], preserve_index=False)
        pq.write_table(listed, path.with_name("listed.parquet"))
        pq.write_table(pa.Table.from_pandas(few, preserve_index=False), path)
        return {
            "impressions": str(path.with_name("log.parquet")),
            "authors": str(path.with_name("listed.parquet")),
        }
    rows = rows.dropna(subset="fips").assign(squares=lambda rows: rows["impressions"] ** 2.0)
    rows["above_median"] = (rows["impressions"] > rows["impressions"].median()).astype(int)
    sums = rows.groupby("fips").agg(
        authors=("author", "size"),
        impressions=("impressions", "sum"),
        squares=("squares", "sum"),
        above_median=("above_median", "sum"),
    )
    if way == "sums alone":
        sums = sums[["authors", "impressions"]]
    pq.write_table(pa.Table.from_pandas(sums.reset_index(), preserve_index=False), path)
    return {"county_impressions": str(path)}


@pytest.mark.parametrize("way", ["all sums", "sums alone", "a raw log"])
def test_other_ways_to_bring_the_same_impressions_give_the_same(way, written, monkeypatch):
    whole = audited()
    tables = way_of(way, written)
    if way == "a raw log":
        whole = audited()
    monkeypatch.setenv(VARIABLE, json.dumps(tables))
    other = audited()
    for measure, gap in whole.gaps.items():
        assert other.gaps[measure].value == pytest.approx(gap.value)
        assert other.gaps[measure].low == pytest.approx(gap.low)
    shown, _ = run_notebook(monkeypatch)
    bounds = [] if way == "sums alone" else ["bounds_gap"]
    assert shown.ids("finding") == ["share_recovered", "weighted_gap", "regression_gap", *bounds]


def test_without_impressions_it_simulates_and_names_no_place(real_files, monkeypatch):
    shown, spec = run_notebook(monkeypatch)
    for kind in ("finding", "figure", "table"):
        assert set(shown.ids(kind)) == set(spec["products"][f"{kind}s"])
    states = set(load_county_race().counties["state"]) - {"Washington"}
    for one in shown.products:
        if one["data_kind"] != "real" and one["product"] != "text":
            cells = {str(cell) for row in one.get("data", {}).get("rows", []) for cell in row}
            assert not cells & states
    kinds = {one["id"]: one["data_kind"] for one in shown.products}
    assert kinds["share_recovered"] == kinds["definitions"] == "real"
    assert kinds["own_race_regression"] == kinds["worlds"] == "mixed"


def test_another_group_can_be_chosen(real_files, monkeypatch):
    shown, _ = run_notebook(monkeypatch, definition="hispanic vs rest")
    first = next(one for one in shown.products if one["product"] == "finding")
    assert first["verdict"] == "new"
    assert "Hispanic" in first["statement"]
