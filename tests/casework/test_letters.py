"""Letters when the mail server is silent or the worker is killed: nothing held, nothing twice."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from casework.actions.asking import ask_access
from casework.actions.base import ActionRefused
from casework.actions.letters import (
    LEASE,
    begin_letter,
    leave_unsure,
    note_offered,
    send_letter,
)
from casework.actors import acting_as
from casework.audit.mail_events import MailEvent
from casework.enums import Role
from casework.exact import Lookup
from casework.mail import Answer, Offered
from casework.models import AuditEvent, NoticeMail, User
from casework.tasks.access import send_one_letter
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.smtp_sink import DATA, MAIL_FROM, QUIT, RCPT, TEXT, Sink, sink

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class DropByDrop(BaseEmailBackend):
    """A server that keeps each answer within its time, and the task beyond the task's."""

    def send_messages(self, _messages: object) -> int:
        """End as Celery ends a task at its soft limit."""
        raise SoftTimeLimitExceeded


class DropByDropAtTheDoor(BaseEmailBackend):
    """One that does so before it has heard of any mail."""

    def open(self) -> bool | None:
        """End in the same way."""
        raise SoftTimeLimitExceeded


class Killed(BaseException):
    """Nothing catches this: as with a process that is killed, no line of it runs on."""


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def letter(owner: User, make_user: MakeUser) -> NoticeMail:
    """A letter to *owner*, about a colleague who asks for access."""
    person = opened(owner, "regionkoordinatorer")
    ask_access(
        by=make_user(Role.UNIT_WORKER, "mika"),
        unit=unit("mika"),
        wanted=Lookup(pseudonym=person.pseudonym),
        reason="Hen väntar i mottagningen nu.",
    )
    return row(owner)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A mail server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def row(owner: User) -> NoticeMail:
    with acting_as(owner):
        return NoticeMail.objects.get()


def told(owner: User, event: MailEvent) -> list[dict[str, Any]]:
    with acting_as(owner):
        return list(AuditEvent.objects.filter(event=event).values_list("details", flat=True))


def test_a_silent_server_is_left(
    owner: User, letter: NoticeMail, silent_port: int, settings: Settings
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 0.2
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent_port
    assert not send_letter(by=owner, notice_id=letter.pk)
    assert told(owner, MailEvent.FAILED) == [{"tries": 1, "why": "SMTPServerDisconnected"}]


def test_one_that_answers_drop_by_drop_too(
    owner: User, letter: NoticeMail, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DropByDropAtTheDoor"
    send_one_letter(str(letter.pk), str(owner.pk))
    assert told(owner, MailEvent.FAILED) == [{"tries": 1, "why": "SoftTimeLimitExceeded"}]
    # It is offered again, but not at once.
    assert row(owner).tried_at is not None
    assert stands(owner) == "waits"
    settings.EMAIL_BACKEND = f"{__name__}.DropByDrop"
    send_one_letter(str(letter.pk), str(owner.pk))
    # This one had heard of it.
    assert told(owner, MailEvent.UNSURE) == [{"tries": 2, "why": "SoftTimeLimitExceeded"}]
    assert stands(owner) == "unsure"


def stands(owner: User) -> str:
    letter = row(owner)
    if letter.under_way:
        return "under way"
    return "sent" if letter.sent_at else "unsure" if letter.unsure_at else "waits"


# What a server answers to a word, the fault that it is, and whether the mail waits for another try.
Said = tuple[dict[str, bytes], str, str]
ANSWERS: list[Said] = [
    ({MAIL_FROM: b"451 later"}, "SMTPSenderRefused", "waits"),
    ({RCPT: b"550 nobody"}, "SMTPRecipientsRefused", "waits"),
    ({RCPT: b"421 closing"}, "SMTPRecipientsRefused", "waits"),
    ({DATA: b"503 no"}, "SMTPDataError", "waits"),
    ({TEXT: b"452 full"}, "SMTPDataError", "waits"),
    # A yes that is none, and no answer: nobody can know.
    ({TEXT: b"299 perhaps"}, "SMTPDataError", "unsure"),
    ({TEXT: b"what"}, "SMTPDataError", "unsure"),
    ({TEXT: b""}, "SMTPServerDisconnected", "unsure"),
    ({MAIL_FROM: b""}, "SMTPServerDisconnected", "unsure"),
    # It has said yes: how it hangs up changes nothing.
    ({QUIT: b""}, "", "sent"),
    ({QUIT: b"500 no"}, "", "sent"),
]


@pytest.mark.parametrize("said", ANSWERS)
def test_only_what_was_certainly_not_taken_is_offered_again(
    owner: User, letter: NoticeMail, settings: Settings, said: Said
) -> None:
    answers, why, stays = said
    event = {"waits": MailEvent.FAILED, "unsure": MailEvent.UNSURE}
    with sink(answers=answers) as server:
        speak_to(settings, server)
        send_one_letter(str(letter.pk), str(owner.pk))
        assert stands(owner) == stays
        for kind, told_event in event.items():
            assert told(owner, told_event) == ([{"tries": 1, "why": why}] if kind == stays else [])
        server.answers = {DATA: b"354 go on"}
        send_one_letter(str(letter.pk), str(owner.pk))
    assert stands(owner) == ("unsure" if stays == "unsure" else "sent")
    assert len(server.taken) == (0 if stays == "unsure" else 1)


@pytest.mark.parametrize(("word", "stays"), [(TEXT, "unsure"), (QUIT, "sent")])
def test_a_server_that_falls_silent_before_or_after_its_yes(
    owner: User, letter: NoticeMail, settings: Settings, word: str, stays: str
) -> None:
    with sink(still_at=word) as server:
        speak_to(settings, server)
        send_one_letter(str(letter.pk), str(owner.pk))
    assert stands(owner) == stays


def speak_to(settings: Settings, server: Sink) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 0.5
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port


# Each is followed by a write: to the log, then to the row.
@pytest.mark.parametrize(
    "statement", ['INSERT INTO "casework_auditevent"', 'UPDATE "casework_noticemail"']
)
@pytest.mark.parametrize(("at_write", "goes"), [(1, 1), (2, 0)])
def test_a_worker_killed_in_a_letter(
    owner: User, letter: NoticeMail, statement: str, at_write: int, goes: int
) -> None:
    """Killed as it begins, it leaves the letter as it was; as it notes the yes, unsure."""
    writes = 0

    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal writes
        if sql.startswith(statement):
            writes += 1
            if writes == at_write:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill), pytest.raises(Killed):
        send_one_letter(str(letter.pk), str(owner.pk))
    assert stands(owner) == ("waits" if at_write == 1 else "under way")
    assert len(mail.outbox) == at_write - 1
    assert told(owner, MailEvent.SENT) == []
    mail.outbox.clear()
    for _ in range(2):
        send_one_letter(str(letter.pk), str(owner.pk))
        with acting_as(owner):
            NoticeMail.objects.filter(under_way=True).update(tried_at=timezone.now() - LEASE)
    send_one_letter(str(letter.pk), str(owner.pk))
    assert stands(owner) == ("sent" if goes else "unsure")
    assert len(mail.outbox) == goes


def test_whoever_was_thought_gone_knows_better(owner: User, letter: NoticeMail) -> None:
    def begun_and_left() -> int:
        tries = begin_letter(by=owner, notice_id=letter.pk)
        with acting_as(owner):
            NoticeMail.objects.update(tried_at=timezone.now() - LEASE)
        leave_unsure(by=owner, notice_id=letter.pk)
        assert stands(owner) == "unsure"
        return tries

    first = begun_and_left()
    said_no = Offered(Answer.NOT_TAKEN, "SMTPDataError")
    assert not note_offered(by=owner, notice_id=letter.pk, tries=first, offered=said_no)
    assert stands(owner) == "waits"
    second = begun_and_left()
    taken = Offered(Answer.TAKEN)
    # Of an earlier try nobody hears any more, nor of one that is settled.
    for tries, refused in ((first, True), (second, False), (second, True)):
        if refused:
            with pytest.raises(ActionRefused):
                note_offered(by=owner, notice_id=letter.pk, tries=tries, offered=taken)
        else:
            assert note_offered(by=owner, notice_id=letter.pk, tries=tries, offered=taken)
    assert stands(owner) == "sent"


def test_a_letter_is_begun_in_a_transaction_of_its_own(owner: User, letter: NoticeMail) -> None:
    """Else a roll-back would undo that it was offered."""
    with acting_as(owner), pytest.raises(RuntimeError, match="durable"):
        send_letter(by=owner, notice_id=letter.pk)
    assert mail.outbox == []


def test_whoever_reviews_the_log_and_runs_the_system_is_told(
    letter: NoticeMail,
    make_user: MakeUser,
    sign_in: SignIn,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    owner, client = letter.user, sign_in(make_user(Role.LOG_REVIEWER))
    address, told_by = reverse("casework:log_overview"), "?event=notice.mail_unsure"
    assert told_by not in client.get(address).content.decode()
    settings.EMAIL_BACKEND = f"{__name__}.DropByDrop"
    send_one_letter(str(letter.pk), str(owner.pk))
    page = client.get(address)
    assert page.context["state"].letters_unsure == 1
    assert page.content.decode().count(told_by) == 1
    [line] = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "It is not sent again" in line
    assert owner.email not in line
