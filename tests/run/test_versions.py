from __future__ import annotations

import json

import pytest

from rml.errors import PublicationError
from rml.run.manifest import MANIFEST, files_below, manifest_text, problems
from rml.run.project import Project
from rml.run.versions import VersionIndex, append_version, read_versions


@pytest.fixture
def project(tmp_path):
    project = Project(root=tmp_path, outputs=tmp_path / "outputs")
    project.outputs.mkdir()
    return project


def publish(project, version, profile="full"):
    folder = project.outputs / "a/b" / version
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").touch()
    return append_version(
        project,
        report="a/b",
        version=version,
        profile=profile,
        data_kind="real",
        result="0" * 64,
        manifest="1" * 64,
        published="2026-01-01T00:00:00+00:00",
    )


def test_the_newest_full_version_is_the_latest(project):
    for version, profile in [("one", "full"), ("two", "full"), ("three", "quick")]:
        publish(project, version, profile)
    index = VersionIndex(project)
    assert index.latest("a/b").version == "two"
    assert index.latest("a/b", "quick").version == "three"
    assert index.latest("no/where") is None


def test_a_version_listed_again_is_the_latest_and_listed_once(project):
    for version in ["one", "two", "one"]:
        publish(project, version)
    index = VersionIndex(project)
    assert [item.version for item in index.of("a/b")] == ["two", "one"]


def test_a_version_without_its_folder_does_not_count(project):
    publish(project, "one")
    publish(project, "two")
    (project.outputs / "a/b/two/index.html").unlink()
    assert VersionIndex(project).latest("a/b").version == "one"


@pytest.mark.parametrize("damage", ["change", "remove", "cut"])
def test_a_damaged_log_is_refused(project, damage):
    for version in ["one", "two", "three"]:
        publish(project, version)
    log = project.outputs / "versions.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    if damage == "change":
        lines[0] = json.dumps({**json.loads(lines[0]), "manifest": "2" * 64}) + "\n"
    elif damage == "remove":
        del lines[1]
    else:
        lines[2] = lines[2][:20]
    log.write_text("".join(lines))
    with pytest.raises(PublicationError, match="outputs/versions.jsonl:[23]"):
        read_versions(project)


def test_half_a_line_is_taken_back_when_the_disk_is_full(project, monkeypatch):
    publish(project, "one")
    before = (project.outputs / "versions.jsonl").read_bytes()

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        publish(project, "two")
    assert (project.outputs / "versions.jsonl").read_bytes() == before


def test_a_manifest_finds_changed_missing_and_added_files(tmp_path):
    for name in ["a.txt", "b/c d.txt", "e.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / MANIFEST).write_text(manifest_text(tmp_path, files_below(tmp_path)))
    assert problems(tmp_path) == []
    (tmp_path / "a.txt").write_text("A.txt")
    (tmp_path / "b/c d.txt").unlink()
    (tmp_path / "f.txt").write_text("new")
    assert [
        problem.partition(" is ")[0].partition(" was ")[0] for problem in problems(tmp_path)
    ] == [
        "a.txt",
        "b/c d.txt",
        "f.txt",
    ]
    (tmp_path / MANIFEST).write_text("nonsense")
    assert "cannot be read" in problems(tmp_path)[0]
