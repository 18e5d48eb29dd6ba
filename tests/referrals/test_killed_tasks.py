"""A worker killed outright in a task: the old state, whole, and then the new, told once.

Real processes, killed at each of the tables that a task writes to: after it has written there and
before it commits. For mail, which no transaction holds, at most once is promised: the last tests of
this module kill a worker in the middle of its talk with the mail server.
"""

from __future__ import annotations

import base64
import email
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from django.conf import settings
from django.core import mail
from django.utils import timezone
from psycopg import sql

from casework.actions.asking import ask_access
from casework.actions.letters import LEASE, SWEEP
from casework.actors import acting_as
from casework.audit.mail_events import MailEvent
from casework.enums import Role
from casework.exact import Lookup
from casework.models import AuditEvent, Municipality, Notice, NoticeMail
from casework.tasks.access import SEND, send_one_letter
from referrals.enums import Act
from referrals.models import ReferralEvent
from referrals.models.municipality_letter import quarter_to_tell
from tests.casework.conftest import OwnDatabase
from tests.casework.people import opened, unit
from tests.casework.test_consents_over import let_days_pass
from tests.casework.track import days, granted_permit
from tests.conftest import MakeUser, superuser_dsn
from tests.night import one_night
from tests.referrals.build import drafted, moved, of_file, people
from tests.referrals.test_access import late
from tests.smtp_sink import CALL, MAIL_FROM, QUIT, TEXT, Sink, sink
from tests.workers import Parent, Worker

FILES = "django.core.mail.backends.filebased.EmailBackend"
# Of the embedded Redis, which has sixteen.
DATABASE = 11
BETWEEN_MAILS = b"-" * 79 + b"\n"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
LATER = "UPDATE casework_noticemail SET tried_at = tried_at - %s"
KILLED_AT = (CALL, MAIL_FROM, TEXT, QUIT)
AS_NEW = """
    UPDATE casework_noticemail
    SET tries = 0, tried_at = NULL, under_way = false, sent_at = NULL, unsure_at = NULL
"""
NOTICE, MAIL, LOG = "casework_notice", "casework_noticemail", "casework_auditevent"


def something_late(make_user: MakeUser) -> None:
    """A referral that was to be answered yesterday, and a draft that was to be sent."""
    who = people(make_user)
    sent = drafted(who.sender)
    with acting_as(who.sender):
        yesterday = timezone.now() - timedelta(days=1)
        event = ReferralEvent(referral=sent, by=who.sender, act=Act.SEND, due_at=yesterday)
        event.save(force_insert=True)
    late(who.sender, drafted(who.sender))


def something_waiting(make_user: MakeUser) -> None:
    who = people(make_user)
    moved(drafted(who.sender), who, Act.SEND)


def somebody_from_elsewhere(make_user: MakeUser) -> None:
    """Somebody met in the quarter that is to be told of, who lives where nobody has joined."""
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    night = one_night(worker, "pom")
    shift = night.shift
    later = quarter_to_tell(timezone.localdate()) - shift.day + timedelta(days=40)
    with acting_as(worker):
        shift.day, shift.starts_at = shift.day + later, shift.starts_at + later
        shift.ends_at = shift.starts_at + timedelta(hours=6)
        shift.save()
        night.encounter.happened_at += later
        night.encounter.home_kind = "municipality"
        night.encounter.home_municipality = Municipality.objects.get(name="Tyresö")
        night.encounter.save()


def a_time_passed(make_user: MakeUser) -> None:
    """A permit that ended yesterday, in a file of a unit with a manager."""
    worker = make_user(Role.OUTREACH_WORKER, "pom")
    make_user(Role.UNIT_MANAGER, "pom")
    granted_permit(worker, opened(worker, "pom"), days(-1))


def a_consent_run_out(make_user: MakeUser) -> None:
    """A referral on its way that rests on a consent whose days are over."""
    who = people(make_user)
    sent = moved(of_file(who.sender), who, Act.SEND)
    with acting_as(who.sender):
        consent = sent.consent
    assert consent is not None
    let_days_pass(consent)


@dataclass(frozen=True)
class Task:
    """A task with an effect: what it finds, where it is killed, and what it leaves in the end."""

    name: str
    arrange: Callable[[MakeUser], None]
    # Each table that it writes to, and how many rows there are more when it is done.
    writes: dict[str, int]
    # What an earlier transaction of the same run has finished, where there are several.
    begins_with: dict[str, int] = field(default_factory=dict)


TASKS = [
    Task(
        "referrals.escalate_late",
        something_late,
        {"referrals_referralevent": 1, "referrals_referral": 0, NOTICE: 4, MAIL: 4, LOG: 1},
    ),
    Task("referrals.tell_of_waiting", something_waiting, {NOTICE: 2, MAIL: 2, LOG: 1}),
    Task(
        "referrals.prepare_municipality_letters",
        somebody_from_elsewhere,
        {"referrals_municipalityletter": 1, LOG: 1},
    ),
    Task("casework.tell_of_late_times", a_time_passed, {NOTICE: 1, MAIL: 1, LOG: 1}),
    Task(
        "casework.settle_leavers",
        a_consent_run_out,
        {
            "referrals_referralevent": 1,
            "referrals_referral": 0,
            "casework_person": 0,
            NOTICE: 3,
            MAIL: 3,
            LOG: 3,
        },
        # That nobody had left is noted by itself.
        begins_with={LOG: 1},
    ),
]


@pytest.fixture(scope="module")
def parent() -> Iterator[Parent]:
    made = Parent()
    yield made
    made.close()


@pytest.fixture
def worker(parent: Parent, own_database: OwnDatabase) -> Worker:
    return Worker(parent, own_database.name, superuser_dsn(own_database.name))


@pytest.fixture
def superuser(own_database: OwnDatabase) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(superuser_dsn(own_database.name), autocommit=True) as connection:
        yield connection


def everything(superuser: psycopg.Connection[Any]) -> dict[str, tuple[int, int]]:
    """Every table of ours: how many rows there are, and a sum over all that is in them."""
    found = {}
    for (name,) in superuser.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall():
        query = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {} t"
        row = superuser.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()
        assert row is not None
        found[name] = (row[0], row[1])
    return found


def more(before: dict[str, tuple[int, int]], now: dict[str, tuple[int, int]]) -> dict[str, int]:
    """Where something was written, and how many rows there are more."""
    return {name: now[name][0] - before[name][0] for name in now if now[name] != before[name]}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_worker_killed_anywhere_in_a_task_leaves_the_old_state(
    own_user: MakeUser, superuser: psycopg.Connection[Any], worker: Worker, task: Task
) -> None:
    task.arrange(own_user)
    for table in task.writes:
        before = everything(superuser)
        with worker.stops_at(table) as wait_until_there:
            child = worker.start(task.name)
            wait_until_there()
            worker.kill(child)
        assert more(before, everything(superuser)) in ({}, task.begins_with), table
    # The next run does all of it, and the one after that tells nobody again.
    before = everything(superuser)
    worker.run(task.name)
    done = everything(superuser)
    assert more(before, done) == task.writes
    worker.run(task.name)
    assert set(more(done, everything(superuser))) <= {LOG}


@pytest.fixture
def letter(own_user: MakeUser) -> NoticeMail:
    """A letter to somebody, about a colleague who asks for access."""
    owner = own_user(Role.COORDINATOR, "regionkoordinatorer")
    person = opened(owner, "regionkoordinatorer")
    ask_access(
        by=own_user(Role.UNIT_WORKER, "mika"),
        unit=unit("mika"),
        wanted=Lookup(pseudonym=person.pseudonym),
        reason="Hen väntar i mottagningen nu.",
    )
    with acting_as(owner):
        return NoticeMail.objects.select_related("user").get()


def state(letter: NoticeMail) -> tuple[int, bool]:
    """How often it was tried, and whether it has gone."""
    with acting_as(letter.user):
        letter.refresh_from_db()
    return letter.tries, letter.sent_at is not None


def gone(folder: Path) -> list[Message]:
    """The mails that a server has taken, in the order of their going."""
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    # Those of one second may lie in one file.
    mails = [mail for path in found for mail in path.read_bytes().split(BETWEEN_MAILS)]
    return [email.message_from_bytes(mail) for mail in mails if mail]


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


@pytest.fixture
def kept_mail(tmp_path: Path) -> dict[str, str]:
    """Settings under which every mail that is taken lies in a file."""
    return {"EMAIL_BACKEND": FILES, "EMAIL_FILE_PATH": str(tmp_path)}


def message_id(letter: NoticeMail) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    return f"<{letter.pk}@{domain}>"


def test_a_mail_goes_once_or_may_have_gone_and_never_twice(
    letter: NoticeMail, worker: Worker, superuser: psycopg.Connection[Any]
) -> None:
    """A worker killed in its talk with the server: as it calls, before the yes, after the yes.

    Before anything is offered nothing is begun, and the mail goes afterwards. From then on nobody
    can know, so it is never offered again, and it is told that it may have gone.
    """
    for word in KILLED_AT:
        superuser.execute(AS_NEW)
        with sink(still_at=word) as server:
            killed_at(word, server, letter, worker)
            assert len(server.taken) == (1 if word == QUIT else 0), word
            server.still_at = ""
            job, address = (str(letter.pk), str(letter.user_id)), at(server)
            superuser.execute(LATER, [LEASE])
            for _again in range(2 if word == QUIT else 1):
                worker.run(SEND, *job, **address)
            is_safe = word == CALL
            assert outcome(letter) == ("sent" if is_safe else "unsure"), word
            assert len(server.taken) == (1 if word in (CALL, QUIT) else 0), word
    with acting_as(letter.user):
        unsure = AuditEvent.objects.filter(event=MailEvent.UNSURE)
        assert list(unsure.values_list("details", flat=True)) == [
            {"tries": 1, "why": "WorkerLost"}
        ] * (len(KILLED_AT) - 1)
        # What it was about has not been lost.
        assert Notice.objects.filter(pk=letter.pk, read_at=None).exists()


def killed_at(word: str, server: Sink, letter: NoticeMail, worker: Worker) -> None:
    """Kill a worker where the server stands still; nothing is settled, whoever asks meanwhile."""
    job = (str(letter.pk), str(letter.user_id))
    child = worker.start(SEND, *job, **at(server))
    assert server.stands_still.wait(timeout=60)
    if word != CALL:
        # Another worker finds it in the hands of the first, who may be at it still.
        send_one_letter(*job)
        assert mail.outbox == []
    worker.kill(child)
    worker.wait_until_gone()
    assert outcome(letter) == ("waits" if word == CALL else "under way"), word


def at(server: Sink) -> dict[str, object]:
    """Settings under which a worker speaks to *server*."""
    return {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port}


def outcome(letter: NoticeMail) -> str:
    with acting_as(letter.user):
        letter.refresh_from_db()
    if letter.under_way:
        return "under way"
    return "sent" if letter.sent_at else "unsure" if letter.unsure_at else "waits"


def test_a_sweeper_killed_on_its_way_to_the_queue_loses_no_letter_and_sends_none_twice(
    letter: NoticeMail,
    worker: Worker,
    kept_mail: dict[str, str],
    silent: socket.socket,
    tmp_path: Path,
) -> None:
    """It writes nothing: a letter is looked for until it has gone, however often it is asked for.

    The queue is told twice, and the letter goes once.
    """
    port = silent.getsockname()[1]
    child = worker.start(SWEEP, CELERY_BROKER_URL=f"redis://127.0.0.1:{port}/0")
    call, _address = silent.accept()
    with call:
        worker.kill(child)
    assert state(letter) == (0, False)
    with queue_of_its_own() as (address, waiting):
        for _again in range(2):
            worker.run(SWEEP, CELERY_BROKER_URL=address)
        asked = waiting()
    assert asked == [[str(letter.pk), str(letter.user_id)]] * 2
    for args in asked:
        worker.run(SEND, *args, **kept_mail)
    assert [sent["Message-ID"] for sent in gone(tmp_path)] == [message_id(letter)]
    assert state(letter) == (1, True)


@contextmanager
def queue_of_its_own() -> Iterator[tuple[str, Callable[[], list[list[str]]]]]:
    """Its address for a worker, and what lies in it: whom each mail is to go to."""
    socket_path = settings.CELERY_BROKER_URL.removeprefix("redis+socket://")
    client = redis.Redis(unix_socket_path=socket_path, db=DATABASE)

    def waiting() -> list[list[str]]:
        messages = [json.loads(message) for message in client.lrange("celery", 0, -1)]
        assert {message["headers"]["task"] for message in messages} == {SEND}
        return [json.loads(base64.b64decode(message["body"]))[0] for message in messages]

    client.flushdb()
    try:
        yield f"{settings.CELERY_BROKER_URL}?virtual_host={DATABASE}", waiting
    finally:
        client.flushdb()
        client.close()
