from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml
from made_version import DATASET, make_project, publish

from rml.cli import main
from rml.errors import CollectionError, PublicationError
from rml.run.export import export_version, package_name
from rml.run.fingerprint import fingerprint_of_parts, version_name
from rml.run.template_files import TEMPLATES, template_fingerprint

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "a project")


@pytest.fixture
def version(project):
    return publish(project)


def rml(project, *arguments):
    return main(["--project", str(project.root), "export", *map(str, arguments)])


def entries(path):
    with zipfile.ZipFile(path) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


def text_of(path, name):
    (content,) = (data for entry, data in entries(path).items() if entry.endswith(f"/{name}"))
    return content.decode()


def exported(project, version, tmp_path):
    return export_version(project, version, tmp_path / "package.zip").path


def test_a_package_holds_the_version_and_four_files_more(project, version, tmp_path):
    (project.root / "LICENSE").write_text("the licence")
    path = exported(project, version, tmp_path)
    folder = version.folder(project)
    own = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    added = {"CITATION.cff", "LICENCES.md", "LICENSE", "VERIFY.md"}
    top = f"crops-gaps-{version.version}"
    content = entries(path)
    assert set(content) == {f"{top}/{name}" for name in own | added}
    assert all(content[f"{top}/{name}"] == (folder / name).read_bytes() for name in own)
    assert content[f"{top}/LICENSE"] == b"the licence"


def test_a_package_is_the_same_bytes_wherever_and_whenever_it_is_made(
    project, version, tmp_path, monkeypatch
):
    first = export_version(project, version, tmp_path / "one.zip")
    copy = make_project(tmp_path / "another place")
    shutil.copytree(project.outputs, copy.outputs)
    for path in copy.outputs.rglob("*"):
        os.utime(path, (0, 0))
    monkeypatch.setattr("sys.platform", "win32")
    second = export_version(copy, version, tmp_path / "two.zip")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.sha256 == second.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()
    with zipfile.ZipFile(first.path) as archive:
        names = [item.filename for item in archive.infolist()]
        assert names == sorted(names)
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {item.compress_type for item in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_the_files_check_by_the_tool_that_the_package_names(project, version, tmp_path):
    with zipfile.ZipFile(exported(project, version, tmp_path)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / package_name(version)
    command = "sha256sum --check MANIFEST.sha256"
    assert command in (folder / "VERIFY.md").read_text()
    good = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    assert good.returncode == 0
    (folder / "findings.json").write_text("{}")
    bad = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    assert bad.returncode == 1


def test_what_is_exported_compares_as_the_same_version(project, version, tmp_path, capsys):
    path = exported(project, version, tmp_path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / package_name(version)
    for a, b in [(path, folder), (path, "crops/gaps"), (folder, f"crops/gaps@{version.version}")]:
        assert main(["--project", str(project.root), "compare", str(a), str(b)]) == 0
        assert "the same version, byte for byte" in capsys.readouterr().out


def test_licences_name_the_collection_and_every_dataset(project, tmp_path):
    plain = {**DATASET, "name": "other", "licence_url": None, "doi": None}
    version = publish(project, datasets=[DATASET, plain])
    text = text_of(exported(project, version, tmp_path), "LICENCES.md")
    assert "licensed\nunder **Apache-2.0** (<https://spdx.org/licenses/Apache-2.0.html>)" in text
    assert "### Recorded runs (`crop_results_tidy`)" in text
    assert "- Licence: **Apache-2.0**, <https://example.org/LICENSE>\n- May be published" in text
    assert "- May be published again: The counts, with attribution.\n- To be cited as:" in text
    assert "A, B (2021). Runs. <https://doi.org/10.1145/3479594>\n- Files used: 1" in text
    assert "### Recorded runs (`other`)\n\n- Licence: **Apache-2.0**\n- May be" in text
    none = publish(project, datasets=[], parameters={})
    path = export_version(project, none, tmp_path / "none.zip").path
    assert "uses no dataset" in text_of(path, "LICENCES.md")


CFF_KEYS = {"cff-version", "message", "title", "authors"}  # required by the format 1.2.0
CFF_REFERENCE_KEYS = {"type", "title", "authors"}


def test_the_citation_is_valid_cff(project, version, tmp_path):
    cff = yaml.safe_load(text_of(exported(project, version, tmp_path), "CITATION.cff"))
    assert set(cff) >= CFF_KEYS
    assert set(cff["preferred-citation"]) >= CFF_REFERENCE_KEYS
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] in {"software", "dataset"}
    for part in (cff, cff["preferred-citation"]):
        assert part["title"] == "Gaps in crops"
        assert part["authors"] == [{"name": "Jane Doe"}, {"name": "The crop team"}]
        assert part["version"] == version.version
        assert part["date-released"] == "2026-01-02"
        assert part["commit"] == "c" * 40
        (identifier,) = part["identifiers"]
        assert identifier["type"] == "other"
        assert identifier["value"] == f"sha256:{version.manifest}"
    assert cff["preferred-citation"]["year"] == 2026


def test_texts_of_a_citation_stay_texts(project, tmp_path):
    title = 'A "quoted": title\nwith # <script>alert(1)</script> — ünïcode'
    version = publish(project, title=title, authors=["1e5", "true"], git=None)
    cff = yaml.safe_load(text_of(exported(project, version, tmp_path), "CITATION.cff"))
    assert cff["title"] == " ".join(title.split())
    assert [author["name"] for author in cff["authors"]] == ["1e5", "true"]
    assert isinstance(cff["version"], str)
    assert "commit" not in cff
    for name in ("VERIFY.md", "LICENCES.md"):
        assert "<script>" not in text_of(tmp_path / "package.zip", name)


@pytest.mark.parametrize(
    ("git", "words"),
    [
        ({"commit": "c" * 40, "clean": True}, "    git checkout " + "c" * 40 + "\n    make"),
        ({"commit": "c" * 40, "clean": False}, "changes that no commit holds"),
        (None, "The commit is not known"),
    ],
)
def test_how_to_verify_says_what_the_commit_is_worth(project, tmp_path, git, words):
    version = publish(project, git=git)
    text = text_of(exported(project, version, tmp_path), "VERIFY.md")
    assert words in text
    assert ("no commit holds" in text) == (git is not None and not git["clean"])
    assert f"    {version.manifest}\n" in text
    assert f"rml compare path/to/{package_name(version)} crops/gaps\n" in text
    assert "`CITATION.cff`, `LICENCES.md`, `VERIFY.md`, which were added" in text


def test_a_quick_version_is_named_so_everywhere(project, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    version = publish(project, profile="quick")
    assert rml(project, "crops/gaps") == 2
    assert "a quick one is never its latest" in capsys.readouterr().err
    assert rml(project, f"crops/gaps@{version.version}") == 0
    assert "not for use" in capsys.readouterr().out
    path = tmp_path / f"crops-gaps-{version.version}-quick.zip"
    assert all(name.startswith(f"{path.stem}/") for name in entries(path))
    assert "quick profile, not for use" in text_of(path, "CITATION.cff")
    text = text_of(path, "VERIFY.md")
    assert "**quick profile**" in text
    assert f"{path.stem} crops/gaps@{version.version}\n" in text


def test_the_command_writes_once_and_says_where(project, version, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert rml(project, "crops/gaps") == 0
    path = tmp_path / f"crops-gaps-{version.version}.zip"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    said = capsys.readouterr().out
    assert f"{path} written" in said
    assert f"sha256 {digest}" in said
    before = path.stat()
    assert rml(project, f"crops/gaps@{version.version[:6]}", "--to", tmp_path) == 0
    assert "is there already, the same" in capsys.readouterr().out
    assert path.stat() == before


def test_what_stands_there_is_not_overwritten(project, version, tmp_path, capsys):
    path = tmp_path / "package.zip"
    path.write_text("mine")
    assert rml(project, "crops/gaps", "--to", path) == 2
    assert "not overwritten" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert {item.name for item in tmp_path.iterdir()} == {"a project", "package.zip"}


def test_a_version_that_was_altered_is_refused(project, version, tmp_path):
    (version.folder(project) / "tables" / "shares.csv").write_text("a\n1\n")
    with pytest.raises(PublicationError, match="not as it was published.*shares.csv was changed"):
        exported(project, version, tmp_path)
    assert not (tmp_path / "package.zip").exists()


def test_a_version_whose_manifest_was_rewritten_is_refused(project, version, tmp_path):
    folder = version.folder(project)
    (folder / "index.html").write_text("other")
    names = [line.split("  ")[1] for line in (folder / "MANIFEST.sha256").read_text().splitlines()]
    (folder / "MANIFEST.sha256").write_text(
        "".join(
            f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
            for name in names
        )
    )
    with pytest.raises(PublicationError, match="not the one whose checksum stands in"):
        exported(project, version, tmp_path)


def test_a_collection_that_states_no_licence_is_refused(project, version, tmp_path):
    (project.root / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(CollectionError, match="pyproject.toml: The collection's licence"):
        exported(project, version, tmp_path)


@pytest.mark.parametrize("cause", ["no folder", "full disk"])
def test_a_package_that_cannot_be_written_leaves_nothing(
    project, version, tmp_path, monkeypatch, cause
):
    target = tmp_path / "there" / "package.zip"
    if cause == "full disk":
        target.parent.mkdir()

        def full(_descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PublicationError, match="cannot be written: No s"):
        export_version(project, version, target)
    assert not target.parent.exists() or list(target.parent.iterdir()) == []


def test_files_in_a_package_can_be_read_by_others_and_not_run(project, version, tmp_path):
    with zipfile.ZipFile(io.BytesIO(exported(project, version, tmp_path).read_bytes())) as archive:
        modes = {item.external_attr >> 16 for item in archive.infolist()}
    assert {stat.filemode(mode) for mode in modes} == {"-rw-r--r--"}


def test_what_packages_and_comparisons_are_made_from_makes_no_report_stale():
    covered = set(template_fingerprint())
    names = {
        path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()
    }
    assert {"package/VERIFY.md.j2", "compare.html.j2", "index.html.j2"} <= names - covered
    assert {"report.html.j2", "base.html.j2", "page.css"} <= covered


def test_the_made_version_is_named_as_the_runner_names_versions(project, version):
    parts = version.record(project)["fingerprint"]["parts"]
    assert version_name(fingerprint_of_parts(parts)) == version.version
    assert Path(version.folder(project)).is_dir()


@pytest.mark.slow
def test_a_rerun_of_ones_own_agrees_with_a_downloaded_package(built, tmp_path):
    shutil.copy(ROOT / "pyproject.toml", built.root)
    package = tmp_path / "downloaded.zip"
    exported = built.rml("export", "toy/first", "--to", str(package))
    assert exported.returncode == 0, exported.stderr
    shutil.rmtree(built.outputs)
    ran = built.rml("run")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    agreed = built.rml("compare", str(package), "toy/first")
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    assert "The findings agree" in agreed.stdout
    assert "differs" not in agreed.stdout
    built.write_report("first", parameters={"level": 0.9, "run": 19, "label": "a plain label"})
    assert built.rml("run").returncode == 0
    differed = built.rml("compare", str(package), "toy/first")
    assert differed.returncode == 1
    assert "The findings differ" in differed.stdout.splitlines()[-1]
