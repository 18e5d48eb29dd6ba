"""Who sees a shift, an encounter and contact details: each rule as filter and as check.

The same rules stand once more in the database, as row-level security policies
(``outreach/migrations``); ``tests/rules`` walks all roles to show that the three agree.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from casework.access.memberships import (
    READING_ROLES,
    has_city_role,
    memberships_of,
    unit_ids,
    works_in_unit,
)
from casework.access.roles import Duty, roles_with
from casework.enums import PersonRole, Role, UnitKind
from casework.models import Unit, User
from outreach.models import ContactDetails, Device, Encounter, Shift, ShiftUnit, SyncItem
from outreach.models.sync_item import AUTHORS_OWN

# Who keeps shifts: units of these kinds go out.
OUTREACH_ROLES = roles_with(Duty.KEEPS_SHIFTS)
OUTREACH_KINDS = [
    UnitKind.OUTREACH_TEAM,
    UnitKind.UNGDOMSJOUREN,
    UnitKind.MIKA,
    UnitKind.KAST,
    UnitKind.REGIONAL_COORDINATION,
    UnitKind.COORDINATING_FUNCTION,
]


def visible_shifts(user: User) -> Q:
    """Shifts that a unit of *user* took part in."""
    taking_part = ShiftUnit.objects.filter(shift=OuterRef("pk"), unit__in=unit_ids(user))
    return Q(Exists(taking_part))


def can_see_shift(user: User, shift: Shift) -> bool:
    """The check that agrees with :func:`visible_shifts`."""
    return any(works_in_unit(user, su.unit_id) for su in shift.shift_units.all())


def visible_encounters(user: User) -> Q:
    """Encounters of such shifts whose role the unit is there for (design rule 14)."""
    reading = ShiftUnit.objects.filter(
        shift=OuterRef("shift"),
        unit__in=unit_ids(user),
        unit__reads_roles__contains=[OuterRef("role")],
    )
    return Q(Exists(reading))


def can_see_encounter(user: User, encounter: Encounter) -> bool:
    """The check that agrees with :func:`visible_encounters`."""
    return any(
        encounter.role in su.unit.reads_roles and works_in_unit(user, su.unit_id)
        for su in encounter.shift.shift_units.select_related("unit")
    )


def reads_shifts(user: User) -> bool:
    """Whether the page of shifts is there for *user*: a unit of theirs goes out."""
    return any(
        m.unit is not None and m.role in READING_ROLES and m.unit.kind in OUTREACH_KINDS
        for m in memberships_of(user)
    )


def roles_read(user: User, shift: Shift) -> list[PersonRole]:
    """Whom *user*'s units on the shift are there for: the only ones that *user* may record."""
    read = {
        role
        for su in shift.shift_units.all()
        if works_in_unit(user, su.unit_id)
        for role in su.unit.reads_roles
    }
    return [role for role in PersonRole if role in read]


def visible_contact_details(user: User) -> Q:
    """Contact details written by *user* or sent to a unit of theirs."""
    return Q(author_id=user.pk) | Q(receiving_unit__in=unit_ids(user))


def can_open_contact_details(user: User, details: ContactDetails) -> bool:
    """The check that agrees with :func:`visible_contact_details`."""
    return details.author_id == user.pk or works_in_unit(user, details.receiving_unit_id)


def outreach_units(user: User) -> list[Unit]:
    """The units in which *user* may plan and keep shifts."""
    return [
        m.unit
        for m in memberships_of(user)
        if m.unit is not None and m.role in OUTREACH_ROLES and m.unit.kind in OUTREACH_KINDS
    ]


def can_keep_shift(user: User, shift: Shift) -> bool:
    """Whether *user* may edit the shift and record encounters on it: a worker of a unit on it."""
    allowed = {unit.pk for unit in outreach_units(user)}
    return any(su.unit_id in allowed for su in shift.shift_units.all())


def can_import_log(user: User, unit: Unit) -> bool:
    """Whether *user* may import an earlier log for *unit*: its manager."""
    return works_in_unit(user, unit.pk, [Role.UNIT_MANAGER])


def can_register_devices(user: User, unit: Unit) -> bool:
    """Whether *user* registers and revokes the tablets of the unit."""
    return has_city_role(user, Role.ADMINISTRATOR) or works_in_unit(
        user, unit.pk, [Role.UNIT_MANAGER]
    )


def units_with_tablets(user: User) -> list[Unit]:
    """The units whose tablets *user* registers: those that go on shifts."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return list(Unit.objects.filter(kind__in=OUTREACH_KINDS))
    return [
        m.unit
        for m in memberships_of(user)
        if m.unit is not None and m.role == Role.UNIT_MANAGER and m.unit.kind in OUTREACH_KINDS
    ]


def registers_tablets(user: User) -> bool:
    """Whether the page of tablets is there for *user*."""
    return has_city_role(user, Role.ADMINISTRATOR) or any(
        m.unit is not None and m.role == Role.UNIT_MANAGER and m.unit.kind in OUTREACH_KINDS
        for m in memberships_of(user)
    )


def visible_devices(user: User) -> Q:
    """Tablets that *user* registers and revokes."""
    if has_city_role(user, Role.ADMINISTRATOR):
        return Q()
    return Q(unit__in=unit_ids(user, [Role.UNIT_MANAGER]))


def can_see_device(user: User, device: Device) -> bool:
    """The check that agrees with :func:`visible_devices`."""
    return can_register_devices(user, device.unit)


def visible_sync_items(user: User) -> Q:
    """Records from tablets that *user* wrote, and after three days those of a unit they manage.

    What was in one that is taken in or let go is not in it any more.
    """
    left = Q(
        unit__in=unit_ids(user, [Role.UNIT_MANAGER]),
        received_at__lte=timezone.now() - AUTHORS_OWN,
    )
    return Q(author_id=user.pk) | left


def can_see_sync_item(user: User, item: SyncItem) -> bool:
    """The check that agrees with :func:`visible_sync_items`."""
    if item.author_id == user.pk:
        return True
    if item.unit_id is None or item.received_at > timezone.now() - AUTHORS_OWN:
        return False
    return works_in_unit(user, item.unit_id, [Role.UNIT_MANAGER])
