"""Each rule of unusual reading finds what it is for, and not what lies just beside it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from casework.actions.log_review import watch_day, watch_finished_days
from casework.actors import LOG_WATCH, acting_as
from casework.audit import unusual
from casework.audit.day_events import DayEvent
from casework.audit.events import Event
from casework.audit.figure_events import FigureEvent
from casework.audit.mail_events import MailEvent
from casework.audit.reads import is_read, reads
from casework.audit.tablet_events import TabletEvent
from casework.enums import Role
from casework.models import AuditEvent, AuditFinding, Unit, User
from casework.queries.unusual_reading import DENIED, FAILED, FAILED_BY_NOBODY, MANY, RULES
from casework.tasks.log import watch_log
from outreach.enums import ShiftState
from outreach.models import CrewMember, Shift
from outreach.queries.presence import on_shift
from tests.casework.conftest import Intruder
from tests.conftest import MakeUser
from tests.night import one_night
from tests.staff import change_memberships, employ

DAY = date(2025, 3, 14)


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm"))


def found(code: str, day: date = DAY) -> dict[uuid.UUID | None, dict[str, int]]:
    """Whom the rule finds on *day*, and why."""
    rule = {rule.code: rule for rule in RULES}[code]
    with acting_as(LOG_WATCH):
        return {f.user_id: dict(f.facts) for f in rule.find(day)}


@pytest.fixture
def worker(old_hand: MakeUser) -> User:
    return old_hand(Role.COORDINATOR, "pom")


@pytest.fixture
def colleague(old_hand: MakeUser) -> User:
    return old_hand(Role.COORDINATOR, "pom")


def opens(intruder: Intruder, user: User, count: int, day: date = DAY, **values: Any) -> None:
    """*user* opens *count* different people on *day*."""
    for minute in range(count):
        intruder.event(at(day, 10) + timedelta(minutes=minute), actor_id=user.pk, **values)


class TestReading:
    def test_filter_agrees_with_check(self, intruder: Intruder) -> None:
        names = [
            *Event.values,
            *DayEvent.values,
            *FigureEvent.values,
            *MailEvent.values,
            *TabletEvent.values,
            "person.read",
            "note.read",
            "emergency.opened",
            "emergency.closed",
        ]
        for name in names:
            intruder.event(at(DAY), event=name)
        with acting_as(LOG_WATCH):
            told = set(AuditEvent.objects.filter(reads()).values_list("event", flat=True))
        assert told == {name for name in names if is_read(name)}
        assert {"person.read", "encounter.read", "contact.read", "emergency.opened"} <= told
        assert told & {"follow_up.read", "review.read", "review.opened", "shift.signed"} == set()


class TestMany:
    def test_far_above_what_is_usual(
        self, intruder: Intruder, worker: User, colleague: User
    ) -> None:
        for n in range(1, 4):
            opens(intruder, worker, 6, DAY - timedelta(days=n))
            opens(intruder, colleague, 2, DAY - timedelta(days=n))
        opens(intruder, worker, MANY + 1)
        opens(intruder, colleague, MANY)
        assert found("many") == {worker.pk: {"opened": MANY + 1, "usual": 6, "usual_in_unit": 2}}

    def test_a_unit_that_reads_much_is_usual(
        self, intruder: Intruder, worker: User, colleague: User, old_hand: MakeUser
    ) -> None:
        stranger = old_hand(Role.UNIT_WORKER, "mika")
        for n in range(1, 4):
            opens(intruder, colleague, 8, DAY - timedelta(days=n))
        opens(intruder, worker, 30)
        opens(intruder, stranger, 30)
        assert found("many") == {stranger.pk: {"opened": 30, "usual": 0, "usual_in_unit": 0}}

    def test_the_same_person_again_and_again_is_one(self, intruder: Intruder, worker: User) -> None:
        opens(intruder, worker, 60, object_id=uuid.uuid4())
        assert found("many") == {}

    def test_changes_are_no_reading(self, intruder: Intruder, worker: User) -> None:
        opens(intruder, worker, 60, event="encounter.changed")
        assert found("many") == {}


class TestNight:
    def test_without_a_shift(
        self, intruder: Intruder, worker: User, colleague: User, old_hand: MakeUser
    ) -> None:
        on_duty = old_hand(Role.UNIT_WORKER, "mika")
        Unit.objects.filter(code="mika").update(always_open=True)
        for user in (worker, colleague, on_duty):
            intruder.event(at(DAY, 2), actor_id=user.pk)
        intruder.event(at(DAY, 4, 59), actor_id=worker.pk)
        intruder.event(at(DAY, 5), actor_id=worker.pk)
        night = one_night(colleague, "pom")
        # From the evening before until six.
        intruder.break_in(
            "UPDATE outreach_shift SET day = day - 1, starts_at = %s, ends_at = %s WHERE id = %s",
            at(DAY - timedelta(days=1), 22), at(DAY, 6), night.shift.pk,
        )  # fmt: skip
        assert found("night") == {worker.pk: {"events": 2}}

    @pytest.mark.parametrize(
        ("shift", "was_there"),
        [
            ((at(DAY - timedelta(days=1), 20), at(DAY, 1), ShiftState.ENDED), True),
            ((at(DAY, 4), None, ShiftState.ONGOING), True),
            ((at(DAY - timedelta(days=1), 20), at(DAY, 0), ShiftState.ENDED), False),
            ((at(DAY, 5), at(DAY, 9), ShiftState.ENDED), False),
            ((at(DAY, 0), at(DAY, 4), ShiftState.PLANNED), False),
            ((at(DAY, 0), at(DAY, 4), ShiftState.CANCELLED), False),
        ],
    )
    def test_who_was_on_a_shift(
        self,
        intruder: Intruder,
        worker: User,
        shift: tuple[datetime, datetime | None, ShiftState],
        was_there: bool,
    ) -> None:
        night = one_night(worker, "pom")
        intruder.break_in(
            "UPDATE outreach_shift SET day = %s, starts_at = %s, ends_at = %s, state = %s"
            " WHERE id = %s",
            shift[0].date(),
            *shift, night.shift.pk,
        )  # fmt: skip
        with acting_as(LOG_WATCH):
            assert on_shift(at(DAY, 0), at(DAY, 5)) == ({worker.pk} if was_there else set())

    def test_the_clock_goes_forward(self, intruder: Intruder, worker: User) -> None:
        """On the night to summer time five o'clock comes after four hours."""
        spring = date(2025, 3, 30)
        intruder.event(at(spring, 4, 59), actor_id=worker.pk)
        intruder.event(at(spring, 5), actor_id=worker.pk)
        assert found("night", spring) == {worker.pk: {"events": 1}}


class TestOthers:
    def test_emergencies_are_all_found(self, intruder: Intruder, worker: User) -> None:
        for _n in range(2):
            intruder.event(at(DAY), event="emergency.opened", actor_id=worker.pk)
        intruder.event(at(DAY + timedelta(days=1)), event="emergency.opened")
        assert found("emergency") == {worker.pk: {"events": 2}}

    def test_many_refusals(self, intruder: Intruder, worker: User, colleague: User) -> None:
        opens(intruder, worker, DENIED, event="access.denied")
        opens(intruder, colleague, DENIED - 1, event="access.denied")
        assert found("denied") == {worker.pk: {"attempts": DENIED}}

    def test_reading_before_leaving(
        self, intruder: Intruder, worker: User, colleague: User, old_hand: MakeUser
    ) -> None:
        """Who has another role goes on working; who was told later had not been told."""
        moved, told_later = (old_hand(Role.COORDINATOR, "pom") for _ in range(2))
        people = [worker, moved, told_later, colleague]
        told = [at(DAY - timedelta(days=5)), at(DAY - timedelta(days=5)), at(DAY, 23)]
        for user, when in zip(people, told, strict=False):
            intruder.event(when, event="membership.ended", details=f'{{"member": "{user.pk}"}}')
            change_memberships(user, valid_to=DAY + timedelta(days=9))
        employ(moved, Role.UNIT_WORKER, "mika", valid_from=DAY)
        for user in people:
            opens(intruder, user, 3)
        assert found("leaving") == {worker.pk: {"events": 3}}

    def test_failed_sign_ins(self, intruder: Intruder, worker: User, colleague: User) -> None:
        nobody = {"actor_id": None, "actor_name": "anonymous", "object_type": "casework.user"}
        for n in range(FAILED):
            code = "account.code_refused" if n else "account.sign_in_failed"
            intruder.event(at(DAY), event=code, object_id=worker.pk, **nobody)
            if n:
                intruder.event(at(DAY), event=code, object_id=colleague.pk, **nobody)
        assert found("failed") == {worker.pk: {"attempts": FAILED}}
        for _n in range(FAILED_BY_NOBODY):
            intruder.event(at(DAY), event="account.sign_in_failed", object_id=None, **nobody)
        assert found("failed") == {
            worker.pk: {"attempts": FAILED}, None: {"attempts": FAILED_BY_NOBODY}
        }  # fmt: skip


@pytest.fixture
def answers() -> Iterator[None]:
    """Whatever a test registers is gone after it."""
    before = list(unusual.colleagues_files), list(unusual.closings)
    yield
    unusual.colleagues_files[:], unusual.closings[:] = before


@pytest.mark.usefixtures("answers")
class TestWhatOtherFloorsTell:
    def test_a_colleagues_file(self, intruder: Intruder, worker: User, colleague: User) -> None:
        file, other = uuid.uuid4(), uuid.uuid4()
        unusual.colleagues_files.append(lambda ids: ids & {file})
        intruder.event(at(DAY), event="person.read", actor_id=worker.pk, object_id=file)
        intruder.event(at(DAY), event="person.read", actor_id=colleague.pk, object_id=other)
        assert found("colleague") == {worker.pk: {"opened": 1}}
        assert "colleague" in {rule.code for rule in unusual.rules()}

    def test_after_closing(self, intruder: Intruder, worker: User, colleague: User) -> None:
        old, fresh = uuid.uuid4(), uuid.uuid4()
        closed = {old: DAY - timedelta(days=31), fresh: DAY - timedelta(days=30)}
        unusual.closings.append(lambda ids: {pk: closed[pk] for pk in ids & set(closed)})
        intruder.event(at(DAY), event="person.read", actor_id=worker.pk, object_id=old)
        intruder.event(at(DAY), event="person.read", actor_id=colleague.pk, object_id=fresh)
        assert found("closed") == {worker.pk: {"opened": 1}}

    def test_a_rule_that_lacks_an_answer_is_not_there(self) -> None:
        unusual.colleagues_files.clear()
        unusual.closings.clear()
        assert {rule.code for rule in RULES} - {rule.code for rule in unusual.rules()} == {
            "colleague", "closed"
        }  # fmt: skip


class TestFindings:
    @pytest.fixture
    def reviewer(self, old_hand: MakeUser) -> User:
        return old_hand(Role.LOG_REVIEWER)

    def test_once_however_often_a_day_is_gone_through(
        self, intruder: Intruder, worker: User, reviewer: User
    ) -> None:
        intruder.event(at(DAY, 2), actor_id=worker.pk)
        for _n in range(2):
            watch_day(by=LOG_WATCH, day=DAY)
        with acting_as(reviewer):
            finding = AuditFinding.objects.get()
        assert (finding.rule, finding.user_id, finding.day) == ("night", worker.pk, DAY)
        assert (finding.unit, finding.facts) == (Unit.objects.get(code="pom"), {"events": 1})

    def test_nobodys_day_is_found_once_too(self, intruder: Intruder, reviewer: User) -> None:
        for _n in range(FAILED_BY_NOBODY):
            intruder.event(
                at(DAY), event="account.sign_in_failed", actor_id=None, actor_name="anonymous",
                object_id=None,
            )  # fmt: skip
        for _n in range(2):
            watch_day(by=LOG_WATCH, day=DAY)
        with acting_as(reviewer):
            assert AuditFinding.objects.filter(user=None).count() == 1

    def test_nights_without_the_queue_are_made_good(
        self, intruder: Intruder, worker: User, reviewer: User
    ) -> None:
        today = timezone.localdate()
        for days in (1, 3, 14, 15):
            intruder.event(at(today - timedelta(days=days), 2), actor_id=worker.pk)
        intruder.event(at(today, 0, 0), actor_id=worker.pk)
        watch_log()
        with acting_as(reviewer):
            days_found = set(AuditFinding.objects.values_list("day", flat=True))
        assert days_found == {today - timedelta(days=n) for n in (1, 3, 14)}
        assert watch_finished_days(by=LOG_WATCH) == []

    def test_the_watch_reads_no_finding_and_no_name(self, intruder: Intruder) -> None:
        for statement in (
            "SELECT * FROM casework_auditfinding",
            "SELECT full_name FROM casework_user",
            "SELECT note FROM outreach_encounter",
            "SELECT handover_note FROM outreach_shift",
            "INSERT INTO casework_auditoutcome DEFAULT VALUES",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), acting_as(LOG_WATCH):
                with connection.cursor() as cursor:
                    cursor.execute(statement)

    def test_it_sees_who_was_on_which_shift_alone(self, intruder: Intruder, worker: User) -> None:
        one_night(worker, "pom")
        with acting_as(LOG_WATCH):
            assert (
                CrewMember.objects.order_by().values_list("user_id", flat=True).get() == worker.pk
            )
            assert (
                Shift.objects.order_by().values("id", "starts_at", "ends_at", "state").count() == 1
            )
