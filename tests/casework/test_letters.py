"""Letters when the mail server is silent or the worker is killed: nothing held, nothing lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from pytest_django.fixtures import Settings

from casework.actions.asking import ask_access
from casework.actions.letters import send_letter
from casework.actors import acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.exact import Lookup
from casework.models import AuditEvent, NoticeMail, User
from casework.tasks.access import send_one_letter
from tests.casework.people import opened, unit
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class DropByDrop(BaseEmailBackend):
    """A server that keeps each answer within its time, and the task beyond the task's."""

    def send_messages(self, _messages: object) -> int:
        """End as Celery ends a task at its soft limit."""
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


def told(owner: User, event: Event) -> list[dict[str, Any]]:
    with acting_as(owner):
        return list(AuditEvent.objects.filter(event=event).values_list("details", flat=True))


def test_a_silent_server_is_left(
    owner: User, letter: NoticeMail, silent_port: int, settings: Settings
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 0.2
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent_port
    assert not send_letter(by=owner, notice_id=letter.pk)
    assert told(owner, Event.NOTICE_MAIL_FAILED) == [{"tries": 1, "why": "SMTPServerDisconnected"}]


def test_one_that_answers_drop_by_drop_too(
    owner: User, letter: NoticeMail, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DropByDrop"
    send_one_letter(str(letter.pk), str(owner.pk))
    assert told(owner, Event.NOTICE_MAIL_FAILED) == [{"tries": 1, "why": "SoftTimeLimitExceeded"}]
    # It is offered again, but not at once.
    assert row(owner).tried_at is not None
    assert row(owner).sent_at is None


@pytest.mark.parametrize(
    "statement", ['INSERT INTO "casework_auditevent"', 'UPDATE "casework_noticemail"']
)
def test_a_worker_killed_in_a_letter_leaves_it_as_it_was(
    owner: User, letter: NoticeMail, statement: str
) -> None:
    def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement):
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill), pytest.raises(Killed):
        send_one_letter(str(letter.pk), str(owner.pk))
    left = row(owner)
    assert (left.tries, left.tried_at, left.sent_at) == (0, None, None)
    assert told(owner, Event.NOTICE_MAILED) == []
    for _ in range(2):
        send_one_letter(str(letter.pk), str(owner.pk))
    assert row(owner).sent_at is not None
    assert told(owner, Event.NOTICE_MAILED) == [{"tries": 1}]
    # The mailbox knows by its identifier that the second is the first.
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
