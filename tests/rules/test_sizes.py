"""Size limits: past them a file is split by screen or by verb."""

from pathlib import Path

import pytest

from tests.rules.code import ROOT, functions, modules, relative, tree

MODULE, VIEWS, FUNCTION, TEMPLATE = 300, 250, 40, 120


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(path: Path) -> list[str]:
    return [
        f"{function.name}: {function.end_lineno - function.lineno + 1} lines"
        for function in functions(tree(path))
        if function.end_lineno and function.end_lineno - function.lineno + 1 > FUNCTION
    ]


@pytest.mark.parametrize("path", modules(), ids=relative)
def test_module(path: Path) -> None:
    limit = VIEWS if "views" in path.parts or path.name == "views.py" else MODULE
    assert lines(path) <= limit
    assert long_functions(path) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=relative)
def test_template(path: Path) -> None:
    assert lines(path) <= TEMPLATE


def test_a_long_function_would_be_found(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("def long():\n" + "    pass\n" * FUNCTION, encoding="utf-8")
    assert long_functions(path) == ["long: 41 lines"]
