from __future__ import annotations

import json
import shutil
import zipfile

import pytest
from made_version import FINDING, make_project, publish

from rml.errors import CollectionError, PublicationError
from rml.run.export import export_version
from rml.run.fingerprint import RESULT_PARTS
from rml.run.version_check import version_problems
from rml.run.version_source import find_version, read_version


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "a project")


def read(project, name):
    return read_version(str(name), project_of=lambda: project)


def nowhere():
    raise AssertionError("the collection was asked for")


# Which version a name means


def test_a_report_means_its_latest_full_version(project):
    publish(project)
    latest = publish(project, parameters={"level": 0.9})
    publish(project, profile="quick", parameters={"level": 0.8})
    assert find_version(project, "crops/gaps").version == latest.version
    assert find_version(project, "crops/gaps/").version == latest.version


def test_a_version_is_named_by_its_first_digits(project):
    first = publish(project)
    publish(project, parameters={"level": 0.9})
    for digits in (4, 8, 12):
        name = f"crops/gaps@{first.version[:digits]}"
        assert find_version(project, name).version == first.version


def test_digits_that_fit_two_versions_are_refused(project):
    seen = {}
    number = 0
    while True:  # two versions whose first four digits agree, within some hundred tries
        number += 1
        version = publish(project, parameters={"seed": number})
        if version.version[:4] in seen:
            break
        seen[version.version[:4]] = version
    with pytest.raises(CollectionError, match="fits 2 versions.*Give more digits"):
        find_version(project, f"crops/gaps@{version.version[:4]}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("crops/gasp", "no published report `crops/gasp`.*Did you mean `crops/gaps`"),
        ("crops/waiting", "has been published yet.*make reports ONLY=crops/waiting"),
        ("crops/gaps@00000000", "has no version `00000000`"),
        ("crops/gaps@xyz", "is not a report's name"),
    ],
)
def test_unknown_names_are_refused_with_what_to_do(project, name, message):
    publish(project)
    (project.params / "crops").mkdir()
    (project.params / "crops" / "waiting.yaml").touch()
    with pytest.raises(CollectionError, match=message):
        find_version(project, name)


def test_a_report_with_quick_versions_only_has_no_latest(project):
    quick = publish(project, profile="quick")
    with pytest.raises(CollectionError, match=f"crops/gaps@{quick.version}"):
        find_version(project, "crops/gaps")
    assert find_version(project, f"crops/gaps@{quick.version}").profile == "quick"


def test_a_version_whose_folder_is_gone_is_said_to_be(project):
    version = publish(project)
    shutil.rmtree(version.folder(project))
    with pytest.raises(PublicationError, match="its folder is gone"):
        find_version(project, f"crops/gaps@{version.version}")
    with pytest.raises(CollectionError, match="folders of all versions of crops/gaps are gone"):
        find_version(project, "crops/gaps")


def test_a_name_that_is_nothing_is_refused(project, tmp_path):
    for name in (tmp_path, "no such thing", "a/b/c", "../x"):
        with pytest.raises(CollectionError, match="is no version"):
            read(project, name)


# What is read


def test_a_version_reads_alike_from_log_folder_and_zip(project, tmp_path):
    version = publish(project)
    zipped = export_version(project, version, tmp_path / "x.zip").path
    places = [
        read(project, "crops/gaps"),
        read_version(str(version.folder(project)), project_of=nowhere),
        read_version(str(zipped), project_of=nowhere),
    ]
    for contents in places:
        assert contents.name == f"crops/gaps@{version.version}"
        assert contents.problems == ()
        assert contents.manifest == version.manifest
        assert set(contents.by_id) == {"gap", "race_gap"}
        assert set(contents.grids) == {"table shares", "data of figure bars"}
        assert contents.grids["table shares"].columns == ("group", "n", "share")
        assert contents.grids["table shares"].rows[0] == ("women", "200", "0.594")
        assert set(contents.pictures) == {"bars"}
        assert contents.record["parameters"] == {"level": 0.95}
    assert places[0].origin == f"outputs/crops/gaps/{version.version}"


def test_a_folder_of_a_reports_name_comes_first(project, monkeypatch):
    version = publish(project)
    elsewhere = project.root / "crops"
    shutil.copytree(version.folder(project), elsewhere / "gaps")
    monkeypatch.chdir(project.root)
    assert read_version("crops/gaps", project_of=nowhere).origin == "crops/gaps"


# What is not as it was published


def rewrite(folder, name, change):
    path = folder / name
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda folder: (folder / "index.html").write_text("x"), "index.html was changed"),
        (lambda folder: (folder / "figures/bars.svg").unlink(), "figures/bars.svg is missing"),
        (lambda folder: (folder / "more.txt").write_text("x"), "more.txt is not in"),
        (lambda folder: (folder / "VERIFY.md").write_text("x"), None),
        (lambda folder: (folder / "MANIFEST.sha256").unlink(), "MANIFEST.sha256 is missing"),
        (
            lambda folder: rewrite(folder, "findings.json", lambda it: it.update(profile="quick")),
            "disagree about `profile`",
        ),
        (
            lambda folder: rewrite(
                folder, "record.json", lambda it: it["fingerprint"]["parts"].update(lock="x")
            ),
            "do not lead to this version's name",
        ),
        (
            lambda folder: rewrite(
                folder, "record.json", lambda it: it["fingerprint"]["parts"].pop(RESULT_PARTS[0])
            ),
            "lacks 'notebook', so the version's name cannot be checked",
        ),
        (
            lambda folder: rewrite(folder, "findings.json", lambda it: it.update(findings=[])),
            "holds no finding",
        ),
        (
            lambda folder: rewrite(
                folder, "findings.json", lambda it: it.update(findings=[FINDING, FINDING])
            ),
            "two findings of one id",
        ),
        (
            lambda folder: (folder / "tables/shares.csv").write_text("a,b\n1\n"),
            "tables/shares.csv cannot be read as a table: a row is longer or shorter",
        ),
        (
            lambda folder: (folder / "tables/shares.csv").write_text("a,a\n1,2\n"),
            "two columns have one name",
        ),
        (
            lambda folder: (folder / "tables/shares.csv").write_bytes(b"a\xff\n"),
            "tables/shares.csv cannot be read",
        ),
    ],
)
def test_a_version_that_was_altered_is_read_with_its_problems(project, tmp_path, harm, problem):
    published = publish(project).folder(project)
    folder = tmp_path / "downloaded"
    shutil.copytree(published, folder)
    harm(folder)
    problems = read(project, folder).problems
    if problem is None:
        assert problems == ()
    else:
        assert any(problem in said for said in problems), problems


def test_what_an_export_adds_has_no_place_among_published_versions(project):
    version = publish(project)
    folder = version.folder(project)
    (folder / "VERIFY.md").write_text("x")
    assert version_problems(folder, exported=True) == []
    assert version_problems(folder) == ["VERIFY.md is not in MANIFEST.sha256"]
    assert read(project, "crops/gaps").problems == ("VERIFY.md is not in MANIFEST.sha256",)


@pytest.mark.parametrize("name", ["findings.json", "record.json"])
@pytest.mark.parametrize("content", ["[1]", "{", "[" * 100_000, None, "\x00"])
def test_findings_and_records_that_cannot_be_read_are_refused(project, tmp_path, name, content):
    folder = tmp_path / "downloaded"
    shutil.copytree(publish(project).folder(project), folder)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(PublicationError, match=f"{name} is not a version's.*Also: {name}"):
        read(project, folder)


# Zips


def test_a_file_that_is_no_zip_is_refused(project, tmp_path):
    path = tmp_path / "x.zip"
    path.write_text("not a zip")
    with pytest.raises(PublicationError, match="not a zip with one version"):
        read(project, path)


def test_a_zip_with_a_flipped_byte_is_refused_or_read_with_its_problem(project, tmp_path):
    path = export_version(project, publish(project), tmp_path / "x.zip").path
    content = bytearray(path.read_bytes())
    content[content.index(b"Women won more often")] ^= 1
    path.write_bytes(content)
    with pytest.raises(PublicationError, match="Bad CRC-32"):
        read(project, path)


def test_a_zip_of_several_or_no_versions_is_refused(project, tmp_path):
    folder = publish(project).folder(project)
    for count in (0, 2):
        path = tmp_path / f"{count}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "x")
            for number in range(count):
                archive.write(folder / "findings.json", f"{number}/findings.json")
        with pytest.raises(PublicationError, match=f"it holds {count} versions"):
            read(project, path)


def test_a_zip_cannot_write_outside_its_folder_nor_fill_the_disk(project, tmp_path, monkeypatch):
    version = publish(project)
    path = export_version(project, version, tmp_path / "x.zip").path
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../escaped.txt", "x")
        archive.writestr("/tmp/rml-escaped.txt", "x")
    before = {item.name for item in tmp_path.parent.iterdir()}
    assert read(project, path).problems == ()
    assert {item.name for item in tmp_path.parent.iterdir()} == before
    monkeypatch.setattr("rml.run.version_source._MOST_BYTES", 1000)
    with pytest.raises(PublicationError, match="unpacked it would take"):
        read(project, path)
