"""The section of a city file that names its types of support and what the boards decided."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from casework.actions.upsert import bring_in_line
from casework.models import Board, SupportRule, SupportType
from casework.setup_steps import Change, SetupStep
from casework.toml_table import TomlTable
from casework.trafficking.enums import SupportStep


@dataclass(frozen=True)
class SupportPlan:
    """The checked section. Rules name their type and board by code."""

    types: list[dict[str, Any]]
    rules: list[dict[str, Any]]


def read_section(root: TomlTable, _units: frozenset[str]) -> SupportPlan:
    """Read ``[[support_types]]`` with their ``[[support_types.rules]]``."""
    boards: Any = root.values.get("boards") or []
    codes = [b["code"] for b in boards if isinstance(b, dict) and isinstance(b.get("code"), str)]
    plan = SupportPlan([], [])
    for table in root.tables("support_types"):
        code = table.code("code")
        if code in {kind["code"] for kind in plan.types}:
            table.fault("code", "a code that no other type of support has")
        name, step = table.text("name"), table.choice("step", SupportStep.values)
        plan.types.append({"code": code, "name": name, "step": step, "is_active": True})
        mine = [_rule(rule, code, codes) for rule in table.tables("rules")]
        _must_not_overlap(table, mine)
        plan.rules.extend(mine)
        table.nothing_else()
    return plan


def _rule(table: TomlTable, code: str, boards: list[str]) -> dict[str, Any]:
    first, last = table.period()
    rule: dict[str, Any] = {
        "type": code,
        "documents_identity": table.flag("documents_identity"),
        "board": table.choice("board", boards, "the code of one of [[boards]]"),
        "decided_on": table.day("decided_on"),
        "reference": table.text("reference", longest=100),
        "valid_from": first,
        "valid_to": last,
    }
    if rule["decided_on"] and first and first < rule["decided_on"]:
        table.fault("from", "a day not before the decision")
    table.nothing_else()
    return rule


def _must_not_overlap(table: TomlTable, rules: list[dict[str, Any]]) -> None:
    """One rule a day: otherwise nobody could say which one holds."""
    dated = sorted((r for r in rules if r["valid_from"]), key=lambda r: r["valid_from"])
    for earlier, later in pairwise(dated):
        if earlier["valid_to"] is None or earlier["valid_to"] >= later["valid_from"]:
            table.problems.append(f"{table.place}.rules: expected periods that do not overlap")


def apply_section(plan: SupportPlan) -> list[Change]:
    """Bring types and rules in line. A type that the file no longer names is taken out of use."""
    changes = bring_in_line(SupportType, ("code",), plan.types)
    gone = SupportType.objects.filter(is_active=True).exclude(
        code__in=[t["code"] for t in plan.types]
    )
    changes += [
        Change("deactivated", f"supporttype {code}") for code in gone.values_list("code", flat=True)
    ]
    gone.update(is_active=False)
    types = dict(SupportType.objects.values_list("code", "pk"))
    boards = dict(Board.objects.values_list("code", "pk"))
    rows = [
        {
            "support_type_id": types[rule["type"]],
            "valid_from": rule["valid_from"],
            "valid_to": rule["valid_to"],
            "documents_identity": rule["documents_identity"],
            "board_id": boards[rule["board"]],
            "decided_on": rule["decided_on"],
            "reference": rule["reference"],
        }
        for rule in plan.rules
    ]
    return changes + bring_in_line(SupportRule, ("support_type_id", "valid_from"), rows)


STEP = SetupStep(read=read_section, apply=apply_section)
