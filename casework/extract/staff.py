"""Who wrote or read, as the person is told it: role and unit, never a name.

Names of officials are public in principle, but some who do this work are threatened by the people
they help others to leave. The right of access covers one's own data; who the official was is told
by role, unit and day, from which the municipality can always tell who it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.enums import Role
from casework.models import Membership


class Staff:
    """The memberships of the people who wrote and read, looked up once."""

    def __init__(self, user_ids: Iterable[uuid.UUID | None]) -> None:
        rows = Membership.objects.filter(user_id__in={u for u in user_ids if u}).order_by(
            "valid_from"
        )
        self._rows: dict[uuid.UUID, list[tuple[object, ...]]] = {}
        for user_id, *rest in rows.values_list(
            "user_id", "role", "unit__name", "valid_from", "valid_to"
        ):
            self._rows.setdefault(user_id, []).append(tuple(rest))

    def words(self, user_id: uuid.UUID | None, at: datetime | None) -> str:
        """Role and unit of somebody on the day of *at*; a plain word where nobody knows."""
        day = timezone.localtime(at).date() if at else timezone.localdate()
        for role, unit, start, end in self._rows.get(user_id, []) if user_id else []:
            if start <= day and (end is None or day <= end):  # type: ignore[operator]
                label = str(Role(str(role)).label)
                return f"{label}, {unit}" if unit else label
        return _("A colleague")
