"""Which files reach somebody, in SQL: written once, and compiled for no page.

The words are those of the policies (``casework/migrations/0005_person_policies.py``), but for who
asks: they are told that, and do not believe the transaction. So the filter says no on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField
from django.utils import timezone

from casework.access.memberships import READING_ROLES
from casework.enums import AccessLevel, GrantReach, ProtectedIdentity, Role
from casework.models import User
from casework.spelled import Spelled


def _units(where: str) -> str:
    """Units of today's memberships of ``%(user)s``."""
    return f"""SELECT m.unit_id FROM casework_membership m
        WHERE m.user_id = %(user)s AND m.valid_from <= %(today)s
          AND (m.valid_to IS NULL OR m.valid_to >= %(today)s) AND {where}"""  # noqa: S608  # nosec B608 - constants of this module


def _words(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_READS = f"m.role IN ({_words(READING_ROLES)})"
STAFF_UNITS = _units(_READS)
_INTAKE_UNITS = _units(f"{_READS} AND (m.role = '{Role.UNIT_MANAGER}' OR m.takes_intake)")
_MANAGED_UNITS = _units(f"m.role = '{Role.UNIT_MANAGER}'")
_LASTS = "(g.ends_at IS NULL OR g.ends_at > statement_timestamp())"

# Grants ``g`` to the user by name, and those that reach them through a unit.
PERSONALLY = f"""casework_personuserpermission g
    WHERE g.user_id = %(user)s AND {_LASTS} AND g.unit_id IN ({STAFF_UNITS})"""
THROUGH_UNIT = f"""casework_personunitpermission g
    WHERE {_LASTS} AND (
        (g.reach = '{GrantReach.INTAKE}' AND g.unit_id IN ({_INTAKE_UNITS}))
        OR (g.reach = '{GrantReach.MANAGER}' AND g.unit_id IN ({_MANAGED_UNITS})))"""


def _arrayed(*selects: str) -> str:
    """Keys as an array, each asked for once a statement.

    Not IN: of IN with a union inside the database believes that it brings tens of thousands of
    keys, and reads all files in order instead of finding these by their key.
    """
    return f"{{column}} = ANY (ARRAY({' UNION ALL '.join(selects)}))"


_NAMED_KEYS = f"SELECT g.content_object_id FROM {PERSONALLY}"  # noqa: S608  # nosec B608
_UNIT_KEYS = f"SELECT g.content_object_id FROM {THROUGH_UNIT}"  # noqa: S608  # nosec B608
# About ``{column}``, the key of a file: that something reaches the user, and that it does by name.
REACHED = _arrayed(_NAMED_KEYS, _UNIT_KEYS)
NAMED = _arrayed(_NAMED_KEYS)
# The same of what lets them decide over a file.
_DECIDES = f"g.level = '{AccessLevel.MANAGE}'"
MANAGED = _arrayed(f"{_NAMED_KEYS} AND {_DECIDES}", f"{_UNIT_KEYS} AND {_DECIDES}")
MANAGED_BY_NAME = _arrayed(f"{_NAMED_KEYS} AND {_DECIDES}")
# About ``{column}``, which points at a file: that the user sees it. For rows of few files.
SEEN = f"""EXISTS (SELECT FROM casework_person p WHERE p.id = {{column}} AND (
    EXISTS (SELECT FROM {PERSONALLY} AND g.content_object_id = {{column}})
    OR (p.protection = '{ProtectedIdentity.NONE}'
        AND EXISTS (SELECT FROM {THROUGH_UNIT} AND g.content_object_id = {{column}}))))"""  # noqa: S608  # nosec B608
# What reaches the user in one file: level, ground and end, the earliest first. A protected identity
# is reached by name only.
_GROUNDS = """ARRAY(SELECT concat_ws(' ', g.level, g.ground, coalesce(g.ends_at::text, ''))
    FROM {grants} ORDER BY g.given_at, g.id)"""
GROUNDS_PERSONALLY = _GROUNDS.format(grants=f"{PERSONALLY} AND g.content_object_id = {{column}}")
GROUNDS_THROUGH_UNIT = _GROUNDS.format(
    grants=f"""{THROUGH_UNIT} AND g.content_object_id = {{column}} AND EXISTS (
        SELECT FROM casework_person p
        WHERE p.id = {{column}} AND p.protection = '{ProtectedIdentity.NONE}')"""  # nosec B608
)


def told(user: User, sql: str, column: str = "pk", output_field: Any = None) -> Spelled:
    """*sql* of this module about *column*, told who asks and which day it is."""
    values = {"user": user.pk, "today": timezone.localdate()}
    return Spelled(column, sql=sql, values=values, output_field=output_field or BooleanField())
