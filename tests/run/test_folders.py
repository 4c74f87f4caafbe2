"""Folders of the author's own images, from the parameter file to page, record and verification."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from made_version import make_project, publish
from PIL import Image
from toy_collection import ROOT, Toy

from rml.errors import CollectionError
from rml.run.collection import read_report
from rml.run.export import export_version
from rml.run.fingerprint import (
    OPTIONAL_PARTS,
    PAGE_PARTS,
    RESULT_PARTS,
    Fingerprinter,
    digest,
    fingerprint_of_parts,
    presentation_digest,
    reasons,
)
from rml.run.folders import folder_shown, hide_places
from rml.run.plan import make_plans
from rml.run.project import find_project

WITHIN = "own images/portraits"
LOAD = """
        from rml.data.image_folder import load_image_folder

        sets = [load_image_folder(name) for name in ("my_portraits", "far_away")]
        """


def draw(folder, names=("a.png", "inner/b.png")):
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 3), (number, len(str(folder)) % 256, 7)).save(path)
    rows = "".join(f"{name},p{number},female\n" for number, name in enumerate(names))
    (folder / "labels.csv").write_text(f"image,person,gender\n{rows}")


def write_own(toy, far, **changes):
    """Write the report `toy/own`, which reads one folder inside the collection, one outside."""
    folders = {"my_portraits": WITHIN, "far_away": str(far)}
    fields = {"notebook": "toy/own", "data_kind": "real", "folders": folders, **changes}
    toy.write_report("own", **fields)


@pytest.fixture(scope="module")
def built_with_folders(tmp_path_factory):
    """A built collection whose report `toy/own` reads two folders, and the one outside it."""
    root = tmp_path_factory.mktemp("folders") / "a collection"
    root.mkdir()
    toy = Toy(root)
    far = root.parent / "secret place" / "pictures"
    draw(root / WITHIN)
    draw(far, names=("c.png",))
    toy.write_notebook("own", load=toy.cells["load"] + LOAD)
    write_own(toy, far)
    ended = toy.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return root, far


@pytest.fixture
def own(built_with_folders, tmp_path):
    """A copy of the built collection and of the folder outside it."""
    root, far = built_with_folders
    shutil.copytree(root, tmp_path / "a collection")
    shutil.copytree(far, tmp_path / "secret place" / "pictures")
    toy = Toy(tmp_path / "a collection", fresh=False)
    toy.far = tmp_path / "secret place" / "pictures"
    write_own(toy, toy.far)
    return toy


def line_of(ended, report="toy/own"):
    return [line for line in ended.stdout.splitlines() if f"{report}: " in line][-1]


@pytest.mark.slow
def test_a_version_says_what_it_read_and_names_no_place(own):
    folder = own.latest("toy/own")
    record = json.loads((folder / "record.json").read_text())
    mine, other = record["folders"]
    assert mine == {
        "name": "my_portraits",
        "folder": WITHIN,
        "images": 2,
        "persons": 2,
        "labels": ["gender"],
        "sha256": record["fingerprint"]["parts"]["folders"]["my_portraits"],
    }
    assert (other["name"], other["folder"], other["images"]) == ("far_away", "pictures", 1)
    assert json.loads((folder / "findings.json").read_text())["data_kind"] == "real"
    page = " ".join((folder / "index.html").read_text().split())
    for words in (
        f"2 images of 2 people in the authors’ folder <code>{WITHIN}</code>, labelled by gender",
        "1 image of 1 person in the authors’ folder <code>pictures</code>",
        "None is known. The images and their labels are the authors’ own and are not redistributed",
        mine["sha256"],
        "Without them the report waits for data: ask the authors for the folder",
    ):
        assert words in page
    for path in own.outputs.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"secret place" not in content, path
            assert b"inner/b.png" not in content, "a file's name may be a person's"


@pytest.mark.slow
def test_nothing_changed_runs_nothing_and_imports_nothing_heavy(own):
    ended = own.rml("run", PYTHONPROFILEIMPORTTIME="1")
    assert "toy/own: current" in line_of(ended)
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "rml.data.labelled_folder" in imported
    assert not imported & {"papermill", "nbconvert", "pandas", "torch", "nbclient", "scipy", "PIL"}
    verified = own.rml("verify", "--verbose")
    assert verified.returncode == 0, verified.stdout
    assert "toy/own: this tree builds version" in verified.stdout


@pytest.mark.slow
def test_a_changed_image_makes_another_version_and_a_moved_folder_another_page(own):
    before = own.latest("toy/own")
    shutil.move(own.far, own.far.with_name("moved"))
    write_own(own, own.far.with_name("moved"))
    assert "the place of a folder or table" in own.rml("why", "toy/own").stdout
    assert "toy/own: rendered" in line_of(own.rml("run", "toy/own"))
    moved = own.latest("toy/own")
    assert "<code>moved</code>" in (moved / "index.html").read_text()
    Image.new("RGB", (4, 3), (99, 99, 99)).save(own.root / WITHIN / "a.png")
    assert "folder `my_portraits` changed\n" in own.rml("why", "toy/own").stdout
    ended = own.rml("run")
    assert "toy/own: built" in line_of(ended), ended.stdout + ended.stderr
    assert "toy/first: current" in line_of(ended, "toy/first")
    after = own.latest("toy/own")
    assert json.loads((after / "record.json").read_text())["why"] == [
        "folder `my_portraits` changed"
    ]
    assert len({before, moved, after}) == 3
    assert before.is_dir()
    assert own.rml("verify").returncode == 0
    context = own.rml("compare", f"toy/own@{moved.name}", "toy/own").stdout
    assert "folder `my_portraits` changed" in context


@pytest.mark.slow
def test_a_missing_folder_makes_its_report_wait_and_no_other(own):
    shutil.rmtree(own.far)
    own.write_report("first", title="Another title")
    ended = own.rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "toy/first: rendered" in line_of(ended, "toy/first")
    words = "params/toy/own.yaml, folders.far_away: There is no folder `pictures` on this machine."
    assert f"toy/own waits for data: {words} Put it there, or correct its path" in ended.stdout
    assert "get it:" not in ended.stdout, "no command gets the author's own images"
    index = (own.outputs / "index.html").read_text()
    assert "<strong>Waits for images of its authors’ own:</strong> <code>far_away</code>" in index
    assert "Get it with" not in index
    assert "secret place" not in (own.outputs / "status.json").read_text()
    assert own.rml("run", "--strict").returncode == 1
    why = own.rml("why")
    assert why.returncode == 0, why.stderr
    assert words in why.stdout
    assert "toy/first: nothing changed" in why.stdout
    verified = own.rml("verify")
    assert verified.returncode == 0, verified.stdout
    noted = "toy/own: what its authors have of their own is not at hand to be checked"
    assert f"{noted}: {words}" in verified.stdout


@pytest.mark.slow
def test_a_malformed_folder_fails_its_report_before_a_kernel_starts(own):
    (own.root / WITHIN / "a.png").unlink()
    (own.far / "labels.csv").write_text("image,gender\nc.png,\n")
    own.write_report("first", title="Another title")
    ended = own.rml("run")
    assert ended.returncode == 1
    assert "toy/first: rendered" in line_of(ended, "toy/first")
    assert "starts" not in ended.stdout
    failure = own.failure("toy/own")
    assert failure["cause"] == "input failed"
    for words in (
        "folders.my_portraits: 1 check failed: listed but not in the folder: 1 of 2 rows (`a.png`)",
        "params/toy/own.yaml, folders.far_away: 1 check failed: column `gender`",
    ):
        assert words in failure["summary"]
    assert "secret place" not in failure["summary"]
    assert "1 of 2 rows (`a.png`)" in own.rml("why", "toy/own").stdout


BREAKS = {
    "declared but not loaded": (
        lambda toy: toy.write_notebook("own"),
        "wrong product",
        "it did not load far_away, my_portraits, which it declares",
    ),
    "loaded but not declared": (
        lambda toy: write_own(toy, toy.far, folders={"my_portraits": WITHIN}),
        "raised",
        "The folder `far_away` was not given to this notebook",
    ),
    "changed meanwhile": (
        lambda toy: toy.write_notebook(
            "own",
            load=toy.cells["load"]
            + LOAD
            + "with sets[0].frame['path'][0].open('ab') as stream:\n"
            + "            stream.write(b'more')\n",
        ),
        "input failed",
        "The folder my_portraits changed while the notebook ran",
    ),
    "an image that cannot be decoded": (
        lambda toy: toy.write_notebook(
            "own",
            load=toy.cells["load"]
            + LOAD
            + "print(sets[1].frame['path'].tolist())\n"
            + "        raise ValueError(f\"{sets[1].frame['path'][0]}: damaged\")\n",
        ),
        "raised",
        "ValueError: far_away/c.png: damaged",
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
    ("folders", "words"),
    [
        ({"My-Portraits": "x"}, r"`folders\.My-Portraits.*pattern"),
        ({"mine": 3}, r"`folders\.mine` must be text, not 3"),
        ({"mine": ""}, r"`folders\.mine` is wrong"),
        (["x"], "`folders` must be a mapping"),
    ],
)
def test_a_malformed_field_is_refused_by_file_and_field(toy, folders, words):
    toy.write_report("first", folders=folders)
    with pytest.raises(CollectionError, match=words) as caught:
        read_report(find_project(toy.root), "toy/first")
    assert "params/toy/first.yaml" in str(caught.value)


def test_a_folder_must_not_have_the_name_of_a_dataset(toy):
    toy.write_report("first", folders={"crop_results_tidy": "x"})
    ended = toy.rml("run")
    assert ended.returncode == 2
    assert "params/toy/first.yaml, folders: The folder `crop_results_tidy` has" in ended.stderr


def test_reports_without_folders_keep_their_fingerprints():
    project = find_project(ROOT)
    spec = read_report(project, "image_cropping/published_runs")
    (plan,) = make_plans(project, [spec], "full").values()
    made = Fingerprinter(project).fingerprint(
        plan.spec, plan.source, values=plan.values, profile="full", input_findings={}
    )
    before = [name for name in RESULT_PARTS if name not in OPTIONAL_PARTS]
    assert made["result"] == digest({name: made["parts"][name] for name in before})
    fields = {"title", "summary", "authors", "data_kind", "primary_finding", "products"}
    assert presentation_digest(plan.spec) == digest(plan.spec.model_dump(include=fields))


def test_a_record_must_hold_every_part_but_folders_and_tables():
    parts = {name: name for name in (*RESULT_PARTS, *PAGE_PARTS)}
    without = {name: part for name, part in parts.items() if name not in OPTIONAL_PARTS}
    assert fingerprint_of_parts(without)["result"] != fingerprint_of_parts(parts)["result"]
    for name in without:
        with pytest.raises(KeyError, match=name):
            fingerprint_of_parts({key: part for key, part in parts.items() if key != name})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"folders": {"mine": "a"}}, ["folder `mine` is new"]),
        ({"folders": {"mine": "a"}}, {}, ["folder `mine` is no longer used"]),
        ({"folders": {"mine": "a"}}, {"folders": {"mine": "b"}}, ["folder `mine` changed"]),
        ({}, {}, []),
    ],
)
def test_what_changed_about_folders_is_said(old, new, said):
    assert reasons(old, new) == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("data/mine", "data/mine"),
        ("../mine", "../mine"),
        ("~/mine", "~/mine"),
        ("~jane/study/mine", "mine"),
        ("/home/jane/study/mine", "mine"),
        ("/home/jane/study/mine/", "mine"),
        (r"C:\Users\jane\mine", "mine"),
        (r"\\server\share\jane\mine", "mine"),
    ],
)
def test_an_absolute_path_is_shown_by_its_last_part(written, shown):
    assert folder_shown(written) == shown


def test_places_are_hidden_wherever_a_text_stands():
    tree = [{"a": ["/data/x/b.png", 3, None]}, "at '/data/x'; not /data/xy or /data/x.old"]
    hidden = hide_places(tree, {"mine": "/data/x", "root": "/"})
    assert hidden == [{"a": ["mine/b.png", 3, None]}, "at 'mine'; not /data/xy or /data/x.old"]
    assert hidden is tree


FOLDER = {
    "name": "mine",
    "folder": "<b>x</b>",
    "images": 3,
    "persons": 2,
    "labels": ["gender"],
    "sha256": "f" * 64,
}


def test_a_package_says_that_the_images_are_not_in_it(tmp_path):
    project = make_project(tmp_path / "a project")
    version = publish(project, datasets=[], folders=[FOLDER])
    path = export_version(project, version, tmp_path / "package.zip").path
    shutil.unpack_archive(path, tmp_path / "unpacked")
    (folder,) = Path(tmp_path / "unpacked").iterdir()
    licences = (folder / "LICENCES.md").read_text()
    assert "### Images of the authors' own (`mine`)" in licences
    assert "uses no dataset" not in licences
    assert "- Images used: 3," in licences
    verify = (folder / "VERIFY.md").read_text()
    assert "**The images `mine` are the authors' own**" in verify
    assert "f" * 64 in verify
    assert yaml.safe_load((folder / "CITATION.cff").read_text())["authors"]
