"""The runner from parameter file to index, on a small collection."""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pytest

pytestmark = pytest.mark.slow


def state(ended) -> str:
    """Return the state of the one report from the runner's plain lines."""
    lines = [line for line in ended.stdout.splitlines() if "toy/first: " in line]
    return lines[-1].partition("toy/first: ")[2].partition(" (")[0]


def test_a_version_holds_everything_it_should(built):
    folder = built.latest()
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "MANIFEST.sha256",
        "figures/bars.csv",
        "figures/bars.svg",
        "findings.json",
        "index.html",
        "notebook.ipynb",
        "record.json",
        "tables/wins.csv",
    ]
    findings = json.loads((folder / "findings.json").read_text())
    assert findings["data_kind"] == "published"
    assert findings["version"] == folder.name
    (finding,) = findings["findings"]
    assert finding["primary"] is True
    assert finding["value"] == pytest.approx(0.5695)
    assert finding["verdict"] == "new"
    record = json.loads((folder / "record.json").read_text())
    assert record["fingerprint"]["page"].startswith(folder.name)
    assert record["parameters"] == {"level": 0.95, "run": 18, "label": "a plain label"}
    assert record["parameter_fields"]["run"]["unit"] == "number"
    assert record["packages"]["torch"].startswith("2.13.0")
    assert record["why"] == ["there is no version of this report yet"]
    assert "toy/first" in (built.outputs / "index.html").read_text()


def test_nothing_changed_runs_nothing(built):
    ended = built.rml("run")
    assert ended.returncode == 0
    assert state(ended) == "current"
    assert "cell" not in ended.stdout


def test_a_no_op_imports_nothing_heavy(built):
    ended = built.rml("run", PYTHONPROFILEIMPORTTIME="1")
    assert ended.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "pydantic" in imported
    assert not imported & {"papermill", "nbconvert", "pandas", "torch", "nbclient", "scipy"}


def append(toy, name, text):
    path = toy.root / name
    path.write_text(path.read_text() + text)


def replace(toy, name, old, new):
    path = toy.root / name
    text = path.read_text()
    assert old in text, f"{name} holds no {old!r}"
    path.write_text(text.replace(old, new, 1))


def change_dataset(toy):
    """Write the same rows differently: other bytes, so another dataset."""
    table = toy.root / "rml/data/published/crop_results_tidy.csv"
    old = table.read_bytes()
    new = old.replace(b"0.65,", b"0.650,", 1)
    assert old != new
    table.write_bytes(new)
    registry = "rml/data/registry.yaml"
    replace(toy, registry, hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
    replace(toy, registry, f"bytes: {len(old)}", f"bytes: {len(new)}")


def change_other_dataset(toy):
    text = (toy.root / "rml/data/registry.yaml").read_text()
    sha = re.findall(r"sha256: (\w{64})", text)[-1]
    replace(toy, "rml/data/registry.yaml", sha, "a" * 64)


def change_parameter(toy):
    toy.write_report("first", parameters={**toy.spec()["parameters"], "level": 0.5})


def change_notebook(toy):
    toy.write_notebook(estimate=toy.cells["estimate"] + "\n        more = 1\n")


def change_template(toy):
    path = min((toy.root / "rml/templates").rglob("*.css"))
    path.write_text(path.read_text() + "\n/* wider */\n")


UNCHANGED = {
    "comment": lambda toy: append(toy, "rml/stats/intervals.py", "\n# a remark\n"),
    "other module": lambda toy: append(toy, "rml/stats/multiplicity.py", "\nSPARE = 1\n"),
    "other dataset": change_other_dataset,
    "lock comment": lambda toy: append(toy, "requirements.lock", "# a remark\n"),
}
CHANGED = {
    "parameter": (change_parameter, "built", "parameter `level` changed: 0.95 became 0.5"),
    "estimator": (
        lambda toy: append(toy, "rml/stats/intervals.py", "\nSPARE = 1\n"),
        "built",
        "code of `rml.stats.intervals` changed",
    ),
    "notebook": (change_notebook, "built", "the notebook's source changed"),
    "lock": (
        lambda toy: append(toy, "requirements.lock", "spare==1.0\n"),
        "built",
        "the lock file changed",
    ),
    "dataset": (change_dataset, "built", "dataset `crop_results_tidy` changed"),
    "template": (change_template, "rendered", "template `"),
    "title": (
        lambda toy: toy.write_report("first", title="Another title"),
        "rendered",
        (
            "title, summary, authors, declared products, outcome or the place of a folder or table "
            "changed"
        ),
    ),
}


@pytest.mark.parametrize("change", UNCHANGED)
def test_what_cannot_change_a_report_reruns_nothing(built, change):
    before = built.latest()
    UNCHANGED[change](built)
    assert "nothing changed" in built.rml("why").stdout
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert state(ended) == "current"
    assert built.latest() == before


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_reruns_what_depends_on_it_and_says_why(built, change):
    make, expected, why = CHANGED[change]
    before = built.latest()
    make(built)
    assert why in built.rml("why").stdout
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert state(ended) == expected
    assert why in ended.stdout
    assert before.is_dir(), "an earlier version must stay"
    assert built.latest() != before
    assert why in " ".join(json.loads((built.latest() / "record.json").read_text())["why"])
    if expected == "rendered":
        assert "cell 1" not in ended.stdout
        for name in ["tables/wins.csv", "figures/bars.svg"]:
            assert (built.latest() / name).read_bytes() == (before / name).read_bytes()


def test_a_change_taken_back_makes_the_older_version_the_latest_without_a_run(built):
    first = built.latest()
    built.write_report("first", title="Another title")
    built.rml("run")
    assert built.latest() != first
    built.write_report("first")
    ended = built.rml("run")
    assert state(ended) == "current"
    assert built.latest() == first
    assert built.rml("verify").returncode == 0


def test_two_runs_give_the_same_bytes(built):
    first = built.latest()
    names = ["findings.json", "tables/wins.csv", "figures/bars.svg", "figures/bars.csv"]
    before = {name: (first / name).read_bytes() for name in names}
    shutil.rmtree(built.outputs)
    assert built.rml("run").returncode == 0
    assert built.latest().name == first.name
    assert {name: (built.latest() / name).read_bytes() for name in names} == before


def test_a_quick_version_says_so_and_is_never_the_latest(built):
    ended = built.rml("run", "--quick")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    quick = built.latest()
    findings = json.loads((quick / "findings.json").read_text())
    assert findings["profile"] == "quick"
    assert json.loads((quick / "record.json").read_text())["parameters"]["run"] == 19
    assert "quick" in (quick / "index.html").read_text().lower()
    assert state(built.rml("run")) == "current"
    assert "LATEST" in built.rml("list").stdout
    assert quick.name not in built.rml("list").stdout


def test_findings_of_other_reports_are_read_and_followed(built):
    cells = {
        "load": built.cells["load"]
        + "\n        from rml.data.findings import load_findings\n"
        + '\n        before = load_findings("toy/first")["share"]\n',
    }
    built.write_notebook("second", **cells)
    built.write_report("second", notebook="toy/second", reports=["toy/first"])
    ended = built.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "toy/second: built" in ended.stdout
    assert built.rml("run").stdout.count(": current") == 2
    # Another level changes the first report's findings, and so the second is stale, too.
    built.write_report("first", parameters={**built.spec()["parameters"], "level": 0.5})
    ended = built.rml("run", "toy/second")
    assert "findings of `toy/first` changed" in ended.stdout
    # An input that fails is said, and the report is not built from what is old.
    built.write_report("first", parameters={**built.spec()["parameters"], "run": 36})
    built.write_notebook("first", claim="raise ValueError('no')")
    ended = built.rml("run")
    assert ended.returncode == 1
    assert "toy/second: input failed" in ended.stdout


def test_a_report_that_reads_findings_it_does_not_declare_fails(built):
    cells = {
        "load": built.cells["load"]
        + "\n        from rml.data.findings import load_findings\n"
        + '\n        before = load_findings("toy/first")["share"]\n',
    }
    built.write_notebook("second", **cells)
    built.write_report("second", notebook="toy/second")
    ended = built.rml("run")
    assert ended.returncode == 1
    assert "Name it under `reports:`" in built.failure("toy/second")["summary"]
