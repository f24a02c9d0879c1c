"""Each thing is done in one place only."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import BASE, modules, name_of

TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "messages" not in path.parts]
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(?!\s*</script>)", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "evaluated by htmx": re.compile(r"\shx-(?:on|vals\s*=\s*[\"']js:|vars)", re.IGNORECASE),
}
DATA_BLOCK = re.compile(r"<script[^>]*type=\"application/(?:ld\+)?json\"[^>]*>", re.IGNORECASE)
TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)  # style="date" may be an argument there


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [r"\.objects\b", r"\.save\(", r"\.delete\(\)"])
def test_pages_neither_read_tables_nor_write_them(pattern: str) -> None:
    pages = list(modules("apps/web", "apps/api"))
    assert pages
    assert lines_with(re.compile(pattern), pages) == []


@pytest.mark.parametrize("kind", INLINE)
def test_no_page_needs_more_than_the_strict_policy(kind: str) -> None:
    assert TEMPLATES
    found = []
    for path in PAGES:
        html = DATA_BLOCK.sub("", TEMPLATE_TAG.sub("", path.read_text(encoding="utf-8")))
        found += [f"{name_of(path)}: {hit.group()}" for hit in INLINE[kind].finditer(html)]
    assert found == []


def test_nothing_is_scheduled_for_later_in_the_broker() -> None:
    """A future moment is an indexed row: a task with an eta beyond the visibility timeout runs again and again."""
    found = []
    for path in modules("apps", "config"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"eta", "countdown"}:
                found.append(f"{name_of(path)}:{node.value.lineno} {node.arg}=")
    assert found == []


def test_modules_with_no_meaning_do_not_exist() -> None:
    refused = {"signals.py", "utils.py", "helpers.py", "managers.py"}
    assert [name_of(path) for path in modules("apps", "config") if path.name in refused] == []


def test_nothing_is_imported_inside_functions_and_no_rule_is_switched_off_for_it() -> None:
    assert lines_with(re.compile(r"noqa:.*PLC0415"), list(modules("apps", "config"))) == []
