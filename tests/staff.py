"""Memberships for the tests, given by the functions of ``tests/staff_functions.py``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from casework.enums import Role
from casework.models import Membership, Unit, User


def employ(
    user: User,
    role: Role,
    unit: Unit | str | None = None,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    takes_intake: bool = False,
    approved_by: User | None = None,
) -> Membership:
    """Give *user* a role, in the unit or in the unit with this code."""
    place = Unit.objects.get(code=unit) if isinstance(unit, str) else unit
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT test_employ(%s, %s, %s, %s, %s, %s, %s)",
            [
                user.pk,
                str(role),
                place.pk if place else None,
                valid_from,
                valid_to,
                takes_intake,
                approved_by.pk if approved_by else None,
            ],
        )
        made = cursor.fetchone()[0]
    user.__dict__.pop("_memberships_today", None)
    return Membership.objects.get(pk=made)


def change_membership(membership: Membership, **changes: Any) -> Membership:
    """Change fields of a membership: ``unit``, ``role``, ``valid_from``, ``valid_to``, …"""
    if "unit" in changes:
        changes["unit_id"] = str(changes.pop("unit").pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT test_change_membership(%s, %s::jsonb)",
            [membership.pk, _as_json(changes)],
        )
    membership.user.__dict__.pop("_memberships_today", None)
    membership.refresh_from_db()
    return membership


def _as_json(changes: dict[str, Any]) -> str:
    import json

    return json.dumps(
        {name: v.isoformat() if isinstance(v, date) else v for name, v in changes.items()}
    )


def change_memberships(user: User, **changes: Any) -> None:
    """Change all memberships of *user* alike."""
    for membership in user.memberships.all():
        change_membership(membership, **changes)
    user.__dict__.pop("_memberships_today", None)
