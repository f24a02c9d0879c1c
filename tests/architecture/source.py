"""The source of the house, to be looked at."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

BASE: Path = settings.BASE_DIR


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file below `folders`, migrations apart."""
    for folder in folders:
        yield from (path for path in sorted((BASE / folder).rglob("*.py")) if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; decorators are not counted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
