"""What must hold of the repository as a whole: lock, environment, schemas, files."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from rml.commands.schema import schemas
from rml.run.collection import read_collection
from rml.run.project import find_project

ROOT = Path(__file__).resolve().parents[2]


def pins(lines):
    """Return requirement lines as sets of name, version and marker."""
    found = set()
    for line in lines:
        match = re.match(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+))?", line)
        if match:
            found.add((match[1], match[2], (match[3] or "").strip()))
    return found


@pytest.fixture(scope="module")
def lock():
    return (ROOT / "requirements.lock").read_text()


def test_the_conda_environment_is_the_lock(lock):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, *others = environment["dependencies"]
    assert python.startswith("python=3.")
    listed = next(item["pip"] for item in others if isinstance(item, dict))
    assert len(listed) > 50
    assert pins(listed) == pins(lock.splitlines())
    assert len(listed) == len(pins(listed))


def test_everything_but_torch_carries_hashes(lock):
    entries = re.split(r"^(?=[A-Za-z])", lock, flags=re.MULTILINE)[1:]
    without = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert without == ["torch==2.13.0"]


def test_every_declared_dependency_is_locked(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    locked = {name.lower().replace("_", "-") for name, _, _ in pins(lock.splitlines())}
    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")
        assert name in locked, f"{name} is not in requirements.lock: run `make lock`"


def test_the_lock_names_no_registry(lock):
    assert "://" not in lock
    assert not re.search(r"^\s*--(index|extra|find)", lock, flags=re.MULTILINE)


def test_nbconvert_is_new_enough(lock):
    version = re.search(r"^nbconvert==([\d.]+)", lock, flags=re.MULTILINE)[1]
    assert tuple(map(int, version.split("."))) >= (7, 17, 1)


def test_schemas_are_current():
    project = find_project(ROOT)
    for name, text in schemas(project).items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, f"run `rml schema`: {name}"


def test_modules_are_short():
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in (ROOT / "rml").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_packages_import_nothing_heavy():
    """A package's own file may name nothing of this collection: fingerprints would follow."""
    light = {"__future__", "importlib", "pathlib", "typing"}
    for path in (ROOT / "rml").rglob("__init__.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= light, path
            elif isinstance(node, ast.ImportFrom):
                assert node.module in light, path
                assert node.level == 0, path


def tracked():
    try:
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files"], check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_no_built_output_and_no_input_file_is_tracked():
    names = tracked()
    assert [name for name in names if name.startswith("outputs/")] == ["outputs/README.md"]
    assert not [
        name
        for name in names
        if re.search(r"\.(jpe?g|vxm|mat|rda|RData|parquet)$", name, flags=re.IGNORECASE)
    ]


def test_links_of_the_documents_lead_somewhere():
    for name in tracked():
        if not name.endswith(".md"):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target:
                assert ((ROOT / name).parent / target).exists(), f"{name} links to {target}"


def test_the_readme_lists_every_report_with_its_data_kind():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    known = set(tracked())

    def shared(path):
        """Tell reports of the collection from an own audit that git does not know."""
        return path in known

    for name, spec in read_collection(find_project(ROOT)).items():
        row = rf"^\| `{name}` \|.*\| {spec.data_kind} \|$"
        assert not shared(f"params/{name}.yaml") or re.search(row, text, re.MULTILINE), (
            f"README.md: the table of reports has no row `{name}` with the data kind "
            f"{spec.data_kind}; add or correct it"
        )
