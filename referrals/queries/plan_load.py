"""The load of plans in the units that somebody manages: numbers, and no person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Unit, User
from referrals.plan_enums import NeedKind, PlacementFor, PlacementKind, UnmetReason


@dataclass(frozen=True)
class LoadLine:
    """How much lies with one coordinator; *coordinator* empty is with nobody."""

    unit: str
    coordinator: str
    open_plans: int
    asked: int
    late: int
    late_measures: int
    unbridged: int


@dataclass(frozen=True)
class UnmetLine:
    """How many open plans lack something for a reason."""

    kind: str
    reason: str
    plans: int


@dataclass(frozen=True)
class PlacementLoad:
    """Requests for one kind of place for one group."""

    kind: str
    for_whom: str
    requests: int
    none_found: int
    refusals: int
    nights: int


@dataclass(frozen=True)
class Load:
    """The three tables."""

    lines: list[LoadLine]
    unmet: list[UnmetLine]
    placements: list[PlacementLoad]


def read_load(user: User) -> Load:
    """The load of *user*'s units. That it was opened is logged."""
    rows = _rows("SELECT * FROM app_plan_load()")
    units = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=[row[0] for row in rows])}
    ids = [row[1] for row in rows if row[1]]
    names = {u.pk: str(u) for u in User.objects.filter(pk__in=ids)}
    lines = [LoadLine(units[row[0]], names.get(row[1], ""), *map(int, row[2:])) for row in rows]
    load = Load(
        sorted(lines, key=lambda line: (line.unit, not line.coordinator, line.coordinator)),
        [
            UnmetLine(str(NeedKind(kind).label), str(UnmetReason(reason).label), plans)
            for kind, reason, plans in _rows("SELECT * FROM app_plan_unmet()")
        ],
        [
            PlacementLoad(
                str(PlacementKind(kind).label), str(PlacementFor(group).label), *map(int, counts)
            )
            for kind, group, *counts in _rows("SELECT * FROM app_placement_load()")
        ],
    )
    record(Event.LOAD_READ, by=user, plans=sum(line.open_plans for line in lines))
    return load


def _rows(statement: str) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
