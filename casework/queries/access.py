"""Who has access to a file and why, and what somebody has asked for, as pages show it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from casework.access.memberships import READING_ROLES
from casework.access.persons import RANK
from casework.crypto import unseal
from casework.days import last_day_before
from casework.enums import (
    AccessGround,
    AccessLevel,
    CaseState,
    GrantEnd,
    GrantReach,
    UnitKind,
)
from casework.grant_enums import GrantTask
from casework.journal_enums import ConsentPurpose
from casework.models import AccessRequest, Case, Membership, Person, Unit, User
from casework.notice_enums import AskedState


@dataclass(frozen=True)
class GrantRow:
    """One access as ``app_grants_of`` tells it, with the names that belong to it."""

    id: uuid.UUID
    user_id: uuid.UUID | None
    unit_id: uuid.UUID
    reach: str | None
    level: str
    ground: str
    reason: str
    given_by_id: uuid.UUID | None
    given_at: datetime
    ends_at: datetime | None
    ended_by_id: uuid.UUID | None
    ended_why: str
    # Named in the query: whoever sees the file may know who else does.
    user: str | None
    unit: str
    given_by: str | None
    works_there: bool
    # What the consent is for that it rests on; nothing for most.
    consent: str | None

    @property
    def consent_words(self) -> str:
        """What the consent is for that the access rests on."""
        return str(ConsentPurpose(self.consent).label) if self.consent else ""

    @property
    def level_words(self) -> str:
        """What it lets somebody do."""
        return str(AccessLevel(self.level).label)

    @property
    def ground_words(self) -> str:
        """Why it was given."""
        return str(AccessGround(self.ground).label)

    @property
    def task_words(self) -> str:
        """What a colleague needs the file for, where it was asked."""
        return str(GrantTask(self.reason).label) if self.reason else ""

    @property
    def reach_words(self) -> str:
        """Whom in the unit it reaches."""
        return str(GrantReach(self.reach).label) if self.reach else ""

    @property
    def last_day(self) -> date | None:
        """The last day of an access that lasts through whole days."""
        return last_day_before(self.ends_at) if self.ends_at else None

    @property
    def end_words(self) -> str:
        """Why it ended."""
        return str(GrantEnd(self.ended_why).label) if self.ended_why else ""

    @property
    def has_ended(self) -> bool:
        """Whether its time is up."""
        return self.ends_at is not None and self.ends_at <= timezone.now()


@dataclass(frozen=True)
class FileGrants:
    """Every access to one file, now and before."""

    rows: Sequence[GrantRow] = field(default_factory=tuple)

    @property
    def in_force(self) -> list[GrantRow]:
        """Those of today, the highest first."""
        rows = [row for row in self.rows if not row.has_ended]
        return sorted(rows, key=lambda row: (-RANK[AccessLevel(row.level)], row.given_at))

    @property
    def ended(self) -> list[GrantRow]:
        """Those that are over, the latest first."""
        rows = [row for row in self.rows if row.has_ended]
        return sorted(rows, key=lambda row: row.ends_at or row.given_at, reverse=True)


GRANTS = """
    SELECT g.id, g.user_id, g.unit_id, g.reach, g.level, g.ground, g.reason, g.given_by_id,
        g.given_at, g.ends_at, g.ended_by_id, g.ended_why, s.full_name, u.name, b.full_name,
        g.user_id IS NULL OR EXISTS (
            SELECT FROM casework_membership m WHERE m.user_id = g.user_id AND m.unit_id = g.unit_id
              AND m.role = ANY (%s) AND m.valid_from <= app_today()
              AND (m.valid_to IS NULL OR m.valid_to >= app_today())),
        (SELECT c.purpose FROM casework_consentgrant l
         JOIN casework_consent c ON c.id = l.consent_id
         WHERE l.grant_id = g.id AND l.person_id = %s ORDER BY l.created_at LIMIT 1)
    FROM app_grants_of(%s) g JOIN casework_unit u ON u.id = g.unit_id
    LEFT JOIN casework_user s ON s.id = g.user_id LEFT JOIN casework_user b ON b.id = g.given_by_id
    ORDER BY g.given_at, g.id
"""


def grants_of(person: Person) -> FileGrants:
    """Who has and had access to a file that the acting user sees: one query."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS, [[str(role) for role in READING_ROLES], person.pk, person.pk])
        return FileGrants([GrantRow(*row) for row in cursor.fetchall()])


def units_for_kind(person: Person) -> QuerySet[Unit]:
    """Units that are there for such people (design rule 2) and where somebody works today."""
    working = Membership.objects.active().filter(role__in=list(READING_ROLES))
    return Unit.objects.filter(
        is_active=True, reads_roles__contains=[person.kind], pk__in=working.values("unit_id")
    )


def staff_today(unit: Unit) -> QuerySet[User]:
    """Who works in *unit* today and could be given a file."""
    working = Membership.objects.active().filter(unit=unit, role__in=list(READING_ROLES))
    return User.objects.filter(is_active=True, pk__in=working.values("user_id"))


@dataclass(frozen=True)
class Asked:
    """A question of one's own, as far as one may know what came of it."""

    id: uuid.UUID
    unit: str
    by_number: bool
    reason: str
    asked_at: datetime
    state: AskedState
    person: Person | None


def my_requests(user: User) -> list[Asked]:
    """What *user* has asked for. A no, no answer and no file look alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, u.name, r.by_number, r.reason, r.asked_at, r.state, r.person_id"
            " FROM app_my_requests() r JOIN casework_unit u ON u.id = r.unit_id"
            " ORDER BY r.asked_at DESC, r.id DESC"
        )
        rows = cursor.fetchall()
    persons = Person.objects.visible_to(user).in_bulk([row[6] for row in rows if row[6]])
    return [_asked(row, persons) for row in rows]


def _asked(row: tuple[Any, ...], persons: dict[Any, Person]) -> Asked:
    identifier, unit, by_number, reason, asked_at, state, person_id = row
    place = AccessRequest._meta.get_field("reason").place(AccessRequest(pk=identifier))
    return Asked(
        identifier,
        unit,
        by_number,
        unseal(bytes(reason), place),
        asked_at,
        AskedState(state),
        persons.get(person_id),
    )


def emergency_units() -> list[Unit]:
    """Units that are telephoned when it can't wait; they open protected identities."""
    return list(Unit.objects.filter(kind=UnitKind.EMERGENCY, is_active=True).exclude(phone=""))


def cases_to_hand_over(user: User, unit: Unit, leaver: User) -> QuerySet[Case]:
    """Open cases of *leaver* in *unit*, in files that *user* sees."""
    return (
        Case.objects.visible_to(user)
        .filter(unit=unit, responsible=leaver, state=CaseState.OPEN)
        .select_related("person")
        .order_by("person__pseudonym", "pk")
    )


@dataclass(frozen=True)
class Responsibilities:
    """How many open cases somebody has in a unit; *unseen* are in files not seen by the asker."""

    cases: int
    unseen: int


def responsibilities(leaver: User, unit: Unit) -> Responsibilities:
    """Told by the database to whoever may end the membership."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_responsibilities(%s, %s)", [leaver.pk, unit.pk])
        return Responsibilities(*cursor.fetchone())
