"""Which modules of ``rml`` a piece of code imports, found by reading, never by importing."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from rml.errors import CollectionError

PACKAGE = "rml"


class ImportGraph:
    """Digests of the modules that given code reaches, comments and docstrings aside.

    Parameters
    ----------
    package
        The folder of the package ``rml``. Files are read at most once.
    """

    def __init__(self, package: Path) -> None:
        self._package = package
        self._trees: dict[str, tuple[Path, ast.Module]] = {}
        self._direct: dict[str, set[str]] = {}

    def _file(self, module: str) -> Path | None:
        base = self._package.parent.joinpath(*module.split("."))
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file():
                return path
        return None

    def _tree(self, module: str) -> tuple[Path, ast.Module]:
        if module not in self._trees:
            path = self._file(module)
            if path is None:
                raise CollectionError(
                    f"The module `{module}` is imported but does not exist.",
                    remedy="Correct the import.",
                )
            try:
                tree = ast.parse(path.read_bytes(), filename=str(path))
            except SyntaxError as error:
                raise CollectionError(
                    f"The module `{module}` is not valid Python: {error}."
                ) from error
            _drop_docstrings(tree)
            self._trees[module] = (path, tree)
        return self._trees[module]

    def imported_by(self, tree: ast.AST, *, module: str = "", is_package: bool = False) -> set[str]:
        """Return the rml modules that a syntax tree imports directly, parents included.

        Parameters
        ----------
        tree
            The code; imports inside functions count too.
        module
            The code's own module name, needed for relative imports.
        is_package
            True if the code is a package's ``__init__``.
        """
        found: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    parents = module.split(".")
                    kept = len(parents) - node.level + (1 if is_package else 0)
                    base = ".".join([*parents[:kept], *([node.module] if node.module else [])])
                found.add(base)
                found.update(
                    f"{base}.{alias.name}"
                    for alias in node.names
                    if self._file(f"{base}.{alias.name}")
                )
        inside = {name for name in found if name == PACKAGE or name.startswith(PACKAGE + ".")}
        return inside | {
            ".".join(name.split(".")[:depth])
            for name in inside
            for depth in range(1, name.count(".") + 1)
        }

    def reached(self, start: Iterable[str]) -> list[str]:
        """Return the modules that ``start`` reaches through imports, itself included, sorted."""
        seen: set[str] = set()
        waiting = list(start)
        while waiting:
            module = waiting.pop()
            if module in seen:
                continue
            seen.add(module)
            if module not in self._direct:
                path, tree = self._tree(module)
                self._direct[module] = self.imported_by(
                    tree, module=module, is_package=path.name == "__init__.py"
                )
            waiting.extend(self._direct[module])
        return sorted(seen)

    def digest(self, module: str) -> str:
        """Return the sha256 of a module's syntax tree without docstrings."""
        _, tree = self._tree(module)
        return hashlib.sha256(ast.dump(tree).encode()).hexdigest()

    def package_data(self, module: str) -> list[str]:
        """Return the files, relative to the package, that a module declares it reads.

        A module declares them as a literal ``PACKAGE_DATA`` at its top level.
        """
        path, tree = self._tree(module)
        for statement in tree.body:
            found = assigned_name(statement)
            if found is None or found[0] != "PACKAGE_DATA":
                continue
            try:
                return [str(item) for item in ast.literal_eval(found[1])]
            except ValueError as error:
                raise CollectionError(
                    "PACKAGE_DATA must be a literal tuple of file names.", where=str(path)
                ) from error
        return []


def assigned_name(statement: ast.stmt) -> tuple[str, ast.expr] | None:
    """Return the name and value of a plain assignment to one name; None for anything else."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            return target.id, statement.value
    if (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value is not None
    ):
        return statement.target.id, statement.value
    return None


def _drop_docstrings(tree: ast.Module) -> None:
    """Remove every docstring of a syntax tree in place."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        match node.body:
            case [ast.Expr(value=ast.Constant(value=str())), *rest]:
                node.body = rest or [ast.Pass()]
