from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rml.cli import main
from rml.errors import CollectionError
from rml.run.collection import read_report
from rml.run.notebook_source import read_notebook
from rml.run.project import Project
from rml.run.scaffold import plan_scaffold, write_scaffold

ROOT = Path(__file__).resolve().parents[2]
MODULE = '''"""Parameter models."""

from pydantic import Field

from rml.parameters import NotebookParameters


class Older(NotebookParameters):
    """Parameters of another notebook."""

    level: float = Field(description="x", gt=0, lt=1, json_schema_extra={"unit": "share"})
'''


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "a project"
    for folder in ("params", "notebooks", "rml", "tests"):
        (root / folder).mkdir(parents=True)
    return Project(root=root, outputs=root / "outputs")


def files(project):
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file()
    }


def folders(project):
    return {path for path in project.root.rglob("*") if path.is_dir()}


def new(project, name):
    scaffold = plan_scaffold(project, name)
    write_scaffold(project, scaffold)
    return scaffold


def test_a_new_analysis_gets_a_package_and_all_files(project):
    scaffold = new(project, "elections/turn_out")
    assert set(files(project)) == {
        "rml/elections/__init__.py",
        "rml/elections/parameters.py",
        "notebooks/elections/turn_out.ipynb",
        "params/elections/turn_out.yaml",
        "params/elections/schema/turn_out.json",
        "tests/notebooks/test_elections_turn_out.py",
    }
    assert scaffold.model == "rml.elections.parameters:TurnOut"
    assert scaffold.appended is None


@pytest.mark.parametrize(
    ("analysis", "subject"),
    [
        ("image_cropping", "cropping"),
        ("political_amplification", "amplification"),
        ("home_timeline", "timeline"),
        ("explanation", "ranking"),
        ("choice", "ranking"),
        ("elections", "elections"),
    ],
)
def test_a_model_is_added_to_the_package_of_its_analysis(project, analysis, subject):
    module = project.package / subject / "parameters.py"
    module.parent.mkdir()
    (module.parent / "__init__.py").touch()
    module.write_text(MODULE)
    module.chmod(0o640)
    scaffold = new(project, f"{analysis}/turn_out")
    assert scaffold.appended[0] == f"rml/{subject}/parameters.py"
    assert module.read_text().startswith(MODULE.rstrip())
    classes = [
        node for node in ast.parse(module.read_text()).body if isinstance(node, ast.ClassDef)
    ]
    assert [node.name for node in classes] == ["Older", "TurnOut"]
    assert module.stat().st_mode & 0o777 == 0o640
    assert not [path for path in project.root.rglob(".*") if path.is_file()]


def test_two_notebooks_of_an_analysis_share_a_module(project):
    new(project, "elections/turn_out")
    new(project, "elections/seats")
    module = (project.package / "elections" / "parameters.py").read_text()
    assert module.count("class ") == 2
    assert module.count("import Field") == 1


def test_the_files_agree_with_each_other(project):
    new(project, "elections/turn_out")
    spec = read_report(project, "elections/turn_out")
    source = read_notebook(project, "elections/turn_out")
    assert spec.notebook == "elections/turn_out"
    assert source.model == "rml.elections.parameters:TurnOut"
    assert source.defaults == spec.parameters
    schema = json.loads((project.params / "elections" / "schema" / "turn_out.json").read_text())
    assert set(schema["properties"]["parameters"]["properties"]) == set(spec.parameters)
    first = (project.params / "elections" / "turn_out.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=./schema/turn_out.json"


def test_the_notebook_is_as_jupyterlab_saves_it(project):
    new(project, "elections/turn_out")
    path = project.notebooks / "elections" / "turn_out.ipynb"
    content = json.loads(path.read_text())
    assert path.read_text() == json.dumps(content, indent=1, sort_keys=True) + "\n"
    ids = [cell["id"] for cell in content["cells"]]
    assert len(set(ids)) == len(ids)
    assert not [cell for cell in content["cells"] if not cell["source"]]
    assert all("\n" not in line[:-1] for cell in content["cells"] for line in cell["source"])


@pytest.mark.parametrize(
    "name",
    [
        "elections",
        "elections/",
        "a/b/c",
        "Elections/x",
        "elections/Turn",
        "elections/2024",
        "elections/a__b",
        "elections/a_",
        "../x/y",
        "elections/../x",
        "elections/a b",
        "elections/a.b",
        "elections/tür",
        "elections/a\n",
        "",
    ],
)
def test_names_that_cannot_be_are_refused(project, name):
    with pytest.raises(CollectionError, match="is not a name for a report"):
        plan_scaffold(project, name)


@pytest.mark.parametrize("analysis", ["data", "run", "report", "stats", "class", "errors"])
def test_the_packages_of_the_machinery_are_no_analyses(project, analysis):
    (project.package / "errors.py").touch()
    with pytest.raises(CollectionError, match=f"cannot be called `{analysis}`"):
        plan_scaffold(project, f"{analysis}/x")


@pytest.mark.parametrize(
    "taken",
    [
        "notebooks/elections/turn_out.ipynb",
        "params/elections/turn_out.yaml",
        "params/elections/schema/turn_out.json",
        "tests/notebooks/test_elections_turn_out.py",
    ],
)
def test_a_name_that_is_taken_is_refused_and_nothing_changes(project, taken):
    (project.root / taken).parent.mkdir(parents=True)
    (project.root / taken).write_text("mine")
    before = files(project), folders(project)
    with pytest.raises(CollectionError, match=f"is taken.*these exist: {taken}"):
        plan_scaffold(project, "elections/turn_out")
    assert (files(project), folders(project)) == before


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (MODULE, "older", "something called `Older`"),
        (MODULE, "field", "something called `Field`"),
        ("x = 1\n", "turn_out", "does not import Field and NotebookParameters"),
        ("def broken(:\n", "turn_out", "cannot be added to"),
        (MODULE + "\n\n1 / 0\n", "turn_out", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_module_that_cannot_take_the_model_is_refused(project, content, name, message):
    module = project.package / "elections" / "parameters.py"
    module.parent.mkdir()
    module.write_text(content)
    before = files(project)
    with pytest.raises(CollectionError, match=message) as caught:
        plan_scaffold(project, f"elections/{name}")
    assert caught.value.where == "rml/elections/parameters.py"
    assert files(project) == before


@pytest.mark.parametrize("failing", range(1, 12))
def test_all_files_are_written_or_none(project, monkeypatch, failing):
    module = project.package / "elections" / "parameters.py"
    module.parent.mkdir()
    module.write_text(MODULE)
    scaffold = plan_scaffold(project, "elections/turn_out")
    before = files(project), folders(project)
    steps = 0

    def counted(real):
        def step(*arguments, **named):
            nonlocal steps
            steps += 1
            if steps == failing:
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", counted(Path.write_text))
        patch.setattr(Path, "replace", counted(Path.replace))
        with pytest.raises(CollectionError, match="cannot be written: No space left"):
            write_scaffold(project, scaffold)
    # The step that failed is over: what is undone by a replacement can be replaced.
    assert (files(project), folders(project)) == before


def test_the_command_says_what_it_made_and_what_comes_next(project, capsys):
    command = ["--project", str(project.root), "new", "elections/turn_out"]
    assert main(command) == 0
    said = capsys.readouterr().out
    for name in files(project):
        assert f"  {name}\n" in said
    assert "make reports ONLY=elections/turn_out" in said
    assert "-m pytest tests/notebooks/test_elections_turn_out.py" in said
    assert main([*command[:-1], "elections/seats"]) == 0
    assert "rml/elections/parameters.py  (added Seats at its end)" in capsys.readouterr().out
    assert main(command) == 2
    assert "is taken" in capsys.readouterr().err


@pytest.mark.slow
def test_new_reports_run_at_once_with_their_tests_and_keep_the_rules(tmp_path):
    names = ["image_cropping/a_first_look", "elections/turn_out"]  # an old and a new analysis
    root = tmp_path / "a copy"
    skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for folder in ("params", "notebooks", "rml"):
        shutil.copytree(ROOT / folder, root / folder, ignore=skipped)
    (root / "tests" / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "tests" / "contract", root / "tests" / "contract", ignore=skipped)
    for file in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / file, root)
    environment = {**os.environ, "PYTHONPATH": str(root), "RML_OFFLINE": "1"}

    def python(*arguments):
        ended = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    def rml(*arguments):
        return python("rml.cli", "--project", str(root), *arguments)

    for name in names:
        rml("new", name)
    assert "Warning" not in rml("run", *names)
    schemas, tests, modules = [], [], []
    for name in names:
        (findings,) = (root / "outputs").glob(f"{name}/*/findings.json")
        assert json.loads(findings.read_text())["findings"][0]["verdict"] == "new"
        analysis, _, notebook = name.partition("/")
        schemas.append(root / "params" / analysis / "schema" / f"{notebook}.json")
        tests.append(f"tests/notebooks/test_{analysis}_{notebook}.py")
        metadata = json.loads((root / "notebooks" / f"{name}.ipynb").read_text())["metadata"]
        module = metadata["rml"]["parameters"].partition(":")[0]
        modules.append(f"{module.replace('.', '/')}.py")
    assert "2 passed" in python("pytest", "-q", *tests)
    chosen = " or ".join(name.partition("/")[2] for name in names)
    assert " passed" in python("pytest", "-q", "tests/contract/test_notebooks.py", "-k", chosen)
    written = [path.read_bytes() for path in schemas]
    for path in schemas:
        path.unlink()
    rml("schema")
    assert [path.read_bytes() for path in schemas] == written
    python("ruff", "check", "--quiet", *modules, *tests)
    python("ruff", "format", "--check", "--quiet", *modules, *tests)
