"""Fonts of the papers: the maker of PDFs can not tell two files of one family and weight apart.

Letters of the second were drawn with the glyphs of the first: Polish and Romanian words came out as
others, and no text that is read out of the file shows it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.code import ROOT

IMPORT = re.compile(r'@import url\("([^"]+)"\);')
FOLDER = ROOT / "static" / "css" / "print"
FACE = re.compile(r"@font-face\s*{[^}]*font-family:\s*([^;]+);")


def whole(sheet: Path) -> str:
    """*sheet* with those that it imports in it."""
    text = sheet.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: whole(FOLDER / found[1]), text)


IMPORTED = {
    name for path in FOLDER.glob("*.css") for name in IMPORT.findall(path.read_text("utf-8"))
}
SHEETS = sorted(path for path in FOLDER.glob("*.css") if path.name not in IMPORTED)


def families(text: str) -> list[str]:
    return [found.strip().strip('"') for found in FACE.findall(text)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_each_font_file_has_a_family_of_its_own_that_is_asked_for(sheet: Path) -> None:
    text = whole(sheet)
    found = families(text)
    assert sorted(set(found)) == sorted(found)
    stacks = FACE.sub("", text)
    assert [name for name in found if name not in stacks] == []


def test_the_letters_of_a_sheet_that_is_imported_are_found() -> None:
    assert sorted(IMPORTED) == ["faces.css", "paper.css"]
    assert families(whole(FOLDER / "letter.css")) == ["Inter", "Inter Ext"]


def test_two_files_of_one_family_would_be_found() -> None:
    twice = '@font-face { font-family: Inter; src: url("a"); } @font-face { font-family: Inter; }'
    assert families(twice) == ["Inter", "Inter"]
