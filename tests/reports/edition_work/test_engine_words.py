"""Whatever the engine can say on the audit page or in an edition has words to be translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import reports.disclosure
from reports.queries.engine_words import PATTERNS, SENTENCES, told

ENGINE = Path(reports.disclosure.__path__[0])
# The functions whose sentences are shown; of the other refusals the code alone is kept.
SHOWN = {
    "auditor.py": None,
    "checks.py": None,
    "release.py": {"_freeze", "_compare"},
}


def text_of(node: ast.expr) -> str:
    """The sentence of a literal; a value in it is 10."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "10" for p in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def sentences(file: str) -> set[str]:
    """What the functions of *file* return or append: sentences, and no errors or docstrings."""
    wanted, found = SHOWN[file], set()
    for function in ast.walk(ast.parse((ENGINE / file).read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef) or (wanted and function.name not in wanted):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("append", "_note")):
                found |= {text_of(argument) for argument in node.args}
            elif isinstance(node, ast.Return) and node.value is not None:
                inner = node.value.elts if isinstance(node.value, ast.List) else [node.value]
                found |= {text_of(value) for value in inner}
    return {sentence for sentence in found if sentence.endswith(".")}


@pytest.mark.parametrize("file", SHOWN)
def test_every_sentence_has_words(file: str) -> None:
    found = sentences(file)
    assert found
    unknown = found - set(SENTENCES)
    assert {s for s in unknown if not any(re.fullmatch(p, s) for p in PATTERNS)} == set()


def test_no_words_are_left_over() -> None:
    said = set().union(*map(sentences, SHOWN))
    assert set(SENTENCES) <= said
    assert {p for p in PATTERNS if not any(re.fullmatch(p, s) for s in said)} == set()


def test_a_name_stays_and_a_count_does_not() -> None:
    assert told("Rows of 2025 were changed after they had been published.") == (
        "Rows of 2025 were changed after they had been published."
    )
    assert told("2025: 7 cells are not counted on the one set.") == (
        "2025: some cells are not counted on the one set."
    )
