"""Who sees what: filter, check and database agree, for every role and unit on a mixed crew."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casework.actors import STATISTICS, acting_as, set_acting_user
from casework.enums import PersonRole, Role
from casework.identifiers import uuid7
from casework.models import User
from outreach.access import can_open_contact_details, can_see_encounter, can_see_shift
from outreach.actions.answers import OfferAnswered
from outreach.models import (
    ContactDetails,
    CrewMember,
    Encounter,
    Shift,
    ShiftUnit,
    SupportOffer,
)
from tests.conftest import MakeUser
from tests.outreach.build import CONTACT, answers, met, ongoing, unit
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db

UNIT_ROLES = [Role.OUTREACH_WORKER, Role.COORDINATOR, Role.UNIT_WORKER, Role.UNIT_MANAGER]
CITY_ROLES = [Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR]
PEOPLE: list[tuple[Role | None, str | None]] = [
    *((role, code) for role in UNIT_ROLES for code in ("pom", "kast", "mika", "ungdomsjouren")),
    *((role, None) for role in CITY_ROLES),
    (None, None),
]
TABLES = [Shift, Encounter, SupportOffer, CrewMember]


@pytest.fixture
def mixed(worker: User, kast_worker: User) -> Shift:
    """A shift of POM and KAST on which one of each role was met, with contact details left."""
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    for role in PersonRole:
        kind = "kast" if role == PersonRole.SUSPECTED_BUYER else "mika"
        offers = (OfferAnswered(kind, "accepted", contact=CONTACT),)
        met(shift, worker, answers(role, offers=offers, note="Stod vid porten"))
    return shift


def everything(worker: User) -> tuple[Shift, list[Encounter], list[ContactDetails]]:
    with acting_as(worker):
        return (
            Shift.objects.prefetch_related("shift_units__unit").get(),
            list(Encounter.objects.select_related("shift")),
            list(ContactDetails.objects.select_related("receiving_unit")),
        )


@pytest.mark.parametrize(("role", "code"), PEOPLE)
@pytest.mark.parametrize("superuser", [False, True])
def test_filter_check_and_database_agree(
    mixed: Shift, worker: User, make_user: MakeUser, role: Role | None, code: str | None,
    *, superuser: bool,
) -> None:  # fmt: skip
    user = make_user(role, code)
    User.objects.filter(pk=user.pk).update(is_superuser=superuser, is_staff=superuser)
    user.refresh_from_db()
    shift, encounters, details = everything(worker)
    checked = {
        "shift": {shift.pk} if can_see_shift(user, shift) else set(),
        "encounter": {e.pk for e in encounters if can_see_encounter(user, e)},
        "details": {d.pk for d in details if can_open_contact_details(user, d)},
    }
    with acting_as(user):
        in_database = {
            "shift": set(Shift.objects.values_list("pk", flat=True)),
            "encounter": set(Encounter.objects.values_list("pk", flat=True)),
            "details": set(ContactDetails.objects.values_list("pk", flat=True)),
        }
        filtered = {
            "shift": set(Shift.objects.visible_to(user).values_list("pk", flat=True)),
            "encounter": set(Encounter.objects.visible_to(user).values_list("pk", flat=True)),
            "details": set(ContactDetails.objects.visible_to(user).values_list("pk", flat=True)),
        }
    assert checked == in_database == filtered
    reads = {"pom": 4, "kast": 2}.get(code or "", 0)
    assert len(checked["encounter"]) == reads


def test_without_an_acting_user_there_is_nothing(mixed: Shift) -> None:
    set_acting_user(None)
    assert [model._default_manager.count() for model in TABLES] == [0, 0, 0, 0]
    assert ContactDetails.objects.count() == 0


def test_a_former_colleague_sees_nothing(mixed: Shift, worker: User) -> None:
    change_memberships(worker, valid_from="2020-01-01", valid_to="2020-12-31")
    with acting_as(worker):
        assert Encounter.objects.count() == 0


def raw(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        changed: int = cursor.rowcount
    return changed


def test_nothing_is_inserted_into_anothers_shift(mixed: Shift, stranger: User) -> None:
    with pytest.raises(DatabaseError), acting_as(stranger):
        Encounter.objects.create(
            pk=uuid7(), shift_id=mixed.pk, short_code="X11", role="other",
            happened_at=mixed.starts_at, arena="street",
        )  # fmt: skip
    with pytest.raises(DatabaseError), acting_as(stranger):
        CrewMember.objects.create(shift_id=mixed.pk, user=stranger)


def test_nothing_is_changed_or_removed_from_outside(
    mixed: Shift, stranger: User, worker: User
) -> None:
    with acting_as(stranger):
        assert raw("UPDATE outreach_encounter SET arena = 'hotel'", []) == 0
        assert raw("UPDATE outreach_shift SET arena = 'hotel'", []) == 0
        assert raw("UPDATE outreach_supportoffer SET answer = 'declined'", []) == 0
        assert raw("DELETE FROM outreach_contactdetails", []) == 0
    with acting_as(worker):
        assert set(Encounter.objects.values_list("arena", flat=True)) == {"street"}


def test_the_wall_between_roles_holds_for_writing(mixed: Shift, kast_worker: User) -> None:
    with pytest.raises(DatabaseError), acting_as(kast_worker):
        Encounter.objects.filter(role="suspected_buyer").update(role="exploited")
    with pytest.raises(DatabaseError), acting_as(kast_worker):
        Encounter.objects.create(
            pk=uuid7(), shift_id=mixed.pk, short_code="X12", role="exploited",
            happened_at=mixed.starts_at, arena="street",
        )  # fmt: skip


def test_history_is_read_by_the_same_people(mixed: Shift, worker: User, kast_worker: User) -> None:
    with acting_as(worker):
        raw("UPDATE outreach_encounter SET arena = 'hotel'", [])
        assert count("outreach_encounterevent") == 4
    with acting_as(kast_worker):
        assert count("outreach_encounterevent") == 2
    set_acting_user(None)
    assert count("outreach_encounterevent") == 0


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        found: int = cursor.fetchone()[0]
    return found


def test_history_is_not_rewritten(mixed: Shift, worker: User) -> None:
    for sql in (
        "UPDATE outreach_encounterevent SET arena = 'x'",
        "DELETE FROM outreach_shiftevent",
    ):
        with pytest.raises(DatabaseError), acting_as(worker):
            raw(sql, [])


@pytest.mark.parametrize(
    "call", ["app_shift_totals(%s)", "app_contact_left(%s)", "app_withdraw_contact(%s)"]
)
def test_what_is_answered_across_the_walls_asks_who_asks(
    mixed: Shift, worker: User, stranger: User, call: str
) -> None:
    with acting_as(worker):
        offers: list[uuid.UUID] = list(SupportOffer.objects.values_list("pk", flat=True))
    argument: Any = mixed.pk if "totals" in call else offers
    with acting_as(stranger), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {call}", [argument])
        rows = cursor.fetchall()
    assert rows in ([(0, 0)], [], [(0,)])
    with acting_as(worker):
        assert ContactDetails.objects.count() == 4


def test_statistics_reads_no_row(mixed: Shift) -> None:
    for table in ("outreach_encounter", "outreach_shift", "outreach_contactdetails"):
        with pytest.raises(DatabaseError), acting_as(STATISTICS):
            count(table)
    with pytest.raises(DatabaseError), acting_as(STATISTICS):
        raw("SELECT app_shift_totals(%s)", [mixed.pk])


def test_a_unit_let_in_later_reads_its_own_roles_only(worker: User, make_user: MakeUser) -> None:
    shift = ongoing(worker)
    met(shift, worker, answers(PersonRole.SUSPECTED_BUYER))
    met(shift, worker)
    mika = make_user(Role.UNIT_WORKER, "mika")
    with acting_as(worker):
        ShiftUnit.objects.create(shift=shift, unit=unit("mika"))
    with acting_as(mika):
        assert list(Encounter.objects.values_list("role", flat=True)) == ["exploited"]
