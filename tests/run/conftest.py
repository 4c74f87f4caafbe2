from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from toy_collection import Toy


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """A collection with one report that builds; nothing is built yet."""
    root = tmp_path / "a collection"  # the space is part of every test
    root.mkdir()
    return Toy(root)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built") / "a collection"
    root.mkdir()
    ended = Toy(root).rml("run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Toy:
    """A copy of a collection whose one report is built."""
    root = tmp_path / "a collection"
    shutil.copytree(built_once, root)
    return Toy(root, fresh=False)
