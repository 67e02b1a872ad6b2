"""The shape of the code: who may import whom, where SQLite may be named, how long a file may be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("db", "app", "ui", "resources")
FORBIDDEN = {
    "db": {"app", "ui", "PySide6", "shiboken6"},
    "app": {"ui", "PySide6", "shiboken6"},
    "ui": {"db", "sqlalchemy", "alembic", "sqlite3"},
    "resources": {"db", "app", "ui", "PySide6", "shiboken6", "sqlalchemy"},
}
# The only modules that may say what PostgreSQL does not understand.
SQLITE_MODULES = {
    "db/engine.py",
    "db/backup.py",
    "db/errors.py",
    "db/search.py",
    "db/migrations/__init__.py",
}
SQLITE_TEXT = re.compile(
    r"\b(PRAGMA|FTS5|VACUUM|ROWID|JULIANDAY|STRFTIME|SQLITE\w*|JSON_(EXTRACT|EACH|TREE|GROUP_ARRAY)"
    r"|INSERT\s+OR\s+\w+|REPLACE\s+INTO|WITHOUT\s+ROWID|GLOB|BM25)\b",
    re.IGNORECASE,
)
SQLITE_NAME = re.compile(r"sqlite|fts5|rowid|^json_(extract|each|tree|group_array)$", re.IGNORECASE)
MAX_LINES = 400  # but for migrations, which are written once and read by nobody
EMPTY_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.Module, package: str) -> Iterator[str]:
    """Yield the full dotted name of everything imported anywhere in `tree`, which lies in `package`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield ".".join([*package.split(".")[: 1 - node.level or None], node.module or ""])
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def forbidden_imports(source: str, module: str) -> set[str]:
    """Return what `source`, standing at `module` ("app/sync/peek.py"), imports against the table."""
    package = module.rpartition("/")[0].replace("/", ".")
    found = {name.partition(".")[0] for name in imports(ast.parse(source), package)}
    return found & FORBIDDEN[module.partition("/")[0]]


def sqlite_only(source: str) -> list[str]:
    """Return what in `source` only SQLite understands: texts but docstrings, imports, attributes."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [name for name in imports(tree, "") if SQLITE_NAME.search(name)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found += [match.group() for match in SQLITE_TEXT.finditer(node.value)]
        elif isinstance(node, ast.Attribute) and SQLITE_NAME.search(node.attr):
            found.append(node.attr)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_follow_the_layers(path: Path) -> None:
    assert not forbidden_imports(path.read_text("utf-8"), name_of(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_sqlite_is_named_only_where_it_may_be(path: Path) -> None:
    found = sqlite_only(path.read_text("utf-8"))
    if name_of(path) in SQLITE_MODULES:
        assert found, "needs nothing of SQLite any more: take it off the list"
    else:
        assert not found


def test_listed_sqlite_modules_exist() -> None:
    assert {name_of(path) for path in MODULES} >= SQLITE_MODULES


def test_no_module_is_too_long() -> None:
    modules = [path for path in MODULES if "versions" not in path.parts]
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_module_has_an_empty_name() -> None:
    parts = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & EMPTY_NAMES == set()


def test_code_lies_only_in_the_agreed_folders() -> None:
    folders = {path.parent.name for path in ROOT.glob("[!.]*/*.py")} - {"build", "dist", "demo"}
    assert folders <= {*LAYERS, "tests", "benchmarks", "docs"}


@pytest.mark.parametrize(
    ("source", "module", "found"),
    [
        ("import PySide6.QtCore", "app/job.py", {"PySide6"}),
        ("def f():\n    from ui.theme import colour", "app/sync/peek.py", {"ui"}),
        ("from sqlalchemy import select", "ui/page.py", {"sqlalchemy"}),
        ("from db.models import Task", "ui/page.py", {"db"}),
        ("from app.errors import UserError", "db/engine.py", {"app"}),
        ("import importlib\nimportlib.import_module('PySide6.QtGui')", "app/job.py", {"PySide6"}),
        ("from .theme import colour", "ui/page.py", set()),
        ("from ..errors import UserError", "app/sync/peek.py", set()),
        ("from app import ledger\nimport uitools", "ui/page.py", set()),
        ("import sqlalchemy", "app/ledger.py", set()),
    ],
)
def test_forbidden_imports_are_found(source: str, module: str, found: set[str]) -> None:
    assert forbidden_imports(source, module) == found


@pytest.mark.parametrize(
    "source",
    [
        "run('PRAGMA foreign_keys = ON')",
        "run(f'insert or ignore into {table}')",
        "run('CREATE VIRTUAL TABLE t USING fts5(text)')",
        "import sqlite3",
        "from sqlalchemy.dialects.sqlite import insert",
        "error.orig.sqlite_errorcode",
        "select(func.json_extract(t.c.body, '$.x'))",
        "run('SELECT rowid FROM t')",
        "create_engine(f'sqlite:///{path}')",
    ],
)
def test_sqlite_only_code_is_found(source: str) -> None:
    assert sqlite_only(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Unlike PRAGMA, portable."""',
        "def f():\n    '''No FTS5.'''",
        "row.lastrow",
        "run('SELECT id FROM t')",
    ],
)
def test_portable_code_is_left_alone(source: str) -> None:
    assert not sqlite_only(source)
