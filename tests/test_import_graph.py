from __future__ import annotations

import ast

import pytest

from rml.errors import CollectionError
from rml.import_graph import ImportGraph


@pytest.fixture
def package(tmp_path):
    files = {
        "__init__.py": '"""Top."""\n',
        "a.py": '"""A."""\nfrom rml.inner import b\nimport numpy\n',
        "inner/__init__.py": "",
        "inner/b.py": "from . import c\nfrom ..d import thing\n",
        "inner/c.py": "def late():\n    from rml.e import x\n    return x\n",
        "d.py": 'thing = 1\nPACKAGE_DATA = ("data/table.csv",)\n',
        "e.py": "x = 1\n",
        "unused.py": "y = 1\n",
    }
    for name, text in files.items():
        path = tmp_path / "rml" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "rml"


def test_imports_are_followed_through_every_form(package):
    graph = ImportGraph(package)
    start = graph.imported_by(ast.parse("from rml import a\nimport pandas as pd"))
    assert graph.reached(start) == [
        "rml",
        "rml.a",
        "rml.d",
        "rml.e",
        "rml.inner",
        "rml.inner.b",
        "rml.inner.c",
    ]


def test_declared_package_data_is_found(package):
    assert ImportGraph(package).package_data("rml.d") == ["data/table.csv"]
    assert ImportGraph(package).package_data("rml.e") == []


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("x = 1\n", "# why\nx = 1  # because\n", True),
        (
            'def f():\n    """Old."""\n    return 1\n',
            'def f():\n    """New."""\n    return 1\n',
            True,
        ),
        ('"""Old."""\nx = 1\n', '"""New."""\n\nx = (1)\n', True),
        ("x = 1\n", "x = 2\n", False),
        ("def f(a=1): return a\n", "def f(a=2): return a\n", False),
        ('x = "text"\n', 'x = "other"\n', False),
    ],
)
def test_comments_and_docstrings_do_not_count(package, before, after, same):
    (package / "e.py").write_text(before)
    old = ImportGraph(package).digest("rml.e")
    (package / "e.py").write_text(after)
    assert (ImportGraph(package).digest("rml.e") == old) is same


def test_a_missing_module_is_named(package):
    with pytest.raises(CollectionError, match=r"`rml\.nowhere`"):
        ImportGraph(package).reached(["rml.nowhere"])
