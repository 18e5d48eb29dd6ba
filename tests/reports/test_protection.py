"""Only the protection makes tables that may be shown, and only they can be drawn or written."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from reports.disclosure.protect import INTERNAL, protect
from reports.disclosure.raw import RawTable
from reports.disclosure.safe import SafeTable

ROOT = Path(__file__).resolve().parents[2]


def raw() -> RawTable:
    cells = {("a", "x"): 1, ("a", "y"): 2, ("b", "x"): 0, ("b", "y"): 4}
    return RawTable("t", "encounter", ("a", "b"), ("x", "y"), cells)


def test_a_safe_table_says_what_it_may_be_used_for() -> None:
    assert protect(raw()).status == INTERNAL == "internal working material, not for release"


def test_nobody_else_makes_one() -> None:
    fields = {"code": "t", "universe": "e", "rows": (), "columns": (), "cells": {}}
    with pytest.raises(TypeError, match="protect only"):
        SafeTable(**fields, adds_across=True, status="released", protection=object())  # type: ignore[arg-type]


def test_nobody_changes_one() -> None:
    table = protect(raw())
    with pytest.raises(dataclasses.FrozenInstanceError):
        table.status = "released"  # type: ignore[misc]
    with pytest.raises(TypeError):
        table.cells["a", "x"] = 9  # type: ignore[index]
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(table, status="released")  # type: ignore[call-arg]


def test_what_is_counted_later_does_not_change_what_was_protected() -> None:
    cells = {("a", "x"): 1}
    table = protect(RawTable("t", "encounter", ("a",), ("x",), cells))
    cells["a", "x"] = 7
    assert table.value("a", "x") == 1


def test_sums() -> None:
    table = protect(raw())
    assert (table.row_total("a"), table.column_total("y"), table.total) == (3, 6, 7)
    assert table.value("c", "x") == 0


def test_a_raw_table_has_a_number_in_each_cell() -> None:
    with pytest.raises(ValueError, match="rows by the columns"):
        RawTable("t", "encounter", ("a",), ("x", "y"), {("a", "x"): 1})


def test_the_token_is_shown_in_one_place() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "reports").rglob("*.py")
        if re.search(r"\bPROTECTION\b", path.read_text(encoding="utf-8"))
    ]
    assert sorted(users) == ["reports/disclosure/protect.py", "reports/disclosure/safe.py"]
