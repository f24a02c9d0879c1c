"""A reader can hold each piece in mind: modules, functions and views stay small."""

from tests.architecture.source import functions, length, modules, name_of

MODULE, FUNCTION, VIEW = 400, 40, 25


def test_no_module_is_longer_than_400_lines() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules("apps", "config")}
    assert {name: size for name, size in sizes.items() if size > MODULE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    sizes = {
        f"{name_of(path)}:{node.lineno} {node.name}": length(node)
        for path in modules("apps", "config", "tests")
        for node in functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > FUNCTION} == {}


def test_no_view_is_longer_than_25_lines() -> None:
    sizes = {
        f"{name_of(path)}:{node.lineno} {node.name}": length(node)
        for path in modules("apps/web/views")
        for node in functions(path)
        if node.args.args and node.args.args[0].arg == "request"
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > VIEW} == {}
