"""Who sees a file, writes in it and decides about it: each rule as filter and as check.

The same rules stand once more in the database (``casework/migrations/0005_person_policies.py``);
``tests/rules`` walks all roles to show that the three agree. Nothing here looks at superusers.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from casework.access.memberships import READING_ROLES, memberships_of, unit_ids
from casework.access.reached import MANAGED, MANAGED_BY_NAME, NAMED, REACHED, SEEN, told
from casework.ages import ADULT
from casework.enums import (
    AccessGround,
    AccessLevel,
    GrantReach,
    PersonRole,
    ProtectedIdentity,
    Role,
)
from casework.models import (
    Case,
    Membership,
    Person,
    PersonUnitPermission,
    PersonUserPermission,
    Unit,
    User,
)

# Who opens files and works in them. An outreach worker's team may keep files of its own too.
FILE_ROLES = READING_ROLES
RANK = {AccessLevel.READ: 1, AccessLevel.WORK: 2, AccessLevel.MANAGE: 3}


def intake_unit_ids(user: User) -> QuerySet[Membership, uuid.UUID | None]:
    """Units whose intake *user* is today: its managers, and those who take in new people."""
    return (
        Membership.objects.active()
        .filter(user_id=user.pk, role__in=list(READING_ROLES))
        .filter(Q(role=Role.UNIT_MANAGER) | Q(takes_intake=True))
        .values_list("unit_id", flat=True)
    )


def managed_unit_ids(user: User) -> QuerySet[Membership, uuid.UUID | None]:
    """Units that *user* manages today."""
    return unit_ids(user, [Role.UNIT_MANAGER])


def grants_to(user: User) -> QuerySet[PersonUserPermission]:
    """What *user* has been given personally, in units where they still work."""
    found: QuerySet[PersonUserPermission] = PersonUserPermission.objects.in_force()
    return found.filter(user_id=user.pk, unit__in=unit_ids(user))


def grants_to_units_of(user: User) -> QuerySet[PersonUnitPermission]:
    """What reaches *user* through a unit. Protected identities are reached by name only."""
    reached = Q(reach=GrantReach.INTAKE, unit__in=intake_unit_ids(user)) | Q(
        reach=GrantReach.MANAGER, unit__in=managed_unit_ids(user)
    )
    found: QuerySet[PersonUnitPermission] = PersonUnitPermission.objects.in_force()
    return found.filter(reached, content_object__protection=ProtectedIdentity.NONE)


def visible_persons(user: User) -> Q:
    """Files that *user* has been given access to."""
    return _reached(user, REACHED, NAMED)


def managed_persons(user: User) -> Q:
    """Files that *user* decides over; :func:`can_manage_person` is the check that agrees."""
    return _reached(user, MANAGED, MANAGED_BY_NAME)


def _reached(user: User, reached: str, by_name: str) -> Q:
    # Rare rows ask once more: a protected identity is for those who are named.
    named = Q(protection=ProtectedIdentity.NONE) | Q(told(user, by_name))
    return Q(told(user, reached)) & named


def visible_person_rows(user: User) -> Q:
    """Rows of such files: whatever has a ``person``."""
    return Q(told(user, SEEN, "person_id"))


def managed_person_rows(user: User) -> Q:
    """Rows of the files that *user* decides over."""
    return Q(Exists(Person.objects.filter(managed_persons(user), pk=OuterRef("person_id"))))


def visible_links(user: User) -> Q:
    """Links between two files that *user* both sees."""
    return Q(told(user, SEEN, "first_id")) & Q(told(user, SEEN, "second_id"))


def level_in(user: User, person: Person) -> AccessLevel | None:
    """The highest level that *user* has in the file today; ``None`` is no access at all."""
    levels = [
        *grants_to(user).filter(content_object=person).values_list("level", flat=True),
        *grants_to_units_of(user).filter(content_object=person).values_list("level", flat=True),
    ]
    return max((AccessLevel(level) for level in levels), key=RANK.__getitem__, default=None)


def _reaches(user: User, person: Person, level: AccessLevel) -> bool:
    found = level_in(user, person)
    return found is not None and RANK[found] >= RANK[level]


def can_read_person(user: User, person: Person) -> bool:
    """The check that agrees with :func:`visible_persons`."""
    return _reaches(user, person, AccessLevel.READ)


def can_work_in_person(user: User, person: Person) -> bool:
    """Whether *user* may write in the file."""
    return _reaches(user, person, AccessLevel.WORK)


def can_settle_in_person(user: User, person: Person) -> bool:
    """Whether *user* may also do what can't be undone: an emergency is no ground for that."""
    return any(grants.filter(content_object=person).exists() for grants in _settling(user))


def settled_persons(user: User) -> Q:
    """The files that agree with :func:`can_settle_in_person`."""
    by_name, by_unit = (
        Q(Exists(grants.filter(content_object=OuterRef("pk")).order_by()))
        for grants in _settling(user)
    )
    return by_name | by_unit


def _settling(
    user: User,
) -> tuple[QuerySet[PersonUserPermission], QuerySet[PersonUnitPermission]]:
    """What has been given to *user*, by name and through a unit, for more than an emergency."""
    lasting = grants_to(user).exclude(ground=AccessGround.EMERGENCY)
    writing = [AccessLevel.WORK, AccessLevel.MANAGE]
    return lasting.filter(level__in=writing), grants_to_units_of(user).filter(level__in=writing)


def can_manage_person(user: User, person: Person) -> bool:
    """Whether *user* decides who else may use the file, closes it and hands it over."""
    return _reaches(user, person, AccessLevel.MANAGE)


def file_units(user: User) -> list[Unit]:
    """The units in which *user* may open a file today."""
    return [
        m.unit
        for m in memberships_of(user)
        if m.unit is not None and m.role in FILE_ROLES and m.unit.reads_roles
    ]


def kinds_for(unit: Unit) -> list[PersonRole]:
    """Whom *unit* keeps files about: those that it is there for (design rule 2)."""
    return [kind for kind in PersonRole if kind in unit.reads_roles]


def takes_child(unit: Unit, until: date | None) -> bool:
    """Whether *unit* may have somebody who counts as a child until *until* (design rule 5).

    Age limits are data of the unit: whoever may be under 18 goes to no unit for adults.
    """
    is_child = until is not None and timezone.localdate() < until
    return not is_child or (unit.age_from or 0) < ADULT


def keeps_files_about(user: User, kind: str) -> bool:
    """Whether some unit of *user*'s keeps files about people of *kind*."""
    return any(kind in kinds_for(unit) for unit in file_units(user))


def reads_files(user: User) -> bool:
    """Whether the pages of files are there for *user* at all."""
    return bool(file_units(user))


def can_strike_in_person(user: User, person: Person) -> bool:
    """Whether *user* strikes signed notes: manages a unit that works or worked with the person."""
    return (
        can_manage_person(user, person)
        and Case.objects.filter(person=person, unit__in=managed_unit_ids(user)).exists()
    )
