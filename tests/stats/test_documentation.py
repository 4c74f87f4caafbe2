"""The examples in the docstrings run, and the statistics depend on numpy and scipy alone."""

import ast
import doctest
import importlib
import inspect
import pathlib
import sys

import pytest

import rml.stats

FOLDER = pathlib.Path(rml.stats.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
USER_MODULES = [
    "bootstrap",
    "intervals",
    "multiplicity",
    "pairwise",
    "pairwise_people",
    "permutation",
    "power",
    "series",
    "two_way",
]


def public_functions(module):
    return [
        (name, function)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    ]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_give_what_they_show(name):
    outcome = doctest.testmod(importlib.import_module(f"rml.stats.{name}"))
    assert outcome.failed == 0


@pytest.mark.parametrize("name", USER_MODULES)
def test_every_public_function_says_what_it_returns_and_has_an_example(name):
    functions = public_functions(importlib.import_module(f"rml.stats.{name}"))
    assert functions
    for function_name, function in functions:
        text = inspect.getdoc(function)
        assert text.startswith("Return "), function_name
        assert ">>>" in text, function_name


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_imported_but_numpy_scipy_and_the_result_types(name):
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    foreign = {
        module
        for module in imported
        if module.split(".")[0] not in {"numpy", "scipy", *sys.stdlib_module_names}
        and module != "rml.estimate"
        and not module.startswith("rml.stats.")
    }
    assert foreign == set()
