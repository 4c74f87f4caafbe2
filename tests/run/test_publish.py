"""Publication under a full disk, a read-only folder, and a hand that changes a byte."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rml.errors import PublicationError
from rml.run.project import Project
from rml.run.publish import json_text, outputs_lock, publish_failure, publish_version
from rml.run.versions import read_versions


@pytest.fixture
def project(tmp_path):
    return Project(root=tmp_path, outputs=tmp_path / "outputs")


RECORD = {
    "report": "a/b",
    "version": "0123456789ab",
    "profile": "full",
    "data_kind": "real",
    "fingerprint": {"result": "0" * 64, "page": "1" * 64, "parts": {}},
}
FILES = {"index.html": "<p>page</p>", "tables/a.csv": "a\n1\n"}


def test_a_version_is_whole(project):
    with outputs_lock(project):
        version = publish_version(project, RECORD, FILES)
    folder = version.folder(project)
    assert (folder / "tables/a.csv").read_text() == "a\n1\n"
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "MANIFEST.sha256"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert read_versions(project) == [version]


def published(project):
    return sorted(path for path in project.outputs.rglob("*") if path.name != ".building")


@pytest.mark.parametrize("step", ["write_bytes", "rename", "fsync"])
def test_a_full_disk_while_publishing_leaves_nothing_behind(project, monkeypatch, step):
    with outputs_lock(project):
        publish_version(project, {**RECORD, "version": "earlier00000"}, FILES)
        before = published(project)

        def full(*_arguments, **_keywords):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "a file")

        owner = os if step == "fsync" else Path
        monkeypatch.setattr(owner, step, full)
        with pytest.raises(PublicationError, match="No space left.*Earlier versions.*Free disk"):
            publish_version(project, RECORD, FILES)
        monkeypatch.undo()
        assert published(project) == before
        publish_version(project, RECORD, FILES)


@pytest.mark.slow
def test_a_disk_that_is_really_full_fails_clearly_and_keeps_earlier_versions(built):
    """The same with the operating system's own refusal: a file-size limit on the process."""
    first = built.latest()
    built.write_report("first", title="Another title")
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from rml.cli import main\n"
        "sys.exit(main(['run']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=built.root,
        env=built.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0, ended.stdout
    assert "Publication failed" in ended.stdout + ended.stderr
    assert built.latest() == first
    assert built.rml("run").returncode == 0
    assert built.rml("verify").returncode == 0


def _read_only_mount(folder):
    """Mount a folder read-only over itself; root ignores permission bits."""
    for arguments in (["--bind", folder, folder], ["-o", "remount,bind,ro", folder]):
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True)
        if done.returncode:
            return False
    return True


@pytest.mark.slow
def test_a_read_only_outputs_folder_is_refused_with_a_remedy(built):
    built.write_report("first", title="Another title")
    folder = str(built.outputs)
    mounted = False
    if os.geteuid() == 0:
        mounted = _read_only_mount(folder)
        if not mounted:
            pytest.skip("root ignores permissions, and this machine allows no read-only mount")
    else:
        built.outputs.chmod(0o555)
    try:
        ended = built.rml("run")
    finally:
        if mounted:
            subprocess.run(["umount", folder], check=True)
        else:
            built.outputs.chmod(0o755)
    assert ended.returncode == 2, ended.stdout
    assert "--outputs FOLDER" in ended.stderr
    assert built.rml("run").returncode == 0


def test_an_outputs_path_that_is_a_file_is_refused(project):
    project.outputs.write_text("in the way")
    with (
        pytest.raises(PublicationError, match="Publication failed"),
        outputs_lock(project),
    ):
        pass


def test_a_failure_replaces_the_one_before(project):
    with outputs_lock(project):
        publish_failure(project, "a/b", {"index.html": "one", "notebook.ipynb": "{}"})
        page = publish_failure(project, "a/b", {"index.html": "two"})
    assert page.read_text() == "two"
    assert not (page.parent / "notebook.ipynb").exists()


def test_json_refuses_what_json_cannot_hold():
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text({"value": float("nan")})


@pytest.mark.slow
def test_verify_finds_one_changed_byte_in_any_published_file(built):
    assert built.rml("verify").returncode == 0
    files = [
        path for path in sorted(built.outputs.rglob("*")) if path.is_file() and path.name != ".lock"
    ]
    assert len(files) > 10
    random_numbers = random.Random(1)
    for path in files:
        whole = path.read_bytes()
        place = random_numbers.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        ended = built.rml("verify")
        assert ended.returncode != 0, f"a changed byte in {path.name} was not found"
        said = ended.stdout + ended.stderr
        assert "BROKEN" in said or "versions.jsonl" in said
        path.write_bytes(whole)
    assert built.rml("verify").returncode == 0


@pytest.mark.slow
def test_verify_finds_added_and_missing_files_and_versions(built):
    folder = built.latest()
    (folder / "extra.txt").write_text("x")
    assert "extra.txt is not in MANIFEST" in built.rml("verify").stdout
    (folder / "extra.txt").unlink()
    (folder / "tables/wins.csv").rename(built.root / "wins.csv")
    assert "tables/wins.csv is missing" in built.rml("verify").stdout
    (built.root / "wins.csv").rename(folder / "tables/wins.csv")
    shutil.copytree(folder, folder.parent / "ffffffffffff")
    assert "not listed" in built.rml("verify").stdout


@pytest.mark.slow
def test_verify_says_when_the_tree_would_build_something_else(built):
    built.write_report("first", title="Another title")
    ended = built.rml("verify")
    assert ended.returncode == 0
    assert "this tree would build" in ended.stdout
    assert "title, summary" in ended.stdout
