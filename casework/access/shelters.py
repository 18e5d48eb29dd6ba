"""Who keeps protected housing, and who may open its address."""

from __future__ import annotations

from django.db.models import Q

from casework.access.memberships import memberships_of
from casework.access.persons import can_work_in_person, managed_unit_ids, visible_person_rows
from casework.enums import Role
from casework.models import Shelter, ShelterStay, Unit, User


def keeping_units(user: User) -> list[Unit]:
    """Units whose protected housing *user* keeps: those that they manage."""
    return [
        m.unit for m in memberships_of(user) if m.unit is not None and m.role == Role.UNIT_MANAGER
    ]


def kept_by(user: User) -> Q:
    """Protected housing that *user* keeps, as a filter on :class:`Shelter`."""
    return Q(unit__in=managed_unit_ids(user))


def can_keep(user: User, shelter: Shelter) -> bool:
    """The check that agrees with :func:`kept_by`."""
    return any(unit.pk == shelter.unit_id for unit in keeping_units(user))


def can_open_address(user: User, stay: ShelterStay) -> bool:
    """Whether *user* works in the file of somebody who lives there, as the keeper has confirmed."""
    ongoing = ShelterStay.objects.ongoing().filter(visible_person_rows(user), pk=stay.pk)
    return ongoing.exists() and can_work_in_person(user, stay.person)
