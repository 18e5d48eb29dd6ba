"""Asking for access: the same answer whether there is a file or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.access.requests import can_answer_request
from casework.actions.access import give_access
from casework.actions.asking import answer_request, ask_access
from casework.actions.base import ActionRefused
from casework.actions.letters import send_letter
from casework.actors import acting_as
from casework.audit.mail_events import MailEvent
from casework.crypto import seal
from casework.enums import AccessLevel, IdentifierKind, PersonRole, ProtectedIdentity, Role
from casework.exact import Lookup, lookup_of
from casework.grant_enums import GrantTask
from casework.identifiers import uuid7
from casework.lookup import number_digest
from casework.models import (
    AccessRequest,
    AuditEvent,
    Identifier,
    Notice,
    NoticeMail,
    Person,
    PersonUserPermission,
    User,
)
from casework.person_numbers import numbers_in
from casework.queries.access import my_requests
from casework.queries.notices import notices_for, requests_for, unread_count
from casework.tasks.access import send_one_letter, sweep_letters
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
NUMBER = "199006012380"
Captured = Callable[..., Any]
WHY = "Hen väntar i mottagningen nu."
LATER = timezone.now() + timedelta(days=30)


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "regionkoordinatorer")


@pytest.fixture
def asker(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_WORKER, "mika")


@pytest.fixture
def person(owner: User, manager: User) -> Person:
    return opened(owner, "regionkoordinatorer")


def number_of(person: Person, owner: User, number: str = NUMBER) -> None:
    with acting_as(owner):
        Identifier.objects.create(
            person=person,
            kind=IdentifierKind.PERSONAL_NUMBER,
            value=number,
            digest=number_digest(numbers_in(number)[0]),
            created_by=owner,
        )


def by_name(person: Person) -> Lookup:
    return Lookup(pseudonym=person.pseudonym)


def by_number(number: str = NUMBER) -> Lookup:
    found = lookup_of(number)
    assert found is not None
    return found


def ask(by: User, wanted: Lookup, code: str = "mika") -> None:
    ask_access(by=by, unit=unit(code), wanted=wanted, reason=WHY)


def waiting(user: User) -> list[AccessRequest]:
    with acting_as(user):
        return list(requests_for(user))


def states(user: User) -> list[str]:
    with acting_as(user):
        return [asked.state for asked in my_requests(user)]


class TestAsking:
    @pytest.mark.parametrize("how", ["pseudonym", "number"])
    def test_reaches_who_decides_and_nobody_else(  # noqa: PLR0917 - fixtures
        self, how: str, make_user: MakeUser, owner: User, manager: User, asker: User, person: Person
    ) -> None:
        number_of(person, owner)
        stranger, colleague = (
            make_user(Role.UNIT_MANAGER, "mika"),
            make_user(Role.COORDINATOR, "pom"),
        )
        ask(asker, by_name(person) if how == "pseudonym" else by_number())
        for user in (owner, manager):
            assert [(r.person_id, r.asked_by_id, r.reason) for r in waiting(user)] == [
                (person.pk, asker.pk, WHY)
            ]
            with acting_as(user):
                assert unread_count(user) == 1
        for user in (asker, stranger, colleague):
            assert waiting(user) == []
            with acting_as(user):
                assert AccessRequest.objects.count() == 0
                assert Notice.objects.count() == 0

    def test_a_hit_a_miss_and_a_protected_identity_look_alike(
        self, make_user: MakeUser, owner: User, asker: User, person: Person
    ) -> None:
        hidden = opened(owner, "regionkoordinatorer", protection=ProtectedIdentity.CONFIDENTIAL)
        buyer = opened(make_user(Role.UNIT_WORKER, "kast"), "kast", PersonRole.SUSPECTED_BUYER)
        ask(asker, Lookup("Finnsinte-1000"))
        seen = []
        for wanted in (by_name(person), by_name(hidden), by_name(buyer), Lookup("Finnsinte-1000")):
            with CaptureQueriesContext(connection) as captured:
                ask(asker, wanted)
            statements = [re.split(r"\(| \"s\d", query["sql"])[0] for query in captured]
            seen.append((statements, states(asker)[0]))
        assert seen == [seen[0]] * 4
        assert [r.person_id for r in waiting(owner)] == [person.pk]

    def test_two_weeks_later_no_answer_a_no_and_no_file_look_alike(
        self, owner: User, asker: User, person: Person, age_requests: Callable[[int], None]
    ) -> None:
        ask(asker, by_name(person))
        ask(asker, Lookup("Finnsinte-1000"))
        answer_request(by=owner, request=waiting(owner)[0], gives=False)
        assert states(asker) == ["waiting", "waiting"]
        other = opened(owner, "regionkoordinatorer")
        ask(asker, by_name(other))
        age_requests(15)
        assert states(asker) == ["none", "none", "none"]

    def test_ten_an_hour(self, asker: User, person: Person) -> None:
        for _ in range(10):
            ask(asker, Lookup("Finnsinte-1000"))
        for wanted in (by_name(person), Lookup("Finnsinte-1000")):
            with pytest.raises(ActionRefused, match=r"ten times|tio gånger"):
                ask(asker, wanted)

    def test_who_opens_no_files_can_not_ask(self, make_user: MakeUser, person: Person) -> None:
        for user in (make_user(Role.ADMINISTRATOR), make_user(Role.LOG_REVIEWER), make_user(None)):
            with pytest.raises(ActionRefused):
                ask(user, by_name(person))

    def test_the_same_question_twice_is_told_once(
        self, owner: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        ask(asker, by_name(person))
        assert len(waiting(owner)) == 1
        assert states(asker) == ["waiting", "waiting"]


class TestAnswering:
    def test_a_yes_gives_access_until_a_day_and_tells(
        self, owner: User, manager: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        answer_request(
            by=manager, request=waiting(manager)[0], gives=True, level=AccessLevel.READ, until=LATER
        )
        assert sees(asker, person)
        assert states(asker) == ["given"]
        with acting_as(asker):
            assert [n.kind for n in notices_for(asker)] == ["access_given"]
            [mine] = my_requests(asker)
            assert mine.person == person
        # Nobody else has to look at it any more.
        with acting_as(owner):
            assert unread_count(owner) is None
            assert requests_for(owner).count() == 0

    def test_a_no_tells_nobody(self, owner: User, asker: User, person: Person) -> None:
        ask(asker, by_name(person))
        answer_request(by=owner, request=waiting(owner)[0], gives=False)
        assert not sees(asker, person)
        with acting_as(asker):
            assert Notice.objects.count() == 0

    def test_the_second_answer_is_refused(
        self, owner: User, manager: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        [request] = waiting(manager)
        answer_request(by=owner, request=request, gives=False)
        with pytest.raises(ActionRefused, match=r"already|redan"):
            answer_request(by=manager, request=request, gives=True, until=LATER)
        assert not sees(asker, person)

    def test_by_nobody_who_does_not_decide(
        self, make_user: MakeUser, owner: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        [request] = waiting(owner)
        for user in (asker, make_user(Role.UNIT_MANAGER, "mika"), make_user(Role.ADMINISTRATOR)):
            with acting_as(user):
                assert not can_answer_request(user, request)
            with pytest.raises(ActionRefused):
                answer_request(by=user, request=request, gives=True, until=LATER)
        assert not sees(asker, person)

    def test_never_one_s_own_question(
        self, owner: User, manager: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        give_access(
            by=owner,
            person=person,
            unit=unit("mika"),
            user=asker,
            level=AccessLevel.MANAGE,
            task=GrantTask.TAKES_OVER,
            until=LATER,
        )
        # They decide over the file now and see the row, and it is their own question.
        with acting_as(asker):
            request = AccessRequest.objects.get()
        with pytest.raises(ActionRefused):
            answer_request(by=asker, request=request, gives=True, until=LATER + timedelta(days=30))
        with acting_as(asker):
            assert AccessRequest.objects.get().answer == ""
            assert PersonUserPermission.objects.filter(user=asker).count() == 1
        answer_request(by=manager, request=request, gives=False)

    def test_never_the_right_to_decide_and_never_without_an_end(
        self, owner: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        [request] = waiting(owner)
        for level, until in (
            (AccessLevel.MANAGE, LATER),
            (AccessLevel.READ, None),
            (AccessLevel.READ, timezone.now() - timedelta(minutes=1)),
            (AccessLevel.READ, timezone.now() + timedelta(days=367)),
            (AccessLevel.READ, datetime(3000, 1, 1, tzinfo=UTC)),
        ):
            with pytest.raises(ActionRefused):
                answer_request(by=owner, request=request, gives=True, level=level, until=until)


class TestSqlOfTheApplication:
    def test_writes_no_question_and_reads_no_answer(
        self, owner: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        for statement in (
            "INSERT INTO casework_notice (id, user_id, kind) VALUES (gen_random_uuid(), %s, 'x')",
            "UPDATE casework_accessrequest SET answer = 'given' WHERE asked_by_id = %s",
            "UPDATE casework_notice SET kind = 'access_given' WHERE user_id = %s",
            "SELECT app_tell(ARRAY[%s]::uuid[], 'access_given', NULL, NULL, NULL, NULL, false)",
            "SELECT app_find_file(%s::text, NULL, NULL)",
            "SELECT app_managers_of_file(%s)",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(asker), connection.cursor() as cursor:
                    cursor.execute(statement, [asker.pk])

    @pytest.mark.parametrize("days", [-1, 0, 367])
    def test_the_database_gives_no_access_that_is_over_or_lasts_longer_than_a_year(
        self, owner: User, asker: User, person: Person, days: int
    ) -> None:
        ask(asker, by_name(person))
        [request] = waiting(owner)
        until = timezone.now() + timedelta(days=days)
        mika = unit("mika").pk
        statements: list[tuple[str, list[Any]]] = [
            ("SELECT app_answer_request(%s, true, 'read', %s)", [request.pk, until]),
            (
                "SELECT app_grant_person(%s, %s, %s, NULL, 'read', 'assigned', '', NULL, %s)",
                [person.pk, asker.pk, mika, until],
            ),
        ]
        for statement, values in statements:
            with pytest.raises(DatabaseError, match=r"no access to give|too long"):
                with acting_as(owner), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, values)
        assert not sees(asker, person)

    def test_a_reason_is_asked_for_by_the_database_too(self, asker: User, person: Person) -> None:
        for why in (None, b"", seal("kort", "x")):
            with pytest.raises(DatabaseError, match=r"no reason|out of valid range"):
                with acting_as(asker), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT app_ask_access(%s, %s, NULL, %s, %s)",
                        [uuid7(), person.pseudonym, unit("mika").pk, why],
                    )


class TestLetters:
    def test_say_nothing_and_go_once(self, owner: User, asker: User, person: Person) -> None:
        ask(asker, by_name(person))
        with acting_as(owner):
            letter = NoticeMail.objects.get()
        assert send_letter(by=owner, notice_id=letter.pk)
        with pytest.raises(ActionRefused):
            send_letter(by=owner, notice_id=letter.pk)
        [sent] = mail.outbox
        assert sent.to == [owner.email]
        assert str(letter.pk) in sent.extra_headers["Message-ID"]
        for word in (person.pseudonym, str(person.pk), asker.full_name, WHY, "http"):
            assert word not in f"{sent.subject} {sent.body}"

    def test_the_sweeper_finds_what_waits_and_queues_identifiers_only(
        self, owner: User, asker: User, person: Person, django_capture_on_commit_callbacks: Captured
    ) -> None:
        ask(asker, by_name(person))
        with acting_as(owner):
            letter = NoticeMail.objects.get()

        def queued() -> list[object]:
            with django_capture_on_commit_callbacks() as callbacks:
                sweep_letters()
            found = [callback.keywords["args"] for callback in callbacks]
            # The manager of the unit has one too.
            return [args for args in found if args[1] == str(owner.pk)]

        assert queued() == [[str(letter.pk), str(owner.pk)]]
        # Just tried: not again at once.
        for minutes, expected in ((1, 0), (11, 1)):
            with acting_as(owner):
                NoticeMail.objects.filter(pk=letter.pk).update(
                    tried_at=timezone.now() - timedelta(minutes=minutes)
                )
            assert len(queued()) == expected
        # Begun by somebody who is at it still, or is gone.
        for minutes, expected in ((1, 0), (11, 1)):
            begun = {"under_way": True, "tried_at": timezone.now() - timedelta(minutes=minutes)}
            with acting_as(owner):
                NoticeMail.objects.filter(pk=letter.pk).update(**begun)
            assert len(queued()) == expected
        # Nobody knows whether it went, so nobody looks for it any more.
        send_one_letter(str(letter.pk), str(owner.pk))
        assert (queued(), mail.outbox) == ([], [])

    def test_no_letter_to_an_account_out_of_use(
        self, owner: User, asker: User, person: Person
    ) -> None:
        ask(asker, by_name(person))
        with acting_as(owner):
            letter = NoticeMail.objects.get()
        User.objects.filter(pk=owner.pk).update(is_active=False)
        send_one_letter(str(letter.pk), str(owner.pk))
        assert mail.outbox == []

    def test_what_the_server_did_not_take_waits(
        self, owner: User, asker: User, person: Person, settings: object
    ) -> None:
        ask(asker, by_name(person))
        with acting_as(owner):
            letter = NoticeMail.objects.get()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
        assert not send_letter(by=owner, notice_id=letter.pk)
        with acting_as(owner):
            letter.refresh_from_db()
            assert (letter.tries, letter.sent_at) == (1, None)
            failed = AuditEvent.objects.filter(event=MailEvent.FAILED)
            assert failed.count() == 1
