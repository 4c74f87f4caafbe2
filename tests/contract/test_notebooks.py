"""The contract of every notebook and parameter file of the collection."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from rml.run.collection import read_collection
from rml.run.notebook_source import read_notebook
from rml.run.parameters import check_notebook, checked_values, load_model
from rml.run.plan import make_plans
from rml.run.project import find_project

PROJECT = find_project(Path(__file__).parent)
SPECS = read_collection(PROJECT)
NOTEBOOKS = sorted(
    path.relative_to(PROJECT.notebooks).with_suffix("").as_posix()
    for path in PROJECT.notebooks.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
MOST_CODE_LINES = 150
REPORT_CALLS = {"finding", "figure", "table"}
# An explorer is a table with sliders.
MAKES = {"feed_explorer": "table"}


def source(name):
    return read_notebook(PROJECT, name)


def raw(name):
    return json.loads((PROJECT.notebooks / f"{name}.ipynb").read_text(encoding="utf-8"))


def trees(name):
    for cell in source(name).code:
        yield cell, ast.parse(cell.source)


def nodes(name, *kinds):
    for cell, tree in trees(name):
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield cell.number, node


def test_every_notebook_has_a_report_and_every_report_a_notebook():
    assert NOTEBOOKS
    assert {spec.notebook for spec in SPECS.values()} == set(NOTEBOOKS)


def test_all_plans_are_sound_in_both_profiles():
    for profile in ("full", "quick"):
        assert list(make_plans(PROJECT, SPECS.values(), profile)) == list(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_every_parameter_has_a_description_a_unit_and_bounds(name):
    model = load_model(source(SPECS[name].notebook))
    schema = model.model_json_schema()
    limits = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum", "const"}
    for field, entry in schema["properties"].items():
        assert entry.get("description", "").strip(), f"{field} has no description"
        assert entry.get("unit", "").strip(), f"{field} has no unit"
        if entry.get("type") in {"integer", "number"}:
            low = {"minimum", "exclusiveMinimum"} & set(entry)
            high = {"maximum", "exclusiveMaximum"} & set(entry)
            assert (low and high) or limits & set(entry) & {"enum", "const"}, f"{field}: no bounds"
    assert not [field for field in model.model_fields.values() if not field.is_required()]


@pytest.mark.parametrize("name", SPECS)
def test_parameter_files_name_the_schema_for_editors(name):
    first = (PROJECT.params / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    notebook = SPECS[name].notebook.partition("/")[2]
    assert first == f"# yaml-language-server: $schema=./schema/{notebook}.json"


@pytest.mark.parametrize("name", SPECS)
def test_titles_and_summaries_hold_no_typed_result(name):
    assert not re.search(r"\d+([.,]\d+)?\s*(%|percent|points)", SPECS[name].summary)
    assert not re.search(r"\d+([.,]\d+)?\s*(%|percent|points)", SPECS[name].title)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cell_model_and_files_agree(name):
    model = load_model(source(name))
    check_notebook(source(name), model)
    for spec in SPECS.values():
        if spec.notebook == name:
            assert set(checked_values(spec, model, "full")) == set(source(name).defaults)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_outputs_are_stripped_and_kernels_are_not_personal(name):
    content = raw(name)
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
        assert cell.get("id"), "a cell has no id: ids keep git diffs small"
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    text = json.dumps(content["metadata"])
    assert "/" not in text.replace("://", ""), "metadata hold a path"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_are_thin(name):
    lines = sum(
        bool(line.strip()) for cell in source(name).code for line in cell.source.splitlines()
    )
    assert lines <= MOST_CODE_LINES


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_define_nothing_and_swallow_nothing(name):
    forbidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [cell for cell, _ in nodes(name, *forbidden)]
    assert not [
        cell
        for cell, node in nodes(name, ast.ExceptHandler)
        if node.type is None
        or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    ]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_import_concrete_modules_and_no_machinery(name):
    for cell, node in nodes(name, ast.Import, ast.ImportFrom):
        names = (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
        for module in names:
            root = module.partition(".")[0]
            assert root not in {"sys", "os", "subprocess", "importlib", "requests", "urllib"}, cell
            if root == "rml":
                assert isinstance(node, ast.ImportFrom), cell
                assert not module.startswith(("rml.run", "rml.commands", "rml.cli")), cell
                path = PROJECT.root.joinpath(*module.split("."))
                assert path.with_suffix(".py").is_file(), f"cell {cell}: {module} is a package"
    called = {node.func.id for _, node in nodes(name, ast.Call) if isinstance(node.func, ast.Name)}
    assert not called & {"open", "exec", "eval", "__import__", "display"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_path_and_no_markup_in_strings(name):
    for cell, node in nodes(name, ast.Constant):
        if isinstance(node.value, str):
            assert not re.search(r"(^|\s)(/|~/|[A-Z]:\\)\w", node.value), f"cell {cell}: a path"
            assert not re.search(r"</?[a-z]+[ >/]", node.value), f"cell {cell}: markup"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_markdown_holds_no_markup_and_no_typed_results(name):
    for cell in source(name).cells:
        if cell.kind != "markdown":
            continue
        assert not re.search(r"</?[a-z]+[ >/]", cell.source), f"cell {cell.number}: raw HTML"
        assert "![" not in cell.source, f"cell {cell.number}: an image without a figure() call"
        found = re.search(r"\d+[.,]\d+|\d+\s*(%|per cent|percent)", cell.source)
        assert not found, f"cell {cell.number}: a typed number, {found.group(0)!r}"


def products_made(name):
    """Return the literal ids of products by kind, always made or made on a condition; and
    the kinds of which some ids are computed.
    """
    always = {kind: set() for kind in REPORT_CALLS}
    sometimes = {kind: set() for kind in REPORT_CALLS}
    computed = set()
    for _, tree in trees(name):
        conditional = {
            id(inside)
            for node in ast.walk(tree)
            if isinstance(node, (ast.If, ast.For))
            for inside in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            kind = MAKES.get(node.func.id, node.func.id)
            if kind in REPORT_CALLS:
                given = [word.value for word in node.keywords if word.arg == "id"] or node.args[:1]
                if not isinstance(given[0], ast.Constant):
                    computed.add(kind)
                else:
                    made = sometimes if id(node) in conditional else always
                    made[kind].add(given[0].value)
    return always, sometimes, computed


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_products_are_declared_and_declared_products_are_made(name):
    """The ids in calls with literal ids must be those of the parameter files.

    Products made under an ``if`` or in a loop need not be declared by every report, but by
    one at least.
    """
    always, sometimes, computed = products_made(name)
    specs = [spec for spec in SPECS.values() if spec.notebook == name]
    for kind in REPORT_CALLS:
        declared = [set(getattr(spec.products, f"{kind}s")) for spec in specs]
        assert sometimes[kind] <= set().union(*declared)
        for ids in declared:
            assert always[kind] <= ids
            if kind not in computed:
                assert ids <= always[kind] | sometimes[kind]
