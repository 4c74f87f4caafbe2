"""Tables of the author's own, from the parameter file to page, record and verification."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_version import make_project, publish
from toy_collection import MODEL, Toy

from rml.data.own_tables import TableSource, table_source
from rml.data.table_content import remembered_sha256, table_content
from rml.errors import CollectionError, DataError
from rml.run.collection import read_report
from rml.run.export import export_version
from rml.run.fingerprint import reasons
from rml.run.project import find_project
from rml.run.tables import OwnTables, check_table_names, missing_tables, table_shown

WITHIN = "own tables/log"
OWN_MODEL = MODEL.replace(
    '    """A level, a run to look at and a text."""\n',
    '    """A level, a run to look at, a text, and two tables."""\n\n'
    '    own_tables: ClassVar = {"visits": ("user", "day"), "people": ("user", "country")}\n',
).replace("from pydantic", "from typing import ClassVar\n\nfrom pydantic")
LOAD = """
        import ibis

        from rml.data.ledger import record_input
        from rml.data.own_tables import given_tables
        from rml.data.table_connections import Connections

        sources, connections = given_tables(), Connections()
        visits = connections.duckdb.read_parquet(sources["visits"].place)
        people = connections.table(sources["people"], where="people")
        for name in sources:
            record_input(name, "real")
        """


def write_visits(folder, rows=3):
    for number in range(2):
        path = folder / f"day-{number}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table = pa.table({"user": list(range(rows)), "day": [number] * rows, "page": ["x"] * rows})
        pq.write_table(table, path)


def write_people(path, names=("user", "country")):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f"{number} AS {name}" for number, name in enumerate(names))
        connection.execute(f"CREATE TABLE everyone AS SELECT {columns}")


def write_own(toy, far, **changes):
    """Write the report `toy/own`, which reads one table inside the collection, one outside."""
    tables = {"visits": WITHIN, "people": f"{far}#everyone"}
    fields = {"notebook": "toy/own", "data_kind": "real", "tables": tables, **changes}
    toy.write_report("own", **fields)


def prepare(root):
    toy = Toy(root)
    (root / "rml" / "toy" / "parameters.py").write_text(OWN_MODEL)
    toy.write_notebook("own", load=toy.cells["load"] + LOAD)
    return toy


@pytest.fixture(scope="module")
def built_with_tables(tmp_path_factory):
    """A built collection whose report `toy/own` reads two tables, and the one outside it."""
    root = tmp_path_factory.mktemp("tables") / "a collection"
    root.mkdir()
    toy = prepare(root)
    far = root.parent / "secret place" / "study.duckdb"
    write_visits(root / WITHIN)
    write_people(far)
    write_own(toy, far)
    ended = toy.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return root, far


@pytest.fixture
def own(built_with_tables, tmp_path):
    """A copy of the built collection and of the table outside it."""
    root, far = built_with_tables
    shutil.copytree(root, tmp_path / "a collection")
    shutil.copytree(far.parent, tmp_path / "secret place")
    toy = Toy(tmp_path / "a collection", fresh=False)
    toy.far = tmp_path / "secret place" / "study.duckdb"
    write_own(toy, toy.far)
    return toy


def line_of(ended, report="toy/own"):
    return [line for line in ended.stdout.splitlines() if f"{report}: " in line][-1]


@pytest.mark.slow
def test_a_version_says_what_it_read_and_names_no_place(own):
    folder = own.latest("toy/own")
    record = json.loads((folder / "record.json").read_text())
    visits, people = record["tables"]
    files = sorted((own.root / WITHIN).iterdir())
    assert visits == {
        "name": "visits",
        "table": WITHIN,
        "files": 2,
        "bytes": sum(path.stat().st_size for path in files),
        "version": None,
        "sha256": record["fingerprint"]["parts"]["tables"]["visits"],
    }
    assert (people["name"], people["table"]) == ("people", "study.duckdb, table everyone")
    assert json.loads((folder / "findings.json").read_text())["data_kind"] == "real"
    page = " ".join((folder / "index.html").read_text().split())
    for words in (
        "Table of the authors’ own: visits",
        f"<code>{WITHIN}</code>, 2 files of {visits['bytes']:,} bytes",
        "<code>study.duckdb, table everyone</code>",
        "The table is the authors’ own and is not redistributed.",
        visits["sha256"],
        "Without them the report waits for data: ask the authors whether you may use them",
    ):
        assert words in page
    for path in own.outputs.rglob("*"):
        if path.is_file():
            assert b"secret place" not in path.read_bytes(), path


@pytest.mark.slow
def test_nothing_changed_runs_nothing_and_imports_nothing_heavy(own):
    ended = own.rml("run", PYTHONPROFILEIMPORTTIME="1")
    assert "toy/own: current" in line_of(ended)
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "rml.data.table_content" in imported
    heavy = {"papermill", "nbconvert", "pandas", "torch", "nbclient", "scipy"}
    assert not imported & {*heavy, "pyarrow", "ibis", "duckdb", "pandera"}
    verified = own.rml("verify", "--verbose")
    assert verified.returncode == 0, verified.stdout
    assert "toy/own: this tree builds version" in verified.stdout


@pytest.mark.slow
def test_changed_rows_make_another_version_and_a_moved_table_another_page(own):
    before = own.latest("toy/own")
    moved_to = own.far.with_name("moved.duckdb")
    shutil.move(own.far, moved_to)
    write_own(own, moved_to)
    assert "the place of a folder or table" in own.rml("why", "toy/own").stdout
    assert "toy/own: rendered" in line_of(own.rml("run", "toy/own"))
    moved = own.latest("toy/own")
    assert "moved.duckdb, table everyone" in (moved / "index.html").read_text()
    write_visits(own.root / WITHIN, rows=4)
    assert "table `visits` changed\n" in own.rml("why", "toy/own").stdout
    ended = own.rml("run")
    assert "toy/own: built" in line_of(ended), ended.stdout + ended.stderr
    assert "toy/first: current" in line_of(ended, "toy/first")
    assert len({before, moved, own.latest("toy/own")}) == 3
    assert own.rml("verify").returncode == 0


@pytest.mark.slow
def test_a_missing_table_makes_its_report_wait_and_no_other(own):
    own.far.unlink()
    ended = own.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "toy/first: current" in line_of(ended, "toy/first")
    words = (
        "params/toy/own.yaml, tables.people: There is no table `study.duckdb, table everyone` on "
        "this machine."
    )
    assert f"toy/own waits for data: {words} Put it there, or correct its path" in ended.stdout
    index = (own.outputs / "index.html").read_text()
    assert "<strong>Waits for tables of its authors’ own:</strong> <code>people</code>" in index
    assert "secret place" not in (own.outputs / "status.json").read_text()
    assert own.rml("run", "--strict").returncode == 1
    verified = own.rml("verify")
    assert f"what its authors have of their own is not at hand to be checked: {words}" in (
        verified.stdout
    )


@pytest.mark.slow
def test_tables_without_their_columns_fail_the_report_before_a_kernel_starts(own):
    write_people(own.far, names=("user", "county"))
    table = pq.read_table(own.root / WITHIN / "day-1.parquet")
    pq.write_table(table.rename_columns(["user", "date", "page"]), own.root / WITHIN / "b.parquet")
    ended = own.rml("run")
    assert ended.returncode == 1
    assert "toy/first: current" in line_of(ended, "toy/first")
    failure = own.failure("toy/own")
    assert failure["cause"] == "input failed"
    for words in (
        "tables.visits: 3 Parquet files are not one table: `day` is int64 in 2 files, missing",
        "in 1 (`b.parquet`).",
        "tables.people: The table lacks 1 of 2 columns: country.",
        "`county`",
    ):
        assert words in failure["summary"]
    assert "secret place" not in failure["summary"]
    assert not (own.outputs / "toy/own/failed/notebook.ipynb").exists()


BREAKS = {
    "declared but not loaded": (
        lambda toy: toy.write_notebook("own"),
        "wrong product",
        "it did not load people, visits, which it declares",
    ),
    "changed meanwhile": (
        lambda toy: toy.write_notebook(
            "own",
            load=toy.cells["load"]
            + LOAD
            + "with open(sources['people'].place, 'ab') as stream:\n"
            + "            stream.write(b'more')\n",
        ),
        "input failed",
        "The table people changed while the notebook ran",
    ),
    "an error that names the place": (
        lambda toy: toy.write_notebook(
            "own",
            load=toy.cells["load"] + LOAD + "raise ValueError(sources['people'].place)\n",
        ),
        "raised",
        "ValueError: people",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", BREAKS)
def test_a_notebook_that_breaks_the_contract_fails_and_names_no_place(own, how):
    change, cause, words = BREAKS[how]
    change(own)
    ended = own.rml("run", "toy/own")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    failure = own.failure("toy/own")
    assert failure["cause"] == cause, failure
    assert words in failure["summary"]
    for path in (own.outputs / "toy/own/failed").iterdir():
        assert "secret place" not in path.read_text(), path


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"Visits": "x"}, r"`tables\.Visits.*pattern"),
        ({"visits": 3}, r"`tables\.visits` must be text, not 3"),
        (["x"], "`tables` must be a mapping"),
    ],
)
def test_a_malformed_field_is_refused_by_file_and_field(toy, tables, words):
    toy.write_report("first", tables=tables)
    with pytest.raises(CollectionError, match=words):
        read_report(find_project(toy.root), "toy/first")


TAKEN = {"visits": ("user",), "people": ("user",)}


@pytest.mark.parametrize(
    ("taken", "fields", "words"),
    [
        ({}, {"tables": {"visits": "x"}}, "takes no table `visits`. Leave `tables:` out"),
        (TAKEN, {"tables": {"visit": "x"}}, "takes no table `visit`. Did you mean `visits`"),
        (
            TAKEN,
            {"tables": {"visits": "x"}},
            "takes visits, people; named are visits. Name all of them",
        ),
        (
            TAKEN,
            {"tables": {"visits": "x", "people": "y"}, "table_versions": {"people": "3"}},
            "`people` is no table behind a connection URL",
        ),
    ],
)
def test_tables_that_do_not_fit_the_notebook_are_refused(toy, taken, fields, words):
    toy.write_report("first", **fields)
    spec = read_report(find_project(toy.root), "toy/first")
    with pytest.raises(CollectionError) as caught:
        check_table_names(spec, taken)
    assert str(caught.value).startswith("params/toy/first.yaml, table")
    assert words in str(caught.value)


WAYS = (("visits", "people"), ("counts",))


@pytest.mark.parametrize("named", [["visits", "people"], ["people", "visits"], ["counts"], []])
def test_the_tables_of_one_way_are_taken(toy, named):
    toy.write_report("first", tables=dict.fromkeys(named, "x"))
    spec = read_report(find_project(toy.root), "toy/first")
    check_table_names(spec, TAKEN | {"counts": ("day",)}, WAYS)


@pytest.mark.parametrize(
    "named", [["visits"], ["visits", "people", "counts"], ["visits", "counts"]]
)
def test_tables_of_two_ways_or_too_few_of_one_are_refused(toy, named):
    toy.write_report("first", tables=dict.fromkeys(named, "x"))
    spec = read_report(find_project(toy.root), "toy/first")
    with pytest.raises(CollectionError, match=r"takes visits, people; or counts; named are"):
        check_table_names(spec, TAKEN | {"counts": ("day",)}, WAYS)


def test_places_that_cannot_be_used_are_all_said_and_are_no_reason_to_wait(toy):
    (toy.root / "empty").mkdir()
    tables = {
        "visits": "empty",
        "people": "study.duckdb",
        "places": "postgresql://jane:secret@host/study#places",
    }
    toy.write_report("first", tables=tables)
    project = find_project(toy.root)
    spec = read_report(project, "toy/first")
    assert missing_tables(project, spec) == {}
    with pytest.raises(DataError) as caught:
        OwnTables(project).read(spec)
    said = str(caught.value)
    for words in (
        "params/toy/first.yaml, tables.visits: The folder holds no Parquet file.",
        "params/toy/first.yaml, tables.people: It names a database, but no table in it.",
        "params/toy/first.yaml, tables.places: The connection URL holds a password",
    ):
        assert words in said
    assert "secret" not in said


def test_a_notebook_that_takes_no_tables_is_given_none(toy):
    toy.write_report("first", tables={"visits": "x"})
    ended = toy.rml("run")
    assert ended.returncode == 2
    assert "params/toy/first.yaml, tables: The notebook `toy/first` takes no table" in ended.stderr


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("data/log", "data/log"),
        ("/home/jane/study/log", "log"),
        ("~/study.duckdb#main.log", "~/study.duckdb, table main.log"),
        ("/home/jane/study.duckdb#log", "study.duckdb, table log"),
        ("postgresql://jane@host/study#audit.log", "postgresql, table audit.log"),
    ],
)
def test_a_place_is_shown_without_host_user_and_path(written, shown):
    assert table_shown(written) == shown


def test_the_checksums_are_what_sha256sum_gives(tmp_path):
    write_visits(tmp_path / "log")
    folder = table_content(table_source(str(tmp_path / "log"), where="t"), version=None, where="t")
    sums = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "log").iterdir()
    }
    printed = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    assert folder.sha256 == hashlib.sha256(printed.encode()).hexdigest()
    assert folder.files == 2
    one = tmp_path / "log" / "day-0.parquet"
    single = table_content(table_source(str(one), where="t"), version=None, where="t")
    assert single.sha256 == sums["day-0.parquet"]


def test_a_file_is_read_again_if_it_may_have_changed_and_else_not(tmp_path, monkeypatch):
    monkeypatch.setenv("RML_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.parquet"
    path.write_bytes(b"first")
    hashed = []
    real = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *a: hashed.append(1) or real(*a))

    def digest():
        assert remembered_sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()
        return len(hashed)

    # What was written to a moment ago is not remembered: it could change within a clock's tick.
    assert (digest(), digest()) == (1, 2)
    monkeypatch.setattr("rml.data.table_content._SETTLED_NS", -(10**12))
    assert (digest(), digest()) == (3, 3)
    stamp = path.stat()
    time.sleep(0.05)
    path.write_bytes(b"other")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert digest() == 4, "the time of the content was set back"
    assert digest() == 4
    for note in (tmp_path / "cache" / "own_tables").iterdir():
        note.write_text("damaged")
    assert digest() == 5
    assert "a.parquet" not in "".join(
        p.name + p.read_text() for p in (tmp_path / "cache" / "own_tables").iterdir()
    )


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_a_database_is_known_by_a_declared_version_or_by_its_own_digest(tmp_path):
    path = tmp_path / "study.duckdb"

    def content(version, table="log"):
        source = TableSource(kind="database", place=f"duckdb://{path}", table=table)
        return table_content(source, version=version, where="tables.log").sha256

    def change(query):
        with duckdb.connect(str(path)) as connection:
            connection.execute(query)

    change("CREATE TABLE log AS SELECT i AS a, 12 AS b FROM range(9) t(i)")
    first, declared = content(None), content("export 3")
    assert first != declared
    change("CREATE TABLE other AS SELECT * FROM log ORDER BY a DESC")
    assert content(None, "other") == content(None, "other")
    change("UPDATE log SET b = 13 WHERE a = 4")
    second = content(None)
    change("UPDATE log SET b = 12 WHERE a = 4")
    assert content(None) == first != second, "the order of rows does not matter"
    change("INSERT INTO log VALUES (NULL, NULL), (NULL, NULL)")
    assert content(None) not in {first, second}
    assert content("export 3") == declared
    assert content("export 4") != declared


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_database_that_cannot_hash_needs_a_declared_version(tmp_path):
    import sqlite3  # noqa: PLC0415 - here only

    connection = sqlite3.connect(tmp_path / "s.sqlite")
    connection.execute("CREATE TABLE log (a INTEGER)")
    connection.commit()
    connection.close()
    source = TableSource(kind="database", place=f"sqlite://{tmp_path}/s.sqlite", table="log")
    with pytest.raises(DataError, match=r"tables\.log: .* cannot compute a digest.*table_versions"):
        table_content(source, version=None, where="tables.log")
    assert len(table_content(source, version="1", where="tables.log").sha256) == 64


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"tables": {"log": "a"}}, ["table `log` is new"]),
        ({"tables": {"log": "a"}}, {}, ["table `log` is no longer used"]),
        ({"tables": {"log": "a"}}, {"tables": {"log": "b"}}, ["table `log` changed"]),
    ],
)
def test_what_changed_about_tables_is_said(old, new, said):
    assert reasons(old, new) == said


def test_a_package_says_that_the_table_is_not_in_it(tmp_path):
    table = {
        "name": "visits",
        "table": "<b>x</b>",
        "files": 1,
        "bytes": 9,
        "version": None,
        "sha256": "f" * 64,
    }
    project = make_project(tmp_path / "a project")
    version = publish(project, datasets=[], own_tables=[table])
    path = export_version(project, version, tmp_path / "package.zip").path
    shutil.unpack_archive(path, tmp_path / "unpacked")
    (folder,) = Path(tmp_path / "unpacked").iterdir()
    licences = (folder / "LICENCES.md").read_text()
    assert "### Table of the authors' own (`visits`)" in licences
    assert "uses no dataset" not in licences
    verify = (folder / "VERIFY.md").read_text()
    assert "**The table `visits` is the authors' own**" in verify
    assert "f" * 64 in verify
