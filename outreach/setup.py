"""What a city's file says about the outreach floor: routes of offers, operation weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.actions.upsert import bring_in_line
from casework.enums import PersonRole
from casework.models import Unit
from casework.setup_steps import Change, SetupStep
from casework.toml_table import TomlTable
from outreach.enums import SupportKind
from outreach.models import OfferRoute, OperationWeek


@dataclass(frozen=True)
class OutreachPlan:
    """The checked sections. A route: a kind of support and its receiving units, in order."""

    routes: dict[str, list[str]]
    weeks: list[tuple[str, int, date | None, date | None]]


def read_sections(root: TomlTable, units: frozenset[str]) -> OutreachPlan:
    """Read ``[offers]`` and ``[[operation_weeks]]``, and check whom the units read."""
    offers = root.table("offers")
    routes = {kind: offers.texts(kind, sorted(units)) for kind in SupportKind.values}
    offers.nothing_else()
    weeks = []
    for table in root.tables("operation_weeks"):
        name, year = table.text("name", longest=100), table.number("year", 2000, 2100)
        first, last = table.day("from", required=False), table.day("to", required=False)
        if year is None:
            table.fault("year", "a year")
        if (first is None) != (last is None) or (first and last and last < first):
            table.fault("to", "both from and to, in order, or neither")
        weeks.append((name, year or 0, first, last))
        table.nothing_else()
    _check_reads_roles(root)
    return OutreachPlan({kind: codes for kind, codes in routes.items() if codes}, weeks)


def _check_reads_roles(root: TomlTable) -> None:
    """The unit is casework's, but whom one can meet is known on this floor."""
    tables: Any = root.values.get("units")
    for number, values in enumerate(tables if isinstance(tables, list) else [], start=1):
        if isinstance(values, dict) and "reads_roles" in values:
            place = f"units[{number}]"
            TomlTable(values, place, root.problems).texts("reads_roles", PersonRole.values)


def apply_sections(plan: OutreachPlan) -> list[Change]:
    """Bring routes and weeks in line. A route that the file no longer names is removed."""
    ids = dict(Unit.objects.values_list("code", "pk"))
    rows = [
        {"kind": kind, "unit_id": ids[code], "position": position}
        for kind, codes in plan.routes.items()
        for position, code in enumerate(codes)
    ]
    wanted = {(row["kind"], row["unit_id"]) for row in rows}
    changes = []
    for route in OfferRoute.objects.select_related("unit"):
        if (route.kind, route.unit_id) not in wanted:
            changes.append(Change("removed", f"offerroute {route.kind} {route.unit.code}"))
            route.delete()
    changes += bring_in_line(OfferRoute, ("kind", "unit_id"), rows)
    weeks = [
        {"name": name, "year": year, "starts_on": first, "ends_on": last}
        for name, year, first, last in plan.weeks
    ]
    return changes + bring_in_line(OperationWeek, ("year", "name"), weeks)


STEP = SetupStep(read=read_sections, apply=apply_sections)
