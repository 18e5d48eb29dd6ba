"""Times to keep of consents, moves and disposal; and what has passed goes up the line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.cases import close_case
from casework.actions.consents import withdraw_consent
from casework.actions.gate import call
from casework.actions.moves import note_answer
from casework.actions.notices import tell_of_late_times
from casework.actors import CLOCK, acting_as
from casework.clocks import clocks_of
from casework.disposal.words import Mark
from casework.enums import ClosingReason, MoveAnswer, Role
from casework.journal_enums import ConsentForm
from casework.models import AuditEvent, Case, DisposalItem, Notice, NoticeMail, Person, User
from casework.queries.clocks import read_clocks
from tests.casework.journal import consented
from tests.casework.people import asked_to_move, opened, protect, unit
from tests.casework.rights.build import approved, long_ago, old_file
from tests.casework.track import claim, day_to_keep, days, granted_permit, permit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def clocks(user: User) -> list[tuple[str, Any, str]]:
    """Kind, day and owner of the times that *user* is shown."""
    with acting_as(user):
        shown = read_clocks(user)
    return [(s.clock.code.split("-")[0], s.clock.due, s.clock.owner) for s in shown]


def told(user: User) -> list[Person | None]:
    """The files of whose late times *user* has been told."""
    with acting_as(user):
        rows = Notice.objects.visible_to(user).filter(kind="times_late")
        return [notice.person for notice in rows.order_by("made_at")]


class TestClocks:
    def test_a_consent_about_to_end_asks_what_now(self, worker: User, person: Person) -> None:
        owner = f"{worker}, {unit('pom')}"
        soon = consented(worker, person, until_day=days(20))
        consented(worker, person, until_day=days(31))
        assert clocks(worker) == [("consent", days(20), owner)]
        withdraw_consent(by=worker, consent=soon, how=ConsentForm.ORAL)
        assert clocks(worker) == []

    def test_a_consent_that_was_followed_asks_nothing(self, worker: User, person: Person) -> None:
        mika = {"body": "", "unit": unit("mika")}
        consented(worker, person, until_day=days(20), **mika)
        consented(worker, person, until_day=days(80), **mika)
        assert clocks(worker) == []

    def test_where_no_unit_works_a_consent_asks_nothing(
        self, worker: User, manager: User, person: Person
    ) -> None:
        consented(worker, person, until_day=days(20))
        with acting_as(worker):
            case = Case.objects.get(person=person)
        close_case(by=worker, case_id=case.pk, reason=ClosingReason.OWN_WISH)
        assert clocks(manager) == []

    def test_the_answer_of_another_municipality(self, worker: User, person: Person) -> None:
        move = asked_to_move(person, worker)
        owner = f"{worker}, {unit('pom')}"
        assert clocks(worker) == [("move", move.due_on, owner)]
        today = timezone.localdate()
        note_answer(by=worker, request=move, answer=MoveAnswer.ACCEPTED, answered_on=today, note="")
        assert clocks(worker) == []

    def test_disposal_until_it_is_decided_and_until_it_can_be_stopped(
        self, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        manager, second = (make_user(Role.UNIT_MANAGER, code) for code in ("pom", "mika"))
        long_ago(manager)
        old_file(manager, monkeypatch)
        kept = old_file(manager, monkeypatch)
        found = approved(manager, second, keep=[kept])
        with acting_as(manager):
            items = {item.person_id: item for item in DisposalItem.objects.all()}
            assert {item.mark for item in items.values()} == {Mark.KEEP, Mark.DESTROY}
        assert found.due_at is not None
        # Until then a clock of the law: five years and the calendar year after it.
        assert items[kept.pk].finish_by.month == 12
        owner = f"Enhetschef, {unit('pom')}"
        assert clocks(manager) == [("disposal", timezone.localdate(found.due_at), owner)]


class TestUpTheLine:
    def test_each_time_that_has_passed_is_told_once(
        self, worker: User, manager: User, person: Person
    ) -> None:
        claim(worker, person)
        granted_permit(worker, person, days(0))
        assert tell_of_late_times(by=CLOCK) == 0
        assert told(manager) == []
        other = opened(worker, "pom")
        granted_permit(worker, other, days(-1))
        assert tell_of_late_times(by=CLOCK) == 1
        assert tell_of_late_times(by=CLOCK) == 0
        assert (told(manager), told(worker)) == ([other], [])
        with acting_as(manager):
            assert NoticeMail.objects.filter(user=manager).count() == 1

    def test_a_later_time_in_the_same_file_is_told_of_again(
        self, manager: User, person: Person
    ) -> None:
        def tell(due: date) -> object:
            with acting_as(CLOCK):
                return call("app_tell_of_late_times", [person.pk], [due])

        # What passes today is late tomorrow, when nobody has been told of it.
        assert [tell(due) for due in (days(-3), days(-3), days(0))] == [1, 0, 1]
        assert told(manager) == [person, person]

    @pytest.mark.parametrize("late", ["permit", "consent", "move", "day"])
    def test_of_every_kind(self, worker: User, manager: User, person: Person, late: str) -> None:
        if late == "permit":
            permit(worker, person, applied_on=days(-10))
        elif late == "consent":
            consented(worker, person, from_day=days(-60), until_day=days(-1))
        elif late == "day":
            day_to_keep(worker, person)
        else:
            asked_to_move(person, worker, days(-40))
        assert tell_of_late_times(by=CLOCK) == 1
        assert told(manager) == [person]

    def test_it_knows_the_same_times_as_the_pages(
        self, worker: User, manager: User, person: Person
    ) -> None:
        """An earlier permit that a later application replaced is late to nobody."""
        granted_permit(worker, person, days(-20))
        permit(worker, person, applied_on=days(-1))
        with acting_as(worker):
            shown = clocks_of(Person.objects.filter(pk=person.pk))
        assert [clock.due > timezone.localdate() for clock in shown] == [True]
        assert tell_of_late_times(by=CLOCK) == 0

    def test_of_a_protected_identity_those_who_are_named_are_told(
        self, worker: User, manager: User, person: Person
    ) -> None:
        granted_permit(worker, person, days(-1))
        protect(worker, person)
        assert tell_of_late_times(by=CLOCK) == 1
        assert (told(manager), told(worker)) == ([], [person])

    def test_a_managers_colleague_elsewhere_is_not_told(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        strangers = [make_user(Role.UNIT_MANAGER, "mika"), make_user(Role.ADMINISTRATOR)]
        granted_permit(worker, person, days(-1))
        tell_of_late_times(by=CLOCK)
        assert [told(stranger) for stranger in strangers] == [[], []]

    def test_it_is_logged_in_numbers(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        granted_permit(worker, person, days(-1))
        tell_of_late_times(by=CLOCK)
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(event="times.escalated")
        assert (event.actor_name, event.object_id) == ("clock", None)
        # Nobody manages the unit: whoever decides over the file is told.
        assert event.details == {"late": 1, "told": 1}

    def test_nobody_else_asks_for_it(self, worker: User) -> None:
        for statement in (
            "SELECT * FROM app_times_to_keep()",
            "SELECT * FROM app_days_to_keep()",
            "SELECT app_tell_of_late_times(ARRAY[]::uuid[], ARRAY[]::date[])",
            "SELECT app_up_the_line(gen_random_uuid())",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(worker):
                with connection.cursor() as cursor:
                    cursor.execute(statement)
