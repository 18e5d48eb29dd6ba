"""What a city's file says about referrals: bodies outside, routes, times to answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from casework.actions.upsert import bring_in_line
from casework.enums import PersonRole
from casework.models import Municipality, Unit
from casework.setup_steps import Change, SetupStep
from casework.toml_table import TomlTable
from referrals.actions.refused import refusals
from referrals.body_kinds import DEFAULT_KINDS
from referrals.due import DEFAULTS
from referrals.enums import CountedAs, ReferralKind, RouteWhen, StandsFor, TimeLimit
from referrals.models import AnswerTime, BodyKind, OutsideBody, Route

AGES = {"any": None, "adult": False, "child": True}


@dataclass(frozen=True)
class ReferralsPlan:
    """The checked sections. Receivers by their codes."""

    kinds: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    routes: list[dict[str, Any]] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)


def read_sections(root: TomlTable, units: frozenset[str]) -> ReferralsPlan:
    """Read ``[[body_kinds]]``, ``[[outside_bodies]]``, ``[[routes]]`` and ``[answer_times]``."""
    own = {kind["code"]: kind for kind in map(_kind, root.tables("body_kinds"))}
    kinds = [*(kind for kind in DEFAULT_KINDS if kind["code"] not in own), *own.values()]
    codes_of_kinds = [kind["code"] for kind in kinds]
    bodies = [_body(table, codes_of_kinds) for table in root.tables("outside_bodies")]
    codes = sorted(body["code"] for body in bodies)
    routes = [
        route for table in root.tables("routes") for route in _route(table, sorted(units), codes)
    ]
    return ReferralsPlan(kinds, bodies, routes, _times(root.table("answer_times")))


def _kind(table: TomlTable) -> dict[str, Any]:
    """One of the kinds that every city has, in other words, or one of the city's own."""
    name = table.text("name", longest=100)
    known = [kind["code"] for kind in DEFAULT_KINDS]
    is_known = table.values.get("code") in known
    found = {
        "code": table.choice("code", known) if is_known else table.code("code", longest=20),
        "name_sv": name,
        "name_en": table.text("name_en", required=False, longest=100) or name,
        "stands_for": table.option("stands_for", StandsFor.values, StandsFor.NOBODY),
        "written_to_in": table.option("written_to_in", dict(settings.LANGUAGES), "sv"),
        "counted_as": table.option("counted_as", CountedAs.values, CountedAs.OTHER),
    }
    table.nothing_else()
    return found


def _body(table: TomlTable, kinds: list[str]) -> dict[str, Any]:
    found = {
        "code": table.code("code"),
        "name": table.text("name"),
        "kind_id": table.choice("kind", kinds),
        "municipality": table.text("municipality", required=False),
        "phone": table.text("phone", required=False, longest=40),
        "address": table.text("address", required=False, longest=300),
    }
    table.nothing_else()
    return found


def _route(table: TomlTable, units: list[str], bodies: list[str]) -> list[dict[str, Any]]:
    shared = {
        "role": table.choice("role", PersonRole.values),
        "is_child": AGES.get(table.choice("age", list(AGES))),
        "when": table.choice("when", RouteWhen.values),
        "kind": table.choice("kind", ReferralKind.values),
    }
    to_units, to_bodies = table.texts("units", units), table.texts("bodies", bodies)
    if not to_units and not to_bodies:
        table.fault("units", "units or bodies that receive")
    table.nothing_else()
    return [
        *({**shared, "unit": code, "body": None} for code in to_units),
        *({**shared, "unit": None, "body": code} for code in to_bodies),
    ]


def _times(table: TomlTable) -> list[dict[str, Any]]:
    found = []
    for limit in TimeLimit:
        days, hours = DEFAULTS[limit]
        unit, highest = ("days", 250) if days else ("hours", 200)
        given = table.number(f"{limit}_{unit}", 1, highest)
        found.append(
            {
                "limit": str(limit),
                "working_days": (given or days) if days else None,
                "hours": (given or hours) if hours else None,
            }
        )
    table.nothing_else()
    return found


def apply_sections(plan: ReferralsPlan) -> list[Change]:
    """Bring the rows in line. A route that the file no longer names is removed."""
    places = dict(Municipality.objects.values_list("name", "pk"))
    bodies = [
        {
            **{key: value for key, value in body.items() if key != "municipality"},
            "municipality_id": places.get(body["municipality"]),
            "is_active": True,
        }
        for body in plan.bodies
    ]
    with refusals():
        changes = bring_in_line(BodyKind, ("code",), plan.kinds)
        changes += bring_in_line(OutsideBody, ("code",), bodies)
    changes += _retire([body["code"] for body in plan.bodies])
    changes += bring_in_line(AnswerTime, ("limit",), plan.times)
    return changes + _routes(plan.routes)


def _retire(codes: list[str]) -> list[Change]:
    """A body that the file no longer names stays on what was sent to it, and gets nothing new."""
    changes = []
    for body in OutsideBody.objects.filter(is_active=True).exclude(code__in=codes):
        body.is_active = False
        body.save(update_fields=["is_active"])
        changes.append(Change("retired", f"outsidebody {body.code}"))
    return changes


def _routes(wanted: list[dict[str, Any]]) -> list[Change]:
    units = dict(Unit.objects.values_list("code", "pk"))
    bodies = dict(OutsideBody.objects.values_list("code", "pk"))
    key = ("role", "is_child", "when", "kind", "to_unit_id", "to_body_id")
    rows = [
        {
            **{name: route[name] for name in key[:4]},
            "to_unit_id": units.get(route["unit"] or ""),
            "to_body_id": bodies.get(route["body"] or ""),
            "position": position,
        }
        for position, route in enumerate(wanted)
    ]
    kept = {tuple(row[name] for name in key) for row in rows}
    changes = []
    for route in Route.objects.all():
        if tuple(getattr(route, name) for name in key) not in kept:
            changes.append(Change("removed", f"route {route.pk}"))
            route.delete()
    return changes + bring_in_line(Route, key, rows)


STEP = SetupStep(read=read_sections, apply=apply_sections)
