"""The running tally of a shift."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise

from casework.enums import PersonRole
from casework.models import User
from outreach.access import roles_read
from outreach.models import Encounter, Shift
from outreach.queries.totals import totals


@dataclass(frozen=True)
class Counter:
    """How many of one role."""

    role: PersonRole
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Tally:
    """What the page counts up while a shift goes on."""

    counters: list[Counter]
    people: int
    drafts: int

    @property
    def elsewhere(self) -> int:
        """People met whom another unit of the shift reads."""
        return self.people - sum(counter.count for counter in self.counters)


def tally(user: User, shift: Shift) -> Tally:
    """The counters of the roles that *user* reads, and the totals for everybody."""
    everybody = totals(shift.pk)
    return Tally(_counters(user, shift), everybody.people, everybody.drafts)


def joint_tally(user: User, shift_id: uuid.UUID) -> dict[str, int] | None:
    """What all tablets and the office have of a shift, by the roles that *user* reads.

    For whoever is on its crew; ``None`` for everybody else, as where there is no such shift.
    """
    shift = (
        Shift.objects.visible_to(user)
        .filter(pk=shift_id, crew__user=user)
        .prefetch_related("shift_units__unit")
        .first()
    )
    if shift is None:
        return None
    return {counter.role.value: counter.count for counter in _counters(user, shift)}


def _counters(user: User, shift: Shift) -> list[Counter]:
    found = dict(
        Encounter.objects.current()
        .visible_to(user)
        .filter(shift=shift)
        .order_by()
        .values_list("role")
        .annotate(count=Count("pk"))
    )
    return [Counter(role, role.label, found.get(role, 0)) for role in roles_read(user, shift)]
