"""Memberships for the tests. The product writes them by functions alone, and so must the tests.

``test_employ`` and ``test_change_membership`` are made by the superuser in databases of tests only:
they give a role without anybody who approves it, on any day.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
from django.db import connection

from casework.enums import Role
from casework.models import Membership, Unit, User

FUNCTIONS = """
CREATE OR REPLACE FUNCTION test_employ(member uuid, as_role text, in_unit uuid, first_day date,
    last_day date, intake boolean, approver uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO casework_membership (id, user_id, role, unit_id, valid_from, valid_to, takes_intake,
        approved_by_id)
    VALUES (gen_random_uuid(), member, as_role, in_unit, coalesce(first_day, app_today()), last_day,
        intake, approver) RETURNING id
$$;
CREATE OR REPLACE FUNCTION test_change_membership(wanted uuid, changes jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_membership m SET unit_id = changed.unit_id, valid_from = changed.valid_from,
        valid_to = changed.valid_to, takes_intake = changed.takes_intake, role = changed.role
    FROM casework_membership old,
        jsonb_populate_record(old, changes) changed
    WHERE m.id = wanted AND old.id = wanted
$$;
CREATE OR REPLACE FUNCTION test_pass_hours(hours integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_personuserpermission SET given_at = given_at - make_interval(hours => hours),
        ends_at = ends_at - make_interval(hours => hours)
$$;
CREATE OR REPLACE FUNCTION test_grants(wanted uuid) RETURNS SETOF jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT to_jsonb(g) FROM casework_personuserpermission g WHERE g.content_object_id = wanted
$$;
CREATE OR REPLACE FUNCTION test_forget_grants(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM casework_personuserpermission WHERE content_object_id = wanted;
    DELETE FROM casework_personunitpermission WHERE content_object_id = wanted
$$;
CREATE OR REPLACE FUNCTION test_age_requests(days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_accessrequest SET asked_at = asked_at - make_interval(days => days)
$$;
CREATE OR REPLACE FUNCTION test_left_lying(wanted uuid, seconds double precision) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE outreach_syncitem SET received_at = received_at - make_interval(secs => seconds)
    WHERE id = wanted
$$;
-- A consent is never changed: the triggers that say so are passed by.
CREATE OR REPLACE FUNCTION test_age_consent(wanted uuid, days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
SET session_replication_role = replica AS $$
    UPDATE casework_consent SET from_day = from_day - days, until_day = until_day - days
    WHERE id = wanted
$$;
"""


def make_functions(superuser_dsn: str) -> None:
    """Make these functions in the database that *superuser_dsn* names."""
    with psycopg.connect(superuser_dsn, autocommit=True) as superuser:
        superuser.execute(FUNCTIONS)


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
